using System.Collections.Immutable;
using System.Globalization;
using Acetate.Media.Inspect;
using Acetate.Media.Native;

namespace Acetate.Media.Trim;

/// <summary>Has FFmpeg read the pictures of a finished trim and of its source, and compares them one by one.</summary>
/// <remarks>FFmpeg knows nothing of how the trim was made: it finds the frames by the new header, as any player will.</remarks>
internal static class PictureComparison
{
    // Two files are open for each; a comparison that fails is made again for each of them alone.
    internal const int AtOnce = 32;

    // Stored bytes are compared, not kept: 128 bits against accidents, which FFmpeg makes ten times as quickly as SHA-256.
    private const string StoredHash = "murmur3";

    // The GNU C library else gives the memory of every frame back to the system and asks for it again: half of the time that FFmpeg takes here.
    private static readonly ImmutableDictionary<string, string> Memory = ImmutableDictionary.CreateRange<string, string>(
    [
        new("MALLOC_MMAP_THRESHOLD_", "67108864"), new("MALLOC_TRIM_THRESHOLD_", "268435456"), new("MALLOC_ARENA_MAX", "1"),
    ]);

    /// <summary>The proofs of several trims, in their order. Where frames stand for themselves one process reads several of them and their sources.</summary>
    public static async Task<ImmutableArray<TrimProof>> RunAsync(IReadOnlyList<ComparedPictures> trims, TimeProvider clock, Action<long, long> progress, CancellationToken cancellationToken)
    {
        var proofs = new TrimProof?[trims.Count];
        var (done, total) = (0L, trims.Sum(trim => trim.Check.Frames));
        for (var i = 0; i < proofs.Length; i++)
        {
            if (!trims[i].AreFramesSame || await WrongLabelAsync(trims[i].Check, trims[i].Trimmed, clock, cancellationToken).ConfigureAwait(false) is not null) continue;
            proofs[i] = new(true, Proved(trims[i].Check));
            progress(done += trims[i].Check.Frames, total);
        }

        foreach (var some in Enumerable.Range(0, trims.Count).Where(i => proofs[i] is null && !trims[i].Check.Decode).Chunk(AtOnce))
        {
            var before = done;
            var lists = await TogetherAsync([.. some.Select(i => trims[i])], clock, frames => progress(Math.Min(total, before + frames), total), cancellationToken).ConfigureAwait(false);
            for (var i = 0; i < some.Length && lists is not null; i++)
            {
                var (check, _, trimmed, _) = trims[some[i]];
                var (wanted, found) = (lists[2 * i], lists[2 * i + 1]);
                if (found.Count != check.Frames || !found.SequenceEqual(wanted.Take(found.Count))) continue;
                if (await WrongLabelAsync(check, trimmed, clock, cancellationToken).ConfigureAwait(false) is null) proofs[some[i]] = new(true, Proved(check));
            }

            done += some.Sum(i => trims[i].Check.Frames);
        }

        // What was not proved so is looked at alone, and the reason told.
        for (var i = 0; i < proofs.Length; i++)
        {
            if (proofs[i] is not null) continue;
            var (isExact, words) = await RunAsync(trims[i].Check, trims[i].Source, trims[i].Trimmed, clock, progress, cancellationToken).ConfigureAwait(false);
            proofs[i] = new(isExact, words);
        }

        return [.. proofs.Select(proof => proof!)];
    }

    /// <summary>Hashes of the stored frames of several trims, each source before its trim; null when FFmpeg does not read them all.</summary>
    internal static Task<List<string>[]?> TogetherAsync(ImmutableArray<ComparedPictures> trims, TimeProvider clock, Action<long> progress, CancellationToken cancellationToken) =>
        TogetherAsync(trims, [], Frame, [], clock, progress, cancellationToken);

    /// <summary>Where the stored frames of several trims lie, each source before its trim; null when FFmpeg does not read them all.</summary>
    /// <param name="trims">The trims.</param>
    /// <param name="hollow">What their paths are those of.</param>
    /// <param name="clock">For time limits.</param>
    /// <param name="cancellationToken">Ends FFmpeg.</param>
    internal static Task<List<FramePlace>[]?> PlacesAsync(ImmutableArray<ComparedPictures> trims, IReadOnlyList<HollowFile> hollow, TimeProvider clock, CancellationToken cancellationToken) =>
        TogetherAsync(trims, ["-bsf:v", "setts=pts=POS:dts=POS"], Place, hollow, clock, static _ => { }, cancellationToken);

    private static async Task<List<T>[]?> TogetherAsync<T>(
        ImmutableArray<ComparedPictures> trims, ImmutableArray<string> filter, Func<string, (int Stream, T Found)?> read, IReadOnlyList<HollowFile> hollow, TimeProvider clock, Action<long> progress, CancellationToken cancellationToken)
    {
        List<string> line = ["-hide_banner", "-nostdin", "-v", "error"];
        foreach (var (check, source, trimmed, _) in trims)
        {
            Input(check, source, isSource: true);
            Input(check, trimmed, isSource: false);
        }

        for (var i = 0; i < trims.Length; i++) line.AddRange(["-map", $"{2 * i}:{trims[i].Check.Stream}", "-map", $"{2 * i + 1}:{trims[i].Check.Stream}"]);
        line.AddRange(["-c", "copy", .. filter]);
        // Streams of different length must not wait for one another in memory.
        line.AddRange(["-max_interleave_delta", "1", "-f", "framehash", "-hash", StoredHash, "-"]);
        var lists = Enumerable.Range(0, 2 * trims.Length).Select(_ => new List<T>()).ToArray();
        var count = 0L;
        var reads = hollow.Count > 0 ? [] : trims.SelectMany(trim => (string[])[trim.Source, trim.Trimmed]).ToList();
        var result = await ListAsync(line, reads, hollow, clock, read, (stream, found) =>
        {
            if (stream >= lists.Length) return;
            lists[stream].Add(found);
            if (++count % 50 == 0) progress(count / 2);
        }, cancellationToken).ConfigureAwait(false);
        return result.IsSuccess ? lists : null;

        void Input(TrimCheck.Pictures check, string path, bool isSource)
        {
            // Frames that wait for others only push one another out of the cache.
            line.AddRange(["-thread_queue_size", "1"]);
            // Else FFmpeg decodes the first frame of each file, to learn what the header has told already.
            if (check.HeaderTells) line.Add("-nofind_stream_info");
            if (isSource)
            {
                Seek(line, check);
                // A number of frames would end all streams as soon as one has it; a little more is read, and not counted.
                line.AddRange(["-t", Seconds((check.End - check.Start.First) * (check.Frames + 2) / check.Frames)]);
            }

            line.AddRange(["-i", $"file:{path}"]);
        }
    }

    /// <summary>The proof in words, or why there is none.</summary>
    public static async Task<(bool IsExact, string Words)> RunAsync(
        TrimCheck.Pictures check, string source, string trimmed, TimeProvider clock, Action<long, long> progress, CancellationToken cancellationToken)
    {
        var wanted = await HashesAsync(Arguments(check, source, isSource: true), source, clock, progress, check.Frames, cancellationToken).ConfigureAwait(false);
        if (wanted.Complaint is not null || wanted.Hashes.Count == 0)
        {
            if (check.Decode) return (false, $"FFmpeg cannot decode the source, so the frames could not be compared: {wanted.Complaint ?? "it finds no frame"}.");
            return await WrongLabelAsync(check, trimmed, clock, cancellationToken).ConfigureAwait(false) is { } differs ? (false, differs)
                : (true, "the stored bytes of every frame are those of the source, read back; FFmpeg does not open this codec");
        }

        var found = await HashesAsync(Arguments(check, trimmed, isSource: false), trimmed, clock, progress, check.Frames, cancellationToken).ConfigureAwait(false);
        if (found.Complaint is { } broken) return (false, $"FFmpeg cannot read the finished trim: {broken}.");
        if (found.Hashes.Count != wanted.Hashes.Count || found.Hashes.Count != check.Frames)
            return (false, $"FFmpeg finds {found.Hashes.Count} frames in the finished trim and {wanted.Hashes.Count} in the same part of the source; {check.Frames} were asked for.");
        for (var i = 0; i < found.Hashes.Count; i++)
            if (found.Hashes[i] != wanted.Hashes[i]) return (false, $"Frame {i} of the finished trim is not the one of the source.");
        if (await WrongLabelAsync(check, trimmed, clock, cancellationToken).ConfigureAwait(false) is { } wrong) return (false, wrong);
        return (true, Proved(check));
    }

    /// <summary>How FFmpeg is asked for the hash of every frame of a part.</summary>
    public static IReadOnlyList<string> Arguments(TrimCheck.Pictures check, string path, bool isSource)
    {
        List<string> line = ["-hide_banner", "-nostdin", "-v", "error"];
        if (isSource && !check.Decode) Seek(line, check);
        if (isSource && check.Decode && check.RunUp is { } from) line.AddRange(["-seek_timestamp", "1", "-ss", Seconds(from)]);
        if (check.Decode) line.Add("-copyts");
        line.AddRange(["-i", $"file:{path}", "-map", $"0:{check.Stream}"]);
        // Stored frames are sought at their own time; of decoded ones those count that come later than half a frame before the first,
        // so that no rounding can lose it, with a run-up, because a decoder that begins at an open group of pictures leaves some out.
        if (isSource && check.Decode && !check.IsFirst) line.AddRange(["-vf", $"trim=start={Seconds((check.Start.First + check.Start.Before) / 2)}"]);
        line.AddRange(check.Decode ? ["-fps_mode", "passthrough"] : ["-c", "copy"]);
        if (isSource) line.AddRange(["-frames:v", check.Frames.ToString(CultureInfo.InvariantCulture)]);
        line.AddRange(["-f", "framehash", "-hash", check.Decode ? "sha256" : StoredHash, "-"]);
        return line;
    }

    private static void Seek(List<string> line, TrimCheck.Pictures check)
    {
        if (!check.IsFirst) line.AddRange(["-seek_timestamp", "1", "-ss", Seconds(check.Start.First)]);
    }

    private static string Seconds(double seconds) => seconds.ToString("F6", CultureInfo.InvariantCulture);

    private static string Proved(TrimCheck.Pictures check) => check.Decode ? $"{check.Frames} decoded frames are those of the source (FFmpeg, SHA-256 of every frame)"
        : $"the stored bytes of {check.Frames} frames are those of the source (FFmpeg, 128-bit hash of every frame)";

    /// <summary>The stream, and size and hash of a frame, of "stream, dts, pts, duration, size, hash".</summary>
    private static (int Stream, string Hash)? Frame(string line)
    {
        if (line.StartsWith('#')) return null;
        var fields = line.Split(',', StringSplitOptions.TrimEntries);
        return fields.Length >= 6 && int.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out var stream) ? (stream, $"{fields[4]} {fields[5]}") : null;
    }

    private static async Task<(List<string> Hashes, string? Complaint)> HashesAsync(
        IReadOnlyList<string> arguments, string path, TimeProvider clock, Action<long, long> progress, long frames, CancellationToken cancellationToken)
    {
        var hashes = new List<string>();
        var result = await ListAsync(arguments, [path], [], clock, Frame, (_, hash) =>
        {
            hashes.Add(hash);
            if (hashes.Count % 50 == 0) progress(hashes.Count, frames);
        }, cancellationToken).ConfigureAwait(false);
        return (hashes, result.IsSuccess ? null : result.Complaint);
    }

    /// <summary>The stream, and place and size of a frame, where the time of each is its place in the file.</summary>
    private static (int Stream, FramePlace Place)? Place(string line)
    {
        if (line.StartsWith('#')) return null;
        var fields = line.Split(',', StringSplitOptions.TrimEntries);
        return fields.Length >= 6 && int.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out var stream)
            && long.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out var offset) && int.TryParse(fields[4], NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            ? (stream, new(offset, length)) : null;
    }

    /// <summary>Has FFmpeg list the frames of streams, each with its stream's number and what the line says of it.</summary>
    private static Task<ChildResult> ListAsync<T>(
        IReadOnlyList<string> arguments, IReadOnlyList<string> reads, IReadOnlyList<HollowFile> hollow, TimeProvider clock, Func<string, (int Stream, T Found)?> read, Action<int, T> onFrame,
        CancellationToken cancellationToken) => new ChildProcess
        {
            Program = "ffmpeg",
            Arguments = arguments,
            Reads = reads,
            Writes = [],
            Given = hollow,
            TimeLimit = TimeSpan.FromHours(24),
            StallLimit = TimeSpan.FromMinutes(10),
            OutputLimit = int.MaxValue,
            Variables = Memory,
            OnLine = line =>
            {
                if (read(line) is var (stream, found)) onFrame(stream, found);
            },
        }.RunAsync(clock, cancellationToken);

    private static async Task<string?> WrongLabelAsync(TrimCheck.Pictures check, string path, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (check.Label is not { } label) return null;
        var clip = new ClipSource { Name = "trim", Kind = ClipKind.Single, Files = [ClipFile.At(path)] };
        var written = (await new ClipInspector(clock).InspectAsync(clip, cancellationToken).ConfigureAwait(false)).Timecode?.Start;
        return written == label ? null : $"The finished trim begins at {written ?? "no timecode"} when it is inspected; {label} was asked for.";
    }
}

/// <summary>A finished trim and its source.</summary>
/// <param name="Check">What is compared.</param>
/// <param name="Source">Where the source can be read.</param>
/// <param name="Trimmed">Where the trim can be read.</param>
/// <param name="AreFramesSame">Whether the bytes of each frame that <see cref="FrameFinder"/> found were compared already.</param>
internal sealed record ComparedPictures(TrimCheck.Pictures Check, string Source, string Trimmed, bool AreFramesSame = false);
