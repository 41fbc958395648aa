using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json.Serialization;
using Acetate.Compute.Hosting;
using Acetate.Hashing;
using Acetate.Steps.Transfer;
using Acetate.Storage;

namespace Acetate.Steps;

/// <summary>What to hash.</summary>
public sealed record HashFilesRequest
{
    /// <summary>The store to read.</summary>
    public required Uri Store { get; init; }

    /// <summary>The folder in it; empty for all of it.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>The files, by their paths below the prefix; default: all that are there when the step runs, in the order of their names.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ImmutableArray<HashFile> Files { get; init; }

    /// <summary>Hashes to make of every file besides those that are expected; the default is xxh128.</summary>
    public ImmutableArray<string> Formats { get; init; } = ["xxh128"];

    /// <summary>Files of at least so many bytes get hashes of their blocks as well; the default, null, is none.</summary>
    public long? BlocksFrom { get; init; }

    /// <summary>Read what the device holds, not what memory remembers; the default is true.</summary>
    public bool BypassCache { get; init; } = true;

    /// <summary>Whether a file that a trim-clips step among those that are used has read back past the cache counts as read, with the hash that it had then, as long as the store says
    /// that it is that very file, unchanged since. Only where all files are hashed, by xxh128 alone. The default, false, is to read everything.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool TakesReadBack { get; init; }
}

/// <summary>A file to hash.</summary>
/// <param name="Path">Below the prefix, with <c>/</c>.</param>
/// <param name="Length">Bytes that it must have; null when nobody knows.</param>
[JsonConverter(typeof(HashFileJson))]
public sealed record HashFile(string Path, long? Length)
{
    /// <summary>What its bytes must hash to, all of them; may be empty.</summary>
    public ImmutableArray<DigestText> Expected { get; init; } = [];
}

/// <summary>What the files hash to, in the order of the request.</summary>
/// <param name="Files">One entry for each file.</param>
/// <param name="Bytes">Bytes that were hashed.</param>
public sealed record HashFilesResult(ImmutableArray<HashedFile> Files, long Bytes);

/// <summary>What one file hashes to.</summary>
/// <param name="Path">As in the request.</param>
/// <param name="Length">Bytes that it has.</param>
/// <param name="Modified">When it was last changed, where the store knows.</param>
/// <param name="Verdict">How it compares to what was expected.</param>
/// <param name="Digests">Its hashes, where it was read to the end.</param>
/// <param name="Message">Why, when the verdict is not good; else empty.</param>
[JsonConverter(typeof(HashedFileJson))]
public sealed record HashedFile(
    string Path, long Length, DateTimeOffset? Modified, HashVerdict Verdict, ImmutableArray<DigestText> Digests, string Message)
{
    /// <summary>The hashes of its blocks (<see cref="BlockHashes"/>), where they were asked for and the file is as it should be; else null.</summary>
    public string? Blocks { get; init; }
}

/// <summary>How a file compares to what was expected.</summary>
public enum HashVerdict
{
    /// <summary>Length and every expected hash are right.</summary>
    Intact,

    /// <summary>A hash differs.</summary>
    Mismatch,

    /// <summary>There is no such file.</summary>
    Missing,

    /// <summary>The length differs.</summary>
    SizeDiffers,

    /// <summary>It could not be read.</summary>
    Unreadable,

    /// <summary>It was read; no hash was expected.</summary>
    Hashed,
}

/// <summary>Reads files back and hashes them, past the page cache when asked to.</summary>
public static class HashFiles
{
    /// <summary>The name of the function.</summary>
    public const string Name = "hash-files";

    // A small file is a short wait for its device: many waits at once cost no more time than one.
    private const int LargeAtOnce = 4;
    private const int SmallAtOnce = 16;

    /// <summary>Runs the step.</summary>
    public static async Task<HashFilesResult> RunAsync(HashFilesRequest request, StepContext context, CancellationToken cancellationToken)
    {
        await using var store = await StoreUrl.OpenAsync(request.Store, StoreAccess.Read, cancellationToken).ConfigureAwait(false);
        return await RunAsync(request, store, context, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs the step on a store that is open.</summary>
    internal static async Task<HashFilesResult> RunAsync(
        HashFilesRequest request, IFileStore store, StepContext context, CancellationToken cancellationToken)
    {
        ImmutableArray<HashFormat> formats = [.. request.Formats.Select(DigestText.FormatOf).Distinct()];
        var known = new Dictionary<string, HashedFile>(StringComparer.Ordinal);
        if (request.Files.IsDefault)
        {
            var all = await AllAsync(store, KeyText.Prefix(request.Prefix), cancellationToken).ConfigureAwait(false);
            if (request is { TakesReadBack: true, BypassCache: true } && formats is [HashFormat.Xxh128]) known = ReadBefore(all, context);
            request = request with { Files = [.. all.Select(file => new HashFile(file.Path, file.Stored.Length))] };
        }

        var times = new StageTimes();
        HashedFile[] files = [.. request.Files.Select(file => known.GetValueOrDefault(file.Path)!)];
        var progress = new TransferProgress(context, times, request.Files.Where((_, i) => files[i] is null).Sum(file => file.Length ?? 0), files.Count(file => file is null),
            store.Features.IsRemote, targetIsRemote: false);
        var bySize = Enumerable.Range(0, files.Length).Where(index => files[index] is null).ToLookup(index => request.Files[index].Length <= BlockPump.BlockSize);
        await EachAsync(bySize[true], SmallAtOnce).ConfigureAwait(false);
        await EachAsync(bySize[false], LargeAtOnce).ConfigureAwait(false);
        progress.Report(always: true);
        return new HashFilesResult([.. files], files.Where(file => !file.Digests.IsEmpty).Sum(file => file.Length));

        Task EachAsync(IEnumerable<int> indexes, int atOnce) => AtOnce.EachAsync([.. indexes], atOnce, async (index, stop) =>
        {
            var file = request.Files[index];
            files[index] = await HashAsync(file).ConfigureAwait(false);
            progress.Finished(0);

            async Task<HashedFile> HashAsync(HashFile wanted)
            {
                try
                {
                    return await OneAsync(request, wanted, store, formats, context.Throttle, times, progress, stop).ConfigureAwait(false);
                }
                catch (StoreException problem) when (problem.Problem is not (StoreProblem.Unavailable or StoreProblem.Busy))
                {
                    var verdict = problem.Problem switch
                    {
                        StoreProblem.NotFound => HashVerdict.Missing,
                        StoreProblem.Mismatch => HashVerdict.SizeDiffers,
                        _ => HashVerdict.Unreadable,
                    };
                    return new HashedFile(wanted.Path, 0, null, verdict, [], problem.Message);
                }
            }
        }, cancellationToken);
    }

    private static async Task<ImmutableArray<(string Path, StoredFile Stored)>> AllAsync(IFileStore store, StoreKey prefix, CancellationToken cancellationToken)
    {
        var files = ImmutableArray.CreateBuilder<(string, StoredFile)>();
        var skip = prefix.IsEmpty ? 0 : prefix.ToString().Length + 1;
        await foreach (var file in store.ListAsync(prefix, cancellationToken).ConfigureAwait(false))
        {
            var path = file.Key.ToString()[skip..];
            if (!Mhl.MhlPath.IsInHistory(path)) files.Add((path, file));
        }

        return files.ToImmutable();
    }

    /// <summary>Files that steps before this one have read back, and that nobody has touched since.</summary>
    private static Dictionary<string, HashedFile> ReadBefore(ImmutableArray<(string Path, StoredFile Stored)> files, StepContext context)
    {
        var read = context.Outputs.Keys.Order(StringComparer.Ordinal).SelectMany(step => context.Output<TrimClipsResult>(step).Trims).SelectMany(trim => trim.Files)
            .Where(file => file is { Revision.Length: > 0, Xxh128.Length: > 0 }).DistinctBy(file => file.Path).ToDictionary(file => file.Path, StringComparer.Ordinal);
        return files.Where(file => read.TryGetValue(file.Stored.Key.ToString(), out var before) && before.Size == file.Stored.Length && before.Revision == file.Stored.Revision).ToDictionary(
            file => file.Path,
            file => new HashedFile(file.Path, file.Stored.Length, file.Stored.Modified, HashVerdict.Hashed, [new("xxh128", read[file.Stored.Key.ToString()].Xxh128)], ""), StringComparer.Ordinal);
    }

    private static async Task<HashedFile> OneAsync(HashFilesRequest request, HashFile file, IFileStore store, ImmutableArray<HashFormat> formats,
        Throttle throttle, StageTimes times, TransferProgress progress, CancellationToken cancellationToken)
    {
        var key = KeyText.Join(request.Prefix, file.Path);
        var options = new ReadOptions { BypassCache = request.BypassCache };
        if (await store.TryOpenReadAsync(key, options, cancellationToken).ConfigureAwait(false) is not var (found, stream))
            return new HashedFile(file.Path, 0, null, HashVerdict.Missing, [], "There is no such file.");
        await using var _ = stream.ConfigureAwait(false);
        if (file.Length is { } length && found.Length != length)
            return new HashedFile(file.Path, found.Length, found.Modified, HashVerdict.SizeDiffers, [], $"The file has {found.Length:N0} bytes and should have {length:N0}.");

        ImmutableArray<HashDigest> expected = [.. file.Expected.Select(one => one.ToDigest())];
        using var hash = new MultiHash([.. formats.Concat(expected.Select(digest => digest.Format)).Distinct()]);
        var blocks = found.Length >= request.BlocksFrom ? new List<ulong>() : null;
        if (found.Length <= BlockPump.BlockSize)
        {
            var block = BlockPump.Rent();
            try
            {
                Append(block[..await BlockPump.FillAsync(stream, block, found.Length, throttle, times, cancellationToken).ConfigureAwait(false)]);
            }
            finally
            {
                BlockPump.Return(block);
            }
        }
        else
        {
            await BlockPump.RunAsync(stream, found.Length, throttle, times, block =>
            {
                Append(block);
                return ValueTask.CompletedTask;
            }, cancellationToken).ConfigureAwait(false);
        }

        var count = hash.Length;
        var digests = hash.Finish();
        if (count != found.Length)
            return new HashedFile(file.Path, count, found.Modified, HashVerdict.SizeDiffers, [], $"The file ended at byte {count:N0} of {found.Length:N0}.");
        var wrong = expected.FirstOrDefault(wanted => !digests.Contains(wanted));
        var (verdict, message) = expected.IsEmpty ? (HashVerdict.Hashed, "")
            : wrong.Text.Length == 0 ? (HashVerdict.Intact, "")
            : (HashVerdict.Mismatch, $"The {HashFormats.Name(wrong.Format)} should be {wrong.Text} and is {digests.First(digest => digest.Format == wrong.Format).Text}.");
        return new HashedFile(file.Path, count, found.Modified, verdict, DigestText.Of(digests), message)
        {
            Blocks = blocks is null || verdict == HashVerdict.Mismatch ? null : BlockHashes.From(CollectionsMarshal.AsSpan(blocks)).ToString(),
        };

        void Append(ReadOnlyMemory<byte> block)
        {
            var since = Stopwatch.GetTimestamp();
            hash.Append(block.Span);
            blocks?.Add(BlockHashes.Of(block.Span));
            times.Add(StageTimes.Stage.Hash, since);
            progress.Passed(block.Length);
        }
    }
}
