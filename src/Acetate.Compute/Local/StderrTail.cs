using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Acetate.Compute.Local;

/// <summary>Passes a worker's log on to ours and remembers its last line.</summary>
internal sealed class StderrTail(ILogger logger, string attemptId)
{
    private const int LongestLine = 64 << 10;
    private const int MostLines = 10_000;

    /// <summary>What was said last; at most 400 characters.</summary>
    public string LastLine { get; private set; } = "";

    public async Task ReadAsync(Stream stream)
    {
        var lines = 0;
        try
        {
            await foreach (var bytes in LineReader.LinesAsync(stream, LongestLine).ConfigureAwait(false))
            {
                if (bytes.IsEmpty || ++lines > MostLines) continue;
                var line = Parse(bytes.Span);
                LastLine = line.Message.Length > 400 ? line.Message[..400] : line.Message;
                logger.Log(Level(line.Level), "[{Attempt}] {Message}", attemptId, line.Message);
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
}
