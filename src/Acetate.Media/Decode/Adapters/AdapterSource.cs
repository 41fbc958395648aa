using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Acetate.Media.Decode.Samples;
using Acetate.Media.Inspect;
using Acetate.Media.Native;

namespace Acetate.Media.Decode.Adapters;

/// <summary>A clip whose pictures a site's own program makes.</summary>
internal sealed class AdapterSource(EngineAdapter adapter, AdapterAnswer answer, ClipSource clip, DecodeSettings settings) : PictureSource
{
    private const int LongestLine = 65536;

    /// <inheritdoc/>
    public override required PictureDescription Description { get; init; }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<SourceFrame> ReadAsync(long first, long count, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ThrowIfOutside(first, count);
        if (count == 0) yield break;
        var request = AdapterDecoder.Request(clip, settings);
        (request["first"], request["count"]) = (first, count);
        string? complaint = null;
        await using var child = await AdapterDecoder.Process(adapter, "decode", clip, request)
            .StartAsync(line => complaint = line is { Length: > 0 } ? line : complaint, TimeProvider.System).ConfigureAwait(false);
        for (var number = first; number < first + count; number++)
        {
            var frame = await FrameAsync(child, number, cancellationToken).ConfigureAwait(false);
            if (frame is null)
            {
                var code = await child.WaitAsync(cancellationToken).ConfigureAwait(false);
                throw new DecodeException($"The engine adapter '{adapter.Name}' ended before frame {number}: {complaint ?? $"it said nothing, and its code is {code}"}");
            }

            yield return frame;
        }
    }

    private async Task<SourceFrame?> FrameAsync(RunningChild child, long number, CancellationToken cancellationToken)
    {
        byte[]? bytes = null;
        try
        {
            if (await LineAsync(child, cancellationToken).ConfigureAwait(false) is not { } line) return null;
            using var head = JsonDocument.Parse(line, new() { MaxDepth = 4 });
            if (head.RootElement.GetProperty("frame").GetInt64() != number) throw new DecodeException($"The engine adapter '{adapter.Name}' gave frame {head.RootElement.GetProperty("frame")} where frame {number} is due.");
            if (head.RootElement.TryGetProperty("fault", out var fault) && fault.GetString() is { Length: > 0 } words) return new FaultyFrame(number, new($"Frame {number} cannot be decoded: {words}"));
            bytes = ArrayPool<byte>.Shared.Rent(answer.PictureBytes);
            if (await child.ReadAsync(bytes.AsMemory(0, answer.PictureBytes), cancellationToken).ConfigureAwait(false) < answer.PictureBytes)
            {
                ArrayPool<byte>.Shared.Return(bytes);
                return null;
            }

            return new AdapterFrame(number, bytes, answer) { Timecode = head.RootElement.TryGetProperty("timecode", out var label) ? label.GetString() : null };
        }
        catch (Exception problem) when (problem is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new DecodeException($"The engine adapter '{adapter.Name}' gave what the contract does not have before frame {number}: {problem.Message}", problem);
        }
        catch (TimeoutException stalled)
        {
            throw new DecodeException($"The engine adapter '{adapter.Name}' gave nothing for minutes before frame {number} and was ended.", stalled) { IsPassing = true };
        }
    }

    private static async Task<byte[]?> LineAsync(RunningChild child, CancellationToken cancellationToken)
    {
        var line = new List<byte>();
        var one = new byte[1];
        while (await child.ReadAsync(one, cancellationToken).ConfigureAwait(false) == 1)
        {
            if (one[0] == '\n') return [.. line];
            if (line.Count == LongestLine) throw new FormatException($"a line of more than {LongestLine} bytes.");
            line.Add(one[0]);
        }

        return null;
    }

    private sealed class AdapterFrame(long number, byte[] rented, AdapterAnswer answer) : SourceFrame(number)
    {
        private byte[]? bytes = rented;

        public override void Develop(PictureRow row)
        {
            ObjectDisposedException.ThrowIf(bytes is null, this);
            var (width, height) = (answer.Description.Width, answer.Description.Height);
            var line = width * SampleRows.BytesOf(answer.Samples);
            var (red, green, blue) = (new float[width], new float[width], new float[width]);
            for (var y = 0; y < height; y++)
            {
                var at = bytes.AsSpan(y * 3 * line, 3 * line);
                SampleRows.Read(at, red, answer.Samples);
                SampleRows.Read(at[line..], green, answer.Samples);
                SampleRows.Read(at[(2 * line)..], blue, answer.Samples);
                row(y, red, green, blue);
            }
        }

        protected override void Dispose(bool disposing)
        {
            if (Interlocked.Exchange(ref bytes, null) is { } mine) ArrayPool<byte>.Shared.Return(mine);
            base.Dispose(disposing);
        }
    }
}
