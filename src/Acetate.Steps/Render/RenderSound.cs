using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Acetate.Compute;
using Acetate.Compute.Hosting;
using Acetate.Media.Editorial;
using Acetate.Media.Encode.Movies;
using Acetate.Media.Inspect;
using Acetate.Media.Sound;
using Acetate.Steps.Editorial;
using Acetate.Steps.Sound;
using Acetate.Storage;
using Acetate.Storage.Local;
using Acetate.Timing;

namespace Acetate.Steps.Render;

/// <summary>The sound that goes with a clip's pictures: the recorder's where it was synced, else the clip's own.</summary>
internal sealed class RenderSound : IDisposable
{
    private readonly ClipSource clip;
    private readonly ClipInspection inspection;
    private readonly StepContext context;
    private readonly List<WaveSamples> open = [];
    private readonly Dictionary<(string Path, int Stream), WaveSamples?> decoded = [];
    private SyncSoundResult? sync;
    private string? wave, folder;

    private RenderSound(ClipSource clip, ClipInspection inspection, StepContext context) => (this.clip, this.inspection, this.context) = (clip, inspection, context);

    /// <summary>Whether there is any.</summary>
    public bool IsThere => wave is not null || inspection.Sound is not null;

    private SyncedWave? Synced => sync?.Sound;

    /// <summary>Finds the sound, and brings it to this machine where its store is another's.</summary>
    /// <exception cref="StepFailedException">The sound that was synced is not there, or is not what the sync made.</exception>
    public static async Task<RenderSound> OpenAsync(RenderFramesRequest request, ClipSource clip, ClipInspection inspection, IFileStore target, StepContext context, CancellationToken cancellationToken)
    {
        var sound = new RenderSound(clip, inspection, context);
        if (request.SoundOf is not { } step) return sound;
        try
        {
            sound.sync = ResultOf(step, context);
            if (sound.Synced is { } synced) sound.wave = await sound.StagedAsync(synced, target, cancellationToken).ConfigureAwait(false);
            return sound;
        }
        catch
        {
            sound.Dispose();
            throw;
        }
    }

    /// <summary>The streams of a movie.</summary>
    /// <param name="container">MOV and MXF have a track for each channel of what was synced; MP4 has one that browsers play: two channels as stereo, of more the first, which is the recorder's mix.</param>
    /// <param name="first">The clip's frame that is the movie's first.</param>
    /// <param name="rate">Frames per second.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<SourceSound> StreamsAsync(MovieContainer container, long first, FrameRate rate, CancellationToken cancellationToken)
    {
        if (Synced is not { } synced || wave is null) return await SourceSound.OfAsync(clip, inspection, first, rate, context.Clock, cancellationToken).ConfigureAwait(false);
        var from = AudioSamples.FirstOf(first, synced.SampleRate, rate);
        if (container == MovieContainer.Mp4) return new([new(wave, 0, from, synced.Channels > 2 ? 0 : null)], []);
        return new([.. Enumerable.Range(0, synced.Channels).Select(channel => new MovieSound(wave, 0, from, channel, NameOf(channel)))], []);
    }

    /// <summary>Streams of a movie as tracks of media for editing, a channel each.</summary>
    /// <param name="streams">As <see cref="StreamsAsync"/> gives them.</param>
    /// <param name="first">The clip's frame that is the movie's first.</param>
    /// <param name="rate">Frames per second.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<(ImmutableArray<EditorialSound> Tracks, ImmutableArray<string> Warnings)> TracksAsync(ImmutableArray<MovieSound> streams, long first, FrameRate rate, CancellationToken cancellationToken)
    {
        var (tracks, warnings) = (ImmutableArray.CreateBuilder<EditorialSound>(), ImmutableArray.CreateBuilder<string>());
        foreach (var stream in streams)
        {
            if (await SamplesAsync(stream, cancellationToken).ConfigureAwait(false) is not { } samples)
            {
                warnings.Add(string.Create(CultureInfo.InvariantCulture, $"Sound {stream.Stream + 1} of the clip cannot be decoded, and is not in the media for editing."));
                continue;
            }

            // What is decoded begins with the clip's first frame.
            var from = stream.Path == wave ? stream.FirstSample : AudioSamples.FirstOf(first, samples.SampleRate, rate);
            foreach (var channel in stream.Channel is { } one ? [one] : Enumerable.Range(0, samples.Channels)) tracks.Add(new(samples, channel, from, stream.Name));
        }

        return (tracks.ToImmutable(), warnings.ToImmutable());
    }

    /// <summary>What the recorder and the people beside it noted, as columns of an editor's bin; none where nothing was synced.</summary>
    public ImmutableArray<EditorialNote> Notes(long first, FrameRate rate)
    {
        if (Synced is not { } synced) return [];
        var recordings = sync!.Recordings.IsDefault ? [] : sync.Recordings;
        // Recorders call their files alike on each roll: the roll's own name tells them apart.
        var recording = recordings.Where(one => !one.Files.IsDefault && one.Files.Any(file => file == synced.Recording || Path.GetFileName(file) == synced.Recording)).OrderBy(one => one.Tape != synced.Tape).FirstOrDefault();
        return new EditorialSlate
        {
            Scene = recording?.Scene,
            Take = recording?.Take,
            IsCircled = recording?.IsCircled == true,
            Soundroll = synced.Tape is { Length: > 0 } tape ? tape : recording?.Roll,
            SoundStart = Timecode.TryParse(synced.StartTimecode ?? "", rate, out var start, out _) ? start.AddWrapping(first) : null,
            SoundFile = synced.Recording,
            SoundTracks = [.. Enumerable.Range(0, synced.Channels).Select(channel => NameOf(channel) ?? "")],
            Comments = recording?.Note,
        }.ToNotes();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var samples in open) samples.Dispose();
        if (folder is not null && Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }

    private static SyncSoundResult ResultOf(string step, StepContext context)
    {
        if (!context.Outputs.TryGetValue(step, out var output)) throw RenderFrames.Refused($"The output of step '{step}', which syncs the clip's sound, was not handed over.", "Name the step in 'uses' of the plan.");
        try
        {
            return output.Deserialize<SyncSoundResult>(StepJson.Options) ?? throw new JsonException("It is null.");
        }
        catch (JsonException wrong)
        {
            throw new StepFailedException(RetryClass.Data, $"The output of step '{step}' says nothing of a clip's sound: {wrong.Message}", "Plan the job again with this version.", wrong);
        }
    }

    private async Task<string> StagedAsync(SyncedWave synced, IFileStore target, CancellationToken cancellationToken)
    {
        const string again = "Run the sync of this clip again.";
        if (!StoreKey.TryParse(synced.Key, out var key, out var reason)) throw RenderFrames.Refused(reason, again);
        if (await target.FindAsync(key, cancellationToken).ConfigureAwait(false) is null) throw RenderFrames.Refused($"The synced sound '{synced.Key}' is not there.", again);
        var path = (target as LocalStore)?.LocalPath(key);
        if (path is null)
        {
            path = Path.Join(Scratch(), "synced.wav");
            await using var source = await target.OpenReadAsync(key, new ReadOptions(), cancellationToken).ConfigureAwait(false);
            await using var copy = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16, FileOptions.Asynchronous);
            var block = new byte[1 << 20];
            while (await source.ReadAsync(block, cancellationToken).ConfigureAwait(false) is > 0 and var count)
            {
                await copy.WriteAsync(block.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
                context.Report(0, 1);
            }
        }

        try
        {
            var samples = WaveSamples.Open(path, synced.Key);
            open.Add(samples);
            decoded[(path, 0)] = samples;
            if (samples.SampleRate != synced.SampleRate || samples.Channels != synced.Channels || samples.Length < synced.Samples)
                throw RenderFrames.Refused(string.Create(CultureInfo.InvariantCulture, $"The synced sound '{synced.Key}' is not what the sync made: it has {samples.Length} samples of {samples.Channels} channels at {samples.SampleRate} Hz, not {synced.Samples} of {synced.Channels} at {synced.SampleRate}."), again);
        }
        catch (InvalidDataException broken)
        {
            throw RenderFrames.Refused($"The synced sound cannot be read: {broken.Message}", again);
        }

        return path;
    }

    private async Task<WaveSamples?> SamplesAsync(MovieSound stream, CancellationToken cancellationToken)
    {
        if (decoded.TryGetValue((stream.Path, stream.Stream), out var known)) return known;
        var target = Path.Join(Scratch(), string.Create(CultureInfo.InvariantCulture, $"stream{decoded.Count}.wav"));
        var samples = await ScratchSound.DecodeAsync(stream.Path, stream.Stream, target, context.Clock, cancellationToken).ConfigureAwait(false);
        if (samples is not null) open.Add(samples);
        return decoded[(stream.Path, stream.Stream)] = samples;
    }

    private string Scratch() => folder ??= Directory.CreateDirectory(Path.Join(context.ScratchFolder, $"sound-{Guid.CreateVersion7():N}")).FullName;

    private string? NameOf(int channel)
    {
        if (Synced is not { Names: { IsDefault: false } names } || channel >= names.Length || names[channel] is not { } name) return null;
        var clean = string.Concat(name.EnumerateRunes().Where(rune => !System.Text.Rune.IsControl(rune) && rune.Value != 0xfffd)).Trim();
        return clean.Length == 0 ? null : EditorialClipRecord.Shortened(clean, EditorialClipRecord.MostOfColumn);
    }
}
