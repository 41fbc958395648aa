using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Npgsql;
using NpgsqlTypes;

namespace Acetate.Benchmarks.Matching;

/// <summary>Many rows like one that the library wrote itself, past the library: a million of them in a minute.</summary>
/// <remarks>The table's only row is taken for a pattern, so that its columns and what they hold by default stand nowhere else. SQLite gets a
/// prepared statement in one transaction, PostgreSQL a COPY.</remarks>
internal static class BulkRows
{
    /// <summary>Adds rows.</summary>
    /// <param name="connection">To SQLite or PostgreSQL.</param>
    /// <param name="table">A table with one row.</param>
    /// <param name="columns">The columns that differ from that row.</param>
    /// <param name="rows">What stands in them: text, numbers, ids, days.</param>
    public static async Task AddAsync(DbConnection connection, string table, string[] columns, IEnumerable<object[]> rows)
    {
        var (names, types, pattern) = await PatternAsync(connection, table);
        var places = Array.ConvertAll(columns, column => Array.IndexOf(names, column));
        if (connection is NpgsqlConnection postgres) await CopyAsync(postgres, table, names, types, pattern, places, rows);
        else Insert((SqliteConnection)connection, table, names, pattern, places, rows);
    }

    private static async Task<(string[] Names, NpgsqlDbType[] Types, object[] Values)> PatternAsync(DbConnection connection, string table)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT * FROM {table}";
        await using var reader = await command.ExecuteReaderAsync();
        if (!await reader.ReadAsync()) throw new InvalidOperationException($"{table} has no row to take for a pattern.");
        var values = new object[reader.FieldCount];
        reader.GetValues(values);
        var types = reader is NpgsqlDataReader typed ? typed.GetColumnSchema().Select(column => column.NpgsqlDbType ?? NpgsqlDbType.Text).ToArray() : [];
        return ([.. Enumerable.Range(0, values.Length).Select(reader.GetName)], types, values);
    }

    private static async Task CopyAsync(NpgsqlConnection connection, string table, string[] names, NpgsqlDbType[] types, object[] pattern, int[] places, IEnumerable<object[]> rows)
    {
        await using var copy = await connection.BeginBinaryImportAsync($"COPY {table} ({string.Join(", ", names)}) FROM STDIN (FORMAT BINARY)");
        copy.Timeout = TimeSpan.FromMinutes(10);
        foreach (var row in rows)
        {
            for (var i = 0; i < places.Length; i++) pattern[places[i]] = row[i];
            await copy.StartRowAsync();
            for (var i = 0; i < pattern.Length; i++)
            {
                if (pattern[i] is DBNull) await copy.WriteNullAsync();
                else await copy.WriteAsync(pattern[i], types[i]);
            }
        }

        await copy.CompleteAsync();
    }

    private static void Insert(SqliteConnection connection, string table, string[] names, object[] pattern, int[] places, IEnumerable<object[]> rows)
    {
        using var transaction = connection.BeginTransaction();
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = $"INSERT INTO {table} ({string.Join(", ", names)}) VALUES ({string.Join(", ", names.Select(name => $"@{name}"))})";
        var parameters = Array.ConvertAll(names, name => command.Parameters.AddWithValue($"@{name}", pattern[Array.IndexOf(names, name)]));
        command.Prepare();
        foreach (var row in rows)
        {
            for (var i = 0; i < places.Length; i++)
            {
                parameters[places[i]].Value = row[i] switch
                {
                    Guid id => id.ToString("D"),
                    DateOnly day => day.ToString("O", CultureInfo.InvariantCulture),
                    var value => value,
                };
            }

            command.ExecuteNonQuery();
        }

        transaction.Commit();
    }
}
