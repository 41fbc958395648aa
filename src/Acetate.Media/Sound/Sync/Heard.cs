using Acetate.Media.Sound.Ltc;
using Acetate.Media.Sound.Waveform;

namespace Acetate.Media.Sound.Sync;

/// <summary>Sound with its timecode tracks told apart from what microphones heard, and how loud that is over time, worked out once for all clips.</summary>
internal sealed class Heard
{
    private const double ProbeSeconds = 20;

    private SpectralShape? shape;

    private Heard(ISoundSamples sound, int[] channels, LtcTrack? timecode) => (Sound, Channels, Timecode) = (sound, channels, timecode);

    public ISoundSamples Sound { get; }

    /// <summary>The channels that microphones recorded.</summary>
    public int[] Channels { get; }

    /// <summary>What the first timecode track says; null when there is none.</summary>
    public LtcTrack? Timecode { get; }

    /// <summary>Listens for timecode.</summary>
    public static Heard Of(ISoundSamples sound, CancellationToken cancellationToken)
    {
        var (channels, timecode) = (new List<int>(), (LtcTrack?)null);
        for (var channel = 0; channel < sound.Channels; channel++)
        {
            var probe = (long)(ProbeSeconds * sound.SampleRate);
            var track = LtcTrack.Of(sound, channel, cancellationToken, 0, probe)
                ?? (sound.Length > 3 * probe ? LtcTrack.Of(sound, channel, cancellationToken, sound.Length / 2, probe) : null);
            // Speech into which timecode leaks is still speech.
            if (track is { Coverage: > 0.5 }) timecode ??= track;
            else channels.Add(channel);
        }

        return new(sound, [.. channels], timecode);
    }

    /// <summary>How loud it is over time; 12 MB for each hour.</summary>
    public SpectralShape Shape(CancellationToken cancellationToken) => shape ??= SpectralShape.Of(Sound, Channels, cancellationToken);

    /// <summary>Forgets how loud it is over time.</summary>
    public void Forget() => shape = null;
}
