using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Acetate.Library.Search;

/// <summary>A search for clips, as somebody typed it: terms that all must hold.</summary>
/// <remarks>The language stands in docs/guide/library.md. A query is data: nothing of its text ever becomes a part of a statement.</remarks>
public sealed record ClipQuery
{
    /// <summary>The longest query, in characters.</summary>
    public const int LongestText = 2000;

    /// <summary>The search that finds everything.</summary>
    public static ClipQuery Everything { get; } = new();

    /// <summary>What was typed.</summary>
    public string Text { get; init; } = "";

    /// <summary>The terms; a clip is found when all hold.</summary>
    public ImmutableArray<SearchTerm> Terms { get; init; } = [];

    /// <summary>Reads a query.</summary>
    /// <exception cref="FormatException">It is none; the message says where and what to write instead.</exception>
    public static ClipQuery Parse(string text) => TryParse(text, out var query, out var mistake) ? query : throw new FormatException(mistake.ToString());

    /// <summary>Reads a query, or says where it is wrong and what to write instead.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out ClipQuery? query, [NotNullWhen(false)] out QueryMistake? mistake)
    {
        var reader = new QueryReader(text ?? "");
        (query, mistake) = reader.Read() is { } read ? (read, null) : ((ClipQuery?)null, reader.Mistake!);
        return query is not null;
    }

    /// <inheritdoc/>
    public override string ToString() => Text;
}

/// <summary>What is wrong with a query.</summary>
/// <param name="Position">Where it begins, counted in characters from 0.</param>
/// <param name="Length">How many characters it concerns.</param>
/// <param name="Message">What is wrong: one sentence.</param>
/// <param name="Fix">What to write instead: one sentence.</param>
public sealed record QueryMistake(int Position, int Length, string Message, string Fix)
{
    /// <inheritdoc/>
    public override string ToString() => $"At character {Position + 1}: {Message} {Fix}";
}

/// <summary>One term of a query.</summary>
public abstract record SearchTerm
{
    private SearchTerm()
    {
    }

    /// <summary>Whether the term must not hold.</summary>
    public bool IsNot { get; init; }

    /// <summary>Free text, in the letters that everything is compared in.</summary>
    /// <param name="Words">Lower-case words without accents, one space between.</param>
    /// <param name="Fit">Where it must stand.</param>
    public sealed record Free(string Words, TextFit Fit) : SearchTerm;

    /// <summary>A field that must have one of several values.</summary>
    /// <param name="Field">The field.</param>
    /// <param name="Values">The values.</param>
    public sealed record Of(SearchField Field, ImmutableArray<FieldValue> Values) : SearchTerm;
}

/// <summary>Where free text must stand.</summary>
public enum TextFit
{
    /// <summary>Anywhere, also within a word.</summary>
    Inside,

    /// <summary>At the beginning of a word.</summary>
    Beginning,

    /// <summary>As whole words.</summary>
    Whole,
}

/// <summary>A value that a field may have.</summary>
public abstract record FieldValue
{
    private FieldValue()
    {
    }

    /// <summary>This name, in any case and with or without accents.</summary>
    public sealed record Exactly(string Key) : FieldValue;

    /// <summary>A name like this one: <c>*</c> stands for any letters, <c>?</c> for one.</summary>
    public sealed record Like(string Pattern) : FieldValue;

    /// <summary>A name with these words in it.</summary>
    public sealed record Words(string Sequence) : FieldValue;

    /// <summary>A number from the one to the other, both included, in the field's scale.</summary>
    public sealed record Between(long From, long To) : FieldValue;

    /// <summary>A day from the one to the other, both included.</summary>
    public sealed record Days(DateOnly From, DateOnly To) : FieldValue;

    /// <summary>What a word stands for.</summary>
    public sealed record Choice(SearchChoice Chosen) : FieldValue;

    /// <summary>A stretch of timecode: from a label to before another.</summary>
    /// <param name="From">The first label.</param>
    /// <param name="To">The label after the last; on the next day where it is not later than the first.</param>
    /// <param name="LabelsPerSecond">At which the labels' frames count; 0 when at each clip's own rate.</param>
    /// <param name="IsWhole">Whether the clip must hold all of it.</param>
    public sealed record Time(LabelPlace From, LabelPlace To, int LabelsPerSecond, bool IsWhole) : FieldValue;
}

/// <summary>A place among the labels of a day.</summary>
/// <param name="Second">Seconds since midnight; 86,400 and more on the next day.</param>
/// <param name="Frame">Frames within it.</param>
public readonly record struct LabelPlace(int Second, int Frame);
