using System.Globalization;
using System.Text.RegularExpressions;

namespace Acetate.Library.Matching.Names;

/// <summary>What the cameras' ways of naming say about a name, read from its letters and digits alone, so that lost punctuation does not matter.</summary>
/// <param name="Camera">The camera's letter.</param>
/// <param name="Roll">The roll's number.</param>
/// <param name="Clip">The clip's number; -1 when the name does not reach it.</param>
/// <param name="Day">The date in it; null when there is none, or no year.</param>
/// <param name="IsWhole">Whether this is a whole clip name.</param>
/// <param name="RollKey">The key of the roll as the camera names the card, as far as the clip's name tells it.</param>
internal sealed partial record CameraName(char Camera, int Roll, int Clip, DateOnly? Day, bool IsWhole, string RollKey)
{
    /// <summary>The parts of a key, or null when no camera names like that.</summary>
    /// <remarks>
    /// ARRI <c>A004C010_100610_R1JL</c> and with eight digits of date; ALEXA 35 <c>A_0001C001_230202_052359_h12NR</c>; RED
    /// <c>A007_C001_0124UA</c>; Sony <c>A001C001_230101AB</c>; Blackmagic <c>A001_08151512_C001</c>; Canon
    /// <c>A_0001C001X250601_112233AB</c>. ARRI and Canon go on with D after clip 999, and RED's second letter can be any.
    /// </remarks>
    public static CameraName? Parse(string key)
    {
        if (key.Length is < 2 or > 40 || !char.IsAsciiLetterUpper(key[0])) return null;
        foreach (var (pattern, roll) in Whole)
        {
            if (pattern().Match(key) is not { Success: true } m) continue;
            return new CameraName(key[0], Number(m, "roll"), ClipOf(m), DayOf(m), true, roll(m));
        }

        return Head().Match(key) is { Success: true } head
            ? new CameraName(key[0], Number(head, "roll"), head.Groups["clip"].Success ? ClipOf(head) : -1, null, false,
                head.Groups["cam"].Value + head.Groups["roll"].Value)
            : null;
    }

    /// <summary>How the cameras would have written the head of this name: a person may have left zeros out.</summary>
    public IEnumerable<string> Heads(string key)
    {
        if (IsWhole || Clip < 0 || key.Length > 10) yield break;
        yield return string.Create(CultureInfo.InvariantCulture, $"{Camera}{Roll:000}C{Clip:000}");
        yield return string.Create(CultureInfo.InvariantCulture, $"{Camera}{Roll:0000}C{Clip:000}");
        yield return string.Create(CultureInfo.InvariantCulture, $"{Camera}{Roll:000}D{Clip:000}");
    }

    private static readonly (Func<Regex> Pattern, Func<Match, string> Roll)[] Whole =
    [
        (Arri, m => m.Groups["cam"].Value + m.Groups["roll"].Value + m.Groups["id"].Value),
        (Arri35, m => m.Groups["cam"].Value + m.Groups["roll"].Value + m.Groups["id"].Value),
        (Canon, m => m.Groups["cam"].Value + m.Groups["roll"].Value),
        (Sony, m => m.Groups["cam"].Value + m.Groups["roll"].Value),
        (Blackmagic, m => m.Groups["cam"].Value + m.Groups["roll"].Value),
        (Red, m => m.Groups["cam"].Value + m.Groups["roll"].Value),
    ];

    // D after C999 counts on: D001 is the thousandth clip, and not another C001.
    private static int ClipOf(Match m) => Number(m, "clip") + (m.Groups["letter"].Value == "D" ? 1000 : 0);

    private static int Number(Match m, string group) => int.Parse(m.Groups[group].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);

    private static DateOnly? DayOf(Match m)
    {
        var text = m.Groups["date"].Value;
        return DateOnly.TryParseExact(text.Length == 8 ? text[2..] : text, "yyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
    }

    [GeneratedRegex("^(?<cam>[A-Z])(?<roll>[0-9]{3})(?<letter>[CD])(?<clip>[0-9]{3})(?<date>[0-9]{6}|20[0-9]{6})(?<id>[A-Z0-9]{4})$", RegexOptions.CultureInvariant)]
    private static partial Regex Arri();

    [GeneratedRegex("^(?<cam>[A-Z]{1,2})(?<roll>[0-9]{4})(?<letter>[A-Z])(?<clip>[0-9]{3,4})(?<date>[0-9]{6})[0-9]{6}[A-Z](?<id>[0-9A-Z]{4,6})$", RegexOptions.CultureInvariant)]
    private static partial Regex Arri35();

    [GeneratedRegex("^(?<cam>[A-Z]{1,2})(?<roll>[0-9]{4})(?<letter>[CD])(?<clip>[0-9]{3})[A-Z](?<date>[0-9]{6})[0-9]{6}[0-9A-Z]{2}(CANON.*)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Canon();

    [GeneratedRegex("^(?<cam>[A-Z])(?<roll>[0-9]{3})(?<letter>C)(?<clip>[0-9]{3})(?<date>[0-9]{6})[0-9A-Z]{2}(CANON)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Sony();

    [GeneratedRegex("^(?<cam>[A-Z])(?<roll>[0-9]{3})[0-9]{8}(?<letter>[CS])(?<clip>[0-9]{3})$", RegexOptions.CultureInvariant)]
    private static partial Regex Blackmagic();

    [GeneratedRegex("^(?<cam>[A-Z])(?<roll>[0-9]{3})(?<letter>[A-Z])(?<clip>[0-9]{3})[0-9]{4}[0-9A-Z]{2}$", RegexOptions.CultureInvariant)]
    private static partial Regex Red();

    [GeneratedRegex("^(?<cam>[A-Z]{1,2})(?<roll>[0-9]{1,4})((?<letter>[CD])(?<clip>[0-9]{1,4}))?$", RegexOptions.CultureInvariant)]
    private static partial Regex Head();
}
