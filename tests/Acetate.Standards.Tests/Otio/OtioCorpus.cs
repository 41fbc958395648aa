using System.Text.Json;
using Acetate.Otio;
using Acetate.Otio.Editing;

namespace Acetate.Standards.Tests.Otio;

/// <summary>The samples of OpenTimelineIO and the recorded answers of the reference, outside the repository.</summary>
internal static class OtioCorpus
{
    public const string Folder = "conformance/otio";

    /// <summary>Files that fit a pattern, for a theory; one stand-in where there is no corpus, so that its absence is seen.</summary>
    public static TheoryData<string> Files(string folder, string pattern)
    {
        var path = Path.Join(Root, folder);
        if (!Directory.Exists(path)) return ["(corpus)"];
        return [.. Directory.EnumerateFiles(path, pattern, SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Root, file)).Order(StringComparer.Ordinal)];
    }

    /// <summary>Numbers of the cases of a recorded list.</summary>
    public static TheoryData<int, string> Cases(string file, string name)
    {
        var path = Path.Join(Root, Folder, file);
        if (!File.Exists(path)) return new() { { 0, "(corpus)" } };
        var data = new TheoryData<int, string>();
        var number = 0;
        foreach (var item in Load(path).EnumerateArray()) data.Add(number++, item.GetProperty(name).GetString()!);
        return data;
    }

    public static JsonElement Case(string file, int number) => Load(Corpus.PathOf($"{Folder}/{file}"))[number];

    public static JsonElement Load(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(path));
        return document.RootElement.Clone();
    }

    public static Timeline Timeline(string file) => OtioReader.Read(Corpus.PathOf("conformance/" + file)).GetTimeline();

    /// <summary>A track such as <c>otio/sample_data/multitrack.otio#tracks/1</c>, at its place.</summary>
    public static PlacedObject Track(string place)
    {
        var parts = place.Split("#tracks/");
        return TimelineLayout.Of(Timeline(parts[0])).Top.Children[int.Parse(parts[1])];
    }

    public static RationalTime Time(JsonElement time) => new(time.GetProperty("value").GetDouble(), time.GetProperty("rate").GetDouble());

    public static TimeRange Range(JsonElement range) => new(Time(range.GetProperty("start")), Time(range.GetProperty("duration")));

    private static string Root => Environment.GetEnvironmentVariable("ACETATE_CORPUS") is { Length: > 0 } named
        ? Path.GetFullPath(named, Corpus.RepositoryRoot)
        : Path.GetFullPath(Path.Join(Corpus.RepositoryRoot, "..", "shared"));
}
