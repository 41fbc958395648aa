using System.Globalization;
using Acetate.Media.Inspect;

namespace Acetate.Media.Formats.Sidecars;

/// <summary>Panasonic's clip description: P2 cards keep it in <c>CONTENTS/CLIP/*.XML</c>, movies of the Lumix and EVA cameras in a metadata key.</summary>
/// <remarks>Root <c>P2Main</c> (P2) or <c>ClipMain</c>/<c>ClipContent</c> (Semi-Pro). Known from published readers, not from a file of ours.</remarks>
public sealed class PanasonicXml : ISidecarReader
{
    /// <inheritdoc/>
    public string Origin => "panasonic xml";

    /// <inheritdoc/>
    public bool Knows(ClipFile file, ReadOnlySpan<byte> head) => head.IndexOf("<P2Main"u8) >= 0 || head.IndexOf("<ClipMain"u8) >= 0 || head.IndexOf("<ClipContent"u8) >= 0;

    /// <inheritdoc/>
    public void Read(ClipFile file, ReadOnlySpan<byte> bytes, InspectionDraft draft)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(draft);
        if (XmlPart.Read(bytes, out var problem) is { } root) Add(root, Origin, draft);
        if (problem is not null) draft.Problem("sidecar-broken", ProblemSeverity.Warning, problem, file.Name);
    }

    /// <summary>Adds what the document says.</summary>
    internal static void Add(XmlPart root, string origin, InspectionDraft draft)
    {
        Text("camera.make", "Manufacturer");
        Text("camera.model", "ModelName");
        Text("camera.serial", "SerialNo.");
        Text("camera.serial", "SerialNo");
        Text("clip.originalName", "ClipName");
        Text("clip.userName", "UserClipName");
        Text("clip.umid", "GlobalClipID");
        Text("clip.recordedAt", "StartDate");
        Text("slate.operator", "Shooter");
        Text("slate.project", "ProgramName");
        Text("slate.scene", "SceneNo.");
        Text("slate.scene", "SceneNo");
        Text("slate.take", "TakeNo.");
        Text("slate.take", "TakeNo");
        Text("exposure.iso", "ISOSensitivity");
        Text("exposure.gain", "Gain");
        Text("exposure.nd", "NDFilter");
        Text("image.colour.transfer", "CaptureGamma");
        Text("image.colour.primaries", "CaptureGamut");
        Text("lens.model", "LensModelName");
        Number("exposure.whiteBalance", "WhiteBalanceColorTemperature");
        Number("image.width", "ActivePixel");
        Number("image.height", "ActiveLine");
        Number("image.bitDepth", "BitDepth");
        var picture = root.All("Video").FirstOrDefault();
        draft.Fact("image.rate", ClipTime.RateMeant(First(picture, "FrameRate")?.TrimEnd('p', 'i')), origin, First(picture, "FrameRate"));
        draft.Fact("timecode.start", First(picture, "StartTimecode"), origin);
        if (long.TryParse(First(root, "Duration"), NumberStyles.None, CultureInfo.InvariantCulture, out var frames)) draft.Fact("clip.frames", frames, origin);
        foreach (var (path, value) in root.Values()) draft.Fact($"panasonic.{path}", value, origin);

        void Text(string field, string name) => draft.Fact(field, First(root, name), $"{origin} {name}");
        void Number(string field, string name)
        {
            var text = First(root, name);
            var digits = text is null ? "" : string.Concat(text.TakeWhile(c => char.IsAsciiDigit(c)));
            if (digits.Length is > 0 and < 10) draft.Fact(field, digits, $"{origin} {name}", text);
        }
    }

    private static string? First(XmlPart? root, string name) => root?.All(name).Select(part => part.Text).FirstOrDefault(text => text.Length > 0);
}
