using System.Buffers.Binary;
using System.Collections.Immutable;
using Acetate.Cli.Demo;
using Acetate.Library;
using Acetate.Library.Audit;
using Acetate.Library.Clips;
using Acetate.Library.Pulls;
using Acetate.Library.Shows;
using Acetate.Library.Rolls;
using Acetate.Library.Workspaces;
using Acetate.Media.Demo;
using Acetate.Mhl.Disk;
using Acetate.Steps.Render;
using Acetate.Tools.ConformPulls;
using Acetate.Tools.Jobs;
using Acetate.Tools.Pulls;
using Acetate.Tools.Pulls.Delivery;
using Acetate.Tools.Stills;
using Acetate.Tools.Tests.Ingest;
using Acetate.Tools.VfxPulls;

namespace Acetate.Tools.Tests.Pulls;

/// <summary>A library that took the demo day in, with the real worker program.</summary>
public sealed class DemoLibrary : IAsyncLifetime
{
    internal IngestBench Bench { get; private set; } = null!;

    internal ImmutableArray<Roll> Rolls { get; private set; }

    public async ValueTask InitializeAsync()
    {
        Corpus.Program("ffmpeg");
        Bench = await IngestBench.OpenAsync();
        var day = new DemoDay { IsSmall = true, Seconds = 3 };
        await DemoCommand.WriteDayAsync(day, Path.Join(Bench.Folder.Path, "card"), [], _ => { }, TestContext.Current.CancellationToken);
        (_, Rolls) = await Bench.IngestAsync(Path.Join("card", DemoDay.Folder));
        Assert.All(Rolls, roll => Assert.Equal(RollStage.Complete, roll.Stage));
    }

    public async ValueTask DisposeAsync()
    {
        if (Bench is not null) await Bench.DisposeAsync();
    }
}

/// <summary>Pulls from the order to the package, made by real workers from a library that took real files in.</summary>
public sealed class PullMakingTests(DemoLibrary demo) : IClassFixture<DemoLibrary>
{
    private static readonly ImmutableArray<DemoCutList> Lists = DemoCutList.All(1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private MediaLibrary Library => demo.Bench.Library;

    [Fact]
    public async Task A_turnover_is_planned_approved_made_and_nothing_is_wrong_with_it_and_the_next_renders_what_is_new_alone()
    {
        // Two shots of the cut: one that the second version extends, one that it leaves alone. The scenario makes all of them.
        var first = await PlanAsync("DEMO_v01.edl", "lupus", "DEM_010_0010", "DEM_010_0060");

        Assert.True(first.Vfx!.IsWhole, string.Join("\n", first.Vfx.Events.Select(one => $"{one.Number} {one.Fate} {one.Why}")));
        Assert.Equal(PullState.Planned, first.State);
        Assert.False(Directory.Exists(Path.Join(demo.Bench.Home, "workspaces", "film", "lupus")));

        var made = await MakeAsync(first.Id);

        Assert.Equal(("", PullState.Ready), (made.Message, made.State));
        Assert.Equal(WorkspaceFolderState.Ready, made.Folder!.State);
        Assert.All(made.Plates, plate => Assert.Equal(plate.End - plate.Start, plate.Made));
        await CheckAsync(made.Path!);

        Assert.True(made.Actual is { IsOver: true, CoreHours: > 0, Seconds: > 0 });
        var next = await PlanAsync("DEMO_v02.edl", "lupus", "DEM_010_0010", "DEM_010_0060");
        // What the first took is known now; that frames can be copied from it was not tried before.
        Assert.All(next.Vfx!.Estimate.Work!.Lines.Where(line => line.Task is PullTask.Plates or PullTask.Copies or PullTask.Package), line => Assert.Equal(line.Task != PullTask.Copies, line.CoreSeconds > 0));
        var second = await MakeAsync(next.Id);

        Assert.Equal(("", PullState.Ready), (second.Message, second.State));
        Assert.InRange(second.Vfx!.Estimate.RenderFrames, 1, second.Vfx.Estimate.Frames - 1);
        Assert.Equal(second.Vfx.Estimate.Frames, Directory.EnumerateFiles(Path.Join(second.Path, "plates"), "*.exr", SearchOption.AllDirectories).LongCount());
        await CheckAsync(second.Path!);
        Assert.Equal(["pull.approved", "pull.planned"], (await AuditedAsync(second.Id)).Order());

        // The cut goes back: no frame is new, and the vendor is told all the same, once.
        var back = await PlanAsync("DEMO_v01.edl", "lupus", "DEM_010_0010", "DEM_010_0060");
        var told = await MakeAsync(back.Id);
        Assert.Equal(("", PullState.Ready, 0), (told.Message, told.State, told.Vfx!.Estimate.Plates));
        Assert.False(Directory.Exists(Path.Join(told.Path, "plates")));
        Assert.Contains($",{second.Folder!.Name},plates/", await File.ReadAllTextAsync(Path.Join(told.Path, "changes.csv"), Token), StringComparison.Ordinal);
        await CheckAsync(told.Path!);
        var again = await PlanAsync("DEMO_v01.edl", "lupus", "DEM_010_0010", "DEM_010_0060");
        var nothing = await Assert.ThrowsAsync<PullException>(() => new PullApproval(Library).ApproveAsync(again.Id, "owner", Token));
        Assert.Contains("all that it asks for was delivered with this very list", nothing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_plans_that_give_one_version_to_different_pictures_one_is_approved()
    {
        var (first, second) = (await PlanAsync("DEMO_v01.edl", "twice", "DEM_010_0030"), await PlanAsync("DEMO_v02.edl", "twice", "DEM_010_0030"));
        var approval = new PullApproval(Library);
        await approval.ApproveAsync(first.Id, "owner", Token);

        var refusal = await Assert.ThrowsAsync<PullException>(() => approval.ApproveAsync(second.Id, "owner", Token));
        await approval.WithdrawAsync(first.Id, "owner", "The cut moved on.", Token);
        var approved = await approval.ApproveAsync(second.Id, "owner", Token);
        await approval.WithdrawAsync(second.Id, "owner", "Only a trial.", Token);

        Assert.Contains("DEM_010_0030 PL01 v001 is promised to twice by VFX pull 1 for twice", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(PullState.Running, approved.State);
    }

    [Fact]
    public async Task The_originals_of_a_locked_cut_are_delivered_alike_every_time_the_same_moment_is_named()
    {
        var at = new DateTimeOffset(2026, 5, 11, 12, 0, 0, TimeSpan.Zero);
        var (packages, report) = (new List<SortedDictionary<string, string>>(), "");
        for (var time = 0; time < 2; time++)
        {
            var order = new ConformPullOrder { Show = "film", Recipient = "grading", At = at, Reels = [new("DEMO_locked_R2.edl", [.. Content("DEMO_locked_R2.edl")])], Settings = new() { IncludeSound = true } };
            var (pull, plan) = await new ConformPullDesk(Library).PlanAsync(order, "DEMO_locked_R1.edl", Content("DEMO_locked_R1.edl"), "mara", Token);
            Assert.True(plan.IsWhole);
            var made = await MakeAsync(pull.Id);
            Assert.Equal(("", PullState.Ready), (made.Message, made.State));
            await CheckAsync(made.Path!);
            report = await File.ReadAllTextAsync(Path.Join(made.Path, "report.html"), Token);
            packages.Add(new(Directory.EnumerateFiles(made.Path!, "*", SearchOption.AllDirectories)
                .ToDictionary(file => Path.GetRelativePath(made.Path!, file), file => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file)))), StringComparer.Ordinal));
        }

        // A change that was planned before another one was approved does not know what that one delivers.
        var since = (await Library.ReadAsync(tx => tx.PullsAsync("film", PullKind.Conform, Token), Token)).First(pull => pull.Recipient == "grading").Id;
        var full = new ConformPullOrder { Show = "film", Recipient = "grading" };
        var (late, _) = await new ConformPullDesk(Library).PlanAsync(full with { Since = since }, "DEMO_locked_R1.edl", Content("DEMO_locked_R1.edl"), "mara", Token);
        var (other, _) = await new ConformPullDesk(Library).PlanAsync(full, "DEMO_locked_R1.edl", Content("DEMO_locked_R1.edl"), "mara", Token);
        await new PullApproval(Library).ApproveAsync(other.Id, "owner", Token);
        var refusal = await Assert.ThrowsAsync<PullException>(() => new PullApproval(Library).ApproveAsync(late.Id, "owner", Token));
        Assert.Contains($"'--since {other.Id}'", refusal.Message, StringComparison.Ordinal);
        await new PullApproval(Library).WithdrawAsync(other.Id, "owner", "Only a trial.", Token);
        // All of its frames were delivered: it is its lists alone, which point at what was.
        var change = await MakeAsync(late.Id);
        Assert.Equal(("", PullState.Ready, 0), (change.Message, change.State, change.Conform!.Clips.Length));
        await CheckAsync(change.Path!);
        Assert.Contains("delivered before", await File.ReadAllTextAsync(Path.Join(change.Path, "changes.csv"), Token), StringComparison.Ordinal);
        Assert.Contains($"../{(await Library.ReadAsync(async tx => await tx.WorkspaceFolderAsync((await tx.RequirePullAsync(since, Token)).Folder!.Value, Token), Token))!.Name}/media/", string.Concat(Directory.EnumerateFiles(Path.Join(change.Path, "lists"), "*.otio").Select(File.ReadAllText)), StringComparison.Ordinal);

        // Their manifests, too, although their files were written at other times.
        Assert.Equal(packages[0], packages[1]);
        // What ingest made of the clips is in the report.
        Assert.Contains("url(data:image/jpeg;base64,", report, StringComparison.Ordinal);
        // Nothing of what is delivered is left where it was made.
        var folders = await Library.ReadAsync(tx => tx.PullsAsync("film", PullKind.Conform, Token), Token);
        Assert.DoesNotContain(folders, pull => pull.State == PullState.Ready && Directory.Exists(Path.Join(demo.Bench.Home, "workspaces", ".arriving", $"{pull.Folder:N}")));
    }

    [Fact]
    public async Task A_frame_that_cannot_be_read_holds_the_pull_and_it_goes_on_with_that_frame_alone_when_it_is_back()
    {
        var roll = demo.Rolls.Single(one => one.Name == "A001");
        var planned = await PlanAsync("DEMO_v01.edl", "mender", "DEM_010_0040");
        var original = Directory.EnumerateFiles(demo.Bench.InStore(roll, ""), "*C002_000020.dng", SearchOption.AllDirectories).Single();
        var aside = Path.Join(demo.Bench.Folder.Path, "aside.dng");
        var stamp = File.GetLastWriteTimeUtc(original);
        File.Move(original, aside);
        PullView held, gapped;
        try
        {
            held = await MakeAsync(planned.Id);
            gapped = await MakeAsync((await PlanAsync("DEMO_v01.edl", "hasty", UnreadableFrames.Skip, "DEM_010_0040")).Id);
        }
        finally
        {
            File.Move(aside, original);
            File.SetLastWriteTimeUtc(original, stamp);
        }

        Assert.Equal(PullState.Ready, gapped.State);
        Assert.StartsWith("Not whole: frames of 1 plate could not be read. DEM_010_0040 PL01 v001: Not readable, left out: ", gapped.Message, StringComparison.Ordinal);
        Assert.Equal(gapped.Plates[0].End - gapped.Plates[0].Start - 1, gapped.Plates[0].Made);
        // The next turnover makes such a plate anew, though the cut is the same.
        var next = await PlanAsync("DEMO_v01.edl", "hasty", "DEM_010_0040");
        Assert.Equal((Tools.VfxPulls.Plates.PlateChange.Remade, next.Vfx!.Estimate.Frames), (next.Vfx.Plates[0].Change, next.Vfx.Estimate.RenderFrames));
        Assert.True(held.State == PullState.Held, $"{held.State}: {held.Message}");
        Assert.Contains("Frame 20", held.Message, StringComparison.Ordinal);
        Assert.Null(held.Path);
        Assert.False(Directory.Exists(Path.Join(demo.Bench.Home, "workspaces", "film", "mender", held.Folder!.Name)));

        await new PullApproval(Library).RetryAsync(planned.Id, "mara", Token);
        var made = await MakeAsync(planned.Id, isApproved: true);

        Assert.Equal(("", PullState.Ready), (made.Message, made.State));
        await CheckAsync(made.Path!);
    }

    [Fact]
    public async Task A_single_frame_is_rendered_at_full_size_with_its_recipe_once_a_day_however_often_it_is_asked_for()
    {
        var clip = (await Library.ReadAsync(tx => tx.ClipsAsync(demo.Rolls.Single(one => one.Name == "A001").Id, Token), Token)).First(one => one.Kind == "sequence");
        var desk = new StillDesk(Library);
        var order = new StillOrder { Frame = 12, Kind = StillKind.Png };
        var waiting = await desk.OrderAsync(clip.Id, order, "mara", Token);

        await using (var work = new LocalWork(Library, demo.Bench.Engine, Recorders.All))
            await work.UntilAsync([clip.Id.ToString()], async () => (await desk.FindAsync(clip.Id, waiting.Id, Token))!.State != StillState.Waiting, null, Token);
        var made = (await desk.FindAsync(clip.Id, waiting.Id, Token))!;
        var file = Path.Join(Library.Options.Derived.LocalPath, made.Key);
        var header = (await File.ReadAllBytesAsync(file, Token))[..24];

        Assert.Equal((StillState.Waiting, StillState.Made, ""), (waiting.State, made.State, made.Reason));
        Assert.Equal((clip.Width, clip.Height), (BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(20))));
        Assert.Equal($"{clip.Name}.12.png", made.FileName);
        Assert.Equal(("decode", true), (made.Recipe[0].Stage, made.Recipe.Any(step => step is { Stage: "output", Parameters.IsEmpty: false })));
        Assert.Equal(made.Id, (await desk.OrderAsync(clip.Id, order, "bo", Token)).Id);
        Assert.Null(await desk.FindAsync(Guid.NewGuid(), made.Id, Token));
        foreach (var (wrong, says) in new[]
        {
            (order with { Frame = -1 }, "there is no frame -1"), (order with { Frame = clip.Frames!.Value }, "counted from 0"), (order with { To = "nonsense" }, "No encoding is called 'nonsense'"),
            (order with { Amf = "../other.amf" }, "has no AMF '../other.amf'"), (order with { ExposureIndex = double.NaN }, "exposure index"), (order with { WhiteBalance = 10 }, "kelvin"),
        })
            Assert.Contains(says, (await Assert.ThrowsAsync<PullException>(() => desk.OrderAsync(clip.Id, wrong, "mara", Token))).Message, StringComparison.Ordinal);

        Assert.Equal(0, await desk.TidyAsync(Token));
        File.SetLastWriteTimeUtc(file, File.GetLastWriteTimeUtc(file) - StillDesk.Kept - TimeSpan.FromHours(1));
        Assert.Equal(1, await desk.TidyAsync(Token));
        Assert.False(File.Exists(file));
    }

    [Fact]
    public async Task A_single_frame_has_the_look_that_belongs_to_its_clip_or_another_of_the_show_or_none()
    {
        var clip = (await Library.ReadAsync(tx => tx.ClipsAsync(demo.Rolls.Single(one => one.Name == "A001").Id, Token), Token)).First(one => one.Kind == "sequence");
        foreach (var (name, slope) in ((string, double)[])[($"{clip.Name}.cdl", 2), ("night.cdl", 0.25)])
        {
            var content = System.Text.Encoding.UTF8.GetBytes(FormattableString.Invariant($"""
                <ColorDecisionList xmlns="urn:ASC:CDL:v1.01"><ColorDecision><ColorCorrection id="one"><SOPNode><Slope>{slope} {slope} {slope}</Slope><Offset>0 0 0</Offset><Power>1 1 1</Power></SOPNode><SatNode><Saturation>1</Saturation></SatNode></ColorCorrection></ColorDecision></ColorDecisionList>
                """));
            Assert.Equal(ShowDocumentKind.Cdl, ShowDefaults.Check(name, content));
            await Library.WriteAsync(tx => tx.AddShowDocumentAsync("film", name, ShowDocumentKind.Cdl, content, isDefault: false, "mara", Token), Token);
        }

        var desk = new StillDesk(Library);
        var order = new StillOrder { Frame = 13, Kind = StillKind.Png };
        List<Still> made = [];
        foreach (var look in (string?[])[null, StillOrder.LookOfShow, "Night.cdl"])
        {
            var waiting = await desk.OrderAsync(clip.Id, order with { Look = look }, "mara", Token);
            await using (var work = new LocalWork(Library, demo.Bench.Engine, Recorders.All))
                await work.UntilAsync([clip.Id.ToString()], async () => (await desk.FindAsync(clip.Id, waiting.Id, Token))!.State != StillState.Waiting, null, Token);
            made.Add((await desk.FindAsync(clip.Id, waiting.Id, Token))!);
        }

        Assert.All(made, one => Assert.Equal((StillState.Made, ""), (one.State, one.Reason)));
        Assert.Equal([false, true, true], made.Select(one => one.Recipe.Any(step => step.Stage == "grade" || step.Name.Contains("CDL", StringComparison.OrdinalIgnoreCase))));
        foreach (var (still, named) in made.Zip((string[])["", $"{clip.Name}.cdl", "night.cdl"]).Skip(1))
            Assert.Contains(still.Recipe, step => step.Name.Contains(named, StringComparison.Ordinal) || step.Reason?.Contains(named, StringComparison.Ordinal) == true || step.Parameters.Values.Any(value => value.Contains(named, StringComparison.Ordinal)));
        Assert.Equal(3, made.Select(one => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(Path.Join(Library.Options.Derived.LocalPath, one.Key))))).Distinct().Count());
        foreach (var (wrong, says) in new[] { (order with { Look = "gone.cdl" }, "no look 'gone.cdl'"), (order with { Look = "night.cdl", Amf = "a.amf" }, "name one of them") })
            Assert.Contains(says, (await Assert.ThrowsAsync<PullException>(() => desk.OrderAsync(clip.Id, wrong, "mara", Token))).Message, StringComparison.Ordinal);
        // Other tests of this class look at their own pulls without a look of the show.
        foreach (var document in await Library.ReadAsync(tx => tx.ShowDocumentsAsync("film", Token), Token))
            await Library.WriteAsync(tx => tx.RemoveShowDocumentAsync("film", document.Id, isRemoved: true, "mara", Token), Token);
    }

    [Fact]
    public async Task A_pull_that_was_given_up_is_not_seen_and_cannot_be_approved()
    {
        var planned = await PlanAsync("DEMO_v01.edl", "nobody", "DEM_010_0010");

        Assert.StartsWith("nobody is new in film: its workspace is made when this is approved.", planned.NewRecipient, StringComparison.Ordinal);
        await new PullApproval(Library).WithdrawAsync(planned.Id, "mara", "The shot was omitted.", Token);

        var refusal = await Assert.ThrowsAsync<LibraryException>(() => new PullApproval(Library).ApproveAsync(planned.Id, "mara", Token));
        Assert.Contains("was given up", refusal.Message, StringComparison.Ordinal);
        Assert.Equal((PullState.Withdrawn, "The shot was omitted."), ((await Library.PullViewAsync(planned.Id, Token)).State, (await Library.PullViewAsync(planned.Id, Token)).Message));
        Assert.False(Directory.Exists(Path.Join(demo.Bench.Home, "workspaces", "film", "nobody")));
    }

    private static ImmutableArray<byte> Content(string name) => [.. Lists.Single(list => list.Name == name).Content.Span];

    private Task<PullView> PlanAsync(string list, string vendor, params string[] shots) => PlanAsync(list, vendor, UnreadableFrames.Fail, shots);

    private async Task<PullView> PlanAsync(string list, string vendor, UnreadableFrames unreadable, params string[] shots)
    {
        var order = new VfxPullOrder { Show = "film", Recipient = vendor, Rate = "23.976", Shots = [.. shots], Settings = new() { Unreadable = unreadable, Reference = unreadable == UnreadableFrames.Fail } };
        return await Library.PullViewAsync((await new VfxPullDesk(Library).PlanAsync(order, list, Content(list), "mara", Token)).Pull.Id, Token);
    }

    private async Task<PullView> MakeAsync(Guid pull, bool isApproved = false)
    {
        if (!isApproved) await new PullApproval(Library).ApproveAsync(pull, "mara", Token);
        await using var work = new LocalWork(Library, demo.Bench.Engine, Recorders.All);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TimeSpan.FromMinutes(4));
        await work.UntilAsync([pull.ToString()], async () => (await Library.PullViewAsync(pull, Token)).State != PullState.Running, null, limit.Token);
        return await Library.PullViewAsync(pull, Token);
    }

    private static async Task CheckAsync(string folder)
    {
        var report = await new DeliveryCheck(TimeProvider.System).RunAsync(await MhlFolder.OpenAsync(folder, Token), new(), null, Token);
        Assert.Empty(report.Problems.Select(problem => $"{problem.Path}: {problem.Message}"));
    }

    private async Task<IEnumerable<string>> AuditedAsync(Guid pull) =>
        (await Library.ReadAsync(tx => tx.AuditBeforeAsync(null, null, pull.ToString(), 100, Token), Token)).Select(entry => entry.Action);
}
