using System.Globalization;
using Acetate.Media.Inspect;
using Acetate.Media.Native;

namespace Acetate.Media.Trim;

/// <summary>Has FFmpeg read the pictures of a finished trim and of its source, and compares them one by one.</summary>
/// <remarks>FFmpeg knows nothing of how the trim was made: it finds the frames by the new header, as any player will.</remarks>
internal static class PictureComparison
{
    /// <summary>The proof in words, or why there is none.</summary>
    public static async Task<(bool IsExact, string Words)> RunAsync(
        TrimCheck.Pictures check, string source, string trimmed, TimeProvider clock, Action<long, long> progress, CancellationToken cancellationToken)
    {
        var wanted = await HashesAsync(Arguments(check, source, isSource: true), clock, progress, check.Frames, cancellationToken).ConfigureAwait(false);
        if (wanted.Complaint is not null || wanted.Hashes.Count == 0)
        {
            if (check.Decode) return (false, $"FFmpeg cannot decode the source, so the frames could not be compared: {wanted.Complaint ?? "it finds no frame"}.");
            return await WrongLabelAsync(check, trimmed, clock, cancellationToken).ConfigureAwait(false) is { } differs ? (false, differs)
                : (true, "the stored bytes of every frame are those of the source, read back; FFmpeg does not open this codec");
        }

        var found = await HashesAsync(Arguments(check, trimmed, isSource: false), clock, progress, check.Frames, cancellationToken).ConfigureAwait(false);
        if (found.Complaint is { } broken) return (false, $"FFmpeg cannot read the finished trim: {broken}.");
        if (found.Hashes.Count != wanted.Hashes.Count || found.Hashes.Count != check.Frames)
            return (false, $"FFmpeg finds {found.Hashes.Count} frames in the finished trim and {wanted.Hashes.Count} in the same part of the source; {check.Frames} were asked for.");
        for (var i = 0; i < found.Hashes.Count; i++)
            if (found.Hashes[i] != wanted.Hashes[i]) return (false, $"Frame {i} of the finished trim is not the one of the source.");
        if (await WrongLabelAsync(check, trimmed, clock, cancellationToken).ConfigureAwait(false) is { } wrong) return (false, wrong);
        return (true, check.Decode ? $"{check.Frames} decoded frames are those of the source (FFmpeg, SHA-256 of every frame)"
            : $"the stored bytes of {check.Frames} frames are those of the source (FFmpeg, SHA-256 of every frame)");
    }

    /// <summary>How FFmpeg is asked for the hash of every frame of a part.</summary>
    public static IReadOnlyList<string> Arguments(TrimCheck.Pictures check, string path, bool isSource)
    {
        List<string> line = ["-hide_banner", "-nostdin", "-v", "error"];
        if (isSource && !check.Decode && !check.IsFirst) line.AddRange(["-seek_timestamp", "1", "-ss", Seconds(check.Start.First)]);
        if (isSource && check.Decode && check.RunUp is { } from) line.AddRange(["-seek_timestamp", "1", "-ss", Seconds(from)]);
        if (check.Decode) line.Add("-copyts");
        line.AddRange(["-i", $"file:{path}", "-map", $"0:{check.Stream}"]);
        // Stored frames are sought at their own time; of decoded ones those count that come later than half a frame before the first,
        // so that no rounding can lose it, with a run-up, because a decoder that begins at an open group of pictures leaves some out.
        if (isSource && check.Decode && !check.IsFirst) line.AddRange(["-vf", $"trim=start={Seconds((check.Start.First + check.Start.Before) / 2)}"]);
        line.AddRange(check.Decode ? ["-fps_mode", "passthrough"] : ["-c", "copy"]);
        if (isSource) line.AddRange(["-frames:v", check.Frames.ToString(CultureInfo.InvariantCulture)]);
        line.AddRange(["-f", "framehash", "-hash", "sha256", "-"]);
        return line;

        static string Seconds(double seconds) => seconds.ToString("F6", CultureInfo.InvariantCulture);
    }

    private static async Task<(List<string> Hashes, string? Complaint)> HashesAsync(
        IReadOnlyList<string> arguments, TimeProvider clock, Action<long, long> progress, long frames, CancellationToken cancellationToken)
    {
        var hashes = new List<string>();
        var result = await new ChildProcess
        {
            Program = "ffmpeg",
            Arguments = arguments,
            TimeLimit = TimeSpan.FromHours(24),
            StallLimit = TimeSpan.FromMinutes(10),
            OutputLimit = int.MaxValue,
            OnLine = line =>
            {
                if (line.StartsWith('#')) return;
                // "stream, dts, pts, duration, size, hash": size and hash are what counts.
                var fields = line.Split(',', StringSplitOptions.TrimEntries);
                if (fields.Length < 6) return;
                hashes.Add($"{fields[4]} {fields[5]}");
                if (hashes.Count % 50 == 0) progress(hashes.Count, frames);
            },
        }.RunAsync(clock, cancellationToken).ConfigureAwait(false);
        return (hashes, result.IsSuccess ? null : result.Complaint);
    }

    private static async Task<string?> WrongLabelAsync(TrimCheck.Pictures check, string path, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (check.Label is not { } label) return null;
        var clip = new ClipSource { Name = "trim", Kind = ClipKind.Single, Files = [ClipFile.At(path)] };
        var written = (await new ClipInspector(clock).InspectAsync(clip, cancellationToken).ConfigureAwait(false)).Timecode?.Start;
        return written == label ? null : $"The finished trim begins at {written ?? "no timecode"} when it is inspected; {label} was asked for.";
    }
}
