using System.Collections.Immutable;
using Acetate.Hashing;
using Acetate.Media.Inspect;
using Acetate.Media.Render;
using Acetate.Media.Trim;
using Acetate.Steps.Transfer;

namespace Acetate.Steps.Render;

/// <summary>Holds the bytes of frames against the hashes with which they came in, before they are rendered: what their headers say of their source is true.</summary>
internal static class SourceCheck
{
    // A file of which nobody can say where its frames lie, and which is longer, would be read as a whole for each chunk of its frames.
    private const long LargestWhole = 1L << 30;

    /// <summary>Frames of a movie whose bytes are not those that came in, each with the reason.</summary>
    /// <param name="request">Its hashes.</param>
    /// <param name="clip">The clip's files on this machine; of one movie elsewhere what is used is fetched.</param>
    /// <param name="inspection">What they say.</param>
    /// <param name="from">The first frame that is rendered.</param>
    /// <param name="to">The frame after the last.</param>
    /// <param name="isMade">Whether a frame is made already and its file is not needed.</param>
    /// <param name="alive">Told after each frame.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<ImmutableArray<FrameOutcome>> DamagedAsync(
        RenderFramesRequest request, ClipSource clip, ClipInspection inspection, long from, long to, Func<long, bool> isMade, Action alive, CancellationToken cancellationToken)
    {
        // Of a sequence each file is looked at when its turn comes (ArrivingFrames).
        if (request.Clip.Kind == ClipKind.Sequence) return [];
        var proof = new SourceProof(request.Expected, SourceProof.Of(request.Blocks, request.Prefix));
        var wanted = new List<long>();
        for (var frame = from; frame < to; frame++)
            if (!isMade(frame)) wanted.Add(frame);
        if (wanted.Count == 0 || await WrongAsync(wanted[0], wanted[^1] + 1).ConfigureAwait(false) is not { } all) return [];
        var damaged = ImmutableArray.CreateBuilder<FrameOutcome>();
        foreach (var frame in wanted)
        {
            // The frames beside what is damaged may be whole.
            if ((wanted.Count == 1 ? all : await WrongAsync(frame, frame + 1).ConfigureAwait(false)) is { } wrong)
                damaged.Add(new(frame, FrameVerdict.Failed, [], $"{wrong} when it came in: this copy of it is damaged."));
        }

        return damaged.ToImmutable();

        async Task<string?> WrongAsync(long first, long end)
        {
            var trim = TrimOf(first, end);
            foreach (var file in clip.Files)
            {
                alive();
                ImmutableArray<ByteRange> used = trim is null ? default : [.. trim.Files.Where(one => one.Source == file.Name).SelectMany(one => one.Used)];
                if (used.IsDefault && file.Length > LargestWhole) continue;
                if (await proof.WrongAsync(file, used, cancellationToken).ConfigureAwait(false) is { } wrong) return $"'{file.Name}' {wrong}";
            }

            return null;
        }

        // Where the frames lie is what a trim knows.
        PreparedTrim? TrimOf(long first, long end)
        {
            try
            {
                return clip.Files is [{ LocalPath: null }] ? ClipTrimmer.PreparePart(clip, inspection, first, end).Part
                    : ClipTrimmer.Prepare(clip, inspection, new() { Selection = new TrimSelection.Frames(first, end) });
            }
            catch (Exception problem) when (problem is TrimRangeException or InvalidDataException)
            {
                return null;
            }
        }
    }

    /// <summary>What is wrong with the file of a sequence's frame; null where nothing is, where its hash is not known, or where there is no file, which fails its frame with that reason.</summary>
    /// <param name="name">Its name in the clip.</param>
    /// <param name="path">Where it lies on this machine.</param>
    /// <param name="said">The hash with which it came in: <c>xxh128:…</c>.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<string?> WrongFileAsync(string name, string path, string said, CancellationToken cancellationToken)
    {
        var split = said.IndexOf(':', StringComparison.Ordinal);
        if (split < 0 || !File.Exists(path)) return null;
        var wanted = new DigestText(said[..split], said[(split + 1)..]).ToDigest();
        using var hash = new MultiHash(wanted.Format);
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.Asynchronous | FileOptions.SequentialScan);
        await hash.AppendAsync(file, cancellationToken).ConfigureAwait(false);
        return hash.Finish()[0] == wanted ? null : $"'{name}' does not have the {said[..split]} hash that it had when it came in: this copy of it is damaged.";
    }
}
