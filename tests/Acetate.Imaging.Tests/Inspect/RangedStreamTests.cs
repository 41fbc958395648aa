using Acetate.Media.Inspect;

namespace Acetate.Imaging.Tests.Inspect;

/// <summary>A file elsewhere, read in parts.</summary>
public sealed class RangedStreamTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(16384)]
    [InlineData(16385)]
    [InlineData(1_000_003)]
    public void Reads_anywhere_give_the_bytes_of_the_file_and_nothing_is_fetched_twice(int length)
    {
        var grain = new Grain((ulong)length);
        var file = Enumerable.Range(0, length).Select(_ => (byte)(grain.Unit() * 256)).ToArray();
        var fetched = new bool[length];
        using var stream = new RangedStream(
            (offset, target) =>
            {
                file.AsSpan((int)offset, target.Length).CopyTo(target);
                for (var i = 0; i < target.Length; i++)
                {
                    Assert.False(fetched[offset + i], $"Byte {offset + i} was fetched twice.");
                    fetched[offset + i] = true;
                }

                return target.Length;
            }, length);

        for (var round = 0; round < 300; round++)
        {
            var (at, count) = ((int)(grain.Unit() * length), (int)(grain.Unit() * 50_000));
            var buffer = new byte[count];
            stream.Position = at;
            var read = stream.ReadAtLeast(buffer, count, throwOnEndOfStream: false);

            Assert.Equal(Math.Min(count, length - at), read);
            Assert.True(file.AsSpan(at, read).SequenceEqual(buffer.AsSpan(0, read)));
        }

        Assert.Equal(fetched.Count(byteThere => byteThere), stream.Fetched);
    }

    [Fact]
    public void A_file_that_wants_all_of_itself_read_is_stopped()
    {
        using var stream = new RangedStream((_, target) => target.Length, 1L << 40);
        var buffer = new byte[1 << 20];

        var stopped = Assert.Throws<InvalidDataException>(() =>
        {
            while (stream.Read(buffer) > 0)
            {
            }
        });

        Assert.Contains("16 MiB", stopped.Message);
        Assert.InRange(stream.Fetched, 15 << 20, RangedStream.Most);
    }

    [Fact]
    public async Task A_stand_in_has_the_length_of_the_file_and_what_was_fetched_in_its_place()
    {
        using var folder = new TempFolder();
        var path = Path.Join(folder.Path, "stand-in");
        using var stream = new RangedStream((offset, target) =>
        {
            target.Fill((byte)(offset >> 20));
            return target.Length;
        }, 10 << 20);
        stream.Position = 5 << 20;
        stream.ReadExactly(new byte[100]);

        await stream.WriteStandInAsync(path, long.MaxValue, TestContext.Current.CancellationToken);

        var bytes = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(10 << 20, bytes.Length);
        Assert.Equal(5, bytes[(5 << 20) + 50]);
        Assert.Equal(0, bytes[3 << 20]);
    }
}
