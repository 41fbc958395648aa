using System.Collections.Immutable;
using Acetate.Tools.Ingest.Manifests;

namespace Acetate.Tools.Ingest.Plans;

/// <summary>Cuts the files of a roll into pieces of work: big enough not to start a process per frame, small enough to be tried again,
/// and several a roll, so that one is read back while the next is copied.</summary>
public static class FileBatches
{
    /// <summary>The most bytes of one batch, unless a single file has more.</summary>
    public const long MaximumBytes = 8L << 30;

    /// <summary>The most files of one batch.</summary>
    public const int MaximumFiles = 10_000;

    // Below these a batch is not worth a process.
    private const long SmallestBytes = 512L << 20;
    private const int FewestFiles = 2_000;
    private const int BatchesOfARoll = 6;

    /// <summary>The batches, in the order of the files. Every file is in exactly one; files of different hash formats are kept apart.</summary>
    public static ImmutableArray<ImmutableArray<CheckedFile>> Of(IReadOnlyCollection<CheckedFile> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        var mostBytes = Math.Clamp(files.Sum(f => f.Length) / BatchesOfARoll, SmallestBytes, MaximumBytes);
        var mostFiles = Math.Clamp(files.Count / BatchesOfARoll, FewestFiles, MaximumFiles);
        var batches = ImmutableArray.CreateBuilder<ImmutableArray<CheckedFile>>();
        foreach (var group in files.GroupBy(f => string.Join(' ', f.Formats)))
        {
            var batch = ImmutableArray.CreateBuilder<CheckedFile>();
            var bytes = 0L;
            foreach (var file in group)
            {
                if (batch.Count > 0 && (batch.Count >= mostFiles || bytes + file.Length > mostBytes))
                {
                    batches.Add(batch.ToImmutable());
                    batch.Clear();
                    bytes = 0;
                }

                batch.Add(file);
                bytes += file.Length;
            }

            if (batch.Count > 0) batches.Add(batch.ToImmutable());
        }

        return batches.ToImmutable();
    }

    /// <summary>The batches to copy: those of the media as they are verified, and the manifests with the last of them.</summary>
    public static ImmutableArray<ImmutableArray<CheckedFile>> ToCopy(IReadOnlyCollection<CheckedFile> files)
    {
        var history = files.Where(f => ManifestChecker.IsHistory(f.Path)).ToImmutableArray();
        var batches = Of([.. files.Where(f => !ManifestChecker.IsHistory(f.Path))]);
        return history.IsEmpty ? batches : batches.IsEmpty ? [history] : batches.SetItem(batches.Length - 1, batches[^1].AddRange(history));
    }
}
