using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Acetate.Storage.Ranges;

/// <summary>A record of what was read of stored files, one line of JSON a read: <c>{"at":…,"key":…,"offset":…,"length":…,"hit":…}</c>.</summary>
/// <remarks>Several processes may write one file. It is switched on by naming a file in <c>ACETATE_READ_TRACE</c>; a trace that cannot be written stops no work.</remarks>
public static class ReadTrace
{
    /// <summary>The environment variable that names the file.</summary>
    public const string Variable = "ACETATE_READ_TRACE";

    private const int Attempts = 200;

    /// <summary>Takes note of a read, where a trace is wanted.</summary>
    /// <param name="clock">Says when.</param>
    /// <param name="key">Of which file.</param>
    /// <param name="range">Which bytes.</param>
    /// <param name="isHit">Whether all of them were on this machine.</param>
    public static async Task NoteAsync(TimeProvider clock, StoreKey key, StoredRange range, bool isHit)
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } path) return;
        ArgumentNullException.ThrowIfNull(clock);
        var line = string.Create(CultureInfo.InvariantCulture,
            $"{{\"at\":{clock.GetUtcNow().ToUnixTimeMilliseconds()},\"key\":\"{JsonEncodedText.Encode(key.ToString())}\",\"offset\":{range.Offset},\"length\":{range.Length},\"hit\":{(isHit ? "true" : "false")}}}\n");
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            try
            {
                // Held while it is written, so that lines of several processes do not mix.
                using var file = FileHold.TryTake(path, isAlone: true);
                if (file is not null)
                {
                    file.Seek(0, SeekOrigin.End);
                    file.Write(Encoding.UTF8.GetBytes(line));
                    return;
                }

                await Task.Delay(TimeSpan.FromMilliseconds(1), clock).ConfigureAwait(false);
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
                return;
            }
        }
    }

    /// <summary>Reads a trace.</summary>
    /// <exception cref="FormatException">A line is none of a trace: the message names it.</exception>
    public static IEnumerable<TracedRead> Read(TextReader trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        for (var number = 1; trace.ReadLine() is { } line; number++)
        {
            if (line.Length == 0) continue;
            TracedRead read;
            try
            {
                using var document = JsonDocument.Parse(line);
                var one = document.RootElement;
                read = new(one.GetProperty("at").GetInt64(), one.GetProperty("key").GetString() ?? "", new(one.GetProperty("offset").GetInt64(), one.GetProperty("length").GetInt64()), one.GetProperty("hit").GetBoolean());
            }
            catch (Exception problem) when (problem is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
            {
                throw new FormatException($"Line {number} is no line of a trace of reads: {problem.Message}", problem);
            }

            if (read.Range is { Offset: < 0 } or { Length: < 0 } || read.Range.Offset > long.MaxValue - read.Range.Length) throw new FormatException($"Line {number} reads bytes that no file has.");
            yield return read;
        }
    }
}

/// <summary>A read of a trace.</summary>
/// <param name="At">When, in milliseconds since 1970.</param>
/// <param name="Key">Of which file.</param>
/// <param name="Range">Which bytes.</param>
/// <param name="IsHit">Whether all of them were on the machine.</param>
public sealed record TracedRead(long At, string Key, StoredRange Range, bool IsHit);
