using Acetate.Cli;
using Acetate.Compute;
using Acetate.Library;
using Acetate.Library.Jobs;
using Acetate.Library.Pulls;
using Acetate.Library.Workspaces;
using Acetate.Tools.ConformPulls;
using Acetate.Tools.Jobs;
using Acetate.Tools.Pulls;
using Acetate.Tools.Tests.Cli;
using Acetate.Tools.Tests.Ingest;
using Acetate.Tools.VfxPulls;

namespace Acetate.Tools.Tests.Pulls;

/// <summary>How pulls stand while their work is interrupted, held, tried again and given up; no worker is started.</summary>
public sealed class PullStatesTests : IAsyncLifetime
{
    private IngestBench bench = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private MediaLibrary Library => bench.Library;

    public async ValueTask InitializeAsync() => bench = await IngestBench.OpenAsync();

    public ValueTask DisposeAsync() => bench.DisposeAsync();

    [Fact]
    public async Task A_pull_that_waits_for_room_says_so_and_goes_on_at_once_when_it_is_tried_again()
    {
        var pull = await RunningAsync();
        await SignOnAsync();
        await ClaimAsync(pull, "a");
        await Library.WriteAsync(tx => tx.RetryAsync("attempt-a", "r", new("capacity", "The disk is full.", "Make room.", "{}"), 1, TimeSpan.FromHours(1), Token), Token);
        await ClaimAsync(pull, "b");
        await Library.WriteAsync(tx => tx.RetryAsync("attempt-b", "r", new("capacity", "The disk is full.", "Make room.", "{}"), 1, TimeSpan.FromHours(1), Token), Token);
        Assert.Equal((PullState.Running, "The disk is full."), Stands(await ViewAsync(pull)));

        var again = await new PullApproval(Library).RetryAsync(pull, "bo", Token);

        Assert.Equal(PullState.Running, again.State);
        Assert.Equal((PullState.Running, ""), Stands(await ViewAsync(pull)));
        Assert.True((await Library.ReadAsync(tx => tx.StandstillAsync([pull.ToString()], Token), Token)).Moves);
        // Two people may ask at once.
        Assert.Equal(PullState.Running, (await new PullApproval(Library).RetryAsync(pull, "ann", Token)).State);
    }

    [Fact]
    public async Task As_long_as_a_step_is_held_the_pull_is_however_much_of_the_rest_still_begins()
    {
        var pull = await RunningAsync();
        await SignOnAsync();
        await ClaimAsync(pull, "a");
        await Library.WriteAsync(async tx =>
        {
            var held = await tx.QuarantineAsync("attempt-a", "r", new("data", "Frame 20 is missing.", "Bring it back.", "{}"), 1, Token);
            await new PullRecorder().RecordAsync(tx, await JobOfAsync(tx, pull), held!, new StepResult.Failed(RetryClass.Data, "Frame 20 is missing.", "Bring it back."), Token);
        }, Token);
        Assert.Equal((PullState.Held, "Frame 20 is missing. Bring it back."), Stands(await ViewAsync(pull)));

        await ClaimAsync(pull, "b");

        Assert.Equal((PullState.Held, "Frame 20 is missing. Bring it back."), Stands(await ViewAsync(pull)));
        await new PullApproval(Library).RetryAsync(pull, "bo", Token);
        await ClaimAsync(pull, "a", "again");
        Assert.Equal((PullState.Running, ""), Stands(await ViewAsync(pull)));
    }

    [Fact]
    public async Task A_pull_whose_command_is_cancelled_waits_and_both_say_how_it_goes_on()
    {
        var pull = await RunningAsync(place: "elsewhere");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var (output, error) = (new StringWriter(), new StringWriter());

        var command = CommandLine.RunAsync(["pull", "retry", $"{pull}", "--library", bench.Home], output, error, stop.Token);
        while ((await Library.ReadAsync(tx => tx.RunnersAsync(Token), Token)).IsEmpty) await Task.Delay(20, Token);
        await stop.CancelAsync();

        Assert.True(await command == ExitCode.Cancelled, $"{error}{output}");
        Assert.Contains($"Cancelled. 'acetate pull retry {pull}' goes on where it was", error.ToString(), StringComparison.Ordinal);
        Assert.Equal((PullState.Held, $"The command of {Environment.UserName} that made it was cancelled."), Stands(await ViewAsync(pull)));
        Assert.Matches("Conform pull 1 for lab +held ", (await DemoCommandTests.RunAsync("pull", "list", "--show", "film", "--library", bench.Home)).Output);
        Assert.Equal(PullState.Running, (await new PullApproval(Library).RetryAsync(pull, "bo", Token)).State);
    }

    [Fact]
    public async Task A_pull_that_meets_a_full_disk_waits_with_the_reason_and_the_command_says_how_it_goes_on()
    {
        var pull = await RunningAsync(place: "elsewhere");
        foreach (var step in (string[])["a", "b"])
        {
            await ClaimAsync(pull, step);
            await Library.WriteAsync(tx => tx.RetryAsync($"attempt-{step}", "r", new("capacity", "The disk is full.", "Make room.", "{}"), 1, TimeSpan.FromHours(1), Token), Token);
        }

        // Approved already: to approve again goes on with the work.
        var (code, output, error) = await DemoCommandTests.RunAsync("pull", "approve", $"{pull}", "--library", bench.Home);

        Assert.True(code == ExitCode.Unavailable, error + output);
        Assert.Contains($"The disk is full. Make room. Then run 'acetate pull retry {pull}'", error, StringComparison.Ordinal);
        Assert.Equal((PullState.Held, "The disk is full. Make room."), Stands(await ViewAsync(pull)));
    }

    [Fact]
    public async Task A_pull_at_which_nobody_works_any_more_says_so_and_one_of_another_machine_does_not()
    {
        var pull = await RunningAsync();
        var killed = await ListedAsync();
        await SignOnAsync();

        Assert.Matches("Conform pull 1 for lab +stands still ", killed);
        Assert.Matches("Conform pull 1 for lab +running ", await ListedAsync());
        Assert.Equal((PullState.Running, ""), Stands(await ViewAsync(pull)));
        Assert.Equal(PullState.Running, (await Library.KeepInterruptedAsync(pull, "ann", "It was cancelled.", Token)).State);

        async Task<string> ListedAsync() => (await DemoCommandTests.RunAsync("pull", "list", "--show", "film", "--library", bench.Home)).Output;
    }

    [Fact]
    public async Task What_was_made_of_a_pull_that_is_given_up_is_removed_once_nobody_works_at_it()
    {
        var (pull, other) = (await RunningAsync(), await RunningAsync("another"));
        var (made, kept) = (await WrittenAsync(pull), await WrittenAsync(other));
        await ClaimAsync(pull, "a");
        await new PullApproval(Library).WithdrawAsync(pull, "bo", "The reel was recut.", Token);

        Assert.Equal(0, await new PullTidying(Library).RunAsync(Token));
        Assert.True(File.Exists(made));
        await Library.WriteAsync(tx => tx.StoppedAsync("attempt-a", "r", "{}", Token), Token);

        Assert.Equal(1, await new PullTidying(Library).RunAsync(Token));
        Assert.Equal([Path.GetDirectoryName(Path.GetDirectoryName(kept))], Directory.EnumerateFileSystemEntries(Path.Join(bench.Home, "workspaces", ".arriving")));
        Assert.True(File.Exists(kept));
        Assert.Equal(WorkspaceFolder.Tidied, (await ViewAsync(pull)).Folder!.Message);
        Assert.Equal((PullState.Withdrawn, "The reel was recut."), Stands(await ViewAsync(pull)));
        Assert.Equal(0, await new PullTidying(Library).RunAsync(Token));
    }

    [Theory]
    [InlineData(PullState.Planned, "was not approved yet")]
    [InlineData(PullState.Ready, "is delivered")]
    [InlineData(PullState.Withdrawn, "was given up")]
    public async Task What_is_not_being_made_is_not_tried_again_and_the_sentence_says_what_to_do_instead(PullState state, string says)
    {
        var pull = await RunningAsync();
        await Library.WriteAsync(async tx => await tx.PutPullAsync((await tx.RequirePullAsync(pull, Token)) with { State = state }, Token), Token);

        var refusal = await Assert.ThrowsAsync<LibraryException>(() => new PullApproval(Library).RetryAsync(pull, "bo", Token));

        Assert.Contains(says, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(LibraryProblem.Conflict, refusal.Problem);
    }

    [Fact]
    public async Task A_name_that_belongs_to_a_workspace_of_another_kind_is_refused_before_anything_is_planned()
    {
        await Library.WriteAsync(tx => tx.EnsureWorkspaceAsync("film", "Lab", WorkspaceKind.Finishing, "ann", Token), Token);
        await Library.WriteAsync(tx => tx.EnsureWorkspaceAsync("film", "Lupus", WorkspaceKind.Vendor, "ann", Token), Token);
        var cut = System.Text.Encoding.UTF8.GetBytes("TITLE: R1\n001  A001C001 V C 01:00:10:00 01:00:14:00 10:00:00:00 10:00:04:00\n");

        var plates = await Assert.ThrowsAsync<LibraryException>(() => new VfxPullDesk(Library).PlanAsync(new() { Show = "film", Recipient = "lab" }, "a.edl", [.. cut], "ann", Token));
        var originals = await Assert.ThrowsAsync<LibraryException>(() => new ConformPullDesk(Library).PlanAsync(new() { Show = "film", Recipient = "lupus" }, "a.edl", [.. cut], "ann", Token));

        Assert.Equal("There is a workspace 'Lab' already, of the kind finishing. Choose another name for one of the kind vendor.", plates.Message);
        Assert.Equal("There is a workspace 'Lupus' already, of the kind vendor. Choose another name for one of the kind finishing.", originals.Message);
        Assert.Empty(await Library.PullViewsAsync("film", Token));
    }

    private static (PullState State, string Message) Stands(PullView view) => (view.State, view.Message);

    private Task<PullView> ViewAsync(Guid pull) => Library.PullViewAsync(pull, Token);

    /// <summary>A pull whose job has two steps that could begin.</summary>
    private async Task<Guid> RunningAsync(string recipient = "lab", string place = "")
    {
        var id = Guid.CreateVersion7();
        await Library.WriteAsync(async tx =>
        {
            var plan = new PlannedConform { Reels = [], Events = [], Clips = [], Estimate = new(0, 0, 0, 0, 0, 0) };
            var pull = await tx.AddPullAsync(new()
            {
                Id = id,
                Show = "film",
                Kind = PullKind.Conform,
                Recipient = recipient,
                Number = 0,
                CutName = "r1.edl",
                Cut = "",
                Settings = """{"show":"film","recipient":"lab"}""",
                Plan = System.Text.Json.JsonSerializer.Serialize(plan, LibraryJson.Options),
                CreatedBy = "ann",
            }, [], Token);
            var workspace = await tx.EnsureWorkspaceAsync("film", recipient, WorkspaceKind.Finishing, "ann", Token);
            var folder = await tx.AddWorkspaceFolderAsync(workspace, "conform-0001", "conform-pull", "ann", Token);
            var request = System.Text.Json.JsonSerializer.SerializeToElement(new { });
            var (job, _) = await tx.SubmitAsync(new Plan
            {
                Key = $"pull/{id:N}",
                Kind = PullRecorder.PlanKind,
                Title = pull.Title,
                Show = "film",
                Subject = id.ToString(),
                Steps = [new() { Name = "a", Function = "trim-clip", Request = request, Place = place }, new() { Name = "b", Function = "trim-clip", Request = request, Place = place }],
            }, "ann", Token);
            await tx.PutPullAsync(pull with { State = PullState.Running, Folder = folder.Id, Job = job.Id }, Token);
        }, Token);
        return id;
    }

    private async Task<string> WrittenAsync(Guid pull)
    {
        var folder = (await ViewAsync(pull)).Folder!;
        var path = Path.Join(bench.Home, "workspaces", folder.ArrivingPrefix, ".half.mov.acetate-partial");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, "half", Token);
        return path;
    }

    private static async Task<JobRow> JobOfAsync(LibraryTransaction tx, Guid pull) => (await tx.JobAsync((await tx.RequirePullAsync(pull, Token)).Job!.Value, Token))!;

    /// <summary>Signs the runner on, of which nobody here can tell whether it lives.</summary>
    private Task SignOnAsync() => Library.WriteAsync(tx => tx.RegisterRunnerAsync("r", "elsewhere", Token), Token);

    /// <summary>Begins a step as a runner does.</summary>
    private Task ClaimAsync(Guid pull, string step, string attempt = "attempt") => Library.WriteAsync(async tx =>
    {
        var job = await JobOfAsync(tx, pull);
        var row = (await tx.StepsAsync(job.Id, Token)).Single(one => one.Name == step);
        var claimed = await tx.ClaimAsync(row.Id, $"{attempt}-{step}", "r", null, Token);
        await new PullRecorder().BegunAsync(tx, job, claimed!.Step, Token);
    }, Token);
}
