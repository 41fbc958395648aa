using System.Globalization;
using System.Text.RegularExpressions;
using Acetate.Library.Clips;

namespace Acetate.Tools.Exchange.Sheets;

/// <summary>Brings what people and programs write into lists into the form in which a field is kept.</summary>
internal static partial class SheetValue
{
    /// <summary>The value as a person would write it into the field: units and signs are taken off, a tick is a yes. Empty for nothing.</summary>
    public static string Plain(ClipField field, string text) => field.Kind switch
    {
        ClipFieldKind.Flag => text.ToUpperInvariant() switch
        {
            "Y" or "YES" or "TRUE" or "1" or "X" or "*" or "O" or "CIRCLED" or "●" or "◯" or "✓" or "✔" => "true",
            "N" or "NO" or "FALSE" or "0" or "-" => "false",
            _ => text,
        },
        ClipFieldKind.Whole or ClipFieldKind.Number => Measured().Match(text) is { Success: true } number ? Number(field, number.Groups["number"].Value.Replace(',', '.')) : text,
        ClipFieldKind.Note => text,
        _ => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)),
    };

    /// <summary>Whether two values of a field mean the same.</summary>
    public static bool IsSame(ClipField field, string one, string other) => string.Equals(Meaning(field, one), Meaning(field, other), StringComparison.OrdinalIgnoreCase);

    private static string Meaning(ClipField field, string value) => field.Name switch
    {
        // Take 01 is take 1; T2.8 and 2.8 are one stop, and what stands before it is the lens's business.
        "slate.take" when value.Length > 0 && value.All(char.IsAsciiDigit) => value.TrimStart('0'),
        "lens.iris" => decimal.TryParse(value.TrimStart('T', 't', 'F', 'f', '/', ' '), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var stop) ? stop.ToString("0.###", CultureInfo.InvariantCulture) : value.Trim(),
        _ when field.Kind is ClipFieldKind.Number or ClipFieldKind.Whole && decimal.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) => number.ToString("0.######", CultureInfo.InvariantCulture),
        _ => string.Join(' ', value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)),
    };

    private static string Number(ClipField field, string number) =>
        field.Kind == ClipFieldKind.Whole && decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value == Math.Truncate(value) ? value.ToString("0", CultureInfo.InvariantCulture) : number;

    // 35mm, 5600 K, 172.8° @ 24fps, EI 800, 180 deg.
    [GeneratedRegex(@"^(?:EI|ISO|ASA)?\s*(?<number>\d{1,9}(?:[.,]\d{1,6})?)\s*(?:mm|K|°\s*K?|deg|degrees|Kelvin|ASA|ISO|EI)?(?:\s*@.{0,20})?$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Measured();
}
