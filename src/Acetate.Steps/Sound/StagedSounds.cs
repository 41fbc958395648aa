using System.Collections.Concurrent;
using System.Collections.Immutable;
using Acetate.Compute.Hosting;
using Acetate.Media.Inspect;
using Acetate.Media.Sound;
using Acetate.Storage;

namespace Acetate.Steps.Sound;

/// <summary>The recordings of sound rolls where they can be listened to: in place when their store is a local folder, else each is copied when it is first listened to, to a folder that goes away.</summary>
internal sealed class StagedSounds : IAsyncDisposable
{
    private readonly List<IFileStore> stores;
    private readonly ConcurrentBag<StagedClip> staged;
    private readonly OpenedSounds opened;

    private StagedSounds(List<IFileStore> stores, ConcurrentBag<StagedClip> staged, OpenedSounds opened, ImmutableArray<RefusedRecording> missing)
    {
        (this.stores, this.staged, this.opened) = (stores, staged, opened);
        Refused = [.. missing, .. opened.Refused.Select(file => new RefusedRecording(file.Path, file.Reason, file.Roll))];
    }

    /// <summary>The recordings.</summary>
    public ImmutableArray<SoundTake> Takes => opened.Takes;

    /// <summary>What is not there or cannot be read.</summary>
    public ImmutableArray<RefusedRecording> Refused { get; }

    /// <summary>Opens every file of some rolls.</summary>
    public static async Task<StagedSounds> OpenAsync(ImmutableArray<SoundRoll> rolls, StepContext context, CancellationToken cancellationToken)
    {
        var (stores, staged) = (new List<IFileStore>(), new ConcurrentBag<StagedClip>());
        try
        {
            var paths = new List<SoundPath>();
            var missing = ImmutableArray.CreateBuilder<RefusedRecording>();
            foreach (var roll in rolls)
            {
                var store = await StoreUrl.OpenAsync(roll.Store, StoreAccess.Read, cancellationToken).ConfigureAwait(false);
                stores.Add(store);
                ClipFiles files = new() { Name = roll.Roll, Kind = ClipKind.Sound, Files = [.. roll.Files.Distinct(StringComparer.Ordinal)] };
                var found = await StagedClip.OpenAsync(store, roll.Prefix, files, StageReason.Headers, context, cancellationToken).ConfigureAwait(false);
                staged.Add(found);
                missing.AddRange(found.Problems.Select(problem => new RefusedRecording(problem.File ?? "", problem.Message, roll.Roll)));
                paths.AddRange(found.Source.Files.Select(file => new SoundPath(file.LocalPath ?? "", file.Name, roll.Roll) { Elsewhere = file.LocalPath is null ? new(file.Open, () => Fetch(store, roll, file)) : null }));
            }

            var read = new ReadSeconds(context);
            return new(stores, staged, OpenedSounds.Open(paths, read.Counted, cancellationToken), missing.ToImmutable());
        }
        catch
        {
            await CloseAsync(stores, staged).ConfigureAwait(false);
            throw;
        }

        // Readers of sound are synchronous, as those of headers are: there is nothing else to do meanwhile.
        string Fetch(IFileStore store, SoundRoll roll, ClipFile file) => FetchAsync(store, roll, file).GetAwaiter().GetResult();

        async Task<string> FetchAsync(IFileStore store, SoundRoll roll, ClipFile file)
        {
            var whole = await StagedClip.OpenAsync(store, roll.Prefix, new() { Name = roll.Roll, Kind = ClipKind.Sound, Files = [file.Name] }, StageReason.Pictures, context, cancellationToken).ConfigureAwait(false);
            staged.Add(whole);
            return whole.Source.Files is [{ LocalPath: { } path }] ? path : throw new StoreException(StoreProblem.NotFound, $"'{file.Name}' of the sound roll '{roll.Roll}' was in the store and is not there any more.");
        }
    }

    /// <summary>The roll and the files of a recording, as the request names them.</summary>
    public (string Roll, ImmutableArray<string> Names) OriginOf(SoundTake take) => opened.OriginOf(take);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        opened.Dispose();
        await CloseAsync(stores, staged).ConfigureAwait(false);
    }

    private static async Task CloseAsync(List<IFileStore> stores, ConcurrentBag<StagedClip> staged)
    {
        foreach (var one in staged) one.Dispose();
        foreach (var store in stores) await store.DisposeAsync().ConfigureAwait(false);
    }
}

/// <summary>Tells of each second of sound that is read, since hours may be listened to before there is an answer.</summary>
internal sealed class ReadSeconds(StepContext context)
{
    private readonly Lock gate = new();
    private double seconds;

    /// <summary>Sound whose reading is told.</summary>
    public ISoundSamples Counted(ISoundSamples samples) => new Samples(samples, this);

    private void Add(double more)
    {
        double all;
        lock (gate) all = seconds += more;
        context.Report(all, 0);
    }

    private sealed class Samples(ISoundSamples inner, ReadSeconds read) : ISoundSamples, IDisposable
    {
        public int SampleRate => inner.SampleRate;

        public int Channels => inner.Channels;

        public long Length => inner.Length;

        public void Read(long start, ReadOnlySpan<int> channels, Span<float> target)
        {
            inner.Read(start, channels, target);
            read.Add((double)target.Length / inner.SampleRate);
        }

        public void Dispose() => (inner as IDisposable)?.Dispose();
    }
}
