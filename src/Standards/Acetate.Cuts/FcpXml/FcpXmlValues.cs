using System.Globalization;
using System.Xml.Linq;
using Acetate.Cuts.Reading;
using Acetate.Timing;

namespace Acetate.Cuts.FcpXml;

/// <summary>Rates and times of Final Cut Pro 7 XML.</summary>
internal static class FcpXmlValues
{
    /// <summary>Frames of a day at 1,000 a second, and some: what lies beyond was never a frame of a clip.</summary>
    private const double MostFrames = 1e11;

    /// <summary><c>timebase</c>, slowed down by 1000/1001 where <c>ntsc</c> is TRUE.</summary>
    public static FrameRate? Rate(XElement? holder)
    {
        var rate = holder.Child("rate");
        if (XmlReading.Number(rate.Text("timebase")) is not { } timebase || timebase is < 1 or > 100_000 || timebase != Math.Floor(timebase)) return null;
        return XmlReading.IsTrue(rate.Text("ntsc")) ? new((int)timebase * 1000, 1001) : new((int)timebase);
    }

    /// <summary>A count of frames: whole numbers, also written with decimals. Null when there is none that can be.</summary>
    public static Ratio? Frames(string? text) =>
        XmlReading.Number(text) is { } number && Math.Abs(number) <= MostFrames && Ratio.TryFrom(number, out var frames) ? frames : null;

    /// <summary>The timecode at which a file or a sequence begins.</summary>
    /// <param name="timecode">The element <c>timecode</c>.</param>
    /// <param name="other">The rate where it names none.</param>
    public static CutRange? Timecode(XElement? timecode, FrameRate other)
    {
        if (timecode is null) return null;
        var rate = Rate(timecode) ?? other;
        var isDrop = timecode.Text("displayformat") == "DF" && rate.CanDropFrames;
        if (Frames(timecode.Text("frame")) is { } frame) return new(frame, 0, rate, isDrop);
        return timecode.Text("string") is { } label && Timing.Timecode.TryParse(label.Replace(';', ':'), rate, isDrop, out var time, out _)
            ? new(time.Frame, 0, rate, isDrop)
            : null;
    }

    /// <summary>The parameter of an effect.</summary>
    public static XElement? Parameter(XElement effect, string id) => effect.Children("parameter").FirstOrDefault(parameter =>
        string.Equals(parameter.Text("parameterid"), id, StringComparison.OrdinalIgnoreCase) || string.Equals(parameter.Text("name"), id, StringComparison.OrdinalIgnoreCase));

    /// <summary>A parameter's value for people: its text, or its parts.</summary>
    public static string Value(XElement parameter) => parameter.Child("value") is { } value
        ? value.HasElements ? string.Join(' ', value.Elements().Select(part => $"{part.Tag()} {part.Value.Trim()}")) : value.Value.Trim()
        : parameter.Children("keyframe").FirstOrDefault() is { } first ? Value(first) : "";

    /// <summary>A number for people.</summary>
    public static string Shown(Ratio frames) => frames.Approximate.ToString("0.###", CultureInfo.InvariantCulture);
}
