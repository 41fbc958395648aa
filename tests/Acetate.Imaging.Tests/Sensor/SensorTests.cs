using Acetate.Imaging.Buffers;
using Acetate.Imaging.Sensor;

namespace Acetate.Imaging.Tests.Sensor;

public sealed class SensorTests
{
    [Fact]
    public void Twelve_bits_lie_as_ARRI_lays_them()
    {
        byte[] bytes = [0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF, 0x10, 0x32, 0x54, 0x76];
        var (words, stream) = (new ushort[8], new ushort[8]);

        TwelveBits.Unpack(bytes, words, TwelveBitPacking.SwappedWords);
        TwelveBits.Unpack(bytes, stream, TwelveBitPacking.LittleEndian);

        // Words 0x67452301 0xEFCDAB89 0x76543210: fields 674 523 01E FCD AB8 976 543 210, each two swapped.
        Assert.Equal([0x523, 0x674, 0xFCD, 0x01E, 0x976, 0xAB8, 0x210, 0x543], words);
        Assert.Equal([0x301, 0x452, 0x967, 0xAB8, 0xFCD, 0x10E, 0x432, 0x765], stream.Select(s => (int)s).Select(s => (ushort)s));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(256, 256)]
    [InlineData(1023, 1023)]
    [InlineData(1024, 1024)]
    [InlineData(1536, 2049)]
    [InlineData(4095, 65503)]
    public void Twelve_bits_expand_to_sixteen_in_the_middle_of_their_step(int code, int value) => Assert.Equal(value, ArriSensor.Expand(code));

    [Fact]
    public void Expansion_rises_with_every_code_by_less_than_a_200th()
    {
        for (var code = 600; code < 4095; code++)
            Assert.InRange((ArriSensor.Expand(code + 1) - ArriSensor.Expand(code)) / (double)ArriSensor.Expand(code), 1e-9, 0.005);
    }

    [Theory]
    [InlineData(3200, 0.782790297)]
    [InlineData(1000, 0.794897107)]
    [InlineData(20000, 0.854158418)]
    public void The_matrix_of_a_published_temperature_is_the_published_one(double kelvin, double first) =>
        Assert.Equal(first, ArriSensor.ToAces(kelvin).M00, 12);

    [Fact]
    public void Between_two_temperatures_white_stays_white()
    {
        for (var kelvin = 1500.0; kelvin < 12_000; kelvin += 37)
        {
            var white = ArriSensor.ToAces(kelvin) * Colour.OneOfEach;
            Assert.InRange(Math.Abs(white.R - 1) + Math.Abs(white.G - 1) + Math.Abs(white.B - 1), 0, 1e-8);
        }
    }

    [Fact]
    public void Halves_are_those_of_the_runtime_and_never_infinite()
    {
        var grain = new Grain(9);
        var values = new float[70_001];
        for (var i = 0; i < 65_536; i++) values[i] = (float)BitConverter.UInt16BitsToHalf((ushort)i) * (1 + (float)(grain.Unit() - 0.5) * 1e-3f);
        for (var i = 65_536; i < values.Length; i++) values[i] = (float)((grain.Unit() - 0.5) * Math.Pow(10, grain.Below(16) - 9));
        (values[1], values[2], values[3], values[4], values[5]) = (float.NaN, float.PositiveInfinity, float.NegativeInfinity, 65519.99f, 1e30f);
        var halves = new Half[values.Length];

        Halves.From(values, halves);

        for (var i = 0; i < values.Length; i++)
        {
            var expected = float.IsNaN(values[i]) ? 0 : (float)(Half)Math.Clamp(values[i], -65504f, 65504f);
            Assert.True(expected == (float)halves[i], $"{values[i]} became {halves[i]}, not {expected}.");
        }
    }

    private static class Colour
    {
        public static Imaging.Colour.Rgb OneOfEach => Imaging.Colour.Rgb.Grey(1);
    }
}
