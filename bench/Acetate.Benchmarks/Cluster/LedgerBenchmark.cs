using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Threading.Channels;
using Acetate.Compute;
using Acetate.Library;
using Acetate.Library.Database;
using Acetate.Library.Events;
using Acetate.Library.Jobs;
using Acetate.Library.Shows;
using Acetate.Tests;
using Acetate.Tools.Jobs;

namespace Acetate.Benchmarks.Cluster;

/// <summary>How many steps a second the ledger begins and ends, with an engine that does them in no time: all that is left is what a runner writes down.</summary>
/// <remarks>
/// The real runner on a real library, on SQLite and on a PostgreSQL of its own. Beside it, on the same database in the same run: one transaction after the
/// other, each with one row, which is what a ledger could do that writes down every step by itself. Options: <c>--steps N</c> (default 20,000) in jobs of a
/// thousand, <c>--room N</c> (default 256, as a few machines have) how many are under way at once, <c>--only sqlite</c> or <c>postgres</c>.
/// </remarks>
internal static class LedgerBenchmark
{
    private const int PerJob = 1000;

    public static async Task<int> RunAsync(string[] args)
    {
        int Number(string name, int otherwise) => int.Parse(args.Option(name) ?? otherwise.ToString(CultureInfo.InvariantCulture), NumberStyles.None, CultureInfo.InvariantCulture);
        var (steps, room, only) = (Number("--steps", 20_000), Number("--room", 256), args.Option("--only"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\n{steps:N0} steps in jobs of {PerJob:N0}, up to {room} at once, that take no time; goal 5,000 a second on SQLite, 2,000 on PostgreSQL"));
        if (only is null or "sqlite") await MeasureAsync("SQLite", null, steps, room);
        if (only is "sqlite") return 0;
        if (await PostgresServer.TryStartAsync() is { } server) await using (server) await MeasureAsync("PostgreSQL", server.ConnectionString, steps, room);
        else Console.WriteLine("  PostgreSQL   skipped: it is not installed (Debian: postgresql)");
        return 0;
    }

    private static async Task MeasureAsync(string name, string? connection, int steps, int room)
    {
        var home = Directory.CreateTempSubdirectory("acetate-bench-ledger-").FullName;
        try
        {
            var options = LibraryOptions.InFolder(home);
            if (connection is not null) options = options with { Database = DatabaseOptions.Postgres(connection, $"ledger_{Environment.ProcessId}") };
            await using var library = await MediaLibrary.OpenAsync(options, CancellationToken.None);
            await library.WriteAsync(tx => tx.AddShowAsync(new Show { Name = "film", Title = "Film" }, CancellationToken.None), CancellationToken.None);

            var single = Stopwatch.StartNew();
            var rows = 0;
            for (; single.Elapsed.TotalSeconds < 3; rows++)
                await library.WriteAsync(tx => tx.AppendEventAsync(new LibraryEvent { At = tx.Now, Kind = "bench.row", Actor = "bench", Show = "film", Message = "A row." }, CancellationToken.None), CancellationToken.None);
            var alone = rows / single.Elapsed.TotalSeconds;

            var jobs = new List<JobRow>();
            var watch = Stopwatch.StartNew();
            for (var job = 0; job * PerJob < steps; job++)
            {
                var plan = new Plan
                {
                    Key = $"ledger-{job}",
                    Kind = "nothing",
                    Title = $"ledger {job}",
                    Show = "film",
                    Subject = $"{job}",
                    Steps = [.. Enumerable.Range(0, Math.Min(PerJob, steps - (job * PerJob))).Select(i => new Step { Name = $"s{i:0000}", Function = "nothing", Request = JsonSerializer.SerializeToElement(new { i }) })],
                };
                jobs.Add((await library.WriteAsync(tx => tx.SubmitAsync(plan, "bench", CancellationToken.None), CancellationToken.None)).Job);
            }

            var submitted = watch.Elapsed.TotalSeconds;
            using var end = new CancellationTokenSource();
            await using var engine = new InNoTime(room);
            using var runner = new JobRunner(library, [engine], []);
            watch.Restart();
            var running = runner.RunAsync(end.Token);
            foreach (var job in jobs)
                if (await runner.EndOfAsync(job.Id, CancellationToken.None) is { State: not JobState.Done } other) throw new InvalidOperationException($"A job ended {other.State}.");
            var seconds = watch.Elapsed.TotalSeconds;
            await end.CancelAsync();
            await running;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  {name,-10}  submitted {steps / submitted,8:N0}/s   begun and ended {steps / seconds,8:N0}/s   one-row transactions {alone,8:N0}/s   ratio {steps / seconds / alone:F2}"));
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }

    /// <summary>An engine whose attempts are done as soon as they are submitted.</summary>
    private sealed class InNoTime(int room) : IComputeEngine
    {
        private readonly Channel<EngineReport> _reports = Channel.CreateUnbounded<EngineReport>();
        private readonly Lock _lock = new();
        private readonly HashSet<string> _open = [];

        public string Name => "";

        public EngineFeatures Features { get; } = new(true, false, false);

        public bool HasRoomFor(StepNeeds needs, StepNeeds? chosen = null)
        {
            lock (_lock) return _open.Count + (chosen?.Cores ?? 0) + needs.Cores <= room;
        }

        public Task SubmitAsync(StepAttempt attempt, CancellationToken cancellationToken)
        {
            lock (_lock)
                if (!_open.Add(attempt.Id)) return Task.CompletedTask;
            _ = Task.Run(() =>
            {
                lock (_lock) _open.Remove(attempt.Id);
                _reports.Writer.TryWrite(new(attempt.Id, null, new StepResult.Done(JsonSerializer.SerializeToElement(new { }))));
            }, CancellationToken.None);
            return Task.CompletedTask;
        }

        public Task CancelAsync(string attemptId, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task ThrottleAsync(string attemptId, long? bytesPerSecond, CancellationToken cancellationToken) => Task.CompletedTask;

        public IAsyncEnumerable<EngineReport> ReportsAsync(CancellationToken cancellationToken) => _reports.Reader.ReadAllAsync(cancellationToken);

        public ValueTask DisposeAsync()
        {
            _reports.Writer.TryComplete();
            return ValueTask.CompletedTask;
        }
    }
}
