using System.Collections.Immutable;

namespace Acetate.Library.Search;

/// <summary>Reads the query language from left to right; stops at the first mistake.</summary>
internal sealed class QueryReader(string text)
{
    private const int MostTerms = 40, MostValues = 100;

    private int at;

    /// <summary>What is wrong, after <see cref="Read"/> gave nothing.</summary>
    public QueryMistake? Mistake { get; private set; }

    /// <summary>The query; null when there is a mistake.</summary>
    public ClipQuery? Read()
    {
        if (text.Length > ClipQuery.LongestText)
            return Wrong<ClipQuery>(ClipQuery.LongestText, text.Length - ClipQuery.LongestText, $"A search has {ClipQuery.LongestText} characters at most.", "Leave out a part, or use a wildcard in place of a list.");
        var terms = ImmutableArray.CreateBuilder<SearchTerm>();
        for (SkipSpace(); at < text.Length; SkipSpace())
        {
            if (terms.Count == MostTerms) return Wrong<ClipQuery>(at, text.Length - at, $"A search has {MostTerms} terms at most.", "Leave out what stands from here on.");
            if (Term() is not { } term) return null;
            terms.Add(term);
        }

        return new ClipQuery { Text = text.Trim(), Terms = terms.ToImmutable() };
    }

    private SearchTerm? Term()
    {
        var start = at;
        var isNot = text[at] == '-';
        if (isNot && (++at == text.Length || char.IsWhiteSpace(text[at])))
            return Wrong<SearchTerm>(start, 1, "A minus stands before what must not be there, without a space.", "Write it as in -roll:A001.");
        if (text[at] == '"')
        {
            if (Quoted() is not { } phrase) return null;
            return Free(start, phrase, TextFit.Whole, isNot);
        }

        if (FieldName() is { } name)
        {
            // What begins like a time of the day is one: nothing else is written so.
            if (name.Length <= 2 && name.All(char.IsAsciiDigit)) return Values(SearchField.Named("tc")!, isNot);
            if (SearchField.Named(name) is not { } field) return Unknown(start, name);
            at += name.Length + 1;
            return Values(field, isNot);
        }

        var word = Word();
        return word switch
        {
            "OR" => Wrong<SearchTerm>(start, 2, "There is no OR between terms.", "Give a field several values, as in roll:A001,A002; or search for \"or\" in quotes."),
            "AND" => Wrong<SearchTerm>(start, 3, "Terms are joined by a space alone.", "Leave AND out; or search for \"and\" in quotes."),
            "NOT" => Wrong<SearchTerm>(start, 3, "What must not be there has a minus before it.", "Write it as in -roll:A001; or search for \"not\" in quotes."),
            _ => Bare(start, word, isNot),
        };
    }

    private SearchTerm? Bare(int start, string word, bool isNot)
    {
        var sought = word.TrimStart('*');
        var fit = sought.EndsWith('*') && sought.Length == word.Length ? TextFit.Beginning : TextFit.Inside;
        sought = sought.TrimEnd('*');
        if (sought.Contains('*', StringComparison.Ordinal))
            return Wrong<SearchTerm>(start, word.Length, "In free text an asterisk stands at the end of a word only.", $"Search for the parts one by one, as in {sought.Replace("*", " ", StringComparison.Ordinal).Trim()}; or in a field, as in name:{sought}.");
        return Free(start, sought, fit, isNot);
    }

    private SearchTerm? Free(int start, string words, TextFit fit, bool isNot)
    {
        var folded = SearchText.Words(words);
        return folded.Length > 0 ? new SearchTerm.Free(folded, fit) { IsNot = isNot }
            : Wrong<SearchTerm>(start, at - start, "There is no letter or digit to search for.", "Type a part of a name, or a field such as iso:800.");
    }

    private SearchTerm.Of? Values(SearchField field, bool isNot)
    {
        var values = ImmutableArray.CreateBuilder<FieldValue>();
        while (true)
        {
            var start = at;
            if (values.Count == MostValues) return Wrong<SearchTerm.Of>(at, 1, $"A field has {MostValues} values at most.", "Use a wildcard, as in roll:A*.");
            if (at == text.Length || char.IsWhiteSpace(text[at]) || text[at] is ',' or '|')
                return Wrong<SearchTerm.Of>(start, Math.Min(1, text.Length - start), $"After '{field.Name}:' a value is missing.", $"Write it without a space, as in {field.Example}.");
            var isExact = text[at] == '=';
            if (isExact) at++;
            var isQuoted = at < text.Length && text[at] == '"';
            var value = isQuoted ? Quoted() : Word(",|");
            if (value is null) return null;
            if (FieldReader.Read(field, value, isQuoted, isExact) is { } read && read.Value is { } one) values.Add(one);
            else
            {
                var (message, fix) = FieldReader.WhyNot(field, value, isQuoted);
                return Wrong<SearchTerm.Of>(start, at - start, message, fix);
            }

            if (at == text.Length || text[at] is not (',' or '|')) break;
            at++;
        }

        if (at < text.Length && !char.IsWhiteSpace(text[at]))
            return Wrong<SearchTerm.Of>(at, 1, "After a value in quotes comes a space, or a comma and another value.", "Put a space here.");
        return new SearchTerm.Of(field, values.ToImmutable()) { IsNot = isNot };
    }

    private SearchTerm? Unknown(int start, string name)
    {
        var near = SearchField.All.SelectMany(f => f.Aliases.Prepend(f.Name)).OrderBy(known => Distance(known, name)).First();
        var advice = Distance(near, name) <= 2 ? $"Did you mean {near}:? " : $"Fields are {string.Join(", ", SearchField.All.Select(f => f.Name))}. ";
        return Wrong<SearchTerm>(start, at - start + name.Length, $"There is no field '{Short(name)}'.", $"{advice}To search for the text itself, put it in quotes.");
    }

    /// <summary>The letters before a colon, when a word begins so.</summary>
    private string? FieldName()
    {
        var end = at;
        while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] is '_' or '.')) end++;
        return end > at && end < text.Length && text[end] == ':' ? text[at..end] : null;
    }

    private string Word(string ends = "")
    {
        var start = at;
        while (at < text.Length && !char.IsWhiteSpace(text[at]) && !ends.Contains(text[at], StringComparison.Ordinal)) at++;
        return text[start..at];
    }

    private string? Quoted()
    {
        var start = at++;
        var end = text.IndexOf('"', at);
        if (end < 0) return Wrong<string>(start, text.Length - start, "The quotation mark is not closed.", "Put another one at the end of the phrase.");
        at = end + 1;
        return text[(start + 1)..end];
    }

    private void SkipSpace()
    {
        while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
    }

    private T? Wrong<T>(int position, int length, string message, string fix)
        where T : class
    {
        Mistake ??= new QueryMistake(position, length, message, fix);
        return null;
    }

    internal static string Short(string text) => text.Length <= 40 ? text : $"{text[..40]}…";

    /// <summary>Letters to change, add or leave out (Levenshtein), of names no longer than a field's can be.</summary>
    private static int Distance(string one, string other)
    {
        if (other.Length > 20) return other.Length;
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var (corner, left) = (row[0], row[0] = i);
            for (var j = 1; j <= other.Length; j++)
            {
                left = Math.Min(Math.Min(left, row[j]) + 1, corner + (one[i - 1] == char.ToLowerInvariant(other[j - 1]) ? 0 : 1));
                (corner, row[j]) = (row[j], left);
            }
        }

        return row[^1];
    }
}
