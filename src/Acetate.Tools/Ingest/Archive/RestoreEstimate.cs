using Acetate.Library;
using Acetate.Library.Jobs;
using Acetate.Steps;
using Acetate.Steps.Documents;
using Acetate.Tools.Ingest.Plans;

namespace Acetate.Tools.Ingest.Archive;

/// <summary>What a restore will bring back, and how long that takes if nothing else is done meanwhile.</summary>
public sealed record RestoreEstimate
{
    // Disks and lines change: what was copied long ago says little about tomorrow.
    private const int Latest = 5;

    /// <summary>Files that are copied; every file of a roll that is sealed anew is read back besides.</summary>
    public required int Files { get; init; }

    /// <summary>Their bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>Seconds at the pace of the latest copies to and from the archive, reading back included; null where none was ever made.</summary>
    public double? Seconds { get; init; }

    /// <summary>That pace in bytes per second; null where no copy was ever made.</summary>
    public double? BytesPerSecond { get; init; }

    /// <summary>How many copies it was measured on: 0 to 5.</summary>
    public int Measured { get; init; }

    /// <summary>All of it in words.</summary>
    public string Sentence => Files == 0
        ? "Nothing is missing in the library store as far as its list of files tells. Restoring reads everything back and finds damage that nobody knows of."
        : $"{ReportText.Count(Files, "file", "files")}, {ReportText.Size(Bytes)}: " + (Seconds is { } seconds
            ? $"about {ReportText.Time(seconds)}, as quick as the last {(Measured == 1 ? "copy" : $"{Measured} copies")} to or from the archive ({ReportText.Size((long)BytesPerSecond!.Value)} a second with reading back)."
            : "nobody can say how long, for nothing was copied to or from this archive yet.");

    /// <summary>An estimate for files, from what the library remembers of its archive.</summary>
    internal static async Task<RestoreEstimate> ForAsync(LibraryTransaction tx, int files, long bytes, CancellationToken cancellationToken)
    {
        var jobs = await tx.CopyJobsAsync([ArchivePlan.Kind, ArchivePlan.RestoreKind, RollRestore.ElsewhereKind], CopyFiles.Name, Latest, cancellationToken);
        var (copied, seconds) = (jobs.Sum(job => job.Bytes), jobs.Sum(job => Math.Max(0.001, (job.EndedAt - job.StartedAt).TotalSeconds)));
        return copied > 0
            ? new() { Files = files, Bytes = bytes, Measured = jobs.Count, BytesPerSecond = copied / seconds, Seconds = bytes / (copied / seconds) }
            : new() { Files = files, Bytes = bytes };
    }
}
