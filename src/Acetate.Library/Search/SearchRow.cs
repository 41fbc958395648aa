using System.Collections.Immutable;
using System.Globalization;
using Acetate.Library.Clips;
using Acetate.Library.Database;
using Acetate.Library.Matching;
using Acetate.Timing;

namespace Acetate.Library.Search;

/// <summary>A clip as it is searched: every value in a form that compares the same in both databases. What is not known is -1 or empty.</summary>
internal sealed record SearchRow
{
    public required Clip Clip { get; init; }
    public required RollFacts Roll { get; init; }

    /// <summary>What a search must know about a roll.</summary>
    public sealed class RollFacts
    {
        public Guid Id { get; set; }
        public string Show { get; set; } = "";
        public string Name { get; set; } = "";
        public string Kind { get; set; } = "";
        public DateOnly ShootDay { get; set; }
        public string Unit { get; set; } = "";
        public string Episode { get; set; } = "";
        public string Tags { get; set; } = "{}";
        public bool Held { get; set; }
        public bool Archived { get; set; }

        public ImmutableDictionary<string, string> TagsRead => field ??= LibraryJson.Read<ImmutableDictionary<string, string>>(Tags);
    }

    private FrameRate Rate => FrameRate.TryParse(Clip.Rate, out var rate) && rate.LabelsPerSecond <= 1000 ? rate : default;

    private string Scene => Fact("slate.scene") is { Length: > 0 } scene ? scene : Roll.TagsRead.GetValueOrDefault("scene", "");

    private string Letter => Fact("camera.id") is { Length: > 0 } id ? id[..1]
        : Clip.Kind != "sound" && Clip.Name.Length > 3 && char.IsAsciiLetter(Clip.Name[0]) && char.IsAsciiDigit(Clip.Name[1]) ? Clip.Name[..1] : "";

    private string Kind => Clip.Kind switch
    {
        "sound" or "still" => Clip.Kind,
        "" => Roll.Kind is "sound" or "camera" ? Roll.Kind : "",
        _ => "camera",
    };

    private long Milliseconds =>
        Clip.Frames is >= 0 and < 1L << 40 and var frames && Rate.IsSet ? (long)((Int128)frames * Rate.Denominator * 1000 / Rate.Numerator)
        : long.TryParse(Fact("sound.samples"), NumberStyles.None, CultureInfo.InvariantCulture, out var samples) && samples < 1L << 40
            && long.TryParse(Fact("sound.sampleRate"), NumberStyles.None, CultureInfo.InvariantCulture, out var perSecond) && perSecond > 0 ? samples * 1000 / perSecond
        : -1;

    /// <summary>First label, the label after the last, and labels in a second; counted from midnight, without gaps also where drop-frame counting leaves some out.</summary>
    private (long Start, long End, long PerSecond) Labels
    {
        get
        {
            if (!Rate.IsSet || !Timecode.TryParse(Clip.TimecodeStart, Rate, out var start)) return (-1, -1, 0);
            var (first, last) = (Label(start), Label(start) + 1);
            long day = 86_400L * Rate.LabelsPerSecond;
            if (Clip.Frames is > 0 and < 1L << 40 and var frames)
            {
                var days = (start.Frame + frames) / Timecode.FramesPerDay(Rate, start.IsDrop);
                last = Label(start.AddWrapping(frames)) + days * day;
            }
            else if (Timecode.TryParse(Clip.TimecodeEnd, Rate, out var end)) last = Label(end) > first ? Label(end) : Label(end) + day;

            return (first, last, Rate.LabelsPerSecond);

            long Label(Timecode label) => ((label.Hours * 60L + label.Minutes) * 60 + label.Seconds) * Rate.LabelsPerSecond + label.Frames;
        }
    }

    /// <summary>Seconds; clips whose labels span more are one kind, asked of every stretch.</summary>
    public const long LongestSpan = 1 << 17;

    /// <summary>The least power of two of seconds that the labels fit into; 0 without a timecode, <see cref="LongestSpan"/> and one where none does.</summary>
    private long Span
    {
        get
        {
            if (Labels is not { PerSecond: > 0 } labels) return 0;
            var span = 1L;
            while (span <= LongestSpan && labels.End - labels.Start > span * labels.PerSecond) span *= 2;
            return Math.Min(span, LongestSpan + 1);
        }
    }

    private string Text => SearchText.Of(
    [
        Clip.Name, Clip.Reel, Roll.Name, .. ClipKeys.FileNames(Clip.Name, Clip.Files).Take(10), Scene.Length > 0 ? $"{Scene} {Fact("slate.take")}" : "",
        Clip.Camera, Fact("lens.model"), Clip.Codec, Roll.Unit, Roll.Episode, Fact("slate.note"), Fact("slate.location"), .. Roll.TagsRead.OrderBy(tag => tag.Key, StringComparer.Ordinal).Select(tag => tag.Value),
    ]);

    /// <summary>The columns, and what stands in them.</summary>
    public static readonly BulkColumn<SearchRow>[] Columns =
    [
        new("show", BulkKind.Text, r => r.Roll.Show), new("show_key", BulkKind.Text, r => SearchText.Key(r.Roll.Show)),
        new("name_key", BulkKind.Text, r => SearchText.Key(r.Clip.Name)),
        new("roll", BulkKind.Text, r => r.Roll.Name), new("roll_key", BulkKind.Text, r => SearchText.Key(r.Roll.Name)),
        new("reel_key", BulkKind.Text, r => SearchText.Key(r.Clip.Reel)),
        new("shoot_day", BulkKind.Text, r => r.Roll.ShootDay.ToString("O", CultureInfo.InvariantCulture)),
        new("unit", BulkKind.Text, r => r.Roll.Unit), new("unit_key", BulkKind.Text, r => SearchText.Key(r.Roll.Unit)),
        new("episode_key", BulkKind.Text, r => SearchText.Key(r.Roll.Episode)),
        new("scene", BulkKind.Text, r => Shown(r.Scene)), new("scene_key", BulkKind.Text, r => SearchText.Key(r.Scene)),
        new("take", BulkKind.Text, r => Shown(r.Fact("slate.take"))), new("take_key", BulkKind.Text, r => SearchText.Key(r.Fact("slate.take"))),
        new("camera", BulkKind.Text, r => Shown(r.Clip.Camera)), new("camera_key", BulkKind.Text, r => SearchText.Key(r.Clip.Camera)),
        new("letter_key", BulkKind.Text, r => SearchText.Key(r.Letter)),
        new("glass", BulkKind.Text, r => Shown(r.Fact("lens.model"))), new("glass_key", BulkKind.Text, r => SearchText.Key(r.Fact("lens.model"))),
        new("codec_key", BulkKind.Text, r => SearchText.Key(r.Clip.Codec)),
        new("lens", BulkKind.Number, r => Number(r.Fact("lens.focalLength"), 1000)), new("iso", BulkKind.Number, r => Number(r.Fact("exposure.iso") is { Length: > 0 } iso ? iso : r.Fact("exposure.index"), 1)),
        new("stop", BulkKind.Number, r => Number(r.Fact("lens.iris"), 1000)), new("kelvin", BulkKind.Number, r => Number(r.Fact("exposure.whiteBalance"), 1)),
        new("rate", BulkKind.Number, r => FieldReader.Millionths(r.Rate)),
        new("sensor_rate", BulkKind.Number, r => FrameRate.TryParse(r.Fact("exposure.sensorRate"), out var rate) ? FieldReader.Millionths(rate) : -1),
        new("width", BulkKind.Number, r => r.Clip.Width ?? -1), new("height", BulkKind.Number, r => r.Clip.Height ?? -1),
        new("milliseconds", BulkKind.Number, r => r.Milliseconds),
        new("tc_start", BulkKind.Number, r => r.Labels.Start), new("tc_end", BulkKind.Number, r => r.Labels.End), new("tc_labels", BulkKind.Number, r => r.Labels.PerSecond),
        new("tc_from", BulkKind.Number, r => r.Labels is { PerSecond: > 0 } labels ? labels.Start * 1_000_000 / labels.PerSecond : -1),
        new("tc_span", BulkKind.Number, r => r.Span), new("has_timecode", BulkKind.Number, r => r.Labels.PerSecond > 0 ? 1L : 0),
        new("kind", BulkKind.Text, r => r.Kind), new("proxy", BulkKind.Text, r => KebabCase.Of(r.Clip.ProxyState)), new("state", BulkKind.Text, r => KebabCase.Of(r.Clip.State)),
        new("problems", BulkKind.Number, r => r.Clip.Problems.IsEmpty ? 0L : 1), new("held", BulkKind.Number, r => r.Roll.Held ? 1L : 0),
        new("archived", BulkKind.Number, r => r.Roll.Archived ? 1L : 0), new("circled", BulkKind.Number, r => r.Fact("slate.circled") is "true" or "yes" ? 1L : 0),
        new("text", BulkKind.Text, r => r.Text),
    ];

    private string Fact(string field) => Clip.Facts.FirstOrDefault(fact => fact.Field == field)?.Value.Trim() ?? "";

    private static string Shown(string text) => (text.Length <= 300 ? text : text[..300]).Replace('\0', '\uFFFD');

    /// <summary>The first number in a text such as <c>T2.8</c> or <c>35 mm</c>; -1 when there is none.</summary>
    private static long Number(string text, int scale)
    {
        var start = text.AsSpan().IndexOfAnyInRange('0', '9');
        if (start < 0) return -1;
        var end = start;
        while (end < text.Length && end - start < 12 && (char.IsAsciiDigit(text[end]) || text[end] == '.')) end++;
        return decimal.TryParse(text.AsSpan(start, end - start).TrimEnd('.'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? (long)(number * scale) : -1;
    }
}
