using System.Collections.Immutable;
using Acetate.Imaging.Colour.Rows;
using Acetate.Imaging.Resample;
using Acetate.Media.Decode;
using Acetate.Media.Encode;

namespace Acetate.Media.Render;

/// <summary>Frames of a clip through colour and framing into outputs, in one pass over each row.</summary>
/// <remarks>
/// A frame is made by one thread, and several frames are made at once; nothing depends on how many. A row goes through every step while it is
/// in the processor's cache. Frames are handed to the outputs in their order.
/// </remarks>
public sealed class FrameRun
{
    private readonly PictureSource source;
    private readonly ImmutableArray<Lane> lanes;
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

        (this.source, this.threads, this.stopsAtFault) = (source, threads, stopsAtFault);
        lanes = [.. outputs.Select(output => new Lane(output, picture.Width, picture.Height))];
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
                foreach (var lane in lanes) await lane.Output.Sink.MissAsync(next, cancellationToken).ConfigureAwait(false);
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
        var made = new MadeFrame(frame, lanes.Length);
        try
        {
            var rows = new PictureRow[lanes.Length];
            for (var i = 0; i < lanes.Length; i++)
            {
                var writer = await lanes[i].Output.Sink.BeginAsync(frame, cancellationToken).ConfigureAwait(false);
                made.Writers.Add(writer);
                rows[i] = lanes[i].RowsOf(frame, writer, made.Endings, cancellationToken);
            }

            if (rows.Length > 1) Shared(frame, rows, cancellationToken);
            else
            {
                frame.Develop((row, red, green, blue) =>
                {
                    Check(row, cancellationToken);
                    rows[0](row, red, green, blue);
                });
            }

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

    // Every output changes rows in place: each has a copy, and the last the row itself.
    private static void Shared(SourceFrame frame, PictureRow[] rows, CancellationToken cancellationToken)
    {
        float[] copy = [];
        frame.Develop((row, red, green, blue) =>
        {
            Check(row, cancellationToken);
            var width = red.Length;
            if (copy.Length < 3 * width) copy = new float[3 * width];
            for (var i = 0; i < rows.Length - 1; i++)
            {
                red.CopyTo(copy);
                green.CopyTo(copy.AsSpan(width));
                blue.CopyTo(copy.AsSpan(2 * width));
                rows[i](row, copy.AsSpan(0, width), copy.AsSpan(width, width), copy.AsSpan(2 * width, width));
            }

            rows[^1](row, red, green, blue);
        });
    }

    private static void Check(int row, CancellationToken cancellationToken)
    {
        if (row % 64 == 0) cancellationToken.ThrowIfCancellationRequested();
    }

    private async Task<FrameOutcome> HandOverAsync(Task<MadeFrame> making, CancellationToken cancellationToken)
    {
        using var made = await making.ConfigureAwait(false);
        var number = made.Frame.Number;
        if (made.Fault is { } fault)
        {
            foreach (var lane in lanes) await lane.Output.Sink.MissAsync(number, cancellationToken).ConfigureAwait(false);
            return new(number, fault.IsPassing ? FrameVerdict.Retry : FrameVerdict.Failed, [], fault.Message);
        }

        var files = ImmutableArray.CreateBuilder<string>(lanes.Length);
        for (var i = 0; i < lanes.Length; i++)
        {
            if (await lanes[i].Output.Sink.TakeAsync(made.Frame, made.Writers[i], cancellationToken).ConfigureAwait(false) is { } file) files.Add(file);
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

    /// <summary>The way of rows into one output, made ready once for all frames.</summary>
    private sealed class Lane(RenderOutput output, int width, int height)
    {
        private readonly RowColour? toLight = output.ToLight is { } light ? RowColour.For(light) : null;
        private readonly RowColour? toDelivery = output.ToDelivery is { } delivery ? RowColour.For(delivery) : null;

        public RenderOutput Output => output;

        public PictureRow RowsOf(SourceFrame frame, FrameWriter writer, List<Ending> endings, CancellationToken cancellationToken)
        {
            var burnIn = output.BurnIn?.Invoke(frame);
            TurnedPicture? turned = null;
            if (output.Turn != 0)
            {
                turned = new(output.Placement?.Width ?? width, output.Placement?.Height ?? height, output.Turn);
                endings.Add(new(turned, Deliver, cancellationToken));
            }

            if (output.Placement is not { IsIdentity: false } placement)
            {
                return (row, red, green, blue) =>
                {
                    toLight?.Apply(red, green, blue);
                    Finish(row, red, green, blue);
                };
            }

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
            return (row, red, green, blue) =>
            {
                if (row < begin || row >= end) return;
                toLight?.Apply(red, green, blue);
                scaler.Push(row, red, green, blue);
            };

            void Finish(int row, Span<float> red, Span<float> green, Span<float> blue)
            {
                toDelivery?.Apply(red, green, blue);
                if (turned is null) Deliver(row, red, green, blue);
                else turned.Row(row, red, green, blue);
            }

            void Deliver(int row, Span<float> red, Span<float> green, Span<float> blue)
            {
                if (output.Mirror)
                {
                    red.Reverse();
                    green.Reverse();
                    blue.Reverse();
                }

                burnIn?.Invoke(row, red, green, blue);
                writer.Row(red, green, blue);
            }
        }
    }
}
