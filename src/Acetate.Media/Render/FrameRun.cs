using System.Collections.Immutable;
using Acetate.Imaging.Colour;
using Acetate.Imaging.Colour.Rows;
using Acetate.Imaging.Resample;
using Acetate.Media.Decode;
using Acetate.Media.Encode;

namespace Acetate.Media.Render;

/// <summary>Frames of a clip through colour and framing into outputs, in one pass over each row.</summary>
/// <remarks>
/// A frame is made by one thread, and several frames are made at once; nothing depends on how many. A row goes through every step while it is
/// in the processor's cache. Outputs with the same operation to light, the very same object, share it; those that differ in what is drawn over them
/// alone share everything before. Frames are handed to the outputs in their order.
/// </remarks>
public sealed class FrameRun
{
    private readonly PictureSource source;
    private readonly ImmutableArray<RenderOutput> outputs;
    private readonly ImmutableArray<Light> lights;
    private readonly int threads;
    private readonly bool stopsAtFault;

    /// <param name="source">The clip.</param>
    /// <param name="outputs">What is made of each frame.</param>
    /// <param name="threads">Frames that are made at once.</param>
    /// <param name="stopsAtFault">Whether nothing more is made after a frame that cannot be.</param>
    /// <exception cref="ArgumentException">A placement is not for pictures of this size.</exception>
    public FrameRun(PictureSource source, ImmutableArray<RenderOutput> outputs, int threads, bool stopsAtFault = false)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        var picture = source.Description;
        foreach (var output in outputs)
        {
            if (output.Placement is { } placement && (placement.SourceWidth, placement.SourceHeight) != (picture.Width, picture.Height))
                throw new ArgumentException($"The framing is made for pictures of {placement.SourceWidth}×{placement.SourceHeight} pixels; these have {picture.Width}×{picture.Height}.", nameof(outputs));
            if (output.Turn is not (0 or 90 or 180 or 270)) throw new ArgumentException($"A picture is turned by 90, 180 or 270 degrees, and not by {output.Turn}.", nameof(outputs));
            if (!output.WholeCanvas && (output.Turn != 0 || output.Mirror)) throw new ArgumentException("A turned picture is delivered with its whole canvas.", nameof(outputs));
        }

        (this.source, this.outputs, this.threads, this.stopsAtFault) = (source, outputs, threads, stopsAtFault);
        lights = [.. outputs.Select((output, place) => (Output: output, Place: place)).GroupBy(one => one.Output.ToLight, ReferenceEqualityComparer.Instance)
            .Select(light => new Light(light.First().Output.ToLight, [.. light.GroupBy(one => Way.KeyOf(one.Output)).Select(way => new Way([.. way], picture.Width, picture.Height))]))];
    }

    /// <summary>Makes frames.</summary>
    /// <param name="first">Counted from 0, the clip's first frame.</param>
    /// <param name="count">How many.</param>
    /// <param name="cancellationToken">Ends the run within a band of rows.</param>
    /// <returns>What became of each frame, in order, as soon as its outputs have it.</returns>
    public async IAsyncEnumerable<FrameOutcome> RunAsync(long first, long count, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var underWay = new Queue<Task<MadeFrame>>();
        var (isOver, next) = (false, first);
        try
        {
            await foreach (var frame in source.ReadAsync(first, count, stop.Token).ConfigureAwait(false))
            {
                underWay.Enqueue(Task.Run(() => MakeAsync(frame, stop.Token), CancellationToken.None));
                if (underWay.Count <= threads) continue;
                var outcome = await HandOverAsync(underWay.Dequeue(), cancellationToken).ConfigureAwait(false);
                next = outcome.Number + 1;
                yield return outcome;
                isOver = stopsAtFault && outcome.Verdict != FrameVerdict.Made;
                if (isOver) break;
            }

            while (!isOver && underWay.TryDequeue(out var making))
            {
                var outcome = await HandOverAsync(making, cancellationToken).ConfigureAwait(false);
                next = outcome.Number + 1;
                yield return outcome;
                isOver = stopsAtFault && outcome.Verdict != FrameVerdict.Made;
            }

            // A clip can turn out to be shorter than it says.
            for (; next < first + count; next++)
            {
                foreach (var output in outputs) await output.Sink.MissAsync(next, cancellationToken).ConfigureAwait(false);
                yield return new(next, isOver ? FrameVerdict.Skipped : FrameVerdict.Failed, [], isOver ? "An earlier frame failed." : "The clip has ended before this frame: it is shorter than it says.");
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            foreach (var making in underWay)
            {
                try
                {
                    (await making.ConfigureAwait(false)).Dispose();
                }
                catch (Exception)
                {
                    // Nobody waits for it any more.
                }
            }
        }
    }

    private async Task<MadeFrame> MakeAsync(SourceFrame frame, CancellationToken cancellationToken)
    {
        var made = new MadeFrame(frame, outputs.Length);
        try
        {
            foreach (var output in outputs) made.Writers.Add(await output.Sink.BeginAsync(frame, cancellationToken).ConfigureAwait(false));
            var rows = Fan([.. lights.Select(light => light.RowsOf(frame, made, cancellationToken))]);
            frame.Develop((row, red, green, blue) =>
            {
                if (row % 64 == 0) cancellationToken.ThrowIfCancellationRequested();
                rows(row, red, green, blue);
            });
            foreach (var ending in made.Endings) ending.Run();
            foreach (var writer in made.Writers) writer.Complete();
        }
        catch (DecodeException fault)
        {
            made.Fault = fault;
        }
        catch
        {
            made.Dispose();
            throw;
        }

        return made;
    }

    // Every way changes rows in place: each has a copy, and the last the row itself.
    private static PictureRow Fan(PictureRow[] ways)
    {
        if (ways is [var only]) return only;
        float[] copy = [];
        return (row, red, green, blue) =>
        {
            var width = red.Length;
            if (copy.Length < 3 * width) copy = new float[3 * width];
            for (var i = 0; i < ways.Length - 1; i++)
            {
                red.CopyTo(copy);
                green.CopyTo(copy.AsSpan(width));
                blue.CopyTo(copy.AsSpan(2 * width));
                ways[i](row, copy.AsSpan(0, width), copy.AsSpan(width, width), copy.AsSpan(2 * width, width));
            }

            ways[^1](row, red, green, blue);
        };
    }

    private async Task<FrameOutcome> HandOverAsync(Task<MadeFrame> making, CancellationToken cancellationToken)
    {
        using var made = await making.ConfigureAwait(false);
        var number = made.Frame.Number;
        if (made.Fault is { } fault)
        {
            foreach (var output in outputs) await output.Sink.MissAsync(number, cancellationToken).ConfigureAwait(false);
            return new(number, fault.IsPassing ? FrameVerdict.Retry : FrameVerdict.Failed, [], fault.Message);
        }

        var files = ImmutableArray.CreateBuilder<string>(outputs.Length);
        for (var i = 0; i < outputs.Length; i++)
        {
            if (await outputs[i].Sink.TakeAsync(made.Frame, made.Writers[i], cancellationToken).ConfigureAwait(false) is { } file) files.Add(file);
        }

        return new(number, FrameVerdict.Made, files.ToImmutable());
    }

    private sealed class MadeFrame(SourceFrame frame, int outputs) : IDisposable
    {
        public SourceFrame Frame { get; } = frame;

        public List<FrameWriter> Writers { get; } = new(outputs);

        /// <summary>What is still to be done when the last row has come.</summary>
        public List<Ending> Endings { get; } = [];

        public DecodeException? Fault { get; set; }

        public void Dispose()
        {
            foreach (var ending in Endings) ending.Kept.Dispose();
            foreach (var writer in Writers) writer.Dispose();
            Frame.Dispose();
        }
    }

    /// <summary>A picture that is kept until its last row has come.</summary>
    private sealed record Ending(TurnedPicture Kept, PictureRow To, CancellationToken CancellationToken)
    {
        public void Run()
        {
            Kept.Give(To, CancellationToken);
            // The next frame may need the memory before this one is written.
            Kept.Dispose();
        }
    }

    /// <summary>Ways that begin in the same light.</summary>
    private sealed class Light(IColourOperation? operation, ImmutableArray<Way> ways)
    {
        private readonly RowColour? toLight = operation is null ? null : RowColour.For(operation);

        public PictureRow RowsOf(SourceFrame frame, MadeFrame made, CancellationToken cancellationToken)
        {
            var (first, last) = (int.MaxValue, 0);
            var all = new PictureRow[ways.Length];
            for (var i = 0; i < ways.Length; i++)
            {
                (all[i], var begin, var end) = ways[i].RowsOf(frame, made, cancellationToken);
                (first, last) = (Math.Min(first, begin), Math.Max(last, end));
            }

            var rows = Fan(all);
            return (row, red, green, blue) =>
            {
                if (row < first || row >= last) return;
                toLight?.Apply(red, green, blue);
                rows(row, red, green, blue);
            };
        }
    }

    /// <summary>The way of rows into outputs that differ in what is drawn over them alone, made ready once for all frames.</summary>
    private sealed class Way(ImmutableArray<(RenderOutput Output, int Place)> ends, int width, int height)
    {
        private readonly RenderOutput output = ends[0].Output;
        private readonly RowColour? toDelivery = ends[0].Output.ToDelivery is { } delivery ? RowColour.For(delivery) : null;

        /// <summary>What outputs must have in common to share a way.</summary>
        public static object KeyOf(RenderOutput output) =>
            (output.Placement, output.Filter, output.WholeCanvas, output.Turn, output.Mirror, new Same(output.ToDelivery));

        /// <summary>What takes the rows of a frame before their way to delivery, and the rows of the source that it wants: the first, and the one after the last.</summary>
        public (PictureRow Rows, int Begin, int End) RowsOf(SourceFrame frame, MadeFrame made, CancellationToken cancellationToken)
        {
            var deliver = Fan([.. ends.Select(end => Deliver(end.Output.BurnIn?.Invoke(frame), made.Writers[end.Place]))]);
            TurnedPicture? turned = null;
            if (output.Turn != 0)
            {
                turned = new(output.Placement?.Width ?? width, output.Placement?.Height ?? height, output.Turn);
                made.Endings.Add(new(turned, deliver, cancellationToken));
            }

            if (output.Placement is not { IsIdentity: false } placement) return (Finish, 0, int.MaxValue);
            float[] scratch = [];
            var scaler = new Scaler(placement, output.Filter, (row, red, green, blue) =>
            {
                var width = red.Length;
                if (scratch.Length < 3 * width) scratch = new float[3 * width];
                red.CopyTo(scratch);
                green.CopyTo(scratch.AsSpan(width));
                blue.CopyTo(scratch.AsSpan(2 * width));
                Finish(row, scratch.AsSpan(0, width), scratch.AsSpan(width, width), scratch.AsSpan(2 * width, width));
            }, new ScalerOutput { WholeCanvas = output.WholeCanvas });
            var (begin, end) = scaler.SourceRows;
            return ((row, red, green, blue) =>
            {
                if (row >= begin && row < end) scaler.Push(row, red, green, blue);
            }, begin, end);

            void Finish(int row, Span<float> red, Span<float> green, Span<float> blue)
            {
                toDelivery?.Apply(red, green, blue);
                if (turned is null) deliver(row, red, green, blue);
                else turned.Row(row, red, green, blue);
            }
        }

        private PictureRow Deliver(PictureRow? burnIn, FrameWriter writer) => (row, red, green, blue) =>
        {
            if (output.Mirror)
            {
                red.Reverse();
                green.Reverse();
                blue.Reverse();
            }

            burnIn?.Invoke(row, red, green, blue);
            writer.Row(red, green, blue);
        };

        /// <summary>Equal to itself alone.</summary>
        private sealed record Same(object? Value)
        {
            public bool Equals(Same? other) => other is not null && ReferenceEquals(Value, other.Value);

            public override int GetHashCode() => Value is null ? 0 : System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(Value);
        }
    }
}
