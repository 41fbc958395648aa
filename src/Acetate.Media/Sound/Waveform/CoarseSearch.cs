using System.Collections.Concurrent;

namespace Acetate.Media.Sound.Waveform;

/// <summary>A place where a take may lie in a recording.</summary>
/// <param name="Seconds">The second of the recording at which the take begins; negative when it began before.</param>
/// <param name="Stretch">Seconds of the recording for a second of the take: 1, or 1.001 and 1/1.001 where one of both is pulled.</param>
/// <param name="Score">How much better it fits than a place by chance, in standard deviations.</param>
internal sealed record CoarsePlace(double Seconds, double Stretch, double Score);

/// <summary>Finds where a take may lie in a recording by comparing how loud both are over time.</summary>
/// <remarks>
/// Up to eight pieces of the take are laid along the recording, each piece at every place (a correlation in blocks by Fourier transform,
/// against the energy that the recording has there). Then the pieces' figures are added up as they lie in the take. Pieces are 3 to 16
/// seconds long, so a recorder that is a thousandth too fast moves nothing within one by more than two points; between pieces three speeds
/// are tried. What lies outside the recording does not count, so takes that began before it are found too.
/// </remarks>
internal static class CoarseSearch
{
    private const int MostPieces = 8, ShortestPiece = 300, LongestPiece = 1600, Block = 1 << 15, Apart = 50;

    /// <summary>The speeds that are tried.</summary>
    public static readonly double[] Stretches = [1, 1.001, 1 / 1.001];

    /// <summary>The best places, best first, no two nearer than half a second.</summary>
    public static IReadOnlyList<CoarsePlace> Find(SpectralShape take, SpectralShape recording, int most, CancellationToken cancellationToken)
    {
        if (take.Length > recording.Length)
            return [.. Find(recording, take, most, cancellationToken).Select(place => new CoarsePlace(-place.Seconds / place.Stretch, 1 / place.Stretch, place.Score))];
        var length = Math.Min(Math.Clamp(take.Length / 4, ShortestPiece, LongestPiece), take.Length);
        if (length < 50 || recording.Length < length) return [];
        var starts = Pieces(take, length);
        var figures = Correlate(take, starts, length, recording, cancellationToken);
        var places = new List<CoarsePlace>();
        foreach (var stretch in Stretches.Take(take.Length > 10 * SpectralShape.Rate ? 3 : 1))
        {
            var sums = Sum(figures, starts, take.Length, recording.Length, stretch);
            var deviation = Math.Sqrt(sums.Sum(value => (double)value * value) / sums.Length);
            if (!(deviation > 0)) continue;
            places.AddRange(Peaks(sums, most).Select(peak => new CoarsePlace((double)(peak - take.Length) / SpectralShape.Rate, stretch, sums[peak] / deviation)));
        }

        var best = new List<CoarsePlace>();
        foreach (var place in places.OrderByDescending(place => place.Score))
        {
            if (best.Count == most) break;
            if (best.TrueForAll(other => Math.Abs(other.Seconds - place.Seconds) > (double)Apart / SpectralShape.Rate)) best.Add(place);
        }

        return best;
    }

    /// <summary>In each part of the take the piece in which most happens.</summary>
    private static int[] Pieces(SpectralShape take, int length)
    {
        var energy = Energy(take);
        var count = Math.Min(MostPieces, take.Length / length);
        var starts = new int[count];
        for (var i = 0; i < count; i++)
        {
            var (from, to) = ((int)((long)take.Length * i / count), (int)((long)take.Length * (i + 1) / count) - length);
            starts[i] = from;
            for (var at = from; at <= to; at += 10)
                if (energy[at + length] - energy[at] > energy[starts[i] + length] - energy[starts[i]]) starts[i] = at;
        }

        return starts;
    }

    private static double[] Energy(SpectralShape shape)
    {
        var sums = new double[shape.Length + 1];
        for (var i = 0; i < shape.Length; i++)
        {
            var sum = 0f;
            foreach (var band in shape.Bands) sum += band[i] * band[i];
            sums[i + 1] = sums[i] + sum;
        }

        return sums;
    }

    private static float[][] Correlate(SpectralShape take, int[] starts, int length, SpectralShape recording, CancellationToken cancellationToken)
    {
        var (pairs, places) = (take.Bands.Length / 2, recording.Length - length + 1);
        var energy = Energy(recording);
        var own = Energy(take);
        var fft = new Fft(Block);
        var pieces = starts.Select(start => Enumerable.Range(0, pairs).Select(pair => Load(take, pair, start, length, fft)).ToArray()).ToArray();
        var figures = starts.Select(_ => new float[places]).ToArray();
        var step = Block - length + 1;
        var options = new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Math.Max(1, Environment.ProcessorCount) };
        var rooms = new ConcurrentBag<Room>();
        Parallel.For(0, (places + step - 1) / step, options, block =>
        {
            var at = block * step;
            if (!rooms.TryTake(out var room)) room = new();
            var blocks = Enumerable.Range(0, pairs).Select(pair => Load(recording, pair, at, Block, room.Fft)).ToArray();
            for (var piece = 0; piece < pieces.Length; piece++)
            {
                room.Correlate(pieces[piece], blocks);
                var mine = own[starts[piece] + length] - own[starts[piece]];
                for (var i = 0; i < Math.Min(step, places - at); i++)
                {
                    var product = mine * (energy[at + i + length] - energy[at + i]);
                    figures[piece][at + i] = product > 1e-6 ? (float)(room.Real[i] / Math.Sqrt(product)) : 0;
                }
            }

            rooms.Add(room);
        });
        return figures;
    }

    /// <summary>What one thread needs to correlate.</summary>
    private sealed class Room
    {
        private readonly float[] imaginary = new float[Block];

        public Fft Fft { get; } = new(Block);

        public float[] Real { get; } = new float[Block];

        /// <summary>Two bands are real and imaginary part of one signal; of a signal with the conjugate of another, both transformed back,
        /// the real part is the sum of both bands' correlations.</summary>
        public void Correlate((float[] Real, float[] Imaginary)[] piece, (float[] Real, float[] Imaginary)[] block)
        {
            Real.AsSpan().Clear();
            imaginary.AsSpan().Clear();
            for (var pair = 0; pair < piece.Length; pair++)
            {
                var (a, b) = (piece[pair], block[pair]);
                for (var k = 0; k < Block; k++)
                {
                    Real[k] += (a.Real[k] * b.Real[k]) + (a.Imaginary[k] * b.Imaginary[k]);
                    imaginary[k] += (a.Real[k] * b.Imaginary[k]) - (a.Imaginary[k] * b.Real[k]);
                }
            }

            Fft.Inverse(Real, imaginary);
        }
    }

    private static (float[] Real, float[] Imaginary) Load(SpectralShape shape, int pair, int start, int count, Fft fft)
    {
        var (real, imaginary) = (new float[Block], new float[Block]);
        count = Math.Min(count, shape.Length - start);
        shape.Bands[2 * pair].AsSpan(start, count).CopyTo(real);
        shape.Bands[(2 * pair) + 1].AsSpan(start, count).CopyTo(imaginary);
        fft.Forward(real, imaginary);
        return (real, imaginary);
    }

    /// <summary>For each place of the take (the first: the take ends where the recording begins) the pieces' figures, as if there were always as many.</summary>
    private static float[] Sum(float[][] figures, int[] starts, int takeLength, int recordingLength, double stretch)
    {
        var (sums, counts) = (new float[recordingLength + takeLength], new byte[recordingLength + takeLength]);
        for (var piece = 0; piece < figures.Length; piece++)
        {
            var shift = takeLength - (int)Math.Round(starts[piece] * stretch);
            for (var at = 0; at < figures[piece].Length; at++)
            {
                if (at + shift < 0 || at + shift >= sums.Length) continue;
                sums[at + shift] += figures[piece][at];
                counts[at + shift]++;
            }
        }

        for (var i = 0; i < sums.Length; i++) sums[i] = counts[i] == 0 ? 0 : sums[i] / MathF.Sqrt(counts[i]);
        return sums;
    }

    private static IEnumerable<int> Peaks(float[] sums, int most)
    {
        var peaks = new PriorityQueue<int, float>();
        for (var i = 1; i + 1 < sums.Length; i++)
        {
            if (sums[i] <= 0 || sums[i] < sums[i - 1] || sums[i] < sums[i + 1]) continue;
            // A crowd of little peaks beside a great one must not fill the list.
            if (peaks.Count >= 4 * most && sums[i] <= sums[peaks.Peek()]) continue;
            peaks.Enqueue(i, sums[i]);
            if (peaks.Count > 4 * most) peaks.Dequeue();
        }

        return peaks.UnorderedItems.Select(item => item.Element);
    }
}
