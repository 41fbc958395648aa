using Acetate.Compute;
using Acetate.Library;
using Acetate.Library.Database;
using Acetate.Library.Jobs;
using Acetate.Tools.Jobs;

namespace Acetate.Tools.Tests.Jobs;

/// <summary>A library and a runner over it, both this test's own.</summary>
internal sealed class RunnerHarness : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly List<Task> _runs = [];
    private readonly List<JobRunner> _runners = [];

    private RunnerHarness(MediaLibrary library) => Library = library;

    public static JobRunnerOptions Quick { get; } = new()
    {
        Poll = TimeSpan.FromMilliseconds(100),
        Beat = TimeSpan.FromMilliseconds(100),
        Lease = TimeSpan.FromSeconds(1),
        ProgressPace = TimeSpan.FromMilliseconds(50),
        StopGrace = TimeSpan.FromSeconds(3),
        Transfers = System.Collections.Frozen.FrozenSet.Create(StringComparer.Ordinal, "transfer"),
        Retries = System.Collections.Frozen.FrozenDictionary.ToFrozenDictionary(new Dictionary<RetryClass, RetryPolicy>
        {
            [RetryClass.Transient] = new(TimeSpan.FromMilliseconds(20), 1, TimeSpan.FromMilliseconds(20), Tries: 5),
            [RetryClass.Capacity] = new(TimeSpan.FromMilliseconds(20), 1, TimeSpan.FromMilliseconds(20), Tries: 50),
            [RetryClass.Licence] = new(TimeSpan.FromMilliseconds(20), 1, TimeSpan.FromMilliseconds(20), Tries: null),
            [RetryClass.Data] = RetryPolicy.Standard[RetryClass.Data],
        }),
    };

    public MediaLibrary Library { get; }

    public JobRunner Runner => _runners[0];

    public static async Task<RunnerHarness> OpenAsync(bool postgres = false, TimeProvider? clock = null, PostgresServer? server = null)
    {
        var options = LibraryOptions.InFolder(Directory.CreateTempSubdirectory("acetate-runner-").FullName);
        if (postgres)
            options = options with { Database = DatabaseOptions.Postgres((server ?? await PostgresServer.SharedAsync()).ConnectionString, PostgresServer.NewSchema()) };
        return new(await MediaLibrary.OpenAsync(options, clock ?? TimeProvider.System, TestContext.Current.CancellationToken));
    }

    public JobRunner Start(IComputeEngine engine, IJobRecorder? recorder = null, JobRunnerOptions? options = null, params IComputeEngine[] more)
    {
        var runner = new JobRunner(Library, [engine, .. more], [recorder ?? new TestRecorder()], options ?? Quick);
        _runners.Add(runner);
        _runs.Add(runner.RunAsync(_end.Token));
        return runner;
    }

    public async Task<JobRow> SubmitAsync(Plan plan)
    {
        var (job, _) = await Library.WriteAsync(tx => tx.SubmitAsync(plan, "ann", CancellationToken.None), CancellationToken.None);
        foreach (var runner in _runners) runner.Wake();
        return job;
    }

    public async Task<JobRow> EndOfAsync(JobRow job)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        return await Runner.EndOfAsync(job.Id, limit.Token);
    }

    public async Task<StepRow[]> StepsAsync(JobRow job) => [.. await Library.ReadAsync(tx => tx.StepsAsync(job.Id, CancellationToken.None), CancellationToken.None)];

    public async Task StopAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_runs);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        foreach (var runner in _runners) runner.Dispose();
        await Library.DisposeAsync();
        Directory.Delete(Library.Options.Home, recursive: true);
        _end.Dispose();
    }
}
