namespace Acetate.Library;

/// <summary>Tells a library whose database was lost from one that has none yet: SQLite takes an empty file for a new database, and throws away the log beside it.</summary>
internal static class LostDatabase
{
    /// <summary>Looks before anything is opened.</summary>
    /// <exception cref="LibraryException">The database's file is empty, and what a library keeps lies beside it.</exception>
    public static void Refuse(LibraryOptions options)
    {
        if (options.Database.IsPostgres || new FileInfo(options.Database.File) is not { Exists: true, Length: 0 }) return;
        var file = options.Database.File;
        if (new FileInfo(file + "-wal") is { Exists: true, Length: > 0 } log)
            throw new LibraryException(LibraryProblem.Damaged,
                $"{file} is empty, but {log.Name} beside it holds {log.Length:N0} bytes of a library that was cut off. Keep both elsewhere, put a backup of {Path.GetFileName(file)} there, and open it again; nothing was opened or changed.");
        foreach (var store in (Uri[])[options.Store, options.Archive, options.Derived])
            if (store.IsFile && Directory.Exists(store.LocalPath) && Directory.EnumerateFileSystemEntries(store.LocalPath).Any())
                throw new LibraryException(LibraryProblem.Damaged,
                    $"{file} is empty, but there is footage of a library in {store.LocalPath}: its records were lost. Put a backup of {Path.GetFileName(file)} there; or remove the empty file and run 'acetate archive rebuild --library {options.Home}', which makes the records anew. Nothing was opened or changed.");
    }
}
