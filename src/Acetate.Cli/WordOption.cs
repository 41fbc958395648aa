using System.CommandLine;
using System.Text.Json;

namespace Acetate.Cli;

/// <summary>Options that take one of a few words.</summary>
internal static class WordOption
{
    /// <summary>An option whose words are the names of an enumeration in kebab case (<c>catmull-rom</c>).</summary>
    /// <param name="name">Such as <c>--filter</c>.</param>
    /// <param name="description">For the help; the words are said after it.</param>
    /// <param name="words">The words with what they mean, where they are not the enumeration's own names.</param>
    public static Option<T?> Of<T>(string name, string description, params ReadOnlySpan<(string Word, T Value)> words)
        where T : struct, Enum
    {
        var known = words.IsEmpty ? [.. Enum.GetValues<T>().Select(value => (Word: JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString()), Value: value))] : words.ToArray();
        var all = string.Join('|', known.Select(pair => pair.Word));
        return new(name)
        {
            Description = description,
            HelpName = all,
            CustomParser = result =>
            {
                var text = result.Tokens is [var only] ? only.Value : "";
                foreach (var (word, value) in known)
                    if (word.Equals(text, StringComparison.OrdinalIgnoreCase)) return value;
                result.AddError($"{name} takes {all.Replace("|", ", ", StringComparison.Ordinal)}, not '{Table.Visible(text)}'.");
                return null;
            },
        };
    }
}
