using Acetate.Hashing;
using Microsoft.Win32.SafeHandles;

namespace Acetate.Mhl.Disk;

/// <summary>A file that is read from its start to its end while it is hashed. What goes wrong with it ends the file, not the run.</summary>
internal sealed class FileBeingHashed : IDisposable
{
    private readonly SafeFileHandle? handle;

    /// <param name="place">Where the file stands in the list of all.</param>
    /// <param name="path">Where it lies on the disk.</param>
    /// <param name="work">What is known of it, and what to hash it with.</param>
    public FileBeingHashed(int place, string path, FileHashing.Work work)
    {
        Place = place;
        Hash = new MultiHash(work.Formats.AsSpan());
        // Nothing to read in an empty file; and what has no length but blocks when opened (a pipe) is not opened.
        if (work.File.Length == 0) return;
        try
        {
            handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, FileOptions.SequentialScan);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            Problem = problem.Message;
        }
    }

    /// <summary>Where the file stands in the list of all.</summary>
    public int Place { get; }

    /// <summary>Takes in what is read.</summary>
    public MultiHash Hash { get; }

    /// <summary>How many bytes have been read.</summary>
    public long Offset { get; private set; }

    /// <summary>Why it cannot be read on.</summary>
    public string? Problem { get; private set; }

    /// <summary>Reads the next bytes; 0 at the end, and when it cannot be read.</summary>
    public int Read(byte[] buffer)
    {
        if (handle is null || Problem is not null) return 0;
        try
        {
            var count = RandomAccess.Read(handle, buffer, Offset);
            Offset += count;
            return count;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            Problem = problem.Message;
            return 0;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        handle?.Dispose();
        Hash.Dispose();
    }
}
