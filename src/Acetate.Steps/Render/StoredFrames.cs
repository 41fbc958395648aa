using Acetate.Media.Decode;
using Acetate.Media.Encode;
using Acetate.Media.Render;

namespace Acetate.Steps.Render;

/// <summary>Puts each frame into a store as a file of its own.</summary>
internal sealed class StoredFrames(StoredBytes target, FrameNames names, long first, long limit, Func<SourceFrame, Stream, FrameWriter> create) : FrameSink
{
    /// <inheritdoc/>
    public override ValueTask<FrameWriter> BeginAsync(SourceFrame frame, CancellationToken cancellationToken)
    {
        var file = new MemoryFile(limit);
        return ValueTask.FromResult<FrameWriter>(new FrameInMemory(create(frame, file), file));
    }

    /// <inheritdoc/>
    public override async ValueTask<string?> TakeAsync(SourceFrame frame, FrameWriter writer, CancellationToken cancellationToken)
    {
        var file = ((FrameInMemory)writer).File;
        var name = names[frame.Number - first];
        await target.PutAsync(name, file.Length, () => file.Pieces, cancellationToken).ConfigureAwait(false);
        return name;
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
