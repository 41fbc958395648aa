using System.Collections.Immutable;
using System.Security.Cryptography;
using Acetate.Compute.Hosting;
using Acetate.Hashing;
using Acetate.Media.Inspect;
using Acetate.Media.Trim;
using Acetate.Storage;

namespace Acetate.Steps;

/// <summary>Makes a trim in the scratch folder, proves it there, and copies it into the store.</summary>
internal static class ScratchTrim
{
    /// <summary>Runs it.</summary>
    public static async Task<TrimClipResult> RunAsync(
        TrimClipRequest request, ClipSource clip, ClipInspection inspection, ClipTrimmer trimmer, IFileStore target, StepContext context, Action<double> progress, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateDirectory(Path.Join(context.ScratchFolder, $"trim-{Guid.CreateVersion7():N}")).FullName;
        try
        {
            var outcome = request.Whole is { } whole
                ? await trimmer.CopyAsync(clip, inspection, whole, folder, Told, cancellationToken).ConfigureAwait(false)
                : await trimmer.TrimAsync(clip, inspection, TrimRequests.Order(request), folder, Told, cancellationToken).ConfigureAwait(false);
            if (outcome is TrimOutcome.Refused refused) return new() { Reason = refused.Reason };
            var made = (TrimOutcome.Made)outcome;
            var files = ImmutableArray.CreateBuilder<StoredTrimFile>();
            var names = TrimRequests.NamesOf([.. made.Files.Select(file => file.Path)], request);
            if (made.Method is TrimMethod.Frames or TrimMethod.Whole) await CheckAsync(made.Files, folder, request.Expected, cancellationToken).ConfigureAwait(false);
            for (var i = 0; i < made.Files.Length; i++)
                files.Add(await PublishAsync(made.Files[i], names[i], folder, target, request.TargetPrefix, cancellationToken).ConfigureAwait(false));
            return ResultOf(made, files.ToImmutable());
        }
        finally
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }

        void Told(long done, long total) => progress(Math.Clamp((double)done / Math.Max(1, total), 0, 1));
    }

    /// <summary>What is told of a trim that was made.</summary>
    public static TrimClipResult ResultOf(TrimOutcome.Made made, ImmutableArray<StoredTrimFile> files) =>
        new() { Method = made.Method, Exact = made.Exact, Proof = made.Proof, Range = made.Range, Files = files, Missing = made.Missing, Notes = made.Notes };

    /// <summary>Holds files that are byte for byte those of the clip against what they were when they came in.</summary>
    private static async Task CheckAsync(ImmutableArray<TrimmedFile> files, string folder, ImmutableArray<CopyFile> expected, CancellationToken cancellationToken)
    {
        if (expected.IsDefaultOrEmpty) return;
        var known = expected.ToDictionary(file => file.Path, StringComparer.Ordinal);
        foreach (var file in files)
        {
            if (!known.TryGetValue(file.Source, out var was)) continue;
            if (was.Length is { } length && length != file.Size) throw TrimFailures.Damaged(file.Source, $"has {file.Size} bytes, and had {length}");
            if (was.Expected.FirstOrDefault() is not { } digest) continue;
            var wanted = digest.ToDigest();
            await using var content = new FileStream(Path.Join(folder, file.Path), FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.Asynchronous | FileOptions.SequentialScan);
            using var hasher = new MultiHash(wanted.Format);
            await hasher.AppendAsync(content, cancellationToken).ConfigureAwait(false);
            if (hasher.Finish()[0] != wanted) throw TrimFailures.Damaged(file.Source, $"does not have the {digest.Format} hash that it had");
        }
    }

    private static async Task<StoredTrimFile> PublishAsync(TrimmedFile file, string name, string folder, IFileStore target, string prefix, CancellationToken cancellationToken)
    {
        var key = StoreKey.Parse(prefix.Length == 0 ? name : $"{prefix}/{name}");
        if (await target.FindAsync(key, cancellationToken).ConfigureAwait(false) is { } there)
        {
            if (there.Length != file.Size) throw TrimFailures.Taken(key);
            var (same, digest) = await StoredAsync(target, key, cancellationToken).ConfigureAwait(false);
            return same == file.Sha256 ? Result(digest) : throw TrimFailures.Taken(key);
        }

        await using var source = new FileStream(Path.Join(folder, file.Path), FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.Asynchronous);
        await using var writer = await target.OpenWriteAsync(key, new() { Length = file.Size, ResumeTag = file.Sha256 }, cancellationToken).ConfigureAwait(false);
        source.Position = writer.Position;
        var buffer = new byte[1 << 18];
        while (await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var count)
            await writer.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
        await writer.PublishAsync(cancellationToken).ConfigureAwait(false);
        var (sha256, xxh128) = await StoredAsync(target, key, cancellationToken).ConfigureAwait(false);
        return sha256 == file.Sha256 ? Result(xxh128)
            : throw TrimFailures.Data($"'{key}' reads back differently from what was written.", "Look at the device or the network of that store, then try again.");

        StoredTrimFile Result(string digest) => new(key.ToString(), file.Source, file.Size) { Xxh128 = digest };
    }

    /// <summary>SHA-256, by which the scratch folder knows the file, and xxh128 of what the store gives past the cache.</summary>
    private static async Task<(string Sha256, string Xxh128)> StoredAsync(IFileStore target, StoreKey key, CancellationToken cancellationToken)
    {
        using var strong = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var quick = new MultiHash(HashFormat.Xxh128);
        await using var content = await target.OpenReadAsync(key, new() { BypassCache = true }, cancellationToken).ConfigureAwait(false);
        var buffer = new byte[1 << 18];
        while (await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var count)
        {
            strong.AppendData(buffer, 0, count);
            quick.Append(buffer.AsSpan(0, count));
        }

        return (Convert.ToHexStringLower(strong.GetHashAndReset()), quick.Finish()[0].Text);
    }
}
