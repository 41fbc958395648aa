using Acetate.Compute.Hosting;
using Acetate.Imaging.Colour.Encodings;
using Acetate.Imaging.Colour.Gamuts;
using Acetate.Imaging.Compare;
using Acetate.Media.Check;
using Acetate.Media.Decode;
using Acetate.Media.Inspect;
using Acetate.Media.Render;
using Acetate.Storage;

namespace Acetate.Steps.Compare;

/// <summary>Reads stills of the set as they are: code values for a Rec.709 display.</summary>
internal static class StillPicture
{
    // A still of 8K in 16 bits has 200 MB, and no set exports more.
    private const long MostBytes = 512L << 20, MostPixels = 100_000_000;

    /// <summary>Reads one.</summary>
    /// <returns>The small picture; or why it cannot be compared, in a sentence.</returns>
    /// <exception cref="DecodeException">Something passing is at fault.</exception>
    public static async Task<(ColourSketch? Picture, string? Problem)> ReadAsync(ComparedStill still, StepContext context, CancellationToken cancellationToken)
    {
        await using var store = await StoreUrl.OpenAsync(still.File.Store, StoreAccess.Read, cancellationToken).ConfigureAwait(false);
        if (!StoreKey.TryParse(still.File.Key, out var key, out var reason)) return (null, reason);
        if (await store.FindAsync(key, cancellationToken).ConfigureAwait(false) is not { } found) return (null, $"The still {still.Name} is not in the store any more.");
        if (found.Length > MostBytes) return (null, $"The still {still.Name} has {found.Length:N0} bytes; {MostBytes:N0} are the most that is read of a still.");
        using var staged = await StagedClip.OpenAsync(store, "", new() { Name = still.Name, Kind = ClipKind.Still, Files = [still.File.Key] }, StageReason.Pictures, context, cancellationToken).ConfigureAwait(false);
        if (staged.Problems is [var lacking, ..]) return (null, $"The still {still.Name} cannot be read. {lacking.Message}");
        try
        {
            var inspection = await new ClipInspector(context.Clock).InspectAsync(staged.Source, cancellationToken).ConfigureAwait(false);
            if (inspection.Image is { Width: { } wide, Height: { } high } && (long)wide * high > MostPixels) return (null, $"The still {still.Name} says it has {wide} by {high} pixels; {MostPixels:N0} are the most that is read of a still.");
            var source = await PictureFormats.OpenAsync(staged.Source, inspection, new(), cancellationToken).ConfigureAwait(false);
            await using (source.ConfigureAwait(false)) return await ReadAsync(still, source, inspection, cancellationToken).ConfigureAwait(false);
        }
        catch (DecodeException problem) when (!problem.IsPassing)
        {
            return (null, $"The still {still.Name} cannot be read. {problem.Message}");
        }
    }

    /// <summary>Why pictures of an encoding cannot be held against stills of a Rec.709 display; null when they can, or nobody says what they are.</summary>
    /// <remarks>The primaries of television of 525 and 625 lines, which phones and old containers write, lie so near to those of Rec.709 that codes are taken as they are. What is marked as sRGB counts as Rec.709: programs on computers mark what they save so, whatever display it was graded for.</remarks>
    public static string? WhyNot(ColourEncoding? encoding) => encoding is null || (VideoEncodings.IsVideo(encoding) && !VideoEncodings.IsHighRange(encoding) && (encoding.Gamut == KnownGamuts.Rec709 || encoding.Gamut.Name is "SMPTE C" or "EBU")) ? null : encoding.Name;

    private static async Task<(ColourSketch? Picture, string? Problem)> ReadAsync(ComparedStill still, PictureSource source, ClipInspection inspection, CancellationToken cancellationToken)
    {
        var picture = source.Description;
        if ((long)picture.Width * picture.Height > MostPixels) return (null, $"The still {still.Name} has {picture.Width} by {picture.Height} pixels; {MostPixels:N0} are the most that is read of a still.");
        if (WhyNot(picture.Encoding) is { } other) return (null, $"The still {still.Name} is {other}, and looks are compared as a Rec.709 display shows them. Export it for Rec.709.");
        var turn = PictureRotation.Of(inspection);
        var (width, height) = turn is 90 or 270 ? (picture.Height, picture.Width) : (picture.Width, picture.Height);
        var sink = new LookSink(width, height, 1);
        await foreach (var made in new FrameRun(source, [new() { Turn = turn, Mirror = PictureRotation.IsMirrored(inspection), Sink = sink }], 1).RunAsync(0, 1, cancellationToken).ConfigureAwait(false))
        {
            if (made.Verdict == FrameVerdict.Retry) throw new DecodeException(made.Reason ?? $"The still {still.Name} could not be read.") { IsPassing = true };
            if (made.Verdict != FrameVerdict.Made) return (null, $"The still {still.Name} cannot be read. {made.Reason}");
        }

        return (sink.Frames.GetValueOrDefault(0), null);
    }
}
