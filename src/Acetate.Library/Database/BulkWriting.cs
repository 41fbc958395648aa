using System.Data;
using Microsoft.Data.Sqlite;
using Npgsql;
using NpgsqlTypes;

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
            tx.GuardAsync(() => tx.IsPostgres ? PostgresAsync(tx, sql, rows, columns, cancellationToken) : SqliteAsync(tx, sql, rows, columns, cancellationToken));
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

    private static async Task<int> SqliteAsync<T>(
        LibraryTransaction tx, string sql, IEnumerable<T> rows, BulkColumn<T>[] columns, CancellationToken cancellationToken)
    {
        var source = $"(SELECT {string.Join(", ", columns.Select((c, i) => $"@c{i} AS {c.Name}"))}) AS v";
        await using var command = new SqliteCommand(sql.Replace("{rows}", source, StringComparison.Ordinal), (SqliteConnection)tx.Connection, (SqliteTransaction?)tx.Transaction);
        var parameters = new SqliteParameter[columns.Length];
        for (var i = 0; i < columns.Length; i++) parameters[i] = command.Parameters.Add(new SqliteParameter { ParameterName = $"@c{i}" });
        var changed = 0;
        foreach (var row in rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var i = 0; i < columns.Length; i++)
                parameters[i].Value = columns[i].Value(row) switch
                {
                    null => DBNull.Value,
                    Guid id => id.ToString("D"),
                    DateTimeOffset instant => SqlTypes.Text(instant),
                    DateOnly day => day.ToString("O"),
                    var value => value,
                };
            changed += await command.ExecuteNonQueryAsync(cancellationToken);
        }

        return changed;
    }
}

/// <summary>A column of the rows that <see cref="BulkWriting"/> writes.</summary>
internal sealed record BulkColumn<T>(string Name, BulkKind Kind, Func<T, object?> Value);

/// <summary>The types a bulk column may have.</summary>
internal sealed record BulkKind
{
    public static readonly BulkKind Text = new(NpgsqlDbType.Text, (values) => values.Cast<string?>().ToArray());
    public static readonly BulkKind Number = new(NpgsqlDbType.Bigint, (values) => values.Select(v => v is null ? (long?)null : Convert.ToInt64(v)).ToArray());
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
