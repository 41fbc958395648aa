using Acetate.Library.Tests.Storage;
using Acetate.Media.Trim;
using Acetate.Steps;

namespace Acetate.Library.Tests.Steps;

/// <summary>Frames that are compared while the bytes of a file pass.</summary>
public sealed class FrameHashesTests : IDisposable
{
    private static readonly FramePlace[] Trim = [new(7, 500), new(507, 1), new(600, 3000), new(3601, 399)];
    private static readonly FramePlace[] Source = [new(9000, 500), new(20, 1), new(4000, 3000), new(100, 399)];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(999)]
    [InlineData(5000)]
    public void Frames_are_the_same_however_the_bytes_are_handed_over(int piece)
    {
        var (source, trim) = Files();

        Assert.True(AreSame(trim, source, piece));
    }

    [Fact]
    public void A_bit_of_any_frame_matters_and_nothing_between_them_does()
    {
        var (source, trim) = Files();
        int[] within = [7, 506, 507, 600, 2000, 3599, 3601, 3999], between = [0, 6, 508, 599, 3600, 4000];

        Assert.All(within, at => Assert.False(AreSame(Flipped(trim, at), source, 512), $"byte {at}"));
        Assert.All(between, at => Assert.True(AreSame(Flipped(trim, at), source, 512), $"byte {at}"));
        Assert.False(AreSame(trim, Flipped(source, 4000 + 2999), 512));
    }

    [Fact]
    public void A_file_that_ends_too_early_is_not_the_same()
    {
        var (source, trim) = Files();

        Assert.False(AreSame(trim[..3999], source, 512));
        Assert.False(AreSame(trim, source[..9499], 512));
    }

    private static byte[] Flipped(byte[] bytes, int at)
    {
        var other = (byte[])bytes.Clone();
        other[at] ^= 0x10;
        return other;
    }

    private static (byte[] Source, byte[] Trim) Files()
    {
        var (source, trim) = (TestBytes.Of(10_000, 7), TestBytes.Of(4100, 8));
        foreach (var (from, to) in Source.Zip(Trim)) source.AsSpan((int)from.Offset, from.Length).CopyTo(trim.AsSpan((int)to.Offset));
        return (source, trim);
    }

    private bool AreSame(byte[] trim, byte[] source, int piece)
    {
        var path = Path.Join(_folder.Path, "source");
        File.WriteAllBytes(path, source);
        using var hashes = new FrameHashes([.. Trim]);
        for (var at = 0; at < trim.Length; at += piece) hashes.Append(trim.AsSpan(at, Math.Min(piece, trim.Length - at)));
        using var file = File.OpenHandle(path);
        return hashes.AreThoseOf(file, [.. Source], TestContext.Current.CancellationToken);
    }
}
