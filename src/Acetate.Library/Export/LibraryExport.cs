using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Acetate.Library.Database;

namespace Acetate.Library.Export;

/// <summary>How many lines a file of an export has.</summary>
/// <param name="Table">The table.</param>
/// <param name="File">The file's name.</param>
/// <param name="Rows">Its lines.</param>
public sealed record ExportedFile(ExportedTable Table, string File, long Rows);

/// <summary>Writes everything that a library knows as JSON, a line for each thing, for whoever leaves this program or keeps a copy that needs none.</summary>
public static class LibraryExport
{
    private const int Flushed = 1 << 20;

    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    extension(LibraryTransaction tx)
    {
        /// <summary>Writes every exported table as it is in this transaction's moment.</summary>
        /// <param name="begin">Makes a new file of this name.</param>
        /// <param name="cancellationToken">Ends it.</param>
        public async Task<ImmutableArray<ExportedFile>> ExportAsync(Func<string, Stream> begin, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(begin);
            var files = ImmutableArray.CreateBuilder<ExportedFile>();
            foreach (var table in ExportedTable.All)
            {
                var file = $"{table.Name}.jsonl";
                await using var stream = begin(file);
                files.Add(new(table, file, await tx.ExportAsync(table, stream, cancellationToken)));
            }

            return files.ToImmutable();
        }

        private async Task<long> ExportAsync(ExportedTable table, Stream stream, CancellationToken cancellationToken)
        {
            await using var command = tx.Connection.CreateCommand();
            command.Transaction = tx.Transaction;
            command.CommandText = $"SELECT * FROM {table.Name} ORDER BY {table.Order}";
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            var columns = Enumerable.Range(0, reader.FieldCount).Where(i => !table.Secret.Contains(reader.GetName(i)))
                .Select(i => (Place: i, Name: JsonEncodedText.Encode(reader.GetName(i)), IsJson: table.Json.Contains(reader.GetName(i)))).ToArray();
            using var lines = new MemoryStream();
            await using var writer = new Utf8JsonWriter(lines, Plain);
            var rows = 0L;
            while (await reader.ReadAsync(cancellationToken))
            {
                writer.WriteStartObject();
                foreach (var (place, name, isJson) in columns)
                {
                    writer.WritePropertyName(name);
                    Write(writer, reader, place, isJson);
                }

                writer.WriteEndObject();
                await writer.FlushAsync(cancellationToken);
                writer.Reset();
                lines.WriteByte((byte)'\n');
                rows++;
                if (lines.Length >= Flushed) await FlushAsync();
            }

            await FlushAsync();
            return rows;

            async Task FlushAsync()
            {
                await stream.WriteAsync(lines.GetBuffer().AsMemory(0, (int)lines.Length), cancellationToken);
                lines.SetLength(0);
            }
        }
    }

    /// <summary>A value as both databases have it: instants as text to the microsecond, ids in their usual form, bytes as text, or where they are none as <c>{"base64": …}</c>.</summary>
    private static void Write(Utf8JsonWriter writer, DbDataReader reader, int place, bool isJson)
    {
        switch (reader.GetValue(place))
        {
            case DBNull: writer.WriteNullValue(); break;
            case string text when isJson && TryWrite(writer, text): break;
            case string text: writer.WriteStringValue(text); break;
            case long number: writer.WriteNumberValue(number); break;
            case int number: writer.WriteNumberValue(number); break;
            case short number: writer.WriteNumberValue(number); break;
            case double number: writer.WriteNumberValue(number); break;
            case bool flag: writer.WriteNumberValue(flag ? 1 : 0); break;
            case Guid id: writer.WriteStringValue(id.ToString("D")); break;
            case DateOnly day: writer.WriteStringValue(day.ToString("O", CultureInfo.InvariantCulture)); break;
            // PostgreSQL's days come as instants at midnight of no zone.
            case DateTime { Kind: DateTimeKind.Utc } instant: writer.WriteStringValue(SqlTypes.Text(new DateTimeOffset(instant))); break;
            case DateTime day: writer.WriteStringValue(DateOnly.FromDateTime(day).ToString("O", CultureInfo.InvariantCulture)); break;
            case byte[] bytes when Text(bytes) is { } text: writer.WriteStringValue(text); break;
            case byte[] bytes:
                writer.WriteStartObject();
                writer.WriteBase64String("base64", bytes);
                writer.WriteEndObject();
                break;
            case var other: throw new InvalidOperationException($"{reader.GetName(place)} holds {other.GetType()}, for which an export has no form.");
        }
    }

    /// <summary>Whether a text is an object or a list; if so it was written, on one line.</summary>
    private static bool TryWrite(Utf8JsonWriter writer, string text)
    {
        if (text.AsSpan().TrimStart() is not ['{' or '[', ..]) return false;
        try
        {
            using var document = JsonDocument.Parse(text);
            document.RootElement.WriteTo(writer);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string? Text(byte[] bytes)
    {
        try
        {
            var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
            return text.Contains('\0', StringComparison.Ordinal) ? null : text;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
