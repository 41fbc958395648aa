using Acetate.Aaf;
using Acetate.Aaf.Compositions;
using Acetate.Amf;
using Acetate.Cdl;
using Acetate.Cuts;
using Acetate.Cuts.Lint;
using Acetate.Edl.Ale;
using Acetate.Edl.Cmx3600;
using Acetate.Fdl;
using Acetate.Hashing;
using Acetate.Mhl;
using Acetate.Mhl.Disk;
using Acetate.Otio;
using Acetate.Otio.Editing;
using Acetate.Timing;

namespace Acetate.Standards.Tests;

/// <summary>The code of the package READMEs, compiled and run: each line there stands here.</summary>
public sealed class ReadmeExamples
{
    [Theory]
    [InlineData("src/Standards/Acetate.Aaf/README.md")]
    [InlineData("src/Standards/Acetate.Amf/README.md")]
    [InlineData("src/Standards/Acetate.Cdl/README.md")]
    [InlineData("src/Standards/Acetate.Cuts/README.md")]
    [InlineData("src/Standards/Acetate.Edl/README.md")]
    [InlineData("src/Standards/Acetate.Fdl/README.md")]
    [InlineData("src/Standards/Acetate.Hashing/README.md")]
    [InlineData("src/Standards/Acetate.Mhl/README.md")]
    [InlineData("src/Standards/Acetate.Otio/README.md")]
    [InlineData("src/Standards/Acetate.Timing/README.md")]
    public void Every_line_of_code_in_the_README_is_compiled_here(string readme)
    {
        var ours = Lines(File.ReadAllText(Path.Join(Corpus.RepositoryRoot, "tests/Acetate.Standards.Tests/ReadmeExamples.cs"))).ToHashSet();
        var theirs = Lines(File.ReadAllText(Path.Join(Corpus.RepositoryRoot, readme)).Split("```csharp")[1].Split("```")[0]).ToArray();

        Assert.NotEmpty(theirs);
        Assert.All(theirs, line => Assert.Contains(line, ours));
    }

    [Fact]
    public async Task A_file_is_hashed_in_two_formats()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var folder = Directory.CreateTempSubdirectory("acetate-readme-");
        await File.WriteAllTextAsync(Path.Join(folder.FullName, "A002C006.mov"), "media-hash-list", cancellationToken);
        var output = new StringWriter();

        await Hash(new(folder.FullName), output, cancellationToken);

        folder.Delete(recursive: true);
        Assert.StartsWith("xxh128 61a67c014f703a456ee7a776fd8c06bd\nc4 c456LycWwpMMS7VDZEKvYv2L1uJS6s4qAFnaJdnQiy5JVbBFZMA8", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_label_a_rate_and_a_range_print_as_the_comments_say()
    {
        var Console = new StringWriter();

        var start = Timecode.Parse("00:59:59;28", FrameRate.Fps2997);
        Console.WriteLine(start.Add(2));                                        // 01:00:00;00
        Console.WriteLine(FrameRate.Parse("23.98").ToRatio());                  // 24000/1001
        Console.WriteLine(new FrameRange(100, 48, FrameRate.Fps24).ConvertTo(FrameRate.Fps25, FrameEdges.Outward));

        Assert.Equal("01:00:00;00\n24000/1001\n[104, 155) at 25\n", Console.ToString());
    }

    [Fact]
    public void The_steps_of_an_AMF_are_told_with_what_is_wrong()
    {
        var folder = Directory.CreateTempSubdirectory("acetate-readme-");
        var amf = Amf.AmfDocumentTests.New();
        using (var file = File.Create(Path.Join(folder.FullName, "A002C006.amf")))
            AmfWriter.Write(amf with { Pipeline = amf.Pipeline with { System = new(1, 3, 0), Stages = [] } }, file);
        var output = new StringWriter();

        Tell(new(folder.FullName), output);

        folder.Delete(recursive: true);
        Assert.Contains("ACES 1.3 does not list urn:ampas:aces:transformId:v2.0:CSC.Arri.LogC4_to_ACES.a2.v1", output.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("Input: ARRI LogC4 to ACES2065-1, in the pixels already\nOutput: Rec.709 BT.1886, to be applied\n", output.ToString(), StringComparison.Ordinal);
    }

    private static void Tell(Amfs AmfReader, StringWriter Console)
    {
        var amf = AmfReader.Read("A002C006.amf");
        foreach (var problem in AmfValidation.Check(amf)) Console.WriteLine($"line {problem.Line}: {problem.Message}");
        foreach (var step in AmfExplanation.Of(amf).Steps)
            Console.WriteLine($"{step.Stage}: {step.Name}, {(step.Applied == true ? "in the pixels already" : "to be applied")}");
    }

    /// <summary>Stands for the current folder of the example.</summary>
    private sealed record Amfs(string Path)
    {
        public AmfDocument Read(string name) => Acetate.Amf.AmfReader.Read(System.IO.Path.Join(Path, name));
    }

    [Fact]
    public void A_grade_of_a_collection_is_applied_and_printed()
    {
        var folder = Directory.CreateTempSubdirectory("acetate-readme-");
        using (var file = File.Create(Path.Join(folder.FullName, "show.ccc")))
            CdlWriter.Write(CdlDocument.Of(CdlDocumentKind.Collection, ColorCorrection.Of("cc0001", new() { Slope = Rgb.Of(2) })), file);
        var output = new StringWriter();

        Grade(new(folder.FullName), output);

        folder.Delete(recursive: true);
        Assert.Equal("(2.0000 2.0000 2.0000)(0.0000 0.0000 0.0000)(1.0000 1.0000 1.0000) 1.0000 0.3600\n", output.ToString());
    }

    private static void Grade(Grades CdlReader, StringWriter Console)
    {
        var collection = CdlReader.Read("show.ccc");
        var grade = collection.Find("cc0001")!.Values;
        var graded = grade.Apply(new Rgb(0.18, 0.18, 0.18), CdlStyle.Unclamped);
        Console.WriteLine($"{CdlText.WriteSop(grade)} {CdlText.WriteSaturation(grade)} {graded.Red:F4}");
    }

    /// <summary>Stands for the current folder of the example.</summary>
    private sealed record Grades(string Path)
    {
        public CdlDocument Read(string name) => Acetate.Cdl.CdlReader.Read(System.IO.Path.Join(Path, name));
    }

    [Fact]
    public void The_events_of_a_list_are_listed_with_what_is_wrong()
    {
        var folder = Directory.CreateTempSubdirectory("acetate-readme-");
        File.WriteAllText(Path.Join(folder.FullName, "reel1.edl"), "TITLE: R1\n001  006I     V     C        01:00:00:24 01:00:02:00 00:00:00:24 00:00:02:00\nFINAL CUT PRO REEL: 006-I REPLACED BY: 006I\nM2   006I   050.0   01:00:00:24\nGPI 1\n");
        var output = new StringWriter();

        ListEvents(new(folder.FullName), output);

        folder.Delete(recursive: true);
        Assert.Equal("""
            Final Cut Pro 7, 25 fits best
            001 006-I 01:00:00:24 52 frames at 2
            line 5: 'GPI 1' is not understood; it is kept. Begin remarks with *.

            """, output.ToString());
    }

    private static void ListEvents(EditLists EdlReader, StringWriter Console)
    {
        var list = EdlReader.Read("reel1.edl");
        Console.WriteLine($"{list.Dialect.Name}, {list.FitRates()[0].Rate} fits best");
        var reading = list.At(FrameRate.Fps25);
        foreach (var item in reading.Events)
            Console.WriteLine($"{item.Number} {item.OriginalReel ?? item.Reel} {item.SourceIn} {item.Played?.Frames} frames at {item.SpeedFactor.Value}");
        foreach (var problem in reading.Problems) Console.WriteLine(problem);
    }

    /// <summary>Stands for the current folder of the example.</summary>
    private sealed record EditLists(string Path)
    {
        public EdlDocument Read(string name) => Acetate.Edl.Cmx3600.EdlReader.Read(System.IO.Path.Join(Path, name));
    }

    [Fact]
    public void The_clips_of_a_log_are_listed_with_what_is_wrong()
    {
        var folder = Directory.CreateTempSubdirectory("acetate-readme-");
        File.WriteAllText(Path.Join(folder.FullName, "day12.ale"), "Heading\nFIELD_DELIM\tTABS\n\nColumn\nName\tTape\tStart\tEnd\tASC_SAT\n\nData\nA1\tA001\t01:00:00:00\t01:00:02:00\t0.5\tx\n");
        var output = new StringWriter();

        List(new(folder.FullName), output);

        folder.Delete(recursive: true);
        Assert.Equal("A1 A001 01:00:00:00 48 frames, saturation 0.5\nline 8: The row has 6 cells and there are 5 columns.\n", output.ToString());
    }

    private static void List(Logs AleReader, StringWriter Console)
    {
        var log = AleReader.Read("day12.ale");
        foreach (var clip in log.Clips(FrameRate.Fps24))
            Console.WriteLine($"{clip.Name} {clip.Reel} {clip.Start} {clip.Frames} frames, saturation {clip.Grade?.Saturation ?? 1}");
        foreach (var problem in log.Problems) Console.WriteLine($"line {problem.Line}: {problem.Message}");
    }

    /// <summary>Stands for the current folder of the example.</summary>
    private sealed record Logs(string Path)
    {
        public AleDocument Read(string name) => Acetate.Edl.Ale.AleReader.Read(System.IO.Path.Join(Path, name));
    }

    [Fact]
    public void A_cut_is_looked_through_listed_and_converted()
    {
        var folder = Directory.CreateTempSubdirectory("acetate-readme-");
        File.WriteAllText(Path.Join(folder.FullName, "R1_v12.edl"), "TITLE: R1\nFCM: NON-DROP FRAME\n001  AX       V     C        01:00:00:00 01:00:02:00 00:00:00:00 00:00:02:00\n* FROM CLIP NAME: A001C001\n");
        var output = new StringWriter();

        var timeline = Turnover(new(folder.FullName), output);

        folder.Delete(recursive: true);
        Assert.Contains("line 0: 1 event has the reel AX", output.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("001 A001C001 [01:00:00:00, 01:00:02:00) at 24\n", output.ToString(), StringComparison.Ordinal);
        Assert.Single(timeline.Documents);
    }

    private static CutConversion Turnover(CutFiles CutReader, StringWriter Console)
    {
        var cut = CutReader.Read("R1_v12.edl", new CutReadOptions { Rate = FrameRate.Fps24 });
        foreach (var problem in CutLint.Check(cut)) Console.WriteLine($"line {problem.Line}: {problem.Message} {problem.Fix}");
        foreach (var item in cut.Leaves) Console.WriteLine($"{item.Number} {item.Source.ClipName} {item.Source.Used}");
        var timeline = CutWriter.Convert(cut, CutFormat.Otio);
        return timeline;
    }

    /// <summary>Stands for the current folder of the example.</summary>
    private sealed record CutFiles(string Path)
    {
        public Cut Read(string name, CutReadOptions options) => Acetate.Cuts.CutReader.Read(System.IO.Path.Join(Path, name), options);
    }

    [Fact]
    public void The_items_of_an_AAF_are_listed_with_their_sources()
    {
        var make = new Aaf.TestAaf();
        var bytes = make.File(
            make.Composition(1, "reel 1", make.Slot(1, make.Sequence(48, make.Clip(Aaf.TestAaf.MobId(2), 1, 24, 48)))),
            make.Source(2, "A002", "01012e00", make.Slot(1, make.Clip(default, 0, 0, 1000)), make.Slot(2, make.Timecode(86400, 24, false, 1000), track: 1)));
        var output = new StringWriter();

        ListAaf(new(bytes), output);

        Assert.Equal("Picture 1 [0, 48) at 24 Clip A002 A002 01:00:01:00\n", output.ToString());
    }

    private static void ListAaf(Aafs AafReader, StringWriter Console)
    {
        var file = AafReader.Read("reel1.aaf");
        var cut = AafComposition.Of(file, file.TopLevel[0]);
        foreach (var track in cut.Tracks)
            foreach (var item in track.Items)
                Console.WriteLine($"{track.Media} {track.Number} {item.Range} {item.Kind} {item.Name} {item.Source?.Tape} {item.SourceStart}");
    }

    /// <summary>Stands for the file of the example.</summary>
    private sealed record Aafs(byte[] Bytes)
    {
        public AafFile Read(string name) => Acetate.Aaf.AafReader.Read(new MemoryStream(Bytes), name);
    }

    [Fact]
    public void A_framing_is_taken_through_a_template()
    {
        var (File, Console) = (new Lists(), new StringWriter());

        var list = FdlReader.Read(File.ReadAllBytes("A001.fdl")).GetList();
        var framing = (FramingChoice.Found)new FramingSelection(Canvas: "CV1", Intent: "FI1").In(list);
        var made = ReframedList.Of(list, framing, list.CanvasTemplates[0]);
        Console.WriteLine($"{made.Geometry.Placement.SourceArea} becomes {made.Geometry.Placement.TargetArea} in a canvas of {made.Canvas.Dimensions}");
        File.WriteAllBytes("A001_vfx.fdl", FdlWriter.ToBytes(made.List));

        Assert.Equal("4400 × 2394 at (24, 351) becomes 4266.667 × 1785.734 at (0.667, 0.133) in a canvas of 4268 × 1786\n", Console.ToString());
        Assert.True(FdlReader.Read(File.ReadAllBytes("A001_vfx.fdl")).IsValid);
    }

    /// <summary>Stands for the files of the example.</summary>
    private sealed class Lists
    {
        private readonly Dictionary<string, byte[]> files = new() { ["A001.fdl"] = System.Text.Encoding.UTF8.GetBytes(Fdl.Samples.Text) };

        public byte[] ReadAllBytes(string name) => files[name];

        public void WriteAllBytes(string name, byte[] bytes) => files[name] = bytes;
    }

    [Fact]
    public void A_timeline_is_laid_out_and_flattened()
    {
        var folder = Directory.CreateTempSubdirectory("acetate-readme-");
        var clip = new Clip { Name = "sc12", SourceRange = new(86400, 48, 24) };
        using (var file = File.Create(Path.Join(folder.FullName, "reel3.otio")))
            OtioWriter.Write(new Timeline { Tracks = new() { Children = [new Track { Children = [clip] }] } }, file);
        var output = new StringWriter();

        Flatten(new(folder.FullName), new(folder.FullName), output);

        Assert.Equal("sc12 plays 0@24 + 48@24 and shows 86400@24 + 48@24\n", output.ToString());
        Assert.Equal("Flattened", ((Track)Acetate.Otio.OtioReader.Read(Path.Join(folder.FullName, "reel3-flat.otio")).GetTimeline().Tracks.Children[0]).Name);
        folder.Delete(recursive: true);
    }

    private static void Flatten(Timelines OtioReader, Timelines File, StringWriter Console)
    {
        var timeline = OtioReader.Read("reel3.otio").GetTimeline();
        foreach (var clip in TimelineLayout.Of(timeline).Top.Clips())
            Console.WriteLine($"{((Clip)clip.Value).Name} plays {clip.RangeInTop()} and shows {clip.TrimmedRange}");
        OtioWriter.Write(timeline with { Tracks = new() { Children = [timeline.Tracks.Flatten()] } }, File.Create("reel3-flat.otio"));
        File.Close();
    }

    /// <summary>Stands for the current folder of the example.</summary>
    private sealed record Timelines(string Path)
    {
        private FileStream? file;

        public OtioDocument Read(string name) => Acetate.Otio.OtioReader.Read(System.IO.Path.Join(Path, name));

        public FileStream Create(string name) => file = File.Create(System.IO.Path.Join(Path, name));

        public void Close() => file!.Dispose();
    }

    [Fact]
    public async Task A_folder_is_sealed_and_verified()
    {
        var home = Directory.CreateTempSubdirectory("acetate-readme-");
        Directory.CreateDirectory(Path.Join(home.FullName, "A002R2EC"));
        await File.WriteAllTextAsync(Path.Join(home.FullName, "A002R2EC", "A002C006.mov"), "media-hash-list", TestContext.Current.CancellationToken);
        var output = new StringWriter();

        await Seal(new(home.FullName), TimeProvider.System, output);

        home.Delete(recursive: true);
        Assert.Equal("Intact A002C006.mov\n", output.ToString());
    }

    private static async Task Seal(CurrentFolder MhlFolder, TimeProvider clock, StringWriter Console)
    {
        var card = await MhlFolder.OpenAsync("A002R2EC");
        await card.SealAsync(new SealOptions { At = clock.GetUtcNow(), Creator = new MhlCreator { HostName = "cart", Tool = "example" } });
        card = await MhlFolder.OpenAsync("A002R2EC");
        var report = await card.VerifyAsync(new VerifyOptions { DirectoryHashes = true });
        foreach (var file in report.Comparison.Files)
            Console.WriteLine($"{file.Status} {file.Path}");
    }

    /// <summary>Stands for the current folder of the example.</summary>
    private sealed record CurrentFolder(string Path)
    {
        public Task<MhlFolder> OpenAsync(string name) => Acetate.Mhl.Disk.MhlFolder.OpenAsync(System.IO.Path.Join(Path, name));
    }

    private static async Task Hash(Folder File, StringWriter Console, CancellationToken cancellationToken)
    {
        using var hash = new MultiHash(HashFormat.Xxh128, HashFormat.C4);
        await using var file = File.OpenRead("A002C006.mov");
        await hash.AppendAsync(file, cancellationToken);
        foreach (var digest in hash.Finish())
            Console.WriteLine($"{HashFormats.Name(digest.Format)} {digest.Text}");
    }

    /// <summary>Stands for the current folder of the example.</summary>
    private sealed record Folder(string Path)
    {
        public FileStream OpenRead(string name) => File.OpenRead(System.IO.Path.Join(Path, name));
    }

    private static IEnumerable<string> Lines(string text) =>
        text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0);
}
