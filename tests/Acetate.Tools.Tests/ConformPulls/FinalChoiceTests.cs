using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Acetate.Cuts;
using Acetate.Library.Returns;
using Acetate.Steps;
using Acetate.Steps.Conform;
using Acetate.Storage;
using Acetate.Timing;
using Acetate.Tools.ConformPulls;
using Acetate.Tools.Pulls;

namespace Acetate.Tools.Tests.ConformPulls;

/// <summary>Approved versions of shots in the place of originals.</summary>
public sealed class FinalChoiceTests : IDisposable
{
    private const string List = """
        TITLE: R1
        FCM: NON-DROP FRAME

        001  A001C001 V     C        01:00:10:00 01:00:12:00 01:00:00:00 01:00:02:00
        002  A001C002 V     C        01:00:10:00 01:00:12:00 01:00:02:00 01:00:04:00

        """;

    private readonly ConformFixture library = new();
    private readonly TempFolder folder = new();

    public FinalChoiceTests()
    {
        library.Movie("A001C001");
        library.Movie("A001C002");
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_latest_approved_version_is_delivered_for_the_frames_of_its_plate_and_says_who_approved_it()
    {
        // The event shows 240 to 287, numbers 1009 to 1056; the version has 1003 to 1060.
        library.Finals.AddRange([Final(2, 1003, 1060), Final(1, 1001, 1064)]);

        var plan = library.Plan(null, library.Reel("R1", List));

        var one = plan.Events[0];
        Assert.Equal((ConformFate.ApprovedFinal, ConformFate.Pulled), (one.Fate, plan.Events[1].Fate));
        Assert.StartsWith("SH010 comp v002 of lupus, approved by zoë on 2026-05-12, stands for A001C001", one.Why, StringComparison.Ordinal);
        Assert.Equal(["The handle before it is 2 frames short of what the original has: the version begins there.", "The handle after it is 4 frames short of what the original has: the version ends there."], one.Notes.Select(note => note.Text));
        var final = Assert.Single(plan.Finals);
        Assert.Equal((new FrameSpan(234, 292), 58, "SH010_comp_v002.1003.exr", "SH010_comp_v002.1060.exr"), (final.Range, final.Files.Length, final.Files[0].Path, final.Files[^1].Path));
        Assert.Equal(["A001C002"], plan.Clips.Select(piece => piece.ClipName));
        Assert.True(plan.IsWhole);
    }

    [Fact]
    public void Another_event_of_the_take_that_goes_into_the_handles_is_not_the_shot_and_shows_the_original()
    {
        library.Finals.Add(Final(1, 1001, 1064));
        const string twice = List + """
            003  A001C001 V     C        01:00:11:00 01:00:12:04 01:00:04:00 01:00:05:04
            004  A001C001 V     C        01:00:10:12 01:00:11:00 01:00:05:04 01:00:05:16

            """;
        const string extended = """
            TITLE: R1
            FCM: NON-DROP FRAME

            001  A001C001 V     C        01:00:10:00 01:00:12:04 01:00:00:00 01:00:02:04

            """;

        var plan = library.Plan(null, library.Reel("R1", twice));
        var alone = library.Plan(null, library.Reel("R1", extended));

        // The first is the shot and the fourth a part of it; the third begins in it and ends in its handle.
        Assert.Equal([ConformFate.ApprovedFinal, ConformFate.Pulled, ConformFate.Pulled, ConformFate.ApprovedFinal], plan.Events.Select(one => one.Fate));
        Assert.EndsWith("event 001 is its shot, and this one goes beyond what the plate was made for. The original is delivered.", Assert.Single(plan.Events[2].Notes, note => note.Concern == ConformConcern.FinalShort).Text.Replace("000001", "001", StringComparison.Ordinal), StringComparison.Ordinal);
        // A shot that was made longer within its handles is still the shot.
        Assert.Equal(ConformFate.ApprovedFinal, alone.Events[0].Fate);
    }

    [Fact]
    public void A_version_that_lacks_a_frame_of_the_event_is_said_so_and_the_original_is_delivered()
    {
        library.Finals.Add(Final(1, 1010, 1060));

        var plan = library.Plan(null, library.Reel("R1", List));

        Assert.Empty(plan.Finals);
        Assert.Equal(ConformFate.Pulled, plan.Events[0].Fate);
        var note = Assert.Single(plan.Events[0].Notes);
        Assert.Equal((ConformConcern.FinalShort, true), (note.Concern, note.Text.EndsWith("1 frame, the first of them 1009, are not there. The original is delivered.", StringComparison.Ordinal)));
    }

    [Fact]
    public void Originals_are_delivered_where_they_are_preferred_and_where_nothing_is_approved_as_before()
    {
        var before = library.Plan(null, library.Reel("R1", List));
        library.Finals.Add(Final(1, 1001, 1064));

        var preferred = library.Plan(new() { PreferOriginals = true }, library.Reel("R1", List));

        Assert.Equal(JsonSerializer.Serialize(before, Library.LibraryJson.Options), JsonSerializer.Serialize(preferred, Library.LibraryJson.Options));
        Assert.Equal(2, before.Clips.Length);
    }

    [Fact]
    public async Task Lists_mapping_and_report_name_the_version_s_frames_and_each_is_copied_as_it_was_hashed()
    {
        library.Finals.Add(Final(2, 1003, 1060));
        var list = List[..List.IndexOf("002", StringComparison.Ordinal)];
        var order = new ConformPullOrder { Show = "AGM", Recipient = "grading" };
        var plan = library.Plan(null, library.Reel("R1", list));
        var package = Package(list);

        var copy = ConformPullSteps.For(package, order, plan).Single(step => step.Name == "final/0001").Request.Deserialize<CopyFilesRequest>(StepJson.Options)!;
        await WriteConformLists.RunAsync(ConformLists.RequestOf(package, order, plan, []), new(), TestContext.Current.CancellationToken);

        Assert.Equal(("AGM/returns/lupus/x", ".arriving/AGM_grading_0001/vfx/001_SH010_comp_v002", 58, "xxh128"), (copy.SourcePrefix, copy.TargetPrefix, copy.Files.Length, copy.Files[0].Expected.Single().Format));
        Assert.Equal(1003.ToString("D32", System.Globalization.CultureInfo.InvariantCulture), copy.Files[0].Expected[0].Text);
        var root = Path.Join(folder.Path, ".arriving/AGM_grading_0001");
        using var otio = File.OpenRead(Path.Join(root, "lists", "R1.otio"));
        var sequence = Assert.Single(CutReader.Read(otio, "R1.otio", new()).Leaves).Source.Sequence!;
        Assert.Equal(("../vfx/001_SH010_comp_v002/SH010_comp_v002.", 1003L, 1060L), (sequence.Prefix, sequence.First, sequence.Last));
        var mapping = await File.ReadAllTextAsync(Path.Join(root, "mapping.csv"), TestContext.Current.CancellationToken);
        Assert.Contains("vfx/001_SH010_comp_v002/SH010_comp_v002.1003.exr", mapping, StringComparison.Ordinal);
        Assert.Contains("approved final", mapping, StringComparison.Ordinal);
        var report = await File.ReadAllTextAsync(Path.Join(root, "report.csv"), TestContext.Current.CancellationToken);
        Assert.Contains("SH010 comp v002 of lupus, approved by zoë", report, StringComparison.Ordinal);
    }

    private PullPackage Package(string list)
    {
        using var text = new MemoryStream(Encoding.UTF8.GetBytes(list));
        return new()
        {
            Pull = new() { Id = Guid.NewGuid(), Show = "AGM", Kind = Acetate.Library.Pulls.PullKind.Conform, Recipient = "grading", Number = 1, CutName = "R1.edl", Cut = "", Settings = "", Plan = "", CreatedBy = "ann" },
            Cut = CutReader.Read(text, "R1.edl", new() { Rate = FrameRate.Fps24 }),
            CutBytes = [.. Encoding.UTF8.GetBytes(list)],
            Clips = library.Clips,
            Target = StoreUrl.ForFolder(folder.Path),
            Library = new("file:///library"),
            Prefix = ".arriving/AGM_grading_0001",
            Name = "AGM_grading_0001",
            At = new(2026, 11, 21, 20, 0, 0, TimeSpan.Zero),
            Author = new("Editorial", "editorial@example.org"),
        };
    }

    /// <summary>A version of frames whose plate has 232 to 295 of the first clip, numbered from 1001.</summary>
    private ApprovedFinal Final(int version, int first, int last)
    {
        var name = $"SH010_comp_v{version:000}";
        ImmutableArray<ReturnedFile> files = [.. Enumerable.Range(first, last - first + 1).Select(number => new ReturnedFile($"{name}.{number:0000}.exr", 100, number.ToString("D32", System.Globalization.CultureInfo.InvariantCulture)))];
        return new(new()
        {
            Id = Guid.CreateVersion7(),
            Show = "AGM",
            Vendor = "lupus",
            Shot = "SH010",
            Task = "comp",
            Version = version,
            Name = name,
            Media = ReturnedMedia.Exr,
            State = ReturnState.Approved,
            Prefix = "AGM/returns/lupus/x",
            Pattern = $"{name}.####.exr",
            FirstNumber = first,
            LastNumber = last,
            Content = "",
            DecidedBy = "zoë",
            DecidedAt = new(2026, 5, 12, 8, 0, 0, TimeSpan.Zero),
        }, new() { Pull = Guid.Empty, Place = 1, Shot = "SH010", Element = "PL01", Version = 1, Clip = library.Clips.Values.First(clip => clip.Clip.Name == "A001C001").Clip.Id, UsedStart = 240, UsedEnd = 288, Start = 232, End = 296, Recipe = "", Pattern = "p.####.exr", FirstNumber = 1001 }, files);
    }
}
