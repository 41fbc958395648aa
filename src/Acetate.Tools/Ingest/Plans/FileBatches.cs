using System.Collections.Immutable;
using Acetate.Mhl;
using Acetate.Tools.Ingest.Manifests;

namespace Acetate.Tools.Ingest.Plans;

/// <summary>Cuts the files of a roll into pieces of work: big enough not to start a process per frame, small enough to be tried again.</summary>
public static class FileBatches
{
    /// <summary>The most bytes of one batch, unless a single file has more.</summary>
    public const long MaximumBytes = 8L << 30;

    /// <summary>The most files of one batch.</summary>
    public const int MaximumFiles = 50_000;

    /// <summary>The batches, in the order of the files. Every file is in exactly one; files of different hash formats are kept apart.</summary>
    public static ImmutableArray<ImmutableArray<CheckedFile>> Of(IReadOnlyCollection<CheckedFile> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        var batches = ImmutableArray.CreateBuilder<ImmutableArray<CheckedFile>>();
        foreach (var group in files.GroupBy(f => string.Join(' ', f.Formats)))
        {
            var batch = ImmutableArray.CreateBuilder<CheckedFile>();
            var bytes = 0L;
            foreach (var file in group)
            {
                if (batch.Count > 0 && (batch.Count >= MaximumFiles || bytes + file.Length > MaximumBytes))
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
        var history = files.Where(f => MhlPath.IsInHistory(f.Path)).ToImmutableArray();
        var batches = Of([.. files.Where(f => !MhlPath.IsInHistory(f.Path))]);
        return history.IsEmpty ? batches : batches.IsEmpty ? [history] : batches.SetItem(batches.Length - 1, batches[^1].AddRange(history));
    }
}
