using Acetate.Edl.Cmx3600;
using Acetate.Timing;

namespace Acetate.Standards.Tests.Edl.Cmx3600;

/// <summary>Cut off, damaged, endless and binary files: clear problems, and nothing else.</summary>
[Trait("kind", Fuzzing.Trait)]
public sealed class HostileListTests
{
    [Fact]
    public void Every_list_of_the_corpus_may_be_cut_off_after_every_line_or_in_it()
    {
        var cuts = 0;
        foreach (var file in ListCorpus.All())
        {
            var bytes = File.ReadAllBytes(file);
            for (var i = 0; i < bytes.Length; i++)
            {
                if (bytes[i] is not ((byte)'\n' or (byte)'\r')) continue;
                AssertReads(bytes[..(i + 1)]);
                AssertReads(bytes[..Math.Max(i - 20, 0)]);
                cuts++;
            }
        }

        Assert.True(cuts > 2_500, $"{cuts} cuts prove little.");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void A_damaged_list_is_read_or_refused_and_nothing_else(ulong seed)
    {
        var damage = new Damage(
            seed, " ", "\t", "\r", "\n", "\0", "\x1A", "\uFEFF", "*", "001 ", "999999999 ", "M2 AX -999999.9 01:00:00:00\n", "M2 AX 000.0 x\n", "FCM: DROP FRAME\n", "TITLE: x\n", "25:00:00:00", "00:01:00;00", "23:59:59:23",
            "K B", "W999 999", "D 999999999", "AUD 3 4\n", "NONE", "* LOC: 01:00:00:00 RED x\n", "* ASC_SOP (1 1)(0 0 0)(1 1 1)\n", "* FROM CLIP NAME: x\n* TO CLIP NAME: y\n", "FINAL CUT PRO REEL: a REPLACED BY: AX\n", ">>> SOURCE AX b c\n", "|C:x |M:y |D:z\n", "DLEDL: EDIT:0 FILENAME: a.(1@9).dpx\n", "SPLIT: AUDIO DELAY= 1\n", "99999999999 1 2 3 4");
        string[] valid =
        [
            "samples/editorial-edl/speed_effects_small.edl", "samples/editorial-edl/dissolve_test_2.edl", "conformance/edl/guerilla-edl/TRAILER_EDL.edl", "conformance/edl/guerilla-edl/KEY_TRANSITION.EDL",
            "conformance/edl/synthetic/fcm-switch.edl", "samples/editorial-edl/file32.edl", "conformance/edl/synthetic/utf8-bom.edl", "conformance/edl/synthetic/latin-1.edl",
        ];
        var files = valid.Select(file => File.ReadAllBytes(Corpus.PathOf(file))).ToArray();
        var read = 0;
        for (var i = 0; i < Fuzzing.Rounds(1500); i++) read += AssertReads(damage.Of(files[i % files.Length])) ? 1 : 0;

        Assert.True(read > 1000, $"{read} lists that were read prove little.");
    }

    [Fact]
    public void Binary_files_are_refused_or_have_no_event()
    {
        var dice = new Damage(7);
        for (var i = 0; i < 200; i++)
        {
            var bytes = new byte[1 + dice.Next(4000)];
            for (var at = 0; at < bytes.Length; at++) bytes[at] = (byte)dice.Next(256);
            if (AssertReads(bytes)) Assert.Contains(EdlReader.Read(new MemoryStream(bytes), "x").Problems, problem => problem.Rule == EdlRule.NoEvents);
        }
    }

    [Theory]
    [InlineData(new byte[] { (byte)'T', (byte)'\n', 0, (byte)'x' }, "x, line 2: The file is not a text; it holds a byte 0 in the middle")]
    [InlineData(new byte[] { 0xFF, 0xFE, (byte)'T' }, "x: The file is in UTF-16, but is cut off or damaged")]
    [InlineData(new byte[] { 0xFF, 0xFE, 0x00, 0xD8, 0x41, 0x00 }, "x: The file is in UTF-16, but is cut off or damaged")]
    public void What_is_no_text_is_refused_with_its_place(byte[] bytes, string says) =>
        Assert.StartsWith(says, Assert.Throws<EdlException>(() => EdlReader.Read(new MemoryStream(bytes), "x")).Message, StringComparison.Ordinal);

    [Fact]
    public void Endless_files_are_refused()
    {
        using var bytes = new MemoryStream(new byte[EdlReader.MaxBytes + 1]);
        Assert.Contains("larger than 67,108,864 bytes", Assert.Throws<EdlException>(() => EdlReader.Read(bytes, "x")).Message, StringComparison.Ordinal);
        Assert.Contains("more than 1,000,000 lines", Assert.Throws<EdlException>(() => EdlReader.Parse(new string('\n', 1_000_001))).Message, StringComparison.Ordinal);
        Assert.Contains("more than 250,000 events", Assert.Throws<EdlException>(() => EdlReader.Parse(string.Concat(Enumerable.Repeat("001 A V C 1 2 3 4\n", 250_001)))).Message, StringComparison.Ordinal);
    }

    /// <summary>Each of these would take hours if anything were compared with everything.</summary>
    [Theory]
    [InlineData("same time and number", "001  A001     V     C        01:00:00:00 01:00:02:00 00:00:00:00 00:00:02:00\n", 100_000)]
    [InlineData("dissolves", "001  A001     V     C        01:00:02:00 01:00:02:00 00:00:02:00 00:00:02:00\n001  B001     V     D    012 05:00:00:00 05:00:03:00 00:00:02:00 00:00:05:00\n", 50_000)]
    [InlineData("maps", "001  A     V     C        01:00:00:00 01:00:02:00 00:00:00:00 00:00:02:00\nFINAL CUT PRO REEL: A{0} REPLACED BY: A\n", 100_000)]
    [InlineData("impossible", "001  A     V     C        25:00:00:00 01:00:02:99 00:00:00:00 00:00:02:00\n", 100_000)]
    [InlineData("reversed", "001  A     V     C        01:00:09:00 01:00:02:00 00:00:09:00 00:00:02:00\n", 100_000)]
    [InlineData("unknown", "Hello\n", 500_000)]
    public void A_hundred_thousand_events_of_any_kind_are_read(string what, string lines, int times)
    {
        var document = EdlReader.Parse(string.Concat(Enumerable.Range(0, times).Select(i => lines.Replace("{0}", $"{i}", StringComparison.Ordinal))), what);
        var reading = document.At(FrameRate.Fps24);

        Assert.Equal(document.EventCount, reading.Events.Length);
        Assert.InRange(reading.Problems.Length, 1, 20_000);
        Assert.NotEmpty(document.FitRates());
    }

    [Fact]
    public void One_transition_with_a_hundred_thousand_comments_is_read()
    {
        var comments = string.Concat(Enumerable.Repeat("* ASC_SAT 1\n* LOC: 00:00:02:00 RED x\n* SOURCE FILE: A\nM2 A001 048.0 01:00:00:00\n", 25_000));

        var events = EdlReader.Parse(Lists.Head + Lists.Dissolve + comments).At(FrameRate.Fps24).Events;

        Assert.Equal(25_000, events[1].Markers.Length);
    }

    [Fact]
    public void More_problems_than_anyone_reads_are_counted()
    {
        var reading = EdlReader.Parse(string.Concat(Enumerable.Repeat("001  A V C 25:00:00:00 01:00:02:00 00:00:00:00 00:00:02:00\n", 20_000))).At(FrameRate.Fps24);

        Assert.Contains(reading.Problems, problem => problem.Rule == EdlRule.More && problem.Message.EndsWith("more problems; they are not listed.", StringComparison.Ordinal));
        Assert.False(reading.IsValid);
    }

    /// <summary>Reads the list at three rates and writes it back unchanged, or has it refused with its name.</summary>
    private static bool AssertReads(byte[] bytes)
    {
        EdlDocument document;
        try
        {
            document = EdlReader.Read(new MemoryStream(bytes), "x");
        }
        catch (EdlException refusal)
        {
            Assert.StartsWith("x", refusal.Message, StringComparison.Ordinal);
            return false;
        }

        Assert.Equal(bytes, EdlWriter.ToBytes(document));
        foreach (var rate in new[] { FrameRate.Fps24, FrameRate.Fps25, FrameRate.Fps2997 })
        {
            var reading = document.At(rate);
            Assert.Equal(document.EventCount, reading.Events.Length);
            foreach (var problem in reading.Problems)
            {
                Assert.InRange(problem.Line, 0, document.Lines.Length);
                Assert.Matches(@"[.?!]$", problem.Message);
                Assert.True(problem.Severity == EdlSeverity.Notice || problem.Fix.EndsWith('.'), problem.ToString());
            }

            foreach (var e in reading.Events)
            {
                Assert.True(e.Partner is null || reading.Events[e.Partner.Value].Partner == e.Index);
                Assert.True(e.Played is null or { Frames: >= 0 });
            }
        }

        Assert.Equal(FrameRate.Known.Length, document.FitRates().Length);
        return true;
    }
}
