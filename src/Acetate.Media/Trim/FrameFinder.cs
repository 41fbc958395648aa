using System.Collections.Immutable;
using Acetate.Media.Native;

namespace Acetate.Media.Trim;

/// <summary>Has FFmpeg say where in a trim, and where in its source, each frame lies.</summary>
/// <remarks>
/// FFmpeg finds frames by headers alone, and must read each frame to say where it is. So it is given hollow files: the headers as they stand in the source
/// and as they are planned for the trim, with nothing where frames lie, which costs a fraction of reading them. Whoever has the frames' bytes compares those.
/// </remarks>
internal static class FrameFinder
{
    // What is copied of one file; a header that is larger is compared in place.
    private const long LargestHeader = 64 << 20;

    /// <summary>Where frames lie; null for trims whose frames must be compared in place, because FFmpeg does not find them so.</summary>
    public static async Task<ImmutableArray<FoundFrames?>> RunAsync(IReadOnlyList<TrimPlan> plans, TimeProvider clock, CancellationToken cancellationToken)
    {
        var found = new FoundFrames?[plans.Count];
        if (!OperatingSystem.IsLinux()) return [.. found];
        var sources = new Dictionary<string, HollowFile?>(StringComparer.Ordinal);
        var files = new List<HollowFile>();
        try
        {
            var asked = new List<(int Index, ComparedPictures Pair, ImmutableArray<HollowFile> Files)>();
            for (var i = 0; i < plans.Count; i++)
            {
                if (plans[i] is not { Check: TrimCheck.Pictures { Decode: false, HeaderTells: true } check, HeaderRanges.IsDefaultOrEmpty: false, Files: [var file] } plan) continue;
                if (!sources.TryGetValue(file.SourcePath, out var source)) sources[file.SourcePath] = source = Kept(SourceOf(file, plan.HeaderRanges));
                if (source is null || Kept(TrimOf(file, plan.HeaderRanges)) is not { } trimmed) continue;
                asked.Add((i, new(check, source.Path, trimmed.Path), [source, trimmed]));
            }

            foreach (var some in asked.Chunk(PictureComparison.AtOnce))
            {
                if (await PictureComparison.PlacesAsync([.. some.Select(one => one.Pair)], [.. some.SelectMany(one => one.Files).Distinct()], clock, cancellationToken).ConfigureAwait(false) is not { } lists) continue;
                for (var i = 0; i < some.Length; i++)
                    found[some[i].Index] = Matching(some[i].Pair.Check.Frames, lists[2 * i], lists[2 * i + 1]);
            }
        }
        finally
        {
            foreach (var file in files) file.Dispose();
        }

        return [.. found];

        HollowFile? Kept(HollowFile? file)
        {
            if (file is not null) files.Add(file);
            return file;
        }
    }

    /// <summary>The frames, where both lists hold as many of the same lengths; of the source a little more is listed than was asked for.</summary>
    private static FoundFrames? Matching(long frames, List<FramePlace> source, List<FramePlace> trim)
    {
        if (trim.Count != frames || source.Count < frames) return null;
        for (var i = 0; i < trim.Count; i++)
        {
            // In the trim they come one after the other, so that its bytes need to pass only once.
            if (trim[i].Length != source[i].Length || trim[i].Length <= 0 || (i > 0 && trim[i].Offset < trim[i - 1].Offset + trim[i - 1].Length)) return null;
        }

        return new([.. source.Take(trim.Count)], [.. trim]);
    }

    [System.Runtime.Versioning.SupportedOSPlatform("linux")]
    private static HollowFile? SourceOf(PlannedFile file, ImmutableArray<TrimPiece> header)
    {
        if (header.Sum(piece => piece.Length) > LargestHeader) return null;
        using var source = File.OpenHandle(file.SourcePath);
        if (HollowFile.TryMake(RandomAccess.GetLength(source)) is not { } hollow) return null;
        foreach (var piece in header) hollow.Write(Read(source, piece), piece.Offset);
        return hollow;
    }

    [System.Runtime.Versioning.SupportedOSPlatform("linux")]
    private static HollowFile? TrimOf(PlannedFile file, ImmutableArray<TrimPiece> header)
    {
        if (HollowFile.TryMake(file.Length) is not { } hollow) return null;
        using var source = File.OpenHandle(file.SourcePath);
        var at = 0L;
        foreach (var piece in file.Pieces)
        {
            if (piece.IsNew) hollow.Write(piece.Bytes.Span, at);
            else if (header.Any(kept => piece.Offset >= kept.Offset && piece.Offset + piece.Length <= kept.Offset + kept.Length)) hollow.Write(Read(source, piece), at);
            at += piece.Length;
        }

        return hollow;
    }

    private static byte[] Read(Microsoft.Win32.SafeHandles.SafeFileHandle source, TrimPiece piece)
    {
        var bytes = new byte[piece.Length];
        for (var filled = 0; filled < bytes.Length;)
        {
            var count = RandomAccess.Read(source, bytes.AsSpan(filled), piece.Offset + filled);
            if (count == 0) throw new InvalidDataException($"The source ends at byte {piece.Offset + filled}, where {bytes.Length - filled} more were read before.");
            filled += count;
        }

        return bytes;
    }
}

/// <summary>Where a program that knows nothing of how a trim was made finds its frames.</summary>
/// <param name="Source">The frames of the part in the source, in the order in which they are shown.</param>
/// <param name="Trim">The same frames in the trim: as many, equally long, one after the other.</param>
public sealed record FoundFrames(ImmutableArray<FramePlace> Source, ImmutableArray<FramePlace> Trim);

/// <summary>Where a frame lies in a file.</summary>
/// <param name="Offset">Its first byte.</param>
/// <param name="Length">Bytes, at least 1.</param>
public readonly record struct FramePlace(long Offset, int Length);
