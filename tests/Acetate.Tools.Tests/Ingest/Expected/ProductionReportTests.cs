using System.Text;
using Acetate.Library.Rolls;
using Acetate.Tools.Ingest.Expected;

namespace Acetate.Tools.Tests.Ingest.Expected;

[Trait("kind", Fuzzing.Trait)]
public sealed class ProductionReportTests
{
    [Fact]
    public void A_real_sound_report_with_CR_lines_and_unbalanced_quotes_is_read()
    {
        var path = Corpus.PathOf("samples/audio-location-sound/WaveAgentSoundReport.csv");

        var report = ProductionReportReader.Read(File.ReadAllBytes(path), "WaveAgentSoundReport.csv");

        Assert.Equal(RollKind.Sound, report.Kind);
        Assert.Equal(["18Y12M31", "Sr001"], report.Rolls.Select(r => r.Name));
        var a101 = report.Rolls[0].Clips.Single(c => c.Name == "A101_1.WAV");
        Assert.Equal(("A101", "01", "12:39:59:00", false), (a101.Scene, a101.Take, a101.StartTimecode, a101.Circled));
        Assert.Contains(report.Rolls[1].Clips, c => c.Name == "Sr001-2C-01_X.WAV" && c.Notes == "Tail Slate Cloth noise");
        Assert.Equal(7, Assert.Single(report.Problems).Line);
    }

    [Theory]
    [InlineData("Date,2026-05-11\nCamera,A\n\nRoll,Clip,Scene,Take,Lens,Notes\nA001,C001,12,1,32mm,good\nA001,C002,12,2,32mm,\nA002,C001,13,1,50mm,\n")]
    [InlineData("Shoot Date;Reel;Clip Name;Scene;Take;ISO\r\n2026-05-11;A001;C001;12;1;800\r\n2026-05-11;A001;C002;12;2;800\r\n2026-05-11;A002;C001;13;1;800\r\n")]
    [InlineData("\uFEFFCard\tClip\tScene\tTake\tFPS\tDate\rA001\tC001\t12\t1\t24\t20260511\rA001\tC002\t12\t2\t24\t\rA002\tC001\t13\t1\t24\t\r")]
    public void Camera_reports_of_several_programs_say_the_same(string text)
    {
        var report = ProductionReportReader.Read(Encoding.UTF8.GetBytes(text), "report.csv");

        Assert.Equal((RollKind.Camera, new DateOnly(2026, 5, 11)), (report.Kind, report.ShootDay!.Value));
        Assert.Equal([("A001", 2), ("A002", 1)], report.Rolls.Select(r => (r.Name, r.Clips.Length)));
        Assert.Equal(("12", "2"), (report.Rolls[0].Clips[1].Scene, report.Rolls[0].Clips[1].Take));
    }

    [Fact]
    public void A_clip_name_tells_its_roll_when_no_column_does()
    {
        var report = ProductionReportReader.Read("File Name,Scene,Take\nA003C001_190318_R2EC.mov,1,1\n"u8, "20190318_camera.csv");

        Assert.Equal("A003", Assert.Single(report.Rolls).Name);
        Assert.Equal(new DateOnly(2019, 3, 18), report.ShootDay);
    }

    [Fact]
    public void Text_without_columns_is_refused_with_the_names_we_know()
    {
        var refused = Assert.Throws<FormatException>(() => ProductionReportReader.Read("hello,world\n1,2\n"u8, "x.csv"));

        Assert.Contains("Known names: Roll", refused.Message, StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => ProductionReportReader.Read(new byte[] { 80, 75, 3, 4, 0, 0 }, "x.xlsx"));
    }

    [Fact]
    public void Broken_reports_are_refused_or_read_but_never_break_the_reader()
    {
        var valid = "Date,2026-05-11\nRoll,Clip,Scene,Take\nA001,C001,\"1\"\"2\",1\n\"A002\",C001,1,2\n"u8.ToArray();
        uint state = 42;
        for (var round = 0; round < Fuzzing.Rounds(5_000); round++)
        {
            var bytes = valid.ToArray();
            for (var flips = 0; flips < 4; flips++)
            {
                state = state * 1664525 + 1013904223;
                bytes[(int)(state >> 8) % bytes.Length & 0x7fff] = (byte)(state >> 24);
            }

            try
            {
                var report = ProductionReportReader.Read(bytes, "fuzz.csv");
                Assert.All(report.Rolls, r => Assert.NotEmpty(r.Name));
            }
            catch (FormatException refused)
            {
                Assert.NotEmpty(refused.Message);
            }
        }
    }
}
