using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Acetate.Media.Formats.Wave;

namespace Acetate.Tools.Tests.Media;

/// <summary>Files as sound recorders write them, at 48 kHz.</summary>
internal static class RecordingFiles
{
    /// <summary>A broadcast wave file of 24 bits, whose timecode counts at 25.</summary>
    public static void Write(string path, long reference, float[][] channels, string ixml = "")
    {
        using var file = File.Create(path);
        new WaveWriter { Channels = channels.Length, SampleRate = 48000, IXml = ixml, Bext = new() { Description = "sSPEED=025.000-NDF\r\n", TimeReference = reference } }
            .Write(file, channels[0].Length, (channel, at) => (int)MathF.Round(channels[channel][at] * 8_388_608));
    }

    /// <summary>Interleaved samples in floating point, as they are, without any time.</summary>
    public static void WriteFloats(string path, float[] samples, int channels)
    {
        using var file = new BinaryWriter(File.Create(path));
        file.Write("RIFF"u8);
        file.Write(36 + (samples.Length * 4));
        file.Write("WAVEfmt "u8);
        file.Write(16);
        file.Write((short)3);
        file.Write((short)channels);
        file.Write(48000);
        file.Write(48000 * channels * 4);
        file.Write((short)(channels * 4));
        file.Write((short)32);
        file.Write("data"u8);
        file.Write(samples.Length * 4);
        file.Write(MemoryMarshal.AsBytes(samples.AsSpan()));
    }

    /// <summary>Makes a wave file one whose lengths have 64 bits.</summary>
    public static void ToRf64(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var data = bytes.AsSpan().IndexOf("data"u8);
        var ds64 = new byte[36];
        "ds64"u8.CopyTo(ds64);
        BinaryPrimitives.WriteInt32LittleEndian(ds64.AsSpan(4), 28);
        BinaryPrimitives.WriteInt64LittleEndian(ds64.AsSpan(8), bytes.Length + 28);
        BinaryPrimitives.WriteInt64LittleEndian(ds64.AsSpan(16), BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(data + 4)));
        "RF64"u8.CopyTo(bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), uint.MaxValue);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(data + 4), uint.MaxValue);
        File.WriteAllBytes(path, [.. bytes[..12], .. ds64, .. bytes[12..]]);
    }
}
