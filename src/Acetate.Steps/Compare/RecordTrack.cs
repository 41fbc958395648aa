using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Acetate.Media.Inspect;
using Acetate.Timing;

namespace Acetate.Steps.Compare;

/// <summary>Which frame of a reference movie is seen at a record time.</summary>
internal sealed class RecordTrack
{
    private readonly Timecode start;
    private readonly FrameRate rate;
    private readonly long frames;

    private RecordTrack(Timecode start, FrameRate rate, long frames, ImmutableArray<string> warnings) => (this.start, this.rate, this.frames, Warnings) = (start, rate, frames, warnings);

    /// <summary>What a person should know, in sentences.</summary>
    public ImmutableArray<string> Warnings { get; }

    /// <summary>Decides where the movie begins: by its own timecode where the events lie in it, else where the cut does.</summary>
    /// <param name="cutRate">Frames per second of the record times.</param>
    /// <param name="cutStart">Record label at which the movie begins when its own timecode does not tell.</param>
    /// <param name="records">Record labels of what is looked at.</param>
    /// <param name="movie">What the movie's inspection says.</param>
    /// <param name="frames">Frames it has.</param>
    /// <param name="name">The movie's name.</param>
    /// <param name="track">The answer.</param>
    /// <param name="reason">Why there is none.</param>
    public static bool TryOf(
        string cutRate, string cutStart, IReadOnlyCollection<string> records, ClipInspection movie, long frames, string name,
        [NotNullWhen(true)] out RecordTrack? track, [NotNullWhen(false)] out string? reason)
    {
        ArgumentNullException.ThrowIfNull(records);
        ArgumentNullException.ThrowIfNull(movie);
        track = null;
        if (!FrameRate.TryParse(cutRate, out var rate, out reason)) return false;
        var warnings = ImmutableArray.CreateBuilder<string>();
        var own = FrameRate.TryParse(movie.Image?.Rate, out var said) ? said : default;
        if (own.IsSet && own.LabelsPerSecond != rate.LabelsPerSecond)
        {
            reason = $"The reference movie '{name}' runs at {own} frames per second and the cut at {rate}: its frames are not those of the list. Export it at the cut's rate.";
            return false;
        }

        if (own.IsSet && own != rate) warnings.Add($"The reference movie '{name}' says it runs at {own} frames per second, and the cut at {rate}; its frames were counted one by one.");
        if (!Timecode.TryParse(cutStart, rate, out var listed, out reason)) return false;
        var counted = new RecordTrack(listed, rate, frames, []);
        var labelled = movie.Timecode is { Start: { } label } && Timecode.TryParse(label, rate, out var first) ? new RecordTrack(first, rate, frames, []) : counted;
        var (byOwn, byList) = (records.Count(record => labelled.FrameOf(record) is not null), records.Count(record => counted.FrameOf(record) is not null));
        if (byOwn < byList) warnings.Add($"The reference movie '{name}' is labelled from {labelled.start}, where {(byOwn == 0 ? "none" : "not all")} of the events lie; it was taken to begin at {listed}.");
        track = new(byOwn >= byList ? labelled.start : listed, rate, frames, warnings.ToImmutable());
        return true;
    }

    /// <summary>Record label of the movie's first frame.</summary>
    public string Start => start.ToString();

    /// <summary>The movie's frame of a record label, from 0; null when it has none.</summary>
    public long? FrameOf(string record) =>
        Timecode.TryParse(record, rate, start.IsDrop, out var at, out _) && at.FramesSinceWrapping(start) is >= 0 and var frame && frame < frames ? frame : null;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{start}, {frames} frames");
}
