using System.Collections.Immutable;
using System.Globalization;

namespace Acetate.Edl.Cmx3600.Reading;

/// <summary>
/// Reads an event line from its right end: four times, a duration, a transition, a channel. What remains between the number and
/// the channel is the reel, so that reels with blanks, tabs between the fields and any width of the reel's column are read alike.
/// </summary>
internal static class EventLine
{
    private const int MostWords = 256;

    /// <summary>What most lines say.</summary>
    private static readonly ImmutableArray<EdlChannel> Picture = [new(true, 1)];

    /// <summary>The event; null when the line is none, with a problem told when it should be one.</summary>
    public static EventStatement? Read(string line, int number, EdlProblems problems, out bool isEvent)
    {
        isEvent = false;
        Span<(int Start, int End)> all = stackalloc (int, int)[MostWords];
        var count = Words(line, all);
        var words = all[..Math.Max(count, 0)];
        if (count is 0 or -1 || words[0].End - words[0].Start > 9 || !TimeText.IsNumber(Word(line, words[0]))) return null;
        var first = FirstTime(line, words);
        if (first < 0)
        {
            var times = 0;
            foreach (var word in words) times += TimeText.LooksLike(Word(line, word)) ? 1 : 0;
            // A number as events have it begins no other line: what follows it would otherwise be taken for a part of the event above.
            if (times == 0 && words[0].End - words[0].Start is < 3 or > 6) return null;
            isEvent = true;
            problems.Add(
                EdlRule.MissingColumn, EdlSeverity.Error, number,
                $"Event {Word(line, words[0])} has {(times == 0 ? "no times" : times == 1 ? "one time" : $"{Count(times)} times")} instead of four: source in and out, record in and out.",
                times == 0 ? "Complete the line, export the list again, or begin the line with * if it is a remark." : "Complete the line, or export the list again.");
            return null;
        }

        isEvent = true;
        var name = Word(line, words[0]).ToString();
        if (name.Length is < 3 or > 6)
            problems.Add(EdlRule.EventNumber, EdlSeverity.Notice, number, $"The event number {name} is not three to six digits long, which most programs want.");
        if (first + 4 < words.Length)
            problems.Add(EdlRule.TrailingText, EdlSeverity.Warning, number, $"The text after the times of event {name} is kept, but means nothing here.", "Write it into a comment line that begins with *.");
        var at = first - 1;
        var transition = Transition(line, words, ref at, name, number, problems);
        var (channelText, channels) = Channel(line, words, ref at, name, number, problems);

        // What lies between the number and the channel; inner blanks stay as they are.
        var reel = at >= 1 ? line[words[1].Start..words[at].End] : "";
        var column = (at + 1 < words.Length ? words[at + 1].Start : line.Length) - words[0].End - 3;
        return new()
        {
            Line = number,
            LastLine = number,
            Number = name,
            Reel = reel,
            ReelColumn = Math.Max(column, reel.Length),
            ChannelText = channelText,
            Channels = channels,
            Transition = transition,
            SourceIn = TimeText.Of(Word(line, words[first])),
            SourceOut = TimeText.Of(Word(line, words[first + 1])),
            RecordIn = TimeText.Of(Word(line, words[first + 2])),
            RecordOut = TimeText.Of(Word(line, words[first + 3])),
        };
    }

    /// <summary>V, A, A2, AA, B, AA/V, V1, A1A2, NONE; false for anything else.</summary>
    private static bool TryChannels(ReadOnlySpan<char> text, List<EdlChannel> channels)
    {
        if (text.Equals("NONE", StringComparison.OrdinalIgnoreCase)) return true;
        for (var i = 0; i < text.Length;)
        {
            var kind = char.ToUpperInvariant(text[i++]);
            if (kind == '/') continue;
            var digits = 0;
            while (i + digits < text.Length && char.IsAsciiDigit(text[i + digits])) digits++;
            if (digits > 2 || (digits > 0 && text[i] == '0')) return false;
            var number = digits == 0 ? 0 : int.Parse(text.Slice(i, digits), CultureInfo.InvariantCulture);
            i += digits;
            switch (kind)
            {
                case 'V': Add(new(true, Math.Max(number, 1))); break;
                case 'B' when digits == 0:
                    Add(new(true, 1));
                    Add(new(false, 1));
                    break;
                case 'A' when digits == 0 && i < text.Length && text[i] is 'A' or 'a' && (i + 1 >= text.Length || !char.IsAsciiDigit(text[i + 1])):
                    Add(new(false, 1));
                    Add(new(false, 2));
                    i++;
                    break;
                case 'A': Add(new(false, Math.Max(number, 1))); break;
                default: return false;
            }
        }

        channels.Sort();
        return channels.Count > 0;

        void Add(EdlChannel channel)
        {
            if (!channels.Contains(channel)) channels.Add(channel);
        }
    }

    /// <summary>Start and end of each word; -1 when there are more than a line of a list has.</summary>
    public static int Words(ReadOnlySpan<char> line, Span<(int Start, int End)> words)
    {
        var count = 0;
        for (var i = 0; i < line.Length;)
        {
            if (IsBlank(line[i]))
            {
                i++;
                continue;
            }

            var end = i + 1;
            while (end < line.Length && !IsBlank(line[end])) end++;
            if (count == words.Length) return -1;
            words[count++] = (i, end);
            i = end;
        }

        return count;
    }

    private static bool IsBlank(char c) => c is ' ' or '\t' or '\u00A0' or '\x1A';

    private static ReadOnlySpan<char> Word(string line, (int Start, int End) word) => line.AsSpan(word.Start, word.End - word.Start);

    /// <summary>The word at which four times stand, the last ones of the line; -1 when there are none.</summary>
    private static int FirstTime(string line, ReadOnlySpan<(int Start, int End)> words)
    {
        var run = 0;
        for (var i = words.Length - 1; i >= 1; i--)
        {
            run = TimeText.LooksLike(Word(line, words[i])) ? run + 1 : 0;
            if (run == 4) return i;
        }

        // Plain frame numbers: only at the end of the line, and only after a channel and a transition.
        var first = words.Length - 4;
        if (first < 3) return -1;
        for (var i = first; i < words.Length; i++)
            if (!TimeText.IsNumber(Word(line, words[i])))
                return -1;
        var before = TimeText.IsNumber(Word(line, words[first - 1])) ? first - 2 : first - 1;
        return before >= 2 && IsTransition(Word(line, words[before])) ? first : -1;
    }

    private static bool IsTransition(ReadOnlySpan<char> word) =>
        word is "C" or "c" or "D" or "d" or "K" or "k" or "B" or "b" or "O" or "o" or "KB" or "kb" or "KO" or "ko" || IsWipe(word);

    private static bool IsWipe(ReadOnlySpan<char> word) =>
        word.Length is >= 2 and <= 5 && word[0] is 'W' or 'w' && TimeText.IsNumber(word[1..]);

    private static EdlTransition Transition(string line, ReadOnlySpan<(int Start, int End)> words, ref int at, string name, int number, EdlProblems problems)
    {
        int? frames = null;
        if (at >= 2 && Word(line, words[at]) is var last && TimeText.IsNumber(last) && last.Length <= 9)
        {
            frames = int.Parse(last, CultureInfo.InvariantCulture);
            at--;
        }

        if (at < 1)
        {
            problems.Add(EdlRule.Transition, EdlSeverity.Error, number, $"Event {name} has no transition; it should be C, D, Wnnn or K.", "Write C before the times if it is a cut.");
            return new(EdlTransitionKind.Unknown, null, frames, "");
        }

        if (frames is null && Word(line, words[at]) is "C")
        {
            at--;
            return EdlTransition.Cut;
        }

        var word = Word(line, words[at]).ToString().ToUpperInvariant();
        if (word is "B" or "O" && at >= 2 && Word(line, words[at - 1]) is "K" or "k")
        {
            word = "K" + word;
            at--;
        }

        var kind = word switch
        {
            "C" => EdlTransitionKind.Cut,
            "D" => EdlTransitionKind.Dissolve,
            "K" => EdlTransitionKind.Key,
            "KB" => EdlTransitionKind.KeyBackground,
            "KO" => EdlTransitionKind.KeyOut,
            _ => IsWipe(word) ? EdlTransitionKind.Wipe : EdlTransitionKind.Unknown,
        };
        if (kind == EdlTransitionKind.Unknown)
        {
            // A channel here means that the transition itself is missing.
            var isMissing = frames is null && TryChannels(word, []) && !(at >= 2 && TryChannels(Word(line, words[at - 1]), []));
            problems.Add(
                EdlRule.Transition, EdlSeverity.Error, number,
                isMissing ? $"Event {name} has no transition; it should be C, D, Wnnn or K." : $"'{Shown(word)}' is not a transition of event {name}; it should be C, D, Wnnn or K.",
                "Write C before the times if it is a cut.");
            if (!isMissing) at--;
            return new(kind, null, frames, isMissing ? "" : word);
        }

        at--;
        if (frames is null && kind is EdlTransitionKind.Dissolve or EdlTransitionKind.Wipe)
            problems.Add(EdlRule.Transition, EdlSeverity.Error, number, $"The transition {word} of event {name} has no duration.", "Write its frames after the letter, such as D 024.");
        if (frames > 0 && kind == EdlTransitionKind.Cut)
            problems.Add(EdlRule.Transition, EdlSeverity.Warning, number, $"Event {name} is a cut and has a duration of {frames} frames.", "Write D instead of C if a dissolve is meant.");
        return new(kind, kind == EdlTransitionKind.Wipe ? int.Parse(word.AsSpan(1), CultureInfo.InvariantCulture) : null, frames, word is "KB" or "KO" ? $"K {word[1]}" : word);
    }

    private static (string Text, ImmutableArray<EdlChannel> Channels) Channel(string line, ReadOnlySpan<(int Start, int End)> words, ref int at, string name, int number, EdlProblems problems)
    {
        if (at < 1)
        {
            problems.Add(EdlRule.Channel, EdlSeverity.Error, number, $"Event {name} has no channel and no reel.", "Write reel and channel after the number, such as A001 V.");
            return ("", []);
        }

        if (Word(line, words[at]) is "V")
        {
            at--;
            return ("V", Picture);
        }

        var text = Word(line, words[at]).ToString();
        var channels = new List<EdlChannel>(2);
        if (TryChannels(text, channels))
        {
            at--;
            return (text, [.. channels]);
        }

        // With one word only, the reel is the likelier one.
        if (at == 1)
        {
            problems.Add(EdlRule.Channel, EdlSeverity.Error, number, $"Event {name} has no channel after the reel '{Shown(text)}'.", "Write V, A, AA/V or the like before the transition.");
            return ("", [.. channels]);
        }

        problems.Add(EdlRule.Channel, EdlSeverity.Error, number, $"'{Shown(text)}' is not a channel of event {name}.", "It should be like V, A, A2, AA/V, B or NONE.");
        at--;
        return (text, [.. channels]);
    }

    private static string Shown(string text) => text.Length <= 40 ? text : text[..40] + "…";

    private static string Count(int number) => number switch { 2 => "two", 3 => "three", _ => number.ToString(CultureInfo.InvariantCulture) };
}
