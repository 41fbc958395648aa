using System.Collections.Immutable;
using Acetate.Compute.Hosting;
using Acetate.Media.Inspect;
using Acetate.Storage;
using Acetate.Storage.Local;
using Acetate.Storage.Ranges;

namespace Acetate.Steps;

/// <summary>Why files of a clip are needed on this machine.</summary>
internal enum StageReason
{
    /// <summary>To read headers, by ranged reads: of a sequence a sample of its frames is enough, and nothing is copied.</summary>
    Headers,

    /// <summary>To decode: every file.</summary>
    Pictures,
}

/// <summary>A clip's files where programs can open them: in place when the store is a local folder, else read in parts, or copied to a folder that goes away.</summary>
internal sealed class StagedClip : IDisposable
{
    /// <summary>Frames of a remote sequence whose headers are read.</summary>
    private const int RemoteHeaders = 25;

    /// <summary>Frames of a remote sequence that are copied at once.</summary>
    private const int CopiedAtOnce = 4;

    private readonly string? _folder;
    private readonly IFileStore _store;
    private readonly ImmutableArray<StoredFile> _stored;

    private StagedClip(string? folder, IFileStore store, ClipSource source, ImmutableArray<StoredFile> stored, ImmutableArray<InspectionProblem> problems) =>
        (_folder, _store, Source, _stored, Problems) = (folder, store, source, stored, problems);

    /// <summary>The clip.</summary>
    public ClipSource Source { get; private set; }

    /// <summary>Whether its files were copied to this machine, and go away with this.</summary>
    public bool IsFetched => _folder is not null;

    /// <summary>Files that are not in the store.</summary>
    public ImmutableArray<InspectionProblem> Problems { get; }

    /// <summary>Finds the files, and copies them when the store is not on this machine.</summary>
    public static async Task<StagedClip> OpenAsync(
        IFileStore store, string prefix, ClipFiles clip, StageReason reason, StepContext context, CancellationToken cancellationToken)
    {
        var local = store as LocalStore;
        var folder = local is null ? Path.Join(context.ScratchFolder, $"stage-{Guid.CreateVersion7():N}") : null;
        var files = ImmutableArray.CreateBuilder<ClipFile>();
        var found = ImmutableArray.CreateBuilder<StoredFile>();
        var problems = ImmutableArray.CreateBuilder<InspectionProblem>();
        ImmutableArray<ClipFile> sidecars = [];
        try
        {
            for (var i = 0; i < clip.Files.Length; i++)
            {
                var name = clip.Files[i];
                if (!StoreKey.TryParse(prefix.Length == 0 ? name : $"{prefix}/{name}", out var key, out var reasonWhyNot))
                {
                    problems.Add(new("unusable-name", ProblemSeverity.Error, reasonWhyNot, name));
                    continue;
                }

                if (await store.FindAsync(key, cancellationToken).ConfigureAwait(false) is not { } stored)
                {
                    problems.Add(new("missing", ProblemSeverity.Error, "The file is not in the store.", name));
                    continue;
                }

                var path = local?.LocalPath(key);
                if (path is null && reason == StageReason.Pictures) path = await CopyAsync(store, stored, folder!, i, context, cancellationToken).ConfigureAwait(false);
                found.Add(stored);
                files.Add(new(name, path, stored.Length) { Ranges = path is null && IsWanted(i, clip) ? RangesOf(store, key, cancellationToken) : null });
            }

            if (reason == StageReason.Headers) sidecars = await SidecarsAsync(store, local, prefix, clip, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            Remove(folder);
            throw;
        }

        return new(folder, store, new() { Name = clip.Name, Kind = clip.Kind, Files = files.ToImmutable(), Sidecars = sidecars }, found.ToImmutable(), problems.ToImmutable());
    }

    /// <summary>Copies files to this machine whose headers alone were staged; those that are here stay as they are.</summary>
    /// <param name="names">Which, by their names in the clip; null: all.</param>
    /// <param name="context">Who is told that it goes on.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task BringAsync(IReadOnlySet<string>? names, StepContext context, CancellationToken cancellationToken)
    {
        Announce(names);
        var wanted = Source.Files.Where(file => names?.Contains(file.Name) != false).Select(file => file.Name).ToList();
        var done = 0;
        await Parallel.ForEachAsync(wanted, new ParallelOptions { MaxDegreeOfParallelism = CopiedAtOnce, CancellationToken = cancellationToken }, async (name, stop) =>
        {
            await BringAsync(name, context.Clock, stop).ConfigureAwait(false);
            context.Report(Interlocked.Increment(ref done), wanted.Count);
        }).ConfigureAwait(false);
    }

    /// <summary>Says where files will lie that are brought later, one by one.</summary>
    /// <param name="names">Which, by their names in the clip; null: all.</param>
    public void Announce(IReadOnlySet<string>? names) => Source = Source with
    {
        Files = [.. Source.Files.Select((file, i) => file.LocalPath is null && names?.Contains(file.Name) != false ? file with { LocalPath = PathOf(_stored[i], _folder!, i), Ranges = null } : file)],
    };

    /// <summary>Copies a file to this machine that was announced, unless it is here. Of each only one call at a time.</summary>
    /// <param name="name">Its name in the clip.</param>
    /// <param name="clock">Says when, for a trace of reads.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="StoreException">It cannot be had, or is another by now.</exception>
    public async Task BringAsync(string name, TimeProvider clock, CancellationToken cancellationToken)
    {
        for (var i = 0; i < Source.Files.Length; i++)
        {
            if (Source.Files[i].Name != name || File.Exists(Source.Files[i].LocalPath)) continue;
            await ReadTrace.NoteAsync(clock, _stored[i].Key, new(0, _stored[i].Length), isHit: false).ConfigureAwait(false);
            await CopyAsync(_store, _stored[i], _folder!, i, new StepContext(), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Remove(_folder);

    private static async Task<ImmutableArray<ClipFile>> SidecarsAsync(IFileStore store, LocalStore? local, string prefix, ClipFiles clip, CancellationToken cancellationToken)
    {
        var found = ImmutableArray.CreateBuilder<ClipFile>();
        foreach (var name in clip.Sidecars)
        {
            if (!StoreKey.TryParse(prefix.Length == 0 ? name : $"{prefix}/{name}", out var key, out _)) continue;
            if (await store.FindAsync(key, cancellationToken).ConfigureAwait(false) is not { } stored) continue;
            var path = local?.LocalPath(key);
            found.Add(new(name, path, stored.Length) { Ranges = path is null ? RangesOf(store, key, cancellationToken) : null });
        }

        return found.ToImmutable();
    }

    /// <summary>Reads parts of a file in the store, one request each.</summary>
    private static RangeReader RangesOf(IFileStore store, StoreKey key, CancellationToken cancellationToken) => (offset, target) =>
    {
        var buffer = new byte[target.Length];
        // Readers of headers are synchronous: a worker has one thread for a clip, and nothing else to do on it meanwhile.
        var count = ReadAsync(store, key, offset, buffer, cancellationToken).GetAwaiter().GetResult();
        buffer.AsSpan(0, count).CopyTo(target);
        return count;
    };

    private static async Task<int> ReadAsync(IFileStore store, StoreKey key, long offset, byte[] buffer, CancellationToken cancellationToken)
    {
        await using var part = await store.OpenReadAsync(key, new() { Offset = offset, Length = buffer.Length }, cancellationToken).ConfigureAwait(false);
        return await part.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
    }

    private static bool IsWanted(int index, ClipFiles clip) =>
        clip.Kind != ClipKind.Sequence || clip.Files.Length <= RemoteHeaders
        || index == clip.Files.Length - 1 || index % (clip.Files.Length / (RemoteHeaders - 1)) == 0;

    private static async Task<string> CopyAsync(
        IFileStore store, StoredFile stored, string folder, int index, StepContext context, CancellationToken cancellationToken)
    {
        var path = PathOf(stored, folder, index);
        // Whoever sees the file sees all of it.
        var partial = path + ".arriving";
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await using (var source = await store.OpenReadAsync(stored.Key, new ReadOptions { ContentTag = stored.ContentTag }, cancellationToken).ConfigureAwait(false))
        await using (var target = new FileStream(partial, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16, FileOptions.Asynchronous))
        {
            var buffer = new byte[1 << 20];
            while (await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var count)
            {
                await target.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
                context.Report(index, index + 1);
            }
        }

        File.Move(partial, path);
        return path;
    }

    // A folder for each file keeps the short names, which readers look at, and lets none of them collide.
    private static string PathOf(StoredFile stored, string folder, int index) => stored.Key.ToString() is var name ? Path.Join(folder, $"{index}", name[(name.LastIndexOf('/') + 1)..]) : "";

    private static void Remove(string? folder)
    {
        try
        {
            if (folder is not null && Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
        catch (IOException)
        {
            // The host removes the scratch folder in any case.
        }
    }
}
