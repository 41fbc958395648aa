using System.Collections.Immutable;
using System.Globalization;
using Acetate.Compute.Hosting;
using Acetate.Library;
using Acetate.Library.Audit;
using Acetate.Library.Jobs;
using Acetate.Library.Rolls;
using Acetate.Steps;
using Acetate.Steps.Transfer;
using Acetate.Storage;
using Acetate.Tools.Jobs;

namespace Acetate.Tools.Ingest.Archive;

/// <summary>Tells a library that a store of its lies elsewhere now: what is there is held against what the library knows before a word of it is changed. No file is touched.</summary>
/// <param name="library">The library.</param>
public sealed class StoreMove(MediaLibrary library)
{
    // Files of a roll that are hashed in a quick check: from the first to the last, evenly.
    private const int Sampled = 4;

    private const int MostNamed = 20;

    /// <summary>Checks the new place, and takes it over when every file is there as it came in.</summary>
    /// <param name="from">The store as the library's copies name it.</param>
    /// <param name="to">Where it lies now.</param>
    /// <param name="isQuick">Whether lengths of all files and hashes of some are enough; otherwise every byte is read and hashed.</param>
    /// <param name="actor">Who says so.</param>
    /// <param name="progress">Told which roll is checked; may be null.</param>
    /// <param name="cancellationToken">Stops it; nothing is changed then.</param>
    /// <exception cref="IngestException">No copy lies in that store, or work on this library is not finished.</exception>
    /// <exception cref="StoreException">The new place cannot be read.</exception>
    public async Task<StoreMoveReport> RunAsync(Uri from, Uri to, bool isQuick, string actor, Action<string>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        var copies = await library.ReadAsync(tx => CopiesAsync(tx, from, cancellationToken), cancellationToken);
        if (copies.IsEmpty)
            throw new IngestException(IngestProblem.NotFound, $"No copy of a roll lies in {Shown(from)}. 'acetate library stores' lists where they lie.");
        if (Same(from, to)) throw new IngestException(IngestProblem.Invalid, "The old and the new store are the same.");
        await library.ReadAsync(tx => RequireRestAsync(tx, cancellationToken), cancellationToken);
        await using var store = await StoreUrl.OpenAsync(to, StoreAccess.Read, cancellationToken);
        var (faults, files, bytes, count) = (ImmutableArray.CreateBuilder<string>(), 0L, 0L, 0L);
        // What was never whole has nothing to be held against; it moves along as it stands.
        foreach (var copy in copies.Where(copy => copy.State is CopyState.Verified or CopyState.Written))
        {
            var (roll, all) = await library.ReadAsync(async tx => (await tx.RequireRollAsync(copy.Roll, cancellationToken), await RollFiles.AllAsync(tx, copy.Roll, cancellationToken)), cancellationToken);
            var known = all.Where(file => !file.Digests.IsEmpty && file.Verdict is not (RollFileVerdict.Missing or RollFileVerdict.Ignored or RollFileVerdict.Unreadable)).ToList();
            progress?.Invoke(string.Create(CultureInfo.InvariantCulture, $"{roll.Name}: {known.Count:N0} files"));
            var expected = known.ToDictionary(file => file.Number, file => DigestText.Of(RollFiles.ToPlan(file, withMeasured: true).Expected));
            var provable = known.FindAll(file => !expected[file.Number].IsEmpty);
            var hashed = isQuick ? [.. Sample(provable)] : provable;
            foreach (var file in known.Except(hashed))
            {
                var found = await store.FindAsync(StoreKey.Parse($"{copy.Prefix}/{file.Path}"), cancellationToken);
                if (found?.Length != file.Length) Fault($"{roll.Name}: '{file.Path}' {(found is null ? "is not there" : string.Create(CultureInfo.InvariantCulture, $"has {found.Length:N0} bytes instead of {file.Length:N0}"))}.");
            }

            var result = await HashFiles.RunAsync(new()
            {
                Store = to,
                Prefix = copy.Prefix,
                Files = [.. hashed.Select(file => new HashFile(file.Path, file.Length) { Expected = expected[file.Number] })],
                Formats = [],
            }, new StepContext(), cancellationToken);
            foreach (var file in result.Files.Where(file => file.Verdict is not HashVerdict.Intact)) Fault($"{roll.Name}: '{file.Path}': {file.Message}");
            (files, bytes) = (files + known.Count, bytes + result.Bytes);
        }

        if (count == 0) await library.WriteAsync(tx => TakeOverAsync(tx, from, to, copies, isQuick, actor, cancellationToken), cancellationToken);
        return new(count == 0, copies.Length, files, bytes, count, faults.ToImmutable());

        void Fault(string text)
        {
            if (count++ < MostNamed) faults.Add(text);
        }
    }

    /// <summary>Whether two addresses are of one store, however they are written.</summary>
    public static bool Same(Uri one, Uri other) =>
        one.IsFile && other.IsFile ? Path.TrimEndingDirectorySeparator(one.LocalPath) == Path.TrimEndingDirectorySeparator(other.LocalPath) : one == other;

    /// <summary>A store as people write it: a folder, or its address.</summary>
    public static string Shown(Uri store) => store.IsFile ? Path.TrimEndingDirectorySeparator(store.LocalPath) : store.ToString();

    private static async Task<ImmutableArray<RollCopy>> CopiesAsync(LibraryTransaction tx, Uri from, CancellationToken cancellationToken)
    {
        var copies = ImmutableArray.CreateBuilder<RollCopy>();
        foreach (var use in await tx.StoresOfCopiesAsync(cancellationToken))
            if (Uri.TryCreate(use.Store, UriKind.Absolute, out var store) && Same(store, from)) copies.AddRange(await tx.CopiesInAsync(use.Store, use.Tier, cancellationToken));
        return copies.ToImmutable();
    }

    private static async Task<bool> RequireRestAsync(LibraryTransaction tx, CancellationToken cancellationToken)
    {
        if (!await tx.IsNobodyWorkingAsync(cancellationToken)) throw new IngestException(IngestProblem.Unavailable, "Somebody works at this library: a server, or another command. Stop it first; its work knows the old place.");
        var queue = await tx.QueueStateAsync(cancellationToken);
        if (queue.Ready + queue.Running + queue.Held is > 0 and var steps)
            throw new IngestException(IngestProblem.Unavailable, string.Create(CultureInfo.InvariantCulture, $"{steps:N0} steps of jobs are not finished, and they know the old place. Let them end, or cancel them: 'acetate jobs list' shows them."));
        return true;
    }

    private static async Task TakeOverAsync(LibraryTransaction tx, Uri from, Uri to, ImmutableArray<RollCopy> copies, bool isQuick, string actor, CancellationToken cancellationToken)
    {
        await RequireRestAsync(tx, cancellationToken);
        if (!(await CopiesAsync(tx, from, cancellationToken)).SequenceEqual(copies)) throw new LibraryException(LibraryProblem.Conflict, "Copies of the library changed while they were checked. Run the command again.");
        var (url, place) = (to.ToString(), StorePlace.Of(to));
        foreach (var copy in copies)
        {
            if ((await tx.CopiesAsync(copy.Roll, cancellationToken)).Any(other => other.Id != copy.Id && other.Tier == copy.Tier && other.Store == url))
                throw new LibraryException(LibraryProblem.Conflict, $"Roll {(await tx.RequireRollAsync(copy.Roll, cancellationToken)).Name} has another copy in {Shown(to)} already.");
            await tx.PutCopyAsync(copy with { Store = url, Place = place }, cancellationToken);
        }

        await tx.AuditAsync(actor, "store.moved", from.ToString(), "", new { to = url, copies = copies.Length, check = isQuick ? "quick" : "full" }, cancellationToken);
    }

    private static IEnumerable<RollFile> Sample(List<RollFile> files) =>
        Enumerable.Range(0, Math.Min(Sampled, files.Count)).Select(i => files[files.Count <= Sampled ? i : (int)((long)i * (files.Count - 1) / (Sampled - 1))]);
}

/// <summary>What checking a store's new place gave.</summary>
/// <param name="IsMoved">Whether the library names the new place now; otherwise nothing was changed.</param>
/// <param name="Copies">Copies of rolls that lie in it.</param>
/// <param name="Files">Files that were looked for.</param>
/// <param name="HashedBytes">Bytes that were read and hashed.</param>
/// <param name="FaultCount">Files that are not as they came in.</param>
/// <param name="Faults">The first of them, in sentences.</param>
public sealed record StoreMoveReport(bool IsMoved, int Copies, long Files, long HashedBytes, long FaultCount, ImmutableArray<string> Faults);
