using System.Buffers;
using Acetate.Media.Formats.Wave;
using Microsoft.Win32.SafeHandles;

namespace Acetate.Media.Sound;

/// <summary>The samples of a wave file (RIFF, RF64, BW64), read where they are asked for. The file is only ever read.</summary>
/// <remarks>
/// Nothing is held but a block while it is being read, so a file of any length costs the same memory. The file's real length decides how
/// many samples there are: what a header claims beyond it is not there.
/// </remarks>
public sealed class WaveSamples : ISoundSamples, IDisposable
{
    private const int BlockBytes = 1 << 18;

    private readonly Lock gate = new();
    private readonly Func<string>? fetch;
    private readonly string name;
    private readonly SampleKind kind;
    private readonly int blockAlign, room;
    private readonly long dataOffset;
    private volatile SafeFileHandle? file;

    private WaveSamples(SafeFileHandle? file, Func<string>? fetch, WaveFile wave, string name)
    {
        (this.file, this.fetch, this.name, Wave) = (file, fetch, name, wave);
        if (wave.Format is not { } format || wave.DataOffset == 0)
            throw new InvalidDataException($"'{name}' has no sound: {wave.Findings.FirstOrDefault(finding => finding.IsError)?.Message ?? "its format (fmt) or data is missing."}");
        kind = SampleBytes.KindOf(format, name);
        (room, blockAlign, dataOffset) = (SampleBytes.RoomOf(kind), format.BlockAlign, wave.DataOffset);
        (SampleRate, Channels, Length) = (format.SampleRate, format.Channels, wave.DataPresent / blockAlign);
        if (Length == 0) throw new InvalidDataException($"'{name}' has no sound: not one whole sample is there.");
    }

    /// <summary>What the file's chunks say.</summary>
    public WaveFile Wave { get; }

    /// <inheritdoc/>
    public int SampleRate { get; }

    /// <inheritdoc/>
    public int Channels { get; }

    /// <inheritdoc/>
    public long Length { get; }

    /// <summary>Whether a file is named as wave files are.</summary>
    public static bool IsNamed(string path) => Path.GetExtension(path).ToUpperInvariant() is ".WAV" or ".BWF" or ".RF64";

    /// <summary>Opens a file.</summary>
    /// <param name="path">Where it lies.</param>
    /// <param name="name">What messages call it; null: its file name.</param>
    /// <exception cref="InvalidDataException">It is no wave file, or its sound cannot be read; the message says why.</exception>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static WaveSamples Open(string path, string? name = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        name ??= Path.GetFileName(path);
        WaveFile wave;
        using (var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 65536)) wave = HeadersOf(stream, name);
        var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        try
        {
            return new(file, null, wave, name);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Opens a file that lies elsewhere: its headers are read now, and the whole of it is fetched when the first sample is asked for.</summary>
    /// <param name="headers">Its bytes; the stream can seek, and is closed here.</param>
    /// <param name="fetch">Brings it to this machine and gives the path; asked once at most.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="InvalidDataException">It is no wave file, or its sound cannot be read; the message says why.</exception>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static WaveSamples Open(Stream headers, Func<string> fetch, string name)
    {
        ArgumentNullException.ThrowIfNull(headers);
        ArgumentNullException.ThrowIfNull(fetch);
        using (headers) return new(null, fetch, HeadersOf(headers, name), name);
    }

    /// <inheritdoc/>
    public void Read(long start, ReadOnlySpan<int> channels, Span<float> target)
    {
        ArgumentOutOfRangeException.ThrowIfZero(channels.Length);
        foreach (var channel in channels) ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)channel, (uint)Channels, nameof(channels));
        target.Clear();
        var from = Math.Clamp(start, 0, Length);
        var end = Math.Clamp(start + target.Length, from, Length);
        var blocks = Math.Max(1, BlockBytes / blockAlign);
        var bytes = ArrayPool<byte>.Shared.Rent(blocks * blockAlign);
        try
        {
            for (var at = from; at < end;)
            {
                var count = (int)Math.Min(blocks, end - at);
                var read = Fill(bytes.AsSpan(0, count * blockAlign), dataOffset + (at * blockAlign));
                var part = target.Slice((int)(at - start), count);
                if (kind == SampleKind.Integer24 && blockAlign == 6 && channels is [0, 1]) SampleBytes.AddStereo24(read, part);
                else foreach (var channel in channels) SampleBytes.Add(read, channel * room, blockAlign, kind, part);
                SampleBytes.Divide(part, channels.Length);
                at += count;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => file?.Dispose();

    private static WaveFile HeadersOf(Stream stream, string name)
    {
        try
        {
            return WaveReader.Read(stream);
        }
        catch (InvalidDataException broken)
        {
            throw new InvalidDataException($"'{name}' is no wave file: {broken.Message}", broken);
        }
    }

    private SafeFileHandle Opened()
    {
        if (file is { } there) return there;
        lock (gate) return file ??= File.OpenHandle(fetch!(), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
    }

    private ReadOnlySpan<byte> Fill(Span<byte> bytes, long offset)
    {
        var (filled, file) = (0, Opened());
        while (filled < bytes.Length)
        {
            var count = RandomAccess.Read(file, bytes[filled..], offset + filled);
            if (count == 0) throw new IOException($"'{name}' became shorter while it was being read; copy it again and try again.");
            filled += count;
        }

        return bytes;
    }
}
