using System.Collections.Immutable;
using System.Globalization;
using Acetate.Compute.Hosting;
using Acetate.Imaging.Compare;
using Acetate.Media.Check;
using Acetate.Media.Decode;
using Acetate.Media.Inspect;
using Acetate.Media.Render;
using Acetate.Steps.Render;

namespace Acetate.Steps.Compare;

/// <summary>Holds what a clip looks like against stills of the set.</summary>
/// <remarks>
/// The whole frame is coloured as the first output is that is made to be looked at, neither framed nor drawn over: a still may show any part of it. It is coloured at its full size
/// and made small afterwards, as a still was. What cannot be compared is an answer with its reason: a still must not hold up a clip's media.
/// </remarks>
internal sealed class StillChecks
{
    /// <summary>The most stills of a clip.</summary>
    public const int MostStills = 16;

    // From all over the clip, when nobody says which frame a still shows; a label may be off by a few.
    private const int Places = 17, Around = 2;

    private const int MostKept = 32;

    private readonly RenderFramesRequest request;
    private readonly CheckRequest check;
    private readonly PictureSource source;
    private readonly ClipInspection inspection;
    private readonly PreparedOutput look;
    private readonly StoredBytes target;
    private readonly StepContext context;
    private readonly Dictionary<long, ColourSketch?> seen = [];

    private StillChecks(RenderFramesRequest request, PictureSource source, ClipInspection inspection, PreparedOutput look, StoredBytes target, StepContext context) =>
        (this.request, check, this.source, this.inspection, this.look, this.target, this.context) = (request, request.Check!, source, inspection, look, target, context);

    /// <summary>Compares with all stills of a request.</summary>
    /// <param name="request">What it is, and how it is made.</param>
    /// <param name="source">The clip, opened.</param>
    /// <param name="picture">What its pictures are.</param>
    /// <param name="inspection">What is known of it.</param>
    /// <param name="target">Takes the maps.</param>
    /// <param name="context">Of the step.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="StepFailedException">The request cannot be carried out.</exception>
    /// <exception cref="DecodeException">Something passing is at fault.</exception>
    public static async Task<ImmutableArray<StillCheck>> RunAsync(
        RenderFramesRequest request, PictureSource source, PictureDescription picture, ClipInspection inspection, StoredBytes target, StepContext context, CancellationToken cancellationToken)
    {
        if (request.Check is not { Stills: { IsDefaultOrEmpty: false } stills }) return [];
        if (stills.Length > MostStills) throw RenderFrames.Refused($"A clip is held against {MostStills} stills at most, and not {stills.Length}.", "Plan the step again.");
        if (request.Outputs.FirstOrDefault(output => output.Use == Amf.AmfUse.Proxies) is not { } shown)
            return [.. stills.Select(still => NotCompared(still, $"Nothing that is made of the clip is to be looked at, so it has no look to hold against the still {still.Name}."))];
        var look = await PreparedOutput.OfAsync(
            shown with { Name = "look.png", File = new() { Kind = "png" }, Framing = null, BurnIn = null, BurnInTemplate = null, Editorial = null, WriteAmf = null, Attributes = shown.Attributes.Clear() },
            request with { IsOneFrame = true, Part = null, SourceHashes = [] }, picture, inspection, new(), context, cancellationToken).ConfigureAwait(false);
        var checks = new StillChecks(request, source, inspection, look, target, context);
        var found = ImmutableArray.CreateBuilder<StillCheck>();
        for (var i = 0; i < stills.Length; i++) found.Add(await checks.CompareAsync(stills[i], i + 1, cancellationToken).ConfigureAwait(false));
        return found.ToImmutable();
    }

    private async Task<StillCheck> CompareAsync(ComparedStill still, int number, CancellationToken cancellationToken)
    {
        if (look.Colour.Result is { } shown && StillPicture.WhyNot(shown.Encoding) is { } other)
            return NotCompared(still, $"What the clip looks like ends in {other}, and the still {still.Name} is compared as a Rec.709 display shows it.");
        var (picture, problem) = await StillPicture.ReadAsync(still, context, cancellationToken).ConfigureAwait(false);
        if (picture is null) return NotCompared(still, problem!);
        var comparison = new LookComparison(picture);
        var (frame, note) = Said(still);
        var best = frame is { } named ? (await LookAsync(comparison, Range(named - Around, named + Around), cancellationToken).ConfigureAwait(false)).FirstOrDefault() : null;
        if (best is not null && LookWords.VerdictOf(best.Difference, check.Limits.Look, isSought: false) == StillVerdict.NotFound)
        {
            // What is written into a name may be the label of the recorder or of another take.
            note = string.Create(CultureInfo.InvariantCulture, $"It does not show the frame that its name says ({still.Timecode ?? frame!.Value.ToString(CultureInfo.InvariantCulture)}).");
            best = null;
        }

        var isSought = best is null;
        best ??= await SearchAsync(comparison, cancellationToken).ConfigureAwait(false);
        if (best is null) return NotCompared(still, $"No frame of the clip could be made to hold against the still {still.Name}.");
        return await ToldAsync(still, number, picture, best, isSought, note, cancellationToken).ConfigureAwait(false);
    }

    private async Task<StillCheck> ToldAsync(ComparedStill still, int number, ColourSketch picture, Found best, bool isSought, string note, CancellationToken cancellationToken)
    {
        var difference = best.Difference;
        var verdict = LookWords.VerdictOf(difference, check.Limits.Look, isSought);
        using var file = new MemoryFile(64 << 20);
        LookSheet.Write(file, picture, best.Picture, difference, check.Limits.Look);
        var name = string.Create(CultureInfo.InvariantCulture, $"stills/{number:00}.png");
        await target.PutAsync(name, file.Length, () => file.Pieces, cancellationToken).ConfigureAwait(false);
        return new()
        {
            Still = still.Name,
            Verdict = verdict,
            Words = $"{LookWords.Of(difference, check.Limits.Look, isSought, still.Name)} {note}".TrimEnd(),
            Frame = best.Frame,
            Median = Math.Round(difference.Median, 2),
            Percentile95 = Math.Round(difference.Percentile95, 2),
            Lightness = Math.Round(difference.Lightness, 2),
            GreenRed = Math.Round(difference.GreenRed, 2),
            BlueYellow = Math.Round(difference.BlueYellow, 2),
            Chroma = Math.Round(difference.Chroma, 2),
            Contrast = Math.Round(difference.Contrast, 3),
            Likeness = Math.Round(difference.Likeness, 3),
            Map = name,
        };
    }

    // The frame that a still says it shows; or why it is looked for all over the clip.
    private (long? Frame, string Note) Said(ComparedStill still)
    {
        if (still is { Frame: null, Timecode: null }) return (null, "");
        try
        {
            return (FrameRange.Of(still.Frame is { } number ? new() { Start = number } : new() { In = still.Timecode }, source.Description.Frames, inspection, isOneFrame: true).Start, "");
        }
        catch (StepFailedException wrong)
        {
            return (null, $"Its name does not say which frame it shows: {wrong.Message}");
        }
    }

    /// <summary>Looks all over the clip, and then, by halves, around the two places that are most like the still.</summary>
    private async Task<Found?> SearchAsync(LookComparison comparison, CancellationToken cancellationToken)
    {
        var last = source.Description.Frames - 1;
        var found = await LookAsync(comparison, Enumerable.Range(0, Places).Select(i => i * last / (Places - 1)), cancellationToken).ConfigureAwait(false);
        var ends = new List<Found>();
        foreach (var begun in found.Take(2))
        {
            var best = begun;
            for (var step = (last / (Places - 1) + 1) / 2; step > 0; step = step == 1 ? 0 : (step + 1) / 2)
                best = (await LookAsync(comparison, ((long[])[best.Frame - step, best.Frame, best.Frame + step]).Where(frame => frame >= 0 && frame <= last), cancellationToken).ConfigureAwait(false)).FirstOrDefault() ?? best;
            ends.Add(best);
        }

        return Ordered(ends).FirstOrDefault();
    }

    private IEnumerable<long> Range(long first, long last)
    {
        for (var frame = Math.Max(0, first); frame <= Math.Min(source.Description.Frames - 1, last); frame++) yield return frame;
    }

    // The frames that could be made, the most like the still first.
    private async Task<ImmutableArray<Found>> LookAsync(LookComparison comparison, IEnumerable<long> frames, CancellationToken cancellationToken)
    {
        var all = new List<Found>();
        foreach (var frame in frames.Distinct())
            if (await TakeAsync(frame, cancellationToken).ConfigureAwait(false) is { } picture) all.Add(new(frame, picture, comparison.With(picture)));
        return Ordered(all);
    }

    // Structure says which place of the clip it is; where several are like it, what is left of brightness says which instant.
    private static ImmutableArray<Found> Ordered(List<Found> found)
    {
        if (found.Count == 0) return [];
        var most = found.Max(one => one.Difference.Likeness);
        return [.. found.OrderBy(one => one.Difference.Likeness < most - 0.1).ThenBy(one => one.Difference.Residual)];
    }

    private async Task<ColourSketch?> TakeAsync(long frame, CancellationToken cancellationToken)
    {
        if (seen.TryGetValue(frame, out var known)) return known;
        // Each has some megabytes.
        if (seen.Count >= MostKept) seen.Clear();
        var canvas = look.Canvas;
        var sink = new LookSink(canvas.Width, canvas.Height, look.Framing.PixelAspect);
        await foreach (var made in new FrameRun(source, [look.InMovie(sink, 0, source.Description.Frames)], 1).RunAsync(frame, 1, cancellationToken).ConfigureAwait(false))
            if (made.Verdict == FrameVerdict.Retry) throw new DecodeException(made.Reason ?? "A frame could not be read.") { IsPassing = true };
        context.Report(1, 1);
        return seen[frame] = sink.Frames.GetValueOrDefault(frame);
    }

    private static StillCheck NotCompared(ComparedStill still, string reason) => new() { Still = still.Name, Verdict = StillVerdict.NotCompared, Words = reason };

    private sealed record Found(long Frame, ColourSketch Picture, LookDifference Difference);
}
