using System.Collections.Immutable;
using System.Text.Json;
using System.Threading.Channels;
using Acetate.Compute;
using Acetate.Compute.Local;
using Acetate.Tests.Workers;

namespace Acetate.Library.Tests.Compute;

/// <summary>An engine under test, its news by attempt, and whatever must end with it.</summary>
internal sealed class EngineHarness : IAsyncDisposable
{
    private readonly List<EngineReport> _reports = [];
    private readonly Channel<bool> _news = Channel.CreateUnbounded<bool>();
    private readonly CancellationTokenSource _end = new();
    private readonly Task _reading;
    private readonly Func<ValueTask> _dispose;
    private readonly Func<Task<string>> _describe;
    private readonly string _folder;

    /// <param name="engine">The engine.</param>
    /// <param name="folder">Its folder, which goes with it.</param>
    /// <param name="dispose">Ends the engine and all that still runs for it.</param>
    /// <param name="describe">What to say of the place where steps run when one does not end; null says nothing.</param>
    public EngineHarness(IComputeEngine engine, string folder, Func<ValueTask> dispose, Func<Task<string>>? describe = null)
    {
        _describe = describe ?? (() => Task.FromResult(""));
        Engine = engine;
        _folder = folder;
        _dispose = dispose;
        _reading = ReadAsync();
    }

    public IComputeEngine Engine { get; }

    public string Folder => _folder;

    public static string NewFolder() => Directory.CreateTempSubdirectory("acetate-compute-").FullName;

    public static LocalEngineOptions LocalOptions(string folder) => new()
    {
        Worker = [Environment.ProcessPath!, TestFunctions.WorkerArgument],
        Cores = 2,
        MemoryMiB = 2048,
        ScratchRoot = Path.Join(folder, "work"),
        CancelGrace = TimeSpan.FromSeconds(1),
        Variables = ImmutableDictionary<string, string>.Empty.Add("TEST_SECRET", "swordfish"),
    };

    public static StepAttempt Attempt(string function, object request, StepNeeds? needs = null) =>
        new("attempt-" + Guid.CreateVersion7().ToString("N"), function,
            JsonSerializer.SerializeToElement(request, ComputeJson.Options), needs ?? new StepNeeds(), "");

    public async Task<StepResult> RunAsync(StepAttempt attempt)
    {
        await Engine.SubmitAsync(attempt, CancellationToken.None);
        return await EndOfAsync(attempt.Id);
    }

    public async Task<StepResult> EndOfAsync(string attemptId) =>
        (await FirstAsync(r => r.AttemptId == attemptId && r.Result is not null)).Result!;

    public Task<EngineReport> ProgressOfAsync(string attemptId, double atLeast = 0) =>
        FirstAsync(r => r.AttemptId == attemptId && r.Progress?.Done >= atLeast);

    public EngineReport[] ReportsOf(string attemptId)
    {
        lock (_reports) return [.. _reports.Where(r => r.AttemptId == attemptId)];
    }

    /// <summary>Whether one report came before another.</summary>
    public bool IsBefore(EngineReport one, EngineReport other)
    {
        lock (_reports) return _reports.IndexOf(one) < _reports.IndexOf(other);
    }

    public async ValueTask DisposeAsync()
    {
        await _dispose();
        await _end.CancelAsync();
        await _reading;
        _end.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<EngineReport> FirstAsync(Func<EngineReport, bool> wanted)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            lock (_reports)
                if (_reports.FirstOrDefault(wanted) is { } found) return found;
            try
            {
                await _news.Reader.ReadAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                string heard;
                lock (_reports) heard = string.Join('\n', _reports);
                throw new TimeoutException($"Nothing like that was reported in a minute, only:\n{heard}\n{await _describe()}");
            }
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            await foreach (var report in Engine.ReportsAsync(_end.Token))
            {
                lock (_reports) _reports.Add(report);
                _news.Writer.TryWrite(true);
            }
        }
        catch (OperationCanceledException)
        {
        }
    }
}
