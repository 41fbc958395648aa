using System.Globalization;
using System.Text;
using Acetate.Library;
using Acetate.Library.Search;
using Acetate.Steps.Documents;

namespace Acetate.Tools.Search;

/// <summary>Clips that were found as a table: one line a clip (RFC 4180, UTF-8, CRLF).</summary>
public static class ClipCsv
{
    private static readonly string[] Header =
    [
        "Show", "Shoot Day", "Unit", "Roll", "Clip", "Kind", "Scene", "Take", "Circled", "Start", "End", "Rate", "Frames", "Seconds", "Camera", "Lens", "Focal Length", "ISO", "Stop", "White Balance",
        "Width", "Height", "Codec", "Proxy", "Archived", "Held", "Problems", "Id",
    ];

    /// <summary>The table.</summary>
    public static string Of(IEnumerable<ClipHit> clips)
    {
        ArgumentNullException.ThrowIfNull(clips);
        var text = new StringBuilder();
        CsvTable.Line(text, Header);
        foreach (var c in clips)
            CsvTable.Line(text,
            [
                c.Show, c.ShootDay.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), c.Unit, c.RollName, c.Name, c.Kind, c.Scene, c.Take, c.IsCircled ? "yes" : "", c.TimecodeStart, c.TimecodeEnd, c.Rate, Text(c.Frames), Text(c.Seconds), c.Camera, c.Glass, Text(c.Lens),
                Text(c.Iso), Text(c.Stop), Text(c.Kelvin), Text(c.Width), Text(c.Height), c.Codec, KebabCase.Of(c.ProxyState), c.IsArchived ? "yes" : "", c.IsHeld ? "yes" : "", Text(c.Problems), c.Id.ToString(),
            ]);
        return text.ToString();
    }

    private static string Text(IFormattable? value) => value?.ToString(null, CultureInfo.InvariantCulture) ?? "";
}
