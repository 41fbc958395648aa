using System.Collections.Immutable;
using Acetate.Media.Formats;
using Acetate.Media.Formats.Mxf;
using Acetate.Media.Formats.QuickTime;
using Acetate.Media.Formats.Wave;
using Acetate.Media.Inspect;
using Acetate.Media.Native;
using Acetate.Media.Trim.Mxf;
using Acetate.Media.Trim.QuickTime;
using Acetate.Media.Trim.Sequence;
using Acetate.Media.Trim.Wave;

namespace Acetate.Media.Trim;

/// <summary>Cuts a part out of a clip without decoding anything: the stored frames and samples as they are, under a corrected header.</summary>
/// <remarks>
/// What is written is read back, hashed, and compared with the source by FFmpeg, which knows nothing of how it was made. A trim
/// that does not prove exact is thrown away and told as refused. docs/decisions/0150.
/// </remarks>
public sealed class ClipTrimmer(TimeProvider clock)
{
    /// <summary>Trims a clip into a folder that holds nothing else.</summary>
    /// <param name="clip">The clip; all its files are on this machine.</param>
    /// <param name="inspection">What its files say.</param>
    /// <param name="order">The part that is wanted.</param>
    /// <param name="folder">Where the files are written, under the names they will have. The caller gives them their place, or deletes them.</param>
    /// <param name="progress">Called with work done and all work.</param>
    /// <param name="cancellationToken">Ends the work; what was written by then stays in the folder.</param>
    /// <exception cref="TrimRangeException">The part is not in the clip.</exception>
    /// <exception cref="InvalidDataException">The clip's files are damaged; the message says where.</exception>
    /// <exception cref="ToolMissingException">FFmpeg is not installed.</exception>
    public async Task<TrimOutcome> TrimAsync(
        ClipSource clip, ClipInspection inspection, TrimOrder order, string folder, Action<long, long> progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(clip);
        ArgumentNullException.ThrowIfNull(inspection);
        ArgumentNullException.ThrowIfNull(order);
        ArgumentNullException.ThrowIfNull(progress);
        var reason = "";
        foreach (var lead in Enum.GetValues<LeadIn>())
        {
            try
            {
                var plan = Plan(clip, inspection, order, lead);
                var (outcome, why) = await CarryOutAsync(plan, folder, progress, cancellationToken).ConfigureAwait(false);
                if (outcome is not null) return await WithSidecarsAsync(outcome, clip, order, folder, cancellationToken).ConfigureAwait(false);
                reason = $"The finished trim did not prove exact and was thrown away: {why}";
                Empty(folder);
                // Only where pictures hang on one another does it help to take more of those in front along.
                if (plan.Check is not TrimCheck.Pictures { Decode: true }) break;
            }
            catch (CannotTrimException cannot)
            {
                reason = cannot.Message;
                break;
            }
        }

        if (!order.OrWhole) return new TrimOutcome.Refused(reason);
        var (whole, _) = await CarryOutAsync(Whole(clip, inspection, reason), folder, progress, cancellationToken).ConfigureAwait(false);
        return await WithSidecarsAsync(whole!, clip, order, folder, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Copies a clip whole into a folder that holds nothing else: its files as they are, read back.</summary>
    /// <param name="clip">The clip; all its files are on this machine.</param>
    /// <param name="inspection">What its files say.</param>
    /// <param name="reason">Why it is not cut, a sentence.</param>
    /// <param name="folder">Where the files are written, under their names.</param>
    /// <param name="progress">Called with work done and all work.</param>
    /// <param name="cancellationToken">Ends the work; what was written by then stays in the folder.</param>
    /// <exception cref="InvalidDataException">A file ends earlier than it did, or the disk gives back other bytes than it was given.</exception>
    public async Task<TrimOutcome> CopyAsync(
        ClipSource clip, ClipInspection inspection, string reason, string folder, Action<long, long> progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(clip);
        ArgumentNullException.ThrowIfNull(inspection);
        ArgumentNullException.ThrowIfNull(progress);
        if (clip.Files.FirstOrDefault(file => file.LocalPath is null) is { } absent) throw new ArgumentException($"'{absent.Name}' is not on this machine.", nameof(clip));
        return (await CarryOutAsync(Whole(clip, inspection, reason), folder, progress, cancellationToken).ConfigureAwait(false)).Outcome!;
    }

    /// <summary>Decides what goes into the files without writing any, for a caller that writes them to their places by itself.</summary>
    /// <param name="clip">The clip; all its files are on this machine.</param>
    /// <param name="inspection">What its files say.</param>
    /// <param name="order">The part that is wanted.</param>
    /// <returns>Null where the way is not known before something is written, because pictures hang on one another, and where the clip cannot be cut
    /// and is not to be copied whole: <see cref="TrimAsync"/> tells.</returns>
    /// <exception cref="TrimRangeException">The part is not in the clip.</exception>
    /// <exception cref="InvalidDataException">The clip's files are damaged; the message says where.</exception>
    public static PreparedTrim? Prepare(ClipSource clip, ClipInspection inspection, TrimOrder order)
    {
        ArgumentNullException.ThrowIfNull(clip);
        ArgumentNullException.ThrowIfNull(inspection);
        ArgumentNullException.ThrowIfNull(order);
        try
        {
            var plan = Plan(clip, inspection, order);
            return order.WithSidecars || plan.Check is TrimCheck.Pictures { Decode: true } ? null : new(plan);
        }
        catch (CannotTrimException cannot)
        {
            return order is { OrWhole: true, WithSidecars: false } ? PrepareCopy(clip, inspection, cannot.Message) : null;
        }
    }

    /// <summary>Decides on a movie of a part of a clip, to be decoded and thrown away: where pictures hang on one another it holds those that the part needs.</summary>
    /// <param name="clip">The clip; its files can be opened, on this machine or elsewhere.</param>
    /// <param name="inspection">What its files say.</param>
    /// <param name="first">The part's first frame.</param>
    /// <param name="end">The frame after its last.</param>
    /// <returns>The movie, or why there can be none: a sentence.</returns>
    /// <exception cref="IOException">The headers cannot be read.</exception>
    public static (PreparedTrim? Part, string Reason) PreparePart(ClipSource clip, ClipInspection inspection, long first, long end)
    {
        ArgumentNullException.ThrowIfNull(clip);
        ArgumentNullException.ThrowIfNull(inspection);
        if (clip.Kind is ClipKind.Sequence or ClipKind.Still or ClipKind.Sound || clip.Files is not [_]) return (null, "It is not one movie.");
        try
        {
            var plan = Plan(clip, inspection, new() { Selection = new TrimSelection.Frames(first, end) }, LeadIn.Closed);
            return plan is { Files: [_], Check: TrimCheck.Pictures, Missing: [] } ? (new(plan), "") : (null, "It has no pictures.");
        }
        catch (Exception problem) when (problem is CannotTrimException or TrimRangeException or InvalidDataException or EndOfStreamException)
        {
            return (null, problem.Message);
        }
    }

    /// <summary>Decides what goes into the files of a clip that is copied whole.</summary>
    /// <param name="clip">The clip; all its files are on this machine.</param>
    /// <param name="inspection">What its files say.</param>
    /// <param name="reason">Why it is not cut, a sentence.</param>
    public static PreparedTrim PrepareCopy(ClipSource clip, ClipInspection inspection, string reason)
    {
        ArgumentNullException.ThrowIfNull(clip);
        ArgumentNullException.ThrowIfNull(inspection);
        if (clip.Files.FirstOrDefault(file => file.LocalPath is null) is { } absent) throw new ArgumentException($"'{absent.Name}' is not on this machine.", nameof(clip));
        return new(Whole(clip, inspection, reason));
    }

    /// <summary>Has FFmpeg find the frames of trims, in their sources and in the files as they are planned, before anything is written. It knows nothing of how a trim is made.</summary>
    /// <param name="trims">Trims that are decided.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>Where the frames lie, in the order of the trims: whoever writes a trim compares their bytes, and says so to <see cref="ProveAsync"/>
    /// (<see cref="FinishedTrim.AreFramesSame"/>). Null where that proof cannot be had so; then nothing is lost but time.</returns>
    /// <exception cref="ToolMissingException">FFmpeg is not installed.</exception>
    public Task<ImmutableArray<FoundFrames?>> FindFramesAsync(IReadOnlyList<PreparedTrim> trims, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(trims);
        return FrameFinder.RunAsync([.. trims.Select(trim => trim.Plan)], clock, cancellationToken);
    }

    /// <summary>Proves finished trims. FFmpeg reads several of them in one process, each beside its source.</summary>
    /// <param name="trims">Trims whose files are written.</param>
    /// <param name="progress">Called with work done and all work.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>What was found, in their order. One that is not exact, and was to be compared, must be thrown away.</returns>
    /// <exception cref="ToolMissingException">FFmpeg is not installed.</exception>
    public async Task<ImmutableArray<TrimProof>> ProveAsync(IReadOnlyList<FinishedTrim> trims, Action<long, long> progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(trims);
        ArgumentNullException.ThrowIfNull(progress);
        var compared = trims.Where(trim => trim.Trim.IsCompared).Select(trim => new ComparedPictures((TrimCheck.Pictures)trim.Trim.Plan.Check, trim.Trim.Plan.Files[0].SourcePath, trim.Path, trim.AreFramesSame)).ToList();
        var found = new Queue<TrimProof>(await PictureComparison.RunAsync(compared, clock, progress, cancellationToken).ConfigureAwait(false));
        return [.. trims.Select(trim => trim.Trim.Plan.Check is TrimCheck.BytesAlone bytes ? new(bytes.IsExact, bytes.Proof) : found.Dequeue())];
    }

    /// <summary>Decides what goes into the files; pure but for reading headers.</summary>
    internal static TrimPlan Plan(ClipSource clip, ClipInspection inspection, TrimOrder order, LeadIn lead = LeadIn.Nearest)
    {
        var isMovie = clip.Kind is not (ClipKind.Sequence or ClipKind.Still or ClipKind.Sound);
        if (clip.Files.FirstOrDefault(file => isMovie ? !file.CanOpen : file.LocalPath is null) is { } absent) throw new ArgumentException($"'{absent.Name}' is not on this machine.", nameof(clip));
        if (clip.Files.FirstOrDefault(file => file.Length == 0) is { } empty && clip.Kind != ClipKind.Sequence) throw new InvalidDataException($"'{empty.Name}' has no bytes.");
        if (clip.Kind is ClipKind.Sequence or ClipKind.Still) return SequenceTrim.Plan(clip, inspection, order);
        var file = clip.Files[0];
        var head = Head(file);
        if (WaveReader.Knows(head)) return WaveTrim.Plan(clip, inspection, order);
        if (ClosedFormats.NameOf(file) is { } closed) throw new CannotTrimException(TrimForecast.Closed(closed));
        if (clip.Files.Length > 1)
            throw new CannotTrimException($"The clip goes over {clip.Files.Length} files. Trim the file that holds the part: {string.Join(", ", clip.Files.Take(8).Select(part => part.ShortName))}.");
        var name = order.Name is { } given ? given + Path.GetExtension(file.ShortName) : file.Name;
        return FormatInspectors.For(head) switch
        {
            QuickTimeInspector => MovieTrim.Plan(file, inspection, order, name, lead),
            MxfInspector => MxfTrim.Plan(file, inspection, order, name),
            _ => throw new CannotTrimException(TrimForecast.Unknown(file.Extension)),
        };
    }

    private async Task<(TrimOutcome.Made? Outcome, string Why)> CarryOutAsync(TrimPlan plan, string folder, Action<long, long> progress, CancellationToken cancellationToken)
    {
        var files = await TrimWriter.WriteAsync(plan.Files, folder, progress, cancellationToken).ConfigureAwait(false);
        var trim = new PreparedTrim(plan);
        var proof = (await ProveAsync([new(trim, Path.Join(folder, plan.Files[0].Name))], progress, cancellationToken).ConfigureAwait(false))[0];
        return (!proof.IsExact && trim.IsCompared ? null : trim.Made(proof, files), proof.Words);
    }

    private static async Task<TrimOutcome> WithSidecarsAsync(TrimOutcome.Made made, ClipSource clip, TrimOrder order, string folder, CancellationToken cancellationToken)
    {
        if (!order.WithSidecars) return made;
        var planned = clip.Sidecars.Where(file => file is { LocalPath: not null, Length: > 0 } && made.Files.All(other => other.Path != file.Name))
            .Select(file => new PlannedFile(file.Name, file.Name, file.LocalPath!, [TrimPiece.Range(0, file.Length)])).ToList();
        var copied = await TrimWriter.WriteAsync(planned, folder, static (_, _) => { }, cancellationToken).ConfigureAwait(false);
        return made with { Sidecars = copied };
    }

    private static void Empty(string folder)
    {
        foreach (var left in Directory.EnumerateFileSystemEntries(folder).ToList())
        {
            if (Directory.Exists(left)) Directory.Delete(left, recursive: true);
            else File.Delete(left);
        }
    }

    private static TrimPlan Whole(ClipSource clip, ClipInspection inspection, string reason) => new()
    {
        Method = TrimMethod.Whole,
        Range = new() { Start = 0, End = inspection.Frames ?? 0, In = inspection.Timecode?.Start, Out = inspection.Timecode?.End },
        Files = [.. clip.Files.Select(file => new PlannedFile(file.Name, file.Name, file.LocalPath!, [TrimPiece.Range(0, file.Length)]))],
        Notes = [$"The clip was copied whole: {reason}"],
        Check = new TrimCheck.BytesAlone { Proof = "the files are byte for byte those of the clip, read back; they hold more than was asked for", IsExact = false },
    };

    private static byte[] Head(ClipFile file)
    {
        using var stream = file.Open();
        var head = new byte[Math.Min(FormatInspectors.HeadLength, stream.Length)];
        stream.ReadExactly(head);
        return head;
    }
}
