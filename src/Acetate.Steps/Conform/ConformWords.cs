using System.Globalization;
using System.Text;
using Acetate.Imaging.Compare;
using Acetate.Steps.Compare;

namespace Acetate.Steps.Conform;

/// <summary>The words in which reports speak of outcomes.</summary>
internal static class ConformWords
{
    /// <summary>What became of an event, as a person says it.</summary>
    public static string Of(ConformEntry entry) => entry.Fate switch
    {
        "pulled" => "found",
        "delivered-before" => "delivered before",
        "not-camera-media" => entry.Kind switch { "vfx-temp" => "VFX", "stock" => "stock", "graphics" => "graphics", "title" => "title", "offline" => "offline", "" => "no camera media", var other => other.Replace('-', ' ') },
        "switched-off" => "switched off",
        "missing" => "needed",
        "ambiguous" => "multiple",
        "refused" => "not deliverable",
        var other => other.Replace('-', ' '),
    };

    /// <summary>Whether somebody has to do something about it.</summary>
    public static bool IsOpen(ConformEntry entry) => entry.Fate is "missing" or "ambiguous" or "refused";

    /// <summary>What to do about an event that is not delivered.</summary>
    public static string Advice(ConformEntry entry) => entry.Fate switch
    {
        "missing" when entry.NeededRoll.Length > 0 => $"Bring in the roll {entry.NeededRoll}, then pull again with this pull as the earlier one.",
        "missing" => "Find out which roll it is on, bring it in, then pull again with this pull as the earlier one.",
        "ambiguous" => "Decide which clip is meant, then pull again with this pull as the earlier one.",
        "refused" => "Do what the reason says, then pull again with this pull as the earlier one.",
        "not-camera-media" => entry.Kind switch
        {
            "vfx-temp" => "Hand over the final of the shot from visual effects.",
            "stock" => "Hand over the licensed master of the stock footage.",
            "graphics" or "title" => "Hand over the graphics in full quality.",
            "offline" => "Relink it in the editing system and hand in a new list.",
            "render" => "Rebuild it in the finishing system, or hand over what it was made from.",
            _ => "",
        },
        _ => "",
    };

    /// <summary>Whether an event belongs into the list of what is not delivered. Black and bars are made where they are needed.</summary>
    public static bool IsMissing(ConformEntry entry) => IsOpen(entry) || (entry.Fate == "not-camera-media" && entry.Kind is not ("black" or "bars" or "sound"));

    /// <summary>What a person should look at, with what the reference movie says where it shows something else.</summary>
    public static IEnumerable<string> Looks(ConformEntry entry) => IsOdd(entry) ? entry.Notes.Append($"Reference movie: {CheckWords.Of(entry.Check!.Verdict)}. {entry.Check.Sentence}") : entry.Notes;

    /// <summary>Whether the reference movie shows something else than the original, or may.</summary>
    public static bool IsOdd(ConformEntry entry) => entry.Check is { Verdict: not PictureVerdict.Alike };

    /// <summary>How many events the reference movie shows as they are, in a sentence; empty where there is no movie.</summary>
    public static string Compared(WriteConformListsRequest request)
    {
        if (request.Checks.IsEmpty) return "";
        var said = request.Events.Where(entry => entry.Check is not null).CountBy(entry => entry.Check!.Verdict).ToDictionary();
        var parts = new[] { PictureVerdict.Alike, PictureVerdict.Doubtful, PictureVerdict.Different, PictureVerdict.NotComparable }.Where(said.ContainsKey)
            .Select(verdict => string.Create(CultureInfo.InvariantCulture, $"{said[verdict]:N0} {CheckWords.Of(verdict)}"));
        return said.Count == 0 ? "Nothing could be held against the reference movie." : $"Held against the reference movie: {string.Join(", ", parts)}; the pictures are in check/.";
    }

    /// <summary>The event as people call it.</summary>
    public static string Name(ConformEntry entry) => entry.Number.Length > 0 ? entry.Number : entry.Id;

    /// <summary>A probability as hundredths.</summary>
    public static string Score(double? confidence) => confidence is { } score ? (Math.Floor(score * 1000) / 10).ToString("0.0", CultureInfo.InvariantCulture) + " %" : "";

    /// <summary>Text without what would change a line or its direction: control characters and marks of direction become their numbers.</summary>
    public static string Plain(string text)
    {
        if (!text.Any(IsHidden)) return text;
        var plain = new StringBuilder();
        foreach (var letter in text)
            if (IsHidden(letter)) plain.Append(CultureInfo.InvariantCulture, $"<U+{(int)letter:X4}>");
            else plain.Append(letter);
        return plain.ToString();

        static bool IsHidden(char letter) => char.IsControl(letter) || letter is '\u2028' or '\u2029' || char.GetUnicodeCategory(letter) == UnicodeCategory.Format;
    }
}
