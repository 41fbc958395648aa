using System.Collections.Concurrent;

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
    private const int MostPlaces = 12, FirstWindows = 10, LastWindows = 20, FewestWindows = 4;
    private const double Margin = 0.15, LastMargin = 0.03, Tolerance = 0.003, Steepest = 300e-6, Voting = 5.5;

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
        if (!CanCompare(take, recording)) return null;
        var places = CoarseSearch.Find(SpectralShape.Of(take, takeChannels, cancellationToken), SpectralShape.Of(recording, recordingChannels, cancellationToken), MostPlaces, cancellationToken);
        // A place that fits less than half as well as the best is no rival of it.
        return new WaveformSync(take, takeChannels, recording, recordingChannels).Best([.. places.Where(place => place.Score >= places[0].Score / 2)], cancellationToken);
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
        var lines = new List<(CoarsePlace Place, Measured Measured)>();
        foreach (var place in places)
        {
            var measured = Measure(place.Seconds * recording.SampleRate, ratio * place.Stretch, FirstWindows, Margin, cancellationToken);
            if (measured is not null) lines.Add((place, measured));
        }

        if (lines.Count == 0) return null;
        var (_, first) = lines.MaxBy(one => (one.Measured.Line.Count, one.Measured.Weight));
        var halfFrame = recording.SampleRate / 48.0;
        var rivals = lines.Where(one => Math.Abs(one.Measured.Offset - first.Offset) > halfFrame
            && Math.Abs(one.Measured.Offset + (one.Measured.Pace - first.Pace) * take.Length - first.Offset) > halfFrame).Select(one => one.Measured).ToList();
        var rival = rivals.MaxBy(one => one.Line.Count);
        var last = Measure(first.Offset, first.Pace, LastWindows, LastMargin, cancellationToken);
        // Looking closer must not find less; where it does, windows that agreed before did so by chance.
        var final = last ?? first;
        var chance = Math.Min(1, first.Line.Chance * places.Length);
        if (last is null || last.Line.Count * 2 < last.Windows && last.Line.Count < first.Line.Count) chance = 1;
        var isRivalled = rival is not null && rival.Line.Count >= 3 && rival.Line.Count >= 0.6 * first.Line.Count;
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
            RivalAgreeing = rival?.Line.Count ?? 0,
            RivalOffset = rival?.Offset,
            Confidence = isRivalled ? Math.Min(0.5, 1 - chance) : 1 - chance,
        };
    }

    /// <summary>Lays windows of the take on the recording.</summary>
    /// <param name="offset">Where the take is expected to begin, in samples of the recording.</param>
    /// <param name="pace">Samples of the recording for a sample of the take.</param>
    /// <param name="most">How many windows at most.</param>
    /// <param name="margin">How far they may be from where they are expected, in seconds.</param>
    /// <param name="cancellationToken">Ends it.</param>
    private Measured? Measure(double offset, double pace, int most, double margin, CancellationToken cancellationToken)
    {
        // The part of the take that lies within the recording.
        var from = Math.Max(0, -offset / pace);
        var to = Math.Min(take.Length, (recording.Length - offset) / pace) - (window / pace);
        if (to < from) return null;
        var count = (int)Math.Clamp(((to - from) * pace / (window / 2.0)) + 1, 1, most);
        var at = Enumerable.Range(0, count).Select(i => Math.Floor(count == 1 ? from : from + ((to - from) * i / (count - 1)))).ToArray();
        var peaks = new PhasePeak?[count];
        var starts = new double[count];
        var options = new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Math.Max(1, Environment.ProcessorCount) };
        // Within a window a drift of 10 millionths moves nothing by more than a sample or two.
        var resampler = Math.Abs(pace - 1) > 10e-6 ? Resampler.Quick(1 / pace) : null;
        Parallel.For(0, count, options, i =>
        {
            if (!listeners.TryTake(out var listener)) listener = new(this);
            starts[i] = Math.Round(offset + (at[i] * pace)) - (window / 2);
            peaks[i] = listener.Find((long)at[i], (long)starts[i], pace, resampler, (int)(margin * recording.SampleRate));
            listeners.Add(listener);
        });
        var deviation = peaks.Select((peak, i) => peak is { } found ? starts[i] + found.At - offset - (at[i] * pace) : double.NaN).ToArray();
        var weight = peaks.Select(peak => Math.Max(0, (peak?.Sharpness ?? 0) - 3.5)).ToArray();
        var line = OffsetLine.Through(at, deviation, weight, Tolerance * recording.SampleRate, margin * recording.SampleRate, Steepest * ratio);
        return line is null ? null : new(at, offset + line.Start, pace + line.Slope, count, line, peaks, weight.Where((_, i) => line.Agreeing[i]).Sum());
    }

    private sealed record Measured(double[] At, double Offset, double Pace, int Windows, OffsetLine Line, PhasePeak?[] Peaks, double Weight)
    {
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

        public PhasePeak? Find(long takeStart, long recordingStart, double pace, Resampler? resampler, int margin)
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
            return correlation.Find(piece, around, sync.recording.SampleRate, margin);
        }
    }
}
