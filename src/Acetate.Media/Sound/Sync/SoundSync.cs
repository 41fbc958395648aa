using System.Collections.Immutable;
using System.Globalization;
using Acetate.Media.Sound.Waveform;

namespace Acetate.Media.Sound.Sync;

/// <summary>Decides which recordings are the sound of a clip, and where it begins in each.</summary>
/// <remarks>
/// The methods are asked in the order of what a production relies on: timecode, timecode on a track, scene and take, what both microphones heard, the clap. What a
/// later one says never silently replaces what an earlier one said: sound confirms timecode, or the answer is a doubt that names both.
/// </remarks>
public sealed class SoundSync
{
    /// <summary>The sentence for a clip about which no recording says anything.</summary>
    public const string NothingSays = "Neither timecode, slate nor sound says that a recording is this clip's.";

    private const double ClapStands = 4, MostDriftError = 15, Elsewhere = 60;
    private const long MostHeldSeconds = 24 * 3600;

    private readonly SoundTake[] sounds;
    private readonly Heard?[] heard;

    /// <summary>Takes the recordings in which clips are to be found; what is worked out of a recording for one clip is held for the next. One thread at a time asks.</summary>
    /// <param name="sounds">They stay the caller's, and open as long as this is used.</param>
    public SoundSync(IReadOnlyList<SoundTake> sounds)
    {
        ArgumentNullException.ThrowIfNull(sounds);
        this.sounds = [.. sounds];
        heard = new Heard?[sounds.Count];
    }

    /// <summary>Decides for each recording; those that may be the clip's come first, the best of them first.</summary>
    /// <remarks>Recordings that were running when the clip was shot, by the labels of both, come first. When one of them is sure, those that were not running
    /// within a minute of it are not searched, and say so.</remarks>
    /// <exception cref="IOException">A recording cannot be read.</exception>
    public ImmutableArray<SyncResult> Decide(SyncClip clip, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(clip);
        var scratch = clip.Scratch is { } own ? Heard.Of(own, cancellationToken) : null;
        var results = new SyncResult?[sounds.Length];
        var away = new List<int>();
        for (var i = 0; i < sounds.Length; i++)
        {
            if (WasAway(clip, sounds[i])) away.Add(i);
            else results[i] = Decide(clip, scratch, sounds[i], Listened(i, cancellationToken), cancellationToken);
        }

        var isFound = results.Any(result => result is { Verdict: SyncVerdict.Sure, Method: SyncMethod.Timecode });
        foreach (var i in away)
        {
            results[i] = isFound ? NotRunning(sounds[i]) : Decide(clip, scratch, sounds[i], Listened(i, cancellationToken), cancellationToken);
        }

        return [.. Contradictions(results!).OrderByDescending(result => result.Verdict).ThenByDescending(result => result.Confidence)];
    }

    /// <summary>Decides for one clip alone.</summary>
    /// <inheritdoc cref="Decide(SyncClip, CancellationToken)"/>
    public static ImmutableArray<SyncResult> Decide(SyncClip clip, IReadOnlyList<SoundTake> sounds, CancellationToken cancellationToken) =>
        new SoundSync(sounds).Decide(clip, cancellationToken);

    private Heard Listened(int number, CancellationToken cancellationToken)
    {
        var held = 0L;
        // A day of sound is held; of more than that only what is being compared.
        foreach (var one in heard)
            if (one is not null && (held += one.Sound.Length / one.Sound.SampleRate) > MostHeldSeconds) one.Forget();
        return heard[number] ??= Heard.Of(sounds[number], cancellationToken);
    }

    /// <summary>Whether labels of both, counted alike, say that a recording was not running within a minute of the clip.</summary>
    private static bool WasAway(SyncClip clip, SoundTake sound) => clip.Start is { } start && sound.First.TimecodeRate == start.Rate && LabelTime.Between(start, sound.First) is { } time
        && (time.Seconds > ((double)sound.Length / sound.SampleRate) + Elsewhere || time.Seconds + clip.Seconds < -Elsewhere);

    private static SyncResult NotRunning(SoundTake sound) => new()
    {
        Sound = sound,
        Verdict = SyncVerdict.None,
        Method = SyncMethod.None,
        Confidence = 0,
        Reason = "By its timecode it was not running when the clip was shot, and another recording is sure by timecode and sound: it was not searched.",
        Evidence = [],
    };

    private static SyncResult Decide(SyncClip clip, Heard? scratch, SoundTake sound, Heard heard, CancellationToken cancellationToken)
    {
        var evidence = ImmutableArray.CreateBuilder<SyncEvidence>();
        var all = Times(clip, scratch, sound, heard).ToList();
        var times = all.FindAll(time => Overlaps(time.Offset, clip, sound));
        foreach (var time in times) evidence.Add(new(time.Method, time.Offset, 0.95, time.Words));
        var slate = SlateOf(clip, sound.First);
        if (slate is { } same)
        {
            evidence.Add(new(SyncMethod.SceneAndTake, null, same ? 0.9 : 0.1, same ? $"Both are scene {clip.Scene}, take {clip.Take}."
                : $"The clip is scene {clip.Scene}, take {clip.Take}; the recording is scene {sound.First.Scene}, take {sound.First.Take}."));
        }

        var match = Listen(times, scratch, sound, heard, cancellationToken);
        if (match is not null) evidence.Add(new(SyncMethod.Waveform, match.Offset, match.Confidence, Words(match)));
        // A label by which the recording was not running finds nothing, but contradicts what sound finds.
        var verdict = Weigh(clip, sound, times, all.FirstOrDefault(), slate, match);
        if (verdict.Verdict < SyncVerdict.Unconfirmed && verdict.Offset is null && scratch is { Channels.Length: > 0 } && heard.Channels.Length > 0)
            verdict = ByClap(verdict, slate, scratch, sound, heard, evidence, cancellationToken);
        var drift = match is { IsSure: true, DriftErrorPpm: < MostDriftError } sure ? sure.DriftPpm : (double?)null;
        var sentence = drift is { } ppm ? Drift.Sentence(ppm, clip.Seconds, clip.Rate.Approximate) : null;
        return new()
        {
            Sound = sound,
            Verdict = verdict.Verdict,
            Method = verdict.Method,
            Confidence = verdict.Confidence,
            Offset = verdict.Offset,
            OffsetFrames = verdict.Offset / sound.SampleRate * clip.Rate.Approximate,
            DriftPpm = drift,
            DriftSamples = drift * 1e-6 * clip.Seconds * sound.SampleRate,
            Reason = sentence is null ? verdict.Reason : $"{verdict.Reason} {sentence}",
            Evidence = evidence.ToImmutable(),
        };
    }

    private sealed record Weighed(SyncVerdict Verdict, SyncMethod Method, double Confidence, double? Offset, string Reason);

    private sealed record Time(SyncMethod Method, double Offset, double Uncertain, string Words);

    /// <summary>What labels say, from the one that a production relies on most.</summary>
    private static IEnumerable<Time> Times(SyncClip clip, Heard? scratch, SoundTake sound, Heard heard)
    {
        if (clip.Start is { } start && LabelTime.Between(start, sound.First) is { } files)
            yield return Of(SyncMethod.Timecode, files, 0, $"The clip begins at {start}, the recording at {sound.First.Start?.ToString() ?? $"{sound.First.TimeReference} samples since midnight"}.");
        if (scratch?.Timecode is { } track && LabelTime.Between(track.Label, sound.First) is { } heardByCamera)
        {
            // The label is heard so many seconds after the clip's first frame.
            yield return Of(SyncMethod.TimecodeTrack, heardByCamera, track.Sample / clip.Scratch!.SampleRate, $"A sound track of the clip has timecode ({track.Label}, {track.Rate}).");
        }

        if (heard.Timecode is not { } recorded) yield break;
        var both = scratch?.Timecode is { } same && same.Rate == recorded.Rate && same.IsDrop == recorded.IsDrop ? same : null;
        var clipLabel = both?.Label ?? clip.Start;
        var after = both is null ? 0 : both.Sample / clip.Scratch!.SampleRate;
        if (clipLabel is { } label && label.Rate == recorded.Rate && label.IsDrop == recorded.IsDrop)
        {
            var day = Timing.Timecode.FramesPerDay(label.Rate, label.IsDrop);
            var frames = (label.Frame - recorded.Label.Frame) % day;
            if (Math.Abs(frames) > day / 2) frames -= Math.Sign(frames) * day;
            yield return new(SyncMethod.TimecodeTrack, recorded.Sample + (frames * recorded.SamplesPerFrame) - (after * sound.SampleRate), 1 / label.Rate.Approximate,
                $"A track of the recording has timecode ({recorded.Label}, {recorded.Rate}).");
        }

        Time Of(SyncMethod method, LabelTime time, double after, string words) =>
            new(method, (time.Seconds - after) * sound.SampleRate, time.Uncertain, time.Remark is null ? words : $"{words} {time.Remark}");
    }

    private static bool Overlaps(double offset, SyncClip clip, SoundTake sound) =>
        offset + (clip.Seconds * sound.SampleRate) > 0 && offset < sound.Length;

    private static WaveformMatch? Listen(List<Time> times, Heard? scratch, SoundTake sound, Heard heard, CancellationToken cancellationToken)
    {
        if (scratch is not { Channels.Length: > 0 } || heard.Channels.Length == 0) return null;
        foreach (var time in times)
        {
            // Where timecode is right a look at that place is enough; it costs as much for two hours as for two minutes.
            if (WaveformSync.Near(time.Offset, scratch.Sound, scratch.Channels, sound, heard.Channels, cancellationToken) is { IsSure: true } near) return near;
        }

        return WaveformSync.Find(scratch, heard, cancellationToken);
    }

    private static Weighed Weigh(SyncClip clip, SoundTake sound, List<Time> times, Time? label, bool? slate, WaveformMatch? match)
    {
        var time = times.FirstOrDefault();
        var other = times.Find(one => time is not null && Math.Abs(one.Offset - time.Offset) > (one.Uncertain + time.Uncertain) * sound.SampleRate);
        if (match is { IsSure: true })
        {
            var agreeing = times.Find(one => Math.Abs(one.Offset - match.Offset) <= (one.Uncertain * sound.SampleRate) + 1);
            if (label is not null && (agreeing is null || other is not null))
            {
                var against = agreeing is null || agreeing != time ? time ?? label : other!;
                return new(SyncVerdict.Doubtful, SyncMethod.Waveform, match.Confidence / 2, match.Offset,
                    $"Sound and timecode disagree: by sound the clip begins {Apart(match.Offset - against.Offset, clip, sound)} {(match.Offset > against.Offset ? "later" : "earlier")} in the recording. One of the clocks was set wrongly, or the same sound was played twice.");
            }

            if (slate == false)
                return new(SyncVerdict.Doubtful, SyncMethod.Waveform, match.Confidence / 2, match.Offset, $"The sound is that of this recording, but the slates differ: {clip.Scene}/{clip.Take} and {sound.First.Scene}/{sound.First.Take}.");
            var method = agreeing?.Method ?? (slate == true ? SyncMethod.SceneAndTake : SyncMethod.Waveform);
            return new(SyncVerdict.Sure, method, match.Confidence, match.Offset, agreeing is null
                ? $"{(slate == true ? "Scene and take are the same; w" : "W")}hat both microphones heard agrees in {match.Agreeing} of {match.Windows} windows."
                : $"{agreeing.Words} What both microphones heard confirms it ({match.Agreeing} of {match.Windows} windows).");
        }

        if (time is not null && other is not null)
            return new(SyncVerdict.Doubtful, time.Method, 0.5, time.Offset, $"Two timecodes disagree by {Apart(other.Offset - time.Offset, clip, sound)}, and sound cannot tell which is right. {time.Words} {other.Words}");
        if (time is not null)
        {
            var why = match is null ? "there is no sound on both to compare" : "the clip's sound is too faint, too short or too different for it";
            return slate == false
                ? new(SyncVerdict.Doubtful, time.Method, 0.5, time.Offset, $"{time.Words} But the slates differ: {clip.Scene}/{clip.Take} and {sound.First.Scene}/{sound.First.Take}.")
                : new(SyncVerdict.Unconfirmed, time.Method, 0.95, time.Offset, $"{time.Words} It could not be confirmed by sound: {why}.");
        }

        if (match is { RivalOffset: { } rival, Confidence: > 0.1 and <= 0.5, Agreeing: >= 3 })
            return new(SyncVerdict.Doubtful, SyncMethod.Waveform, match.Confidence, match.Offset, $"The same sound is in the recording twice, {Apart(rival - match.Offset, clip, sound)} apart (music, playback, a tone).");
        // Two windows may have heard the same single bang: that is the clap's to judge.
        if (match is { Agreeing: >= 3 } && match.Confidence > (slate == true ? 0.5 : 0.9))
            return new(SyncVerdict.Doubtful, slate == true ? SyncMethod.SceneAndTake : SyncMethod.Waveform, match.Confidence * 0.9, match.Offset, $"What both microphones heard fits here, but not well enough to be sure ({match.Agreeing} of {match.Windows} windows).");
        return slate == true
            ? new(SyncVerdict.Doubtful, SyncMethod.SceneAndTake, 0.5, null, $"Both are scene {clip.Scene}, take {clip.Take}; where the clip begins nothing tells.")
            : new(SyncVerdict.None, SyncMethod.None, 0, null, "Neither timecode, slate nor sound says that this is the clip's recording.");
    }

    /// <summary>The last resort: it aligns two bangs, whatever they were, so it is never sure.</summary>
    private static Weighed ByClap(Weighed before, bool? slate, Heard scratch, SoundTake sound, Heard heard, ImmutableArray<SyncEvidence>.Builder evidence, CancellationToken cancellationToken)
    {
        if (Clap.Find(scratch.Sound, scratch.Channels, cancellationToken) is not { } ours || ours.Prominence < ClapStands) return before;
        if (Clap.Find(sound, heard.Channels, cancellationToken) is not { } theirs || theirs.Prominence < ClapStands) return before;
        var offset = theirs.Sample - (ours.Sample / scratch.Sound.SampleRate * sound.SampleRate);
        var confidence = slate == true ? 0.8 : 0.3;
        evidence.Add(new(SyncMethod.Clap, offset, confidence, "Each has one clap, and both are laid together."));
        return slate == true
            ? new(SyncVerdict.Doubtful, SyncMethod.Clap, confidence, offset, $"{before.Reason} Each has one clap, and both are laid together.")
            : before with { Reason = $"{before.Reason} Each has one bang that could be a clap; laid together, the clip begins at sample {offset:0} of the recording." };
    }

    /// <summary>Two recordings that hold the whole clip have to agree about when it was shot, by their own clocks.</summary>
    private static IEnumerable<SyncResult> Contradictions(IReadOnlyCollection<SyncResult> results)
    {
        var sure = results.Where(result => result.Verdict == SyncVerdict.Sure && InstantOf(result) is not null).ToList();
        foreach (var result in results)
        {
            var against = sure.Contains(result) ? sure.Find(other => Math.Abs(InstantOf(other)!.Value - InstantOf(result)!.Value) % 86_400 is > 0.25 and < 86_399.75) : null;
            yield return against is null ? result : result with
            {
                Verdict = SyncVerdict.Doubtful,
                Confidence = result.Confidence / 2,
                Reason = string.Create(CultureInfo.InvariantCulture, $"{result.Reason} But '{against.Sound.First.Name}' has the clip's sound as well, and by its clock {Math.Abs(InstantOf(against)!.Value - InstantOf(result)!.Value):0.000} seconds apart: the recorders disagree."),
            };
        }
    }

    /// <summary>Seconds since midnight at the clip's beginning, by the recorder's clock.</summary>
    private static double? InstantOf(SyncResult result) =>
        result.Offset is { } offset && result.Sound.First is { TimeReference: { } reference } file ? ((double)reference / file.StampRate) + (offset / file.SampleRate) : null;

    private static bool? SlateOf(SyncClip clip, SoundFile sound)
    {
        if (Plain(clip.Scene) is not { } scene || Plain(clip.Take) is not { } take || Plain(sound.Scene) is not { } theirScene || Plain(sound.Take) is not { } theirTake) return null;
        return scene == theirScene && take == theirTake;

        static string? Plain(string? text) => text?.Trim().TrimStart('0').ToUpperInvariant() is { Length: > 0 } plain ? plain : null;
    }

    private static string Apart(double samples, SyncClip clip, SoundTake sound) =>
        string.Create(CultureInfo.InvariantCulture, $"{Math.Abs(samples) / sound.SampleRate * clip.Rate.Approximate:0.0} frames ({Math.Abs(samples) / sound.SampleRate:0.000} s)");

    private static string Words(WaveformMatch match) => string.Create(CultureInfo.InvariantCulture,
        $"{match.Agreeing} of {match.Windows} windows agree within {match.Spread:0.0} samples, sharpness {match.Sharpness:0.0}, drift {match.DriftPpm:0.0} ppm{(match.IsInverted ? ", upside down" : "")}{(match.RivalAgreeing > 0 ? $"; another place has {match.RivalAgreeing}" : "")}.");
}
