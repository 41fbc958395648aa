using System.Collections.Immutable;
using System.Globalization;
using Acetate.Imaging.Colour;
using Acetate.Media.Decode;
using Acetate.Media.Formats.FFprobe;
using Acetate.Media.Inspect;
using Acetate.Media.Native;

namespace Acetate.Media.Encode;

/// <summary>Says how the pictures of a clip whose values are those of a scene become those of a Rec.709 display.</summary>
/// <exception cref="DecodeException">They cannot.</exception>
public delegate ProxyLook ProxyLooks(PictureDescription picture);

/// <summary>The way of a scene's values to a display's.</summary>
/// <param name="ToLight">To light, before pixels are mixed; null: nothing.</param>
/// <param name="ToDisplay">From there to Rec.709; null: nothing.</param>
/// <param name="Notes">What a person should know, in sentences.</param>
public sealed record ProxyLook(IColourOperation? ToLight, IColourOperation? ToDisplay, ImmutableArray<string> Notes);

/// <summary>Makes a clip's proxy, poster and scrub strip, and reads the proxy back before it says so.</summary>
/// <remarks>FFmpeg does it alone for what is a picture already; raw and camera logarithms are decoded and developed here and handed to it.</remarks>
/// <param name="clock">For time limits.</param>
/// <param name="looks">How what is no picture yet becomes one.</param>
public sealed class ProxyRenderer(TimeProvider clock, ProxyLooks looks)
{
    /// <summary>Without a sign of progress for this long, FFmpeg is given up.</summary>
    private static readonly TimeSpan Stall = TimeSpan.FromMinutes(3);

    /// <summary>Missing frames in a row that a proxy bridges; more of them are left out, and said so.</summary>
    private const int LongestRepeat = 3600;

    /// <summary>Renders into a folder that must exist; what lies there under the same names is replaced.</summary>
    /// <param name="clip">The clip; every file must have a local path.</param>
    /// <param name="inspection">What is known of it.</param>
    /// <param name="folder">Where the files are written.</param>
    /// <param name="progress">Told how many frames are done, and how many there are if that is known.</param>
    /// <param name="cancellationToken">Ends FFmpeg.</param>
    /// <exception cref="ToolMissingException">FFmpeg is not installed.</exception>
    public async Task<ProxyOutcome> RenderAsync(
        ClipSource clip, ClipInspection inspection, string folder, Action<long, long?> progress, CancellationToken cancellationToken)
    {
        var plan = ProxyPlan.For(clip, inspection);
        return plan switch
        {
            ProxyPlan.Picture picture => await PictureAsync(clip, inspection, picture, folder, progress, cancellationToken).ConfigureAwait(false),
            ProxyPlan.Sound sound => await SoundAsync(clip, sound, folder, cancellationToken).ConfigureAwait(false),
            ProxyPlan.Unavailable unavailable => new ProxyOutcome.Unavailable(unavailable.Reason),
            _ => throw new InvalidOperationException($"A plan of the kind {plan.GetType().Name} is not known."),
        };
    }

    private async Task<ProxyOutcome> PictureAsync(
        ClipSource clip, ClipInspection inspection, ProxyPlan.Picture plan, string folder, Action<long, long?> progress, CancellationToken cancellationToken)
    {
        var proxy = Path.Join(folder, "proxy.mp4");
        var (notes, faults) = (plan.Notes.ToBuilder(), ImmutableArray.CreateBuilder<string>());
        var expected = plan.Frames;
        ImmutableArray<string> inputs, reads;
        if (plan.Job.Look == PictureLook.Developed)
        {
            inputs = reads = [clip.Files[0].LocalPath!];
        }
        else if (plan.Job.SequenceRate is not null)
        {
            var (pattern, count) = LinkFrames(clip, Path.Join(folder, "frames"), faults);
            (inputs, expected) = ([pattern], count);
            reads = [Path.Join(folder, "frames"), .. clip.Files.Select(file => file.LocalPath!)];
        }
        else
        {
            inputs = reads = [.. clip.Files.Where(file => file.Length > 0).Select(file => file.LocalPath!)];
        }

        var job = plan.Job with { Inputs = inputs, Output = proxy };
        ChildResult result;
        try
        {
            if (job.Look == PictureLook.Developed)
                (result, job, expected) = await new DevelopedProxy(clock, looks).RunAsync(clip, inspection, job, notes, faults, progress, cancellationToken).ConfigureAwait(false);
            else
                result = await FFmpegAsync(FFmpegArguments.Picture(job), reads, [proxy], line => Progress(line, progress, expected), cancellationToken).ConfigureAwait(false);
        }
        catch (DecodeException problem) when (!problem.IsPassing)
        {
            return new ProxyOutcome.Unavailable(problem.Message);
        }

        if (Directory.Exists(Path.Join(folder, "frames"))) Directory.Delete(Path.Join(folder, "frames"), recursive: true);
        if (!result.IsSuccess) return new ProxyOutcome.Failed($"FFmpeg could not make the proxy: {result.Complaint}");

        var read = await ReadBackAsync(proxy, cancellationToken).ConfigureAwait(false);
        if (read is not { Picture.NbFrames: { } text } || !long.TryParse(text, out var frames) || frames == 0)
            return new ProxyOutcome.Failed("FFmpeg made a proxy without a picture: nothing of the clip could be decoded.");
        if (job.Timecode is { } label && read.Timecode != label)
            return new ProxyOutcome.Failed($"The proxy's timecode reads back as '{read.Timecode}', not '{label}'.");
        if (expected is { } wanted && wanted != frames) faults.Add($"The clip should have {wanted} frames; {frames} could be decoded.");

        var grid = StripGrid.For(frames, job.Width, job.Height);
        // A clip often begins with a slate or a jolt; a third into it shows the shot.
        int? stretch = read.Sound is { } sound ? SoundPeaks.StretchFor(SecondsOf(sound)) : null;
        var peaks = new PeakLines(stretch ?? 1);
        var (poster, strip) = (Path.Join(folder, "poster.jpg"), Path.Join(folder, "strip.jpg"));
        var drawn = await FFmpegAsync(FFmpegArguments.Stills(proxy, frames, frames / 3, poster, grid, strip, stretch), [proxy], [poster, strip], peaks.Take, cancellationToken).ConfigureAwait(false);
        if (!drawn.IsSuccess) return new ProxyOutcome.Failed($"FFmpeg could not draw the pictures of the proxy: {drawn.Complaint}");
        return new ProxyOutcome.Made
        {
            Proxy = "proxy.mp4",
            Poster = "poster.jpg",
            Strip = "strip.jpg",
            Grid = grid,
            Waveform = await WriteAsync(peaks, folder, cancellationToken).ConfigureAwait(false),
            Frames = frames,
            Timecode = job.Timecode,
            Width = job.Width,
            Height = job.Height,
            Notes = notes.ToImmutable(),
            Faults = faults.ToImmutable(),
        };
    }

    private async Task<ProxyOutcome> SoundAsync(ClipSource clip, ProxyPlan.Sound plan, string folder, CancellationToken cancellationToken)
    {
        var proxy = Path.Join(folder, "proxy.mp4");
        var job = plan.Job with { Inputs = [.. clip.Files.Where(file => file.Length > 0).Select(file => file.LocalPath!)], Output = proxy };
        var result = await FFmpegAsync(FFmpegArguments.Sound(job), job.Inputs, [proxy], null, cancellationToken).ConfigureAwait(false);
        if (!result.IsSuccess) return new ProxyOutcome.Failed($"FFmpeg could not make the proxy: {result.Complaint}");
        var read = await ReadBackAsync(proxy, cancellationToken).ConfigureAwait(false);
        if (read?.Sound is null) return new ProxyOutcome.Failed("FFmpeg made a proxy without sound: nothing of the clip could be decoded.");
        var stretch = SoundPeaks.StretchFor(SecondsOf(read.Sound));
        var peaks = new PeakLines(stretch);
        var poster = Path.Join(folder, "poster.jpg");
        var drawn = await FFmpegAsync(FFmpegArguments.Waveform(proxy, poster, stretch), [proxy], [poster], peaks.Take, cancellationToken).ConfigureAwait(false);
        if (!drawn.IsSuccess) return new ProxyOutcome.Failed($"FFmpeg could not draw the sound: {drawn.Complaint}");
        return new ProxyOutcome.Made { Proxy = "proxy.mp4", Poster = "poster.jpg", Waveform = await WriteAsync(peaks, folder, cancellationToken).ConfigureAwait(false), Notes = plan.Notes };
    }

    private static double? SecondsOf(FFprobeStream sound) => double.TryParse(sound.Duration, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) ? seconds : null;

    private static async Task<string?> WriteAsync(PeakLines peaks, string folder, CancellationToken cancellationToken)
    {
        if (peaks.Finish() is not { } found) return null;
        await File.WriteAllBytesAsync(Path.Join(folder, "waveform.json"), found.ToJson(), cancellationToken).ConfigureAwait(false);
        return "waveform.json";
    }

    /// <summary>
    /// FFmpeg reads a sequence by numbers without holes, so the frames are linked under such numbers. A missing or empty frame
    /// shows the one before it: later frames keep their place and their timecode.
    /// </summary>
    private static (string Pattern, int Count) LinkFrames(ClipSource clip, string folder, ImmutableArray<string>.Builder faults)
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
        var files = clip.Files.Select((file, i) => (Number: SequenceCheck.NumberOf(file.ShortName) ?? i, File: file))
            .GroupBy(frame => frame.Number).Select(group => group.First()).OrderBy(frame => frame.Number).ToList();
        var extension = files[0].File.Extension;
        var (count, repeated) = (0, new List<string>());
        string? last = null;
        var next = files[0].Number;
        foreach (var (number, file) in files)
        {
            var hole = last is null ? 0 : number - next;
            if (hole <= LongestRepeat)
            {
                if (hole > 0) repeated.Add(hole == 1 ? $"Frame {next} is missing." : $"Frames {next} to {number - 1} are missing.");
                for (; hole > 0; hole--) Link(last!);
            }
            else
            {
                faults.Add($"Frames {next} to {number - 1} are missing; the proxy leaves them out.");
            }

            var usable = file.Length > 0 ? file.LocalPath! : last;
            if (file.Length == 0) repeated.Add($"'{file.Name}' has no bytes.");
            next = number + 1;
            if (usable is null) continue;
            Link(usable);
            last = usable;
        }

        ProxyFaults.Add(faults, repeated, repeated.Count);
        return (Path.Join(folder, $"%07d.{extension}"), count);

        void Link(string target) => File.CreateSymbolicLink(Path.Join(folder, $"{count++:0000000}.{extension}"), target);
    }

    private Task<ChildResult> FFmpegAsync(ImmutableArray<string> arguments, ImmutableArray<string> reads, ImmutableArray<string> writes, Action<string>? onLine, CancellationToken cancellationToken) =>
        new ChildProcess
        {
            Program = "ffmpeg",
            Arguments = arguments,
            Reads = reads,
            Writes = writes,
            TimeLimit = TimeSpan.FromHours(24),
            StallLimit = Stall,
            OutputLimit = 256 << 20,
            OnLine = onLine ?? (static _ => { }),
        }.RunAsync(clock, cancellationToken);

    private static void Progress(string line, Action<long, long?> progress, long? expected)
    {
        if (line.StartsWith("frame=", StringComparison.Ordinal)
            && long.TryParse(line.AsSpan(6), NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var frame))
            progress(frame, expected);
    }

    private async Task<ReadBack?> ReadBackAsync(string proxy, CancellationToken cancellationToken)
    {
        var result = await new ChildProcess { Program = "ffprobe", Arguments = FFprobeArguments.Describe(proxy), Reads = [proxy], Writes = [] }.RunAsync(clock, cancellationToken).ConfigureAwait(false);
        if (FFprobeReport.Parse(result.Output) is not { } report) return null;
        return new(report.Streams.FirstOrDefault(stream => stream.IsPicture), report.Streams.FirstOrDefault(stream => stream.CodecType == "audio"),
            report.Streams.Select(stream => stream.Tags.GetValueOrDefault("timecode")).FirstOrDefault(label => label is not null));
    }

    private sealed record ReadBack(FFprobeStream? Picture, FFprobeStream? Sound, string? Timecode);
}

/// <summary>How making a proxy ended.</summary>
public abstract record ProxyOutcome
{
    private ProxyOutcome()
    {
    }

    /// <summary>It was made and read back.</summary>
    public sealed record Made : ProxyOutcome
    {
        /// <summary>File in the folder.</summary>
        public required string Proxy { get; init; }

        /// <inheritdoc cref="Proxy"/>
        public required string Poster { get; init; }

        /// <summary>File in the folder; null for sound.</summary>
        public string? Strip { get; init; }

        /// <summary>How loud it is over its length (<see cref="SoundPeaks"/>), a file in the folder; null without sound.</summary>
        public string? Waveform { get; init; }

        /// <summary>How the strip is laid out.</summary>
        public StripGrid? Grid { get; init; }

        /// <summary>Frames in the proxy.</summary>
        public long? Frames { get; init; }

        /// <summary>Label of its first frame, as read back.</summary>
        public string? Timecode { get; init; }

        public int? Width { get; init; }

        public int? Height { get; init; }

        /// <summary>What differs from the clip, in sentences.</summary>
        public ImmutableArray<string> Notes { get; init; } = [];

        /// <summary>What of the clip was missing or damaged, so that the proxy does not show it, in sentences; empty when it shows all of the clip.</summary>
        public ImmutableArray<string> Faults { get; init; } = [];
    }

    /// <summary>There can be none here.</summary>
    public sealed record Unavailable(string Reason) : ProxyOutcome;

    /// <summary>It should have been possible, and was not.</summary>
    public sealed record Failed(string Reason) : ProxyOutcome;
}
