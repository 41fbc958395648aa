using Acetate.Library;
using Acetate.Library.Rolls;

namespace Acetate.Tools.Ingest;

/// <summary>Tells a folder whose disk is away from one that is new: where a disk is not mounted, its folder is missing, or empty, or made anew on another disk.</summary>
/// <remarks>The mark is the footage itself: of the copies that the library knows in a store, none is there. Of stores in a network nothing is asked.</remarks>
public static class StoreAway
{
    /// <summary>Why the store or the archive cannot be the one in which the library keeps its copies, and what to do; null when it can, or when there are none yet.</summary>
    /// <param name="library">The library.</param>
    /// <param name="tier">Which of the two.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<string?> FindAsync(MediaLibrary library, CopyTier tier, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(library);
        var (store, setting) = tier == CopyTier.Library ? (library.Options.Store, "store") : (library.Options.Archive, "archive");
        if (!store.IsFile) return null;
        var prefixes = await library.ReadAsync(tx => tx.PrefixesInAsync(store.ToString(), cancellationToken), cancellationToken);
        if (prefixes.Count == 0 || prefixes.Exists(p => Directory.Exists(Path.Join(store.LocalPath, p)))) return null;
        var folder = Path.TrimEndingDirectorySeparator(store.LocalPath);
        var what = Directory.Exists(folder) ? $"The folder '{folder}' has none of the rolls that this library keeps there." : $"The folder '{folder}' does not exist.";
        return $"{what} Is its disk connected and mounted? If it is lost for good, name another folder for \"{setting}\" in {Path.Join(library.Options.Home, LibraryOptions.SettingsFile)}.";
    }

    /// <summary>Why a copy cannot be seen now; empty when its folder is there, or when it does not lie in a folder.</summary>
    public static string WhyNotSeen(RollCopy copy)
    {
        ArgumentNullException.ThrowIfNull(copy);
        if (!Uri.TryCreate(copy.Store, UriKind.Absolute, out var store) || !store.IsFile || Directory.Exists(Path.Join(store.LocalPath, copy.Prefix))) return "";
        var folder = Directory.Exists(store.LocalPath) ? Path.Join(store.LocalPath, copy.Prefix) : Path.TrimEndingDirectorySeparator(store.LocalPath);
        return $"the folder '{folder}' does not exist. Is its disk connected and mounted?";
    }
}
