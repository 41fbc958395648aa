using System.Collections.Immutable;
using System.Globalization;

namespace Acetate.Edl.Cmx3600.Reading;

/// <summary>Goes through the lines once: says what each is, and gives it to the event above it.</summary>
internal sealed class LineWalk(string name)
{
    private const int MostEvents = 250_000, LongestLine = 4096;
    private static readonly ImmutableArray<string> MediaKeys = ["START TC", "PATH", "FILENAME", "ORIGIN"];
    private readonly EdlStructure structure = new();
    private readonly EdlProblems problems = new();
    private readonly ImmutableArray<EdlComment>.Builder header = ImmutableArray.CreateBuilder<EdlComment>();
    private readonly ImmutableArray<EdlReelName>.Builder reels = ImmutableArray.CreateBuilder<EdlReelName>();
    private readonly MarkerTable table = new();
    private readonly DialectSigns signs = new();
    private EventStatement? last;
    private bool isDrop;
    private bool? listIsDrop;
    private bool isLost;
    private int section, unknownFrom, unknownTo, lostLine, number;
    private string unknownText = "";

    public (ImmutableArray<EdlLine> Lines, EdlStructure Structure) Read(ReadOnlySpan<char> list, int count, IEnumerable<EdlProblem> before)
    {
        foreach (var problem in before) problems.Add(problem);
        var all = ImmutableArray.CreateBuilder<EdlLine>(count);
        while (number < count)
        {
            number++;
            var text = EdlBytes.NextLine(ref list, out var end).ToString();
            var kind = text.Length > LongestLine ? TooLong() : Line(text);
            // Lost events are told one by one, each with its own way out.
            if (kind == EdlLineKind.Unknown && lostLine != number) Unknown(text);
            else if (kind != EdlLineKind.Blank) TellUnknown();
            signs.Line(kind, number);
            all.Add(new(number, kind, text, end));
        }

        TellUnknown();
        if (structure.Events.Count == 0)
            problems.Add(EdlRule.NoEvents, EdlSeverity.Error, 0, "There is no event in the file.", "Check that it is a CMX 3600 edit decision list; other formats have other readers.");
        EventPairs.Find(structure.Events, problems);
        structure.HeaderComments = header.ToImmutable();
        structure.ReelNames = reels.ToImmutable();
        structure.Problems = problems.ByLine();
        var made = all.MoveToImmutable();
        structure.Dialect = signs.Weigh(structure.Events, made);
        return (made, structure);
    }

    private EdlLineKind Line(string text)
    {
        var line = text.AsSpan().Trim(" \t\u00A0\x1A");
        if (line.IsEmpty) return EdlLineKind.Blank;
        if (line[0] == '*') return Comment(text, hasStar: true);
        if (char.IsAsciiDigit(line[0]))
        {
            if (EventLine.Read(text, number, problems, out var isEvent) is { } found) Event(found);
            else if (isEvent) return Lost();
            return isEvent ? EdlLineKind.Event : EdlLineKind.Unknown;
        }

        if (Keyed(line, "TITLE") is var title && title.Found) return Title(title.Value);
        if (Keyed(line, "FCM") is var fcm && fcm.Found) return FrameCodeMode(fcm.Value);
        if (Begins(line, "M2")) return Speed(text, line);
        if (Keyed(line, "SPLIT") is var split && split.Found) return Split(split.Value);
        if (Begins(line, "AUD")) return Audio(line[3..]);
        if (Begins(line, "EFFECTS NAME IS"))
        {
            if (Owner(line) is { } owner) owner.EffectName = line[15..].Trim().ToString();
            return EdlLineKind.EffectName;
        }

        if (Keyed(line, "FINAL CUT PRO REEL") is var final && final.Found) return Mapping(final.Value, "REPLACED BY", EdlReelOrigin.FinalCut, EdlLineKind.FinalCutReel);
        if (Begins(line, "REEL") && line.Contains(" IS CLIP ", StringComparison.OrdinalIgnoreCase)) return Mapping(line[4..], "IS CLIP", EdlReelOrigin.ReelIsClip, EdlLineKind.ReelIsClip);
        if (line.StartsWith(">>>")) return SourceTable(line[3..].TrimStart());
        if (Keyed(line, "DLEDL") is var dledl && dledl.Found)
        {
            Flame(dledl.Value);
            return EdlLineKind.Flame;
        }

        if (line.StartsWith("|C:") || line.StartsWith("|M:")) return ResolveMarker(line);
        return Comment(text, hasStar: false);
    }

    private void Event(EventStatement found)
    {
        if (structure.Events.Count >= MostEvents) throw new EdlException($"The list has more than {MostEvents:N0} events. Split it.", name, number);
        listIsDrop ??= isDrop;
        (found.SourceIsDrop, found.RecordIsDrop, found.Section) = (isDrop, listIsDrop.Value, section);
        structure.Events.Add(found);
        (last, isLost) = (found, false);
    }

    private EdlLineKind Title(ReadOnlySpan<char> text)
    {
        if (structure.Title is null) structure.Title = text.ToString();
        else problems.Add(EdlRule.SecondTitle, EdlSeverity.Notice, number, $"Another list begins here, '{Shown(text)}'; its events are read as part of this one.", "Split the file if the lists are separate reels.");
        if (structure.Events.Count > 0) (last, listIsDrop, section) = (null, null, section + 1);
        return EdlLineKind.Title;
    }

    private EdlLineKind FrameCodeMode(ReadOnlySpan<char> text)
    {
        var words = text.Trim().ToString().Replace('-', ' ').Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        var mode = string.Join(' ', words).ToUpperInvariant();
        bool? drop = mode is "DROP FRAME" or "DF" or "DROP" or "D" or "DROPFRAME" ? true : mode is "NON DROP FRAME" or "NDF" or "NON DROP" or "NONDROP FRAME" or "ND" ? false : null;
        if (drop is { } known)
        {
            isDrop = known;
            if (known) structure.DropLine ??= number;
        }
        else
        {
            problems.Add(EdlRule.BadLine, EdlSeverity.Warning, number, $"FCM says '{Shown(text)}', which is neither DROP FRAME nor NON-DROP FRAME.", "Times are counted as before this line.");
        }

        return EdlLineKind.FrameCodeMode;
    }

    /// <summary>From the right: time, speed; what remains is the reel, blanks included.</summary>
    private EdlLineKind Speed(string text, ReadOnlySpan<char> line)
    {
        Span<(int Start, int End)> all = stackalloc (int, int)[64];
        var count = EventLine.Words(line, all);
        var at = count - 1;
        TimeText? time = null;
        if (at >= 2 && line[all[at].Start..all[at].End] is var word && (TimeText.LooksLike(word) || TimeText.IsNumber(word)))
        {
            time = TimeText.Of(word);
            at--;
        }

        if (count < 2 || at < 1 || !decimal.TryParse(line[all[at].Start..all[at].End], NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var speed) || Math.Abs(speed) > 100_000)
        {
            problems.Add(EdlRule.Speed, EdlSeverity.Error, number, $"'{Shown(text)}' is not the speed of a reel.", "It should be like M2 A001 048.0 01:00:00:00; without it the event would play at normal speed.");
            return EdlLineKind.Speed;
        }

        var reel = at > 1 ? line[all[1].Start..all[at - 1].End].ToString() : "";
        if (time is null)
            problems.Add(EdlRule.Speed, EdlSeverity.Warning, number, $"The speed of reel '{Shown(reel)}' has no time at which it begins.", "The source in of the event is taken.");
        if (Owner(line) is { } owner) owner.Speeds.Add(new(number, reel, speed, time));
        return EdlLineKind.Speed;
    }

    private EdlLineKind Split(ReadOnlySpan<char> rest)
    {
        var isAudio = rest.StartsWith("AUDIO", StringComparison.OrdinalIgnoreCase);
        var equals = rest.IndexOf('=');
        if (equals < 0 || !(isAudio || rest.StartsWith("VIDEO", StringComparison.OrdinalIgnoreCase)))
            problems.Add(EdlRule.BadLine, EdlSeverity.Warning, number, $"The split '{Shown(rest)}' cannot be read.", "It should be like SPLIT: AUDIO DELAY= 00:00:00:05.");
        else if (Owner(rest) is { } owner)
            owner.Splits.Add((number, isAudio, TimeText.Of(rest[(equals + 1)..].Trim())));
        return EdlLineKind.Split;
    }

    private EdlLineKind Audio(ReadOnlySpan<char> rest)
    {
        if (Owner(rest) is not { } owner) return EdlLineKind.Audio;
        foreach (var range in rest.SplitAny(" \t"))
        {
            var word = rest[range];
            if (word.IsEmpty) continue;
            if (TimeText.IsNumber(word) && word.Length <= 2 && int.Parse(word, CultureInfo.InvariantCulture) is > 0 and var channel)
            {
                if (!owner.Channels.Contains(new(false, channel))) owner.Channels = owner.Channels.Add(new(false, channel));
            }
            else
            {
                problems.Add(EdlRule.Channel, EdlSeverity.Warning, number, $"'{Shown(word)}' is not a sound channel.", "AUD lines name channels by number, like AUD 3 4.");
            }
        }

        return EdlLineKind.Audio;
    }

    private EdlLineKind Mapping(ReadOnlySpan<char> rest, string between, EdlReelOrigin origin, EdlLineKind kind)
    {
        var at = rest.IndexOf(between, StringComparison.OrdinalIgnoreCase);
        var first = at < 0 ? [] : rest[..at].Trim(" \t:");
        var second = at < 0 ? [] : rest[(at + between.Length)..].Trim(" \t:");
        if (first.IsEmpty || second.IsEmpty)
        {
            problems.Add(EdlRule.BadLine, EdlSeverity.Warning, number, $"The reel names in '{Shown(rest)}' cannot be read.", "Final Cut Pro writes FINAL CUT PRO REEL: LongName REPLACED BY: Short.");
            return kind;
        }

        var (shorter, longer) = origin == EdlReelOrigin.FinalCut ? (second.ToString(), first.ToString()) : (first.ToString(), second.ToString());
        Reel(new(number, origin, shorter, longer));
        return kind;
    }

    private EdlLineKind SourceTable(ReadOnlySpan<char> rest)
    {
        Span<(int Start, int End)> words = stackalloc (int, int)[64];
        var count = EventLine.Words(rest, words);
        if (!Begins(rest, "SOURCE")) return EdlLineKind.Unknown;
        if (count < 3)
        {
            problems.Add(EdlRule.BadLine, EdlSeverity.Warning, number, $"The row '{Shown(rest)}' of the source table cannot be read.", "It should be like >>> SOURCE A001 LongName 00:00:00:00.");
            return EdlLineKind.SourceTable;
        }

        var shorter = rest[words[1].Start..words[1].End].ToString();
        var (longer, id) = count == 3
            ? (rest[words[2].Start..words[2].End].ToString(), null)
            : (rest[words[2].Start..words[count - 2].End].ToString(), rest[words[count - 1].Start..words[count - 1].End].ToString());
        reels.Add(new(number, EdlReelOrigin.SourceTable, shorter, longer, id));
        last = null;
        return EdlLineKind.SourceTable;
    }

    private void Flame(ReadOnlySpan<char> rest)
    {
        if (Begins(rest, "REEL") || rest.StartsWith("REEL:", StringComparison.OrdinalIgnoreCase))
        {
            var names = rest[4..].Trim(" \t:").ToString().Split([' ', '\t'], 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (names.Length == 2) Reel(new(number, EdlReelOrigin.Flame, names[0], names[1]));
            return;
        }

        if (Owner(rest) is not { } owner) return;
        var flag = rest;
        if (flag.StartsWith("EDIT:", StringComparison.OrdinalIgnoreCase)) flag = flag[5..].TrimStart(" 0123456789");
        foreach (var key in MediaKeys)
        {
            if (!flag.StartsWith(key, StringComparison.OrdinalIgnoreCase)) continue;
            owner.Flame.Add((number, key, flag[key.Length..].TrimStart(" \t:").Trim().ToString()));
            return;
        }

        problems.Add(EdlRule.UnknownLine, EdlSeverity.Notice, number, $"The media line 'DLEDL: {Shown(rest)}' is not understood; it is kept.");
    }

    private void Reel(EdlReelName found)
    {
        reels.Add(found);
        last?.Reels.Add(found);
        if (last is not null) last.LastLine = number;
    }

    /// <summary>|C:ResolveColorBlue |M:Marker 1 |D:1.</summary>
    private EdlLineKind ResolveMarker(ReadOnlySpan<char> line)
    {
        var text = line.ToString();
        var (c, m, d) = (text.IndexOf("|C:", StringComparison.Ordinal), text.IndexOf("|M:", StringComparison.Ordinal), text.LastIndexOf("|D:", StringComparison.Ordinal));
        if (m < 0 || (d >= 0 && d < m))
        {
            problems.Add(EdlRule.Marker, EdlSeverity.Warning, number, $"The marker '{Shown(text)}' cannot be read.", "It should be like |C:ResolveColorBlue |M:Name |D:1.");
            return EdlLineKind.Marker;
        }

        var colour = c < 0 || c > m ? "" : text[(c + 3)..m].Trim();
        if (colour.StartsWith("ResolveColor", StringComparison.OrdinalIgnoreCase)) colour = colour["ResolveColor".Length..];
        var label = text[(m + 3)..(d < 0 ? text.Length : d)].Trim();
        long? frames = d >= 0 && TimeText.IsNumber(text.AsSpan(d + 3).Trim()) ? long.Parse(text.AsSpan(d + 3).Trim(), CultureInfo.InvariantCulture) : null;
        Owner(line)?.Markers.Add(new(number, null, colour.ToUpperInvariant(), label, frames));
        return EdlLineKind.Marker;
    }

    private EdlLineKind Comment(string text, bool hasStar)
    {
        var comment = CommentWords.Read(text, number);
        signs.Comment(comment, text);
        if (!hasStar)
        {
            if (comment.Kind is EdlCommentKind.Other or EdlCommentKind.Reel or EdlCommentKind.Comment or EdlCommentKind.FreezeFrame) return MayBeEvent(text) ? LostEvent(text) : EdlLineKind.Unknown;
            problems.Add(EdlRule.CommentSide, EdlSeverity.Notice, number, $"The comment '{Shown(text.AsSpan().Trim())}' has no star; it was read as one.", "Begin the line with * for other programs.");
        }

        if (table.Take(text, comment, listIsDrop ?? isDrop) is { } rows)
        {
            structure.TableMarkers.AddRange(rows);
            return EdlLineKind.Comment;
        }

        if (comment.Kind == EdlCommentKind.Flame)
        {
            Flame(comment.Value);
            last?.Comments.Add(comment);
        }
        else if (last is not null)
        {
            last.Comments.Add(comment);
            if (comment.Kind == EdlCommentKind.Locator) Locator(comment);
        }
        else if (structure.Events.Count == 0 && !isLost)
        {
            header.Add(comment);
        }

        if (last is not null) last.LastLine = number;
        return EdlLineKind.Comment;
    }

    /// <summary>LOC: time, colour, text.</summary>
    private void Locator(EdlComment comment)
    {
        var parts = comment.Value.Split([' ', '\t'], 3, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (parts.Length == 0 || !TimeText.LooksLike(parts[0]))
        {
            problems.Add(EdlRule.Marker, EdlSeverity.Warning, number, $"The marker '{Shown(comment.Value)}' has no time.", "It should be like * LOC: 01:00:00:12 RED text.");
            return;
        }

        var colour = parts.Length > 1 ? parts[1].ToUpperInvariant() : "";
        if (colour.Length > 0 && !MarkerTable.IsColour(colour))
            problems.Add(EdlRule.Marker, EdlSeverity.Notice, number, $"'{Shown(parts[1])}' is not a known marker colour; it is kept as one.", "If it belongs to the text, write a colour such as RED before it.");
        last!.Markers.Add(new(number, TimeText.Of(parts[0]), colour, parts.Length > 2 ? parts[2] : "", null));
    }

    /// <summary>The event that a line belongs to; a problem when there is none.</summary>
    private EventStatement? Owner(ReadOnlySpan<char> line)
    {
        if (last is not null) last.LastLine = number;
        else if (!isLost)
            problems.Add(EdlRule.NoEventYet, EdlSeverity.Warning, number, $"'{Shown(line)}' belongs to no event.", "Write it below its event.");
        return last;
    }

    /// <summary>Whether a line that begins with no number was an event before it was damaged: nothing else has two times.</summary>
    private static bool MayBeEvent(ReadOnlySpan<char> line)
    {
        Span<(int Start, int End)> words = stackalloc (int, int)[64];
        var times = 0;
        for (var i = EventLine.Words(line, words) - 1; i >= 0; i--) times += TimeText.LooksLike(line[words[i].Start..words[i].End]) ? 1 : 0;
        return times >= 2;
    }

    private EdlLineKind LostEvent(ReadOnlySpan<char> line)
    {
        problems.Add(EdlRule.UnknownLine, EdlSeverity.Error, number, $"'{Shown(line.Trim())}' has times and is no event; it is kept, and nothing is read from it.", "An event begins with its number. Complete the line, or begin it with * if it is a remark.");
        return Lost();
    }

    // What follows belongs to it, and to no event that was read.
    private EdlLineKind Lost()
    {
        (last, isLost, lostLine) = (null, true, number);
        return EdlLineKind.Unknown;
    }

    private EdlLineKind TooLong()
    {
        problems.Add(EdlRule.BadLine, EdlSeverity.Error, number, $"The line has more than {LongestLine:N0} characters; it is kept, and nothing is read from it.", "Break it into lines of the list's own, or export the list again.");
        return Lost();
    }

    private void Unknown(string text)
    {
        if (unknownFrom == 0) (unknownFrom, unknownText) = (number, text);
        unknownTo = number;
    }

    private void TellUnknown()
    {
        if (unknownFrom == 0) return;
        var what = unknownFrom == unknownTo ? $"'{Shown(unknownText.AsSpan().Trim())}' is not understood; it is kept" : $"Lines {unknownFrom} to {unknownTo} are not understood, beginning with '{Shown(unknownText.AsSpan().Trim())}'; they are kept";
        problems.Add(EdlRule.UnknownLine, EdlSeverity.Notice, unknownFrom, $"{what}.", "Begin remarks with *.");
        unknownFrom = 0;
    }

    private static (bool Found, string Value) Keyed(ReadOnlySpan<char> line, string word)
    {
        if (!Begins(line, word) && !(line.StartsWith(word, StringComparison.OrdinalIgnoreCase) && line.Length > word.Length && line[word.Length] == ':')) return (false, "");
        var rest = line[word.Length..].TrimStart();
        return (true, (rest.StartsWith(":") ? rest[1..] : rest).Trim().ToString());
    }

    /// <summary>Whether a word stands first, with a blank or nothing after it.</summary>
    private static bool Begins(ReadOnlySpan<char> line, string word) =>
        line.StartsWith(word, StringComparison.OrdinalIgnoreCase) && (line.Length == word.Length || line[word.Length] is ' ' or '\t');

    private static string Shown(ReadOnlySpan<char> text)
    {
        var shown = (text.Length <= 60 ? text.ToString() : $"{text[..60]}…").ToCharArray();
        for (var i = 0; i < shown.Length; i++)
            if (char.IsControl(shown[i])) shown[i] = ' ';
        return new(shown);
    }
}
