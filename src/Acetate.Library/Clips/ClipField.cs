using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Serialization;
using Acetate.Timing;

namespace Acetate.Library.Clips;

/// <summary>A field of a clip that a person may correct.</summary>
/// <param name="Name">Its name among the facts, such as <c>slate.scene</c>.</param>
/// <param name="Label">What people call it.</param>
/// <param name="Kind">What stands in it.</param>
/// <param name="Unit">The unit of a number; empty for none.</param>
/// <param name="Warning">What else changes with it; empty where nothing does. Such a field is corrected only by somebody who has read this.</param>
public sealed record ClipField(string Name, string Label, ClipFieldKind Kind, string Unit = "", string Warning = "")
{
    /// <summary>More letters than this no value has.</summary>
    public const int LongestValue = 4000;

    private const string AboutMatching =
        "Cuts find their footage by it: from now on matching and every pull go by the new value, and what was pulled before is not made again.";

    /// <summary>Every field that a person may correct, in the order people read them.</summary>
    public static ImmutableArray<ClipField> All { get; } =
    [
        new("slate.scene", "Scene", ClipFieldKind.Text),
        new("slate.take", "Take", ClipFieldKind.Text),
        new("slate.circled", "Circled", ClipFieldKind.Flag),
        new("slate.note", "Note", ClipFieldKind.Note),
        new("slate.location", "Location", ClipFieldKind.Text),
        new("slate.production", "Production", ClipFieldKind.Text),
        new("slate.director", "Director", ClipFieldKind.Text),
        new("slate.cinematographer", "Cinematographer", ClipFieldKind.Text),
        new("slate.operator", "Operator", ClipFieldKind.Text),
        new("camera.id", "Camera", ClipFieldKind.Text),
        new("lens.model", "Lens", ClipFieldKind.Text),
        new("lens.serial", "Lens serial number", ClipFieldKind.Text),
        new("lens.focalLength", "Focal length", ClipFieldKind.Number, "mm"),
        new("lens.iris", "Iris", ClipFieldKind.Text),
        new("exposure.iso", "ISO", ClipFieldKind.Whole),
        new("exposure.whiteBalance", "White balance", ClipFieldKind.Whole, "K"),
        new("exposure.shutterAngle", "Shutter", ClipFieldKind.Number, "°"),
        new("exposure.nd", "ND filter", ClipFieldKind.Text),
        new("clip.reel", "Reel", ClipFieldKind.Text, Warning: AboutMatching),
        new("timecode.start", "Timecode start", ClipFieldKind.Timecode, Warning: AboutMatching),
    ];

    /// <summary>The field of this name, such as <c>slate.scene</c>, or of this label, such as <c>scene</c> or <c>timecode-start</c>; or null.</summary>
    public static ClipField? Find(string name) =>
        All.FirstOrDefault(field => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase) || field.Label.Replace(' ', '-').Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Brings a value into the form in which it is kept, or says in a sentence why it cannot be this field's.</summary>
    /// <param name="text">What a person wrote.</param>
    /// <param name="clip">The clip: a timecode must exist at its rate.</param>
    /// <param name="value">As it is kept.</param>
    /// <param name="reason">Why not.</param>
    public bool TryRead(string text, Clip clip, [NotNullWhen(true)] out string? value, [NotNullWhen(false)] out string? reason)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(clip);
        text = text.Trim();
        (value, reason) = text.Length == 0 ? (null, $"{Label} cannot be empty. To go back to what the files say, take the correction back.")
            : text.Length > (Kind == ClipFieldKind.Note ? LongestValue : 200) ? (null, $"{Label} has {text.Length} letters, and at most {(Kind == ClipFieldKind.Note ? LongestValue : 200)} are kept.")
            : text.Any(letter => char.IsControl(letter) && !(Kind == ClipFieldKind.Note && letter is '\n' or '\t')) ? (null, $"{Label} has a control character in it, which nobody can see.")
            : text.EnumerateRunes().Any(rune => rune.Value == 0xFFFD) ? (null, $"{Label} has a character in it that no text can hold.")
            : Kind switch
            {
                ClipFieldKind.Flag => Flag(text),
                ClipFieldKind.Whole => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var whole) && whole is > 0 and <= 10_000_000
                    ? (whole.ToString(CultureInfo.InvariantCulture), null) : (null, $"'{text}' is not a value for {Label}, which is a whole number from 1 to 10,000,000 without a unit."),
                ClipFieldKind.Number => decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 100_000
                    ? (number.ToString("0.######", CultureInfo.InvariantCulture), null) : (null, $"'{text}' is not a value for {Label}, which is a number above 0 in {Unit}, written without the unit."),
                ClipFieldKind.Timecode => CountedLabel(text, clip),
                _ => (text, null),
            };
        return value is not null;
    }

    private (string?, string?) Flag(string text) => text.ToLowerInvariant() switch
    {
        "true" or "yes" or "1" => ("true", null),
        "false" or "no" or "0" => ("false", null),
        _ => (null, $"'{text}' is not a value for {Label}, which is yes or no."),
    };

    private static (string?, string?) CountedLabel(string text, Clip clip) =>
        !FrameRate.TryParse(clip.Rate, out var rate) ? (null, $"Clip {clip.Name} has no frame rate, so no timecode can be counted in it.")
        : Timecode.TryParse(text, rate, out var label, out var why) ? (label.ToString(), null) : (null, why);
}

/// <summary>What stands in a field.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<ClipFieldKind>))]
public enum ClipFieldKind
{
    /// <summary>One line.</summary>
    Text,

    /// <summary>Several lines.</summary>
    Note,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Flag,

    /// <summary>A whole number.</summary>
    Whole,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A label of the clip's rate.</summary>
    Timecode,
}
