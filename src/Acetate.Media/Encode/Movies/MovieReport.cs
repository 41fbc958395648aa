using System.Globalization;
using System.Text.Json;
using Acetate.Media.Native;
using Acetate.Timing;

namespace Acetate.Media.Encode.Movies;

/// <summary>What a finished movie says of itself, as FFprobe reads it back.</summary>
/// <param name="Frames">Pictures that are in the file.</param>
/// <param name="Width">Pixels across.</param>
/// <param name="Height">Pixels down.</param>
/// <param name="Rate">Frames per second.</param>
/// <param name="Timecode">Label of the first frame.</param>
/// <param name="Reel">The reel.</param>
/// <param name="SoundStreams">Streams of sound.</param>
public sealed record MovieReport(long Frames, int Width, int Height, FrameRate Rate, string? Timecode, string? Reel, int SoundStreams)
{
    /// <summary>Reads a movie back and holds it against what was asked for.</summary>
    /// <exception cref="MovieException">It cannot be read, or says something else.</exception>
    internal static async Task<MovieReport> ReadAsync(MovieSettings settings, MovieDescription movie, string file, TimeProvider clock, CancellationToken cancellationToken)
    {
        var result = await new ChildProcess
        {
            Program = "ffprobe",
            Arguments = ["-v", "error", "-protocol_whitelist", "file", "-count_packets", "-show_streams", "-show_format", "-of", "json", $"file:{file}"],
            Reads = [file],
            Writes = [],
            TimeLimit = TimeSpan.FromHours(2),
        }.RunAsync(clock, cancellationToken).ConfigureAwait(false);
        if (!result.IsSuccess) throw new MovieException($"'{file}' was written but cannot be read back: {result.Complaint}");
        using var json = JsonDocument.Parse(result.Output);
        var streams = json.RootElement.TryGetProperty("streams", out var list) ? list.EnumerateArray().ToList() : [];
        var picture = streams.FirstOrDefault(stream => Text(stream, "codec_type") == "video");
        if (picture.ValueKind != JsonValueKind.Object) throw new MovieException($"'{file}' was written but has no picture.");
        // Labels and names stand with the picture, with a track of their own, or with the whole file.
        List<JsonElement> all = [.. streams, .. json.RootElement.TryGetProperty("format", out var format) ? (JsonElement[])[format] : []];
        string? First(string tag) => all.Select(element => Tag(element, tag)).FirstOrDefault(text => text is not null);
        var report = new MovieReport(Number(picture, "nb_read_packets"), (int)Number(picture, "width"), (int)Number(picture, "height"),
            FrameRate.TryParse(Text(picture, "r_frame_rate"), out var rate) ? rate : default, First("timecode"), First("reel_name"), streams.Count(stream => Text(stream, "codec_type") == "audio"));
        var expected = new MovieReport(movie.Frames, movie.Width, movie.Height, movie.Rate, movie.Timecode?.ToString(), movie.Reel, movie.Sound.Length);
        // Where none was asked for, an MXF file begins at zero all the same.
        if (report with { Timecode = movie.Timecode is null ? null : report.Timecode } != expected) throw new MovieException($"'{file}' was written but does not say what it should: {report}, not {expected}.");
        if (settings.Container is MovieContainer.Mov or MovieContainer.Mp4)
            foreach (var (sound, stream) in movie.Sound.Zip(streams.Where(stream => Text(stream, "codec_type") == "audio")))
                if (sound.Name is { } name && Tag(stream, "handler_name") != name) throw new MovieException($"'{file}' was written but a track of its sound is called '{Tag(stream, "handler_name")}', not '{name}'.");
        var points = CodePoints.Of(movie.Colour);
        foreach (var (name, number) in ((string, int)[])[("color_primaries", points.Primaries), ("color_transfer", points.Transfer), ("color_space", points.Matrix)])
            if (settings.Container != MovieContainer.MxfOpAtom && number != CodePoints.Unspecified && Text(picture, name)?.Replace("gamma22", "bt470m", StringComparison.Ordinal) is { } said && said != NameOf(name, number)) // both are FFmpeg's names of gamma 2.2
                throw new MovieException($"'{file}' was written but its {name} is {said}, not {NameOf(name, number)}.");
        return report;
    }

    private static string NameOf(string field, int number) => (field, number) switch
    {
        ("color_primaries", 1) or ("color_transfer", 1) or ("color_space", 1) => "bt709",
        ("color_primaries", 9) => "bt2020",
        ("color_primaries", 10) or ("color_transfer", 17) => "smpte428",
        ("color_primaries", 11) => "smpte431",
        ("color_primaries", 12) => "smpte432",
        ("color_transfer", 4) => "bt470m",
        ("color_transfer", 8) => "linear",
        ("color_transfer", 13) => "iec61966-2-1",
        ("color_transfer", 14) => "bt2020-10",
        ("color_transfer", 16) => "smpte2084",
        ("color_transfer", 18) => "arib-std-b67",
        ("color_space", 9) => "bt2020nc",
        _ => number.ToString(CultureInfo.InvariantCulture),
    };

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.ToString() : null;

    private static string? Tag(JsonElement element, string name) => element.TryGetProperty("tags", out var tags) ? Text(tags, name) : null;

    private static long Number(JsonElement element, string name) => long.TryParse(Text(element, name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
