using System.Globalization;

namespace Acetate.Tools.Ingest.Scan;

/// <summary>A file on a card.</summary>
/// <param name="Path">Relative to the card or roll, separated by <c>/</c>, exactly as stored.</param>
/// <param name="Length">Bytes.</param>
public readonly record struct CardFile(string Path, long Length)
{
    /// <summary>The last part of the path.</summary>
    public string Name => Path[(Path.LastIndexOf('/') + 1)..];
}

/// <summary>A folder of a card as it was read: its folders, its files and, apart from them, its numbered frames.</summary>
/// <remarks>
/// Frame files are kept as numbers and lengths, not as names: a million frames take about 12 MB.
/// Paths are relative to the folder that was scanned.
/// </remarks>
public sealed class CardFolder
{
    private readonly List<CardFolder> folders = [];
    private readonly List<CardFile> files = [];
    private readonly Dictionary<FrameName, FrameRun> runs = [];

    /// <summary>A folder below <paramref name="parent"/>, or the scanned folder itself.</summary>
    public CardFolder(string name, CardFolder? parent = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        (Name, Parent) = (name, parent);
        Path = parent is null ? "" : parent.Path.Length == 0 ? name : $"{parent.Path}/{name}";
        parent?.folders.Add(this);
    }

    /// <summary>The folder's name.</summary>
    public string Name { get; }

    /// <summary>The path from the scanned folder; empty for that one.</summary>
    public string Path { get; }

    /// <summary>The folder around it, or null.</summary>
    public CardFolder? Parent { get; }

    /// <summary>The folders in it, in the order of their names.</summary>
    public IReadOnlyList<CardFolder> Folders => folders;

    /// <summary>The files directly in it that are not numbered frames.</summary>
    public IReadOnlyList<CardFile> Files => files;

    /// <summary>The numbered frames directly in it, one run per clip and numbering.</summary>
    public IReadOnlyCollection<FrameRun> Runs => runs.Values;

    /// <summary>Adds a file that lies directly in this folder.</summary>
    public void Add(string name, long length)
    {
        if (FrameName.TryParse(name, out var frame, out var number))
        {
            if (!runs.TryGetValue(frame, out var run)) runs.Add(frame, run = new FrameRun(frame, Path));
            run.Add(number, length);
        }
        else
        {
            files.Add(new CardFile(Path.Length == 0 ? name : $"{Path}/{name}", length));
        }
    }

    /// <summary>Puts folders, files and frames in order; called once when everything was added.</summary>
    internal void Sort()
    {
        folders.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        files.Sort((a, b) => string.CompareOrdinal(a.Path, b.Path));
        foreach (var run in runs.Values) run.Sort();
        foreach (var folder in folders) folder.Sort();
    }

    /// <summary>Every file here and below, folder by folder.</summary>
    public IEnumerable<CardFile> AllFiles() => SelfAndBelow().SelectMany(folder => folder.OwnFiles());

    /// <summary>Every file directly here, frames included.</summary>
    public IEnumerable<CardFile> OwnFiles() => files.Concat(runs.Values.SelectMany(run => run.Files()));

    /// <summary>This folder and all below it, from the top.</summary>
    public IEnumerable<CardFolder> SelfAndBelow()
    {
        var waiting = new Stack<CardFolder>([this]);
        while (waiting.TryPop(out var folder))
        {
            yield return folder;
            for (var i = folder.folders.Count - 1; i >= 0; i--) waiting.Push(folder.folders[i]);
        }
    }

    /// <summary>The folder at a path below, its letters compared without case, as card file systems do; null when there is none.</summary>
    public CardFolder? At(string path)
    {
        var at = this;
        foreach (var part in path.Split('/'))
        {
            at = at.folders.Find(f => f.Name.Equals(part, StringComparison.OrdinalIgnoreCase));
            if (at is null) return null;
        }

        return at;
    }

    /// <summary>Whether no file lies here or below.</summary>
    public bool IsEmpty => files.Count == 0 && runs.Count == 0 && folders.TrueForAll(f => f.IsEmpty);
}

/// <summary>The name of a frame file without its number: <c>A001C001.</c> + 4 digits + <c>.dng</c>.</summary>
/// <param name="Prefix">What stands before the number.</param>
/// <param name="Digits">How many digits the number has.</param>
/// <param name="Suffix">The extension with its dot.</param>
public readonly record struct FrameName(string Prefix, int Digits, string Suffix)
{
    private static readonly HashSet<string> FrameExtensions = new(
        [".ari", ".arx", ".dng", ".dpx", ".cin", ".exr", ".tif", ".tiff", ".jp2", ".j2c", ".dcx"], StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads the name of one frame of a sequence: a known extension and, before it, a number of 3 to 9 digits.</summary>
    public static bool TryParse(string name, out FrameName frame, out int number)
    {
        (frame, number) = (default, 0);
        var dot = name.LastIndexOf('.');
        if (dot < 1 || !FrameExtensions.Contains(name[dot..])) return false;
        var start = dot;
        while (start > 0 && char.IsAsciiDigit(name[start - 1])) start--;
        var digits = dot - start;
        if (digits is < 3 or > 9) return false;
        frame = new FrameName(name[..start], digits, name[dot..]);
        number = int.Parse(name.AsSpan(start, digits), NumberStyles.None, CultureInfo.InvariantCulture);
        return true;
    }

    /// <summary>The file name of one frame.</summary>
    public string Of(int number) => Prefix + number.ToString("D" + Digits, CultureInfo.InvariantCulture) + Suffix;

    /// <summary>The pattern as people write it: <c>A001C001.####.dng</c>.</summary>
    public override string ToString() => Prefix + new string('#', Digits) + Suffix;
}
