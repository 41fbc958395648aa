using System.Text;
using Acetate.Cuts;
using Acetate.Cuts.Lint;
using Acetate.Timing;

namespace Acetate.Standards.Tests.Cuts;

public sealed class CutLintTests
{
    [Theory]
    [InlineData("001  AX       V     C        01:00:00:00 01:00:02:00 00:00:00:00 00:00:02:00", "auxiliary-reel", 1)]
    [InlineData("001  BL       V     C        00:00:00:00 00:00:02:00 00:00:00:00 00:00:02:00", "black", 1)]
    [InlineData("001  A V C 01:00:00:00 01:00:02:00 00:00:00:00 00:00:02:00\n002  A V C 01:00:00:00 01:00:02:00 00:00:03:00 00:00:05:00", "gap", 2)]
    [InlineData("001  A V C 01:00:00:00 01:00:02:00 00:00:00:00 00:00:02:00\n002  A V C 01:00:00:00 01:00:02:00 00:00:01:00 00:00:03:00", "record-overlap", 2)]
    [InlineData("001  A V C 01:00:00:00 01:00:02:00 00:00:00:00 00:00:02:12", "length-mismatch", 1)]
    [InlineData("001  A V C 01:00:00:00 01:00:02:00 00:00:00:00 00:00:02:00\nM2 A 048.0 01:00:00:00", "retime", 1)]
    [InlineData("001  A V C 01:00:00:00 01:00:02:00 00:00:00:00 00:00:02:00\nM2 A -024.0 01:00:00:00", "reverse", 1)]
    [InlineData("001  A V C 01:00:00:00 01:00:02:00 00:00:00:00 00:00:02:00\nM2 A 000.0 01:00:00:00", "freeze", 1)]
    [InlineData("001  A V C 01:00:00:00 01:00:00:01 00:00:00:00 00:00:00:01", "flash-frame", 1)]
    [InlineData("001  A V C 01:00:00:00 01:00:02:00 00:00:00:00 00:00:02:00\n* FROM CLIP NAME: A001C001.sync.01", "group-suspected", 1)]
    [InlineData("001  A V C 01:00:00:00 01:00:02:00 00:00:00:00 00:00:02:00\nwhat is this", "unknown-line", 2)]
    [InlineData("001  A V C 01:00:00:00 01:00:02:00 00:00:00:00 00:00:02:00\n001  A V C 02:00:00:00 02:00:02:00 00:00:02:00 00:00:04:00\n001  A V C 02:00:00:00 02:00:02:00 00:00:04:00 00:00:06:00", "duplicate-number", 2)]
    [InlineData("001  A001_C001_0101AB V C 01:00:00:00 01:00:02:00 00:00:00:00 00:00:02:00\n002  A001_C001_0102CD V C 02:00:00:00 02:00:02:00 00:00:02:00 00:00:04:00", "reels-collide", 2)]
    [InlineData("001  A V C 25:00:00:00 25:00:02:00 00:00:00:00 00:00:02:00", "bad-time", 1)]
    public void Each_trap_is_told_with_its_line_and_what_to_do(string list, string code, int line)
    {
        var problems = CutLint.Check(Read(list));

        var found = Assert.Single(problems.Where(problem => problem.Code == code).Take(1));
        Assert.Equal(line, found.Line);
        Assert.EndsWith(".", found.Fix, StringComparison.Ordinal);
        Assert.EndsWith(".", found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_clean_list_has_nothing_to_tell()
    {
        Assert.Empty(CutLint.Check(Read("TITLE: A\nFCM: NON-DROP FRAME\n001  A001C001 V     C        01:00:00:00 01:00:02:00 00:00:00:00 00:00:02:00\n* FROM CLIP NAME: A001C001_190520_R3KN\n")));
    }

    [Fact]
    public void A_list_of_labels_that_stop_early_was_made_at_a_lower_rate()
    {
        var list = new StringBuilder();
        for (var i = 0; i < 30; i++)
            list.Append(System.Globalization.CultureInfo.InvariantCulture, $"{i + 1:D3}  A{i:D3}C001 V     C        01:00:00:00 01:00:00:23 00:00:{i:D2}:00 00:00:{i:D2}:23\n");

        Assert.Contains(CutLint.Check(Read(list.ToString(), FrameRate.Fps25)), problem => problem.Code == "rate-suspect" && problem.Message.Contains("24 frames", StringComparison.Ordinal));
        Assert.DoesNotContain(CutLint.Check(Read(list.ToString())), problem => problem.Code == "rate-suspect");
    }

    [Fact]
    public void Multicam_and_compound_clips_are_suspected()
    {
        var multicam = CutLint.Check(CutReader.Read(Corpus.PathOf("samples/editorial-fcpxml/MulticamSample.fcpxml")));
        var compound = CutLint.Check(CutReader.Read(Corpus.PathOf("samples/editorial-fcpxml/CompoundClips.fcpxml")));

        Assert.Contains(multicam, problem => problem.Code == "multicam");
        Assert.Contains(compound, problem => problem.Code == "nested");
    }

    [Fact]
    public void More_than_999_events_are_noted()
    {
        var list = new StringBuilder();
        for (var i = 0; i < 1001; i++)
            list.Append(System.Globalization.CultureInfo.InvariantCulture, $"{i + 1:D4}  A{i % 500:D3}C001 V     C        01:00:00:00 01:00:01:00 {CutRange.Label(i * 24L, FrameRate.Fps24)} {CutRange.Label(i * 24L + 24, FrameRate.Fps24)}\n");

        Assert.Contains(CutLint.Check(Read(list.ToString())), problem => problem.Code == "many-events");
    }

    private static Cut Read(string text, FrameRate? rate = null) => CutReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), "a.edl", new() { Rate = rate ?? FrameRate.Fps24 });
}
