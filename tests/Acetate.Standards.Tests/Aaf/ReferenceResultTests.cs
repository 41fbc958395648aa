using System.Text.Json;
using Acetate.Aaf;
using Acetate.Aaf.Compositions;
using Acetate.Aaf.Mobs;

namespace Acetate.Standards.Tests.Aaf;

/// <summary>What otio-aaf-adapter finds in its own sample files, item by item.</summary>
public sealed class ReferenceResultTests
{
    /// <summary>Names that the adapter gives to what has none: the class of the object.</summary>
    private static readonly string[] StandIns = ["TimelineMobSlot", "Sequence", "NestedScope"];

    public static TheoryData<string> Files
    {
        get
        {
            var path = Path.Join(Environment.GetEnvironmentVariable("ACETATE_CORPUS") is { Length: > 0 } named ? Path.GetFullPath(named, Corpus.RepositoryRoot)
                : Path.Join(Corpus.RepositoryRoot, "..", "shared"), "conformance/aaf/expected.json");
            if (!File.Exists(path))
                return ["conformance/aaf/expected.json"];
            using var expected = JsonDocument.Parse(File.ReadAllBytes(path));
            return [.. expected.RootElement.EnumerateArray().Select(file => file.GetProperty("file").GetString()!)];
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_item_is_where_the_reference_finds_it(string file)
    {
        using var all = JsonDocument.Parse(File.ReadAllBytes(Corpus.PathOf("conformance/aaf/expected.json")));
        var expected = all.RootElement.EnumerateArray().Single(entry => entry.GetProperty("file").GetString() == file).GetProperty("timeline");
        var aaf = AafReader.Read(Corpus.PathOf($"conformance/{file}"));

        var ours = AafComposition.Of(aaf, Assert.Single(aaf.TopLevel));

        Assert.Equal(expected.GetProperty("name").GetString(), ours.Name);
        Assert.NotNull(ours.Start);
        Assert.Equal(expected.GetProperty("global_start_time").GetProperty("value").GetDouble(), ours.Start.Value.Frame);
        Assert.Equal(expected.GetProperty("global_start_time").GetProperty("rate").GetDouble(), ours.Rate!.Value.Approximate, 9);

        // The adapter leaves out tracks on which nothing lies.
        var tracks = ours.Tracks.Where(track => track.Items.Any(item => item.Kind is not (AafItemKind.Gap or AafItemKind.Below))).ToArray();
        var wanted = expected.GetProperty("tracks").EnumerateArray().ToArray();
        Assert.Equal(wanted.Length, tracks.Length);
        for (var i = 0; i < wanted.Length; i++)
            CheckTrack(wanted[i], ours, tracks[i]);
    }

    private static void CheckTrack(JsonElement wanted, AafComposition composition, AafTrack track)
    {
        Assert.Equal(wanted.GetProperty("kind").GetString() == "Video" ? AafMediaKind.Picture : AafMediaKind.Sound, track.Media);
        Assert.Equal(wanted.GetProperty("duration").GetProperty("value").GetDouble(), track.Length);
        Assert.Equal(wanted.GetProperty("duration").GetProperty("rate").GetDouble(), track.Rate.Approximate, 9);
        if (wanted.GetProperty("name").GetString() is var name && !StandIns.Contains(name))
            Assert.Equal(name, track.Name);

        var children = wanted.GetProperty("children").EnumerateArray().ToArray();
        Assert.Equal(children.Length, track.Items.Length);
        for (var i = 0; i < children.Length; i++)
            CheckItem(children[i], composition, track, track.Items[i]);
    }

    private static void CheckItem(JsonElement wanted, AafComposition composition, AafTrack track, AafItem item)
    {
        Assert.Equal(wanted.GetProperty("type").GetString() == "Stack" ? AafItemKind.Stack : AafItemKind.Clip, item.Kind);
        Assert.Equal(wanted.GetProperty("name").GetString(), item.Name);
        Assert.Equal(Range(wanted.GetProperty("range_in_track")), (item.Range.Start, item.Range.Length));
        var source = Range(wanted.GetProperty("source_range"));
        Assert.Equal(source.Length, item.Range.Length);
        if (item.Kind == AafItemKind.Clip)
        {
            Assert.Equal(AafChainEnd.Origin, item.Source!.End);
            Assert.Equal(source.Start, item.SourceStart!.Value.Frame);
            CheckMedia(wanted.GetProperty("media"), item.Source);
        }

        CheckEffects([.. wanted.GetProperty("effects").EnumerateArray()], item);
        var markers = composition.MarkersOn(track, item).ToArray();
        var places = wanted.GetProperty("markers").EnumerateArray().ToArray();
        Assert.Equal(places.Length, markers.Length);
        Assert.All(places.Zip(markers), pair =>
        {
            Assert.Equal(pair.First.GetProperty("color").GetString(), pair.Second.Marker.Text.ColourName.ToUpperInvariant());
            Assert.Equal(Range(pair.First.GetProperty("range")), (source.Start + pair.Second.Frame, pair.Second.Marker.Length));
        });
    }

    private static void CheckMedia(JsonElement wanted, AafSourceChain chain)
    {
        var url = wanted.GetProperty("target_url").GetString()!;
        var places = chain.Locations.Append(chain.Comment("UNC Path")).Select(place => place.StartsWith("file://", StringComparison.Ordinal) ? place : "file://" + place);
        Assert.Contains(url, places);

        // What is available is the clip of the bin, whole.
        var clip = chain.MasterClip!;
        var available = Range(wanted.GetProperty("available_range"));
        Assert.Equal(available, (chain.Start!.Value.Frame - clip.Position, clip.Slot!.Segment!.Length));
        Assert.Equal(wanted.GetProperty("available_range").GetProperty("start").GetProperty("rate").GetDouble(), clip.Rate!.Value.Approximate, 9);
    }

    private static void CheckEffects(JsonElement[] wanted, AafItem item)
    {
        Assert.Equal(wanted.Length, item.Effects.Length);
        foreach (var effect in wanted)
        {
            if (effect.GetProperty("scalar").ValueKind == JsonValueKind.Null)
            {
                Assert.Null(item.Speed);
                continue;
            }

            // A curve that a person drew is told as its mean by the adapter; we keep the mean and the curve.
            Assert.Equal(effect.GetProperty("scalar").GetDouble(), item.Speed!.Ratio.ToDouble(), 9);
            Assert.Equal(effect.GetProperty("type").GetString() == "FreezeFrame", item.Speed.Kind == AafSpeedKind.Freeze);
        }
    }

    private static (double Start, double Length) Range(JsonElement range) =>
        (range.GetProperty("start").GetProperty("value").GetDouble(), range.GetProperty("duration").GetProperty("value").GetDouble());
}
