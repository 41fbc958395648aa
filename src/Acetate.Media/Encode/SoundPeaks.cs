using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace Acetate.Media.Encode;

/// <summary>How loud a proxy's sound is over its length: the greatest sample of each of a bounded number of stretches, for drawing a waveform.</summary>
/// <param name="SampleRate">Samples per second.</param>
/// <param name="SamplesPerPeak">Samples in each stretch; the last one may be shorter.</param>
/// <param name="Channels">For each channel the peaks in order, from 0 for silence to 255 for full scale.</param>
public sealed record SoundPeaks(int SampleRate, int SamplesPerPeak, ImmutableArray<ImmutableArray<byte>> Channels)
{
    /// <summary>The sample rate of proxies.</summary>
    public const int ProxyRate = 48_000;

    /// <summary>No channel has more peaks than this: more than a screen has columns.</summary>
    public const int MostPeaks = 4000;

    /// <summary>The shortest stretch, 10 ms: a clap is a line of its own.</summary>
    private const int ShortestStretch = 480;

    /// <summary>How long stretches are for sound of this length, so that there are at most <see cref="MostPeaks"/>.</summary>
    /// <param name="seconds">The length; null when it is not known, and stretches are put together afterwards.</param>
    public static int StretchFor(double? seconds) => seconds is > 0 and <= 1e6 and var known
        ? (int)Math.Max(ShortestStretch, Math.Ceiling(known * ProxyRate / (MostPeaks - 1))) : 10 * ShortestStretch;

    /// <summary>The peaks as JSON: <c>version</c>, <c>sampleRate</c>, <c>samplesPerPeak</c> and <c>channels</c>, a list of numbers for each.</summary>
    public byte[] ToJson()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteNumber("version", 1);
            json.WriteNumber("sampleRate", SampleRate);
            json.WriteNumber("samplesPerPeak", SamplesPerPeak);
            json.WriteStartArray("channels");
            foreach (var channel in Channels)
            {
                json.WriteStartArray();
                foreach (var peak in channel) json.WriteNumberValue(peak);
                json.WriteEndArray();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return stream.ToArray();
    }
}

/// <summary>Gathers peaks from what FFmpeg's <c>astats</c> prints, line by line. What it holds is bounded, however long the sound is.</summary>
/// <param name="samplesPerPeak">Samples in each stretch that FFmpeg measures.</param>
internal sealed class PeakLines(int samplesPerPeak)
{
    private const string Before = "lavfi.astats.", After = ".Peak_level=";
    private const int MostChannels = 2;

    private readonly List<byte>[] channels = [[], []];
    private readonly byte[] open = new byte[MostChannels];
    private int stretch = 1, inOpen, used;
    private bool isFirst = true;

    /// <summary>Takes a line of FFmpeg's output; lines about other things are left alone.</summary>
    public void Take(string line)
    {
        if (!line.StartsWith(Before, StringComparison.Ordinal) || line.IndexOf(After, StringComparison.Ordinal) is not (> 0 and var end)) return;
        if (!int.TryParse(line.AsSpan(Before.Length, end - Before.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var channel) || channel is < 1 or > MostChannels) return;
        // Channel 1 begins a stretch.
        if (channel == 1 && !isFirst) Close();
        isFirst = false;
        used = Math.Max(used, channel);
        var level = double.TryParse(line.AsSpan(end + After.Length), NumberStyles.Float, CultureInfo.InvariantCulture, out var decibels) && double.IsFinite(decibels) ? Math.Pow(10, decibels / 20) : 0;
        open[channel - 1] = Math.Max(open[channel - 1], (byte)Math.Clamp(Math.Round(level * 255), 0, 255));
    }

    /// <summary>What was gathered; null when nothing was.</summary>
    public SoundPeaks? Finish()
    {
        if (used == 0) return null;
        if (!isFirst) Close();
        if (inOpen > 0) Push();
        isFirst = true;
        return new(SoundPeaks.ProxyRate, samplesPerPeak * stretch, [.. channels.Take(used).Select(channel => channel.ToImmutableArray())]);
    }

    private void Close()
    {
        if (++inOpen == stretch) Push();
    }

    private void Push()
    {
        inOpen = 0;
        for (var i = 0; i < MostChannels; i++)
        {
            channels[i].Add(open[i]);
            open[i] = 0;
        }

        if (channels[0].Count < SoundPeaks.MostPeaks) return;
        // Full: every two become one, and from now on stretches are twice as long.
        foreach (var channel in channels)
        {
            for (var i = 0; i < channel.Count / 2; i++) channel[i] = Math.Max(channel[2 * i], channel[2 * i + 1]);
            channel.RemoveRange(channel.Count / 2, channel.Count - channel.Count / 2);
        }

        stretch *= 2;
    }
}
