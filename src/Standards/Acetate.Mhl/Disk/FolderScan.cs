using System.Collections;
using System.IO.Enumeration;

namespace Acetate.Mhl.Disk;

/// <summary>Everything below a folder on disk, by name and size; nothing is read.</summary>
public sealed class FolderScan
{
    private readonly ScannedFiles files = [];
    private readonly List<ObservedFolder> folders = [];
    private readonly List<string> historyPaths = [];
    private readonly List<ScanNote> notes = [];
    private readonly CancellationToken cancelled;

    private FolderScan(string root, CancellationToken cancellationToken) => (Root, cancelled) = (root, cancellationToken);

    /// <summary>The folder, as an absolute path.</summary>
    public string Root { get; }

    /// <summary>Files outside <c>ascmhl</c> folders. Those that cannot be opened by their name say so.</summary>
    public IReadOnlyList<ObservedFile> Files => files;

    /// <summary>Folders other than <c>ascmhl</c>.</summary>
    public IReadOnlyList<ObservedFolder> Folders => folders;

    /// <summary>The files of every <c>ascmhl</c> folder.</summary>
    public IReadOnlyList<string> HistoryPaths => historyPaths;

    /// <summary>What was passed over, and why.</summary>
    public IReadOnlyList<ScanNote> Notes => notes;

    /// <summary>Walks a folder. Links to files count as the file; links to folders and links that leave the root are not followed.</summary>
    public static FolderScan Run(string root, CancellationToken cancellationToken = default)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
        if (File.Exists(full)) throw new DirectoryNotFoundException($"'{root}' is a file. Name the folder that it lies in.");
        if (!Directory.Exists(full)) throw new DirectoryNotFoundException($"There is no folder '{root}'.");
        var scan = new FolderScan(full, cancellationToken);
        scan.Walk(full, "");
        return scan;
    }

    private void Walk(string folder, string relative)
    {
        cancelled.ThrowIfCancellationRequested();
        List<Found> entries;
        try
        {
            entries = [.. Enumerate(folder)];
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException && relative.Length > 0)
        {
            // Everything in it is unknown; that must not pass for an empty folder.
            files.Add(new ObservedFile(relative, 0, [], null, $"The folder cannot be listed: {problem.Message}"));
            return;
        }

        foreach (var entry in entries)
        {
            var path = MhlPath.Join(relative, entry.Name);
            if (entry.IsLink) Link(folder, path, entry);
            else if (entry.IsFolder && entry.Name == MhlPath.HistoryFolder) History(Path.Join(folder, entry.Name), path);
            else if (entry.IsFolder)
            {
                folders.Add(new ObservedFolder(path, entry.Modified));
                Walk(Path.Join(folder, entry.Name), path);
            }
            else
            {
                files.Add(new ObservedFile(path, entry.Length, [], entry.Modified, WhyUnreadable(folder, entry.Name)));
            }
        }
    }

    private static FileSystemEnumerable<Found> Enumerate(string folder) => new(
        folder,
        (ref FileSystemEntry entry) =>
        {
            var isLink = (entry.Attributes & FileAttributes.ReparsePoint) != 0;
            return new Found(
                entry.FileName.ToString(),
                entry.IsDirectory,
                isLink,
                entry.IsDirectory || isLink ? 0 : entry.Length,
                entry.LastWriteTimeUtc);
        },
        new EnumerationOptions { AttributesToSkip = 0, IgnoreInaccessible = false, RecurseSubdirectories = false, ReturnSpecialDirectories = false });

    private void History(string folder, string path)
    {
        historyPaths.Add(path + "/");
        foreach (var file in Enumerate(folder))
            if (!file.IsFolder)
                historyPaths.Add(MhlPath.Join(path, file.Name));
    }

    private void Link(string folder, string path, Found entry)
    {
        var name = Path.Join(folder, entry.Name);
        FileSystemInfo? target;
        try
        {
            target = new FileInfo(name).ResolveLinkTarget(returnFinalTarget: true);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            files.Add(new ObservedFile(path, 0, [], entry.Modified, $"It is a link that cannot be followed: {problem.Message}"));
            return;
        }

        if (target is null || !(File.Exists(target.FullName) || Directory.Exists(target.FullName)))
        {
            files.Add(new ObservedFile(path, 0, [], entry.Modified, $"It is a link to '{target?.FullName}', which is not there."));
            return;
        }

        var leaves = !IsInside(target.FullName);
        if (Directory.Exists(name))
        {
            notes.Add(new ScanNote(path, leaves, leaves
                ? $"It is a link to the folder '{target.FullName}' outside; what lies there is not part of this folder and was passed over."
                : "It is a link to a folder; what lies there is recorded in its own place."));
            return;
        }

        if (leaves)
        {
            notes.Add(new ScanNote(path, true, $"It is a link to '{target.FullName}' outside; it was passed over."));
            return;
        }

        var file = new FileInfo(target.FullName);
        files.Add(new ObservedFile(path, file.Length, [], file.LastWriteTimeUtc));
    }

    private bool IsInside(string target)
    {
        // The root may itself be reached through a link.
        var root = new DirectoryInfo(Root).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? Root;
        return target == Root || target == root
            || target.StartsWith(Root + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            || target.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal);
    }

    private static string? WhyUnreadable(string folder, string name)
    {
        // Names that are not valid UTF-8 are decoded with this character in them and cannot be opened by what was decoded.
        if (name.Contains('\uFFFD') && !File.Exists(Path.Join(folder, name)))
            return "Its name is not valid UTF-8, so it cannot be opened; rename it at its source.";
        return ManifestWriter.WhyNotText(name) is { } reason ? $"Its name cannot be recorded: {reason}." : null;
    }

    /// <summary>The files in a third of the memory that the records themselves take; they are made when asked for.</summary>
    private sealed class ScannedFiles : IReadOnlyList<ObservedFile>
    {
        private readonly List<(string Path, long Length, PackedDate Modified, string? Unreadable)> files = [];

        public int Count => files.Count;

        public ObservedFile this[int index] =>
            new(files[index].Path, files[index].Length, [], files[index].Modified.Value, files[index].Unreadable);

        public void Add(ObservedFile file) => files.Add((file.Path, file.Length, new PackedDate(file.Modified), file.Unreadable));

        public IEnumerator<ObservedFile> GetEnumerator()
        {
            for (var i = 0; i < files.Count; i++) yield return this[i];
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }

    private readonly record struct Found(string Name, bool IsFolder, bool IsLink, long Length, DateTimeOffset Modified);
}

/// <summary>Something that a walk passed over.</summary>
/// <param name="Path">Relative to the root.</param>
/// <param name="LosesContent">Whether bytes that the path stands for are recorded nowhere because of it.</param>
/// <param name="Message">Why, as a sentence.</param>
public sealed record ScanNote(string Path, bool LosesContent, string Message);
