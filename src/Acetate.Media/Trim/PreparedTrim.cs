using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Acetate.Media.Trim.Mxf;
using Microsoft.Win32.SafeHandles;

namespace Acetate.Media.Trim;

/// <summary>A trim that is decided and not begun: the files that it gives, and the bytes of each.</summary>
/// <remarks>For callers that write the files to their places by themselves. They read back what they wrote, and have <see cref="ClipTrimmer.ProveAsync"/>
/// compare it before it counts.</remarks>
public sealed class PreparedTrim
{
    internal PreparedTrim(TrimPlan plan)
    {
        Plan = plan;
        Files = [.. plan.Files.Select(file => new PreparedFile(file))];
    }

    /// <summary>How the clip is cut.</summary>
    public TrimMethod Method => Plan.Method;

    /// <summary>The files, in order.</summary>
    public ImmutableArray<PreparedFile> Files { get; }

    /// <summary>Whether FFmpeg must compare the pictures of the finished file with the source's; else bytes that read back as they were written are the proof.</summary>
    public bool IsCompared => Plan.Check is TrimCheck.Pictures;

    /// <summary>Whether every picture can be decoded by itself; false also where that is not known.</summary>
    public bool StandsAlone => Plan.Check is not TrimCheck.Pictures { Decode: true };

    internal TrimPlan Plan { get; }

    /// <summary>Whether a file that was written of it holds as many frames as it should where it can be walked: an index that lies of places is found out so.</summary>
    /// <param name="path">The first file, where it was written.</param>
    public bool HoldsItsFrames(string path)
    {
        if (Plan is not { Method: TrimMethod.MxfEditUnits, Check: TrimCheck.Pictures check }) return true;
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 4096);
            var layout = MxfLayout.Read(stream);
            return layout.Units == check.Frames || layout is { Units: 1, Single: not null };
        }
        catch (Exception problem) when (problem is InvalidDataException or CannotTrimException)
        {
            return false;
        }
    }

    /// <summary>What became of it once its files are written, read back and proved.</summary>
    /// <param name="proof">What <see cref="ClipTrimmer.ProveAsync"/> found.</param>
    /// <param name="files">The files where they lie now.</param>
    public TrimOutcome.Made Made(TrimProof proof, ImmutableArray<TrimmedFile> files)
    {
        ArgumentNullException.ThrowIfNull(proof);
        return new()
        {
            Method = Plan.Method,
            Exact = proof.IsExact,
            Proof = proof.Words,
            Range = Plan.Range,
            Files = files,
            Notes = Plan.Notes,
            Missing = Plan.Missing,
        };
    }
}

/// <summary>A file of a trim that is not written yet.</summary>
public sealed class PreparedFile
{
    private readonly PlannedFile _file;

    internal PreparedFile(PlannedFile file) => (_file, Length) = (file, file.Length);

    /// <summary>Where it lies, relative to the folder of the trim.</summary>
    public string Path => _file.Name;

    /// <summary>The file of the clip that it comes from.</summary>
    public string Source => _file.Source;

    /// <summary>Bytes.</summary>
    public long Length { get; }

    /// <summary>Which bytes of <see cref="Source"/> go into it, in the order in which they do.</summary>
    public ImmutableArray<ByteRange> Used => [.. _file.Pieces.Where(piece => !piece.IsNew).Select(piece => new ByteRange(piece.Offset, piece.Length))];

    /// <summary>Opens its bytes, from first to last, as they are to be written. The source is only read.</summary>
    /// <exception cref="IOException">The source cannot be opened.</exception>
    public Stream Open() => new PlannedStream(_file);

    /// <summary>Writes it, the source's bytes as they are handed over: for a source that is not on this machine.</summary>
    /// <param name="path">Where; nothing may be there.</param>
    /// <param name="read">Reads the source.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="InvalidDataException">The source is shorter than it was.</exception>
    /// <exception cref="IOException">The disk is full, or the source cannot be had.</exception>
    public async Task WriteAsync(string path, Func<long, Memory<byte>, CancellationToken, Task<int>> read, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(read);
        await using var target = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 0, FileOptions.Asynchronous);
        var buffer = new byte[1 << 20];
        foreach (var piece in _file.Pieces)
        {
            if (piece.IsNew) await target.WriteAsync(piece.Bytes, cancellationToken).ConfigureAwait(false);
            for (var done = 0L; !piece.IsNew && done < piece.Length;)
            {
                var wanted = (int)Math.Min(buffer.Length, piece.Length - done);
                if (await read(piece.Offset + done, buffer.AsMemory(0, wanted), cancellationToken).ConfigureAwait(false) < wanted)
                    throw new InvalidDataException($"'{Source}' ends before byte {piece.Offset + done + wanted}, where its header has frames.");
                await target.WriteAsync(buffer.AsMemory(0, wanted), cancellationToken).ConfigureAwait(false);
                done += wanted;
            }
        }
    }

    /// <summary>Opens the file of the clip that it comes from, to be read anywhere.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public SafeFileHandle OpenSource() => File.OpenHandle(_file.SourcePath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);

    /// <summary>Names the content: the source with its length and date, and which of its bytes go where. A write that was interrupted is taken up for the same one only.</summary>
    public string Identity()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var source = new FileInfo(_file.SourcePath);
        hash.AppendData(Encoding.UTF8.GetBytes(_file.SourcePath));
        Add(source.Length);
        Add(source.LastWriteTimeUtc.Ticks);
        foreach (var piece in _file.Pieces)
        {
            Add(piece.IsNew ? -1 : piece.Offset);
            Add(piece.Length);
            if (piece.IsNew) hash.AppendData(piece.Bytes.Span);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Add(long number)
        {
            Span<byte> bytes = stackalloc byte[8];
            BinaryPrimitives.WriteInt64BigEndian(bytes, number);
            hash.AppendData(bytes);
        }
    }
}

/// <summary>Some bytes of a file.</summary>
/// <param name="Offset">The first, counted from 0.</param>
/// <param name="Length">How many.</param>
public readonly record struct ByteRange(long Offset, long Length);

/// <summary>A trim whose files are written.</summary>
/// <param name="Trim">The trim.</param>
/// <param name="Path">Where its first file can be read; it may have another name yet.</param>
/// <param name="AreFramesSame">Whether every frame that <see cref="ClipTrimmer.FindFramesAsync"/> found has been compared with the source's, byte for byte or by a hash of 128 bits or
/// more. The default, false, has FFmpeg compare them.</param>
public sealed record FinishedTrim(PreparedTrim Trim, string Path, bool AreFramesSame = false);

/// <summary>Whether a finished trim holds exactly what was asked for.</summary>
/// <param name="IsExact">Whether it does. Of a clip copied whole it is false: it holds more.</param>
/// <param name="Words">How that was proved, or what speaks against it.</param>
public sealed record TrimProof(bool IsExact, string Words);
