using System.Collections.Immutable;
using Acetate.Library.Clips;
using Acetate.Timing;

namespace Acetate.Tools.Exchange.Sheets;

/// <summary>Finds the clip that a row of a list means: by our id, by name or file, else by roll and timecode. A doubt is never decided.</summary>
internal sealed class SheetMatch
{
    // Without its signs 1-1 would be 11: only names that say more are compared by letters and digits alone.
    private const int ShortestKey = 6;

    private readonly Dictionary<Guid, ClipSign> byId;
    private readonly ILookup<string, ClipSign> byName, byLetters, byRoll;

    /// <summary>Over the clips of a show.</summary>
    public SheetMatch(IReadOnlyCollection<ClipSign> clips)
    {
        byId = clips.ToDictionary(clip => clip.Id);
        byName = clips.SelectMany(clip => clip.Files.Select(Stem).Append(clip.Name).Distinct(StringComparer.OrdinalIgnoreCase).Select(name => (name, clip))).ToLookup(pair => pair.name, pair => pair.clip, StringComparer.OrdinalIgnoreCase);
        byLetters = clips.SelectMany(clip => clip.Files.Select(Stem).Append(clip.Name).Select(Key).Where(key => key.Length >= ShortestKey).Distinct(StringComparer.Ordinal).Select(key => (key, clip))).ToLookup(pair => pair.key, pair => pair.clip, StringComparer.Ordinal);
        byRoll = clips.SelectMany(clip => new[] { clip.RollName, clip.Reel }.Select(Key).Where(key => key.Length > 0).Distinct(StringComparer.Ordinal).Select(key => (key, clip))).ToLookup(pair => pair.key, pair => pair.clip, StringComparer.Ordinal);
    }

    /// <summary>The clip of a row, or why there is none.</summary>
    public SheetOutcome Of(SheetRow row)
    {
        if (row[SheetSign.Id] is { Length: > 0 } text)
            return Guid.TryParse(text, out var id) && byId.TryGetValue(id, out var known) ? new SheetOutcome.One(known, "its id") : new SheetOutcome.None($"No clip of the show has the id '{Short(text)}'.");
        var (found, how) = (Named(row), "its name");
        if (found.Count == 0) (found, how) = (At(row), "roll and timecode");
        if (found.Count == 0) return new SheetOutcome.None(row.Title.Length == 0 ? "The line names no clip." : $"No clip of the show is called '{Short(row.Title)}'.");

        // What else the row says must not speak against the clip, and tells clips of one name apart.
        var (start, all) = (row[SheetSign.Start], found);
        if (found.Count > 1 && row[SheetSign.Roll] is { Length: > 0 } roll && found.FindAll(clip => IsRoll(roll, clip)) is { Count: > 0 } sameRoll) (found, how) = (sameRoll, $"{how} and roll");
        if (found.Count > 1 && row.Day is { } day && found.FindAll(clip => clip.ShootDay == day) is { Count: > 0 } sameDay) (found, how) = (sameDay, $"{how} and day");
        if (start.Length > 0)
        {
            var holding = found.FindAll(clip => Holds(clip, start) != false);
            if (holding.Count == 0)
                return new SheetOutcome.Unsure([.. all.Take(10)], $"{(all.Count == 1 ? "A clip" : $"{all.Count} clips")} of that name {(all.Count == 1 ? "is" : "are")} there, but not at {Short(start)}: {string.Join(", ", all.Take(3).Select(Described))}.");
            if (holding.Count < found.Count) (found, how) = (holding, $"{how} and timecode");
        }

        return found is [var only] ? new SheetOutcome.One(only, how)
            : new SheetOutcome.Unsure([.. found.Take(10)], $"{found.Count} clips could be meant: {string.Join(", ", found.Take(3).Select(Described))}{(found.Count > 3 ? " …" : "")}. A column with the roll, the timecode or the id (Acetate Clip) tells them apart.");
    }

    private List<ClipSign> Named(SheetRow row)
    {
        foreach (var name in new[] { row[SheetSign.Name], row[SheetSign.File] })
        {
            string[] spellings = [name, Stem(name), WithoutTracks(Stem(name))];
            foreach (var clips in spellings.Where(one => one.Length > 0).Select(one => byName[one]).Concat(spellings.Select(one => byLetters[Key(one)])).Select(group => group.Distinct().ToList()))
                if (clips.Count > 0)
                    return clips;
            // A camera report writes C003, or 3, under a roll.
            var number = name.TrimStart('C', 'c');
            if (number.Length is > 0 and <= 4 && number.All(char.IsAsciiDigit) && row[SheetSign.Roll] is { Length: > 0 } roll
                && Rolls(roll).Where(clip => HasNumber(clip.Name, $"C{number.PadLeft(3, '0')}")).ToList() is { Count: > 0 } numbered)
                return numbered;
        }

        return [];
    }

    private List<ClipSign> At(SheetRow row) =>
        row[SheetSign.Roll] is { Length: > 0 } roll && row[SheetSign.Start] is { Length: > 0 } start && row[SheetSign.Name].Length == 0 && row[SheetSign.File].Length == 0
            ? [.. Rolls(roll).Where(clip => Holds(clip, start) == true && Label(clip.TimecodeStart) == Label(start))] : [];

    private IEnumerable<ClipSign> Rolls(string roll)
    {
        var exact = byRoll[Key(roll)].Distinct().ToList();
        return exact.Count > 0 ? exact : byRoll.Where(group => IsShortOf(roll, group.Key)).SelectMany(group => group).Distinct();
    }

    private static bool HasNumber(string name, string number) =>
        name.IndexOf(number, StringComparison.OrdinalIgnoreCase) is >= 0 and var at && (at + number.Length == name.Length || !char.IsAsciiDigit(name[at + number.Length]));

    private static bool IsRoll(string roll, ClipSign clip) => new[] { clip.RollName, clip.Reel }.Any(one => one.Length > 0 && (Key(one) == Key(roll) || IsShortOf(roll, Key(one))));

    /// <summary>Reports often write the short form: A001 for A001R2EC.</summary>
    private static bool IsShortOf(string roll, string key) =>
        Key(roll) is { Length: >= 3 } compact && char.IsAsciiDigit(compact[^1]) && key.Length > compact.Length && key.StartsWith(compact, StringComparison.Ordinal) && !char.IsAsciiDigit(key[compact.Length]);

    /// <summary>Whether a label lies within a clip; null when that cannot be said.</summary>
    private static bool? Holds(ClipSign clip, string label)
    {
        if (!FrameRate.TryParse(clip.Rate, out var rate) || !Timecode.TryParse(clip.TimecodeStart, rate, out var start)) return null;
        if (Label(clip.TimecodeStart) == Label(label)) return true;
        if (!Timecode.TryParse(label, rate, start.IsDrop, out var at, out _)) return null;
        return Timecode.TryParse(clip.TimecodeEnd, rate, out var end) && end.FramesSinceWrapping(start) is > 0 and var length ? at.FramesSinceWrapping(start) < length : at == start;
    }

    private static string Described(ClipSign clip) => $"{clip.Name} (roll {clip.RollName}, {clip.ShootDay:yyyy-MM-dd}{(clip.TimecodeStart.Length > 0 ? $", {clip.TimecodeStart}" : "")})";

    private static string Label(string label) => label.Replace(';', ':').Replace('.', ':').Trim();

    private static string Key(string name) => ClipColumn.Key(name);

    private static string Stem(string file)
    {
        var name = file[(file.LastIndexOfAny(['/', '\\']) + 1)..];
        return name.LastIndexOf('.') is > 0 and var dot && name.Length - dot <= 6 && !name[dot..].Contains(' ', StringComparison.Ordinal) ? name[..dot] : name;
    }

    /// <summary>All tracks of a take at once are written with an X: <c>A101_1_X.WAV</c>.</summary>
    private static string WithoutTracks(string stem) => stem.EndsWith("_X", StringComparison.OrdinalIgnoreCase) ? stem[..^2] : "";

    private static string Short(string text) => text.Length <= 80 ? text : text[..79] + "…";
}

/// <summary>What a row is about.</summary>
internal abstract record SheetOutcome
{
    private SheetOutcome()
    {
    }

    /// <summary>This clip.</summary>
    public sealed record One(ClipSign Clip, string How) : SheetOutcome;

    /// <summary>Perhaps one of these, and nobody knows which.</summary>
    public sealed record Unsure(ImmutableArray<ClipSign> Clips, string Why) : SheetOutcome;

    /// <summary>No clip of the show.</summary>
    public sealed record None(string Why) : SheetOutcome;
}
