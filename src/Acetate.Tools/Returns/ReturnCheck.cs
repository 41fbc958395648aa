using System.Collections.Concurrent;
using System.Globalization;
using Acetate.Library.Pulls;
using Acetate.Media.Inspect;
using Acetate.Media.Native;
using Acetate.Timing;
using Acetate.Tools.Pulls.Delivery;

namespace Acetate.Tools.Returns;

/// <summary>Holds what a vendor handed in against the plate it was made from; that its frames agree with each other was checked before.</summary>
/// <param name="files">The folder.</param>
/// <param name="clock">The clock.</param>
internal sealed class ReturnCheck(DeliveredFiles files, TimeProvider clock)
{
    private const string NextVersion = "Hand it in again as the next version.";

    private readonly ClipInspector inspector = new(clock);

    /// <summary>What a version is, as far as its files tell.</summary>
    /// <param name="Frames">Frames that are there.</param>
    /// <param name="Width">Pixels.</param>
    /// <param name="Height">Pixels.</param>
    public sealed record Facts(long? Frames, int? Width, int? Height);

    /// <summary>Checks a version.</summary>
    /// <param name="item">What was found.</param>
    /// <param name="plate">The plate that the vendor was given.</param>
    /// <param name="expected">What that plate is, as its package says; null where the package can no longer be read.</param>
    /// <param name="findings">Told what is wrong.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<Facts> RunAsync(FoundReturn item, PullPlate plate, ExpectedPlate? expected, DeliveryFindings findings, CancellationToken cancellationToken)
    {
        var path = item.Pictures[0];
        if (expected is null)
            findings.Warning("plate-unknown", path, "The package that its plate came in can no longer be read: size, colour space and timecode were not compared with it.", "Compare them by eye, or bring the package back and take the version in again.");
        if (item.Sequence is not { } sequence) return await MovieAsync(item, plate, expected, findings, cancellationToken).ConfigureAwait(false);
        Range(sequence, plate, path, findings);
        return item.Media == Library.Returns.ReturnedMedia.Exr ? Exr(item, sequence, expected, findings) : await DpxAsync(item, sequence, expected, findings, cancellationToken).ConfigureAwait(false);
    }

    private static (long First, long Last, long ShownFirst, long ShownLast) NumbersOf(PullPlate plate) =>
        (plate.FirstNumber, plate.FirstNumber + plate.End - plate.Start - 1, plate.FirstNumber + plate.UsedStart - plate.Start, plate.FirstNumber + plate.UsedEnd - plate.Start - 1);

    private static void Range(ExpectedPlate sequence, PullPlate plate, string path, DeliveryFindings findings)
    {
        var (first, last, shownFirst, shownLast) = NumbersOf(plate);
        var name = string.Create(CultureInfo.InvariantCulture, $"{plate.Shot} {plate.Element} v{plate.Version:000}");
        if (sequence.First > shownFirst || sequence.Last < shownLast)
            findings.Error("range", path, string.Create(CultureInfo.InvariantCulture, $"It has the frames {sequence.First} to {sequence.Last}, and the cut shows {shownFirst} to {shownLast} of {name}."), $"Keep the numbers of the plate, and make all that the cut shows. {NextVersion}");
        else if (sequence.First > first || sequence.Last < last)
            findings.Warning("handles", path, string.Create(CultureInfo.InvariantCulture, $"It has the frames {sequence.First} to {sequence.Last}, and {name} has {first} to {last}: handles are shorter than those that were given."), "Ask whether the editor needs them.");
        if (sequence.First < first || sequence.Last > last)
            findings.Warning("beyond-plate", path, string.Create(CultureInfo.InvariantCulture, $"It has the frames {sequence.First} to {sequence.Last}, and {name} ends at {first} and {last}: some were never turned over."), "Look what they show: numbers may have been shifted.");
    }

    private Facts Exr(FoundReturn item, ExpectedPlate sequence, ExpectedPlate? expected, DeliveryFindings findings)
    {
        foreach (var path in item.Pictures)
        {
            var look = FrameLook.At(files, path, deep: false, new ConcurrentDictionary<string, string>());
            // A frame that cannot be read was told already.
            if (look.Refusal is not null) continue;
            if (expected is not null)
            {
                var number = NumberOf(sequence, path);
                // Channels and compression are the vendor's own: a comp may carry an alpha.
                var like = expected with { First = sequence.First, Last = sequence.Last, Channels = [], Pixel = null, Compression = null, PullTag = null };
                foreach (var fault in HeaderCheck.Of(look, like, number - expected.First, look))
                {
                    // Compositing programs often drop the label; one that is there and wrong is a fault.
                    var isWarning = fault.IsWarning || (fault.Code == "timecode" && look.Timecode is null);
                    var advice = isWarning ? "Look at it before it is approved." : $"Make it as the plate is. {NextVersion}";
                    if (isWarning) findings.Warning(fault.Code, path, fault.Message, advice);
                    else findings.Error(fault.Code, path, fault.Message, advice);
                }
            }

            return new(item.Pictures.Length, look.Display.Width, look.Display.Height);
        }

        return new(item.Pictures.Length, null, null);
    }

    private async Task<Facts> DpxAsync(FoundReturn item, ExpectedPlate sequence, ExpectedPlate? expected, DeliveryFindings findings, CancellationToken cancellationToken)
    {
        if (item.Pictures.Length < sequence.Frames)
        {
            var there = item.Pictures.Select(path => NumberOf(sequence, path)).ToHashSet();
            List<long> gone = [];
            for (var number = sequence.First; number <= sequence.Last && gone.Count < 100_000; number++)
                if (!there.Contains(number)) gone.Add(number);
            findings.Error("frame-missing", sequence.PathOf(gone[0]), $"{(gone.Count == 1 ? "Frame" : "The frames")} {PlateCheck.Runs(gone)} {(gone.Count == 1 ? "is" : "are")} not there.", $"Have what is missing made. {NextVersion}");
        }

        var seen = await InspectedAsync(item, ClipKind.Sequence, findings, cancellationToken).ConfigureAwait(false);
        if (seen is not null && expected is not null) Picture(item.Pictures[0], seen, expected, expected.Start?.AddWrapping(sequence.First - expected.First), findings);
        return new(item.Pictures.Length, seen?.Image?.Width, seen?.Image?.Height);
    }

    private async Task<Facts> MovieAsync(FoundReturn item, PullPlate plate, ExpectedPlate? expected, DeliveryFindings findings, CancellationToken cancellationToken)
    {
        var path = item.Pictures[0];
        if (await InspectedAsync(item, ClipKind.Single, findings, cancellationToken).ConfigureAwait(false) is not { } seen) return new(null, null, null);
        var (all, shown) = (plate.End - plate.Start, plate.UsedEnd - plate.UsedStart);
        if (seen.Frames is { } frames && frames < shown)
            findings.Error("range", path, string.Create(CultureInfo.InvariantCulture, $"It has {frames:N0} frames, and the cut shows {shown:N0} of its plate."), $"Make all that the cut shows. {NextVersion}");
        else if (seen.Frames is { } other && other != shown && other != all)
            findings.Warning("range", path, string.Create(CultureInfo.InvariantCulture, $"It has {other:N0} frames; its plate has {all:N0}, and the cut shows {shown:N0} of them."), "Look where it begins: a movie does not say the numbers of its frames.");
        if (expected is not null) Picture(path, seen, expected, null, findings);
        return new(seen.Frames, seen.Image?.Width, seen.Image?.Height);
    }

    private static void Picture(string path, ClipInspection seen, ExpectedPlate expected, Timecode? start, DeliveryFindings findings)
    {
        if (seen.Image is { Width: { } width, Height: { } height } && expected is { Width: { } wide, Height: { } high } && (width, height) != (wide, high))
            findings.Error("size", path, $"It has {width}×{height} pixels, and the plate has {wide}×{high}.", $"Make it as large as the plate. {NextVersion}");
        if (FrameRate.TryParse(seen.Image?.Rate, out var rate) && expected.Rate is { } wanted && rate != wanted)
            findings.Error("rate", path, $"It says {seen.Image!.Rate} frames per second, and the plate has {wanted}.", $"Give it the rate of the plate. {NextVersion}");
        if (start is { } label && seen.Timecode?.Start is { } said && said != label.ToString())
            findings.Warning("timecode", path, $"It begins at the timecode {said}, and {label} belongs there.", "Look whether it shows the frames that its numbers say.");
        findings.Warning("colour-unsaid", path, $"Nobody can tell from the file whether its numbers are {expected.Encoding}, as those of the plate are.", "Compare a frame by eye.");
    }

    private async Task<ClipInspection?> InspectedAsync(FoundReturn item, ClipKind kind, DeliveryFindings findings, CancellationToken cancellationToken)
    {
        var first = item.Pictures[0];
        try
        {
            var seen = await inspector.InspectAsync(new() { Name = item.Name, Kind = kind, Files = [.. item.Pictures.Select(path => ClipFile.At(Path.Join(files.Root, path), path))] }, cancellationToken).ConfigureAwait(false);
            foreach (var problem in seen.Problems.Where(problem => problem.Severity == ProblemSeverity.Error)) findings.Error("picture", problem.File ?? first, problem.Message, NextVersion);
            return seen;
        }
        catch (ToolMissingException missing)
        {
            findings.Warning("not-inspected", first, $"It was not looked into. {missing.Message}", "Install FFmpeg, then look at the file before it is approved.");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            findings.Error("unreadable", first, $"It cannot be read: {unreadable.Message}", NextVersion);
        }

        return null;
    }

    private static long NumberOf(ExpectedPlate sequence, string path) =>
        long.Parse(path.AsSpan(sequence.Before.Length, path.Length - sequence.Before.Length - sequence.After.Length), NumberStyles.None, CultureInfo.InvariantCulture);
}
