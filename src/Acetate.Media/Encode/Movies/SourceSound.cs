using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Acetate.Media.Inspect;
using Acetate.Media.Native;
using Acetate.Timing;

namespace Acetate.Media.Encode.Movies;

/// <summary>The sound of a clip as it goes with a part of its picture.</summary>
/// <param name="Streams">One for each stream of the clip that reaches into the part.</param>
/// <param name="Warnings">What is left out, in sentences.</param>
public sealed record SourceSound(ImmutableArray<MovieSound> Streams, ImmutableArray<string> Warnings)
{
    /// <summary>None, and nothing to say about it.</summary>
    public static SourceSound None { get; } = new([], []);

    /// <summary>Finds it.</summary>
    /// <param name="clip">The clip.</param>
    /// <param name="inspection">Whether it has sound.</param>
    /// <param name="first">The part's first frame, counted from 0.</param>
    /// <param name="rate">The clip's frames per second.</param>
    /// <param name="clock">For time limits.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ToolMissingException">FFprobe is not installed.</exception>
    public static async Task<SourceSound> OfAsync(ClipSource clip, ClipInspection inspection, long first, FrameRate rate, TimeProvider clock, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(clip);
        ArgumentNullException.ThrowIfNull(inspection);
        if (inspection.Sound is null) return None;
        if (clip.Files is not [{ LocalPath: { } path }]) return new([], ["The clip has sound in several files, and it is not in the movie."]);
        var result = await new ChildProcess
        {
            Program = "ffprobe",
            Arguments = ["-v", "error", "-protocol_whitelist", "file", "-show_entries", "stream=codec_type,codec_name,sample_rate,start_time", "-of", "json", $"file:{path}"],
            Reads = [path],
            Writes = [],
            TimeLimit = TimeSpan.FromMinutes(5),
        }.RunAsync(clock, cancellationToken).ConfigureAwait(false);
        if (!result.IsSuccess) return new([], ["The clip has sound that FFmpeg cannot read, and it is not in the movie."]);
        using var json = JsonDocument.Parse(result.Output);
        var all = json.RootElement.TryGetProperty("streams", out var list) ? list.EnumerateArray().ToList() : [];
        var picture = all.FirstOrDefault(stream => Text(stream, "codec_type") == "video");
        var begin = picture.ValueKind == JsonValueKind.Object ? Number(picture, "start_time") : 0;
        var (streams, warnings) = (ImmutableArray.CreateBuilder<MovieSound>(), ImmutableArray.CreateBuilder<string>());
        var number = -1;
        foreach (var stream in all.Where(stream => Text(stream, "codec_type") == "audio"))
        {
            number++;
            if (Text(stream, "codec_name") is null or "none" or "unknown" || Number(stream, "sample_rate") is not (>= 1000 and <= 1_000_000 and var samples))
            {
                warnings.Add($"Sound {number + 1} of the clip is of a kind that FFmpeg does not know, and is not in the movie.");
                continue;
            }

            // Where the part begins on the stream's own samples, in decimals so that hours stay exact.
            var seconds = (decimal)first * rate.Denominator / rate.Numerator + (decimal)(begin - Number(stream, "start_time"));
            if (seconds * rate.Numerator / rate.Denominator < -0.5m)
            {
                warnings.Add($"Sound {number + 1} of the clip begins after the movie's first frame, and is not in the movie: take a range that begins later.");
                continue;
            }

            streams.Add(new(path, number, Math.Max(0, (long)Math.Round(seconds * (decimal)samples))));
        }

        if (number < 0) warnings.Add("The clip has sound that FFmpeg does not find, and it is not in the movie.");
        return new(streams.ToImmutable(), warnings.ToImmutable());
    }

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.ToString() : null;

    private static double Number(JsonElement element, string name) =>
        double.TryParse(Text(element, name), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && Math.Abs(number) < 1e9 ? number : 0;
}
