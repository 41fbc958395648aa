using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Acetate.Imaging.Colour.Encodings;
using Acetate.Media.Decode;
using Acetate.Media.Encode;
using Acetate.Media.Render;

namespace Acetate.Imaging.Tests.Render;

/// <summary>A clip whose every value is a function of frame, row, column and colour.</summary>
internal sealed class DrawnClip(int width, int height, long frames) : PictureSource
{
    /// <summary>Frames that cannot be had, and whether trying again can help.</summary>
    public Dictionary<long, bool> Faults { get; } = [];

    /// <summary>The clip ends before this frame although it says otherwise.</summary>
    public long EndsAt { get; init; } = long.MaxValue;

    /// <summary>Called when a row is made.</summary>
    public Action<long, int> OnRow { get; init; } = static (_, _) => { };

    /// <summary>Frames that were read and not yet given back.</summary>
    public int Open;

    public override PictureDescription Description { get; init; } = new()
    {
        Width = width,
        Height = height,
        Frames = frames,
        Encoding = KnownEncodings.Aces,
        Decoder = "drawn",
        Steps = [],
    };

    public static float Value(long frame, int row, int column, int colour) => (frame * 31 + row * 17 + column * 7 + colour * 3) % 255 / 255f;

    public override async IAsyncEnumerable<SourceFrame> ReadAsync(long first, long count, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var number = first; number < Math.Min(first + count, EndsAt); number++)
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            yield return Faults.TryGetValue(number, out var isPassing)
                ? new FaultyFrame(number, new DecodeException($"Frame {number} is missing.") { IsPassing = isPassing })
                : new Drawn(this, number);
        }
    }

    private sealed class Drawn : SourceFrame
    {
        private readonly DrawnClip clip;

        public Drawn(DrawnClip clip, long number)
            : base(number)
        {
            this.clip = clip;
            Interlocked.Increment(ref clip.Open);
        }

        public override void Develop(PictureRow row)
        {
            var (width, height) = (clip.Description.Width, clip.Description.Height);
            var rows = new float[3][];
            for (var colour = 0; colour < 3; colour++) rows[colour] = new float[width];
            for (var y = 0; y < height; y++)
            {
                for (var colour = 0; colour < 3; colour++)
                    for (var x = 0; x < width; x++) rows[colour][x] = Value(Number, y, x, colour);
                clip.OnRow(Number, y);
                row(y, rows[0], rows[1], rows[2]);
            }
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) Interlocked.Decrement(ref clip.Open);
            base.Dispose(disposing);
        }
    }
}

/// <summary>Keeps every value of every frame that it takes.</summary>
internal sealed class KeptFrames : FrameSink
{
    /// <summary>Frames in the order in which they were taken, with their values: red, green and blue of row after row.</summary>
    public List<(long Number, float[] Values)> Taken { get; } = [];

    /// <summary>Frames that could not be made, in the order in which that was said.</summary>
    public List<long> Missed { get; } = [];

    /// <summary>Writers that were begun and not disposed of.</summary>
    public ConcurrentDictionary<FrameWriter, long> Open { get; } = [];

    public override ValueTask<FrameWriter> BeginAsync(SourceFrame frame, CancellationToken cancellationToken)
    {
        var kept = new Kept(this);
        Open[kept] = frame.Number;
        return ValueTask.FromResult<FrameWriter>(kept);
    }

    public override ValueTask<string?> TakeAsync(SourceFrame frame, FrameWriter writer, CancellationToken cancellationToken)
    {
        Assert.True(((Kept)writer).IsComplete);
        Taken.Add((frame.Number, [.. ((Kept)writer).Values]));
        return ValueTask.FromResult<string?>($"frame {frame.Number}");
    }

    public override ValueTask MissAsync(long number, CancellationToken cancellationToken)
    {
        Missed.Add(number);
        return ValueTask.CompletedTask;
    }

    private sealed class Kept(KeptFrames sink) : FrameWriter
    {
        public List<float> Values { get; } = [];

        public bool IsComplete { get; private set; }

        public override void Row(ReadOnlySpan<float> red, ReadOnlySpan<float> green, ReadOnlySpan<float> blue)
        {
            Values.AddRange(red);
            Values.AddRange(green);
            Values.AddRange(blue);
        }

        public override void Complete() => IsComplete = true;

        protected override void Dispose(bool disposing)
        {
            sink.Open.TryRemove(this, out _);
            base.Dispose(disposing);
        }
    }
}
