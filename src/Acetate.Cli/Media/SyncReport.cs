using System.Collections.Immutable;
using System.Globalization;
using Acetate.Media.Sound;
using Acetate.Media.Sound.Sync;

namespace Acetate.Cli.Media;

/// <summary>Which recordings are the sound of which clips, for people and for programs.</summary>
internal sealed class SyncReport
{
    private readonly List<ClipAnswer> clips = [];
    private readonly HashSet<SoundTake> used = [];

    /// <summary>A file of synchronised sound, or why it was not written.</summary>
    /// <param name="File">Its name in the folder.</param>
    /// <param name="Samples">Samples of each channel.</param>
    /// <param name="SampleRate">Hertz.</param>
    /// <param name="Channels">Channels.</param>
    /// <param name="CorrectedPpm">The drift that was taken out, in millionths; 0: samples were copied as they are.</param>
    /// <param name="HeldAtFullScale">Samples that were above full scale.</param>
    /// <param name="Problem">Why it was not written; null when it was.</param>
    public sealed record WrittenSound(string File, long Samples, int SampleRate, int Channels, double CorrectedPpm, long HeldAtFullScale, string? Problem);

    private sealed record SoundAnswer(string[] Files, string[] Channels, string? Scene, string? Take, string? Tape, SyncVerdict Verdict, SyncMethod Method, double Confidence, double? OffsetSamples, double? OffsetFrames, int SampleRate,
        double? DriftPpm, double? DriftSamples, string Reason, ImmutableArray<SyncEvidence> Evidence);

    private sealed record ClipAnswer(string Clip, string? Rate, double? Seconds, string? Start, SyncVerdict Verdict, string Reason, string? Remark, SoundAnswer[] Sounds, ImmutableArray<WrittenSound> Written);

    /// <summary>All takes that were asked.</summary>
    public required ImmutableArray<SoundTake> Sounds { get; init; }

    /// <summary>What could not be read.</summary>
    public required ImmutableArray<RefusedSound> Refused { get; init; }

    /// <summary>Takes in what was decided for a clip.</summary>
    public void Add(SyncClip clip, string? remark, ImmutableArray<SyncResult> results, ImmutableArray<WrittenSound> written)
    {
        // Recordings about which nothing was said are no news: there may be hundreds.
        var told = results.Where(result => result.Verdict != SyncVerdict.None).ToList();
        used.UnionWith(told.Select(result => result.Sound));
        clips.Add(new(clip.Name, clip.Rate.ToRatio(), clip.Seconds, clip.Start?.ToString(), told is [var best, ..] ? best.Verdict : SyncVerdict.None,
            told is [var first, ..] ? first.Reason : SoundSync.NothingSays, remark, [.. told.Select(Answer)], written));
    }

    /// <summary>Takes in a clip that cannot be asked about.</summary>
    public void Add(string clip, string reason) => clips.Add(new(clip, null, null, null, SyncVerdict.None, reason, null, [], []));

    /// <summary>Writes it, and gives the exit code.</summary>
    public ExitCode Write(TextWriter output, bool isJson)
    {
        var unused = Sounds.Where(sound => !used.Contains(sound)).Select(sound => sound.Files.Select(file => file.Name).ToArray()).ToArray();
        if (isJson) CliJson.Write(output, new { clips, unused = unused.Select(files => new { files }), refused = Refused.Select(file => new { file.Path, file.Reason }) });
        else Sentences(output, unused);
        return clips.All(clip => clip.Verdict == SyncVerdict.Sure && clip.Written.All(file => file.Problem is null)) && Refused.Length == 0 ? ExitCode.Done : ExitCode.Found;
    }

    private static SoundAnswer Answer(SyncResult result) => new([.. result.Sound.Files.Select(file => file.Name)], [.. result.Sound.ChannelNames], result.Sound.First.Scene, result.Sound.First.Take, result.Sound.First.Tape,
        result.Verdict, result.Method, result.Confidence, result.Offset, result.OffsetFrames, result.Sound.SampleRate, result.DriftPpm, result.DriftSamples, result.Reason, result.Evidence);

    private void Sentences(TextWriter output, string[][] unused)
    {
        var table = new Table("clip", "verdict", "sound", "method", "confidence", "offset (samples)", "offset (frames)", "drift (ppm)");
        foreach (var index in new[] { 4, 5, 6, 7 }) table.RightAligned.Add(index);
        foreach (var clip in clips)
        {
            if (clip.Sounds.Length == 0) table.Add(clip.Clip, Word(clip.Verdict));
            foreach (var sound in clip.Sounds)
                table.Add(clip.Clip, Word(sound.Verdict), NameOf(sound.Files), Word(sound.Method), Number(sound.Confidence, "0.0000"), Number(sound.OffsetSamples, "0.0"), Number(sound.OffsetFrames, "0.00"), Number(sound.DriftPpm, "0.0"));
        }

        table.Write(output);
        foreach (var clip in clips)
        {
            if (clip.Sounds.Length == 0) Line("none", clip.Clip, clip.Reason);
            foreach (var sound in clip.Sounds.Where(sound => sound.Verdict != SyncVerdict.Sure || sound.Reason.Contains(" drifts by ", StringComparison.Ordinal))) Line(sound.Verdict == SyncVerdict.Sure ? "note" : Word(sound.Verdict), clip.Clip, $"{NameOf(sound.Files)}: {sound.Reason}");
            if (clip.Remark is { } remark) Line("note", clip.Clip, remark);
            foreach (var file in clip.Written) Line(file.Problem is null ? "written" : "not written", file.File, file.Problem ?? Written(file));
        }

        foreach (var files in unused) Line("unused", NameOf(files), "no clip has this sound.");
        foreach (var file in Refused) Line("refused", file.Path, file.Reason);

        void Line(string kind, string name, string words) => output.WriteLine($"{kind}: {Table.Visible(name)}: {Table.Visible(words)}");
    }

    private static string Written(WrittenSound file) => string.Create(CultureInfo.InvariantCulture,
        $"{file.Samples} samples of {file.Channels} channel{(file.Channels == 1 ? "" : "s")}, {(file.CorrectedPpm == 0 ? "copied as they are" : $"resampled to take out {file.CorrectedPpm:0.0} ppm of drift")}, read back{(file.HeldAtFullScale > 0 ? $"; {file.HeldAtFullScale} samples were above full scale and are held at it" : "")}.");

    private static string NameOf(string[] files) => files.Length == 1 ? files[0] : $"{files[0]} + {files.Length - 1}";

    private static string Word<T>(T value) where T : struct, Enum => System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

    private static string Number(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "";
}
