using System.Globalization;
using System.Runtime.CompilerServices;

namespace Acetate.Media.Decode;

/// <summary>The pictures of a part of a clip, made from a movie that holds this part alone, under the numbers that they have in the clip.</summary>
/// <remarks>
/// Pictures that stand alone are what they are wherever they lie. Where they hang on one another, a fault may come from the cut; then, and when there are fewer
/// frames than the cut was made for, the whole clip is asked for, and gives all frames from there on.
/// </remarks>
/// <param name="part">The movie of the part.</param>
/// <param name="first">The clip's frame that is its first.</param>
/// <param name="end">The clip's frame after its last.</param>
/// <param name="frames">Frames of the whole clip.</param>
/// <param name="standsAlone">Whether a picture that is damaged in the part is so in the clip.</param>
/// <param name="whole">Opens the whole clip; asked once at most, with the reason.</param>
public sealed class PartSource(PictureSource part, long first, long end, long frames, bool standsAlone, Func<string, CancellationToken, Task<PictureSource>> whole) : PictureSource
{
    private PictureSource? clip;

    /// <inheritdoc/>
    public override PictureDescription Description { get; init; } = (part ?? throw new ArgumentNullException(nameof(part))).Description with { Frames = frames };

    /// <inheritdoc/>
    public override async IAsyncEnumerable<SourceFrame> ReadAsync(long first, long count, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ThrowIfOutside(first, count);
        var (next, last) = (first, first + count);
        if (clip is null && next >= Begin && last <= end)
        {
            await foreach (var frame in PartAsync(next, last - next, cancellationToken).ConfigureAwait(false))
            {
                next++;
                yield return frame;
            }
        }

        if (next == last) yield break;
        clip ??= await whole(next < Begin || last > end ? "frames beside the part were asked for" : $"frame {next.ToString(CultureInfo.InvariantCulture)} could not be decoded from a part alone", cancellationToken).ConfigureAwait(false);
        await foreach (var frame in clip.ReadAsync(next, last - next, cancellationToken).ConfigureAwait(false)) yield return frame;
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (clip is not null) await clip.DisposeAsync().ConfigureAwait(false);
        await part.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    private long Begin => first;

    private async IAsyncEnumerable<SourceFrame> PartAsync(long from, long count, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var frame in part.ReadAsync(from - Begin, count, cancellationToken).ConfigureAwait(false))
        {
            if (frame is FaultyFrame && !standsAlone)
            {
                frame.Dispose();
                yield break;
            }

            yield return new PartFrame(frame, frame.Number + Begin);
        }
    }

    /// <summary>A frame of the part under its number in the clip.</summary>
    private sealed class PartFrame : SourceFrame
    {
        private readonly SourceFrame inner;

        public PartFrame(SourceFrame inner, long number) : base(number) => (this.inner, Timecode) = (inner, inner.Timecode);

        public override void Develop(PictureRow row)
        {
            try
            {
                inner.Develop(row);
            }
            catch (DecodeException problem) when (inner.Number != Number)
            {
                var (own, named) = (string.Create(CultureInfo.InvariantCulture, $"Frame {inner.Number} "), string.Create(CultureInfo.InvariantCulture, $"Frame {Number} "));
                throw new DecodeException(problem.Message.StartsWith(own, StringComparison.Ordinal) ? named + problem.Message[own.Length..] : problem.Message, problem) { IsPassing = problem.IsPassing };
            }
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
