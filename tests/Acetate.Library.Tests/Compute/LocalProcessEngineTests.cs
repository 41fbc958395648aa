using System.Diagnostics;
using Acetate.Compute;
using Acetate.Compute.Local;
using Acetate.Tests.Workers;

namespace Acetate.Library.Tests.Compute;

public sealed class LocalProcessEngineTests : ComputeEngineConformance
{
    private protected override Task<EngineHarness> OpenAsync() => Task.FromResult(Open());

    [Fact]
    public async Task Room_is_counted_in_cores_and_memory()
    {
        await using var harness = Open();
        var long2 = EngineHarness.Attempt("wait", new { seconds = 300 }, new StepNeeds { Cores = 1.5, MemoryMiB = 1000 });
        Assert.True(harness.Engine.HasRoomFor(new StepNeeds { Cores = 64 }), "A step larger than the machine runs alone rather than never.");

        await harness.Engine.SubmitAsync(long2, CancellationToken.None);

        Assert.True(harness.Engine.HasRoomFor(new StepNeeds { Cores = 0.5, MemoryMiB = 1048 }));
        Assert.False(harness.Engine.HasRoomFor(new StepNeeds { Cores = 0.6, MemoryMiB = 10 }));
        Assert.False(harness.Engine.HasRoomFor(new StepNeeds { Cores = 0.1, MemoryMiB = 1049 }));
        await harness.Engine.CancelAsync(long2.Id, CancellationToken.None);
        await harness.EndOfAsync(long2.Id);
        Assert.True(harness.Engine.HasRoomFor(new StepNeeds { Cores = 2, MemoryMiB = 2048 }));
    }

    [Fact]
    public async Task A_worker_without_a_sign_of_progress_is_ended()
    {
        await using var harness = Open();

        var failed = Assert.IsType<StepResult.Failed>(
            await harness.RunAsync(EngineHarness.Attempt("deaf", new { }, new StepNeeds { Stall = TimeSpan.FromSeconds(1.5) })));

        Assert.Equal(RetryClass.Transient, failed.Class);
        Assert.Contains("no sign of progress for 1.5 s", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_worker_that_neither_listens_nor_minds_SIGTERM_is_killed()
    {
        await using var harness = Open();
        var attempt = EngineHarness.Attempt("deaf", new { });
        await harness.Engine.SubmitAsync(attempt, CancellationToken.None);
        await harness.ProgressOfAsync(attempt.Id);

        await harness.Engine.CancelAsync(attempt.Id, CancellationToken.None);

        Assert.IsType<StepResult.Cancelled>(await harness.EndOfAsync(attempt.Id));
    }

    [Fact]
    public async Task Chatter_on_both_outputs_does_not_disturb_the_result()
    {
        await using var harness = Open();

        Assert.IsType<StepResult.Done>(await harness.RunAsync(EngineHarness.Attempt("chatter", new { })));
    }

    [Fact]
    public async Task A_worker_sees_its_scratch_folder_its_trace_and_the_secrets_of_its_environment()
    {
        await using var harness = Open();
        var attempt = EngineHarness.Attempt("look-around", new { });

        var done = Assert.IsType<StepResult.Done>(await harness.RunAsync(attempt));
        var world = System.Text.Json.JsonSerializer.Deserialize<TestFunctions.WorldResult>(done.Output, ComputeJson.Options)!;

        Assert.True(world.ScratchIsThere);
        Assert.False(Directory.Exists(world.Scratch), "The scratch folder outlived the attempt.");
        Assert.Equal(("swordfish", attempt.Id), (world.Secret, world.Attempt));
    }

    [Fact]
    public async Task A_worker_program_that_is_not_there_is_a_failure_that_says_so()
    {
        var folder = EngineHarness.NewFolder();
        var engine = new LocalProcessEngine(EngineHarness.LocalOptions(folder) with { Worker = ["/nowhere/acetate-worker"] });
        await using var harness = new EngineHarness(engine, folder, engine.DisposeAsync);

        var failed = Assert.IsType<StepResult.Failed>(await harness.RunAsync(EngineHarness.Attempt("echo", new { })));

        Assert.Equal(RetryClass.Capacity, failed.Class);
        Assert.Contains("/nowhere/acetate-worker", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Programs_and_folders_of_an_engine_that_was_killed_are_removed_by_the_next_one()
    {
        var folder = EngineHarness.NewFolder();
        var root = EngineHarness.LocalOptions(folder).ScratchRoot;
        var dead = Directory.CreateDirectory(Path.Join(root, "0123456789abcdef0123456789abcdef")).FullName;
        await File.WriteAllTextAsync(dead + ".lock", "", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Join(dead, "left-over"), "bytes", TestContext.Current.CancellationToken);
        using var orphan = Process.Start(new ProcessStartInfo("sleep", "600")
        {
            UseShellExecute = false,
            Environment = { ["ACETATE_ENGINE"] = "0123456789abcdef0123456789abcdef" },
        })!;
        using var other = Process.Start(new ProcessStartInfo("sleep", "600")
        {
            UseShellExecute = false,
            Environment = { ["ACETATE_ENGINE"] = "0123456789abcdef0123456789abcde" },
        })!;

        var engine = new LocalProcessEngine(EngineHarness.LocalOptions(folder));
        await using var harness = new EngineHarness(engine, folder, engine.DisposeAsync);
        await orphan.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);

        Assert.False(Directory.Exists(dead));
        Assert.False(other.HasExited, "A process of somebody else was killed.");
        other.Kill();
    }

    [Fact]
    public async Task A_living_engine_and_its_workers_are_left_alone_by_the_next_one()
    {
        await using var harness = Open();
        var attempt = EngineHarness.Attempt("wait", new { seconds = 1.5 });
        await harness.Engine.SubmitAsync(attempt, CancellationToken.None);
        await harness.ProgressOfAsync(attempt.Id);

        await using var next = new LocalProcessEngine(EngineHarness.LocalOptions(harness.Folder));

        Assert.IsType<StepResult.Done>(await harness.EndOfAsync(attempt.Id));
    }

    [Fact]
    public async Task Closing_the_engine_ends_its_workers_and_what_they_started()
    {
        var harness = Open();
        var pids = Path.Join(harness.Folder, "pids");
        var attempt = EngineHarness.Attempt("parent", new { pidFile = pids });
        await harness.Engine.SubmitAsync(attempt, CancellationToken.None);
        await harness.ProgressOfAsync(attempt.Id);
        var (worker, child) = Pids(pids);

        await harness.DisposeAsync();

        Assert.False(IsAlive(worker));
        Assert.False(IsAlive(child));
    }

    private static EngineHarness Open()
    {
        var folder = EngineHarness.NewFolder();
        var engine = new LocalProcessEngine(EngineHarness.LocalOptions(folder));
        return new(engine, folder, engine.DisposeAsync);
    }
}
