using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
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

    /// <summary>Decides where the movie begins: by its own timecode where the events lie in it, else where the request says.</summary>
    /// <param name="request">Its rate, its start and its events.</param>
    /// <param name="movie">The movie.</param>
    /// <param name="name">The movie's name.</param>
    /// <param name="track">The answer.</param>
    /// <param name="reason">Why there is none.</param>
    public static bool TryOf(ComparePicturesRequest request, SmallPictures movie, string name, [NotNullWhen(true)] out RecordTrack? track, [NotNullWhen(false)] out string? reason)
    {
        track = null;
        if (!FrameRate.TryParse(request.Rate, out var rate, out reason)) return false;
        var warnings = ImmutableArray.CreateBuilder<string>();
        var own = FrameRate.TryParse(movie.Inspection.Image?.Rate, out var said) ? said : default;
        if (own.IsSet && own.LabelsPerSecond != rate.LabelsPerSecond)
        {
            reason = $"The reference movie '{name}' runs at {own} frames per second and the cut at {rate}: its frames are not those of the list. Export it at the cut's rate.";
            return false;
        }

        if (own.IsSet && own != rate) warnings.Add($"The reference movie '{name}' says it runs at {own} frames per second, and the cut at {rate}; its frames were counted one by one.");
        var records = request.Clips.SelectMany(clip => clip.Events).SelectMany(one => one.Frames).Select(frame => frame.Record).ToList();
        if (!Timecode.TryParse(request.Start, rate, out var listed, out reason)) return false;
        var counted = new RecordTrack(listed, rate, movie.Frames, []);
        var labelled = movie.Inspection.Timecode is { Start: { } label } && Timecode.TryParse(label, rate, out var first) ? new RecordTrack(first, rate, movie.Frames, []) : counted;
        var (byOwn, byList) = (records.Count(record => labelled.FrameOf(record) is not null), records.Count(record => counted.FrameOf(record) is not null));
        if (byOwn < byList) warnings.Add($"The reference movie '{name}' is labelled from {labelled.start}, where {(byOwn == 0 ? "none" : "not all")} of the events lie; it was taken to begin at {listed}.");
        track = new(byOwn >= byList ? labelled.start : listed, rate, movie.Frames, warnings.ToImmutable());
        return true;
    }

    /// <summary>The movie's frame of a record label, from 0; null when it has none.</summary>
    public long? FrameOf(string record) =>
        Timecode.TryParse(record, rate, start.IsDrop, out var at, out _) && at.FramesSinceWrapping(start) is >= 0 and var frame && frame < frames ? frame : null;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{start}, {frames} frames");
}
