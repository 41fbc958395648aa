using Acetate.Steps.Render;

namespace Acetate.Library.Tests.Steps;

/// <summary>Files that are made in memory.</summary>
public sealed class MemoryFileTests
{
    [Fact]
    public void What_is_skipped_over_reads_as_zeros_even_where_another_file_lay_before()
    {
        const int length = 9 << 20;
        for (var i = 0; i < 4; i++)
        {
            using var before = new MemoryFile(length);
            before.Write(Enumerable.Repeat((byte)0xAB, length).ToArray());
        }

        using var file = new MemoryFile(length);
        file.Write([1, 2, 3]);
        file.Position = 8 << 20;
        file.Write([4]);
        file.SetLength(length);
        file.Position = 100;
        file.Write([5]);

        var bytes = file.Pieces.SelectMany(piece => piece.ToArray()).ToArray();
        Assert.Equal(length, bytes.Length);
        Assert.Equal([(0, 1), (1, 2), (2, 3), (100, 5), (8 << 20, 4)], bytes.Select((value, at) => (at, (int)value)).Where(pair => pair.Item2 != 0));
    }

    [Fact]
    public void A_file_that_becomes_too_large_is_refused()
    {
        using var file = new MemoryFile(10);

        Assert.Throws<InvalidOperationException>(() => file.Write(new byte[11]));
    }
}
