using System.Globalization;
using Acetate.Media.Formats.Wave;
using Acetate.Media.Inspect;
using Acetate.Timing;

namespace Acetate.Media.Trim.Wave;

/// <summary>Which samples of a wave file a selection means, and how far a cut moves its time reference.</summary>
internal sealed class WaveTime
{
    private readonly long _samples, _sampleRate, _stampRate;
    private readonly long? _reference;
    private readonly FrameRate _rate;
    private readonly bool _isDrop;

    private WaveTime(long samples, long sampleRate, long stampRate, long? reference, FrameRate rate, bool isDrop) =>
        (_samples, _sampleRate, _stampRate, _reference, _rate, _isDrop) = (samples, sampleRate, stampRate, reference, rate, isDrop);

    /// <summary>Reads it from a file.</summary>
    public static WaveTime Of(WaveFile wave, ClipInspection inspection, TrimOrder order, string name)
    {
        if (wave.Format is not { BlockAlign: > 0, SampleRate: > 0 } format || wave.DataPresent == 0)
            throw new InvalidDataException($"'{name}' has no sound that could be cut: {(wave.Findings.FirstOrDefault(finding => finding.IsError)?.Message ?? "its format (fmt) or data is missing.")}");
        if (format.Tag is not (1 or 3 or 6 or 7))
            throw new CannotTrimException($"The sound of '{name}' is compressed (format tag {format.Tag}); only samples that stand for themselves can be cut.");
        var stated = inspection.Timecode?.Rate;
        var rate = order.Rate.IsSet ? order.Rate : FrameRate.TryParse(stated, out var found) ? found : default;
        if (order.Rate.IsSet && FrameRate.TryParse(stated, out var own) && own != order.Rate && wave.IXml?["SPEED/TIMECODE_RATE"] is not null)
            throw new TrimRangeException($"The file says that its timecode runs at {own}; {order.Rate} was asked for. Leave the rate out.");
        var stamp = inspection.Facts.FirstOrDefault(fact => fact.Field == "sound.timestampRate")?.Value;
        var stampRate = long.TryParse(stamp, NumberStyles.None, CultureInfo.InvariantCulture, out var samples) && samples is > 0 and <= int.MaxValue ? samples : format.SampleRate;
        var isDrop = inspection.Timecode?.DropFrame == true && rate.CanDropFrames;
        return new(wave.DataPresent / format.BlockAlign, format.SampleRate, stampRate, wave.Bext?.TimeReference ?? wave.IXml?.TimeReference, rate, isDrop);
    }

    /// <summary>How much later the first sample is, in the unit of the time reference.</summary>
    public long Shift(long start) => (long)(((Int128)start * _stampRate * 2 / _sampleRate + 1) / 2);

    /// <summary>The samples that a selection means.</summary>
    public TrimmedRange Resolve(TrimSelection selection)
    {
        var range = selection switch
        {
            TrimSelection.Samples samples => Range(samples.Start, samples.End),
            TrimSelection.Frames frames => Range(AtFrame(frames.Start), Nearly(AtFrame(frames.End), _samples)),
            TrimSelection.Labels labels => FromLabels(labels),
            _ => throw new InvalidOperationException("Unknown selection."),
        };
        if (range.Start >= range.End) throw new TrimRangeException($"The range {ClipTimeline.Describe(selection)} holds no sample: its end (the first one not wanted) must lie after its start.");
        if (range.Start < 0 || range.End > _samples)
            throw new TrimRangeException($"The range {ClipTimeline.Describe(selection)} lies outside the recording, which has the samples 0 to {_samples - 1}{Extent()}.", isOutside: true);
        return range;
    }

    private string Extent() => _reference is { } reference && _rate.IsSet
        ? $" and the labels {Label(reference)} to {Label(reference + Shift(_samples - 1))}" : "";

    private string Label(long stamp) => Timecode.FromSamplesWrapping(stamp, (int)_stampRate, _rate, _isDrop).ToString();

    private TrimmedRange FromLabels(TrimSelection.Labels labels)
    {
        if (_reference is not { } reference) throw new TrimRangeException("The recording has no time reference (bext). Name frames or samples instead, with --frames or --samples.");
        RequireRate();
        var like = new Timecode(0, _rate, _isDrop);
        var (from, to) = (ClipTimeline.Parse(labels.In, like), ClipTimeline.Parse(labels.Out, like));
        return Range(Nearly(Sample(from, reference), 0), Nearly(Sample(to, reference), _samples)) with { In = from.ToString(), Out = to.ToString() };
    }

    /// <summary>The sample on which a label begins, counted from the first one.</summary>
    private long Sample(Timecode label, long reference)
    {
        var day = Stamps(Timecode.FramesPerDay(_rate, _isDrop));
        var since = (Stamps(label.Frame) - reference) % day;
        // The day on which the label lies nearest to the recording.
        var length = Shift(_samples);
        if (since < -(day - length) / 2) since += day;
        else if (since > length + ((day - length) / 2)) since -= day;
        return (long)(((Int128)since * _sampleRate * 2 / _stampRate + Math.Sign(since)) / 2);
    }

    private long Stamps(long frames) => (long)(((Int128)frames * _stampRate * _rate.Denominator * 2 / _rate.Numerator + 1) / 2);

    private long AtFrame(long frame)
    {
        RequireRate();
        if (Math.Abs(frame) > 1L << 40) throw new TrimRangeException($"There is no frame {frame} in any recording.", isOutside: true);
        return (long)(((Int128)frame * _sampleRate * _rate.Denominator * 2 / _rate.Numerator + 1) / 2);
    }

    /// <summary>Sound begins and ends within a frame: a label of that frame means the edge.</summary>
    private long Nearly(long sample, long edge)
    {
        var frame = _sampleRate * _rate.Denominator / _rate.Numerator;
        return edge == 0 ? sample < 0 && sample > -frame ? 0 : sample : sample > edge && sample < edge + frame ? edge : sample;
    }

    private void RequireRate()
    {
        if (!_rate.IsSet) throw new TrimRangeException("The recording does not say at which frame rate its timecode runs. Say it with --rate, such as --rate 24.");
        if (_rate.LabelsPerSecond > 1000) throw new TrimRangeException($"There is no timecode at {_rate} frames a second.");
    }

    private TrimmedRange Range(long start, long end) => new() { Unit = "samples", Start = start, End = end, Rate = _rate.IsSet ? _rate : null };
}
