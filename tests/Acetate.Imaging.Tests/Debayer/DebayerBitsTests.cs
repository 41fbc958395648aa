using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Acetate.Imaging.Debayer;

namespace Acetate.Imaging.Tests.Debayer;

/// <summary>The same bits on every processor.</summary>
public sealed class DebayerBitsTests
{
    private const string Expected = "ACETATE_TEST_DEBAYERED";

    [Fact]
    public void Colours_have_the_bits_that_they_have_in_the_process_that_asks()
    {
        var bits = Bits();

        Assert.Equal(Environment.GetEnvironmentVariable(Expected) ?? bits, bits);
    }

    [Theory]
    [MemberData(nameof(FewerInstructions.Knobs), MemberType = typeof(FewerInstructions))]
    public Task A_process_with_fewer_instructions_makes_the_same_colours(string knob) =>
        FewerInstructions.AskAsync(nameof(Colours_have_the_bits_that_they_have_in_the_process_that_asks), knob, Expected, Bits());

    private static string Bits()
    {
        const int width = 301, height = 141;
        var grain = new Grain(8);
        var values = new float[width * height];
        // Noise below black too.
        for (var i = 0; i < values.Length; i++) values[i] = (float)(grain.Unit() * 1.1 - 0.05);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var debayer in (IDebayer[])[new RatioCorrected(width, height, BayerPattern.Bggr), new GradientCorrected(width, height, BayerPattern.Bggr), new HalfSize(width, height, BayerPattern.Bggr)])
        {
            debayer.Run((row, into) => values.AsSpan(row * width, width).CopyTo(into), (_, red, green, blue) =>
            {
                hash.AppendData(MemoryMarshal.AsBytes(red));
                hash.AppendData(MemoryMarshal.AsBytes(green));
                hash.AppendData(MemoryMarshal.AsBytes(blue));
            });
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
