using System.Text;
using Acetate.Edl.Cmx3600;
using Acetate.Timing;

namespace Acetate.Standards.Tests.Edl.Cmx3600;

/// <summary>Encodings, line ends, padding, dialects, rates, and changing a line.</summary>
public sealed class ListFileTests
{
    [Theory]
    [InlineData("\r\n")]
    [InlineData("\n")]
    [InlineData("\r")]
    public void All_line_ends_and_encodings_mean_the_same_and_come_back(string end)
    {
        var text = $"TITLE: Straße{end}FCM: NON-DROP FRAME{end}{end}{Lists.Cut.TrimEnd()}{end}* FROM CLIP NAME: Café.mov";
        var old = CodePagesEncodingProvider.Instance.GetEncoding(end == "\r" ? 10000 : 1252)!;
        (Encoding Encoding, bool HasMark)[] encodings =
        [
            (new UTF8Encoding(false), false), (new UTF8Encoding(true), true), (Encoding.Unicode, true), (Encoding.Unicode, false), (Encoding.BigEndianUnicode, true), (Encoding.BigEndianUnicode, false), (old, false),
        ];

        foreach (var (encoding, hasMark) in encodings)
        {
            byte[] bytes = [.. hasMark ? encoding.GetPreamble() : [], .. encoding.GetBytes(text)];
            var document = EdlReader.Read(new MemoryStream(bytes), "x");

            Assert.Equal(("Straße", "Café.mov"), (document.Title, document.At(FrameRate.Fps24).Events.Single().ClipName));
            Assert.Equal(5, document.Lines.Length);
            Assert.Equal(bytes, EdlWriter.ToBytes(document));
            Assert.Equal(encoding is UTF8Encoding ? 0 : 1, document.Problems.Length);
        }
    }

    [Fact]
    public void Every_byte_of_the_old_code_pages_comes_back()
    {
        foreach (var end in new[] { "\n", "\r" })
        {
            var bytes = Encoding.ASCII.GetBytes($"* {end}").Concat(Enumerable.Range(1, 255).Where(b => b is not (10 or 13 or 26)).Select(b => (byte)b)).ToArray();

            Assert.Equal(bytes, EdlWriter.ToBytes(EdlReader.Read(new MemoryStream(bytes), "x")));
        }
    }

    [Fact]
    public void A_named_encoding_is_taken_or_refused_but_never_loses_a_letter()
    {
        var shiftJis = CodePagesEncodingProvider.Instance.GetEncoding(932)!;
        var bytes = shiftJis.GetBytes(Lists.Cut + "* FROM CLIP NAME: 映画.mov\n");

        var document = EdlReader.Read(new MemoryStream(bytes), "x", shiftJis);

        Assert.Equal("映画.mov", document.At(FrameRate.Fps24).Events.Single().ClipName);
        Assert.Equal(bytes, EdlWriter.ToBytes(document));
        Assert.Contains("without loss", Assert.Throws<EdlException>(() => EdlReader.Read(new MemoryStream([0x81, 0xFF, 0x0A]), "x", shiftJis)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("samples/editorial-edl/TEST.edl", EdlDialectKind.AvidCmx)]
    [InlineData("samples/editorial-edl/file32.edl", EdlDialectKind.AvidFile32)]
    [InlineData("samples/editorial-edl/cdl_example01.edl", EdlDialectKind.AvidFile32)]
    [InlineData("samples/editorial-edl/premiere_example.edl", EdlDialectKind.Premiere)]
    [InlineData("samples/editorial-edl/test_25.edl", EdlDialectKind.Premiere)]
    [InlineData("samples/editorial-edl/nucoda_example.edl", EdlDialectKind.Nucoda)]
    [InlineData("samples/editorial-edl/ISSUE_14_conform_edl_issue_02.edl", EdlDialectKind.Resolve)]
    [InlineData("conformance/edl/synthetic/resolve-marker.edl", EdlDialectKind.Resolve)]
    [InlineData("conformance/edl/guerilla-edl/TRAILER_EDL.edl", EdlDialectKind.FinalCut)]
    [InlineData("conformance/edl/guerilla-edl/KEY_TRANSITION.EDL", EdlDialectKind.FinalCut)]
    [InlineData("conformance/edl/synthetic/otio-truncated.edl", EdlDialectKind.OpenTimelineIO)]
    [InlineData("conformance/edl/synthetic/cuts.edl", EdlDialectKind.Cmx3600)]
    [InlineData("conformance/edl/pycmx/ISSUE_19_unusual01.edl", EdlDialectKind.Cmx3600)]
    public void The_dialect_is_told_with_its_evidence(string file, EdlDialectKind kind)
    {
        var dialect = EdlReader.Read(Corpus.PathOf(file)).Dialect;

        Assert.Equal(kind, dialect.Kind);
        Assert.Equal(kind == EdlDialectKind.Cmx3600, dialect.Evidence.IsEmpty);
    }

    [Fact]
    public void Flame_is_known_by_its_media_lines() =>
        Assert.Equal("Autodesk Flame or Smoke (DLEDL): line 2 names media with DLEDL", EdlReader.Parse(Lists.Cut + "DLEDL: PATH: /x\n").Dialect.ToString());

    [Theory]
    [InlineData("samples/editorial-edl/25fps.edl", "25", 0)]
    [InlineData("samples/editorial-edl/test_24psf.edl", "25", 0)]
    [InlineData("samples/editorial-edl/timecode_mismatch.edl", "25", 4)]
    [InlineData("samples/editorial-edl/cdl_example01.edl", "23.976", 0)]
    [InlineData("samples/editorial-edl/cmx3600_5994.edl", "59.94", 3)]
    [InlineData("conformance/edl/guerilla-edl/45S_SAMPLE.EDL", "25", 0)]
    [InlineData("conformance/edl/guerilla-edl/TIMEWARP.EDL", "25", 0)]
    [InlineData("conformance/edl/synthetic/df-2997.edl", "29.97", 0)]
    public void Labels_and_lengths_say_which_rates_fit(string file, string rate, int contradictions)
    {
        var best = EdlReader.Read(Corpus.PathOf(file)).FitRates()[0];

        Assert.Equal((rate, contradictions, true), (best.Rate.ToString(), best.Contradictions, best.IsPossible));
    }

    [Fact]
    public void A_rate_that_does_not_fit_says_at_which_line_it_fails()
    {
        var fits = EdlReader.Read(Corpus.PathOf("samples/editorial-edl/25fps.edl")).FitRates([FrameRate.Fps24, FrameRate.Fps25, FrameRate.Fps30]);

        Assert.Equal(["25", "30", "24"], fits.Select(fit => fit.Rate.ToString()));
        Assert.Equal([true, false, false], fits.Select(fit => fit.IsPerfect));
        Assert.Equal((13, "01:00:01:24 has frame 24, and a second at 24 ends with 23."), (fits[2].Line, fits[2].Evidence));
        Assert.Equal((13, "Event 004 has 54 frames of source and 59 of record."), (fits[1].Line, fits[1].Evidence));
    }

    [Fact]
    public void A_changed_line_is_read_anew_and_all_others_stay()
    {
        var document = EdlReader.Read(Corpus.PathOf("conformance/edl/synthetic/frames-beyond-rate.edl"));

        var mended = document.WithLine(4, document.Lines[3].Text.Replace(":24 ", ":23 ", StringComparison.Ordinal));

        Assert.Equal(25, mended.At(FrameRate.Fps24).Events.Single().SourceFrames);
        Assert.Equal(document.ToString().Replace(":24 ", ":23 ", StringComparison.Ordinal), mended.ToString());
        Assert.Throws<ArgumentException>(() => document.WithLine(4, "a\nb"));
        Assert.Throws<ArgumentOutOfRangeException>(() => document.WithLine(5, ""));
    }

    [Fact]
    public void A_letter_that_the_encoding_lacks_is_told_and_never_replaced()
    {
        var changed = EdlReader.Read(Corpus.PathOf("conformance/edl/synthetic/latin-1.edl")).WithLine(5, "* FROM CLIP NAME: 映画");

        Assert.StartsWith("latin-1.edl, line 5: '* FROM CLIP NAME: 映画' has a letter that windows-1252 lacks.", Assert.Throws<EdlException>(() => EdlWriter.ToBytes(changed)).Message, StringComparison.Ordinal);
        Assert.EndsWith("映画\n", Encoding.UTF8.GetString(EdlWriter.ToBytes(changed.ToUtf8())), StringComparison.Ordinal);
        Assert.Throws<EdlException>(() => EdlWriter.ToBytes(EdlReader.Parse("* \uD800\n")));
    }

    [Fact]
    public void Padding_of_old_systems_is_kept_and_means_nothing()
    {
        var document = EdlReader.Parse(Lists.Cut) is var plain && EdlReader.Read(new MemoryStream(Encoding.ASCII.GetBytes(Lists.Cut + "\x1A\x1A\0\0")), "x") is var padded ? (plain, padded) : default;

        Assert.Equal("\x1A\x1A\0\0", document.padded.Tail);
        Assert.Equal(document.plain.Lines, document.padded.Lines);
        Assert.Empty(document.padded.Problems);
    }
}
