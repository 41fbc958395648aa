using System.Collections.Immutable;
using Acetate.Library.Clips;

namespace Acetate.Tools.Exchange;

/// <summary>What lists of other programs call a field of a clip.</summary>
/// <param name="Field">The field.</param>
/// <param name="Name">Its column in the lists that are written.</param>
/// <param name="Others">Other names that cameras, loggers and reports give it.</param>
public sealed record ClipColumn(string Field, string Name, params ImmutableArray<string> Others)
{
    /// <summary>Every column, in the order of a list. Reel and timecode are not among them: a list names a clip by those.</summary>
    public static ImmutableArray<ClipColumn> All { get; } =
    [
        new("slate.scene", "Scene", "Scene Number", "Scene No", "Scn", "Slate"),
        new("slate.take", "Take", "Take Number", "Take No", "Tk"),
        new("slate.circled", "Circled", "Circle", "Circle Take", "Circled Take", "Good Take", "Select", "Print"),
        new("slate.note", "Comments", "Comment", "Note", "Notes", "Remarks", "Remark"),
        new("slate.location", "Location"),
        new("slate.production", "Production Company"),
        new("slate.director", "Director"),
        new("slate.cinematographer", "Cinematographer", "Director of Photography", "DoP", "DP"),
        new("slate.operator", "Operator", "Camera Operator", "Cam Op"),
        new("camera.id", "Camera", "Cam", "Camera Letter", "Camera ID", "Camera Index"),
        new("lens.model", "Lens", "Lens Model", "Lens Type", "Lens Name"),
        new("lens.serial", "Lens Serial Number", "Lens Serial"),
        new("lens.focalLength", "Focal Length", "Focal Length (mm)", "Lens mm", "Focal"),
        new("lens.iris", "Iris", "T-Stop", "F-Stop", "Stop", "Aperture", "Lens Iris"),
        new("exposure.iso", "ISO", "ASA", "EI", "Exposure Index", "Exposure Index Asa"),
        new("exposure.whiteBalance", "White Balance", "White Balance Kelvin", "White Balance (K)", "Color Temp", "Colour Temp", "Color Temperature", "Colour Temperature", "WB", "Kelvin"),
        new("exposure.shutterAngle", "Shutter Angle", "Shutter", "Shutter Angle (deg)"),
        new("exposure.nd", "ND Filter", "ND", "ND Filter Density"),
    ];

    /// <summary>The field as people may correct it.</summary>
    public ClipField Editable => ClipField.Find(Field)!;

    /// <summary>The column of this name, whatever its case, its blanks and its signs; or null.</summary>
    public static ClipColumn? Named(string name) => ByKey.GetValueOrDefault(Key(name));

    /// <summary>Letters and digits of a name alone: <c>Lens Serial</c>, <c>lensSerial</c> and <c>LENS_SERIAL</c> are one.</summary>
    internal static string Key(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToUpperInvariant();

    private static readonly ImmutableDictionary<string, ClipColumn> ByKey =
        All.SelectMany(column => column.Others.Add(column.Name).Add(column.Field).Select(name => (Key(name), column))).DistinctBy(pair => pair.Item1).ToImmutableDictionary(pair => pair.Item1, pair => pair.column, StringComparer.Ordinal);
}
