using System.Buffers.Binary;
using Acetate.Aaf;
using Acetate.Aaf.Compositions;

namespace Acetate.Standards.Tests.Aaf;

/// <summary>Files that are cut short, damaged, or made to harm: one sentence each, bounded memory, an end.</summary>
public sealed class HostileFileTests
{
    private static readonly uint[] Tempting = [0, 1, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFA, 0xFFFFFFFD, 0xFFFFFFFE, 0xFFFFFFFF];

    public static TheoryData<string> Samples => ["conformance/aaf/misc_speed_effects.aaf", "samples/editorial-aaf/sector_size_512.aaf", "samples/editorial-aaf/DR_Markers.aaf"];

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_file_that_is_cut_short_at_any_sector_is_told_or_lacks_nothing(string sample)
    {
        var whole = File.ReadAllBytes(Corpus.PathOf(sample));
        var sector = whole[30] == 12 ? 4096 : 512;
        var mobs = AafReader.Read(new MemoryStream(whole), "whole.aaf").Mobs.Length;
        var refused = 0;

        for (var length = 0; length < whole.Length; length += sector)
        {
            if (Read(whole[..length]) is not { } file)
                refused++;
            else
                Assert.Equal(mobs, file.Mobs.Length);
        }

        Assert.InRange(refused, (whole.Length / sector) - 30, whole.Length / sector);
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Damaged_bytes_are_a_sentence_or_a_file_and_never_more_memory_than_stated(string sample)
    {
        var whole = File.ReadAllBytes(Corpus.PathOf(sample));
        var read = 0;

        for (var seed = 0UL; seed < 300; seed++)
        {
            if (Read(Damaged(whole, seed)) is not null)
                read++;
        }

        Assert.InRange(read, 1, 299);
    }

    [Fact]
    public void A_small_file_with_any_word_replaced_is_a_sentence_or_a_file()
    {
        var make = new TestAaf();
        var whole = make.File(
            make.Composition(1, "reel 1", make.Slot(1, make.Sequence(20, make.Clip(TestAaf.MobId(2), 1, 0, 10),
                make.Effect("Motion Control", 10, [make.Clip(TestAaf.MobId(2), 1, 0, 10)], [make.Curve("PARAM_SPEED_OFFSET_MAP_U", (0, 1, 0), (10, 1, 20))], isTimeWarp: true)))),
            make.Master(2, "clip", make.Slot(1, make.Clip(default, 0, 0, 100)), make.Slot(2, make.Timecode(0, 24, false, 100), track: 1)));
        var answers = (Read: 0, Refused: 0);

        for (var at = 0; at + 4 <= whole.Length; at += 4)
        {
            var bytes = whole.ToArray();
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at), Tempting[at / 4 % Tempting.Length]);
            answers = Read(bytes) is null ? (answers.Read, answers.Refused + 1) : (answers.Read + 1, answers.Refused);
        }

        Assert.True(answers is { Read: > 100, Refused: > 100 }, $"{answers}");
    }

    [Theory]
    [InlineData("", "header: The file is no AAF")]
    [InlineData("TITLE: REEL 1\nFCM: NON-DROP FRAME\n", "header: The file is no AAF")]
    public void What_is_no_structured_storage_is_no_AAF(string text, string expected) =>
        Assert.Contains(expected, Refused(System.Text.Encoding.ASCII.GetBytes(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_structured_storage_file_of_another_program_is_no_AAF()
    {
        var folder = new TestFolder();
        folder.Streams["WordDocument"] = new byte[100];

        Assert.Equal("test.aaf, /: The file is a structured-storage file, but no AAF: its root has no properties. Export the sequence as AAF.",
            Refused(CompoundWriter.Write(folder)).Message);
    }

    [Fact]
    public void A_chain_of_sectors_in_a_circle_is_told()
    {
        var whole = Simple();
        var fat = FatOffset(whole);
        var directory = BinaryPrimitives.ReadInt32LittleEndian(whole.AsSpan(48));
        BinaryPrimitives.WriteInt32LittleEndian(whole.AsSpan(fat + (4 * directory)), directory);

        Assert.Equal($"test.aaf, the directory: Sector {directory} belongs to two streams, or its chain runs in a circle. The file is damaged; export it again.", Refused(whole).Message);
    }

    [Fact]
    public void Small_sectors_in_a_circle_are_told()
    {
        var whole = Simple();
        var miniFat = 512 * (1 + BinaryPrimitives.ReadInt32LittleEndian(whole.AsSpan(60)));
        for (var i = 0; i < 128; i++)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(whole.AsSpan(miniFat + (4 * i))) is var next and < 0xFFFFFFF0)
                BinaryPrimitives.WriteUInt32LittleEndian(whole.AsSpan(miniFat + (4 * i)), next - 1);
        }

        Assert.Contains("belongs to two streams, or its chain runs in a circle", Refused(whole).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Folders_in_a_circle_are_told()
    {
        var whole = Simple();
        var directory = 512 * (1 + BinaryPrimitives.ReadInt32LittleEndian(whole.AsSpan(48)));
        var child = BinaryPrimitives.ReadInt32LittleEndian(whole.AsSpan(directory + 76));
        BinaryPrimitives.WriteInt32LittleEndian(whole.AsSpan(directory + (128 * child) + 68), child);

        Assert.Equal($"test.aaf, directory, folder 'Root Entry': Entry {child} stands in the tree twice: folders run in a circle. The file is damaged; export it again.", Refused(whole).Message);
    }

    [Fact]
    public void Absurd_counts_and_lengths_are_told()
    {
        var whole = Simple();
        var directory = 512 * (1 + BinaryPrimitives.ReadInt32LittleEndian(whole.AsSpan(48)));
        BinaryPrimitives.WriteUInt32LittleEndian(whole.AsSpan(directory + 120), uint.MaxValue);
        Assert.Contains("4,294,967,295 bytes are said to lie in a file of", Refused(whole).Message, StringComparison.Ordinal);

        var many = Simple();
        BinaryPrimitives.WriteUInt32LittleEndian(many.AsSpan(44), uint.MaxValue);
        Assert.Contains("The header promises 4,294,967,295 sectors of the sector table", Refused(many).Message, StringComparison.Ordinal);

        Assert.Equal("test.aaf, /: 65535 properties are promised in 10 bytes. The file is damaged; export it again.",
            Refused(WithRoot([(byte)'L', 32, 0xFF, 0xFF, 1, 2, 3, 4, 5, 6])).Message);
        Assert.Equal("test.aaf, /: Property 0002 is longer than the list that holds it. The file is damaged; export it again.",
            Refused(WithRoot([(byte)'L', 32, 1, 0, 2, 0, 0x82, 0, 0xFF, 0xFF])).Message);
        Assert.Equal("test.aaf, /: The index of 'x' promises 4,294,967,295 entries in 12 bytes. The file is damaged; export it again.",
            Refused(WithRoot([(byte)'L', 32, 1, 0, 2, 0, 0x32, 0, 4, 0, (byte)'x', 0, 0, 0], ("x index", [0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0, 0, 0]))).Message);
    }

    [Fact]
    public void Objects_too_deep_within_one_another_are_told()
    {
        var make = new TestAaf();
        var inner = make.Filler(1);
        for (var i = 0; i < 450; i++)
            inner = make.Sequence(1, inner);

        Assert.Contains("Objects lie more than 400 deep within one another", Refused(make.File(make.Composition(1, "deep", make.Slot(1, inner)))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Effects_upon_effects_and_lengths_beyond_all_measure_come_to_an_end()
    {
        var make = new TestAaf();
        var inner = make.Clip(TestAaf.MobId(1), 1, long.MaxValue, long.MaxValue);
        for (var i = 0; i < 90; i++)
        {
            inner = make.Effect("Motion Control", long.MaxValue, [make.Sequence(long.MaxValue, make.Transition(long.MaxValue, long.MinValue, "x"), inner, make.Filler(long.MaxValue))],
                [make.Constant("SpeedRatio", int.MaxValue, 3)], isTimeWarp: true);
        }

        var file = make.Read(make.Composition(1, "deep", make.Slot(1, inner, rate: int.MaxValue, per: 1, origin: long.MaxValue), make.Slot(2, make.Timecode(long.MaxValue, 65535, true, -5), rate: 1, per: int.MaxValue)));

        var cut = AafComposition.Of(file, file.Mobs[0]);

        Assert.NotEmpty(cut.Tracks);
        Assert.All(cut.Tracks, track => Assert.True(track.Length >= 0));
    }

    [Fact]
    public void A_long_chain_of_mobs_ends_with_a_sentence()
    {
        var make = new TestAaf();
        var mobs = Enumerable.Range(1, 100).Select(i => make.Master(i, $"clip {i}", make.Slot(1, make.Clip(TestAaf.MobId(i + 1), 1, 1, 10))));
        var file = make.Read([make.Composition(200, "reel", make.Slot(1, make.Clip(TestAaf.MobId(1), 1, 0, 10))), .. mobs]);

        var cut = AafComposition.Of(file, file.TopLevel[0]);

        Assert.Equal(AafChainEnd.TooLong, cut.Tracks[0].Items[0].Source!.End);
        Assert.Equal(AafSourceChain.MaxLinks, cut.Tracks[0].Items[0].Source!.Links.Length);
        Assert.Equal("'reel', V1, frame 0: The sources of the clip go on for too many mobs; the chain ends there.", Assert.Single(cut.Problems).ToString());
    }

    /// <summary>Reads and looks at everything; null when the file was refused with a sentence.</summary>
    private static AafFile? Read(byte[] bytes)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        AafFile file;
        try
        {
            file = AafReader.Read(new MemoryStream(bytes), "test.aaf");
        }
        catch (AafException refused)
        {
            Assert.StartsWith("test.aaf, ", refused.Message, StringComparison.Ordinal);
            Assert.NotEmpty(refused.Place);
            Assert.EndsWith(".", refused.Problem, StringComparison.Ordinal);
            return null;
        }
        finally
        {
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, ((long)bytes.Length * AafReader.MemoryPerByte) + AafReader.MemoryAtLeast);
        }

        foreach (var mob in file.Mobs)
        {
            var cut = AafComposition.Of(file, mob);
            foreach (var track in cut.Tracks)
                Assert.All(track.Items, item => Assert.All(cut.MarkersOn(track, item), marker => Assert.InRange(marker.Frame, 0, item.Range.Length)));
        }

        return file;
    }

    private static AafException Refused(byte[] bytes) => Assert.Throws<AafException>(() => AafReader.Read(new MemoryStream(bytes), "test.aaf"));

    private static byte[] Simple()
    {
        var make = new TestAaf();
        return make.File(make.Composition(1, "reel", make.Slot(1, make.Filler(10))));
    }

    private static byte[] WithRoot(byte[] properties, params (string Name, byte[] Bytes)[] streams)
    {
        var folder = new TestFolder();
        folder.Streams["properties"] = properties;
        foreach (var (name, bytes) in streams)
            folder.Streams[name] = bytes;
        return CompoundWriter.Write(folder);
    }

    private static int FatOffset(byte[] bytes) => 512 * (1 + BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(76)));

    /// <summary>One to four numbers replaced, mostly by such as break readers.</summary>
    private static byte[] Damaged(byte[] valid, ulong seed)
    {
        var damage = new Damage(seed, "properties\0");
        if (damage.Next(4) == 0)
            return damage.Of(valid);
        var bytes = valid.ToArray();
        for (var hits = 1 + damage.Next(4); hits > 0; hits--)
        {
            var at = damage.Next(bytes.Length - 4);
            if (damage.Next(2) == 0)
                bytes[at] ^= (byte)(1 << damage.Next(8));
            else
                BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at & ~3), Tempting[damage.Next(Tempting.Length)]);
        }

        return bytes;
    }
}
