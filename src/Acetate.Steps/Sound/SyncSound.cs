using System.Collections.Immutable;
using Acetate.Compute;
using Acetate.Compute.Hosting;
using Acetate.Media.Check;
using Acetate.Media.Native;
using Acetate.Media.Sound;
using Acetate.Media.Sound.Check;
using Acetate.Media.Sound.Sync;
using Acetate.Steps.Transfer;
using Acetate.Storage;

namespace Acetate.Steps.Sound;

/// <summary>Finds the recording that is a clip's sound, cuts it to the clip, listens to it, and publishes it in a store.</summary>
/// <remarks>
/// <para>Only what is sure is cut, or what timecode alone found where that is asked for, or what a person decided. Where several recordings are sure, as those of two recorders are, the first in the order of <see cref="SoundSync"/> is cut: the one
/// with the highest confidence, among equals the one that the request names first. A clip without an answer is a result with its reason, not a failure.</para>
/// <para>Run again it makes the same bytes and replaces them.</para>
/// </remarks>
public static class SyncSound
{
    /// <summary>The function's name.</summary>
    public const string Name = "sync-sound";

    private const string FileName = "sound.wav";

    private const int MostFindings = 2000;

    /// <summary>Finds and cuts the sound of one clip.</summary>
    /// <exception cref="StepFailedException">A file of the clip is not there, FFmpeg is not installed, or what a person decided cannot be done: the message says which.</exception>
    public static async Task<SyncSoundResult> RunAsync(SyncSoundRequest request, StepContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(context);
        _ = KeyText.Join(request.TargetPrefix, FileName);
        await using var target = await StoreUrl.OpenAsync(request.Target, StoreAccess.ReadWrite, cancellationToken).ConfigureAwait(false);
        var folder = Directory.CreateDirectory(Path.Join(context.ScratchFolder, $"sync-{Guid.CreateVersion7():N}")).FullName;
        try
        {
            var sounds = await StagedSounds.OpenAsync(request.Sounds, context, cancellationToken).ConfigureAwait(false);
            await using var closing = sounds.ConfigureAwait(false);
            var chosen = request.Decision is { IsNone: false } decision ? Chosen(decision, sounds) : null;
            if (sounds.Takes.Length == 0)
                return Answer(request.Decision, [], null, sounds, sounds.Refused.IsEmpty ? "There is no recording that it could be in." : $"None of the recordings can be read. {sounds.Refused[0].Reason}");
            await using var store = await StoreUrl.OpenAsync(request.Store, StoreAccess.Read, cancellationToken).ConfigureAwait(false);
            using var staged = await StagedForSound.OpenAsync(store, request, context, cancellationToken).ConfigureAwait(false);
            using var clip = await OpenAsync(staged, folder, context, cancellationToken).ConfigureAwait(false);
            if (clip.Sound is not { } opened) return Answer(request.Decision is { IsNone: true } none ? none : null, [], null, sounds, clip.Reason);
            var asked = opened.Clip with { Start = request.NoTimecode ? null : opened.Clip.Start, Scene = request.Scene ?? opened.Clip.Scene, Take = request.Take ?? opened.Clip.Take };
            var results = new SoundSync(sounds.Takes).Decide(asked, cancellationToken);
            var result = Answer(request.Decision, results, opened.Remark, sounds);
            if (Cut(request, asked, chosen, results) is not { } sound) return result;
            if (sound.IsTooLarge) return Remarked(result, "The sound was not cut: it would be larger than 4 GiB, which a wave file cannot hold. Trim the clip and synchronise its parts.");
            return await WriteAsync(result, sound, folder, target, request, new ReadSeconds(context), cancellationToken).ConfigureAwait(false);
        }
        catch (ToolMissingException missing)
        {
            throw new StepFailedException(RetryClass.Capacity, missing.Message, "Install FFmpeg on this worker; the step goes on by itself.", missing);
        }
        finally
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>A clip opened for its sound, or why it cannot be.</summary>
    private sealed record OpenedClip(ClipSound? Sound, string Reason) : IDisposable
    {
        public void Dispose() => Sound?.Dispose();
    }

    private static async Task<OpenedClip> OpenAsync(StagedForSound staged, string folder, StepContext context, CancellationToken cancellationToken)
    {
        try
        {
            return new(await ClipSound.OpenAsync(staged.Source, staged.Inspection, folder, context.Clock, cancellationToken).ConfigureAwait(false), "");
        }
        catch (InvalidDataException unusable)
        {
            return new(null, unusable.Message);
        }
    }

    /// <summary>The recording that a person decided on.</summary>
    private static SoundTake Chosen(SoundDecision decision, StagedSounds sounds)
    {
        const string WayOut = "Decide again, among the recordings of the day's sound rolls.";
        if (decision.Files.IsDefaultOrEmpty || !double.IsFinite(decision.OffsetSamples))
            throw new StepFailedException(RetryClass.Data, "The decision about this clip's sound names no recording, or no place in it.", WayOut);
        var named = string.Join(", ", decision.Files.Take(4).Select(file => $"'{file}'"));
        var found = sounds.Takes.Where(take => sounds.OriginOf(take) is var (roll, names) && (decision.Roll is null || decision.Roll == roll) && decision.Files.All(names.Contains)).ToList();
        if (found is [var only]) return only;
        if (found.Count > 1) throw new StepFailedException(RetryClass.Data, $"The decision names {named}, and {found.Count} sound rolls have a recording of that name.", "Decide again, and name the roll too.");
        throw sounds.Refused.FirstOrDefault(file => decision.Files.Contains(file.Path) && (decision.Roll is null || decision.Roll == file.Roll)) is { } refused
            ? new StepFailedException(RetryClass.Data, $"The recording that was decided on, {named}, cannot be used: {refused.Reason}", "Bring a good copy of the file back, or decide again.")
            : new StepFailedException(RetryClass.Data, $"The recording that was decided on, {named}, is not among those of the sound rolls.", WayOut);
    }

    /// <summary>What is to be cut; null: nothing is.</summary>
    private static SyncedSound? Cut(SyncSoundRequest request, SyncClip clip, SoundTake? chosen, ImmutableArray<SyncResult> results)
    {
        if (request.Decision is not { } decision) return results is [var first, ..] && first.CanBeCut(request.WithUnconfirmed) ? SyncedSound.Of(clip, first, request.KeepsDrift) : null;
        if (chosen is null) return null;
        var heard = results.First(result => ReferenceEquals(result.Sound, chosen));
        var offset = decision.OffsetSamples;
        if (offset >= chosen.Length || offset + (clip.Seconds * chosen.SampleRate) <= 0)
            throw new StepFailedException(RetryClass.Data, $"By what was decided the clip lies outside the recording '{chosen.First.Name}', so there would be no sound.", "Decide again where the clip begins in it.");
        // Clocks that drift are known only where the recording was heard: elsewhere the number belongs to another place.
        var isHeard = heard.Offset is { } found && Math.Abs(found - offset) * clip.Rate.Approximate <= chosen.SampleRate;
        return SyncedSound.Of(clip, heard with { Offset = offset }, request.KeepsDrift || !isHeard);
    }

    /// <summary>What is said of the clip before anything is cut.</summary>
    /// <param name="decision">What a person decided.</param>
    /// <param name="results">What methods said.</param>
    /// <param name="remark">What is special about the clip's own sound.</param>
    /// <param name="sounds">The recordings.</param>
    /// <param name="nothing">Why there is no answer, where there is none.</param>
    private static SyncSoundResult Answer(SoundDecision? decision, ImmutableArray<SyncResult> results, string? remark, StagedSounds sounds, string nothing = SoundSync.NothingSays)
    {
        var told = results.Where(result => result.Verdict != SyncVerdict.None).Select(result => SyncedRecording.Of(result, sounds.OriginOf(result.Sound))).ToImmutableArray();
        var first = told.FirstOrDefault();
        var answer = new SyncSoundResult
        {
            Verdict = first?.Verdict ?? SyncVerdict.None,
            Method = first?.Method,
            Confidence = first?.Confidence ?? 0,
            Reason = first?.Reason ?? nothing,
            Remark = remark,
            Recordings = told,
            Refused = sounds.Refused,
        };
        return decision switch
        {
            null => answer,
            { IsNone: true } => answer with { Verdict = SyncVerdict.None, Method = null, Confidence = 1, Reason = "A person decided that this clip has no sound." },
            _ => answer with { Verdict = SyncVerdict.Sure, Method = null, Confidence = 1, Reason = $"A person decided that '{decision.Files[0]}' is this clip's sound, and where it begins." },
        };
    }

    private static async Task<SyncSoundResult> WriteAsync(
        SyncSoundResult result, SyncedSound sound, string folder, IFileStore target, SyncSoundRequest request, ReadSeconds read, CancellationToken cancellationToken)
    {
        var path = Path.Join(folder, FileName);
        var held = sound.Write(path, cancellationToken);
        ImmutableArray<SoundFinding> findings;
        using (var written = WaveSamples.Open(path)) findings = SoundCheck.Run(read.Counted(written), new(), cancellationToken);
        var key = await PublishedFile.WriteAsync(target, request.TargetPrefix.TrimEnd('/'), folder, FileName, cancellationToken).ConfigureAwait(false);
        await PublishedFile.CheckAsync(target, key, path, cancellationToken).ConfigureAwait(false);
        if (findings.Length > MostFindings) result = Remarked(result, $"Listening found {findings.Length} faults; the first {MostFindings} are told.");
        return result with
        {
            Findings = [.. findings.Take(MostFindings).Select(finding => ClipFinding.Of(finding, sound.Sound.SampleRate, sound.Clip.Rate))],
            Sound = new()
            {
                Key = key,
                SampleRate = sound.Sound.SampleRate,
                Channels = sound.Sound.Channels,
                Samples = sound.Length,
                Names = [.. sound.Sound.ChannelNames.Select(name => Editorial.EditorialClipRecord.Shortened(name, Editorial.EditorialClipRecord.MostOfColumn))],
                StartTimecode = sound.SoundStart?.ToString(),
                Recording = sound.Sound.First.Name,
                Tape = SyncedRecording.Short(sound.Sound.First.Tape),
                CorrectedPpm = sound.DriftPpm,
                HeldAtFullScale = held,
                IsDecided = request.Decision is not null,
            },
        };
    }

    private static SyncSoundResult Remarked(SyncSoundResult result, string remark) => result with { Remark = result.Remark is null ? remark : $"{result.Remark} {remark}" };
}
