using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Acetate.Compute.Local;

/// <summary>Passes a worker's log on to ours, attempt after attempt, and remembers its last line.</summary>
internal sealed class StderrTail(ILogger logger)
{
    private const int LongestLine = 64 << 10;
    private const int MostLines = 10_000;

    private volatile Said _said = new("");

    /// <summary>What was said last of this attempt; at most 400 characters.</summary>
    public string LastLine => _said.LastLine;

    /// <summary>Ends when all that the worker said of this attempt has been passed on.</summary>
    public Task Ended => _said.End.Task;

    /// <summary>From now on it speaks of another attempt.</summary>
    public void Begin(string attemptId) => _said = new(attemptId);

    /// <summary>Reads to the end.</summary>
    public async Task ReadAsync(Stream stream)
    {
        try
        {
            await ReadLinesAsync(stream).ConfigureAwait(false);
        }
        finally
        {
            _said.End.TrySetResult();
        }
    }

    private async Task ReadLinesAsync(Stream stream)
    {
        try
        {
            await foreach (var bytes in LineReader.LinesAsync(stream, LongestLine).ConfigureAwait(false))
            {
                var said = _said;
                if (bytes.IsEmpty || (++said.Lines > MostLines && !bytes.Span.Contains((byte)'{'))) continue;
                var line = Parse(bytes.Span);
                if (line.Category == WorkerLogLine.Ended)
                {
                    if (line.Message == said.AttemptId) said.End.TrySetResult();
                    continue;
                }

                if (said.Lines > MostLines) continue;
                // Of an exception that nobody caught its sentence says more than the last of the places it came through.
                if (!line.Message.StartsWith("   at ", StringComparison.Ordinal)) said.LastLine = line.Message.Length > 400 ? line.Message[..400] : line.Message;
                logger.Log(Level(line.Level), "[{Attempt}] {Message}", said.AttemptId, line.Message);
            }
        }
        catch (InvalidDataException)
        {
            // A line without end is no message for people. Keep emptying the pipe, or the worker would stand still.
            await stream.CopyToAsync(Stream.Null).ConfigureAwait(false);
        }
        catch (IOException)
        {
            // The pipe broke together with the worker.
        }
    }

    private static WorkerLogLine Parse(ReadOnlySpan<byte> line)
    {
        try
        {
            if (line[0] == (byte)'{' && JsonSerializer.Deserialize<WorkerLogLine>(line, ComputeJson.Options) is { Message: not null } parsed)
                return parsed;
        }
        catch (JsonException)
        {
        }
        return new("information", "", Encoding.UTF8.GetString(line));
    }

    private static LogLevel Level(string? name) =>
        Enum.TryParse<LogLevel>(name, ignoreCase: true, out var level) ? level : LogLevel.Information;

    /// <summary>What was said of one attempt.</summary>
    private sealed class Said(string attemptId)
    {
        public string AttemptId => attemptId;

        public string LastLine { get; set; } = "";

        public int Lines { get; set; }

        public TaskCompletionSource End { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
