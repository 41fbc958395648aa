using System.Globalization;
using System.Text;
using Acetate.Tools.Unicode;

namespace Acetate.Tools.Ingest.Scan;

/// <summary>What is wrong with the names on a card, with a fix that is offered and never made: sources are only read.</summary>
public static class Names
{
    private const string Illegal = "@#$%^&*();:<>?,[]{}\\'\"|~`";

    /// <summary>The text with control characters made visible, so that a name cannot forge a line of a report.</summary>
    public static string Printable(string text)
    {
        if (!text.Any(char.IsControl)) return text;
        var shown = new StringBuilder(text.Length);
        foreach (var c in text)
            shown.Append(c < ' ' ? (char)('\u2400' + c) : c == '\x7f' ? '\u2421' : char.IsControl(c) ? '\uFFFD' : c);
        return shown.ToString();
    }

    /// <summary>A legal name that resembles the given one.</summary>
    public static string Suggested(string name)
    {
        var stem = new StringBuilder(name.Length);
        foreach (var c in UnicodeForm.Decompose(name))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark) continue;
            stem.Append(char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' ? c : '_');
        }

        var text = stem.ToString().Trim('_', ' ').TrimEnd('.');
        return text.Length == 0 ? "unnamed" : text.Length > 200 ? text[..200] : text;
    }

    /// <summary>Looks at every folder and file name of a tree. Paths in the findings are relative to the scanned folder.</summary>
    /// <param name="roll">The roll's folder.</param>
    /// <param name="keyPrefixBytes">Bytes that the store's folder adds before the roll's own paths.</param>
    public static IEnumerable<Finding> Check(CardFolder roll, int keyPrefixBytes)
    {
        var rootBytes = roll.Path.Length == 0 ? 0 : Encoding.UTF8.GetByteCount(roll.Path) + 1;
        foreach (var folder in roll.SelfAndBelow())
        {
            if (folder != roll && OfName(folder.Name, folder.Path) is { } bad) yield return bad;
            foreach (var file in folder.Files)
                if (OfName(file.Name, file.Path) is { } finding)
                    yield return finding;
            foreach (var run in folder.Runs)
                if (OfName(run.Name.Of(run.First), run.Files().First().Path) is { } finding)
                    yield return finding with { Message = $"{finding.Message} All {run.Count:N0} frames of the sequence share it." };
            foreach (var finding in Collisions(folder)) yield return finding;
            foreach (var finding in TooLong(folder, rootBytes, keyPrefixBytes)) yield return finding;
        }
    }

    private static Finding? OfName(string name, string path)
    {
        if (name.Any(char.IsControl))
            return New(FindingSeverity.Hold, "name-control-character", path,
                $"The name '{Printable(name)}' contains a line break or another control character, which no store takes.", name);
        if (name.Contains('\uFFFD'))
            return New(FindingSeverity.Warning, "name-replacement-character", path,
                $"The name '{name}' contains the replacement character �: an earlier copy has already lost part of it.", name);
        if (Encoding.UTF8.GetByteCount(name) > 255)
            return New(FindingSeverity.Hold, "name-too-long", path, $"The name '{name[..40]}…' is longer than 255 bytes.", name);
        if (UnicodeForm.IsDecomposed(name))
            return New(FindingSeverity.Warning, "name-decomposed", path,
                $"The name '{name}' is in decomposed Unicode form (NFD), as macOS writes it; other systems may show it twice. It is kept as it is.", name);
        if (name[^1] is '.' or ' ' || name[0] == ' ')
            return New(FindingSeverity.Warning, "name-trailing-space-or-dot", path,
                $"The name '{name}' begins or ends with a space or a dot, which Windows drops.", name);
        var illegal = string.Concat(name.Where(Illegal.Contains).Distinct());
        if (illegal.Length > 0)
            return New(FindingSeverity.Warning, "name-illegal-character", path, $"The name '{name}' contains {illegal}, which deliveries do not allow.", name);
        if (name.Any(c => !char.IsAscii(c)) || name.Contains(' '))
            return New(FindingSeverity.Note, "name-not-plain", path,
                $"The name '{name}' contains {(name.Contains(' ') ? "spaces" : "letters outside A-Z")}; deliveries allow letters A-Z, digits, '.', '_' and '-'.", name);
        return null;
    }

    private static IEnumerable<Finding> Collisions(CardFolder folder)
    {
        var seen = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var names = folder.Folders.Select(f => f.Name).Concat(folder.Files.Select(f => f.Name));
        foreach (var name in names)
        {
            var key = UnicodeForm.Decompose(name);
            if (seen.TryAdd(key, name)) continue;
            var path = folder.Path.Length == 0 ? name : $"{folder.Path}/{name}";
            yield return New(FindingSeverity.Warning, "name-collision", path,
                $"'{Printable(name)}' and '{Printable(seen[key])}' differ only in case or Unicode form; on many file systems one would replace the other.", name)
                with
            { Advice = "Both are kept here. Before copying the roll to macOS or Windows, put one of them into a folder of its own." };
        }
    }

    private static IEnumerable<Finding> TooLong(CardFolder folder, int rootBytes, int keyPrefixBytes)
    {
        // The longest name decides, so that a deep folder gives one finding, not thousands.
        var (longest, path) = (0, "");
        foreach (var file in folder.OwnFiles())
        {
            var bytes = Encoding.UTF8.GetByteCount(file.Path) - rootBytes;
            if (bytes > longest) (longest, path) = (bytes, file.Path);
        }

        if (longest + keyPrefixBytes > 1024)
            yield return new Finding
            {
                Severity = FindingSeverity.Hold,
                Code = "path-too-long",
                Path = path,
                Message = $"A path in '{Printable(Cut(folder.Path))}' has {longest:N0} bytes; with the roll's folder in the store it would exceed 1,024, the most that S3 takes.",
                Advice = "Ingest a folder further down as a roll of its own; the source itself need not change.",
            };
        else if (longest > 240)
            yield return new Finding
            {
                Severity = FindingSeverity.Note,
                Code = "path-long",
                Path = path,
                Message = $"A path in '{Printable(Cut(folder.Path))}' has {longest:N0} bytes; some archives and Windows programs stop at 256.",
            };
    }

    private static string Cut(string text) => text.Length <= 80 ? text : text[..79] + "…";

    private static Finding New(FindingSeverity severity, string code, string path, string message, string name) => new()
    {
        Severity = severity,
        Code = code,
        Path = path,
        Message = message,
        Advice = severity == FindingSeverity.Note ? ""
            : severity == FindingSeverity.Hold ? $"Copy the roll, call the file '{Suggested(name)}' in the copy, and ingest that; the source is never renamed."
            : $"The source is never renamed. A copy could be called '{Suggested(name)}'.",
    };
}
