using System.IO.Enumeration;

namespace Acetate.Tools.Ingest.Scan;

/// <summary>Reads the tree of a mounted card or drive: names and sizes, nothing else. Links are never followed.</summary>
public sealed class CardWalk
{
    private static readonly EnumerationOptions Everything = new()
    {
        AttributesToSkip = 0,
        IgnoreInaccessible = false,
        RecurseSubdirectories = false,
        ReturnSpecialDirectories = false,
    };

    private readonly List<IgnoredItem> ignored = [];
    private readonly List<Finding> findings = [];

    private CardWalk(CardFolder root) => Root = root;

    /// <summary>The folder that was read.</summary>
    public CardFolder Root { get; }

    /// <summary>What was left out by the ignore profile.</summary>
    public IReadOnlyList<IgnoredItem> Ignored => ignored;

    /// <summary>What could not be read, and what cannot be named.</summary>
    public IReadOnlyList<Finding> Findings => findings;

    /// <summary>Reads a folder with all below it.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="IOException">The folder itself cannot be listed.</exception>
    public static CardWalk Read(string path, CancellationToken cancellationToken)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (File.Exists(full)) throw new IOException($"'{path}' is a file; name the folder, card or drive it lies on.");
        if (!Directory.Exists(full)) throw new DirectoryNotFoundException($"There is no folder '{path}'.");
        var name = Path.GetFileName(full);
        var walk = new CardWalk(new CardFolder(name.Length == 0 ? "root" : name));
        var waiting = new Stack<(CardFolder Folder, string Path)>([(walk.Root, full)]);
        while (waiting.TryPop(out var at))
        {
            cancellationToken.ThrowIfCancellationRequested();
            walk.ReadFolder(at.Folder, at.Path, waiting, cancellationToken);
        }

        walk.Root.Sort();
        return walk;
    }

    private void ReadFolder(
        CardFolder folder, string path, Stack<(CardFolder Folder, string Path)> waiting, CancellationToken cancellationToken)
    {
        var seen = 0;
        try
        {
            foreach (var entry in Entries(path))
            {
                if ((++seen & 0xfff) == 0) cancellationToken.ThrowIfCancellationRequested();
                Take(folder, path, entry, waiting);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException && (folder.Parent is not null || seen > 0))
        {
            findings.Add(e is PathTooLongException
                ? new Finding
                {
                    Severity = FindingSeverity.Hold,
                    Code = "folder-too-deep",
                    Path = folder.Path,
                    Message = $"The folder '{Short(folder.Path)}' lies so deep that its path cannot be opened (more than 4,096 bytes).",
                    Advice = "Name a folder further down as the card, so that paths become shorter; the source itself need not change.",
                }
                : new Finding
                {
                    Severity = FindingSeverity.Hold,
                    Code = "folder-unreadable",
                    Path = folder.Path,
                    Message = $"The folder '{Show(folder)}' could not be read to its end: {e.Message}",
                    Advice = "Check the reader, the cable and the permissions, then ingest the card again. Do not format it.",
                });
        }
    }

    private void Take(CardFolder folder, string path, Entry entry, Stack<(CardFolder Folder, string Path)> waiting)
    {
        var relative = folder.Path.Length == 0 ? entry.Name : $"{folder.Path}/{entry.Name}";
        if (entry.IsLink)
        {
            findings.Add(new Finding
            {
                Severity = FindingSeverity.Warning,
                Code = "link-not-followed",
                Path = relative,
                Message = $"'{Names.Printable(relative)}' is a link; it was not followed, because a link can leave the card.",
                Advice = "If the file it points to belongs to the roll, put the file itself on the drive.",
            });
            return;
        }

        // .NET shows bytes that are not UTF-8 as U+FFFD and then cannot open that name.
        if (entry.Name.Contains('\uFFFD') && !Path.Exists(Path.Join(path, entry.Name)))
        {
            findings.Add(new Finding
            {
                Severity = FindingSeverity.Hold,
                Code = "name-not-utf8",
                Path = relative,
                Message = $"The name of '{Names.Printable(relative)}' is not valid UTF-8 (� marks the bytes), so it cannot be opened.",
                Advice = "Copy the file beside the original under a readable name on a machine that can, or mount the card with the right 'iocharset'.",
            });
            return;
        }

        if (entry.IsFolder)
        {
            if (IgnoreProfile.WhyFolder(entry.Name) is { } folderReason) ignored.Add(new IgnoredItem(relative + "/", folderReason));
            else waiting.Push((new CardFolder(entry.Name, folder), Path.Join(path, entry.Name)));
        }
        else if (IgnoreProfile.WhyFile(entry.Name) is { } reason)
        {
            ignored.Add(new IgnoredItem(relative, reason));
        }
        else
        {
            folder.Add(entry.Name, entry.Length);
        }
    }

    private static FileSystemEnumerable<Entry> Entries(string path) => new(
        path,
        (ref FileSystemEntry entry) =>
        {
            var isLink = (entry.Attributes & FileAttributes.ReparsePoint) != 0;
            return new Entry(entry.FileName.ToString(), entry.IsDirectory, isLink, isLink || entry.IsDirectory ? 0 : entry.Length);
        },
        Everything);

    private static string Show(CardFolder folder) => folder.Path.Length == 0 ? folder.Name : Names.Printable(folder.Path);

    private static string Short(string path) => path.Length <= 80 ? Names.Printable(path) : Names.Printable(path[..60]) + "…";

    private readonly record struct Entry(string Name, bool IsFolder, bool IsLink, long Length);
}
