namespace Acetate.Media.Editorial;

/// <summary>Texts of people and recorders as an editing system takes them.</summary>
internal static class EditorialText
{
    /// <summary>A text without line ends and other controls, which become blanks; halves of characters are left out.</summary>
    /// <exception cref="EditorialException">It is empty or too long.</exception>
    public static string Of(string text, int most, string what)
    {
        ArgumentNullException.ThrowIfNull(text);
        var clean = string.Concat(text.EnumerateRunes().Where(rune => rune.Value != 0xfffd).Select(rune => System.Text.Rune.IsControl(rune) ? " " : rune.ToString())).Trim();
        if (clean.Length == 0) throw new EditorialException($"{what} is empty. Media for editing needs it.");
        return clean.Length <= most ? clean : throw new EditorialException($"{what} has {clean.Length:N0} characters, and {most:N0} are the most: '{clean[..40]}…'. Shorten it.");
    }
}

/// <summary>Names of files that every editing system takes.</summary>
internal static class FileNames
{
    /// <summary>What is no plain letter, digit, point or dash becomes an underscore; a point at the beginning too.</summary>
    public static string Plain(string name)
    {
        var plain = string.Concat(name.Select((c, i) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' || (c == '.' && i > 0) ? c : '_'));
        return plain.Length <= 100 ? plain : throw new EditorialException($"The name '{name[..40]}…' is longer than the 100 characters that a file of media may have. Shorten it.");
    }
}
