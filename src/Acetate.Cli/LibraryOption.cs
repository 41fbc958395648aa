using System.CommandLine;
using Acetate.Library;
using Acetate.Library.Rolls;
using Acetate.Tools.Ingest.Archive;

namespace Acetate.Cli;

/// <summary><c>--library DIR</c>, the same for every command that works on a library.</summary>
internal static class LibraryOption
{
    /// <summary>The option.</summary>
    public static Option<string?> Create() => new("--library")
    {
        Description = "The library home. Default: ACETATE_LIBRARY, else ~/.local/share/acetate",
        HelpName = "DIR",
    };

    /// <summary>Opens the library that is named, or the usual one. One that is not there is not made.</summary>
    /// <exception cref="CommandException">There is no library.</exception>
    public static async Task<MediaLibrary> OpenAsync(string? named, CancellationToken cancellationToken)
    {
        var home = named is null ? LibraryOptions.DefaultHome() : Path.GetFullPath(named);
        if (!Directory.Exists(home))
            throw new CommandException(ExitCode.NotFound, $"There is no library at {home}. 'acetate serve' and 'acetate ingest' make one; --library names another.");
        var library = await MediaLibrary.OpenAsync(LibraryOptions.Load(home), cancellationToken);
        try
        {
            if (await CopiedFromAsync(library, cancellationToken) is { } sentence) await Console.Error.WriteLineAsync(sentence);
            return library;
        }
        catch
        {
            await library.DisposeAsync();
            throw;
        }
    }

    /// <summary>What is said of a library that was copied and still reads the footage of the one that it was copied from; null of any other.</summary>
    internal static async Task<string?> CopiedFromAsync(MediaLibrary library, CancellationToken cancellationToken)
    {
        foreach (var use in await library.ReadAsync(tx => tx.StoresOfCopiesAsync(cancellationToken), cancellationToken))
        {
            if (!Uri.TryCreate(use.Store, UriKind.Absolute, out var store) || !store.IsFile) continue;
            var (folder, own) = (Path.TrimEndingDirectorySeparator(store.LocalPath), use.Tier == CopyTier.Library ? library.Options.Store : library.Options.Archive);
            // A store on another disk is a choice; one beside another library's database is that library's.
            if (Path.GetDirectoryName(folder) is not { Length: > 0 } home || Path.TrimEndingDirectorySeparator(library.Options.Home) == home || StoreMove.Same(store, own) || !File.Exists(Path.Join(home, "library.db"))) continue;
            return $"This library reads {use.Copies} copies of rolls from {folder}, which is the store of another library: it was copied from there, and would lose them with it. "
                + $"If they were copied as well, 'acetate library move-store {folder} {StoreMove.Shown(own)} --library {library.Options.Home}' checks them and takes the new place over.";
        }

        return null;
    }
}
