using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;
using Npgsql;
using NpgsqlTypes;
using SQLitePCL;

namespace Acetate.Library.Database;

/// <summary>One statement over many rows: 43,200 files of a roll in a second, on both databases.</summary>
/// <remarks>
/// The statement says <c>{rows}</c> where a table would stand, named <c>v</c> with the given columns. SQLite runs it once
/// a row, prepared; PostgreSQL runs it once for thousands of rows that arrive as arrays.
/// </remarks>
internal static class BulkWriting
{
    private const int RowsAtOnce = 5000;

    extension(LibraryTransaction tx)
    {
        /// <summary>Runs the statement over the rows; gives the number of rows that changed.</summary>
        public Task<int> BulkAsync<T>(string sql, IEnumerable<T> rows, BulkColumn<T>[] columns, CancellationToken cancellationToken) =>
            tx.GuardAsync(() =>
            {
                tx.CountsAsChanged();
                return tx.IsPostgres ? PostgresAsync(tx, sql, rows, columns, cancellationToken) : Task.FromResult(Sqlite(tx, sql, rows, columns, cancellationToken));
            });
    }

    private static async Task<int> PostgresAsync<T>(
        LibraryTransaction tx, string sql, IEnumerable<T> rows, BulkColumn<T>[] columns, CancellationToken cancellationToken)
    {
        var source = $"unnest({string.Join(", ", columns.Select((_, i) => $"@c{i}"))}) AS v ({string.Join(", ", columns.Select(c => c.Name))})";
        var changed = 0;
        foreach (var chunk in rows.Chunk(RowsAtOnce))
        {
            await using var command = new NpgsqlCommand(sql.Replace("{rows}", source, StringComparison.Ordinal), (NpgsqlConnection)tx.Connection, (NpgsqlTransaction?)tx.Transaction);
            for (var i = 0; i < columns.Length; i++)
                command.Parameters.Add(new NpgsqlParameter($"c{i}", NpgsqlDbType.Array | columns[i].Kind.Type) { Value = columns[i].Kind.Array(chunk, columns[i].Value) });
            changed += await command.ExecuteNonQueryAsync(cancellationToken);
        }

        return changed;
    }

    // Straight to SQLite's own interface: the driver looks every parameter up by its name, for every row.
    private static int Sqlite<T>(LibraryTransaction tx, string sql, IEnumerable<T> rows, BulkColumn<T>[] columns, CancellationToken cancellationToken)
    {
        var database = ((SqliteConnection)tx.Connection).Handle!;
        var source = $"(SELECT {string.Join(", ", columns.Select((c, i) => string.Create(CultureInfo.InvariantCulture, $"?{i + 1} AS {c.Name}")))}) AS v";
        Check(raw.sqlite3_prepare_v2(database, sql.Replace("{rows}", source, StringComparison.Ordinal), out var statement));
        using var _ = statement;
        var (bound, text, changed) = (new object?[columns.Length], new byte[1024], 0);
        foreach (var row in rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var i = 0; i < columns.Length; i++)
            {
                var value = columns[i].Value(row);
                // What was bound for the row before is bound still: an id, a moment.
                if (value is not null && value.Equals(bound[i])) continue;
                Check(Bind(i + 1, bound[i] = value));
            }

            var answer = raw.sqlite3_step(statement);
            if (answer != raw.SQLITE_DONE) Check(answer);
            changed += raw.sqlite3_changes(database);
            Check(raw.sqlite3_reset(statement));
        }

        return changed;

        void Check(int answer) => SqliteException.ThrowExceptionForRC(answer, database);

        int Bind(int index, object? value) => value switch
        {
            null => raw.sqlite3_bind_null(statement, index),
            string words => BindText(index, words),
            Guid id => BindText(index, id.ToString("D")),
            DateTimeOffset instant => BindText(index, SqlTypes.Text(instant)),
            double amount => raw.sqlite3_bind_double(statement, index, amount),
            DateOnly day => BindText(index, day.ToString("O", CultureInfo.InvariantCulture)),
            _ => raw.sqlite3_bind_int64(statement, index, Convert.ToInt64(value, CultureInfo.InvariantCulture)),
        };

        int BindText(int index, string words)
        {
            // An empty span would be taken for NULL.
            if (words.Length == 0) return raw.sqlite3_bind_text(statement, index, "");
            if (Encoding.UTF8.GetMaxByteCount(words.Length) > text.Length) text = new byte[Encoding.UTF8.GetMaxByteCount(words.Length)];
            return raw.sqlite3_bind_text(statement, index, text.AsSpan(0, Encoding.UTF8.GetBytes(words, text)));
        }
    }
}

/// <summary>A column of the rows that <see cref="BulkWriting"/> writes.</summary>
internal sealed record BulkColumn<T>(string Name, BulkKind Kind, Func<T, object?> Value);

/// <summary>The types a bulk column may have.</summary>
internal sealed record BulkKind
{
    public static readonly BulkKind Text = new(NpgsqlDbType.Text, (values) => values.Cast<string?>().ToArray());
    public static readonly BulkKind Number = new(NpgsqlDbType.Bigint, (values) => values.Select(v => v is null ? (long?)null : Convert.ToInt64(v)).ToArray());
    public static readonly BulkKind Amount = new(NpgsqlDbType.Double, (values) => values.Cast<double?>().ToArray());
    public static readonly BulkKind Id = new(NpgsqlDbType.Uuid, (values) => values.Cast<Guid?>().ToArray());
    public static readonly BulkKind Day = new(NpgsqlDbType.Date, (values) => values.Cast<DateOnly?>().ToArray());
    public static readonly BulkKind Instant = new(NpgsqlDbType.TimestampTz, (values) => values.Select(v => ((DateTimeOffset?)v)?.Kept().UtcDateTime).ToArray());

    private readonly Func<IEnumerable<object?>, Array> convert;

    private BulkKind(NpgsqlDbType type, Func<IEnumerable<object?>, Array> convert)
    {
        Type = type;
        this.convert = convert;
    }

    public NpgsqlDbType Type { get; }

    public Array Array<T>(T[] rows, Func<T, object?> value) => convert(rows.Select(value));
}
