using System.Text.Json;
using Acetate.Compute;
using Acetate.Library;
using Acetate.Library.Clips;
using Acetate.Library.Jobs;
using Acetate.Library.Pulls;
using Acetate.Library.Rolls;
using Acetate.Library.Workspaces;
using Acetate.Tools.ConformPulls;
using Acetate.Tools.Jobs;
using Acetate.Tools.Pulls;
using Acetate.Tools.Tests.Cli;
using Acetate.Tools.Tests.ConformPulls;
using Acetate.Tools.Tests.Ingest;

namespace Acetate.Tools.Tests.Pulls;

/// <summary>What pulls say that lack room, files or a roll that is whole.</summary>
public sealed class PullTroubleTests : IAsyncLifetime
{
    private static readonly Guid Roll = Guid.CreateVersion7(), Clip = Guid.CreateVersion7();

    private IngestBench bench = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private MediaLibrary Library => bench.Library;

    public async ValueTask InitializeAsync() => bench = await IngestBench.OpenAsync();

    public ValueTask DisposeAsync() => bench.DisposeAsync();

    [Fact]
    public async Task A_pull_for_which_the_disk_has_no_room_is_not_begun_and_says_how_much_is_lacking()
    {
        var pull = await PlannedAsync(5_000_000_000);

        var refusal = await Assert.ThrowsAsync<LibraryException>(() => new PullApproval(Library) { FreeIn = _ => 1_000_000_000 }.ApproveAsync(pull, "bo", Token));
        // With room it goes on, to the next thing that is wrong: the library of this test has no such clip.
        var other = await Assert.ThrowsAsync<PullException>(() => new PullApproval(Library) { FreeIn = _ => 5_000_000_000 }.ApproveAsync(pull, "bo", Token));
        await Assert.ThrowsAsync<PullException>(() => new PullApproval(Library) { FreeIn = _ => null }.ApproveAsync(pull, "bo", Token));

        Assert.Equal(LibraryProblem.Full, refusal.Problem);
        Assert.Contains("It needs about 5.00 GB, and the disk of the workspaces has 1.00 GB free: 4.00 GB too few.", refusal.Message, StringComparison.Ordinal);
        Assert.EndsWith($"'acetate pull approve {pull}'.", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("no longer has the clip", other.Message, StringComparison.Ordinal);
        Assert.Equal(PullState.Planned, (await Library.PullViewAsync(pull, Token)).State);
    }

    [Fact]
    public async Task A_plan_that_is_larger_than_the_disk_says_so_before_anybody_approves_and_the_command_ends_with_5()
    {
        var pull = await PlannedAsync(1L << 60);

        var (_, output, _) = await DemoCommandTests.RunAsync("pull", "show", $"{pull}", "--library", bench.Home);
        var (code, _, error) = await DemoCommandTests.RunAsync("pull", "approve", $"{pull}", "--library", bench.Home);

        Assert.Contains("NO ROOM  It needs about ", output, StringComparison.Ordinal);
        Assert.Equal(Acetate.Cli.ExitCode.Unavailable, code);
        Assert.Contains("there is no room for it", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(10, 11, false, null)]
    [InlineData(10, 10, true, null)]
    [InlineData(10, null, false, null)]
    [InlineData(10_000, 4_000, true, "It needs at most 10.0 kB, and the disk of the workspaces has 4.00 kB free: 6.00 kB too few if nothing can be compressed.")]
    public void What_may_be_compressed_is_an_upper_bound_and_what_nobody_can_measure_is_not_refused(long bytes, int? free, bool isAtMost, string? says)
    {
        var shortage = PackageRoom.Shortage(new(bytes, isAtMost), free);

        if (says is null) Assert.Null(shortage);
        else Assert.StartsWith(says, shortage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_held_pull_names_all_that_is_damaged_and_the_archive_that_has_it_whole()
    {
        var pull = await PlannedAsync(1000);
        await Library.WriteAsync(tx => ArchivedAsync(tx, RollStage.Archived, CopyState.Verified), Token);
        await SubmitAsync(pull, "trim/0001", "trim/0002", "documents");

        await FailAsync(pull, "trim/0001", "'A001C001.mov' is damaged.");
        await FailAsync(pull, "trim/0002", "'A001C002.mov' is damaged.");

        Assert.Equal(
            "'A001C001.mov' is damaged. 'A001C002.mov' is damaged. Look at it. The archive has a whole copy of roll A001R1AB: 'acetate archive restore A001R1AB --show film' brings back what the store has lost of it.",
            (await Library.PullViewAsync(pull, Token)).Message);
    }

    [Theory]
    [InlineData(RollStage.Uploading, CopyState.Writing, "its ingest is not finished: no copy of it has been read back whole. Run the same 'acetate ingest' again, which goes on where it was ('acetate rolls show A001R1AB --show film' says how far it is)")]
    [InlineData(RollStage.Complete, CopyState.Failed, "no copy of it is whole any more, in the store or in the archive")]
    public async Task A_roll_that_cannot_be_pulled_says_whether_it_is_still_on_its_way_or_was_lost(RollStage stage, CopyState copy, string says)
    {
        await Library.WriteAsync(tx => ArchivedAsync(tx, stage, copy), Token);

        Assert.Contains(says, await Library.ReadAsync(tx => tx.WhyNotPulledAsync(Clip, "A001C001", Token), Token), StringComparison.Ordinal);
    }

    private static async Task ArchivedAsync(LibraryTransaction tx, RollStage stage, CopyState state)
    {
        await tx.AddRollAsync(new() { Id = Roll, Show = "film", Name = "A001R1AB", Kind = RollKind.Camera, ShootDay = new(2026, 3, 2), StorePrefix = "film/A001R1AB", Stage = stage, FoundAt = tx.Now }, Token);
        await tx.PutCopyAsync(new() { Id = Guid.CreateVersion7(), Roll = Roll, Tier = CopyTier.Archive, Store = "file:///archive/", Prefix = "film/A001R1AB", State = state }, Token);
        await tx.PutClipsAsync([new() { Id = Clip, Roll = Roll, Name = "A001C001", Kind = "single", Files = ["A001C001.mov"], Frames = 1000, Rate = "24", TimecodeStart = "01:00:00:00" }], Token);
    }

    /// <summary>A planned pull of two pieces, the first of a clip that the library may have.</summary>
    private async Task<Guid> PlannedAsync(long bytes)
    {
        var shot = new ConformFixture();
        shot.Movie("A001C001");
        shot.Movie("A001C002");
        var plan = ConformPullPlan.For([shot.Reel("R1", """
            TITLE: R1
            FCM: NON-DROP FRAME
            001  A001C001 V     C        01:00:10:00 01:00:12:00 01:00:00:00 01:00:02:00
            002  A001C002 V     C        01:00:10:00 01:00:12:00 01:00:02:00 01:00:04:00
            """)], shot.Clips, [], new(), []);
        // Too large for one step together.
        plan = plan with { Clips = [plan.Clips[0] with { Clip = Clip, Bytes = TrimBatches.MostBytes }, plan.Clips[1] with { Bytes = TrimBatches.MostBytes }], Estimate = plan.Estimate with { Bytes = bytes } };
        var id = Guid.CreateVersion7();
        await Library.WriteAsync(tx => tx.AddPullAsync(new()
        {
            Id = id,
            Show = "film",
            Kind = PullKind.Conform,
            Recipient = "lab",
            Number = 0,
            CutName = "r1.edl",
            Cut = "",
            Settings = JsonSerializer.Serialize(new ConformPullOrder { Show = "film", Recipient = "lab" }, LibraryJson.Options),
            Plan = JsonSerializer.Serialize(plan, LibraryJson.Options),
            CreatedBy = "ann",
        }, [], Token), Token);
        return id;
    }

    private Task SubmitAsync(Guid pull, params string[] steps) => Library.WriteAsync(async tx =>
    {
        var planned = await tx.RequirePullAsync(pull, Token);
        var workspace = await tx.EnsureWorkspaceAsync("film", "lab", WorkspaceKind.Finishing, "ann", Token);
        var folder = await tx.AddWorkspaceFolderAsync(workspace, "conform-0001", "conform-pull", "ann", Token);
        var request = JsonSerializer.SerializeToElement(new { });
        var (job, _) = await tx.SubmitAsync(new Plan
        {
            Key = $"pull/{pull:N}",
            Kind = PullRecorder.PlanKind,
            Title = planned.Title,
            Show = "film",
            Subject = pull.ToString(),
            Steps = [.. steps.Select(name => new Step { Name = name, Function = "trim-clips", Request = request })],
        }, "ann", Token);
        await tx.PutPullAsync(planned with { State = PullState.Running, Folder = folder.Id, Job = job.Id }, Token);
    }, Token);

    private Task FailAsync(Guid pull, string name, string problem) => Library.WriteAsync(async tx =>
    {
        var job = (await tx.JobAsync((await tx.RequirePullAsync(pull, Token)).Job!.Value, Token))!;
        var step = (await tx.StepsAsync(job.Id, Token)).Single(one => one.Name == name);
        await tx.ClaimAsync(step.Id, $"attempt-{name}", "r", null, Token);
        var held = await tx.QuarantineAsync($"attempt-{name}", "r", new("data", problem, "Look at it.", "{}"), 1, Token);
        await new PullRecorder().RecordAsync(tx, job, held!, new StepResult.Failed(RetryClass.Data, problem, "Look at it."), Token);
    }, Token);
}
