using System.Collections.Concurrent;
using Acetate.Media.Sound.Sync;

namespace Acetate.Media.Sound.Waveform;

/// <summary>Finds a camera's scratch sound in a recording by what both heard.</summary>
/// <remarks>
/// First places where both are loud and soft alike (<see cref="CoarseSearch"/>), to about 20 ms. At each, windows of the take are laid on the
/// recording to a fraction of a sample (<see cref="PhaseCorrelation"/>), and a line is drawn through what they say (<see cref="OffsetLine"/>):
/// its beginning is the offset, its slope the drift. The best place is measured again with more windows, read at the speed that was
/// found. What several windows say independently is hard to say by chance, and how hard is the confidence.
/// </remarks>
public sealed class WaveformSync
{
    private const int MostPlaces = 12, FirstWindows = 10, LastWindows = 20, FewestWindows = 4, MostRounds = 4;
    private const double Margin = 0.15, LastMargin = 0.03, Tolerance = 0.003, Steepest = 300e-6, Steady = 20e-6, Clearer = 1.1, Voting = 5.5, Lobe = 0.005, MostRepeated = 0.75;

    private readonly ISoundSamples take, recording;
    private readonly int[] takeChannels, recordingChannels;
    private readonly ConcurrentBag<Listener> listeners = [];
    private readonly double ratio;
    private readonly int window;

    private WaveformSync(ISoundSamples take, int[] takeChannels, ISoundSamples recording, int[] recordingChannels)
    {
        (this.take, this.takeChannels, this.recording, this.recordingChannels) = (take, takeChannels, recording, recordingChannels);
        ratio = (double)recording.SampleRate / take.SampleRate;
        // About 2.7 seconds, or less so that a short take has some windows at all; in samples of the recording.
        window = 1 << 17;
        while (window > recording.SampleRate * 3 || (window > recording.SampleRate / 3 && window * FewestWindows > Math.Min(take.Length * ratio, recording.Length))) window /= 2;
    }

    /// <summary>Searches the whole recording.</summary>
    /// <param name="take">The camera's sound.</param>
    /// <param name="takeChannels">Its channels to listen to, mixed; leave out timecode tracks.</param>
    /// <param name="recording">The recorder's sound.</param>
    /// <param name="recordingChannels">Its channels to listen to, mixed.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The best place, however doubtful; null when there is nothing to compare: one of both is shorter than a second, or silent.</returns>
    public static WaveformMatch? Find(ISoundSamples take, int[] takeChannels, ISoundSamples recording, int[] recordingChannels, CancellationToken cancellationToken)
    {
        Check(take, takeChannels, recording, recordingChannels);
        return CanCompare(take, recording) ? new WaveformSync(take, takeChannels, recording, recordingChannels)
            .Search(SpectralShape.Of(take, takeChannels, cancellationToken), SpectralShape.Of(recording, recordingChannels, cancellationToken), cancellationToken) : null;
    }

    /// <summary>Searches the whole recording, with what both keep of how loud they are.</summary>
    internal static WaveformMatch? Find(Heard take, Heard recording, CancellationToken cancellationToken)
    {
        Check(take.Sound, take.Channels, recording.Sound, recording.Channels);
        return CanCompare(take.Sound, recording.Sound) ? new WaveformSync(take.Sound, take.Channels, recording.Sound, recording.Channels)
            .Search(take.Shape(cancellationToken), recording.Shape(cancellationToken), cancellationToken) : null;
    }

    private WaveformMatch? Search(SpectralShape takeShape, SpectralShape recordingShape, CancellationToken cancellationToken)
    {
        var places = CoarseSearch.Find(takeShape, recordingShape, MostPlaces, cancellationToken);
        // A place that fits less than half as well as the best is no rival of it.
        return Best([.. places.Where(place => place.Score >= places[0].Score / 2)], cancellationToken);
    }

    /// <summary>Looks near a place that is known from elsewhere, such as timecode.</summary>
    /// <param name="offset">The sample of the recording at which the take is expected to begin.</param>
    /// <param name="take">The camera's sound.</param>
    /// <param name="takeChannels">Its channels to listen to.</param>
    /// <param name="recording">The recorder's sound.</param>
    /// <param name="recordingChannels">Its channels to listen to.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The match within 0.15 seconds, however doubtful; null when there is nothing to compare there.</returns>
    public static WaveformMatch? Near(double offset, ISoundSamples take, int[] takeChannels, ISoundSamples recording, int[] recordingChannels, CancellationToken cancellationToken)
    {
        Check(take, takeChannels, recording, recordingChannels);
        if (!CanCompare(take, recording)) return null;
        return new WaveformSync(take, takeChannels, recording, recordingChannels)
            .Best([.. CoarseSearch.Stretches.Select(stretch => new CoarsePlace(offset / recording.SampleRate, stretch, 0))], cancellationToken);
    }

    private static void Check(ISoundSamples take, int[] takeChannels, ISoundSamples recording, int[] recordingChannels)
    {
        ArgumentNullException.ThrowIfNull(take);
        ArgumentNullException.ThrowIfNull(recording);
        ArgumentOutOfRangeException.ThrowIfZero(takeChannels.Length, nameof(takeChannels));
        ArgumentOutOfRangeException.ThrowIfZero(recordingChannels.Length, nameof(recordingChannels));
        foreach (var sound in new[] { take, recording })
            if (sound.Length > 25L * 3600 * sound.SampleRate) throw new InvalidDataException("The sound is longer than a day and cannot be searched; cut it first.");
    }

    private static bool CanCompare(ISoundSamples take, ISoundSamples recording) =>
        take.Length >= take.SampleRate && recording.Length >= recording.SampleRate;

    private WaveformMatch? Best(CoarsePlace[] places, CancellationToken cancellationToken)
    {
        var lines = new List<Measured>();
        foreach (var place in places)
        {
            if (Measure(place.Seconds * recording.SampleRate, ratio * place.Stretch, FirstWindows, Margin, isKnown: false, cancellationToken) is { } measured) lines.Add(measured);
        }

        if (lines.Count == 0) return null;
        var first = Follow(lines.MaxBy(one => (one.Line.Count, one.Weight))!, cancellationToken);
        var rival = lines.Where(one => IsElsewhere(one, first)).MaxBy(one => one.Line.Count);
        var last = Measure(first.Offset, first.Pace, LastWindows, LastMargin, isKnown: true, cancellationToken);
        // Looking closer must not find less; where it does, windows that agreed before did so by chance.
        var final = last ?? first;
        // So many places and speeds were tried.
        var chance = Math.Min(1, first.Line.Chance * (places.Length + CoarseSearch.Stretches.Length - 1));
        if (last is null || last.Line.Count * 2 < last.Windows && last.Line.Count < first.Line.Count) chance = 1;
        var (again, share) = first.Repetition((int)(Lobe * recording.SampleRate));
        var isRepeated = share > MostRepeated;
        var isRivalled = isRepeated || (rival is not null && rival.Line.Count >= 3 && rival.Line.Count >= 0.6 * first.Line.Count);
        var sharpness = final.Peaks.Where((_, i) => final.Line.Agreeing[i]).Select(peak => peak!.Value.Sharpness).Order().ToList();
        return new()
        {
            Offset = final.Offset,
            DriftPpm = ((final.Pace / ratio) - 1) * 1e6,
            DriftErrorPpm = final.DriftError(take.Length) / ratio * 1e6,
            Windows = final.Windows,
            Voting = final.Peaks.Where((peak, i) => final.Line.Agreeing[i] || peak?.Sharpness >= Voting).Count(),
            Agreeing = final.Line.Count,
            Spread = final.Line.Spread,
            Sharpness = sharpness.Count == 0 ? 0 : sharpness[sharpness.Count / 2],
            IsInverted = final.Peaks.Where((peak, i) => final.Line.Agreeing[i] && peak!.Value.IsInverted).Count() * 2 > final.Line.Count,
            RivalAgreeing = isRepeated ? first.Line.Count : rival?.Line.Count ?? 0,
            RivalOffset = isRepeated ? first.Offset + again : rival?.Offset,
            Confidence = isRivalled ? Math.Min(0.5, 1 - chance) : 1 - chance,
        };
    }

    private bool IsElsewhere(Measured one, Measured first)
    {
        var halfFrame = recording.SampleRate / 48.0;
        return Math.Abs(one.Offset - first.Offset) > halfFrame && Math.Abs(one.Offset + ((one.Pace - first.Pace) * take.Length) - first.Offset) > halfFrame;
    }

    /// <summary>Measures a place again at the other speeds, and then at the one that was found there until it stays.</summary>
    /// <remarks>At a wrong speed windows are smeared, and the line through them is neither right nor as steep as it would have to be; at the right one peaks are sharpest.</remarks>
    private Measured Follow(Measured found, CancellationToken cancellationToken)
    {
        // Windows that agree without a slope do so at no other speed.
        if (found.Line.Count >= 3 && Math.Abs(found.Line.Slope) <= Steady * ratio) return found;
        var middle = found.Middle;
        var there = found.Offset + (found.Pace * middle);
        foreach (var pace in CoarseSearch.Stretches.Select(stretch => stretch * ratio).Where(pace => Math.Abs(pace - found.FirstPace) > Steady * ratio).ToList())
        {
            if (Again(there - (pace * middle), pace) is { } other && other.Weight > Clearer * found.Weight) found = other;
        }

        for (var round = 0; round < MostRounds && Math.Abs(found.Line.Slope) > Steady * ratio; round++)
        {
            if (Again(found.Offset, found.Pace) is not { } next || next.Weight < found.Weight) break;
            found = next;
        }

        return found;

        Measured? Again(double offset, double pace) => Measure(offset, pace, FirstWindows, Margin, isKnown: false, cancellationToken);
    }

    /// <summary>Lays windows of the take on the recording.</summary>
    /// <param name="offset">Where the take is expected to begin, in samples of the recording.</param>
    /// <param name="pace">Samples of the recording for a sample of the take.</param>
    /// <param name="most">How many windows at most.</param>
    /// <param name="seconds">How far they may be from where they are expected.</param>
    /// <param name="isKnown">Whether the place is known to a few milliseconds.</param>
    /// <param name="cancellationToken">Ends it.</param>
    private Measured? Measure(double offset, double pace, int most, double seconds, bool isKnown, CancellationToken cancellationToken)
    {
        // The part of the take that lies within the recording.
        var from = Math.Max(0, -offset / pace);
        var to = Math.Min(take.Length, (recording.Length - offset) / pace) - (window / pace);
        if (to < from) return null;
        var count = (int)Math.Clamp(((to - from) * pace / (window / 2.0)) + 1, 1, most);
        var margin = (int)Math.Min(seconds * recording.SampleRate, (window / 2) - 2);
        var at = Enumerable.Range(0, count).Select(i => Math.Floor(count == 1 ? from : from + ((to - from) * i / (count - 1)))).ToArray();
        var peaks = new PhasePeak?[count];
        var starts = new double[count];
        var curves = new float[count][];
        var options = new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Math.Max(1, Environment.ProcessorCount) };
        // Within a window a drift of 10 millionths moves nothing by more than a sample or two.
        var resampler = Math.Abs(pace - 1) > 10e-6 ? Resampler.Quick(1 / pace) : null;
        Parallel.For(0, count, options, i =>
        {
            if (!listeners.TryTake(out var listener)) listener = new(this);
            starts[i] = Math.Round(offset + (at[i] * pace)) - (window / 2);
            curves[i] = new float[(2 * margin) + 1];
            peaks[i] = listener.Find((long)at[i], (long)starts[i], pace, resampler, margin, isKnown, curves[i]);
            listeners.Add(listener);
        });
        var deviation = peaks.Select((peak, i) => peak is { } found ? starts[i] + found.At - offset - (at[i] * pace) : double.NaN).ToArray();
        var weight = peaks.Select(peak => Math.Max(0, (peak?.Sharpness ?? 0) - 3.5)).ToArray();
        var line = OffsetLine.Through(at, deviation, weight, Tolerance * recording.SampleRate, margin, Steepest * ratio);
        return line is null ? null : new(at, offset + line.Start, pace + line.Slope, count, line, peaks, curves, weight.Where((_, i) => line.Agreeing[i]).Sum());
    }

    private sealed record Measured(double[] At, double Offset, double Pace, int Windows, OffsetLine Line, PhasePeak?[] Peaks, float[][] Curves, double Weight)
    {
        /// <summary>The best other place within the margin, and how well it fits against the line's own.</summary>
        /// <remarks>
        /// A tone, hum or a machine fits again after every turn, and then windows agree because they are alike and not because the place is right. The correlations of
        /// the agreeing windows are added as they lie on the line: what is chance in each falls behind, and what repeats stays.
        /// </remarks>
        /// <returns>Samples from the line; the share is 0 when there is none and 1 when it fits as well.</returns>
        public (int Lag, double Share) Repetition(int near)
        {
            var margin = Curves[0].Length / 2;
            var (sums, counts) = (new double[Curves[0].Length], new int[Curves[0].Length]);
            for (var i = 0; i < Curves.Length; i++)
            {
                if (!Line.Agreeing[i]) continue;
                var shift = (int)Math.Round(Line.Start + (Line.Slope * At[i]));
                for (var k = Math.Max(0, -shift); k < Math.Min(sums.Length, sums.Length - shift); k++)
                {
                    sums[k] += Curves[i][k + shift];
                    counts[k]++;
                }
            }

            var (own, lag, best) = (0.0, 0, 0.0);
            for (var k = 0; k < sums.Length; k++)
            {
                // Near the margin's end not all windows have something to say.
                if (counts[k] == 0 || counts[k] * 2 < Line.Count) continue;
                var value = Math.Abs(sums[k]) / counts[k];
                if (Math.Abs(k - margin) <= near) own = Math.Max(own, value);
                else if (value > best) (best, lag) = (value, k - margin);
            }

            return (lag, own > 0 ? best / own : 1);
        }

        /// <summary>The speed that was tried.</summary>
        public double FirstPace => Pace - Line.Slope;

        /// <summary>The middle of the agreeing windows in the take, where the line is known best.</summary>
        public double Middle => At.Where((_, i) => Line.Agreeing[i]).Average();

        /// <summary>Twice the standard error of the slope; a peak is not trusted to better than half a sample.</summary>
        public double DriftError(long length)
        {
            var agreeing = At.Where((_, i) => Line.Agreeing[i]).ToList();
            var middle = agreeing.Count == 0 ? 0 : agreeing.Average();
            var moment = agreeing.Sum(at => (at - middle) * (at - middle));
            return agreeing.Count < 3 || !(moment > 0) ? length : 2 * Math.Max(0.5, Line.Spread) / Math.Sqrt(moment);
        }
    }

    /// <summary>What one thread needs to lay windows.</summary>
    private sealed class Listener(WaveformSync sync)
    {
        private readonly PhaseCorrelation correlation = new(sync.window);
        private readonly float[] piece = new float[sync.window], around = new float[2 * sync.window];
        private float[] source = [];

        public PhasePeak? Find(long takeStart, long recordingStart, double pace, Resampler? resampler, int margin, bool isKnown, float[] curve)
        {
            if (resampler is null)
            {
                sync.take.Read(takeStart, sync.takeChannels, piece);
            }
            else
            {
                var needed = (int)(sync.window / pace) + (2 * resampler.Reach) + 2;
                if (source.Length < needed) source = new float[needed + 64];
                sync.take.Read(takeStart - resampler.Reach, sync.takeChannels, source);
                resampler.Read(source, resampler.Reach, 1 / pace, piece);
            }

            sync.recording.Read(recordingStart, sync.recordingChannels, around);
            return correlation.Find(piece, around, sync.recording.SampleRate, margin, isKnown, curve);
        }
    }
}
