using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Acetate.Cuts;
using Acetate.Library.Clips;
using Acetate.Timing;
using Acetate.Tools.Pulls;

namespace Acetate.Tools.ConformPulls;

/// <summary>A recording of production sound, placed in its day.</summary>
/// <remarks>
/// A recorder stamps its first sample with the samples since midnight. It takes them from its timecode: label 10:00:00:00 at 24000/1001 is
/// 864,000 frames and so 36,036 seconds of samples. A picture's label is turned into the same count before both are compared: at the recorder's
/// own rate where that is known and only the counting speed differs, as when a camera runs at 23.976 and the recorder at 24.
/// </remarks>
internal sealed class Recording
{
    private const double Day = 86400;

    private readonly double? start;
    private readonly long? samples;
    private readonly FrameRate rate;

    private Recording(PulledClip pulled, int? sampleRate, long? samples, double? start, FrameRate rate) =>
        (Pulled, SampleRate, this.samples, this.start, this.rate) = (pulled, sampleRate, samples, start, rate);

    /// <summary>The recording with its files.</summary>
    public PulledClip Pulled { get; }

    /// <summary>The clip.</summary>
    public Clip Clip => Pulled.Clip;

    /// <summary>Samples a second; null when not known.</summary>
    public int? SampleRate { get; }

    /// <summary>Names of its tracks.</summary>
    public ImmutableArray<string> Tracks { get; private init; } = [];

    /// <summary>Scene and take.</summary>
    public string Slate { get; private init; } = "";

    /// <summary>What a cut may call it: its name and those of its files, with and without extension.</summary>
    public IEnumerable<string> Names =>
        Pulled.Media.Files.Select(file => file[(file.LastIndexOf('/') + 1)..]).SelectMany(file => new[] { file, Stem(file) }).Append(Clip.Name).Distinct(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads its place from its inspection.</summary>
    public static Recording Of(PulledClip pulled)
    {
        var clip = pulled.Clip;
        var sound = ClipFacts.Member(clip.Inspection, "sound");
        var sampleRate = ClipFacts.Number(sound, "sampleRate") is > 0 and <= 1_000_000 and var known ? (int?)known : null;
        var stampRate = clip.Facts.FirstOrDefault(fact => fact.Field == "sound.timestampRate") is { } stamp
            && long.TryParse(stamp.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var stated) && stated > 0 ? (long?)stated : sampleRate;
        var tracks = ClipFacts.Member(sound, "tracks") is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray().Select(track => ClipFacts.Text(track, "name") ?? "").ToImmutableArray() : [];
        return new(pulled, sampleRate, ClipFacts.Number(sound, "samples"),
            ClipFacts.Number(sound, "timeReference") is >= 0 and var reference && stampRate is { } perSecond ? (double)reference / perSecond : null,
            FrameRate.TryParse(clip.Rate, out var rate) ? rate : default)
        {
            Tracks = tracks,
            Slate = SlateOf(clip),
        };
    }

    /// <summary>Scene and take as a file says them, such as <c>12A/3</c>; empty when it does not say both.</summary>
    public static string SlateOf(Clip clip)
    {
        var (scene, take) = (Fact("slate.scene"), Fact("slate.take"));
        return scene.Length > 0 && take.Length > 0 ? $"{scene}/{take.TrimStart('0') switch { "" => "0", var number => number }}" : "";

        string Fact(string field) => clip.Facts.FirstOrDefault(fact => fact.Field == field)?.Value.Trim() ?? "";
    }

    /// <summary>A file's name without its extension.</summary>
    public static string Stem(string file) => file.LastIndexOf('.') is > 0 and var dot ? file[..dot] : file;

    /// <summary>The samples that were recorded while frames of a picture were shot, with handles; null when none were.</summary>
    public FrameSpan? During(Clip picture, long framesPerLabel, FrameSpan used, ConformPullSettings settings)
    {
        if (!FrameRate.TryParse(picture.Rate, out var labels) || !Timecode.TryParse(picture.TimecodeStart, labels, out var first)) return null;
        var perSecond = labels.Approximate * framesPerLabel;
        // The label where the picture begins, as whoever puts both together will: how both clocks drifted until then, nobody can tell.
        var (label, rest) = Math.DivRem(used.Start, framesPerLabel);
        return Samples(Seconds(first.AddWrapping(label)) + (rest / perSecond), used.Count / perSecond, settings.HeadHandle / perSecond, settings.TailHandle / perSecond);
    }

    /// <summary>The samples that a source range of a cut means, with handles; null when it cannot be placed, or lies elsewhere.</summary>
    public FrameSpan? Within(CutRange? range, ConformPullSettings settings)
    {
        if (range is not { Rate: { IsSet: true, LabelsPerSecond: <= 1000 } own } source) return null;
        var perSecond = own.Approximate;
        return Samples(Seconds(Timecode.Wrapping(source.Start.Floor, own, source.IsDrop)), source.Length.Approximate / perSecond, settings.HeadHandle / perSecond, settings.TailHandle / perSecond);
    }

    /// <summary>About so many bytes.</summary>
    public long BytesOf(FrameSpan? part)
    {
        var lengths = Pulled.Files.ToLookup(file => file.Path, file => file.Length);
        var bytes = Pulled.Media.Files.Sum(file => lengths[file].FirstOrDefault());
        return part is null || samples is not > 0 ? bytes : Math.Min(bytes, (long)((Int128)bytes * part.Count / samples.Value) + (64 << 10));
    }

    /// <summary>A label as the recorder counts: seconds since midnight.</summary>
    private double Seconds(Timecode label)
    {
        if (label.IsDrop || !rate.IsSet) return label.Frame / label.Rate.Approximate;
        return (double)label.Frame / label.Rate.LabelsPerSecond * rate.LabelsPerSecond / rate.Approximate;
    }

    private FrameSpan? Samples(double origin, double length, double head, double tail)
    {
        if (start is not { } mine || SampleRate is not { } perSecond || samples is not > 0) return null;
        // The nearest way round the clock, whatever the rate makes of a day.
        var day = rate.IsSet ? Day * rate.LabelsPerSecond / rate.Approximate : Day;
        var since = origin - mine;
        since -= Math.Round(since / day) * day;
        var until = since + length;
        var (first, end) = ((long)Math.Floor((since * perSecond) + 1e-3), (long)Math.Ceiling((until * perSecond) - 1e-3));
        if (end <= 0 || first >= samples.Value || end <= first) return null;
        return new(Math.Max(0, first - (long)Math.Ceiling(head * perSecond)), Math.Min(samples.Value, end + (long)Math.Ceiling(tail * perSecond)));
    }
}
