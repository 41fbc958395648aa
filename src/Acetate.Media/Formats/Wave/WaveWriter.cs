using System.Buffers.Binary;
using System.Text;

namespace Acetate.Media.Formats.Wave;

/// <summary>Writes a broadcast wave file of 24 bit samples: <c>bext</c>, <c>iXML</c>, <c>fmt </c>, <c>data</c>, in this order.</summary>
public sealed record WaveWriter
{
    public required int Channels { get; init; }

    /// <summary>Hertz.</summary>
    public required int SampleRate { get; init; }

    /// <summary>What the bext chunk says; loudness is not written.</summary>
    public required BroadcastExtension Bext { get; init; }

    /// <summary>The iXML document; empty for none.</summary>
    public string IXml { get; init; } = "";

    /// <summary>Writes the file.</summary>
    /// <param name="target">Where to.</param>
    /// <param name="frames">Samples per channel.</param>
    /// <param name="sample">The sample of a channel (from 0) at a place, −8,388,608 to 8,388,607.</param>
    public void Write(Stream target, long frames, Func<int, long, int> sample)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(sample);
        var blockAlign = Channels * 3;
        var data = frames * blockAlign;
        var (bext, ixml) = (BextBytes(), Encoding.UTF8.GetBytes(IXml));
        var total = 4 + ChunkLength(bext.Length) + (ixml.Length > 0 ? ChunkLength(ixml.Length) : 0) + ChunkLength(16) + ChunkLength(data);
        if (total > uint.MaxValue - 8) throw new ArgumentOutOfRangeException(nameof(frames), frames, "A RIFF file holds at most 4 GiB.");
        target.Write("RIFF"u8);
        Number(target, (uint)total);
        target.Write("WAVE"u8);
        Chunk(target, "bext"u8, bext);
        if (ixml.Length > 0) Chunk(target, "iXML"u8, ixml);
        var format = new byte[16];
        BinaryPrimitives.WriteUInt16LittleEndian(format, 1);
        BinaryPrimitives.WriteUInt16LittleEndian(format.AsSpan(2), (ushort)Channels);
        BinaryPrimitives.WriteUInt32LittleEndian(format.AsSpan(4), (uint)SampleRate);
        BinaryPrimitives.WriteUInt32LittleEndian(format.AsSpan(8), (uint)(SampleRate * blockAlign));
        BinaryPrimitives.WriteUInt16LittleEndian(format.AsSpan(12), (ushort)blockAlign);
        BinaryPrimitives.WriteUInt16LittleEndian(format.AsSpan(14), 24);
        Chunk(target, "fmt "u8, format);
        target.Write("data"u8);
        Number(target, (uint)data);
        Samples(target, frames, sample);
        if (data % 2 != 0) target.WriteByte(0);
    }

    private void Samples(Stream target, long frames, Func<int, long, int> sample)
    {
        var block = new byte[4800 * Channels * 3];
        for (long at = 0; at < frames;)
        {
            var count = (int)Math.Min(4800, frames - at);
            for (var i = 0; i < count; i++)
                for (var channel = 0; channel < Channels; channel++)
                {
                    var value = sample(channel, at + i);
                    var place = (i * Channels + channel) * 3;
                    (block[place], block[place + 1], block[place + 2]) = ((byte)value, (byte)(value >> 8), (byte)(value >> 16));
                }

            target.Write(block, 0, count * Channels * 3);
            at += count;
        }
    }

    private byte[] BextBytes()
    {
        var history = Encoding.ASCII.GetBytes(Bext.CodingHistory);
        var bytes = new byte[BroadcastExtension.FixedLength + history.Length];
        Text(Bext.Description, 0, 256);
        Text(Bext.Originator, 256, 32);
        Text(Bext.OriginatorReference, 288, 32);
        Text(Bext.Date, 320, 10);
        Text(Bext.Time, 330, 8);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(338), Bext.TimeReference ?? 0);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(346), 1);
        history.CopyTo(bytes, BroadcastExtension.FixedLength);
        return bytes;

        void Text(string text, int at, int length)
        {
            var encoded = Encoding.ASCII.GetBytes(text);
            encoded.AsSpan(0, Math.Min(length, encoded.Length)).CopyTo(bytes.AsSpan(at));
        }
    }

    private static long ChunkLength(long content) => 8 + content + content % 2;

    private static void Chunk(Stream target, ReadOnlySpan<byte> id, ReadOnlySpan<byte> content)
    {
        target.Write(id);
        Number(target, (uint)content.Length);
        target.Write(content);
        if (content.Length % 2 != 0) target.WriteByte(0);
    }

    private static void Number(Stream target, uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        target.Write(bytes);
    }
}
