using System.Buffers;
using System.Runtime.CompilerServices;
using Acetate.Media.Inspect;

namespace Acetate.Media.Decode;

/// <summary>Makes a frame of the bytes of its file, which it gives back to the shared pool when it is disposed of.</summary>
/// <param name="number">Counted from 0, the clip's first frame.</param>
/// <param name="file">The file.</param>
/// <param name="bytes">From the shared pool; may be longer than the file.</param>
/// <param name="length">How many of them are the file's.</param>
/// <exception cref="InvalidDataException">The file cannot be understood; the message says why.</exception>
internal delegate SourceFrame FrameOfFile(long number, ClipFile file, byte[] bytes, int length);

/// <summary>A clip with a file for each frame that is read here.</summary>
internal sealed class FileSequence(SequenceFrames frames, FrameOfFile open) : PictureSource
{
    /// <summary>Bytes of the largest file that is taken.</summary>
    public const int LargestFile = 1 << 30;

    /// <inheritdoc/>
    public override required PictureDescription Description { get; init; }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<SourceFrame> ReadAsync(long first, long count, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ThrowIfOutside(first, count);
        for (var number = first; number < first + count; number++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return frames.FileOf(number, out var fault) is { } file
                ? await FrameAsync(number, file, cancellationToken).ConfigureAwait(false) : new FaultyFrame(number, fault!);
        }
    }

    private async Task<SourceFrame> FrameAsync(long number, ClipFile file, CancellationToken cancellationToken)
    {
        byte[]? bytes = null;
        try
        {
            (bytes, var length) = await ReadAsync(file, cancellationToken).ConfigureAwait(false);
            return open(number, file, bytes, length);
        }
        catch (Exception problem) when (problem is InvalidDataException or DecodeException)
        {
            if (bytes is not null) ArrayPool<byte>.Shared.Return(bytes);
            return new FaultyFrame(number, new($"'{file.Name}': {problem.Message} Look for the frame on the card or in another copy.", problem));
        }
        catch (IOException problem)
        {
            if (bytes is not null) ArrayPool<byte>.Shared.Return(bytes);
            return new FaultyFrame(number, new($"'{file.Name}' cannot be read: {problem.Message}", problem) { IsPassing = true });
        }
    }

    /// <summary>Reads a whole file into bytes of the shared pool.</summary>
    internal static async Task<(byte[] Bytes, int Length)> ReadAsync(ClipFile file, CancellationToken cancellationToken)
    {
        using var content = new FileStream(file.LocalPath!, new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.Read, Share = FileShare.ReadWrite, BufferSize = 0, Options = FileOptions.Asynchronous | FileOptions.SequentialScan });
        if (content.Length > LargestFile) throw new InvalidDataException($"The file has {content.Length:N0} bytes; a frame has at most {LargestFile:N0}.");
        var bytes = ArrayPool<byte>.Shared.Rent((int)content.Length);
        try
        {
            return (bytes, await content.ReadAtLeastAsync(bytes.AsMemory(0, (int)content.Length), (int)content.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false));
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(bytes);
            throw;
        }
    }
}
