using Acetate.Compute;
using Acetate.Compute.Slurm;

namespace Acetate.Library.Tests.Compute;

/// <summary>The parts of the cluster's engine that need no cluster.</summary>
public sealed class SlurmPartsTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private readonly string _folder = EngineHarness.NewFolder();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void As_many_jobs_are_asked_for_as_the_cores_and_the_memory_that_wait_need()
    {
        var options = Options() with { Jobs = 20, CoresPerJob = 4, MemoryPerJobMiB = 4096 };

        var order = Assert.Single(FleetPlan.Wanted([.. Enumerable.Range(0, 10).Select(_ => (Attempt(cores: 1), 0))], [], [new SlurmLane()], options, Now));
        var heavy = Assert.Single(FleetPlan.Wanted([.. Enumerable.Range(0, 10).Select(_ => (Attempt(cores: 1, memory: 4000), 0))], [], [new SlurmLane()], options, Now));
        var large = Assert.Single(FleetPlan.Wanted([(Attempt(cores: 6.5, memory: 9000), 0)], [], [new SlurmLane()], options, Now));

        Assert.Equal((3, 4, 4096), (order.Count, order.Cores, order.MemoryMiB));
        Assert.Equal(10, heavy.Count);
        Assert.Equal((1, 7, 9216), (large.Count, large.Cores, large.MemoryMiB));
    }

    [Fact]
    public void Jobs_that_are_awaited_are_not_asked_for_again_and_there_are_never_more_than_the_most()
    {
        var options = Options() with { Jobs = 3 };
        var waiting = Enumerable.Range(0, 10).Select(_ => (Attempt(cores: 1), 0)).ToArray();
        var awaited = new Pilot("s", 0, _folder, new(0, 1, 1024, ["w"], "", 1, 1, 1, 1), 1000);

        Assert.Equal(3, Assert.Single(FleetPlan.Wanted(waiting, [], [new SlurmLane()], options, Now)).Count);
        Assert.Equal(2, Assert.Single(FleetPlan.Wanted(waiting, [awaited], [new SlurmLane()], options, Now)).Count);
        Assert.Empty(FleetPlan.Wanted([waiting[0]], [awaited], [new SlurmLane()], options, Now));
    }

    [Theory]
    [InlineData(-3, 0)]
    [InlineData(1, 0)]
    [InlineData(25, 50)]
    [InlineData(1000, 100)]
    public void What_is_due_later_steps_back_further(double hours, int nice) => Assert.Equal(nice, FleetPlan.Nice(Now.AddHours(hours), Now, 100));

    [Fact]
    public void A_lane_takes_the_steps_of_its_kinds_functions_shows_and_deadlines()
    {
        var lane = new SlurmLane { Kinds = ["make-pull"], Shows = ["one"], DueWithin = TimeSpan.FromHours(2) };
        var fits = Attempt(1) with { Kind = "make-pull", Show = "one", Deadline = Now.AddHours(1) };

        Assert.True(lane.Takes(fits, Now));
        Assert.False(lane.Takes(fits with { Kind = "dailies" }, Now));
        Assert.False(lane.Takes(fits with { Show = "two" }, Now));
        Assert.False(lane.Takes(fits with { Deadline = Now.AddHours(3) }, Now));
        Assert.False(lane.Takes(fits with { Deadline = null }, Now));
        Assert.True(new SlurmLane().Takes(fits, Now));
    }

    [Fact]
    public void What_is_asked_of_Slurm_is_a_list_of_arguments_in_which_nothing_is_a_shells_word()
    {
        var lane = new SlurmLane { Partition = "urgent", Qos = "high", Account = "show; rm -rf /", Licences = "grader:1", Arguments = ["--constraint=avx2"] };

        var arguments = SlurmCommands.Arguments(new("acetate-1", "s1", 3, 4, 2048, lane, 7, ["n1", "n2"], "/spool/pilots/s1", "/spool/pilot.sh", ["/opt/acetate worker"]));

        Assert.Equal(["--parsable", "--array=0-2", "--job-name=acetate-1", "--comment=s1", "--no-requeue", "--export=ALL", "--nodes=1", "--ntasks=1", "--cpus-per-task=4", "--mem=2048M",
            "--chdir=/", "--output=/spool/pilots/s1/%a.log", "--open-mode=append", "--partition=urgent", "--qos=high", "--account=show; rm -rf /", "--licenses=grader:1", "--exclude=n1,n2",
            "--nice=7", "--constraint=avx2", "/spool/pilot.sh", "/opt/acetate worker", "pilot", "/spool/pilots/s1"], arguments);
    }

    [Fact]
    public void A_job_is_read_from_a_line_of_squeue()
    {
        var job = SlurmJob.Parse("4711_12|0193|NODE_FAIL|n2|a reason | with a bar")!;

        Assert.Equal(("4711_12", 12, "0193", "NODE_FAIL", "n2", "a reason | with a bar"), (job.Id, job.Task, job.Submission, job.State, job.Node, job.Reason));
        Assert.False(job.Runs || job.Waits);
        Assert.Null(SlurmJob.Parse("slurm_load_jobs error"));
        Assert.Equal(0, SlurmJob.Parse("99999999999999999999_99999999999999999999|s|RUNNING||")!.Task);
    }

    [Fact]
    public void Half_a_line_is_not_read_and_is_overwritten_by_the_next_try()
    {
        var path = Path.Join(_folder, "lines");
        var (length, tail) = (0L, new LineTail(path, 1000));
        LineFile.Append(path, ref length, [new PilotNews(Attempt: "a")]);
        File.AppendAllText(path, """{"attempt":"to""");

        Assert.Equal(["a"], tail.Read<PilotNews>().Select(news => news.Attempt));
        Assert.Empty(tail.Read<PilotNews>());
        LineFile.Append(path, ref length, [new PilotNews(Attempt: "b")]);

        Assert.Equal(["b"], tail.Read<PilotNews>().Select(news => news.Attempt));
        Assert.Equal(2, File.ReadAllLines(path).Length);
    }

    [Fact]
    public void A_line_that_is_too_long_or_is_none_is_refused()
    {
        var path = Path.Join(_folder, "lines");
        File.WriteAllText(path, new string('x', 5000));
        Assert.Throws<InvalidDataException>(() => new LineTail(path, 1000).Read<PilotNews>());

        File.WriteAllText(path, "{\"attempt\":[]}\n");
        Assert.Throws<InvalidDataException>(() => new LineTail(path, 1000).Read<PilotNews>());
    }

    [Fact]
    public void A_spool_folder_has_one_engine_at_a_time()
    {
        using var first = SlurmSpool.Open(Path.Join(_folder, "spool"));

        Assert.Throws<IOException>(() => SlurmSpool.Open(Path.Join(_folder, "spool")));
        Assert.Throws<ArgumentException>(() => SlurmSpool.Open(Path.Join(_folder, "100%")));
        Assert.Throws<ArgumentException>(() => SlurmSpool.Open("spool"));
    }

    [Fact]
    public void The_options_are_read_from_a_file_with_comments()
    {
        var file = Write("""
            {
              // What every node sees.
              "spool": "/mnt/farm/acetate",
              "worker": ["/opt/acetate/acetate-worker"],
              "jobs": 40, "coresPerJob": 8, "lease": "0:02:00",
              "lanes": [{ "name": "pulls", "kinds": ["make-pull"], "partition": "urgent", "dueWithin": "1.00:00:00", "warm": 2 }],
            }
            """);

        var options = SlurmOptionsFile.Read(file);

        Assert.Equal(("/mnt/farm/acetate", 40, 8, TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(20)), (options.Spool, options.Jobs, options.CoresPerJob, options.Lease, options.Idle));
        Assert.Equal(("urgent", TimeSpan.FromDays(1), 2), (options.Lanes[0].Partition, options.Lanes[0].DueWithin, options.Lanes[0].Warm));
    }

    [Theory]
    [InlineData("""{"jobs": 3}""", "spool")]
    [InlineData("""{"spool": "/s", "coresPerJbo": 3}""", "coresPerJbo")]
    [InlineData("""{"spool": "/s", "jobs": 0}""", "'jobs'")]
    [InlineData("""{"spool": "/s", "lease": 60}""", "lease")]
    [InlineData("""{"spool": "/s", "jobs": 2, "lanes": [{"name": "x", "warm": 3}]}""", "Lane 'x'")]
    [InlineData("null", "empty")]
    public void What_is_wrong_with_the_options_is_said_with_the_file(string text, string named)
    {
        var file = Write(text);

        var problem = Assert.Throws<FormatException>(() => SlurmOptionsFile.Read(file));

        Assert.Contains(file, problem.Message, StringComparison.Ordinal);
        Assert.Contains(named, problem.Message, StringComparison.Ordinal);
    }

    private string Write(string text)
    {
        var file = Path.Join(_folder, "slurm.json");
        File.WriteAllText(file, text);
        return file;
    }

    private static SlurmOptions Options() => new() { Spool = "/spool" };

    private static StepAttempt Attempt(double cores, int memory = 512) =>
        EngineHarness.Attempt("echo", new { }, new StepNeeds { Cores = cores, MemoryMiB = memory });
}
