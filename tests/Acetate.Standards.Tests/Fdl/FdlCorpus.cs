using System.Text.Json;
using Acetate.Fdl;
using Acetate.Fdl.Geometry;

namespace Acetate.Standards.Tests.Fdl;

/// <summary>The recorded cases of framing decision lists, outside the repository.</summary>
internal static class FdlCorpus
{
    private const double Relative = 1e-9, Absolute = 1e-6;

    public static string Folder => Corpus.PathOf("conformance/fdl");

    /// <summary>Names for a theory; one stand-in where there is no corpus, so that its absence is seen.</summary>
    public static TheoryData<string> Names(string file, string list, string name)
    {
        var path = Path.Join(Root, file);
        if (!File.Exists(path)) return ["(corpus)"];
        using var document = JsonDocument.Parse(File.ReadAllText(path));
        var cases = list.Length == 0 ? document.RootElement : document.RootElement.GetProperty(list);
        return [.. cases.EnumerateArray().Select(item => item.GetProperty(name).GetString()!)];
    }

    public static JsonElement Load(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Join(Folder, file)));
        return document.RootElement.Clone();
    }

    public static JsonElement Case(string file, string list, string name, string value)
    {
        var root = Load(file);
        return (list.Length == 0 ? root : root.GetProperty(list)).EnumerateArray().First(item => item.GetProperty(name).GetString() == value);
    }

    public static FramingDecisionList List(string file)
    {
        var reading = FdlReader.Read(File.ReadAllBytes(Path.Join(Folder, file)));
        Assert.True(reading.List is not null, string.Join('\n', reading.Problems));
        return reading.List;
    }

    /// <summary>A template as the cases hold it, read by our reader: wrapped into a list.</summary>
    public static CanvasTemplate Template(JsonElement template)
    {
        var members = template.EnumerateObject().Where(member => member.Value.ValueKind != JsonValueKind.Null && member.Name != "has_maximum_dimensions")
            .ToDictionary(member => member.Name, member => member.Value);
        var reading = FdlReader.Read(JsonSerializer.SerializeToUtf8Bytes(new { uuid = "", version = new { major = 2, minor = 0 }, canvas_templates = new[] { members } }));
        Assert.True(reading.List is not null, string.Join('\n', reading.Problems));
        return Assert.Single(reading.List.CanvasTemplates);
    }

    public static FrameLayers Layers(JsonElement canvas, JsonElement framing) => new()
    {
        Canvas = new((int)canvas.GetProperty("dimensions").GetProperty("width").GetDouble(), (int)canvas.GetProperty("dimensions").GetProperty("height").GetDouble()),
        Squeeze = canvas.GetProperty("anamorphic_squeeze").GetDouble(),
        Effective = Rect(canvas, "effective_dimensions", "effective_anchor_point"),
        Protection = Rect(framing, "protection_dimensions", "protection_anchor_point"),
        Framing = Rect(framing, "dimensions", "anchor_point")!.Value,
    };

    public static FrameSize Size(JsonElement size) => new(size.GetProperty("width").GetDouble(), size.GetProperty("height").GetDouble());

    public static FramePoint Point(JsonElement point) => new(point.GetProperty("x").GetDouble(), point.GetProperty("y").GetDouble());

    public static FrameRect? Rect(JsonElement owner, string size, string anchor) =>
        owner.TryGetProperty(size, out var dimensions) && dimensions.ValueKind == JsonValueKind.Object ? new(Point(owner.GetProperty(anchor)), Size(dimensions)) : null;

    public static void AssertNear(double expected, double actual, string what) =>
        Assert.True(Math.Abs(expected - actual) <= Math.Max(Absolute, Relative * Math.Abs(expected)), $"{what} is {actual:R}, should be {expected:R}");

    public static void AssertNear(FrameSize expected, FrameSize actual, string what)
    {
        AssertNear(expected.Width, actual.Width, what + " width");
        AssertNear(expected.Height, actual.Height, what + " height");
    }

    public static void AssertNear(FramePoint expected, FramePoint actual, string what)
    {
        AssertNear(expected.X, actual.X, what + " x");
        AssertNear(expected.Y, actual.Y, what + " y");
    }

    public static void AssertNear(FrameRect expected, FrameRect actual, string what)
    {
        AssertNear(expected.Anchor, actual.Anchor, what);
        AssertNear(expected.Size, actual.Size, what);
    }

    private static string Root => Path.Join(
        Environment.GetEnvironmentVariable("ACETATE_CORPUS") is { Length: > 0 } named
            ? Path.GetFullPath(named, Corpus.RepositoryRoot)
            : Path.GetFullPath(Path.Join(Corpus.RepositoryRoot, "..", "shared")),
        "conformance/fdl");
}
