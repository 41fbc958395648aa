using System.Globalization;
using Acetate.Media.Inspect;
using Acetate.Timing;

namespace Acetate.Media.Sound.Sync;

/// <summary>A clip opened for synchronising: what its files say of its time and slate, and its scratch sound, decoded beside our own work.</summary>
/// <remarks>Disposing closes the scratch sound; the folder that it lies in is the caller's.</remarks>
public sealed class ClipSound : IDisposable
{
    private const int MostStreams = 8;

    private readonly SoundTake? scratch;

    private ClipSound(SyncClip clip, SoundTake? scratch, string? remark) => (Clip, this.scratch, Remark) = (clip, scratch, remark);

    /// <summary>The clip.</summary>
    public SyncClip Clip { get; }

    /// <summary>Why it has no scratch sound, in a sentence, or what is special about it; null when nothing is.</summary>
    public string? Remark { get; }

    /// <summary>Opens a clip.</summary>
    /// <param name="source">Its files on this machine; only read.</param>
    /// <param name="inspection">What they say.</param>
    /// <param name="folder">Where its scratch sound is decoded to: 4 bytes for each sample of each channel.</param>
    /// <param name="clock">For time limits.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="InvalidDataException">It does not say how many frames a second it has, or how long it is; the message says which.</exception>
    /// <exception cref="Native.ToolMissingException">FFmpeg is not installed.</exception>
    /// <exception cref="IOException">The folder cannot be written to.</exception>
    public static async Task<ClipSound> OpenAsync(ClipSource source, ClipInspection inspection, string folder, TimeProvider clock, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(inspection);
        if (!TryRate(inspection.Image?.Rate, out var rate) && !TryRate(inspection.Timecode?.Rate, out rate))
            throw new InvalidDataException($"'{source.Name}' does not say how many frames a second it has, so sound cannot be laid on it.");
        var (scratch, remark) = await ScratchAsync(source, inspection, folder, clock, cancellationToken).ConfigureAwait(false);
        var seconds = inspection.Frames is > 0 and < 1L << 32 and var frames ? frames * (double)rate.Denominator / rate.Numerator : (double?)scratch?.Length / scratch?.SampleRate;
        if (seconds is not { } known)
        {
            scratch?.Dispose();
            throw new InvalidDataException($"'{source.Name}' does not say how long it is, so sound cannot be cut to it.");
        }

        return new(new()
        {
            Name = source.Name,
            Rate = rate,
            Seconds = known,
            Start = TryRate(inspection.Timecode?.Rate, out var labels) && Timecode.TryParse(inspection.Timecode?.Start, labels, out var start) ? start : null,
            Scene = inspection.Slate?.Scene,
            Take = inspection.Slate?.Take,
            Scratch = scratch,
        }, scratch, remark);
    }

    /// <inheritdoc/>
    public void Dispose() => scratch?.Dispose();

    private static bool TryRate(string? text, out FrameRate rate) => FrameRate.TryParse(text, out rate) && rate.LabelsPerSecond <= 1000;

    private static async Task<(SoundTake?, string?)> ScratchAsync(ClipSource source, ClipInspection inspection, string folder, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (source.Kind == ClipKind.Sequence || inspection.Sound is not { } sound) return (null, "The clip has no sound of its own.");
        if (source.Files[0].LocalPath is not { } path) return (null, "The clip's file is not on this machine.");
        var streams = new List<(SoundFile, ISoundSamples)>();
        try
        {
            for (var (stream, channels) = (0, 0); stream < MostStreams && (stream == 0 || channels < sound.Channels); stream++)
            {
                var target = Path.Join(folder, string.Create(CultureInfo.InvariantCulture, $"stream{stream}.wav"));
                if (await ScratchSound.DecodeAsync(path, stream, target, clock, cancellationToken).ConfigureAwait(false) is not { } samples) break;
                channels += samples.Channels;
                if (streams is [var (_, first), ..] && first.SampleRate != samples.SampleRate) samples.Dispose();
                else streams.Add((SoundFile.Of(samples, source.Name), samples));
            }
        }
        catch
        {
            foreach (var (_, samples) in streams) (samples as IDisposable)?.Dispose();
            throw;
        }

        if (streams.Count == 0) return (null, "The clip's own sound cannot be decoded.");
        return (SoundTake.Together(streams), source.Files.Length > 1 ? "Only the sound of the clip's first file is compared." : null);
    }
}
