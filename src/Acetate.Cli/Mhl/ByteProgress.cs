using Acetate.Steps.Documents;

namespace Acetate.Cli.Mhl;

/// <summary>Shows on a terminal's standard error how much has been read; silent when that is redirected.</summary>
internal sealed class ByteProgress(TextWriter error, long total, TimeProvider clock) : IProgress<long>, IDisposable
{
    private readonly bool isShown = !Console.IsErrorRedirected && total > 0;
    private readonly long started = clock.GetTimestamp();
    private readonly Lock gate = new();
    private long done;
    private long shownAt;

    public void Report(long value)
    {
        if (!isShown) return;
        lock (gate)
        {
            done += value;
            var now = clock.GetTimestamp();
            if (shownAt != 0 && clock.GetElapsedTime(shownAt, now) < TimeSpan.FromMilliseconds(200)) return;
            shownAt = now;
            var seconds = Math.Max(0.001, clock.GetElapsedTime(started, now).TotalSeconds);
            error.Write($"\r{Math.Min(100, done * 100 / total),3} %  {ReportText.Size(done)} of {ReportText.Size(total)}  {ReportText.Size((long)(done / seconds))}/s   ");
        }
    }

    public void Dispose()
    {
        if (isShown && shownAt != 0) error.Write("\r" + new string(' ', 60) + "\r");
    }
}
