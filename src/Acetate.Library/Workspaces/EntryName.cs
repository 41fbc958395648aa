using System.Text;
using Acetate.Library.Shows;

namespace Acetate.Library.Workspaces;

/// <summary>Names of files and folders that people put into workspaces: such as every disk and every archive can hold.</summary>
public static class EntryName
{
    /// <summary>The longest name, in bytes of UTF-8.</summary>
    public const int MostBytes = 240;

    /// <summary>How deep folders lie in each other, at most.</summary>
    public const int Deepest = 32;

    private const string Kept = "/\\<>:\"|?*";

    /// <summary>Why this cannot be a name, as a sentence; null when it can.</summary>
    public static string? WhyNot(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length == 0) return "A name must not be empty.";
        if (name is "." or "..") return $"'{name}' is not a name.";
        foreach (var rune in name.EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar) return "The name holds what is no character.";
            if (Rune.IsControl(rune) || Rune.GetUnicodeCategory(rune) is System.Globalization.UnicodeCategory.Format) return $"The name holds the character U+{rune.Value:X4}, which nobody sees.";
            if (rune.IsAscii && Kept.Contains((char)rune.Value, StringComparison.Ordinal)) return $"The name '{name}' holds '{rune}', which disks of other systems keep for themselves.";
        }

        if (Encoding.UTF8.GetByteCount(name) > MostBytes) return $"The name '{name[..40]}…' is longer than {MostBytes} bytes.";
        if (name[^1] is '.' or ' ' || name[0] == ' ') return $"The name '{name}' begins with a space, or ends with a space or a full stop.";
        return Show.IsKeptByWindows(name) ? $"'{name}' is a name that Windows keeps for itself." : null;
    }

    /// <summary>The nearest name to this text that can be one.</summary>
    public static string Safe(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var made = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsControl(rune) || Rune.GetUnicodeCategory(rune) is System.Globalization.UnicodeCategory.Format) continue;
            var piece = rune == Rune.ReplacementChar || (rune.IsAscii && Kept.Contains((char)rune.Value, StringComparison.Ordinal)) ? "_" : rune.ToString();
            if (Encoding.UTF8.GetByteCount(made.ToString()) + Encoding.UTF8.GetByteCount(piece) > MostBytes - 8) break;
            made.Append(piece);
        }

        var name = made.ToString().TrimStart(' ').TrimEnd(' ', '.');
        return name.Length == 0 ? "file" : Show.IsKeptByWindows(name) ? $"_{name}" : name;
    }

    /// <summary>What is the same for names that a disk somewhere takes for the same one.</summary>
    public static string Fold(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        // Up first: letters that have one capital in common are one to a disk that does not tell cases apart.
        return name.ToUpperInvariant().ToLowerInvariant();
    }

    /// <summary>The next name to try when this one is taken: <c>plate.exr</c>, <c>plate 2.exr</c>, <c>plate 3.exr</c>.</summary>
    /// <param name="name">The name that is taken.</param>
    /// <param name="number">Which try; at least 2.</param>
    public static string Numbered(string name, int number)
    {
        ArgumentNullException.ThrowIfNull(name);
        var end = name.LastIndexOf('.') is > 0 and var dot ? dot : name.Length;
        var tail = $" {number}{name[end..]}";
        var stem = name[..end];
        while (Encoding.UTF8.GetByteCount(stem) + Encoding.UTF8.GetByteCount(tail) > MostBytes) stem = stem[..^(char.IsLowSurrogate(stem[^1]) ? 2 : 1)];
        return stem + tail;
    }
}
