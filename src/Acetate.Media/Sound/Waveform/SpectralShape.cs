using System.Collections.Concurrent;

namespace Acetate.Media.Sound.Waveform;

/// <summary>How loud sound is in eight bands of speech, a hundred times a second, against its own last second: what two microphones in one room have in common.</summary>
/// <remarks>
/// Level, tone of the microphone and steady noise are differences of logarithms that do not change with time, so they vanish when each
/// band's running mean is taken off. An hour takes 12 MB.
/// </remarks>
internal sealed class SpectralShape
{
    /// <summary>Points a second.</summary>
    public const int Rate = 100;

    private const int Window = 256, Lanes = 16, Chunk = 20 * Rate, Mean = 75;
    private const float Greatest = 2.5f, Floor = 1e-7f;

    private static readonly double[] Edges = [150, 260, 400, 600, 850, 1200, 1700, 2400, 3400];

    private SpectralShape(float[][] bands) => Bands = bands;

    /// <summary>Bands, each with one value for a point.</summary>
    public float[][] Bands { get; }

    /// <summary>How many points.</summary>
    public int Length => Bands[0].Length;

    /// <summary>Listens to sound from its beginning to its end.</summary>
    public static SpectralShape Of(ISoundSamples sound, int[] channels, CancellationToken cancellationToken)
    {
        var points = (int)(sound.Length * Rate / sound.SampleRate);
        var bands = Enumerable.Range(0, Edges.Length - 1).Select(_ => new float[points]).ToArray();
        var options = new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Math.Max(1, Environment.ProcessorCount) };
        var listeners = new ConcurrentBag<Listener>();
        Parallel.For(0, (points + Chunk - 1) / Chunk, options, chunk =>
        {
            if (!listeners.TryTake(out var listener)) listener = new(sound, channels);
            listener.Listen(chunk * Chunk, Math.Min(points, (chunk + 1) * Chunk), bands);
            listeners.Add(listener);
        });
        Parallel.ForEach(bands, options, static band => TakeMeanOff(band));
        return new(bands);
    }

    private static void TakeMeanOff(float[] band)
    {
        var sums = new double[band.Length + 1];
        for (var i = 0; i < band.Length; i++) sums[i + 1] = sums[i] + band[i];
        for (var i = 0; i < band.Length; i++)
        {
            var (from, to) = (Math.Max(0, i - Mean), Math.Min(band.Length, i + Mean + 1));
            band[i] = Math.Clamp(band[i] - (float)((sums[to] - sums[from]) / (to - from)), -Greatest, Greatest);
        }
    }

    /// <summary>What one thread needs to listen.</summary>
    private sealed class Listener
    {
        private readonly ISoundSamples sound;
        private readonly int[] channels;
        private readonly int factor;
        private readonly int[] bins;
        private readonly float[] samples, reduced, real = new float[Window * Lanes], imaginary = new float[Window * Lanes], hann = new float[Window];
        private readonly Fft fft = new(Window, Lanes);

        public Listener(ISoundSamples sound, int[] channels)
        {
            (this.sound, this.channels) = (sound, channels);
            // Speech lies below 4 kHz: the mean of so many samples is one of about 8,000 a second.
            factor = Math.Max(1, (int)Math.Round(sound.SampleRate / 8000.0));
            var rate = (double)sound.SampleRate / factor;
            bins = [.. Edges.Select(edge => Math.Min(Window / 2, (int)Math.Round(edge * Window / rate)))];
            var most = ((long)Chunk * sound.SampleRate / Rate) + ((Window + 4) * factor);
            samples = new float[most];
            reduced = new float[(most / factor) + 1];
            for (var i = 0; i < Window; i++) hann[i] = 0.5f - (0.5f * MathF.Cos(2 * MathF.PI * i / Window));
        }

        public void Listen(int from, int to, float[][] bands)
        {
            var first = (long)from * sound.SampleRate / Rate - (Window / 2 * factor);
            var count = (int)(((long)(to - 1) * sound.SampleRate / Rate) - first + ((Window / 2 + 1) * factor));
            sound.Read(first, channels, samples.AsSpan(0, count));
            Reduce(samples.AsSpan(0, count), reduced.AsSpan(0, count / factor), factor);
            for (var point = from; point < to; point += 2 * Lanes)
            {
                Load(point, 0, to, first, real);
                Load(point, 1, to, first, imaginary);
                fft.Forward(real, imaginary);
                for (var band = 0; band < bands.Length; band++)
                    for (var lane = 0; lane < Lanes && point + (2 * lane) < to; lane++) Weigh(bands[band], band, point + (2 * lane), to, lane);
            }
        }

        /// <summary>Two real signals went in as one complex one; even and odd parts of the spectrum tell them apart.</summary>
        private void Weigh(float[] target, int band, int point, int to, int lane)
        {
            var (one, other) = (0f, 0f);
            for (var k = bins[band]; k < bins[band + 1]; k++)
            {
                var (low, high) = ((k * Lanes) + lane, ((Window - k) * Lanes) + lane);
                var (zr, zi, wr, wi) = (real[low], imaginary[low], real[high], imaginary[high]);
                one += ((zr + wr) * (zr + wr)) + ((zi - wi) * (zi - wi));
                other += ((zr - wr) * (zr - wr)) + ((zi + wi) * (zi + wi));
            }

            target[point] = MathF.Log((one / Window) + Floor);
            if (point + 1 < to) target[point + 1] = MathF.Log((other / Window) + Floor);
        }

        /// <summary>Loads every other point from one on, each as a lane.</summary>
        private void Load(int point, int odd, int to, long first, float[] target)
        {
            Span<int> at = stackalloc int[Lanes];
            for (var lane = 0; lane < Lanes; lane++)
                at[lane] = (int)((((long)Math.Min(point + (2 * lane) + odd, to - 1) * sound.SampleRate / Rate) - first) / factor) - (Window / 2);
            for (var i = 0; i < Window; i++)
            {
                var row = target.AsSpan(i * Lanes, Lanes);
                var weight = hann[i];
                for (var lane = 0; lane < row.Length; lane++) row[lane] = reduced[at[lane] + i] * weight;
            }
        }

        /// <summary>Means of so many samples each.</summary>
        private static void Reduce(ReadOnlySpan<float> samples, Span<float> means, int factor)
        {
            var scale = 1f / factor;
            if (factor == 6)
            {
                // What nearly all sound on a set has: 48 kHz.
                for (var i = 0; i < means.Length; i++, samples = samples[6..])
                    means[i] = (samples[0] + samples[1] + (samples[2] + samples[3]) + (samples[4] + samples[5])) * scale;
                return;
            }

            for (var i = 0; i < means.Length; i++)
            {
                var sum = 0f;
                foreach (var sample in samples.Slice(i * factor, factor)) sum += sample;
                means[i] = sum * scale;
            }
        }
    }
}
