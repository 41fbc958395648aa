using Acetate.Hashing;
using Acetate.Media.Trim;
using Acetate.Steps.Transfer;
using Acetate.Storage;
using Acetate.Storage.Local;

namespace Acetate.Steps;

/// <summary>One file of a trim on its way into a store, or found there.</summary>
internal sealed class TrimFile
{
    private const int Slice = 128 << 10;

    private readonly PreparedFile file;
    private readonly HashDigest? expected;
    private HashDigest written;
    private string? revision;

    private TrimFile(PreparedFile file, StoreKey key, IFileStore target, HashDigest? expected, StoreWriter? writer) =>
        (this.file, Key, Target, this.expected, Writer) = (file, key, target, expected, writer);

    /// <summary>Its key.</summary>
    public StoreKey Key { get; }

    /// <summary>The store that it goes into.</summary>
    public IFileStore Target { get; }

    /// <summary>Who writes it; null for a file that is there already.</summary>
    public StoreWriter? Writer { get; }

    /// <summary>Whether the store gave back the bytes that it ought to have.</summary>
    public bool IsReadBack { get; private set; }

    /// <summary>Whether every frame that was found in it was compared with the source's, and is the same.</summary>
    public bool AreFramesSame { get; private set; }

    /// <summary>What is told of it.</summary>
    public StoredTrimFile Result => new(Key.ToString(), file.Source, file.Length) { Xxh128 = written.Text, Revision = revision };

    /// <summary>Looks whether it is there, and else begins writing it.</summary>
    /// <exception cref="Compute.Hosting.StepFailedException">Another file has that name, or the source is not what it was.</exception>
    public static async Task<TrimFile> OpenAsync(PreparedFile file, StoreKey key, IFileStore target, CopyFile? known, CancellationToken cancellationToken)
    {
        if (known?.Length is { } length && length != file.Length) throw TrimFailures.Damaged(file.Source, $"has {file.Length} bytes, and had {length}");
        HashDigest? expected = known is { Expected: [var digest, ..] } ? digest.ToDigest() : null;
        if (await target.FindAsync(key, cancellationToken).ConfigureAwait(false) is { } there)
            return there.Length == file.Length ? new(file, key, target, expected, null) : throw TrimFailures.Taken(key);
        return new(file, key, target, expected, await target.OpenWriteAsync(key, new() { Length = file.Length, ResumeTag = file.Identity() }, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Writes what is not written yet; a file that is there is held against what would be written.</summary>
    /// <param name="frames">Where its frames lie, and those of the source; they are compared. Null for nothing.</param>
    /// <param name="count">Told of bytes that have passed.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task WriteAsync(FoundFrames? frames, Action<long> count, CancellationToken cancellationToken)
    {
        using var compared = frames is null ? null : new FrameHashes(frames.Trim);
        using var hash = new MultiHash(expected is { Format: not HashFormat.Xxh128 and var other } ? [HashFormat.Xxh128, other] : [HashFormat.Xxh128]);
        // What an interrupted run left is hashed as it ought to be; whether it is so is seen when it is read back.
        var skip = Writer?.Position ?? file.Length;
        var source = file.Open();
        await using (source.ConfigureAwait(false))
        {
            var read = await BlockPump.RunAsync(source, file.Length, null, new StageTimes(), async block =>
            {
                var known = (int)Math.Min(block.Length, skip);
                skip -= known;
                var writing = known < block.Length ? Writer!.WriteAsync(block[known..], cancellationToken).AsTask() : Task.CompletedTask;
                try
                {
                    // Both take a slice while it is in the cache.
                    for (var at = 0; at < block.Length; at += Slice)
                    {
                        var slice = block.Span.Slice(at, Math.Min(Slice, block.Length - at));
                        hash.Append(slice);
                        compared?.Append(slice);
                    }
                }
                finally
                {
                    await writing.ConfigureAwait(false);
                }

                count(block.Length);
            }, cancellationToken).ConfigureAwait(false);
            if (read != file.Length) throw new InvalidDataException($"'{file.Source}' gave {read} bytes, where {file.Length} were to be copied.");
        }

        var digests = hash.Finish();
        written = digests[0];
        if (expected is { } wanted && !digests.Contains(wanted)) throw TrimFailures.Damaged(file.Source, $"does not have the {HashFormats.Name(wanted.Format)} hash that it had");
        if (compared is not null)
        {
            // Read anew, where FFmpeg says that the frames are: how the trim was put together does not matter here.
            using var original = file.OpenSource();
            AreFramesSame = compared.AreThoseOf(original, frames!.Source, cancellationToken);
        }

        if (Writer is not null) return;
        if (await StoredAsync(cancellationToken).ConfigureAwait(false) != written) throw TrimFailures.Taken(Key);
        IsReadBack = true;
    }

    /// <summary>Where programs can read it now.</summary>
    public async Task<string> PathAsync(LocalStore store, CancellationToken cancellationToken) =>
        Writer is null ? store.LocalPath(Key) : (await Writer.SettleAsync(cancellationToken).ConfigureAwait(false))!;

    /// <summary>Reads it back from the store, past the cache.</summary>
    /// <exception cref="Compute.Hosting.StepFailedException">The store gives other bytes than it was given.</exception>
    public async Task ReadBackAsync(CancellationToken cancellationToken)
    {
        if (await StoredAsync(cancellationToken).ConfigureAwait(false) != written)
            throw TrimFailures.Data($"'{Key}' reads back differently from what was written.", "Look at the device or the network of that store, then try again.");
        IsReadBack = true;
    }

    private async Task<HashDigest> StoredAsync(CancellationToken cancellationToken)
    {
        using var hash = new MultiHash(HashFormat.Xxh128);
        var (found, content) = await Target.TryOpenReadAsync(Key, new() { BypassCache = true }, cancellationToken).ConfigureAwait(false)
            ?? throw TrimFailures.Data($"'{Key}' is gone: somebody removed it while it was read back.", "Leave the folder alone while it is filled, then try again.");
        await using (content.ConfigureAwait(false))
        {
            await BlockPump.RunAsync(content, file.Length, null, new StageTimes(), block =>
            {
                hash.Append(block.Span);
                return ValueTask.CompletedTask;
            }, cancellationToken).ConfigureAwait(false);
        }

        // What is the same file before and after has been read whole: who closes the package need not read it again while it stays so.
        var after = await Target.FindAsync(Key, cancellationToken).ConfigureAwait(false);
        revision = hash.Length == file.Length && after is not null && after.Revision == found.Revision ? found.Revision : null;
        return hash.Finish()[0];
    }
}
