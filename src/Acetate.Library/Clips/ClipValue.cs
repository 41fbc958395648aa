using System.Collections.Immutable;
using System.Text.Json;
using Acetate.Timing;

namespace Acetate.Library.Clips;

/// <summary>A field of a clip as it stands: what holds, where that comes from, and what the files say.</summary>
public sealed record ClipValue
{
    /// <summary>The field's name, such as <c>slate.scene</c>.</summary>
    public required string Field { get; init; }

    /// <summary>What people call it; the name where it has no other.</summary>
    public required string Label { get; init; }

    /// <summary>What holds; empty when nobody and nothing says.</summary>
    public string Value { get; init; } = "";

    /// <summary>Where that comes from: a place in a file, <c>format-card</c>, <c>report:…</c>, or <c>person:…</c>.</summary>
    public string Origin { get; init; } = "";

    /// <summary>What the files say, each place for itself; the first one counts.</summary>
    public ImmutableArray<ClipFact> Facts { get; init; } = [];

    /// <summary>The number of the last edit of this field; 0 when nobody has edited it.</summary>
    public long Version { get; init; }

    /// <summary>The last edit, whatever it did.</summary>
    public ClipEdit? Last { get; init; }

    /// <summary>Whether the files have been read again since somebody corrected the field, and say something else than they did then.</summary>
    public bool IsFoundAnew { get; init; }

    /// <summary>What a person may write there; null when nobody may.</summary>
    public ClipField? Editable { get; init; }
}

/// <summary>What holds for a clip: what people said stands before what the files say.</summary>
public static class ClipValues
{
    /// <summary>How the origin of a value begins that a person gave.</summary>
    public const string OfPerson = "person:";

    /// <summary>How the origin of a value begins that a report gave.</summary>
    public const string OfReport = "report:";

    private const string Reel = "clip.reel", Start = "timecode.start";

    /// <summary>Whether a fact was said by somebody and not found in a file.</summary>
    public static bool IsSaid(ClipFact fact)
    {
        ArgumentNullException.ThrowIfNull(fact);
        return fact.Origin.StartsWith(OfPerson, StringComparison.Ordinal) || fact.Origin.StartsWith(OfReport, StringComparison.Ordinal);
    }

    /// <summary>What the files say in a field; null for nothing.</summary>
    public static string? Found(Clip clip, string field)
    {
        ArgumentNullException.ThrowIfNull(clip);
        return clip.Facts.FirstOrDefault(fact => fact.Field == field && !IsSaid(fact))?.Value ?? field switch
        {
            Reel => Text(clip.Inspection, "reel"),
            Start => Text(Member(clip.Inspection, "timecode"), "start"),
            _ => null,
        };
    }

    /// <summary>The last entry of each field.</summary>
    public static ImmutableSortedDictionary<string, ClipEdit> Last(IEnumerable<ClipEdit> edits) =>
        edits.GroupBy(edit => edit.Field).ToImmutableSortedDictionary(group => group.Key, group => group.MaxBy(edit => edit.Number)!, StringComparer.Ordinal);

    /// <summary>The clip with what people said in front of what its files say, whatever of that it carried before.</summary>
    /// <remarks>A clip that was just inspected, or read and changed: both come out the same, so nothing that is said is ever lost.</remarks>
    public static Clip Say(Clip clip, IReadOnlyDictionary<string, ClipEdit> last)
    {
        ArgumentNullException.ThrowIfNull(clip);
        ArgumentNullException.ThrowIfNull(last);
        var had = clip.Facts.Where(IsSaid).Select(fact => fact.Field).ToHashSet(StringComparer.Ordinal);
        var said = last.Values.Where(edit => edit.After is not null).OrderBy(edit => edit.Field, StringComparer.Ordinal).ToList();
        if (had.Count == 0 && said.Count == 0) return clip;
        clip = clip with
        {
            Facts = [.. said.Select(edit => new ClipFact(edit.Field, edit.After!, Found(clip, edit.Field) ?? "", edit.Origin)), .. clip.Facts.Where(fact => !IsSaid(fact))],
        };
        if (last.GetValueOrDefault(Reel)?.After is { } reel) clip = clip with { Reel = reel };
        else if (had.Contains(Reel)) clip = clip with { Reel = Text(clip.Inspection, "reel") ?? "" };
        if (last.GetValueOrDefault(Start)?.After is { } start) clip = clip with { TimecodeStart = start, TimecodeEnd = EndOf(clip, start) };
        else if (had.Contains(Start))
            clip = clip with { TimecodeStart = Text(Member(clip.Inspection, "timecode"), "start") ?? "", TimecodeEnd = Text(Member(clip.Inspection, "timecode"), "end") ?? "" };
        return clip;
    }

    /// <summary>Every field of a clip as it stands: those a person may correct first, then what else its files say.</summary>
    public static ImmutableArray<ClipValue> Of(Clip clip, IEnumerable<ClipEdit> edits)
    {
        ArgumentNullException.ThrowIfNull(clip);
        var (last, facts) = (Last(edits), clip.Facts.Where(fact => !IsSaid(fact)).ToLookup(fact => fact.Field, StringComparer.Ordinal));
        return
        [
            .. ClipField.All.Select(field => Of(field.Name)),
            .. facts.Select(group => group.Key).Where(name => ClipField.Find(name)?.Name != name).Select(Of),
        ];

        ClipValue Of(string name)
        {
            var (field, edit, found) = (ClipField.All.FirstOrDefault(one => one.Name == name), last.GetValueOrDefault(name), Found(clip, name));
            return new()
            {
                Field = name,
                Label = field?.Label ?? name,
                Value = edit?.After ?? found ?? "",
                Origin = edit?.After is not null ? edit.Origin : facts[name].FirstOrDefault()?.Origin ?? (found is null ? "" : "inspection"),
                Facts = [.. facts[name]],
                Version = edit?.Number ?? 0,
                Last = edit,
                IsFoundAnew = edit?.After is not null && edit.Found != found,
                Editable = field,
            };
        }
    }

    /// <summary>As long as the clip was: by its own labels where it has them, else by its frames.</summary>
    private static string EndOf(Clip clip, string start)
    {
        if (!FrameRate.TryParse(clip.Rate, out var rate) || !Timecode.TryParse(start, rate, out var first)) return "";
        var timecode = Member(clip.Inspection, "timecode");
        return Timecode.TryParse(Text(timecode, "start"), rate, out var oldFirst) && Timecode.TryParse(Text(timecode, "end"), rate, out var oldEnd)
            ? first.AddWrapping(oldEnd.FramesSinceWrapping(oldFirst)).ToString()
            : clip.Frames is { } frames ? first.AddWrapping(frames).ToString() : "";
    }

    private static JsonElement? Member(JsonElement? element, string name) =>
        element is { ValueKind: JsonValueKind.Object } one && one.TryGetProperty(name, out var member) ? member : null;

    private static string? Text(JsonElement? element, string name) => Member(element, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
}
