using System.Collections.Immutable;
using System.Globalization;
using Acetate.Media.Decode;
using Acetate.Media.Inspect;
using Acetate.Media.Render;
using Acetate.Media.Sound;
using Acetate.Media.Sound.Check;
using Acetate.Timing;

namespace Acetate.Media.Check;

/// <summary>Checks a clip: what its files say, each frame of its picture, all of its sound.</summary>
public sealed class ClipChecker
{
    private const int MostStreams = 16;

    /// <summary>From where on something is told.</summary>
    public CheckLimits Limits { get; init; } = new();

    /// <summary>The rate that the show records at; null: none is asked for.</summary>
    public FrameRate? ExpectedRate { get; init; }

    /// <summary>Frames that are made at once.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Whether the picture is decoded and looked at.</summary>
    public bool ChecksPicture { get; init; } = true;

    /// <summary>Whether sound is decoded and listened to.</summary>
    public bool ChecksSound { get; init; } = true;

    /// <summary>Checks a clip.</summary>
    /// <param name="clip">Its files on this machine; only read.</param>
    /// <param name="inspection">What they say.</param>
    /// <param name="folder">Where sound is decoded to: 4 bytes for each sample of each channel of a clip.</param>
    /// <param name="clock">For time limits.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="Native.ToolMissingException">FFmpeg is not installed and the clip's sound needs it.</exception>
    /// <exception cref="IOException">A file or the folder failed.</exception>
    public async Task<ClipCheck> RunAsync(ClipSource clip, ClipInspection inspection, string folder, TimeProvider clock, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(clip);
        ArgumentNullException.ThrowIfNull(inspection);
        var notChecked = ImmutableArray.CreateBuilder<string>();
        var rate = RateOf(inspection);
        var (findings, frames, statistics) = (new List<ClipFinding>(), 0L, (ClipStatistics?)null);
        if (!ChecksPicture) notChecked.Add("The picture was not to be checked.");
        else if (clip.Kind != ClipKind.Sound)
        {
            try
            {
                await using var source = await PictureFormats.OpenAsync(clip, inspection, new() { Debayer = DebayerQuality.Half, Threads = Threads }, cancellationToken).ConfigureAwait(false);
                (var found, frames, statistics) = await PictureAsync(source, rate, cancellationToken).ConfigureAwait(false);
                findings.AddRange(found);
            }
            catch (DecodeException closed)
            {
                notChecked.Add($"The picture was not checked. {closed.Message}");
            }
        }

        var heard = (Findings: ImmutableArray<ClipFinding>.Empty, Seconds: 0.0);
        if (ChecksSound) heard = await SoundAsync(clip, inspection, rate, folder, clock, notChecked, cancellationToken).ConfigureAwait(false);
        else notChecked.Add("Sound was not to be checked.");
        return new()
        {
            Clip = clip.Name,
            Frames = frames,
            SoundSeconds = Math.Round(heard.Seconds, 3),
            Statistics = statistics,
            Findings = FindingsOf(inspection, ExpectedRate, wasDecoded: frames > 0, findings, heard.Findings),
            NotChecked = notChecked.ToImmutable(),
        };
    }

    /// <summary>Frames per second by which findings are placed in time: the picture's, or else the timecode's; not set when nobody knows.</summary>
    public static FrameRate RateOf(ClipInspection inspection)
    {
        ArgumentNullException.ThrowIfNull(inspection);
        return FrameRate.TryParse(inspection.Image?.Rate, out var known) || FrameRate.TryParse(inspection.Timecode?.Rate, out known) ? known : default;
    }

    /// <summary>Everything that was found of a clip: what its files say first, then by time what its pictures and its sound show.</summary>
    /// <param name="inspection">What the files say.</param>
    /// <param name="expected">The rate that the show records at; null: none is asked for.</param>
    /// <param name="wasDecoded">Whether frames were decoded: holes are then told by them alone.</param>
    /// <param name="picture">As <see cref="CheckSink.Finish"/> gives them; they get their seconds here.</param>
    /// <param name="sound">Findings of sound.</param>
    public static ImmutableArray<ClipFinding> FindingsOf(ClipInspection inspection, FrameRate? expected, bool wasDecoded, IEnumerable<ClipFinding> picture, IEnumerable<ClipFinding> sound)
    {
        var rate = RateOf(inspection);
        return
        [
            .. FileCheck.Find(inspection, expected, wasDecoded),
            .. picture.Select(finding => finding with { Seconds = Second(finding) }).Concat(sound).OrderBy(finding => finding.Seconds ?? -1).ThenBy(finding => finding.Fault),
        ];

        double? Second(ClipFinding finding) => finding.First is { } first && rate.IsSet ? Math.Round(first / rate.Approximate, 3) : finding.Seconds;
    }

    /// <summary>Checks the pictures of a clip that is open.</summary>
    private async Task<(ImmutableArray<ClipFinding> Findings, long Frames, ClipStatistics? Statistics)> PictureAsync(PictureSource source, FrameRate rate, CancellationToken cancellationToken)
    {
        var sink = new CheckSink(source.Description, Limits.Picture, rate);
        var run = new FrameRun(source, [sink.Output], Threads);
        await foreach (var outcome in run.RunAsync(0, source.Description.Frames, cancellationToken).ConfigureAwait(false))
            sink.Explain(outcome);
        return (sink.Finish(), sink.Frames, sink.Statistics());
    }

    private async Task<(ImmutableArray<ClipFinding> Findings, double Seconds)> SoundAsync(ClipSource clip, ClipInspection inspection, FrameRate rate, string folder, TimeProvider clock, ImmutableArray<string>.Builder notChecked, CancellationToken cancellationToken)
    {
        if (inspection.Sound is not { } sound || clip.Kind is ClipKind.Sequence or ClipKind.Still) return ([], 0);
        if (clip.Files[0].LocalPath is not { } path)
        {
            notChecked.Add("Sound was not checked: the file is not on this machine.");
            return ([], 0);
        }

        var streams = new List<(SoundFile, ISoundSamples)>();
        try
        {
            for (var (stream, channels) = (0, 0); stream < MostStreams && (stream == 0 || channels < sound.Channels); stream++)
            {
                var target = Path.Join(folder, string.Create(CultureInfo.InvariantCulture, $"stream{stream}.wav"));
                if (await OpenAsync(path, clip.Kind, stream, target, clock, cancellationToken).ConfigureAwait(false) is not { } samples) break;
                channels += samples.Channels;
                if (streams is not [var (_, first), ..] || first.SampleRate == samples.SampleRate)
                {
                    streams.Add((SoundFile.Of(samples, clip.Name), samples));
                    continue;
                }

                samples.Dispose();
                notChecked.Add(string.Create(CultureInfo.InvariantCulture, $"Sound stream {stream + 1} was not checked: its sample rate is another than that of the first."));
            }

            if (streams.Count == 0)
            {
                notChecked.Add("Sound was not checked: it cannot be decoded.");
                return ([], 0);
            }

            if (clip.Files.Length > 1) notChecked.Add("Only the sound of the clip's first file was checked.");
            var all = SoundTake.Together(streams);
            return ([.. SoundCheck.Run(all, Limits.Sound, cancellationToken).Select(finding => ClipFinding.Of(finding, all.SampleRate, rate))], (double)all.Length / all.SampleRate);
        }
        catch (InvalidDataException broken)
        {
            notChecked.Add($"Sound was not checked. {broken.Message}");
            return ([], 0);
        }
        finally
        {
            foreach (var (_, samples) in streams) (samples as IDisposable)?.Dispose();
        }
    }

    private static async Task<WaveSamples?> OpenAsync(string path, ClipKind kind, int stream, string target, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (kind == ClipKind.Sound && WaveSamples.IsNamed(path)) return stream == 0 ? WaveSamples.Open(path) : null;
        return await ScratchSound.DecodeAsync(path, stream, target, clock, cancellationToken).ConfigureAwait(false);
    }
}
