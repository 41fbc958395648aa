using Acetate.Tools.Jobs;

namespace Acetate.Cli.Pulls;

/// <summary>One line on a terminal that says what is being made. Silent when nobody looks.</summary>
internal sealed class PullProgressLine(TextWriter error, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(250);

    private readonly Lock gate = new();
    private readonly bool isShown = !Console.IsErrorRedirected && ReferenceEquals(error, Console.Error);
    private DateTimeOffset written;

    public void Report(JobProgress progress)
    {
        if (!isShown) return;
        lock (gate)
        {
            var now = clock.GetUtcNow();
            if (now - written < Pace) return;
            written = now;
            var text = $"{progress.Stage} {progress.Step}: {progress.Progress.Done:N0} of {progress.Progress.Total:N0}";
            error.Write($"\r{text,-100}");
        }
    }

    public void Dispose()
    {
        if (isShown && written != default) error.Write($"\r{"",-100}\r");
    }
}
