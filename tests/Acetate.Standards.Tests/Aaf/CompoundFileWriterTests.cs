using System.Buffers.Binary;
using System.Text;
using Acetate.Aaf.Storage;

namespace Acetate.Standards.Tests.Aaf;

/// <summary>Compound files that are written, read by the reader that reads those of editing programs.</summary>
public sealed class CompoundFileWriterTests
{
    [Theory]
    [InlineData(9, 3)]
    [InlineData(12, 3)]
    // A sector table so long that the header has no room to say where it lies: tables of tables, two of them.
    [InlineData(9, 20_000)]
    public void Streams_of_every_length_come_back_from_the_folders_they_were_put_into(int shift, int kilobytes)
    {
        int[] lengths = [0, 1, 63, 64, 65, 4095, 4096, 4097, 100_000, kilobytes * 1024];
        var root = new CompoundFolder("Root Entry", Guid.Parse("b3b398a5-1c90-11d4-8053-080036210804"));
        var below = new CompoundFolder("Folder", Guid.Parse("0d010101-0101-3400-060e-2b3402060101"));
        root.Folders.Add(below);
        foreach (var length in lengths)
        {
            root.Streams.Add(($"s{length}", Bytes(length, 1)));
            below.Streams.Add(($"s{length}", Bytes(length, 2)));
        }

        var file = Written(root, shift);
        var read = CompoundFile.Open(new MemoryStream(file), "test");

        Assert.Equal(0, file.Length % (1 << shift));
        Assert.Equal(root.ClassId, read.Root.ClassId);
        var inner = read.Root.Find("Folder", isStream: false)!;
        Assert.Equal(below.ClassId, inner.ClassId);
        foreach (var length in lengths)
        {
            Assert.True(Bytes(length, 1).AsSpan().SequenceEqual(read.Read(read.Root.Find($"s{length}", isStream: true)!, () => "")));
            Assert.True(Bytes(length, 2).AsSpan().SequenceEqual(read.Read(inner.Find($"s{length}", isStream: true)!, () => "")));
        }

        if (kilobytes > 1000) Assert.InRange(BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(72)), 2, 10);
    }

    [Fact]
    public void Names_lie_in_the_order_by_which_they_are_searched_for()
    {
        var root = new CompoundFolder("Root Entry", Guid.Empty);
        for (var i = 0; i < 1000; i++) root.Streams.Add(($"Mobs-1901{{{i * 7919 % 1000:x}}}", [1]));

        var file = Written(root, 12);

        // The directory is the first thing behind the header; the tree is walked as one does who searches.
        for (var i = 0; i < 1000; i++) Assert.InRange(Steps($"Mobs-1901{{{i:x}}}"), 1, 10);
        Assert.Equal(-1, Steps("Mobs-1901{3e8}"));

        int Steps(string name)
        {
            var steps = 0;
            for (var at = Number(0, 76); at != uint.MaxValue; steps++)
            {
                var entry = file.AsSpan(4096 + (128 * (int)at), 128);
                var here = Encoding.Unicode.GetString(entry[..(BinaryPrimitives.ReadUInt16LittleEndian(entry[64..]) - 2)]);
                if (here == name) return steps + 1;
                var isLess = name.Length != here.Length ? name.Length < here.Length : string.CompareOrdinal(name.ToUpperInvariant(), here.ToUpperInvariant()) < 0;
                at = Number((int)at, isLess ? 68 : 72);
            }

            return -1;
        }

        uint Number(int entry, int at) => BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(4096 + (128 * entry) + at));
    }

    [Fact]
    public void Names_that_cannot_be_are_bugs()
    {
        foreach (var names in (string[][])[["a", "A"], [""], [new('x', 32)], ["ü"]])
        {
            var root = new CompoundFolder("Root Entry", Guid.Empty);
            root.Streams.AddRange(names.Select(name => (name, new byte[1])));
            Assert.Throws<InvalidOperationException>(() => Written(root, 12));
        }
    }

    private static byte[] Written(CompoundFolder root, int shift)
    {
        using var memory = new MemoryStream();
        Acetate.Aaf.Storage.CompoundWriter.Write(root, Guid.Empty, memory, shift);
        return memory.ToArray();
    }

    private static byte[] Bytes(int length, int seed)
    {
        var bytes = new byte[length];
        for (var i = 0; i < length; i++) bytes[i] = (byte)((i * 31 * seed) + (i >> 8));
        return bytes;
    }
}
