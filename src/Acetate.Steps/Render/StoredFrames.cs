using Acetate.Hashing;
using Acetate.Media.Decode;
using Acetate.Media.Encode;
using Acetate.Media.Render;
using Acetate.Storage;

namespace Acetate.Steps.Render;

/// <summary>Puts frames into a store: each whole under its name or not at all, read back before it counts, and never in the place of another.</summary>
internal sealed class StoredFrames(IFileStore target, string prefix, FrameNames names, long first, long limit, Func<SourceFrame, Stream, FrameWriter> create) : FrameSink
{
    /// <inheritdoc/>
    public override FrameWriter Begin(SourceFrame frame)
    {
        var file = new MemoryFile(limit);
        return new FrameInMemory(create(frame, file), file);
    }

    /// <inheritdoc/>
    public override async ValueTask<string?> TakeAsync(SourceFrame frame, FrameWriter writer, CancellationToken cancellationToken)
    {
        var file = ((FrameInMemory)writer).File;
        var name = names[frame.Number - first];
        var key = StoreKey.Parse(prefix.Length == 0 ? name : $"{prefix}/{name}");
        using var hash = new MultiHash(HashFormat.Xxh128);
        foreach (var piece in file.Pieces) hash.Append(piece.Span);
        var tag = hash.Finish()[0].Text;
        try
        {
            await using var stored = await target.OpenWriteAsync(key, new() { Length = file.Length, ResumeTag = tag }, cancellationToken).ConfigureAwait(false);
            var skip = stored.Position;
            foreach (var piece in file.Pieces)
            {
                var done = (int)Math.Min(skip, piece.Length);
                if (done < piece.Length) await stored.WriteAsync(piece[done..], cancellationToken).ConfigureAwait(false);
                skip -= done;
            }

            await stored.PublishAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (StoreException taken) when (taken.Problem == StoreProblem.AlreadyExists)
        {
            // A step that is run again finds what it made before: the same bytes are the same frame.
            if (await HashAsync(key, cancellationToken).ConfigureAwait(false) == tag) return name;
            throw new StoreException(StoreProblem.AlreadyExists, $"'{name}' is there already and holds another picture, and nothing is overwritten. Name other files, or move those away.");
        }

        if (target.Features.CanRead && await HashAsync(key, cancellationToken).ConfigureAwait(false) is var read && read != tag)
            throw new StoreException(StoreProblem.DeviceFailed, $"'{name}' reads back differently from what was written (xxh128 {read}, not {tag}). Check the disk, remove the file, and render it again.");
        return name;
    }

    private async Task<string> HashAsync(StoreKey key, CancellationToken cancellationToken)
    {
        await using var stream = await target.OpenReadAsync(key, new() { BypassCache = target.Features.CanBypassCache }, cancellationToken).ConfigureAwait(false);
        using var hash = new MultiHash(HashFormat.Xxh128);
        await hash.AppendAsync(stream, cancellationToken).ConfigureAwait(false);
        return hash.Finish()[0].Text;
    }

    private sealed class FrameInMemory(FrameWriter inner, MemoryFile file) : FrameWriter
    {
        public MemoryFile File => file;

        public override void Row(ReadOnlySpan<float> red, ReadOnlySpan<float> green, ReadOnlySpan<float> blue) => inner.Row(red, green, blue);

        public override void Complete() => inner.Complete();

        protected override void Dispose(bool disposing)
        {
            inner.Dispose();
            file.Dispose();
            base.Dispose(disposing);
        }
    }
}
