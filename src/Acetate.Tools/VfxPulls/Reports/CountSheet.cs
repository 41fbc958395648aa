using System.Collections.Immutable;
using System.Globalization;
using Acetate.Library;
using Acetate.Library.Pulls;
using Acetate.Steps.Documents;
using Acetate.Timing;
using Acetate.Tools.Pulls.Packages;
using Acetate.Tools.Pulls.Work;
using Acetate.Tools.VfxPulls.Packages;
using Acetate.Tools.VfxPulls.Plates;

namespace Acetate.Tools.VfxPulls.Reports;

/// <summary>What a turnover has for a vendor: a row for each plate, and what is not in it. Before anything is made it is what somebody signs; in the package it
/// is what came.</summary>
public sealed record CountSheet
{
    /// <summary>The show.</summary>
    public required string Show { get; init; }

    /// <summary>The vendor.</summary>
    public required string Recipient { get; init; }

    /// <summary>The pull's number; 0 in a package of a pinned moment, which has none.</summary>
    public required int Number { get; init; }

    /// <summary>The package's name; null before there is one.</summary>
    public string? Package { get; init; }

    /// <summary>The cut's file name.</summary>
    public required string Cut { get; init; }

    /// <summary>The moment that the sheet carries.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What it takes, before it is made; null in the package.</summary>
    public PullEstimate? Estimate { get; init; }

    /// <summary>What its work took; null before it has begun, and in the package.</summary>
    public WorkActual? Actual { get; init; }

    /// <summary>Who approved it; empty while nobody has.</summary>
    public string ApprovedBy { get; init; } = "";

    /// <summary>When that was.</summary>
    public DateTimeOffset? ApprovedAt { get; init; }

    /// <summary>The plates that are delivered.</summary>
    public required ImmutableArray<PackagePlate> Plates { get; init; }

    /// <summary>Plates of earlier turnovers of which nothing is delivered this time.</summary>
    public ImmutableArray<StandingPlate> Standing { get; init; } = [];

    /// <summary>Events of wanted shots that are not delivered.</summary>
    public ImmutableArray<MissingEvent> Missing { get; init; } = [];

    /// <summary>Events that belong to no shot that is wanted.</summary>
    public ImmutableArray<MissingEvent> Others { get; init; } = [];

    /// <summary>Whether it waits for somebody to sign it.</summary>
    public bool IsProposed => Package is null;

    /// <summary>Frames of all plates.</summary>
    public long Frames => Plates.Sum(FramesOf);

    /// <summary>Shots that have a plate.</summary>
    public int Shots => Plates.Select(plate => plate.Shot).Distinct(StringComparer.Ordinal).Count();

    /// <summary>How many plates of each kind of change there are, as words: <c>3 new, 1 extended</c>.</summary>
    public string Changes => string.Join(", ", Plates.GroupBy(plate => plate.Change, StringComparer.Ordinal).OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal)
        .Select(group => string.Create(CultureInfo.InvariantCulture, $"{group.Count():N0} {group.Key}")));

    /// <summary>The sheet of a package.</summary>
    /// <param name="manifest">What the package says of itself.</param>
    /// <param name="approvedBy">Who approved it.</param>
    /// <param name="plan">What was decided; null where only the package is known, which does not name events of shots that are not wanted.</param>
    public static CountSheet Of(PackageManifest manifest, string approvedBy = "", PlannedPull? plan = null)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        return new()
        {
            Show = manifest.Show,
            Recipient = manifest.Recipient,
            Number = manifest.Number,
            Package = manifest.Name,
            Cut = manifest.Cut.Name,
            At = manifest.At,
            ApprovedBy = approvedBy,
            Plates = manifest.Plates,
            Standing = manifest.Standing,
            Missing = manifest.Missing,
            Others = plan is null ? [] : OthersOf(plan),
        };
    }

    /// <summary>The plates of earlier turnovers of which a turnover delivers nothing.</summary>
    /// <param name="plan">The turnover.</param>
    /// <param name="where">Where the version that stands lies; null where that is not said.</param>
    internal static ImmutableArray<StandingPlate> StandingOf(PlannedPull plan, Func<PlannedPlate, EarlierPlate?>? where = null) =>
    [
        .. plan.Plates.Where(plate => !plate.IsDelivered).Select(plate => (plate, lies: where?.Invoke(plate))).Select(one => new StandingPlate
        {
            Shot = one.plate.Shot,
            Element = one.plate.Element,
            Version = one.plate.Version,
            Change = KebabCase.Of(one.plate.Change),
            Remaining = one.plate.Remaining,
            Range = one.plate.IsStanding ? RangeOf(one.plate.Range) : null,
            FirstShown = one.plate.IsStanding ? one.plate.Shown.First : null,
            LastShown = one.plate.IsStanding ? one.plate.Shown.Last : null,
            Package = one.lies?.Package,
            Pattern = one.lies is { } lies ? $"{PlatePaths.Plates}/{lies.Plate.Pattern}" : null,
        }),
    ];

    /// <summary>The sheet of a planned turnover, for somebody to sign.</summary>
    /// <param name="pull">The pull.</param>
    /// <param name="plan">What was decided.</param>
    /// <param name="settings">What the show and the vendor agreed on.</param>
    /// <param name="clips">The clips with their rolls' names, as far as they are known.</param>
    /// <param name="at">When the sheet is made.</param>
    public static CountSheet Of(Pull pull, PlannedPull plan, VfxPullSettings settings, IReadOnlyDictionary<Guid, (Library.Clips.Clip Clip, string Roll)> clips, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(pull);
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(clips);
        var events = plan.Events.ToDictionary(one => one.Id, StringComparer.Ordinal);
        return new()
        {
            Show = pull.Show,
            Recipient = pull.Recipient,
            Number = pull.Number,
            Cut = pull.CutName,
            At = at,
            Estimate = plan.Estimate,
            ApprovedBy = pull.ApprovedBy,
            ApprovedAt = pull.ApprovedAt,
            Plates = [.. plan.Plates.Where(plate => plate.IsDelivered).Select(plate => PlateOf(plate, settings, clips, events))],
            Standing = StandingOf(plan),
            Missing =
            [
                .. plan.Events.Where(one => one.Fate is PulledEventFate.Refused or PulledEventFate.NotCameraMedia)
                    .Select(NotDelivered),
            ],
            Others = OthersOf(plan),
        };
    }

    private static ImmutableArray<MissingEvent> OthersOf(PlannedPull plan) => [.. plan.Events.Where(one => one.Fate == PulledEventFate.NotWanted).Select(NotDelivered)];

    private static MissingEvent NotDelivered(PulledEvent one) => new() { Event = one.Number.Length > 0 ? one.Number : one.Id, Shot = one.Shot, Fate = KebabCase.Of(one.Fate), Why = one.Why };

    /// <summary>What people call the sheet.</summary>
    internal string Title => $"Count sheet: {Package ?? $"{Show}, {Pull} for {Recipient}"}";

    /// <summary>What it is of, as a line.</summary>
    internal string Heading => $"Show {Show}, VFX {Pull} for {Recipient}, from {Cut}, {ReportText.Moment(At)}";

    private string Pull => Number > 0 ? string.Create(CultureInfo.InvariantCulture, $"pull {Number}") : "pull";

    /// <summary>Who approved it and when, as far as that is said; null while nobody has.</summary>
    internal string? Approval => ApprovedBy.Length == 0 ? null : $"Approved by {ApprovedBy}{(ApprovedAt is { } at ? $", {ReportText.Moment(at)}" : "")}";

    /// <summary>Frames of a plate.</summary>
    internal static long FramesOf(PackagePlate plate) => plate.Range.End - plate.Range.Start;

    /// <summary>The handles as people write them: <c>8 + 8</c>, and how many frames each lacks.</summary>
    internal static string HandlesOf(PackageRange range) => string.Create(CultureInfo.InvariantCulture,
        $"{range.UsedStart - range.Start}{Short(range.MissingHead)} + {range.End - range.UsedEnd}{Short(range.MissingTail)}");

    /// <summary>The frames that the cut shows, by their numbers.</summary>
    internal static (long First, long Last) UsedOf(PackagePlate plate) => (plate.FirstNumber + plate.Range.UsedStart - plate.Range.Start, plate.FirstNumber + plate.Range.UsedEnd - 1 - plate.Range.Start);

    private static string Short(long frames) => frames > 0 ? string.Create(CultureInfo.InvariantCulture, $" ({frames} short)") : "";

    private static PackageRange RangeOf(PlateRange range) => new(range.Start, range.End, range.UsedStart, range.UsedEnd, range.MissingHead, range.MissingTail);

    private static PackagePlate PlateOf(PlannedPlate plate, VfxPullSettings settings, IReadOnlyDictionary<Guid, (Library.Clips.Clip Clip, string Roll)> clips, Dictionary<string, PulledEvent> events)
    {
        var (clip, roll) = clips.GetValueOrDefault(plate.Clip);
        var isCounted = FrameRate.TryParse(clip?.Rate, out var rate) & Timecode.TryParse(clip?.TimecodeStart, rate, out var start);
        return new()
        {
            Shot = plate.Shot,
            Element = plate.Element,
            Version = plate.Version,
            Change = KebabCase.Of(plate.Change),
            Events = [.. plate.Events.Select(events.GetValueOrDefault).OfType<PulledEvent>().Select(one => one.Number.Length > 0 ? one.Number : one.Id)],
            Source = new()
            {
                Clip = plate.ClipName,
                Roll = roll ?? "",
                Reel = clip?.Reel is { Length: > 0 } reel ? reel : null,
                Rate = isCounted ? clip!.Rate : null,
                TimecodeIn = isCounted ? start.AddWrapping(plate.Range.Start).ToString() : null,
                TimecodeOut = isCounted ? start.AddWrapping(plate.Range.End).ToString() : null,
            },
            Range = RangeOf(plate.Range),
            Pattern = plate.Pattern,
            FirstNumber = plate.FirstNumber,
            LastNumber = plate.FirstNumber + plate.Range.Frames - 1,
            Width = plate.Width,
            Height = plate.Height,
            Encoding = VfxPackageDocuments.EncodingOf(plate, settings),
            Remaining = plate.Remaining,
            Notes = plate.Notes,
            Why = [.. plate.Events.Select(events.GetValueOrDefault).OfType<PulledEvent>().Select(one => one.Why)],
        };
    }
}
