using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Acetate.Library.Database;

/// <summary>One numbered change of the tables: an embedded file <c>NNNN_name.sql</c>.</summary>
internal sealed record Migration(int Number, string Name, string Sql)
{
    /// <summary>SHA-256 of the text in hex; line ends do not count.</summary>
    public string Checksum { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql.ReplaceLineEndings("\n"))));

    /// <summary>All migrations of <c>Database/&lt;folder&gt;/</c> by number. Numbers may be left out: they are given to changes that are made at the same time.</summary>
    public static ImmutableArray<Migration> In(string folder)
    {
        var assembly = typeof(Migration).Assembly;
        var prefix = $"{folder}/";
        var migrations = assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal) && name.EndsWith(".sql", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name =>
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!, Encoding.UTF8);
                var title = name[prefix.Length..^".sql".Length];
                return new Migration(int.Parse(title.AsSpan(0, 4), CultureInfo.InvariantCulture), title, reader.ReadToEnd());
            })
            .ToImmutableArray();
        for (var i = 1; i < migrations.Length; i++)
            if (migrations[i].Number == migrations[i - 1].Number)
                throw new InvalidOperationException($"Migration {migrations[i].Number:0000} of {folder} is there twice.");
        return migrations;
    }

    /// <summary>The migrations still to be applied, or the reason why this program must not touch the database.</summary>
    /// <exception cref="LibraryException">The database is newer than this program, or a migration was edited after it was applied.</exception>
    public static ImmutableArray<Migration> Pending(ImmutableArray<Migration> known, IReadOnlyList<Applied> applied, string database)
    {
        foreach (var one in applied)
        {
            if (known.FirstOrDefault(migration => migration.Number == one.Number) is not { } same)
                throw new LibraryException(LibraryProblem.Incompatible,
                    $"The library in {database} was written by a newer Acetate (its tables are at version {one.Number}, this program knows {known[^1].Number}). "
                    + "Use that version or a newer one; nothing was changed.");
            if (one.Checksum != same.Checksum)
                throw new LibraryException(LibraryProblem.Incompatible,
                    $"The library in {database} was made with another text of migration {same.Name} than this program has. "
                    + "Use the program that made it, or restore the library from its backup; nothing was changed.");
        }

        // One whose number is lower than some that were applied was finished after them: it is made up for.
        return [.. known.Where(migration => applied.All(one => one.Number != migration.Number))];
    }

    /// <summary>A migration that the database has already.</summary>
    internal sealed record Applied
    {
        public int Number { get; init; }
        public string Checksum { get; init; } = "";
    }
}
