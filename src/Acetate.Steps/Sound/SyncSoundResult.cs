using System.Collections.Immutable;
using Acetate.Media.Check;
using Acetate.Media.Sound.Sync;
using Acetate.Steps.Editorial;

namespace Acetate.Steps.Sound;

/// <summary>Which recordings are the clip's, and the sound that was cut from one of them.</summary>
public sealed record SyncSoundResult
{
    /// <summary>How far the answer may be trusted. What a person decided is sure; a clip that has no sound by decision has none.</summary>
    public required SyncVerdict Verdict { get; init; }

    /// <summary>By what the first recording was found; null when none was, or when a person decided.</summary>
    public SyncMethod? Method { get; init; }

    /// <summary>0 to 1; 1 for what a person decided.</summary>
    public double Confidence { get; init; }

    /// <summary>Why, in sentences.</summary>
    public required string Reason { get; init; }

    /// <summary>What is special about the clip's own sound, or why there is no file though the answer is sure; null when nothing is.</summary>
    public string? Remark { get; init; }

    /// <summary>What methods said of each recording that may be the clip's, the best first, whatever a person decided. Recordings of which nothing was said are left out: there may be hundreds.</summary>
    public ImmutableArray<SyncedRecording> Recordings { get; init; } = [];

    /// <summary>The sound that was cut: of the recording that was decided, else of the first of <see cref="Recordings"/> where that is sure. Null: there is none.</summary>
    /// <remarks>Where several recordings are sure, as those of two recorders are, the others stay in <see cref="Recordings"/>.</remarks>
    public SyncedWave? Sound { get; init; }

    /// <summary>What listening to the sound that was cut found; frames count from the clip's first.</summary>
    public ImmutableArray<ClipFinding> Findings { get; init; } = [];

    /// <summary>Files of the sound rolls that are not there or cannot be read as sound.</summary>
    public ImmutableArray<RefusedRecording> Refused { get; init; } = [];
}

/// <summary>What the methods said of one recording. Texts of the recorder are shortened: names of channels to 64 characters, others to 1,000.</summary>
public sealed record SyncedRecording
{
    /// <summary>The sound roll.</summary>
    public required string Roll { get; init; }

    /// <summary>Its files, as the request names them.</summary>
    public required ImmutableArray<string> Files { get; init; }

    /// <summary>The name of each channel.</summary>
    public ImmutableArray<string> Channels { get; init; } = [];

    public string? Scene { get; init; }

    public string? Take { get; init; }

    /// <summary>The roll's name, as the recorder wrote it.</summary>
    public string? Tape { get; init; }

    /// <summary>What the mixer noted.</summary>
    public string? Note { get; init; }

    /// <summary>Whether the mixer circled it; null when the recorder does not say.</summary>
    public bool? IsCircled { get; init; }

    /// <summary>Hertz.</summary>
    public required int SampleRate { get; init; }

    public required SyncVerdict Verdict { get; init; }

    /// <summary>The method whose answer stands.</summary>
    public required SyncMethod Method { get; init; }

    /// <summary>0 to 1.</summary>
    public double Confidence { get; init; }

    /// <summary>The sample at which the clip's first frame begins; null: not known.</summary>
    public double? OffsetSamples { get; init; }

    /// <summary>The same in frames of the clip.</summary>
    public double? OffsetFrames { get; init; }

    /// <summary>How much faster the recorder's clock ran than the camera's, in millionths; null when nothing measured it.</summary>
    public double? DriftPpm { get; init; }

    /// <summary>How far sound is off at the clip's end when it is right at its beginning, in samples; null when nothing measured it.</summary>
    public double? DriftSamples { get; init; }

    /// <summary>Why, in sentences.</summary>
    public required string Reason { get; init; }

    /// <summary>What each method said, in the order in which they were asked.</summary>
    public ImmutableArray<SyncEvidence> Evidence { get; init; } = [];

    internal static SyncedRecording Of(SyncResult result, (string Roll, ImmutableArray<string> Names) origin)
    {
        var (sound, first) = (result.Sound, result.Sound.First);
        return new()
        {
            Roll = origin.Roll,
            Files = origin.Names,
            Channels = [.. sound.ChannelNames.Select(name => EditorialClipRecord.Shortened(name, EditorialClipRecord.MostOfColumn))],
            Scene = Short(first.Scene),
            Take = Short(first.Take),
            Tape = Short(first.Tape),
            Note = Short(first.Note),
            IsCircled = first.IsCircled,
            SampleRate = sound.SampleRate,
            Verdict = result.Verdict,
            Method = result.Method,
            Confidence = Finite(result.Confidence) ?? 0,
            OffsetSamples = Finite(result.Offset),
            OffsetFrames = Finite(result.OffsetFrames),
            DriftPpm = Finite(result.DriftPpm),
            DriftSamples = Finite(result.DriftSamples),
            Reason = result.Reason,
            Evidence = [.. result.Evidence.Select(one => one with { Offset = Finite(one.Offset), Confidence = Finite(one.Confidence) ?? 0 })],
        };
    }

    internal static string? Short(string? text) => text is null ? null : EditorialClipRecord.Shortened(text, EditorialClipRecord.MostOfNote);

    /// <summary>What JSON can hold.</summary>
    private static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;
}

/// <summary>The sound of a clip, from its first frame to its last: a broadcast wave file of 24 bits.</summary>
public sealed record SyncedWave
{
    /// <summary>Its key in the target store, with the prefix.</summary>
    public required string Key { get; init; }

    /// <summary>Hertz.</summary>
    public required int SampleRate { get; init; }

    /// <summary>How many channels.</summary>
    public required int Channels { get; init; }

    /// <summary>Samples of each channel.</summary>
    public required long Samples { get; init; }

    /// <summary>The name of each channel.</summary>
    public ImmutableArray<string> Names { get; init; } = [];

    /// <summary>The recorder's label at the clip's first frame, to the nearest frame; null when it had no timecode.</summary>
    public string? StartTimecode { get; init; }

    /// <summary>The file name of the recording.</summary>
    public required string Recording { get; init; }

    /// <summary>The sound roll, as the recorder wrote it.</summary>
    public string? Tape { get; init; }

    /// <summary>The drift that was taken out, in millionths; 0: samples were copied as they are.</summary>
    public double CorrectedPpm { get; init; }

    /// <summary>Samples that were above full scale and are held at it.</summary>
    public long HeldAtFullScale { get; init; }

    /// <summary>Whether a person decided that it is this one.</summary>
    public bool IsDecided { get; init; }
}

/// <summary>A file that is not there or cannot be read as sound.</summary>
/// <param name="Path">As the request names it.</param>
/// <param name="Reason">Why, in a sentence.</param>
/// <param name="Roll">The sound roll.</param>
public sealed record RefusedRecording(string Path, string Reason, string Roll = "");
