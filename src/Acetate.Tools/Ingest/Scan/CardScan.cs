using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Acetate.Library.Rolls;

namespace Acetate.Tools.Ingest.Scan;

/// <summary>What lies on a card or drive: the upload summary that a person sees before anything moves.</summary>
public sealed record CardScan
{
    /// <summary>The path that was named, made absolute.</summary>
    public required string Source { get; init; }

    /// <summary>When it was read.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The rolls, in the order of their paths.</summary>
    public required ImmutableArray<ScannedRoll> Rolls { get; init; }

    /// <summary>Files that lie in no roll: they are not ingested.</summary>
    public ImmutableArray<CardFile> Loose { get; init; } = [];

    /// <summary>What operating systems left on the drive; it is not ingested either.</summary>
    public ImmutableArray<IgnoredItem> Ignored { get; init; } = [];

    /// <summary>What concerns the whole card or several rolls.</summary>
    public ImmutableArray<Finding> Findings { get; init; } = [];

    /// <summary>Reads and classifies a card, a drive or a folder of rolls. Nothing is opened but folders.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="IOException">It cannot be listed.</exception>
    public static CardScan Read(string path, TimeProvider clock, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(clock);
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        return Of(full, CardWalk.Read(full, cancellationToken), clock.GetUtcNow());
    }

    /// <summary>Classifies a tree that was read.</summary>
    public static CardScan Of(string source, CardWalk walk, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(walk);
        var (folders, loose) = RollFinder.Find(walk.Root);
        var rolls = folders.Select(folder => ScannedRoll.Of(source, folder, walk)).ToImmutableArray();
        return new CardScan
        {
            Source = source,
            At = at,
            Rolls = rolls,
            Loose = [.. loose],
            Ignored = [.. walk.Ignored],
            Findings = [.. walk.Findings.Where(f => !rolls.Any(r => r.Holds(f.Path))), .. OfCard(rolls, loose)],
        };
    }

    private static IEnumerable<Finding> OfCard(ImmutableArray<ScannedRoll> rolls, IReadOnlyList<CardFile> loose)
    {
        if (rolls.Length == 0)
            yield return new Finding
            {
                Severity = FindingSeverity.Warning,
                Code = "no-roll",
                Message = "No camera or sound roll was found here.",
                Advice = "Name the card, the drive, or the folder that holds the rolls.",
            };
        if (loose.Count > 0)
            yield return new Finding
            {
                Severity = FindingSeverity.Warning,
                Code = "loose-files",
                Path = loose[0].Path,
                Message = $"{loose.Count:N0} {(loose.Count == 1 ? "file lies" : "files lie")} outside every roll and will not be ingested: {Names.Printable(loose[0].Path)}{(loose.Count > 1 ? " …" : "")}",
                Advice = "Put them into a folder of their own, such as 'Reports', or keep the drive until they are safe elsewhere.",
            };
        foreach (var finding in Duplicates.AmongScanned(rolls)) yield return finding;
    }
}

/// <summary>One roll on a card.</summary>
public sealed record ScannedRoll
{
    /// <summary>The folder's name.</summary>
    public required string Name { get; init; }

    /// <summary>The folder, relative to the card; empty when the card is the roll.</summary>
    public required string Path { get; init; }

    /// <summary>Camera, sound or other.</summary>
    public required RollKind Kind { get; init; }

    /// <summary>The layout's stable name.</summary>
    public required string Layout { get; init; }

    /// <summary>The maker; empty where the layout does not tell.</summary>
    public string Maker { get; init; } = "";

    /// <summary>Why it was classified so, in words.</summary>
    public string Reason { get; init; } = "";

    /// <summary>The shoot-day folder above or at the roll, if its name is one.</summary>
    public DayFolder? DayFolder { get; init; }

    /// <summary>Whether the card has a manifest for the roll.</summary>
    public bool HasManifest { get; init; }

    /// <summary>Every file, relative to the roll.</summary>
    public required ImmutableArray<CardFile> Files { get; init; }

    /// <summary>The clips.</summary>
    public required ImmutableArray<ScannedClip> Clips { get; init; }

    /// <summary>What was left out, relative to the roll.</summary>
    public ImmutableArray<IgnoredItem> Ignored { get; init; } = [];

    /// <summary>What a person should know; paths relative to the roll.</summary>
    public ImmutableArray<Finding> Findings { get; init; } = [];

    /// <summary>All bytes.</summary>
    [JsonIgnore]
    public long Bytes => Files.Sum(f => f.Length);

    /// <summary>The findings that hold the roll.</summary>
    [JsonIgnore]
    public IEnumerable<Finding> Holding => Findings.Concat(Clips.SelectMany(c => c.Findings)).Where(f => f.Severity == FindingSeverity.Hold);

    /// <summary>The roll's folder on a card mounted at <paramref name="source"/>.</summary>
    public string FolderIn(string source) => Path.Length == 0 ? source : System.IO.Path.Join(source, Path);

    internal bool Holds(string path) => Path.Length == 0 || path == Path || path.StartsWith(Path + "/", StringComparison.Ordinal);

    internal static ScannedRoll Of(string source, CardFolder folder, CardWalk walk)
    {
        var layout = CardLayout.Of(folder);
        var day = DayFolder.Above(System.IO.Path.Join(source, folder.Path));
        var skip = folder.Path.Length == 0 ? 0 : folder.Path.Length + 1;
        bool Below(string path) => skip == 0 || path.Length > skip && path.StartsWith(folder.Path + "/", StringComparison.Ordinal);
        var findings = walk.Findings.Where(f => f.Path == folder.Path || Below(f.Path)).Concat(Names.Check(folder, keyPrefixBytes: 160))
            .Select(f => f with { Path = f.Path.Length > skip ? f.Path[skip..] : "" });
        return new ScannedRoll
        {
            Name = folder.Name,
            Path = folder.Path,
            Kind = layout.Kind,
            Layout = layout.Layout,
            Maker = layout.Maker,
            Reason = layout.Reason,
            DayFolder = day,
            HasManifest = RollFinder.HasManifest(folder),
            Files = [.. folder.AllFiles().Select(f => f with { Path = f.Path[skip..] }).OrderBy(f => f.Path, StringComparer.Ordinal)],
            Clips = ClipGrouping.Of(folder),
            Ignored = [.. walk.Ignored.Where(i => Below(i.Path)).Select(i => i with { Path = i.Path[skip..] })],
            Findings = [.. findings],
        };
    }
}
