using System.Collections.Immutable;
using Acetate.Tools.Ingest.Manifests;

namespace Acetate.Tools.Ingest.Plans;

/// <summary>Cuts the files of a roll into pieces of work: big enough not to start a process per frame, small enough to be tried again.</summary>
public static class FileBatches
{
    /// <summary>The most bytes of one batch, unless a single file has more.</summary>
    public const long MaximumBytes = 8L << 30;

    /// <summary>The most files of one batch.</summary>
    public const int MaximumFiles = 2_000;

    /// <summary>The batches, in the order of the files. Every file is in exactly one; files of different hash formats are kept apart.</summary>
    public static ImmutableArray<ImmutableArray<CheckedFile>> Of(IEnumerable<CheckedFile> files)
    {
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
}
