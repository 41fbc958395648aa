namespace Acetate.Library.Database;

/// <summary>How a statement asks whether a value is one of several: an array in PostgreSQL, values bound one by one in SQLite.</summary>
internal static class SqlLists
{
    extension(LibraryTransaction tx)
    {
        /// <summary>What stands behind a column that has to have one of the values of a parameter, an array of texts or numbers.</summary>
        public string Among(string parameter) => tx.IsPostgres ? $"= ANY(@{parameter})" : $"IN @{parameter}";

        /// <summary>The same for ids, given as <see cref="Texts"/>: SQLite's driver writes those of a list in a form of its own.</summary>
        public string AmongIds(string parameter) => tx.IsPostgres ? $"= ANY(CAST(@{parameter} AS uuid[]))" : $"IN @{parameter}";
    }

    /// <summary>Ids as the database has them.</summary>
    public static string[] Texts(this IEnumerable<Guid> ids) => [.. ids.Select(id => id.ToString("D"))];
}
