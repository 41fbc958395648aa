using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Acetate.Library.Rolls;
using Acetate.Steps.Documents;
using Acetate.Tools.Ingest;
using Acetate.Tools.Ingest.Advice;
using Acetate.Tools.Ingest.Reports;

namespace Acetate.Tools.Tests.Ingest.Reports;

public sealed class ReportTests
{
    private static readonly DateTimeOffset At = new(2026, 5, 11, 20, 0, 0, TimeSpan.Zero);

    private static readonly Roll Roll = new()
    {
        Id = new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11),
        Show = "film",
        Name = "A001R2EC",
        Kind = RollKind.Camera,
        ShootDay = new DateOnly(2026, 5, 11),
        FoundAt = At,
        Layout = "arri",
        LayoutReason = "names in ARRI's pattern",
        Files = 3,
        Bytes = 1_920_000_000_000,
        Manifest = ManifestState.Intact,
        Stage = RollStage.Complete,
        Source = "/media/A001R2EC",
    };

    private static readonly RollReport Report = new()
    {
        MadeAt = At,
        ShowTitle = "The Film",
        Roll = Roll,
        Copies = [new("library", "file:///raid", "verified", 3, 1_920_000_000_000, At, 2), new("archive", "s3://film", "verified", 3, 1_920_000_000_000, At, 2)],
        Clips = [new ReportClip { Id = Guid.Empty, Name = "A001C001_260511_R2EC", Frames = 240, Rate = "24000/1001", TimecodeStart = "10:00:00:00", TimecodeEnd = "10:00:10:00", Width = 4448, Height = 3096, Codec = "prores", Proxy = "made" }],
        Timeline = [new ReportEvent(At, "mara", "roll.found", "Roll A001R2EC was found on /media/A001R2EC.")],
        Advice = new WipeAdvice { Medium = MediumClass.Card, IsSafe = true, Reasons = ["3 files were read back and are right in 2 copies: library, archive."] },
    };

    [Fact]
    public void The_page_says_in_large_letters_whether_the_card_may_be_formatted()
    {
        var html = ReportHtml.Of(Report);

        Assert.Contains("✓ Safe to format", html, StringComparison.Ordinal);
        Assert.Contains("1.92 TB", html, StringComparison.Ordinal);
        Assert.Contains("23.976", html, StringComparison.Ordinal);
        Assert.DoesNotContain("http", html.Replace("http-equiv", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_from_a_strangers_card_stay_text()
    {
        var evil = Report with { Clips = [Report.Clips[0] with { Name = "<script>alert(1)</script>\n=cmd" }], Roll = Roll with { Name = "=HYPERLINK(\"x\")" } };

        Assert.DoesNotContain("<script>", ReportHtml.Of(evil), StringComparison.Ordinal);
        var line = ReportCsv.Of(evil).Split("\r\n")[1];
        Assert.Contains("\"'=HYPERLINK(\"\"x\"\")\"", line, StringComparison.Ordinal);
    }

    [Fact]
    public void The_table_has_a_line_for_every_clip_and_one_for_a_roll_without()
    {
        var day = Day([Report, Report with { Clips = [], Roll = Roll with { Name = "S001", Kind = RollKind.Sound } }]);

        var lines = ReportCsv.Of(day).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(3, lines.Length);
        Assert.All(lines, l => Assert.Equal(lines[0].Count(c => c == ','), l.Count(c => c == ',')));
        Assert.Contains("10:00:00:00,10:00:10:00,4448,3096,prores", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void The_JSON_report_reads_back()
    {
        var text = JsonSerializer.Serialize(Report, JsonSerializerOptions.Web);

        using var document = JsonDocument.Parse(text);
        Assert.Equal("card", document.RootElement.GetProperty("advice").GetProperty("medium").GetString());
        Assert.True(document.RootElement.GetProperty("advice").GetProperty("isSafe").GetBoolean());
        Assert.Equal(240, document.RootElement.GetProperty("clips")[0].GetProperty("frames").GetInt64());
    }

    [Fact]
    public void The_PDF_holds_the_same_words_and_survives_a_broken_poster()
    {
        var report = Report with { Clips = [.. Enumerable.Range(1, 60).Select(i => Report.Clips[0] with { Name = $"A001C{i:000}_260511_R2EC", Poster = Encoding.ASCII.GetBytes("not a jpeg") })] };

        var text = PdfText(ReportPdf.Of(report));

        Assert.Contains("Safe to format", text, StringComparison.Ordinal);
        Assert.Contains("A001C060_260511_R2EC", text, StringComparison.Ordinal);
        Assert.Contains("page 2 of", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_PDF_of_a_day_names_what_never_arrived()
    {
        var missing = new Finding { Severity = FindingSeverity.Warning, Code = "roll-never-arrived", Message = "Roll A002 never arrived." };

        var text = PdfText(ReportPdf.Of(Day([Report], missing)));

        Assert.Contains("Not complete", text, StringComparison.Ordinal);
        Assert.Contains("Roll A002 never arrived.", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_day_is_ready_only_when_every_roll_is_complete_and_nothing_is_missed()
    {
        var missing = new Finding { Severity = FindingSeverity.Warning, Code = "x", Message = "Roll A002 never arrived." };
        RollReport Held(string reason) => Report with { Roll = Roll with { Hold = new Hold(reason, "") } };

        Assert.Equal(DayVerdict.Ready, DayCompleteness.Judge([Report], [], null).State);
        Assert.Equal(DayVerdict.Confirmed, DayCompleteness.Judge([Report], [], ("mara", At)).State);
        Assert.Equal(DayVerdict.Reopened, DayCompleteness.Judge([Report], [missing], ("mara", At)).State);
        Assert.Equal(DayVerdict.Open, DayCompleteness.Judge([], [], null).State);
        Assert.Contains("held: 2 files", Assert.Single(DayCompleteness.Judge([Held("2 files differ.")], [], null).Open), StringComparison.Ordinal);
        Assert.Contains("uploading, not complete", Assert.Single(DayCompleteness.Judge([Report with { Roll = Roll with { Stage = RollStage.Uploading } }], [], null).Open), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(999, "999 B")]
    [InlineData(1_000, "1.00 kB")]
    [InlineData(99_960_000, "100 MB")]
    [InlineData(1_920_000_000_000, "1.92 TB")]
    public void Sizes_have_three_digits(long bytes, string text) => Assert.Equal(text, ReportText.Size(bytes));

    private static DayReport Day(RollReport[] rolls, params Finding[] missing) => new()
    {
        MadeAt = At,
        Show = "film",
        ShowTitle = "The Film",
        Day = Roll.ShootDay,
        Rolls = [.. rolls],
        Missing = [.. missing],
        Completeness = DayCompleteness.Judge(rolls, missing, null),
    };

    private static string PdfText(byte[] pdf)
    {
        using var folder = new TempFolder();
        var file = folder.Write("report.pdf", pdf);
        using var process = Process.Start(new ProcessStartInfo(Corpus.Program("pdftotext"), ["-layout", file, "-"]) { RedirectStandardOutput = true })!;
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return text;
    }
}
