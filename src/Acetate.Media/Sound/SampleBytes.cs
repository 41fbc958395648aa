using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Acetate.Media.Formats.Wave;

namespace Acetate.Media.Sound;

/// <summary>How the samples of a wave file are stored.</summary>
internal enum SampleKind
{
    Unsigned8,
    Integer16,
    Integer24,
    Integer32,
    Float32,
    Float64,
}

/// <summary>Turns stored samples into numbers of −1 to 1.</summary>
internal static class SampleBytes
{
    private const float Loudest = 64;

    /// <summary>How samples of a format are stored, or why nobody can say.</summary>
    /// <exception cref="InvalidDataException">It cannot be read; the message says why.</exception>
    public static SampleKind KindOf(WaveSampleFormat format, string name)
    {
        if (format.Channels < 1 || format.BlockAlign < 1)
            throw new InvalidDataException($"'{name}' states {format.Channels} channels of {format.BlockAlign} bytes together; sound has at least one of each.");
        if (format.SampleRate is < 8000 or > 768_000)
            throw new InvalidDataException($"'{name}' states {format.SampleRate} samples a second; from 8,000 to 768,000 can be synchronised.");
        // The room of one sample decides, not its bits: 20 bits lie in 3 bytes, 24 bits sometimes in 4, always at the top.
        var room = format.BlockAlign % format.Channels == 0 ? format.BlockAlign / format.Channels : 0;
        return (format.Tag, room, format.Bits <= room * 8) switch
        {
            (1, 1, true) => SampleKind.Unsigned8,
            (1, 2, true) => SampleKind.Integer16,
            (1, 3, true) => SampleKind.Integer24,
            (1, 4, true) => SampleKind.Integer32,
            (3, 4, true) => SampleKind.Float32,
            (3, 8, true) => SampleKind.Float64,
            (1 or 3, _, _) => throw new InvalidDataException($"'{name}' stores samples in a way that makes no sense: {format.Bits} bits, {format.Channels} channels, {format.BlockAlign} bytes for all of them."),
            _ => throw new InvalidDataException($"The sound of '{name}' is compressed (format tag {format.Tag}); only plain samples are read. Convert it to a broadcast wave file first."),
        };
    }

    /// <summary>Bytes of one sample.</summary>
    public static int RoomOf(SampleKind kind) => kind switch
    {
        SampleKind.Unsigned8 => 1,
        SampleKind.Integer16 => 2,
        SampleKind.Integer24 => 3,
        SampleKind.Float64 => 8,
        _ => 4,
    };

    /// <summary>Adds one channel of interleaved samples to a target.</summary>
    /// <param name="bytes">Whole blocks of all channels.</param>
    /// <param name="offset">Where the channel's first sample lies.</param>
    /// <param name="stride">Bytes from one of its samples to the next.</param>
    /// <param name="kind">How they are stored.</param>
    /// <param name="target">One number for each block.</param>
    public static void Add(ReadOnlySpan<byte> bytes, int offset, int stride, SampleKind kind, Span<float> target)
    {
        switch (kind)
        {
            case SampleKind.Unsigned8:
                for (var i = 0; i < target.Length; i++, offset += stride) target[i] += (bytes[offset] - 128) * (1f / 128);
                break;
            case SampleKind.Integer16:
                for (var i = 0; i < target.Length; i++, offset += stride) target[i] += BinaryPrimitives.ReadInt16LittleEndian(bytes[offset..]) * (1f / 32768);
                break;
            case SampleKind.Integer24:
                AddInteger24(bytes, offset, stride, target);
                break;
            case SampleKind.Integer32:
                for (var i = 0; i < target.Length; i++, offset += stride) target[i] += BinaryPrimitives.ReadInt32LittleEndian(bytes[offset..]) * (1f / 2147483648);
                break;
            case SampleKind.Float32:
                for (var i = 0; i < target.Length; i++, offset += stride) target[i] += Tamed(BinaryPrimitives.ReadSingleLittleEndian(bytes[offset..]));
                break;
            case SampleKind.Float64:
                for (var i = 0; i < target.Length; i++, offset += stride) target[i] += Tamed((float)BinaryPrimitives.ReadDoubleLittleEndian(bytes[offset..]));
                break;
        }
    }

    /// <summary>What most recorders write, and of which hours are read: each sample is the top of the four bytes that end with it.</summary>
    private static void AddInteger24(ReadOnlySpan<byte> bytes, int offset, int stride, Span<float> target)
    {
        const float scale = 1f / 2147483648;
        if (target.Length == 0) return;
        // The first and the last sample are read with care; the checks of both hold for all that lie between.
        var last = offset + ((target.Length - 1) * stride);
        target[0] += ((bytes[offset + 2] << 24) | (bytes[offset + 1] << 16) | (bytes[offset] << 8)) * scale;
        if (target.Length == 1) return;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(last + 3, bytes.Length, nameof(target));
        ref var source = ref MemoryMarshal.GetReference(bytes);
        ref var sum = ref MemoryMarshal.GetReference(target);
        var at = offset + stride - 1;
        for (var i = 1; i < target.Length; i++, at += stride)
            Unsafe.Add(ref sum, i) += (Unsafe.ReadUnaligned<int>(ref Unsafe.Add(ref source, at)) & ~0xff) * scale;
    }

    /// <summary>Adds both channels of what most recorders write: 24 bits, two channels. The same bits as channel after channel, in a quarter of the time.</summary>
    public static void AddStereo24(ReadOnlySpan<byte> bytes, Span<float> target)
    {
        const float scale = 1f / 8_388_608;
        const byte none = 255;
        // Of 16 bytes twelve are two pairs of samples; each sample becomes the top of a whole number. What lies at 255 becomes zero.
        var leftLow = Vector128.Create(none, 0, 1, 2, none, 6, 7, 8, none, none, none, none, none, none, none, none);
        var rightLow = Vector128.Create(none, 3, 4, 5, none, 9, 10, 11, none, none, none, none, none, none, none, none);
        var leftHigh = Vector128.Create(none, none, none, none, none, none, none, none, none, 0, 1, 2, none, 6, 7, 8);
        var rightHigh = Vector128.Create(none, none, none, none, none, none, none, none, none, 3, 4, 5, none, 9, 10, 11);
        var done = 0;
        for (; done + 4 <= target.Length && (done * 6) + 28 <= bytes.Length; done += 4)
        {
            var low = Vector128.Create(bytes.Slice(done * 6, 16));
            var high = Vector128.Create(bytes.Slice((done * 6) + 12, 16));
            var left = (Vector128.Shuffle(low, leftLow) | Vector128.Shuffle(high, leftHigh)).AsInt32() >> 8;
            var right = (Vector128.Shuffle(low, rightLow) | Vector128.Shuffle(high, rightHigh)).AsInt32() >> 8;
            var sum = Vector128.ConvertToSingle(left + right) * scale;
            (Vector128.Create<float>(target.Slice(done, 4)) + sum).CopyTo(target[done..]);
        }

        Add(bytes, done * 6, 6, SampleKind.Integer24, target[done..]);
        Add(bytes, (done * 6) + 3, 6, SampleKind.Integer24, target[done..]);
    }

    /// <summary>Makes a sum of channels their mean.</summary>
    public static void Divide(Span<float> sum, int channels)
    {
        if (channels < 2) return;
        var factor = 1f / channels;
        for (var i = 0; i < sum.Length; i++) sum[i] *= factor;
    }

    /// <summary>Silence for what is no number; what is far beyond full scale is held.</summary>
    public static float Tamed(float sample) => float.IsFinite(sample) ? Math.Clamp(sample, -Loudest, Loudest) : 0;
}
