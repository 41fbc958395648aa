using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Acetate.Library;
using Acetate.Library.Downloads;

namespace Acetate.Tools.Downloader;

/// <summary>Where rolls lie below the folder that they are fetched into: a template such as <c>{show}/{day}_{unit}/{kind}/{roll}</c>.</summary>
/// <remarks>What stands in for a field is made safe on every system: no separators, no names that Windows keeps for devices, no spaces or full stops at the end.
/// Names of files within a roll are never changed, because its manifests name them.</remarks>
public sealed partial class DownloadLayout
{
    /// <summary>The default.</summary>
    public const string Usual = "{show}/{day}_{unit}/{kind}/{roll}";

    private const int LongestPart = 120;
    private static readonly string[] Fields = ["show", "day", "date", "daynumber", "unit", "episode", "kind", "roll"];
    private static readonly HashSet<string> Devices = new(StringComparer.OrdinalIgnoreCase) { "con", "prn", "aux", "nul", "conin$", "conout$" };

    private static readonly SearchValues<char> NotInLayouts = SearchValues.Create("{}<>:\"|?*");
    private static readonly SearchValues<char> NotOnWindows = SearchValues.Create("<>:\"|?*\\");

    private readonly string template;

    private DownloadLayout(string template) => this.template = template;

    /// <summary>Reads a template, or says what is wrong with it.</summary>
    public static DownloadLayout? TryParse(string template, out string reason)
    {
        ArgumentNullException.ThrowIfNull(template);
        reason = "";
        var unknown = Field().Matches(template).Select(match => match.Groups[1].Value).FirstOrDefault(name => !Fields.Contains(name));
        if (unknown is not null) reason = $"'{{{unknown}}}' is no field of a layout. Fields are {string.Join(", ", Fields.Select(name => $"{{{name}}}"))}.";
        else if (!template.Contains("{roll}", StringComparison.Ordinal)) reason = "A layout needs {roll}: else all rolls would lie in one folder.";
        else if (template.StartsWith('/') || template.Contains('\\') || template.Split('/').Any(part => part.Length == 0 || part is "." or ".." || part.StartsWith('.')))
            reason = "A layout is a path below the folder, with '/' between its parts, none of them empty and none beginning with '.'.";
        else if (Field().Replace(template, "").AsSpan().ContainsAny(NotInLayouts) || template.Any(char.IsControl)) reason = "A layout holds fields, and characters that every system allows in names.";
        return reason.Length == 0 ? new DownloadLayout(template) : null;
    }

    /// <summary>The folder of a roll, or of a part of what is had of it, which lies beside it.</summary>
    public string FolderOf(OfferedRoll roll, DownloadAsset asset)
    {
        ArgumentNullException.ThrowIfNull(roll);
        var parts = template.Split('/').Select(part => Field().Replace(part, match => Value(roll, match.Groups[1].Value))).Select(Safe).ToArray();
        if (asset != DownloadAsset.Originals) parts[^1] += $"_{KebabCase.Of(asset)}";
        return string.Join('/', parts);
    }

    /// <summary>A text as one part of a path that every system can have.</summary>
    public static string Safe(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var safe = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
            safe.Append(Rune.IsControl(rune) || rune.Value is '/' or '\\' or '<' or '>' or ':' or '"' or '|' or '?' or '*' || rune == Rune.ReplacementChar ? "_" : rune.ToString());
        // A field that was empty leaves no mark at the end: '20261121_' is '20261121'.
        var part = safe.ToString().Trim().TrimStart('.').TrimEnd('.', ' ').Trim('_', ' ');
        if (part.Length > LongestPart) part = part[..(char.IsHighSurrogate(part[LongestPart - 1]) ? LongestPart - 1 : LongestPart)];
        part = part.TrimEnd('.', ' ');
        return part.Length == 0 ? "_" : IsDevice(part) ? $"_{part}" : part;
    }

    /// <summary>Whether Windows can have a file of this name: no device, no character that it keeps for itself, no full stop or space at the end.</summary>
    public static bool IsPortable(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return !IsDevice(name) && !name.AsSpan().ContainsAny(NotOnWindows) && !name.Any(c => c < ' ') && !name.EndsWith('.') && !name.EndsWith(' ');
    }

    private static bool IsDevice(string name)
    {
        var stem = name.Split('.')[0].TrimEnd(' ');
        return Devices.Contains(stem) || (stem.Length == 4 && stem[3] is (>= '0' and <= '9') or '¹' or '²' or '³'
            && (stem.StartsWith("com", StringComparison.OrdinalIgnoreCase) || stem.StartsWith("lpt", StringComparison.OrdinalIgnoreCase)));
    }

    private static string Value(OfferedRoll roll, string field) => field switch
    {
        "show" => roll.Show,
        "day" => roll.ShootDay.ToString("yyyyMMdd", CultureInfo.InvariantCulture),
        "date" => roll.ShootDay.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        "daynumber" => roll.DayNumber?.ToString("000", CultureInfo.InvariantCulture) ?? "",
        "unit" => roll.Unit,
        "episode" => roll.Episode,
        "kind" => KebabCase.Of(roll.Kind),
        _ => roll.Name,
    };

    [GeneratedRegex(@"\{([^{}]*)\}")]
    private static partial Regex Field();
}
