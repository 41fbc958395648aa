using System.Collections.Immutable;

namespace Acetate.Library.Search;

/// <summary>A field of the query language: what stands before the colon.</summary>
/// <param name="Name">Its name, lower case.</param>
/// <param name="Kind">What its values look like.</param>
/// <param name="Column">Where it is kept.</param>
/// <param name="Meaning">What it is, in a few words for people.</param>
/// <param name="Example">One use of it.</param>
public sealed record SearchField(string Name, SearchFieldKind Kind, string Column, string Meaning, string Example)
{
    /// <summary>Other names it may be called by.</summary>
    public ImmutableArray<string> Aliases { get; init; } = [];

    /// <summary>What one of its unit is kept as: 1,000 for fields with decimals.</summary>
    public int Scale { get; init; } = 1;

    /// <summary>Its values, where only certain words are values; each with the column and the value that it stands for.</summary>
    public ImmutableArray<SearchChoice> Choices { get; init; } = [];

    /// <summary>Every field, in the order of the guide.</summary>
    public static ImmutableArray<SearchField> All { get; } =
    [
        new("name", SearchFieldKind.Text, "name_key", "the clip's name", "name:A001C0*"),
        new("roll", SearchFieldKind.Text, "roll_key", "the roll's name", "roll:A001R2EC,B001*"),
        new("reel", SearchFieldKind.Text, "reel_key", "the reel that the camera wrote into the clip", "reel:A001*"),
        new("show", SearchFieldKind.Text, "show_key", "the show's short name", "show:film"),
        new("date", SearchFieldKind.Day, "shoot_day", "the shoot day; a month or a year stands for all its days", "date:2026-01-02..2026-01-09") { Aliases = ["day"] },
        new("unit", SearchFieldKind.Text, "unit_key", "the unit", "unit:MU"),
        new("episode", SearchFieldKind.Text, "episode_key", "the episode or block", "episode:EP101"),
        new("scene", SearchFieldKind.Text, "scene_key", "the scene on the slate, or the roll's tag", "scene:24*"),
        new("take", SearchFieldKind.Text, "take_key", "the take on the slate", "take:3"),
        new("camera", SearchFieldKind.Words, "camera_key", "words of the camera's make and model", "camera:\"ALEXA 35\""),
        new("letter", SearchFieldKind.Text, "letter_key", "the camera's letter", "letter:A,B"),
        new("glass", SearchFieldKind.Words, "glass_key", "words of the lens's name", "glass:signature"),
        new("lens", SearchFieldKind.Number, "lens", "the focal length in millimetres", "lens:24..35") { Scale = 1000, Aliases = ["focal"] },
        new("iso", SearchFieldKind.Number, "iso", "the exposure index", "iso:800..1600") { Aliases = ["ei"] },
        new("stop", SearchFieldKind.Number, "stop", "the aperture, f or T", "stop:<=2.8") { Scale = 1000, Aliases = ["iris"] },
        new("kelvin", SearchFieldKind.Number, "kelvin", "the white balance in kelvin", "kelvin:3200") { Aliases = ["wb"] },
        new("rate", SearchFieldKind.Rate, "rate", "frames per second of the clip", "rate:23.976"),
        new("sensor", SearchFieldKind.Rate, "sensor_rate", "frames per second of the sensor, for high speed", "sensor:>=48"),
        new("width", SearchFieldKind.Number, "width", "the picture's width in pixels", "width:>=3840"),
        new("height", SearchFieldKind.Number, "height", "the picture's height in pixels", "height:2160"),
        new("codec", SearchFieldKind.Text, "codec_key", "the codec, in inspection's words", "codec:prores*"),
        new("length", SearchFieldKind.Number, "milliseconds", "how long the clip is, in seconds, or with m or h", "length:>=2m") { Scale = 1000, Aliases = ["duration"] },
        new("tc", SearchFieldKind.Time, "tc_start", "a timecode, or a stretch of it, that any frame of the clip falls into", "tc:14:03:10:00..14:03:20:00") { Aliases = ["timecode"] },
        new("covers", SearchFieldKind.Time, "tc_start", "a stretch of timecode that the clip holds from its first to its last frame", "covers:14:03:10..14:03:20"),
        new("kind", SearchFieldKind.Choice, "kind", "what it is", "kind:camera|sound") { Choices = [new("camera", "kind", "camera"), new("sound", "kind", "sound"), new("still", "kind", "still")] },
        new("proxy", SearchFieldKind.Choice, "proxy", "how the proxy stands", "proxy:failed")
        {
            Choices = [new("waiting", "proxy", "waiting"), new("made", "proxy", "made"), new("unavailable", "proxy", "unavailable"), new("failed", "proxy", "failed")],
        },
        new("has", SearchFieldKind.Choice, "", "what must be there", "has:proxy")
        {
            Choices = [new("proxy", "proxy", "made"), new("problems", "problems", 1L), new("timecode", "has_timecode", 1L)],
        },
        new("is", SearchFieldKind.Choice, "", "what must be so", "is:held")
        {
            Choices = [new("held", "held", 1L), new("archived", "archived", 1L), new("circled", "circled", 1L), new("unreadable", "state", "unreadable")],
        },
        new("archived", SearchFieldKind.Choice, "archived", "whether the roll has its verified copy in the archive", "archived:yes") { Choices = YesOrNo("archived") },
        new("held", SearchFieldKind.Choice, "held", "whether the roll waits for a person", "held:no") { Choices = YesOrNo("held") },
        new("circled", SearchFieldKind.Choice, "circled", "whether the take is circled", "circled:yes") { Choices = YesOrNo("circled") },
    ];

    private static readonly ImmutableDictionary<string, SearchField> ByName =
        All.SelectMany(field => field.Aliases.Prepend(field.Name).Select(name => (name, field))).ToImmutableDictionary(pair => pair.name, pair => pair.field, StringComparer.OrdinalIgnoreCase);

    /// <summary>The field of this name, in any case; null when there is none.</summary>
    public static SearchField? Named(string name) => ByName.GetValueOrDefault(name);

    private static ImmutableArray<SearchChoice> YesOrNo(string column) => [new("yes", column, 1L), new("no", column, 0L)];
}

/// <summary>A word that is a value of a field.</summary>
/// <param name="Word">The word.</param>
/// <param name="Column">The column that it asks.</param>
/// <param name="Value">What stands there.</param>
public sealed record SearchChoice(string Word, string Column, object Value);

/// <summary>What the values of a field look like.</summary>
public enum SearchFieldKind
{
    /// <summary>A name: whole, with wildcards, or a list.</summary>
    Text,

    /// <summary>Words of a longer name.</summary>
    Words,

    /// <summary>A number, or a range of numbers.</summary>
    Number,

    /// <summary>A day, a month, a year, or a range of them.</summary>
    Day,

    /// <summary>A frame rate, or a range of them.</summary>
    Rate,

    /// <summary>One of a few words.</summary>
    Choice,

    /// <summary>A timecode, or a range of timecode.</summary>
    Time,
}
