namespace Acetate.Mhl.Disk;

/// <summary>Folders of packing lists on disk: one a day, with a collection file that names its lists.</summary>
public static class PackingListFolder
{
    /// <summary>Writes a packing list into the folder of its day and enters it in the collection there; returns the list's path.</summary>
    /// <param name="folder">Holds the folders of the days.</param>
    /// <param name="packingList">From <see cref="PackingList.FromHistory"/>.</param>
    /// <param name="scopeName">The name of the folder that it describes.</param>
    /// <param name="cancellationToken">Stops before the next file.</param>
    public static async Task<string> WriteAsync(string folder, MhlManifest packingList, string scopeName, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(packingList);
        var date = packingList.Creator.Date ?? throw new MhlException(MhlProblem.CannotWrite, "A packing list needs a creation date.");
        var day = Path.Join(Path.GetFullPath(folder), PackingList.CollectionFolder(date));
        Directory.CreateDirectory(day);
        var collection = Path.Join(day, MhlChain.CollectionFileName);
        MhlChain? existing = null;
        if (File.Exists(collection))
        {
            using var stream = File.OpenRead(collection);
            existing = ChainReader.Read(stream, collection);
        }

        var files = PackingList.Prepare(packingList, scopeName, existing);
        foreach (var file in files) await FolderHistoryFiles.WriteAsync(day, file, cancellationToken).ConfigureAwait(false);
        return Path.Join(day, files[0].Path);
    }
}
