namespace Acetate.Compute;

/// <summary>Names such as <c>copy-files</c>: lower-case words of letters and digits, joined by single hyphens.</summary>
public static class KebabName
{
    /// <summary>Whether the text is such a name, of at most 64 characters.</summary>
    public static bool IsValid(string? text)
    {
        if (text is not { Length: > 0 and <= 64 } || text[0] == '-' || text[^1] == '-') return false;
        for (var i = 0; i < text.Length; i++)
            if (!(char.IsAsciiLetterLower(text[i]) || char.IsAsciiDigit(text[i]) || (text[i] == '-' && text[i - 1] != '-')))
                return false;
        return true;
    }
}
