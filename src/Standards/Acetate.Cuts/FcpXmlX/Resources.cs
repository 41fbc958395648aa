using System.Xml.Linq;
using Acetate.Cuts.Reading;
using Acetate.Timing;

namespace Acetate.Cuts.FcpXmlX;

/// <summary>What FCPXML says once and refers to by id: formats, assets, media, effects.</summary>
internal sealed class Resources
{
    private readonly Dictionary<string, XElement> byId = [];

    public Resources(XElement root)
    {
        foreach (var resource in root.Child("resources")?.Elements() ?? [])
            if (resource.Attr("id") is { } id) byId.TryAdd(id, resource);
    }

    public XElement? Find(string? id, string tag) => id is not null && byId.GetValueOrDefault(id) is { } found && found.Tag() == tag ? found : null;

    /// <summary>Frames per second of a format; null for sound, stills and formats that are not here.</summary>
    public FrameRate? Rate(string? format) =>
        Time(Find(format, "format").Attr("frameDuration")) is { Sign: > 0 } duration && duration.Numerator <= int.MaxValue && duration.Denominator <= int.MaxValue
            ? new FrameRate((int)duration.Denominator, (int)duration.Numerator)
            : null;

    /// <summary>A time: <c>5s</c>, <c>1001/24000s</c>. Null when there is none that can be.</summary>
    public static Ratio? Time(string? text)
    {
        if (text is null || !text.EndsWith('s') || !Ratio.TryParse(text[..^1], out var seconds)) return null;
        // A thousand days: no programme and no timecode is longer.
        return seconds.Absolute <= 86_400_000 ? seconds : null;
    }
}
