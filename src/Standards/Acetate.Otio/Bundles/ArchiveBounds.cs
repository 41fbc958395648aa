using System.Buffers.Binary;

namespace Acetate.Otio.Bundles;

/// <summary>Looks at the end of a ZIP archive before its directory is read into memory.</summary>
internal static class ArchiveBounds
{
    /// <summary>Bytes of directory at most: three hundred thousand entries with usual names.</summary>
    private const long MostDirectory = 32 << 20;

    private const int EndLength = 22, LocatorLength = 20, MostComment = 65535;
    private const uint End = 0x06054b50, Locator = 0x07064b50;

    /// <summary>Checks that the directory is not larger than any bundle's (APPNOTE 4.3.16).</summary>
    /// <exception cref="OtioException">It is.</exception>
    /// <exception cref="InvalidDataException">It is no archive.</exception>
    public static void Check(FileStream file)
    {
        var tail = new byte[(int)Math.Min(file.Length, EndLength + MostComment + LocatorLength)];
        file.Position = file.Length - tail.Length;
        file.ReadExactly(tail);
        file.Position = 0;
        for (var at = tail.Length - EndLength; at >= 0; at--)
        {
            if (Number(tail, at) != End) continue;
            long begins = Number(tail, at + 16);
            // In a large archive the true end record stands before its locator, and the directory before that one.
            if (begins == uint.MaxValue && at >= LocatorLength && Number(tail, at - LocatorLength) == Locator) begins = LargeDirectory(file, tail.AsSpan(at - LocatorLength));
            var ends = file.Length - tail.Length + at;
            if (begins < 0 || begins > ends) throw new InvalidDataException();
            if (ends - begins > MostDirectory) throw new OtioException(OtioRule.TooLarge, $"The archive's directory is larger than {MostDirectory >> 20} MiB. No bundle has so many files.");
            return;
        }

        throw new InvalidDataException();
    }

    private static long LargeDirectory(FileStream file, ReadOnlySpan<byte> locator)
    {
        var place = BinaryPrimitives.ReadInt64LittleEndian(locator[8..]);
        var record = new byte[56];
        if (place < 0 || place > file.Length - record.Length) throw new InvalidDataException();
        file.Position = place;
        file.ReadExactly(record);
        file.Position = 0;
        return BinaryPrimitives.ReadInt64LittleEndian(record.AsSpan(48));
    }

    private static uint Number(byte[] bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));
}
