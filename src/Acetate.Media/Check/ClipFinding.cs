using System.Collections.Immutable;
using Acetate.Media.Sound.Check;
using Acetate.Timing;

namespace Acetate.Media.Check;

/// <summary>Something in a clip that is wrong, or worth a look.</summary>
public sealed record ClipFinding
{
    /// <summary>What.</summary>
    public required ClipFault Fault { get; init; }

    /// <summary>How bad it is.</summary>
    public required FindingSeverity Severity { get; init; }

    /// <summary>The first frame of it, counted from 0; null where it concerns the whole clip.</summary>
    public long? First { get; init; }

    /// <summary>The last frame of it.</summary>
    public long? Last { get; init; }

    /// <summary>Where it begins, in seconds from the clip's first frame or sample; null where it concerns the whole clip or the rate is not known.</summary>
    public double? Seconds { get; init; }

    /// <summary>How far it is over its limit: 1 is the limit itself, higher is surer. For what is read and not measured 1; for sound the number that the words say.</summary>
    public double Score { get; init; } = 1;

    /// <summary>Where in the picture; null: all of it, or no picture is concerned.</summary>
    public PictureRegion? Region { get; init; }

    /// <summary>Which channels of sound, from 1; none for picture.</summary>
    public ImmutableArray<int> Channels { get; init; } = [];

    /// <summary>One or two sentences for people: what was found, and what to do.</summary>
    public required string Words { get; init; }

    /// <summary>What was heard, as a finding of the clip whose sound it is.</summary>
    /// <param name="sound">What was heard.</param>
    /// <param name="sampleRate">Hertz.</param>
    /// <param name="rate">The clip's frames per second; not set: no frames are told.</param>
    public static ClipFinding Of(SoundFinding sound, int sampleRate, FrameRate rate)
    {
        ArgumentNullException.ThrowIfNull(sound);
        var (fault, severity) = sound.Fault switch
        {
            SoundFault.Mute => (ClipFault.Mute, FindingSeverity.Warning),
            SoundFault.Silence => (ClipFault.Silence, FindingSeverity.Warning),
            SoundFault.Clipped => (ClipFault.ClippedSound, FindingSeverity.Warning),
            SoundFault.Click => (ClipFault.Click, FindingSeverity.Warning),
            SoundFault.Gap => (ClipFault.Gap, FindingSeverity.Alarm),
            SoundFault.Offset => (ClipFault.Offset, FindingSeverity.Warning),
            SoundFault.Phase => (ClipFault.Phase, FindingSeverity.Warning),
            SoundFault.Same => (ClipFault.SameChannel, FindingSeverity.Information),
            _ => (ClipFault.Hum, FindingSeverity.Warning),
        };
        return new()
        {
            Fault = fault,
            Severity = severity,
            First = rate.IsSet ? (long)(sound.First / (double)sampleRate * rate.Approximate) : null,
            Last = rate.IsSet ? (long)(sound.Last / (double)sampleRate * rate.Approximate) : null,
            Seconds = Math.Round(sound.First / (double)sampleRate, 4),
            Score = double.IsFinite(sound.Value) ? Math.Round(sound.Value, 3) : 0,
            Channels = [.. sound.Channels.Select(channel => channel + 1)],
            Words = sound.Words,
        };
    }
}

/// <summary>A part of a picture, in pixels of the developed frame: of raw that was developed at half size these are two by two of the sensor's.</summary>
/// <param name="X">The leftmost column.</param>
/// <param name="Y">The topmost row.</param>
/// <param name="Width">Pixels across.</param>
/// <param name="Height">Pixels down.</param>
public readonly record struct PictureRegion(int X, int Y, int Width, int Height);

/// <summary>How bad a finding is.</summary>
public enum FindingSeverity
{
    /// <summary>Footage is damaged or lost.</summary>
    Alarm,

    /// <summary>It may be meant; somebody should look.</summary>
    Warning,

    /// <summary>Worth knowing.</summary>
    Information,
}

/// <summary>What can be found.</summary>
public enum ClipFault
{
    /// <summary>A frame is missing or cannot be decoded.</summary>
    Undecodable,

    /// <summary>Frames are black.</summary>
    Black,

    /// <summary>The picture stands still while the scene moves.</summary>
    Freeze,

    /// <summary>A frame is there twice.</summary>
    Duplicate,

    /// <summary>Frames repeat in a regular pattern: the recording was made at another rate.</summary>
    Cadence,

    /// <summary>A frame is missing between two others.</summary>
    Dropped,

    /// <summary>A frame that does not belong between its neighbours.</summary>
    Stray,

    /// <summary>Blocks or areas of the picture are wrong.</summary>
    Corrupt,

    /// <summary>A frame is made of two.</summary>
    Torn,

    /// <summary>A pixel that is lit whatever is in front of it.</summary>
    HotPixel,

    /// <summary>A pixel that stays dark.</summary>
    DeadPixel,

    /// <summary>Highlights are at the end of the range.</summary>
    ClippedPicture,

    /// <summary>The whole picture pulses.</summary>
    Flicker,

    /// <summary>The picture is softer than the rest of the clip.</summary>
    Soft,

    /// <summary>Brighter or darker than other takes of the setup.</summary>
    Exposure,

    /// <summary>Warmer, cooler, greener or more magenta than other takes of the setup.</summary>
    WhiteBalance,

    /// <summary>Values that are no numbers.</summary>
    NotANumber,

    /// <summary>Timecode jumps, or cannot be right.</summary>
    Timecode,

    /// <summary>The clip runs at another rate than it should, or says two.</summary>
    Rate,

    /// <summary>There are fewer frames than the file says.</summary>
    Count,

    /// <summary>What inspection of the file found.</summary>
    File,

    /// <summary>A channel without sound.</summary>
    Mute,

    /// <summary>No sound for a while.</summary>
    Silence,

    /// <summary>Sound is held at full scale.</summary>
    ClippedSound,

    /// <summary>A spike in sound.</summary>
    Click,

    /// <summary>Sound stands still for an instant.</summary>
    Gap,

    /// <summary>Sound is off zero.</summary>
    Offset,

    /// <summary>Two channels work against each other.</summary>
    Phase,

    /// <summary>Two channels are the same.</summary>
    SameChannel,

    /// <summary>The mains can be heard.</summary>
    Hum,
}
