using System.Text;
using System.Text.Json;
using Acetate.Cdl;
using Acetate.Edl.Ale;
using Acetate.Timing;

namespace Acetate.Standards.Tests.Edl;

/// <summary>Logs of cameras, dailies systems and Avid are read as they mean and written back whole.</summary>
[Trait("kind", Fuzzing.Trait)]
public sealed class AleTests
{
    /// <summary>Where the reference adapter stops the whole file: what we say instead, and whether the file is refused.</summary>
    private static readonly Dictionary<string, (bool IsRefused, string Says)> Stopped = new()
    {
        ["duration-contradiction.ale"] = (false, "are 48 frames, and Duration says 00:00:05:00, which is 120"),
        ["fps-29.97-df.ale"] = (false, "are 4 frames, and Duration says 00:00:00;06, which is 6"),
        ["frame-beyond-rate.ale"] = (false, "Start: The frame 24 does not exist at 24"),
        ["no-column.ale"] = (true, "line 8: The data begin before the names of the columns"),
        ["commas-as-delimiter.ale"] = (true, "line 2: 'FIELD_DELIM,TABS' is not separated by a tab"),
    };

    [Fact]
    public void Every_log_of_the_corpus_is_read_as_by_the_reference_adapter_and_more_of_them()
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Corpus.PathOf("conformance/ale/expected.json")));
        var (files, clips) = (0, 0);
        foreach (var test in json.RootElement.GetProperty("cases").EnumerateArray())
        {
            files++;
            var file = test.GetProperty("file").GetString()!;
            var path = Corpus.PathOf($"conformance/{file}");
            if (!test.GetProperty("ok").GetBoolean())
            {
                var (isRefused, says) = Stopped[Path.GetFileName(file)];
                Assert.Contains(says, isRefused ? Assert.Throws<AleException>(() => AleReader.Read(path)).Message : RowProblem(path), StringComparison.Ordinal);
                continue;
            }

            var log = AleReader.Read(path);
            // The adapter finds sections only when they are written exactly; then it has nothing.
            if (file.EndsWith("lower-case-sections.ale", StringComparison.Ordinal))
            {
                Assert.Equal(["A001C001"], log.Clips(FrameRate.Fps24).Select(clip => clip.Name));
                Assert.Equal(3, log.Problems.Count(problem => problem.Message.Contains("Avid does not find it", StringComparison.Ordinal)));
                continue;
            }

            AssertHeading(test.GetProperty("header"), log);
            var expected = test.GetProperty("clips").EnumerateArray().ToArray();
            Assert.Equal(expected.Length, log.Rows.Length);
            foreach (var (e, (row, clip)) in expected.Zip(log.Rows.Zip(log.Clips(FrameRate.Fps24))))
            {
                AssertClip(e, log, row, clip, file);
                clips++;
            }
        }

        Assert.Equal((33, 38), (files, clips));
    }

    [Fact]
    public void The_log_of_an_ALEXA_35_says_what_the_camera_did()
    {
        var log = AleReader.Read(Corpus.PathOf("samples/editorial-ale/sample_no_blanks.ale"));
        var clip = log.Clips(FrameRate.Fps24).First();
        var others = clip.Others.ToLookup(field => field.Name, field => field.Value);

        Assert.Equal((245, 6), (log.Columns.Length, log.Rows.Length));
        Assert.Equal(FrameRate.Fps25, log.Rate);
        Assert.Equal(("19:42:28:17", "19:44:13:04", 2612), (clip.Start.ToString(), clip.End.ToString(), clip.Frames));
        Assert.Equal("2611", others["EndFrameNumber"].Single());
        Assert.Equal("1280", others["ExposureIndexAsa"].Single());
        Assert.Contains("3800", others["WhiteBalanceKelvin"].Single(), StringComparison.Ordinal);
        Assert.Contains("180", others["ShutterAngle"].First(), StringComparison.Ordinal);
        Assert.Empty(clip.Problems);
    }

    [Fact]
    public void What_is_read_is_written_back_cell_by_cell()
    {
        var files = Directory.EnumerateFiles(Corpus.PathOf("conformance/ale"), "*.ale", SearchOption.AllDirectories).ToArray();
        var compared = 0;
        foreach (var file in files.Where(file => Stopped.GetValueOrDefault(Path.GetFileName(file)).IsRefused is false))
        {
            var log = AleReader.Read(file);

            var again = AleReader.Read(new MemoryStream(Written(log)), "again");

            Assert.Equal(log.Heading, again.Heading);
            Assert.Equal(log.Columns, again.Columns);
            Assert.Equal(log.Rows.Select(row => row.Cells.Concat(Enumerable.Repeat("", Math.Max(0, log.Columns.Length - row.Cells.Length)))), again.Rows.Select(row => row.Cells.AsEnumerable()));
            Assert.Equal(log.Clips(FrameRate.Fps24).Select(Told), again.Clips(FrameRate.Fps24).Select(Told));
            compared++;
        }

        Assert.Equal(31, compared);
    }

    [Theory]
    [InlineData("\r\n")]
    [InlineData("\n")]
    [InlineData("\r")]
    public void All_line_ends_and_encodings_mean_the_same(string end)
    {
        var text = $"Heading{end}FIELD_DELIM\tTABS{end}FPS\t25{end}{end}Column{end}Name\tStart\tEnd{end}{end}Data{end}Straße\t01:00:00:00\t01:00:02:00{end}";
        var page = end == "\r" ? 10000 : 1252;
        Encoding[] encodings = [new UTF8Encoding(false), new UTF8Encoding(true), Encoding.Unicode, Encoding.BigEndianUnicode, CodePagesEncodingProvider.Instance.GetEncoding(page)!];

        foreach (var encoding in encodings)
        {
            var clip = AleReader.Read(new MemoryStream([.. encoding.GetPreamble(), .. encoding.GetBytes(text)]), "x").Clips(FrameRate.Fps24).Single();

            Assert.Equal(("Straße", 50L), (clip.Name, clip.Frames));
        }
    }

    [Theory]
    [InlineData("Name\tDuration\tStart", "a\t00:00:02:00\t01:00:00:00", "01:00:00:00", 48)]
    [InlineData("Name\tDuration\tEnd", "a\t00:00:02:00\t01:00:00:00", "00:59:58:00", 48)]
    [InlineData("Name\tStart\tEnd", "a\t23:59:59:00\t00:00:01:00", "23:59:59:00", 48)]
    [InlineData("Name\tTake\tTake\tStart", "a\t1\t\t01:00:00:00", "01:00:00:00", null)]
    [InlineData("Name\tTape", "a", null, null)]
    public void Two_of_three_times_are_enough_also_over_midnight(string columns, string row, string? start, int? frames)
    {
        var clip = Of(columns, row).Clips(FrameRate.Fps24).Single();

        Assert.Equal((start, (long?)frames), (clip.Start?.ToString(), clip.Frames));
        Assert.Empty(clip.Problems);
    }

    [Theory]
    [InlineData("Name\tStart", "a\t1h", "line 8: Start: '1h' is not a timecode")]
    [InlineData("Name\tStart\tEnd", "a\t01:00:00:00\t01:00:61:00", "line 8: End: The second 61 does not exist")]
    [InlineData("Name\tASC_SOP", "a\t(1 1)(0 0 0)(1 1 1)", "line 8: ASC_SOP: '1 1' should be 3 numbers")]
    [InlineData("Name\tASC_SAT", "a\tx", "line 8: ASC_SAT: 'x' is not a number")]
    public void A_wrong_cell_is_told_with_its_line_and_the_rest_of_the_row_is_read(string columns, string row, string says)
    {
        var clip = Of(columns, row).Clips(FrameRate.Fps25).Single();

        Assert.Equal("a", clip.Name);
        Assert.StartsWith(says, clip.Problems.Select(problem => $"line {problem.Line}: {problem.Message}").Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "The file has no Heading")]
    [InlineData("hello\n", "x, line 1: The file begins with 'hello'")]
    [InlineData("Heading\nFPS\t24\n", "The file has no Column section")]
    [InlineData("Heading\n\nColumn\n\nData\n", "x, line 5: The Column section is empty")]
    [InlineData("Heading\n\0", "x, line 2: The file is not a text")]
    public void What_is_no_log_is_refused_with_its_line(string text, string says) =>
        Assert.Contains(says, Assert.Throws<AleException>(() => AleReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), "x")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_row_with_too_many_cells_is_told_and_empty_ones_are_not()
    {
        var log = Of("Name\tTape", "a\tA001\t\t\nb\tA001\textra");

        Assert.Equal((9, true, "The row has 3 cells and there are 2 columns."), log.Problems.Select(p => (p.Line, p.IsError, p.Message)).Single());
    }

    [Fact]
    public void Endless_columns_rows_and_bytes_are_refused()
    {
        foreach (var text in new[] { $"Heading\nColumn\nName{new string('\t', 5000)}", $"Heading\nColumn\nName\nData\n{string.Concat(Enumerable.Repeat("a\n", 250_001))}", $"Heading\nColumn\nName\nData\n{new string('\t', 9000)}x", $"Heading\nColumn\nName\nData\n{new string('x', 65 * 1024 * 1024)}" })
            Assert.Matches("more than|larger than", Assert.Throws<AleException>(() => AleReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), "x")).Message);
    }

    [Fact]
    public void A_new_log_of_clips_reads_back_as_the_clips()
    {
        var dice = new Damage(3);
        foreach (var rate in new[] { FrameRate.Fps23976, FrameRate.Fps24, FrameRate.Fps25, FrameRate.Fps2997, FrameRate.Fps5994 })
        {
            var clips = Enumerable.Range(0, 40).Select(i => new AleClip
            {
                Name = $"A{i:000}\té\n",
                Tracks = "VA1A2",
                Start = Timecode.Wrapping(dice.Next(10_000_000), rate, rate.CanDropFrames && dice.Next(2) == 0),
                Frames = dice.Next(20_000),
                Reel = "A001R2EC",
                SourceFile = i % 2 == 0 ? null : $"A{i:000}.mxf",
                Grade = i % 3 == 0 ? null : new() { Saturation = dice.Next(100) / 50.0, Offset = Rgb.Of(-0.0125) },
                Others = [new("Scene", $"{i}")],
            }).ToList();

            var log = AleReader.Read(new MemoryStream(Written(AleDocument.Create(rate, AleDocument.VideoFormat(1080), clips))), "x");

            Assert.Equal(rate, log.Rate);
            Assert.Empty(log.Problems);
            Assert.Equal(clips.Select(clip => Told(clip with { Name = clip.Name.Replace('\t', ' ').Trim() })), log.Clips(FrameRate.Fps24).Select(Told));
        }
    }

    [Fact]
    public void Where_an_AMF_is_named_no_grade_is_written_beside_it()
    {
        var log = AleDocument.Create(FrameRate.Fps24, "1080", [new AleClip { Name = "a", AmfUuid = "01234567-89ab-cdef-0123-456789abcdef", Grade = new() { Saturation = 2 } }]);

        Assert.Contains("AMF_UUID", log.Columns);
        Assert.DoesNotContain("ASC_SAT", log.Columns);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void A_damaged_log_is_read_or_refused_and_nothing_else(ulong seed)
    {
        var damage = new Damage(seed, "\t", "\r", "\n", "\0", "Heading", "Column\n", "Data\n", "FPS\t0\n", "FPS\t1e9\n", "01:00:00;00", "99:99:99:99", "(1 1 1)", "\uFEFF", "FIELD_DELIM\tCOMMAS\n");
        var valid = File.ReadAllBytes(Corpus.PathOf("samples/editorial-ale/sample_cdl.ale"));
        for (var i = 0; i < Fuzzing.Rounds(1500); i++)
        {
            try
            {
                var log = AleReader.Read(new MemoryStream(damage.Of(valid)), "x");
                Assert.Equal(log.Rows.Length, log.Clips(FrameRate.Fps24).Count(clip => clip.Grade?.WhyNot() is null));
                _ = Written(log);
            }
            catch (AleException refusal)
            {
                Assert.StartsWith("x", refusal.Message, StringComparison.Ordinal);
            }
        }
    }

    private static void AssertHeading(JsonElement header, AleDocument log)
    {
        Assert.Equal(header.GetProperty("columns").EnumerateArray().Select(column => column.GetString()!), log.Columns.AsEnumerable());
        Assert.Equal(
            header.GetProperty("header").EnumerateObject().Select(pair => (pair.Name, pair.Value.GetString()!)).Order(),
            log.Heading.Select(field => (field.Name, field.Value)).Order());
    }

    private static void AssertClip(JsonElement expected, AleDocument log, AleRow row, AleClip clip, string file)
    {
        Assert.Equal(expected.GetProperty("name").GetString() ?? "", clip.Name);
        if (expected.GetProperty("source_range") is { ValueKind: JsonValueKind.Object } range)
        {
            Assert.Equal((long)range.GetProperty("start").GetProperty("value").GetDouble(), clip.Start!.Value.Frame);
            Assert.Equal((long)range.GetProperty("duration").GetProperty("value").GetDouble(), clip.Frames);
            Assert.Equal(range.GetProperty("start").GetProperty("rate").GetDouble(), clip.Start!.Value.Rate.Approximate, 1e-9);
        }
        else
        {
            // End and Duration are enough; the adapter wants a Start.
            Assert.EndsWith("missing-start.ale", file, StringComparison.Ordinal);
            Assert.Equal("01:00:00:00", clip.Start.ToString());
        }

        if (expected.GetProperty("media").GetProperty("target_url").GetString() is { } url) Assert.Equal(url, clip.SourceFile);
        foreach (var cell in expected.GetProperty("ale").EnumerateObject())
        {
            var at = log.Columns.LastIndexOf(cell.Name);
            Assert.Equal(cell.Value.GetString(), at < row.Cells.Length ? row.Cells[at] : "");
        }

        if (expected.GetProperty("cdl") is not { ValueKind: JsonValueKind.Object } cdl) return;
        var sop = cdl.GetProperty("asc_sop");
        Assert.Equal((Triple(sop, "slope"), Triple(sop, "offset"), Triple(sop, "power"), cdl.GetProperty("asc_sat").GetDouble()), (clip.Grade!.Slope, clip.Grade.Offset, clip.Grade.Power, clip.Grade.Saturation));

        static Rgb Triple(JsonElement sop, string name) => sop.GetProperty(name) is var list ? new(list[0].GetDouble(), list[1].GetDouble(), list[2].GetDouble()) : default;
    }

    private static string RowProblem(string path) => AleReader.Read(path).Clips(FrameRate.Fps24).SelectMany(clip => clip.Problems).First().Message;

    private static string Told(AleClip clip) =>
        $"{clip.Name}|{clip.Tracks}|{clip.Start}|{clip.Frames}|{clip.Reel}|{clip.SourceFile}|{clip.Grade}|{clip.AmfUuid}|{clip.FdlUuid}|{string.Join(';', clip.Others)}|{clip.Problems.Length}";

    private static AleDocument Of(string columns, string rows) =>
        AleReader.Read(new MemoryStream(Encoding.UTF8.GetBytes($"Heading\nFIELD_DELIM\tTABS\nVIDEO_FORMAT\t1080\n\nColumn\n{columns}\nData\n{rows}\n")), "x");

    private static byte[] Written(AleDocument log)
    {
        using var target = new MemoryStream();
        AleWriter.Write(log, target);
        return target.ToArray();
    }
}
