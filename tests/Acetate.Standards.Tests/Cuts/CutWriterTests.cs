using System.Text;
using Acetate.Cuts;
using Acetate.Otio;
using Acetate.Timing;

namespace Acetate.Standards.Tests.Cuts;

public sealed class CutWriterTests
{
    [Fact]
    public void Every_list_of_the_corpus_is_written_back_byte_for_byte()
    {
        var files = Directory.EnumerateFiles(Corpus.PathOf("conformance/edl"), "*", SearchOption.AllDirectories).Concat(Directory.EnumerateFiles(Corpus.PathOf("samples/editorial-edl")))
            .Where(file => Path.GetExtension(file).Equals(".edl", StringComparison.OrdinalIgnoreCase)).ToList();
        var written = 0;
        foreach (var file in files)
        {
            Cut cut;
            try
            {
                cut = CutReader.Read(file, new() { Rate = FrameRate.Fps24 });
            }
            catch (CutException)
            {
                continue;
            }

            var conversion = CutWriter.Convert(cut, CutFormat.Edl);
            Assert.True(File.ReadAllBytes(file).AsSpan().SequenceEqual(conversion.Documents.Single().Content.Span), file);
            Assert.Empty(conversion.Losses);
            written++;
        }

        Assert.True(written > 120, $"only {written} of {files.Count} lists were written");
    }

    [Fact]
    public void Every_sample_timeline_is_written_back_without_loss()
    {
        foreach (var folder in new[] { "conformance/otio/sample_data", "samples/editorial-otio" })
            foreach (var file in Directory.EnumerateFiles(Corpus.PathOf(folder), "*.otio"))
            {
                var content = Assert.Single(CutWriter.Convert(CutReader.Read(file), CutFormat.Otio).Documents).Content;

                Assert.Equal(OtioWriter.ToText(OtioReader.Read(file).Root), OtioWriter.ToText(OtioReader.Read(content).Root));
            }
    }

    [Fact]
    public void Only_what_was_changed_changes_in_a_list()
    {
        var text = "TITLE: A\r\n\r\n001  A001C001 V     C        01:00:00:00 01:00:02:00 00:00:00:00 00:00:02:00\r\n* FROM CLIP NAME: one\r\n* SOMETHING ELSE\r\nnonsense line\r\n002  A002C002 V     C        02:00:00:00 02:00:02:00 00:00:02:00 00:00:04:00\r\n";
        var cut = Read(text);
        var second = cut.Events[1] with { Source = cut.Events[1].Source with { Names = [new(SourceNameKind.Reel, "B9", "relinked")], Range = new(0, 48, FrameRate.Fps24) } };
        var first = cut.Events[0] with { Name = "uno" };

        var conversion = CutWriter.Convert(cut with { Events = [first, second] }, CutFormat.Edl);

        Assert.Equal(
            text.Replace("002  A002C002 V     C        02:00:00:00 02:00:02:00", "002  B9       V     C        00:00:00:00 00:00:02:00", StringComparison.Ordinal).Replace("NAME: one", "NAME: uno", StringComparison.Ordinal),
            Encoding.UTF8.GetString(conversion.Documents[0].Content.Span));
        Assert.Empty(conversion.Losses);
    }

    [Fact]
    public void Relinked_media_changes_in_a_timeline_and_all_else_stays()
    {
        var file = Corpus.PathOf("conformance/otio/sample_data/screening_example.otio");
        var cut = CutReader.Read(file);
        var item = cut.Events[1];
        var relinked = item with { Source = item.Source with { Names = [new(SourceNameKind.MediaPath, "file:///trimmed/new.mov", "relinked"), .. item.Source.Names.Where(name => name.Kind != SourceNameKind.MediaPath)] } };

        var written = OtioReader.Read(CutWriter.Convert(cut with { Events = cut.Events.SetItem(1, relinked) }, CutFormat.Otio).Documents[0].Content).GetTimeline();

        var before = OtioReader.Read(file).GetTimeline();
        var clips = written.VideoTracks.First().Children.OfType<Clip>().ToList();
        Assert.Equal("file:///trimmed/new.mov", Assert.IsType<ExternalReference>(clips[1].MediaReference).TargetUrl);
        Assert.Equal(OtioWriter.ToText(before.VideoTracks.First().Children.OfType<Clip>().ElementAt(0)), OtioWriter.ToText(clips[0]));
        Assert.Equal(before.Metadata.Count, written.Metadata.Count);
    }

    [Theory]
    [InlineData("conformance/edl/otio-cmx3600-adapter/screening_example.edl", CutFormat.Otio)]
    [InlineData("conformance/edl/otio-cmx3600-adapter/screening_example.edl", CutFormat.FcpXml)]
    [InlineData("conformance/edl/otio-cmx3600-adapter/dissolve_test_2.edl", CutFormat.Otio)]
    [InlineData("conformance/edl/otio-cmx3600-adapter/dissolve_test_2.edl", CutFormat.FcpXml)]
    [InlineData("conformance/edl/otio-cmx3600-adapter/speed_effects_small.edl", CutFormat.Otio)]
    [InlineData("conformance/edl/otio-cmx3600-adapter/speed_effects_small.edl", CutFormat.FcpXml)]
    [InlineData("conformance/edl/otio-cmx3600-adapter/cdl.edl", CutFormat.Otio)]
    [InlineData("conformance/edl/otio-cmx3600-adapter/cdl.edl", CutFormat.FcpXml)]
    [InlineData("conformance/otio/sample_data/simple_cut.otio", CutFormat.Edl)]
    [InlineData("conformance/otio/sample_data/simple_cut.otio", CutFormat.FcpXml)]
    [InlineData("conformance/otio/fcp_xml/premiere_enable_property.xml", CutFormat.Otio)]
    [InlineData("samples/editorial-fcpxml/TwoClipsMarkers.fcpxml", CutFormat.Otio)]
    [InlineData("samples/editorial-fcpxml/29.97d.fcpxml", CutFormat.Otio)]
    public void A_converted_cut_shows_the_same_frames_in_the_same_places(string file, CutFormat format)
    {
        var cut = CutReader.Read(Corpus.PathOf(file), new() { Rate = FrameRate.Fps24 });

        var conversion = CutWriter.Convert(cut, format);
        var name = "converted" + format switch { CutFormat.Otio => ".otio", CutFormat.FcpXml => ".xml", _ => ".edl" };
        var back = CutReader.Read(new MemoryStream(conversion.Documents[0].Content.ToArray()), name, new() { Rate = cut.Rate });

        Assert.Equal(cut.Events.Where(item => item.Record is { IsEmpty: false }).SelectMany(item => item.Tracks.Select(track => Shown(item, track))).Order(StringComparer.Ordinal),
            back.Events.Where(item => item.Record is { IsEmpty: false }).SelectMany(item => item.Tracks.Select(track => Shown(item, track))).Order(StringComparer.Ordinal));
        Assert.Equal(cut.Events.Select(item => item.Grade?.Saturation).OfType<double>(), back.Events.Select(item => item.Grade?.Saturation).OfType<double>());
        Assert.DoesNotContain(back.Problems, problem => problem.Severity == CutSeverity.Error);
    }

    [Theory]
    [InlineData("conformance/ale/otio-ale-adapter/sample_cdl.ale")]
    [InlineData("samples/editorial-ale/sample.ale")]
    [InlineData("samples/editorial-ale/sampleUHD.ale")]
    public void A_log_is_written_with_the_clips_and_columns_it_had(string file)
    {
        var cut = CutReader.Read(Corpus.PathOf(file));

        var conversion = CutWriter.Convert(cut, CutFormat.Ale);
        var back = CutReader.Read(new MemoryStream(conversion.Documents[0].Content.ToArray()), Path.GetFileName(file));

        Assert.Empty(conversion.Losses);
        Assert.Equal((cut.Rate, cut.Dialect, cut.Events.Length), (back.Rate, back.Dialect, back.Events.Length));
        foreach (var (was, now) in cut.Events.Zip(back.Events))
        {
            Assert.Equal((was.Name, was.Source.Range, string.Join(' ', was.Tracks)), (now.Name, now.Source.Range, string.Join(' ', now.Tracks)));
            Assert.Equal(was.Grade, now.Grade);
            Assert.Equal(was.Comments.Order(StringComparer.Ordinal), now.Comments.Order(StringComparer.Ordinal));
            Assert.Equal(was.Source.Names.Select(name => (name.Kind, name.Value)).Distinct().Order(), now.Source.Names.Select(name => (name.Kind, name.Value)).Distinct().Order());
        }
    }

    [Fact]
    public void A_log_of_a_list_names_the_source_that_is_seen_and_tells_what_it_cannot_hold()
    {
        var cut = Read("TITLE: A\n001  A001C001 V     C        01:00:00:00 01:00:02:00 00:00:00:00 00:00:02:00\n* FROM CLIP NAME: one\ttab\n002  A002C002 V     C        02:00:00:00 02:00:04:00 00:00:02:00 00:00:04:00\nM2   A002C002       048.0                02:00:00:00\n003  BL       V     C        00:00:00:00 00:00:01:00 00:00:04:00 00:00:05:00\n");

        var conversion = CutWriter.Convert(cut, CutFormat.Ale);
        var back = CutReader.Read(new MemoryStream(conversion.Documents[0].Content.ToArray()), "a.ale");

        Assert.Equal(["record", "speed"], conversion.Losses.Select(loss => loss.Code));
        Assert.Equal([("A001C001", new CutRange(86400, 48, FrameRate.Fps24)), ("A002C002", new(172800, 96, FrameRate.Fps24))], back.Events.Select(item => (item.Source[SourceNameKind.Tape]!, item.Source.Range!.Value)));
        Assert.Equal("one tab", back.Events[0].Name);
    }

    [Fact]
    public void What_a_list_cannot_hold_is_told_event_by_event()
    {
        var cut = new Cut
        {
            Format = CutFormat.FcpXmlX,
            Rate = FrameRate.Fps24,
            Events =
            [
                new()
                {
                    Id = "V1-0001", Name = "ramp", Tracks = ["V1"], Record = new(0, 48, FrameRate.Fps24), Source = new() { Range = new(0, 48, FrameRate.Fps24), Names = [new(SourceNameKind.Reel, "A001", "")] },
                    Speed = new() { Kind = SpeedKind.Ramp, Factor = 2 }, Reposition = new() { ScaleX = 1.2 }, Effects = ["Blur"],
                },
            ],
        };

        Assert.Equal(["ramp", "reposition", "effect"], CutWriter.Convert(cut, CutFormat.Edl).Losses.Select(loss => loss.Code).Intersect(["ramp", "reposition", "effect"]).OrderBy(code => code is "ramp" ? 0 : code is "reposition" ? 1 : 2));
        Assert.All(CutWriter.Convert(cut, CutFormat.FcpXml).Losses, loss => Assert.Equal("V1-0001", loss.Event));
    }

    private static string Shown(CutEvent item, string track) =>
        $"{track} {item.Record!.Value.StartLabel} {item.Record.Value.Length} {(item.Kind is CutEventKind.Clip or CutEventKind.Nested ? Frames(item) : "")} {item.Speed.Factor.Approximate:0.000000} {item.TransitionIn?.Frames} {item.IsEnabled}";

    /// <summary>Of a speed the first frame only: a list holds one decimal of it, and its own count of source frames.</summary>
    private static string Frames(CutEvent item) =>
        item.Source.Used?.ConvertTo(item.Record!.Value.Rate) is { } used ? $"{used.Start.Approximate:0.00} {(item.Speed.IsNormal ? used.Length.Approximate : 0):0.00}" : "";

    private static Cut Read(string text) => CutReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), "a.edl", new() { Rate = FrameRate.Fps24 });
}
