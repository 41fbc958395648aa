using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Acetate.Media.Inspect;

namespace Acetate.Media.Formats.Sidecars;

/// <summary>What DJI cameras write as subtitles (<c>.SRT</c>) beside a clip: one entry for each frame or second. The first that says something is taken.</summary>
public sealed partial class DjiSubtitles : ISidecarReader
{
    private const int MostCharacters = 64 << 10, MostEntries = 40;

    /// <inheritdoc/>
    public string Origin => "dji srt";

    /// <inheritdoc/>
    public bool Knows(ClipFile file, ReadOnlySpan<byte> head) => file is { Extension: "srt" };

    /// <inheritdoc/>
    public void Read(ClipFile file, ReadOnlySpan<byte> bytes, InspectionDraft draft)
    {
        ArgumentNullException.ThrowIfNull(draft);
        var text = Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, MostCharacters)]);
        var found = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in text.Replace("\r", "", StringComparison.Ordinal).Split("\n\n").Take(MostEntries))
        {
            foreach (Match pair in Bracketed().Matches(entry)) found.TryAdd(pair.Groups["name"].Value, pair.Groups["value"].Value.Trim());
            // The older cameras: "F/3.2, SS 160, ISO 100, EV 0, GPS (8.2090, 47.4692, 18)"; SS counts parts of a second.
            foreach (Match pair in OlderPairs().Matches(entry)) found.TryAdd(pair.Groups["name"].Value.Trim(), pair.Groups["value"].Value.Trim());
            if (Date().Match(entry) is { Success: true } date) found.TryAdd("date", date.Value);
            if (found.Count > 3) break;
        }

        if (found.Count < 2) return;
        draft.Fact("camera.make", "DJI", Origin);
        Fact("exposure.iso", "iso", number => number);
        Fact("exposure.whiteBalance", "ct", number => number);
        Fact("lens.focalLength", "focal_len", number => number / 10);
        if (Number("fnum") is > 0 and var stop) draft.Fact("lens.iris", $"f/{Text(stop >= 50 ? stop / 100 : stop)}", $"{Origin} fnum", found["fnum"]);
        if (Number("F/") is > 0 and var old) draft.Fact("lens.iris", $"f/{Text(old)}", $"{Origin} F/", found["F/"]);
        if (found.GetValueOrDefault("shutter") is { } shutter && shutter.StartsWith("1/", StringComparison.Ordinal)
            && decimal.TryParse(shutter.AsSpan(2), NumberStyles.Number, CultureInfo.InvariantCulture, out var part) && part is > 0 and < 1_000_000)
            draft.Fact("exposure.shutterTime", ExactRatio.Of(100, (long)(part * 100)), $"{Origin} shutter", shutter);
        if (Number("SS") is > 0 and < 1e6 and var seconds) draft.Fact("exposure.shutterTime", ExactRatio.Of(100, (long)Math.Round(seconds * 100)), $"{Origin} SS", found["SS"]);
        draft.Fact("image.colour.space", found.GetValueOrDefault("color_md"), $"{Origin} color_md");
        if (found.GetValueOrDefault("date") is { } recorded) draft.Fact("clip.recordedAt", recorded[..19].Replace('.', '-').Replace(' ', 'T'), Origin, recorded);
        if (Number("latitude") is { } latitude && (Number("longitude") ?? Number("longtitude")) is { } longitude && Math.Abs(latitude) <= 90 && Math.Abs(longitude) <= 180)
            draft.Fact("clip.position", string.Create(CultureInfo.InvariantCulture, $"{latitude:+00.0000;-00.0000}{longitude:+000.0000;-000.0000}/"), Origin);
        foreach (var (name, value) in found) draft.Fact($"dji.{name}", value, Origin);

        void Fact(string field, string name, Func<double, double> convert)
        {
            if (Number(name) is > 0 and var number) draft.Fact(field, Text(convert(number)), $"{Origin} {name}", found[name]);
        }

        double? Number(string name) => double.TryParse(found.GetValueOrDefault(name), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;
    }

    private static string Text(double value) => Math.Round(value, 3).ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\[(?<name>[a-z_]{1,24}) ?: ?(?<value>[^\]]{1,64})\]", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Bracketed();

    [GeneratedRegex(@"(?<name>F/|SS |ISO |EV )(?<value>-?[0-9.]{1,10})", RegexOptions.NonBacktracking)]
    private static partial Regex OlderPairs();

    [GeneratedRegex(@"\d{4}[-.]\d{2}[-.]\d{2} \d{2}:\d{2}:\d{2}", RegexOptions.NonBacktracking)]
    private static partial Regex Date();
}
