using System.Security.Cryptography;
using System.Text;

namespace Acetate.Storage.Local;

/// <summary>The names beside a file while it is being written: <c>.NAME.acetate-partial</c> and, for large files, the note
/// <c>.NAME.acetate-resume</c>.</summary>
internal static class PartialName
{
    private const string PartialEnd = ".acetate-partial", NoteEnd = ".acetate-resume";
    private const int LongestName = 255;

    public static string Of(string name) => Make(name, PartialEnd);

    public static string NoteOf(string name) => Make(name, NoteEnd);

    public static bool IsReserved(ReadOnlySpan<char> name) =>
        name.StartsWith('.') && (name.EndsWith(PartialEnd, StringComparison.Ordinal) || name.EndsWith(NoteEnd, StringComparison.Ordinal));

    private static string Make(string name, string end)
    {
        if (Encoding.UTF8.GetByteCount(name) + 1 + end.Length <= LongestName) return $".{name}{end}";
        // Too long a name is cut, and stays its own by a hash of the whole.
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 12));
        var keep = name.Length;
        while (Encoding.UTF8.GetByteCount(name.AsSpan(0, keep)) > 200) keep--;
        if (char.IsHighSurrogate(name[keep - 1])) keep--;
        return $".{name[..keep]}~{hash}{end}";
    }
}
