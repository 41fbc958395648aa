using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Acetate.Otio;
using Acetate.Otio.Editing;

namespace Acetate.Standards.Tests.Otio;

/// <summary>What the reference implementation wrote and answered, we write and answer too.</summary>
public sealed partial class ReferenceTests
{
    private static readonly OtioWriteOptions AsReference = new() { AsReference = true };

    public static TheoryData<string> Canonical => OtioCorpus.Files(OtioCorpus.Folder, "*.canonical.json");

    public static TheoryData<string> Adapted => OtioCorpus.Files(OtioCorpus.Folder, "*xml.otio");

    public static TheoryData<string> Samples => OtioCorpus.Files(OtioCorpus.Folder + "/sample_data", "*.otio");

    public static TheoryData<int, string> Upgrades => OtioCorpus.Cases("upgrade-vectors.json", "label");

    public static TheoryData<int, string> Algorithms => OtioCorpus.Cases("algorithms.json", "name");

    [Theory]
    [MemberData(nameof(Canonical))]
    public void A_sample_is_written_as_the_reference_writes_it_byte_for_byte(string file)
    {
        var expected = File.ReadAllText(Corpus.PathOf(file));
        var document = OtioReader.Read(Corpus.PathOf(file.Replace(".canonical.json", "", StringComparison.Ordinal)));

        var written = OtioWriter.ToText(document.Root, AsReference with { Indentation = 1 });

        // The recorded texts went through Python's printer, which gives exponents a plus sign; the reference's own does not.
        Assert.Equal(PlusSign().Replace(expected, "e$1"), written);
    }

    [Theory]
    [MemberData(nameof(Adapted))]
    public void A_timeline_that_an_adapter_made_is_written_as_it_was(string file)
    {
        var bytes = File.ReadAllBytes(Corpus.PathOf(file));

        var document = OtioReader.Read(bytes);

        Assert.Empty(document.Problems);
        Assert.Equal(Encoding.UTF8.GetString(bytes), OtioWriter.ToText(document.Root));
        Assert.Equal(Encoding.UTF8.GetString(bytes), OtioWriter.ToText(document.Root, AsReference));
    }

    [Theory]
    [MemberData(nameof(Upgrades))]
    public void An_old_or_odd_object_is_upgraded_or_refused_as_by_the_reference(int number, string label)
    {
        var vector = OtioCorpus.Case("upgrade-vectors.json", number);
        var text = Encoding.UTF8.GetBytes(vector.TryGetProperty("raw", out var raw) ? raw.GetString()! : vector.GetProperty("text").GetRawText());

        if (vector.GetProperty("ok").GetBoolean())
        {
            Assert.Equal(vector.GetProperty("expected").GetString(), OtioWriter.ToText(OtioReader.Read(text).Root, AsReference));
            return;
        }

        var problem = Assert.Throws<OtioException>(() => OtioReader.Read(text)).Problem;
        Assert.True(problem.Line > 0 && problem.Path.StartsWith('/'), $"{label}: {problem}");
        Assert.Equal(label switch
        {
            "future-clip" => OtioRule.UnsupportedVersion,
            "trailing-comma" => OtioRule.NotJson,
            "bad-schema-string" => OtioRule.BadSchema,
            _ => OtioRule.MissingMember,
        }, problem.Rule);
    }

    [Fact]
    public void Every_release_gets_the_schemas_it_knows()
    {
        var releases = OtioCorpus.Load(Corpus.PathOf("conformance/otio/schema-versions.json"));
        var all = OtioWriter.ToText(OtioReader.Read(Corpus.PathOf("conformance/otio/sample_data/screening_example.otio")).Root, new() { Release = OtioRelease.V018 });
        Assert.Contains("\"Marker.2\"", all, StringComparison.Ordinal);

        foreach (var release in releases.EnumerateObject())
        {
            var target = release.Name == "0.14.0" ? OtioRelease.V014 : OtioRelease.V018;
            var written = OtioWriter.ToText(OtioReader.Read(Encoding.UTF8.GetBytes(all)).Root, new() { Release = target });
            foreach (Match schema in Schema().Matches(written))
            {
                // Times and colours are values, which the reference does not list.
                if (release.Value.TryGetProperty(schema.Groups[1].Value, out var known)) Assert.Equal($"{known.GetInt32()}", schema.Groups[2].Value);
                else Assert.Contains(schema.Groups[1].Value, new[] { "RationalTime", "TimeRange", "Color" });
            }
        }
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void An_algorithm_answers_as_the_reference_does(int number, string name)
    {
        var vector = OtioCorpus.Case("algorithms.json", number);
        var input = vector.GetProperty("input");
        var isAnswered = vector.GetProperty("ok").GetBoolean();
        var result = isAnswered ? vector.GetProperty("result") : default;
        switch (name)
        {
            case "flatten_stack":
                AssertSame(result, OtioCorpus.Timeline(input.GetString()!).Tracks.Flatten());
                break;
            case "track_trimmed_to_range":
                AssertSame(result, ((Track)OtioCorpus.Track(input.GetProperty("track").GetString()!).Value).TrimTo(OtioCorpus.Range(input.GetProperty("range"))));
                break;
            case "track_available_range":
                Assert.Equal(OtioCorpus.Range(result), OtioCorpus.Track(input.GetString()!).AvailableRange);
                break;
            case "find_clips":
                Assert.Equal(result.EnumerateArray().Select(clip => clip.GetString()), TimelineLayout.Of(OtioCorpus.Timeline(input.GetString()!)).Top.Clips().Select(clip => ((Clip)clip.Value).Name));
                break;
            case "transformed_time_to_timeline":
                var top = TimelineLayout.Of(OtioCorpus.Timeline(input.GetProperty("file").GetString()!)).Top;
                var found = top.Clips().First(clip => ((Clip)clip.Value).Name == input.GetProperty("clip").GetString());
                var time = OtioCorpus.Time(input.GetProperty("time"));
                Assert.Equal(OtioCorpus.Time(result), found.Transform(time, top));
                Assert.Equal(time, top.Transform(OtioCorpus.Time(result), found));
                break;
            case "ranges_of_children":
                AssertRanges(result, isAnswered, OtioCorpus.Track(input.GetString()!));
                break;
            default:
                Assert.Fail($"{name} is not known here.");
                break;
        }
    }

    /// <summary>A sequence of the ranges that the reference has for each child; it refuses the whole answer where one child is trimmed away.</summary>
    private static void AssertRanges(JsonElement expected, bool isAnswered, PlacedObject track)
    {
        if (!isAnswered)
        {
            Assert.Contains(track.Children, child => child is { RangeInParent: not null, TrimmedRangeInParent: null });
            return;
        }

        Assert.Equal(expected.GetArrayLength(), track.Children.Length);
        foreach (var (child, ours) in expected.EnumerateArray().Zip(track.Children))
        {
            Assert.Equal(child.GetProperty("type").GetString(), ours.Value.SchemaName);
            Assert.Equal(OtioCorpus.Range(child.GetProperty("range_in_parent")), ours.RangeInParent);
            if (child.GetProperty("trimmed_range_in_parent") is { ValueKind: JsonValueKind.Object } trimmed) Assert.Equal(OtioCorpus.Range(trimmed), ours.TrimmedRangeInParent);
            if (child.GetProperty("visible_range") is { ValueKind: JsonValueKind.Object } visible) Assert.Equal(OtioCorpus.Range(visible), ours.VisibleRange);
            else Assert.Null(ours.VisibleRange);
        }
    }

    private static void AssertSame(JsonElement expected, OtioObject ours) =>
        Assert.Equal(OtioWriter.ToText(OtioReader.Read(Encoding.UTF8.GetBytes(expected.GetRawText())).Root, AsReference), OtioWriter.ToText(ours, AsReference));

    [GeneratedRegex(@"e\+0?([0-9]+)")]
    private static partial Regex PlusSign();

    [GeneratedRegex("\"OTIO_SCHEMA\": \"([A-Za-z0-9]+)\\.([0-9]+)\"")]
    private static partial Regex Schema();
}
