using System.Text;
using Acetate.Cdl;
using Acetate.Edl.Ale;
using Acetate.Media.Editorial;
using Acetate.Timing;

namespace Acetate.Imaging.Tests.Editorial;

/// <summary>Logs of a day and its scenes, read back and held against logs of other programs.</summary>
public sealed class EditorialLogTests : IDisposable
{
    private static readonly EditorialSlate Slate = new()
    {
        Scene = "12A",
        Take = "3",
        IsCircled = true,
        Camera = "A",
        Camroll = "A001",
        SourceFile = "A001C002.mov",
        Soundroll = "S01",
        SoundStart = Timecode.Parse("10:20:30:12", FrameRate.Fps24),
        SoundFile = "12A-3.wav",
        SoundTracks = ["Mix", "", "Boom"],
        Grade = new() { Saturation = 0.9 },
        Lut = "show_709.cube",
        Look = "Night",
        Comments = "tail slate\r\nsoft\tat the end",
        Episode = "101",
        Unit = "Main",
        Others = [new("Lens", "Cooke S4 32mm"), new("Iris", "")],
    };

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_day_has_a_log_of_everything_and_one_for_each_scene()
    {
        LoggedClip[] clips = [Clip("12A-3", Slate), Clip("12a-4", Slate with { Scene = "12a", Take = "4" }), Clip("14-1", Slate with { Scene = "14/B" }), Clip("14-2", Slate with { Scene = "14_B" }), Clip("wild", new())];

        var logs = EditorialLog.OfDay("20260504_MAIN", clips);
        var files = await EditorialLog.WriteAsync(logs, folder.Path, TestContext.Current.CancellationToken);

        Assert.Equal(["20260504_MAIN.ale", "20260504_MAIN_SC12A.ale", "20260504_MAIN_SC14_B.ale", "20260504_MAIN_SC14_B-2.ale"], files.Select(file => file.Name));
        Assert.Equal([null, "12A", "14/B", "14_B"], logs.Select(log => log.Scene));
        Assert.Equal([5, 2, 1, 1], files.Select(file => AleReader.Read(Path.Join(folder.Path, file.Name)).Rows.Length));
        Assert.Equal(files.Select(file => file.Name).Order(), Directory.EnumerateFiles(folder.Path).Select(file => Path.GetFileName(file)).Order());
        foreach (var file in files) Assert.Equal(file.Sha256, Trim.Trimming.Sha256(Path.Join(folder.Path, file.Name)));
        Assert.Contains("not overwritten", (await Assert.ThrowsAsync<EditorialException>(() => EditorialLog.WriteAsync(logs, folder.Path, TestContext.Current.CancellationToken))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_row_has_the_columns_that_editors_expect_and_reads_back_as_it_was()
    {
        var logs = EditorialLog.OfDay("day", [Clip("12A-3", Slate)]);
        await EditorialLog.WriteAsync(logs, folder.Path, TestContext.Current.CancellationToken);

        var text = Encoding.UTF8.GetString(await File.ReadAllBytesAsync(Path.Join(folder.Path, "day.ale"), TestContext.Current.CancellationToken));
        Assert.StartsWith("Heading\r\nFIELD_DELIM\tTABS\r\nVIDEO_FORMAT\t1080\r\nAUDIO_FORMAT\t48khz\r\nFPS\t24\r\n\r\nColumn\r\nName\tTracks\tStart\tEnd\tDuration\tSource File\tTape\tScene\tTake\tCircled\tCamera\tCamroll\tSoundroll\tSound TC\tAudiofile\t"
            + "Audiotrack1\tAudiotrack3\tASC_SOP\tASC_SAT\tLUT\tLook\tComments\tEpisode\tUnit\tLens\tImage Size\tFPS\tShoot Date\r\n\r\nData\r\n"
            + "12A-3\tVA1A2\t10:20:30:12\t10:21:30:12\t00:01:00:00\tA001C002.mov\tA001R2EC\t12A\t3\tYes\tA\tA001\tS01\t10:20:30:12\t12A-3.wav\tMix\tBoom\t", text, StringComparison.Ordinal);
        var log = AleReader.Read(Path.Join(folder.Path, "day.ale"));
        var clip = Assert.Single(log.Clips(FrameRate.Fps25));
        Assert.Empty(log.Problems);
        Assert.Empty(clip.Problems);
        Assert.Equal(("12A-3", "VA1A2", "A001R2EC", "A001C002.mov", 1440L, new CdlValues { Saturation = 0.9 }), (clip.Name, clip.Tracks, clip.Reel, clip.SourceFile, clip.Frames, clip.Grade));
        Assert.Equal("tail slate  soft at the end", log.Cell(log.Rows[0], "Comments"));
    }

    [Fact]
    public void Every_column_of_ours_that_logs_of_other_programs_have_is_named_as_they_name_it()
    {
        var ours = EditorialLog.OfDay("day", [Clip("12A-3", Slate)])[0].Document.Columns;
        // By its letters alone: a name that differs in blanks or capitals would be another column of the bin.
        var theirs = Directory.EnumerateFiles(Corpus.PathOf("samples/editorial-ale"), "*.ale").SelectMany(file => AleReader.Read(file).Columns).Distinct().ToList();

        Assert.All(ours, column => Assert.DoesNotContain(theirs, name => Key(name) == Key(column) && name != column && !theirs.Contains(column)));
        Assert.Subset(ours.ToHashSet(), theirs.Intersect(["Name", "Tape", "Tracks", "Start", "End", "Duration", "Scene", "Take", "Camroll", "Soundroll", "Sound TC", "Audiofile", "Audiotrack1", "Source File", "Image Size", "FPS", "Shoot Date", "ASC_SOP", "ASC_SAT", "Episode", "Camera"]).ToHashSet());

        static string Key(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToUpperInvariant();
    }

    [Fact]
    public void A_log_has_one_rate_and_its_heading_says_which_picture()
    {
        var drop = Clip("b", Slate, Timecode.Parse("23:59:59;00", FrameRate.Fps2997)) with { Height = 0, SoundTracks = 3 };

        var logs = EditorialLog.OfDay("day", [Clip("a", new()), drop, Clip("c", new()) with { Height = 720 }]);

        Assert.Equal(["day_24fps.ale", "day_29.97fps.ale", "day_29.97fps_SC12A.ale"], logs.Select(log => log.FileName));
        Assert.Equal([("24", "CUSTOM"), ("29.97", "1080"), ("29.97", "1080")], logs.Select(log => (log.Document["FPS"]!, log.Document["VIDEO_FORMAT"]!)));
        Assert.Equal(("A1A2A3", "00:00:47;00"), (logs[1].Document.Cell(logs[1].Document.Rows[0], "Tracks"), logs[1].Document.Cell(logs[1].Document.Rows[0], "End")));
        Assert.Contains("no timecode", Assert.Throws<EditorialException>(() => EditorialLog.OfDay("day", [Clip("a", new(), default(Timecode))])).Message, StringComparison.Ordinal);
    }

    private static LoggedClip Clip(string name, EditorialSlate slate, Timecode? start = null) => new(
        new() { Name = name, Tape = "A001R2EC", Start = start ?? Timecode.Parse("10:20:30:12", FrameRate.Fps24), Frames = 1440, ShootDay = new(2026, 5, 4), Notes = slate.ToNotes() }, 2, 1080)
    { Width = 1920 };
}
