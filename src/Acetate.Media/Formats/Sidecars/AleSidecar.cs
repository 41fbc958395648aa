using System.Collections.Immutable;
using System.Globalization;
using Acetate.Edl.Ale;
using Acetate.Media.Inspect;
using Acetate.Timing;

namespace Acetate.Media.Formats.Sidecars;

/// <summary>The clip's row of an Avid log (<c>.ale</c>) that lies beside it, as ARRI cameras and dailies systems write them.</summary>
/// <remarks>A row is the clip's when its name, source file or clip name is the clip's; the only row of a log, and the first when a log is inspected for itself, are taken as they are.</remarks>
public sealed class AleSidecar : ISidecarReader
{
    private static readonly ImmutableArray<(string Column, string Field)> Texts =
    [
        ("Tape", "clip.reel"), ("reelName", "clip.reel"), ("Labroll", "clip.labRoll"), ("Camroll", "clip.cameraRoll"), ("clipNumber", "clip.number"), ("ClipUMID", "clip.umid"),
        ("cameraModel", "camera.model"), ("CameraType", "camera.model"), ("cameraSerialNumber", "camera.serial"), ("cameraIndex", "camera.id"), ("Camera", "camera.id"),
        ("cameraSoftwarePackageName", "camera.firmware"), ("mediumSerialNumber", "camera.mediaSerial"), ("lensModel", "lens.model"), ("lensSerialNumber", "lens.serial"),
        ("primaries", "image.colour.primaries"), ("transferCurve", "image.colour.transfer"), ("Codec", "image.profile"), ("pictureEssenceCoding", "image.coding"),
        ("LookFileName", "look.name"), ("LUTName", "look.lut"), ("ASC_SOP", "look.sop"), ("ASC_SAT", "look.saturation"), ("Scene", "slate.scene"), ("Take", "slate.take"),
        ("director", "slate.director"), ("cinematographer", "slate.cinematographer"), ("production", "slate.project"), ("productionCompany", "slate.production"),
        ("location", "slate.location"), ("Comments", "slate.note"), ("Project", "slate.project"),
    ];

    private static readonly ImmutableArray<(string Column, string Field)> Numbers =
    [
        ("ExposureIndexAsa", "exposure.iso"), ("ISO", "exposure.iso"), ("ASA", "exposure.iso"), ("WhiteBalanceKelvin", "exposure.whiteBalance"), ("ColorTemp", "exposure.whiteBalance"),
        ("WhiteBalanceTintCc", "exposure.tint"), ("Tint", "exposure.tint"), ("ShutterAngle", "exposure.shutterAngle"), ("FocalLength", "lens.focalLength"),
        ("NDFilterDensity", "exposure.nd"), ("storedWidth", "image.width"), ("storedHeight", "image.height"),
    ];

    /// <inheritdoc/>
    public string Origin => "ale";

    /// <inheritdoc/>
    public bool Knows(ClipFile file, ReadOnlySpan<byte> head) => file is { Extension: "ale" };

    /// <inheritdoc/>
    public void Read(ClipFile file, ReadOnlySpan<byte> bytes, InspectionDraft draft)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(draft);
        AleDocument log;
        try
        {
            log = AleReader.Read(new MemoryStream(bytes.ToArray()), file.ShortName);
        }
        catch (AleException broken)
        {
            draft.Problem("sidecar-broken", ProblemSeverity.Warning, broken.Message, file.Name);
            return;
        }

        var isItself = draft.Clip.Files.Contains(file);
        if (isItself)
        {
            draft.Fact("ale.columns", log.Columns.Length, Origin);
            draft.Fact("ale.rows", log.Rows.Length, Origin);
        }

        var index = RowOf(log, draft.Clip.Name, isItself);
        if (index < 0) return;
        var row = log.Rows[index];
        Time(log, index, draft);
        foreach (var (column, field) in Texts) draft.Fact(field, log.Cell(row, column), $"{Origin} {column}");
        foreach (var (column, field) in Numbers)
            if (log.Cell(row, column) is { Length: > 0 } cell && Leading(cell) is { } number)
                draft.Fact(field, number, $"{Origin} {column}", cell);
        if (log.Cell(row, "cameraModel")?.StartsWith("ARRI ", StringComparison.Ordinal) == true) draft.Fact("camera.make", "ARRI", $"{Origin} cameraModel");
        if (log.Cell(row, "circleTake") is { Length: > 0 } circled) draft.Fact("slate.circled", circled.Equals("true", StringComparison.OrdinalIgnoreCase) ? "true" : "false", $"{Origin} circleTake", circled);
        if (Stops(log.Cell(row, "T-Stop") is { Length: > 0 } stop ? stop : log.Cell(row, "LensIris")) is { } iris) draft.Fact("lens.iris", iris.Stop, $"{Origin} T-Stop", iris.Raw);
        if (log.Cell(row, "FocusDistanceMetric") is { Length: > 0 } focus && Leading(focus) is { } millimetres
            && decimal.Parse(millimetres, CultureInfo.InvariantCulture) is > 0 and var distance)
            draft.Fact("lens.focusDistance", (distance / 1000).ToString("0.####", CultureInfo.InvariantCulture), $"{Origin} FocusDistanceMetric", focus);
        if (log.Cell(row, "ExposureTime") is { Length: > 0 } time && time.Replace(" s", "", StringComparison.Ordinal).Split('/') is [var over, var under]
            && long.TryParse(over, out var numerator) && long.TryParse(under, out var denominator))
            draft.Fact("exposure.shutterTime", ExactRatio.Of(numerator, denominator), $"{Origin} ExposureTime", time);
        if (log.Cell(row, "SensorFps") is { Length: > 0 } speed) draft.Fact("exposure.sensorRate", ClipTime.RateMeant(speed), $"{Origin} SensorFps", speed);
        for (var i = 0; i < log.Columns.Length && i < row.Cells.Length; i++) draft.Fact($"ale.{log.Columns[i]}", row.Cells[i], Origin);
    }

    private static int RowOf(AleDocument log, string name, bool isItself)
    {
        for (var i = 0; i < log.Rows.Length; i++)
            foreach (var column in (ReadOnlySpan<string>)["Name", "Source File", "Filename", "clipName", "MetadataClipName", "Tape"])
                if (log.Cell(log.Rows[i], column) is { Length: > 0 } cell && Path.GetFileNameWithoutExtension(cell).Equals(name, StringComparison.OrdinalIgnoreCase))
                    return i;
        return isItself && log.Rows.Length > 0 || log.Rows.Length == 1 ? 0 : -1;
    }

    private void Time(AleDocument log, int index, InspectionDraft draft)
    {
        var clip = log.Clips(log.Rate ?? FrameRate.Fps24).ElementAtOrDefault(index);
        if (log.Rate is { } rate) draft.Fact("image.rate", rate.ToRatio(), $"{Origin} FPS", log["FPS"]);
        draft.Fact("timecode.start", clip?.Start?.ToString(), $"{Origin} Start");
        draft.Fact("clip.frames", clip?.Frames, $"{Origin} Start, End, Duration");
    }

    /// <summary>ARRI writes stops as "2.0 + 3/10": the stop above, and tenths of the way to the next.</summary>
    private static (string Stop, string Raw)? Stops(string? text)
    {
        if (text is null || Leading(text) is not { } number || !decimal.TryParse(number, NumberStyles.Number, CultureInfo.InvariantCulture, out var stop) || stop is <= 0 or > 1000) return null;
        var plus = text.IndexOf('+', StringComparison.Ordinal);
        if (plus > 0 && text[(plus + 1)..].Trim().Split('/') is [var over, var under] && int.TryParse(over, out var tenths) && int.TryParse(under, out var parts) && parts > 0 && tenths > 0 && tenths < parts)
            return ($"T{Math.Round((double)stop * Math.Pow(2, tenths / (2.0 * parts)), 1).ToString("0.0", CultureInfo.InvariantCulture)}", text);
        return ($"T{stop.ToString("0.0##", CultureInfo.InvariantCulture)}", text);
    }

    private static string? Leading(string text)
    {
        var end = 0;
        while (end < text.Length && end < 18 && (char.IsAsciiDigit(text[end]) || text[end] == '.' || end == 0 && text[end] == '-')) end++;
        return decimal.TryParse(text.AsSpan(0, end), NumberStyles.Number, CultureInfo.InvariantCulture, out var number) ? number.ToString("0.######", CultureInfo.InvariantCulture) : null;
    }
}
