using System.Diagnostics;
using Acetate.Hashing;

namespace Acetate.Standards.Tests.Hashing;

/// <summary>XXH3 has four inner loops; whichever the machine chooses, the values are the same.</summary>
public sealed class VectorWidthTests
{
    private const string AtMost = "ACETATE_TEST_WIDTH_AT_MOST";

    public static TheoryData<string> Widths => [.. Enum.GetNames<VectorWidth>()];

    [Theory]
    [MemberData(nameof(Widths))]
    public void Every_width_agrees_with_the_scalar_loop_at_every_length_and_alignment(string name)
    {
        var width = Supported(name);
        var bytes = TestBytes.Sanity(70_000);
        int[] lengths = [.. Enumerable.Range(0, 2200), 4095, 4096, 4097, 16_384, 65_537, 69_900];

        foreach (var length in lengths)
        {
            var input = bytes.AsSpan(length % 67, length);
            Assert.Equal(Digests(VectorWidth.Scalar, input), Digests(width, input));
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Where_the_input_is_cut_does_not_matter(string name)
    {
        var width = Supported(name);
        var bytes = TestBytes.Sanity(9000);
        var cuts = new Sequence(1);

        for (var attempt = 0; attempt < 600; attempt++)
        {
            var input = bytes.AsSpan(cuts.Below(64), cuts.Below(8900));
            using var hash = new Xxh3Hash(width);
            for (var rest = input; !rest.IsEmpty;)
            {
                // Small pieces fill the buffer by and by, large ones pass it by.
                var piece = Math.Min(rest.Length, 1 + cuts.Below(attempt % 3 == 0 ? 70 : attempt % 3 == 1 ? 600 : 5000));
                hash.Append(rest[..piece]);
                rest = rest[piece..];
            }

            Assert.Equal(Digests(VectorWidth.Scalar, input), (hash.Digest(HashFormat.Xxh3), hash.Digest(HashFormat.Xxh128)));
        }
    }

    [Fact]
    public void The_chosen_width_gives_the_official_values_within_what_the_runtime_allows()
    {
        var atMost = Enum.Parse<VectorWidth>(Environment.GetEnvironmentVariable(AtMost) ?? nameof(VectorWidth.Bits512));

        Assert.True(VectorWidths.Widest <= atMost, $"{VectorWidths.Widest} was chosen, {atMost} is the most that is allowed.");
        Assert.Equal("dd59e2c3a5f038e0", HashDigest.Of(HashFormat.Xxh3, TestBytes.Sanity(2048)).Text);
        Assert.Equal("f736557fd47073a5dd59e2c3a5f038e0", HashDigest.Of(HashFormat.Xxh128, TestBytes.Sanity(2048)).Text);
    }

    [Theory]
    [InlineData("DOTNET_EnableAVX512", nameof(VectorWidth.Bits256))]
    [InlineData("DOTNET_EnableAVX2", nameof(VectorWidth.Bits128))]
    [InlineData("DOTNET_EnableHWIntrinsic", nameof(VectorWidth.Scalar))]
    public async Task A_process_with_fewer_instructions_chooses_a_narrower_loop_and_gives_the_same_values(string knob, string atMost)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
            start.ArgumentList.Add(typeof(VectorWidthTests).Assembly.Location);
        foreach (var argument in new[] { "--filter-method", $"*{nameof(The_chosen_width_gives_the_official_values_within_what_the_runtime_allows)}" })
            start.ArgumentList.Add(argument);
        (start.Environment[knob], start.Environment[AtMost]) = ("0", atMost);
        using var process = Process.Start(start)!;

        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(process.ExitCode == 0, output);
        Assert.Contains("succeeded: 1", output, StringComparison.Ordinal);
    }

    private static VectorWidth Supported(string name)
    {
        var width = Enum.Parse<VectorWidth>(name);
        Assert.SkipUnless(VectorWidths.IsSupported(width), $"This machine has no vectors of {width}.");
        return width;
    }

    private static (HashDigest, HashDigest) Digests(VectorWidth width, ReadOnlySpan<byte> input)
    {
        using var hash = new Xxh3Hash(width);
        hash.Append(input);
        return (hash.Digest(HashFormat.Xxh3), hash.Digest(HashFormat.Xxh128));
    }
}
