using System.Text.Json;
using Acetate.Steps.Documents;

namespace Acetate.Cli.Downloader;

/// <summary>One line at a terminal that says how far a folder is. Where nobody looks nothing is written.</summary>
internal sealed class DownloadProgressLine(string name, TextWriter error)
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(500);

    private readonly Lock gate = new();
    private readonly bool isSeen = !Console.IsErrorRedirected;
    private long shown;
    private bool isDirty;

    /// <summary>Shows how far it is.</summary>
    public void Show(double done, double total, Func<JsonElement>? detail)
    {
        if (!isSeen || total <= 0) return;
        lock (gate)
        {
            if (shown != 0 && TimeProvider.System.GetElapsedTime(shown) < Pace) return;
            shown = TimeProvider.System.GetTimestamp();
            var rate = detail?.Invoke() is { ValueKind: JsonValueKind.Object } seen && seen.TryGetProperty("bytesPerSecond", out var value) ? value.GetDouble() : 0;
            error.Write($"\r{Table.Visible(name)}  {ReportText.Size((long)done)} of {ReportText.Size((long)total)}{(rate > 0 ? $", {ReportText.Size((long)rate)}/s" : "")}        ");
            isDirty = true;
        }
    }

    /// <summary>Ends the line.</summary>
    public void End()
    {
        lock (gate)
        {
            if (isDirty) error.WriteLine();
            isDirty = false;
        }
    }
}
