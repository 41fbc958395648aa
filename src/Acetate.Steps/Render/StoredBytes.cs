using Acetate.Hashing;
using Acetate.Storage;

namespace Acetate.Steps.Render;

/// <summary>Puts a finished file into a store: whole under its name or not at all, read back before it counts, and never in the place of another.</summary>
/// <param name="target">The store.</param>
/// <param name="prefix">The folder in it.</param>
/// <param name="what">What such a file is, in a word: picture, movie.</param>
internal sealed class StoredBytes(IFileStore target, string prefix, string what)
{
    /// <summary>Where a name lies in the store.</summary>
    public StoreKey KeyOf(string name) => StoreKey.Parse(prefix.Length == 0 ? name : $"{prefix}/{name}");

    /// <summary>Whether something has the name.</summary>
    public async Task<bool> HasAsync(string name, CancellationToken cancellationToken) => await target.FindAsync(KeyOf(name), cancellationToken).ConfigureAwait(false) is not null;

    /// <summary>What is under a name; null when nothing is.</summary>
    /// <exception cref="StoreException">It cannot be read.</exception>
    public async Task<byte[]?> ReadAsync(string name, long most, CancellationToken cancellationToken)
    {
        if (await target.TryOpenReadAsync(KeyOf(name), new(), cancellationToken).ConfigureAwait(false) is not var (file, stream)) return null;
        await using (stream.ConfigureAwait(false))
        {
            if (file.Length > most) return [];
            var bytes = new byte[file.Length];
            await stream.ReadExactlyAsync(bytes, cancellationToken).ConfigureAwait(false);
            return bytes;
        }
    }

    /// <summary>Puts it there.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="length">Bytes.</param>
    /// <param name="pieces">The bytes, which are read twice: for their hash, and to be written.</param>
    /// <param name="cancellationToken">Ends it; nothing is then under the name.</param>
    /// <exception cref="StoreException">Something else has the name, or what was written reads back differently.</exception>
    public async Task PutAsync(string name, long length, Func<IEnumerable<ReadOnlyMemory<byte>>> pieces, CancellationToken cancellationToken)
    {
        var key = KeyOf(name);
        using var hash = new MultiHash(HashFormat.Xxh128);
        foreach (var piece in pieces())
        {
            cancellationToken.ThrowIfCancellationRequested();
            hash.Append(piece.Span);
        }

        var tag = hash.Finish()[0].Text;
        try
        {
            await using var stored = await target.OpenWriteAsync(key, new() { Length = length, ResumeTag = tag }, cancellationToken).ConfigureAwait(false);
            var skip = stored.Position;
            foreach (var piece in pieces())
            {
                var done = (int)Math.Min(skip, piece.Length);
                if (done < piece.Length) await stored.WriteAsync(piece[done..], cancellationToken).ConfigureAwait(false);
                skip -= done;
            }

            await stored.PublishAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (StoreException taken) when (taken.Problem == StoreProblem.AlreadyExists)
        {
            // A step that is run again finds what it made before: the same bytes are the same file.
            if (await HashAsync(key, cancellationToken).ConfigureAwait(false) == tag) return;
            throw Taken(name);
        }

        if (target.Features.CanRead && await HashAsync(key, cancellationToken).ConfigureAwait(false) is var read && read != tag)
            throw new StoreException(StoreProblem.DeviceFailed, $"'{name}' reads back differently from what was written (xxh128 {read}, not {tag}). Check the disk, remove the file, and render it again.");
    }

    /// <summary>Another file has the name.</summary>
    public StoreException Taken(string name) =>
        new(StoreProblem.AlreadyExists, $"'{name}' is there already and holds another {what}, and nothing is overwritten. Name other files, or move those away.");

    private async Task<string> HashAsync(StoreKey key, CancellationToken cancellationToken)
    {
        await using var stream = await target.OpenReadAsync(key, new() { BypassCache = target.Features.CanBypassCache }, cancellationToken).ConfigureAwait(false);
        using var hash = new MultiHash(HashFormat.Xxh128);
        await hash.AppendAsync(stream, cancellationToken).ConfigureAwait(false);
        return hash.Finish()[0].Text;
    }
}
