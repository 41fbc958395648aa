using Acetate.Library;
using Acetate.Server.Problems;

namespace Acetate.Server.Hosting;

/// <summary>A word of an enumeration in a query, spelt as everywhere else: <c>size-differs</c>.</summary>
/// <remarks>ASP.NET itself would take only the names of the source code, and say nothing of those it takes.</remarks>
/// <param name="Text">As it stands in the address.</param>
internal readonly record struct Word<T>(string Text) : IParsable<Word<T>>
    where T : struct, Enum
{
    /// <summary>What it means.</summary>
    /// <exception cref="ProblemException">It is none of the words.</exception>
    public T Value => KebabCase.TryParse<T>(Text, out var value) ? value : throw new ProblemException(ProblemType.InvalidRequest,
        $"'{Text}' is not one of {string.Join(", ", Enum.GetValues<T>().Select(KebabCase.Of))}.");

    /// <summary>Takes any text; whether it is a word shows <see cref="Value"/>, which can say so in a sentence. Without any there is none.</summary>
    public static bool TryParse(string? s, IFormatProvider? provider, out Word<T> result)
    {
        result = new(s ?? "");
        return result.Text.Length > 0;
    }

    /// <inheritdoc/>
    public static Word<T> Parse(string s, IFormatProvider? provider) => new(s);
}
