using System.Text.RegularExpressions;

namespace Acetate.Media.Slates;

/// <summary>How scenes, takes and rolls are written on slates.</summary>
/// <remarks>
/// A scene is a number with letters: <c>12</c>, <c>12A</c>, <c>R12</c>, <c>104AB</c>, <c>12A-2</c>. A take is a number, with <c>PU</c> for a pick-up. <c>12A/3</c> is scene 12A, take 3. A roll is a camera's letter
/// with a number, <c>A001</c>, or a number. What text recognition takes for one another (O and 0, I and 1, S and 5, B and 8, Z and 2) is put right where only one of them can stand, at a price in confidence.
/// </remarks>
internal static partial class SlateGrammar
{
    private const double Corrected = 0.85;

    /// <summary>What labels mean; null: the label is known, and what stands under it is nothing to us.</summary>
    private static readonly Dictionary<string, SlateField?> Labels = new(StringComparer.Ordinal)
    {
        ["SCENE"] = SlateField.Scene,
        ["SCN"] = SlateField.Scene,
        ["SC"] = SlateField.Scene,
        ["SLATE"] = SlateField.Scene,
        ["SZENE"] = SlateField.Scene,
        ["TAKE"] = SlateField.Take,
        ["TK"] = SlateField.Take,
        ["ROLL"] = SlateField.Roll,
        ["REEL"] = SlateField.Roll,
        ["CARD"] = SlateField.Roll,
        ["MAG"] = SlateField.Roll,
        ["CAMROLL"] = SlateField.Roll,
        ["CAM"] = SlateField.Camera,
        ["CAMERA"] = SlateField.Camera,
        ["FPS"] = SlateField.Rate,
        ["RATE"] = SlateField.Rate,
        ["DATE"] = SlateField.Date,
        ["DIRECTOR"] = null,
        ["DIR"] = null,
        ["DOP"] = null,
        ["DP"] = null,
        ["PROD"] = null,
        ["PRODUCTION"] = null,
        ["TITLE"] = null,
        ["SHOT"] = null,
        ["DAY"] = null,
        ["NIGHT"] = null,
        ["NITE"] = null,
        ["INT"] = null,
        ["EXT"] = null,
        ["FILTER"] = null,
        ["SOUND"] = null,
        ["LENS"] = null,
        ["ISO"] = null,
        ["SHUTTER"] = null,
        ["TC"] = null,
        ["DOLLY"] = null,
        ["EPISODE"] = null,
        ["UNIT"] = null,
    };

    /// <summary>Whether a word is a label, what it stands for, and what is left of it behind a colon or an equals sign.</summary>
    public static (string Label, SlateField? Field, string Behind, double Confidence)? LabelOf(string word)
    {
        var parts = Separated().Match(word);
        var (head, rest) = parts.Success ? (parts.Groups["head"].Value, parts.Groups["rest"].Value) : (word, "");
        var plain = NotLetters().Replace(head.ToUpperInvariant(), "");
        if (plain.Length < 2) return null;
        if (Labels.TryGetValue(plain, out var field)) return (plain, field, rest, 1);
        if (plain.Length < 4 || head.Count(char.IsAsciiDigit) > 1) return null;
        foreach (var (label, meaning) in Labels)
            if (label.Length >= 4 && Differences(plain, label) == 1) return (label, meaning, rest, Corrected);
        return null;
    }

    /// <summary>What a label means in codes; null when it is none.</summary>
    public static SlateField? FieldOf(string key) => Labels.GetValueOrDefault(NotLetters().Replace(key.ToUpperInvariant(), ""));

    /// <summary>The values that a text is under a label: mostly one, of <c>12A/3</c> a scene and a take. None when it cannot be that.</summary>
    public static IEnumerable<(SlateField Field, string Value, double Confidence)> Read(SlateField field, string text)
    {
        var plain = text.ToUpperInvariant().Trim().Trim('.', ',', ':', ';', '-', '_', '=', '#', ' ');
        switch (field)
        {
            case SlateField.Scene:
                var note = Notes().Match(plain);
                if (note.Success) plain = plain.Remove(note.Index, note.Length).Trim();
                var slash = plain.LastIndexOf('/');
                if (slash > 0 && Take(plain[(slash + 1)..]) is var (take, sure))
                {
                    if (Scene(plain[..slash]) is not var (before, certain)) yield break;
                    yield return (SlateField.Scene, before, certain);
                    yield return (SlateField.Take, take, sure);
                }
                else if (Scene(plain) is var (scene, certain)) yield return (SlateField.Scene, scene, certain);
                else yield break;
                if (note.Success) yield return (SlateField.Note, note.Groups["word"].Value, 1);
                break;
            case SlateField.Take:
                var said = Notes().Match(plain);
                if (said.Success) plain = plain.Remove(said.Index, said.Length).Trim();
                if (Take(plain) is not var (number, known)) yield break;
                yield return (SlateField.Take, number, known);
                if (said.Success) yield return (SlateField.Note, said.Groups["word"].Value, 1);
                break;
            case SlateField.Roll:
                plain = plain.Replace(" ", "", StringComparison.Ordinal);
                if (Rolls().IsMatch(plain)) yield return (field, plain, 1);
                else if (plain.Length is >= 2 and <= 5 && plain[0] + Digits(plain[1..]) is var mended && Rolls().IsMatch(mended)) yield return (field, mended, Corrected);
                break;
            case SlateField.Camera:
                if (Cameras().Match(plain) is { Success: true } camera) yield return (field, camera.Groups["letter"].Value, 1);
                break;
            case SlateField.Rate:
                if (Rates().Match(plain) is { Success: true } rate) yield return (field, rate.Groups["rate"].Value.Replace(',', '.'), 1);
                break;
            case SlateField.Date:
                if (Dates().IsMatch(plain)) yield return (field, plain, 1);
                break;
        }
    }

    private static (string, double)? Scene(string text)
    {
        text = text.Replace(" ", "", StringComparison.Ordinal);
        if (Scenes().IsMatch(text)) return (text, 1);
        // A word without any digit is a word.
        if (text.Length is < 1 or > 6 || !text.Any(char.IsAsciiDigit)) return null;
        // All that stands before the last letters is a number.
        for (var letters = 0; letters <= 2 && letters < text.Length; letters++)
            if (Digits(text[..^letters]) + text[^letters..] is var mended && Scenes().IsMatch(mended)) return (mended, Corrected);
        return null;
    }

    private static (string, double)? Take(string text)
    {
        text = Tk().Replace(text.Replace(" ", "", StringComparison.Ordinal), "");
        if (Takes().Match(text) is { Success: true } exact) return (Written(exact), 1);
        var pickUp = text.EndsWith("PU", StringComparison.Ordinal) ? "PU" : "";
        var number = text[..^pickUp.Length];
        return number.Length is >= 1 and <= 2 && Takes().Match(Digits(number) + pickUp) is { Success: true } mended ? (Written(mended), Corrected) : null;

        static string Written(Match take) => (take.Groups["number"].Value.TrimStart('0') is { Length: > 0 } number ? number : "0") + (take.Groups["pickup"].Success ? "PU" : "");
    }

    private static string Digits(string text) => string.Concat(text.Select(letter => letter switch
    {
        'O' or 'Q' or 'D' => '0',
        'I' or 'L' or '|' or '!' => '1',
        'Z' => '2',
        'S' => '5',
        'G' => '6',
        'B' => '8',
        _ => letter,
    }));

    /// <summary>Letters that must be put in, left out or changed to make one word the other; above 1 not counted further.</summary>
    private static int Differences(string one, string other)
    {
        if (Math.Abs(one.Length - other.Length) > 1) return 2;
        var same = 0;
        while (same < one.Length && same < other.Length && one[same] == other[same]) same++;
        var (a, b) = (one[same..], other[same..]);
        if (a.Length == 0 && b.Length == 0) return 0;
        return a.Length == b.Length ? a[1..] == b[1..] ? 1 : 2 : a.Length > b.Length ? a[1..] == b ? 1 : 2 : b[1..] == a ? 1 : 2;
    }

    [GeneratedRegex("[^A-Z]")]
    private static partial Regex NotLetters();

    [GeneratedRegex("^(?<head>[A-Za-z]{2,12})[.]?[:=#](?<rest>.*)$")]
    private static partial Regex Separated();

    [GeneratedRegex(@"(^|(?<= )|(?<=\d[A-Z]?))(?<word>MOS|SYNC)$")]
    private static partial Regex Notes();

    [GeneratedRegex(@"^[A-Z]{0,3}\d{1,4}[A-Z]{0,3}([-_.]\d{1,3}[A-Z]?)?$")]
    private static partial Regex Scenes();

    [GeneratedRegex(@"^(?<pickup>PU)?(?<number>\d{1,3})(?<pickup>PU)?$")]
    private static partial Regex Takes();

    [GeneratedRegex("^(TAKE|TK|T|#)(?=[0-9])")]
    private static partial Regex Tk();

    [GeneratedRegex(@"^([A-Z]{1,2}\d{1,4}([A-Z]\d{1,4})?|\d{1,4})$")]
    private static partial Regex Rolls();

    [GeneratedRegex(@"^(?<letter>[A-Z])([- ]?CAM)?$")]
    private static partial Regex Cameras();

    [GeneratedRegex(@"^(?<rate>\d{2,3}([.,]\d{1,3})?) ?(FPS)?$")]
    private static partial Regex Rates();

    [GeneratedRegex(@"^\d{1,4}[-/. ]\d{1,2}[-/. ]\d{1,4}$")]
    private static partial Regex Dates();
}
