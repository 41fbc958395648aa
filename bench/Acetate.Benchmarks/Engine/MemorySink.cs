using Acetate.Media.Decode;
using Acetate.Media.Encode;
using Acetate.Media.Render;
using Acetate.Steps.Render;

namespace Acetate.Benchmarks.Engine;

/// <summary>Takes frames as files in memory and forgets them.</summary>
/// <param name="settings">What kind of file; null: rows are thrown away as they come.</param>
/// <param name="frame">What the files say of themselves.</param>
/// <param name="path">Where a frame is written after all; null: nowhere.</param>
internal sealed class MemorySink(FrameFileSettings? settings, FrameDescription frame, Func<long, string>? path = null) : FrameSink
{
    /// <summary>Bytes of all files.</summary>
    public long Bytes { get; private set; }

    public override ValueTask<FrameWriter> BeginAsync(SourceFrame source, CancellationToken cancellationToken)
    {
        if (settings is null) return ValueTask.FromResult<FrameWriter>(new Nowhere());
        var file = new MemoryFile(1L << 30);
        return ValueTask.FromResult<FrameWriter>(new Held(FrameFiles.Create(file, settings, frame), file));
    }

    public override async ValueTask<string?> TakeAsync(SourceFrame source, FrameWriter writer, CancellationToken cancellationToken)
    {
        if (writer is not Held { File: var file }) return null;
        Bytes += file.Length;
        if (path is null) return null;
        await using var target = System.IO.File.Create(path(source.Number));
        foreach (var piece in file.Pieces) await target.WriteAsync(piece, cancellationToken);
        return target.Name;
    }

    public override ValueTask MissAsync(long number, CancellationToken cancellationToken) => throw new InvalidOperationException($"Frame {number} could not be made.");

    private sealed class Nowhere : FrameWriter
    {
        public override void Row(ReadOnlySpan<float> red, ReadOnlySpan<float> green, ReadOnlySpan<float> blue)
        {
        }

        public override void Complete()
        {
        }
    }

    private sealed class Held(FrameWriter inner, MemoryFile file) : FrameWriter
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
