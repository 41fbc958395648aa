using System.Runtime.InteropServices;
using Acetate.Imaging.Buffers;
using Acetate.Imaging.Colour;
using Acetate.Imaging.Debayer;
using Acetate.Imaging.Sensor;

namespace Acetate.Media.Formats.Arri;

/// <summary>How one ARRIRAW frame becomes ACES2065-1, with the parameters of its header.</summary>
public sealed class AriDevelopment
{
    private readonly AriHeader header;
    private readonly ReadOnlyMemory<byte> picture;
    private readonly float[][] roots;
    private readonly Matrix3 matrix;

    /// <param name="header">The frame's header.</param>
    /// <param name="picture">The frame's packed picture, <see cref="AriHeader.PictureLength"/> bytes.</param>
    /// <param name="packing">How samples lie; the header's camera decides when null.</param>
    /// <param name="pattern">Which colours the pixels see; the header's camera decides when null.</param>
    /// <exception cref="InvalidDataException">The picture is cut, the header has no white balance or exposure index that can be, or the camera is none whose colours are known.</exception>
    public AriDevelopment(AriHeader header, ReadOnlyMemory<byte> picture, TwelveBitPacking? packing = null, BayerPattern? pattern = null)
    {
        ArgumentNullException.ThrowIfNull(header);
        if (picture.Length != header.PictureLength)
            throw new InvalidDataException($"The ARRIRAW picture is cut: {picture.Length:N0} of {header.PictureLength:N0} bytes are there.");
        if (header.ExposureIndex is < 50 or > 6400) throw new InvalidDataException($"The ARRIRAW header says an exposure index of {header.ExposureIndex}.");
        var (red, green, blue) = header.IsWhiteBalanced ? (1, 1, 1) : header.WhiteBalance;
        if (!(red is > 0.1f and < 10 && green is > 0.1f and < 10 && blue is > 0.1f and < 10))
            throw new InvalidDataException($"The ARRIRAW header says white balance factors of {red}, {green} and {blue}.");
        (this.header, this.picture) = (header, picture);
        Packing = packing ?? (header.Family == "A-MINI" ? TwelveBitPacking.LittleEndian : TwelveBitPacking.SwappedWords);
        Pattern = pattern ?? (header.Family == "ALEXA" ? BayerPattern.Grbg : BayerPattern.Bggr);
        roots = [Roots(red), Roots(green), Roots(blue)];
        matrix = ArriSensor.Exposure(header.ExposureIndex) * ArriSensor.ToAces(header.Kelvin);
        Recipe =
        [
            $"ARRIRAW, 12 bits, {(Packing == TwelveBitPacking.SwappedWords ? "swapped words" : "little-endian")}, {header.Width}×{header.Height}, sensor pattern {Pattern.ToString().ToUpperInvariant()}",
            "12 to 16 bits by exponent and mantissa, black 256 of 65535",
            header.IsWhiteBalanced ? "white balance applied by the camera" : FormattableString.Invariant($"white balance {red} {green} {blue}, {header.Kelvin} K"),
            "ratio corrected demosaicing (RCD) on square roots of light",
            FormattableString.Invariant($"exposure for EI {header.ExposureIndex}"),
            FormattableString.Invariant($"ARRI ALEXA raw to ACES2065-1 at {header.Kelvin} K (input transforms v3, 2013)"),
        ];
    }

    /// <summary>How samples lie.</summary>
    public TwelveBitPacking Packing { get; }

    /// <summary>Which colours the pixels see.</summary>
    public BayerPattern Pattern { get; }

    /// <summary>Every step in order, in words.</summary>
    public IReadOnlyList<string> Recipe { get; }

    /// <summary>Something that makes the picture's rows; each thread needs one of its own.</summary>
    public Rows NewRows() => new(this);

    // A code's square root of white-balanced light; noise below black keeps its sign.
    private static float[] Roots(double factor)
    {
        var table = new float[4096];
        for (var code = 0; code < table.Length; code++)
        {
            var light = ArriSensor.Light(code) * factor;
            table[code] = (float)(Math.Sign(light) * Math.Sqrt(Math.Abs(light)));
        }

        return table;
    }

    /// <summary>Makes the rows of the picture, a band of 64 at a time.</summary>
    public sealed class Rows
    {
        private readonly AriDevelopment frame;
        private readonly RatioCorrected debayer;
        private readonly ushort[] codes;
        private readonly Half[] band;
        private readonly float[][] row;
        private int made = -1;

        internal Rows(AriDevelopment frame)
        {
            var (width, height) = (frame.header.Width, frame.header.Height);
            this.frame = frame;
            debayer = new(width, height, frame.Pattern);
            codes = new ushort[width];
            band = new Half[3 * width * RatioCorrected.BandRows];
            row = [new float[width], new float[width], new float[width]];
        }

        /// <summary>A row in ACES2065-1: all blue, all green, all red values, as halves.</summary>
        /// <param name="line">0 for the top row. Rows of a band are quick to have one after the other.</param>
        /// <param name="bytes">Three times the width of halves.</param>
        public void Line(int line, Span<byte> bytes)
        {
            var length = 3 * frame.header.Width;
            if (line / RatioCorrected.BandRows != made) Make(line / RatioCorrected.BandRows);
            MemoryMarshal.AsBytes(band.AsSpan(line % RatioCorrected.BandRows * length, length)).CopyTo(bytes);
        }

        private void Make(int number)
        {
            made = -1;
            debayer.Run(number, Mosaic, Take);
            made = number;
        }

        private void Mosaic(int line, Span<float> values)
        {
            var length = TwelveBits.RowBytes(values.Length);
            TwelveBits.Unpack(frame.picture.Span.Slice(line * length, length), codes, frame.Packing);
            var isRedRow = (line & 1) == frame.Pattern.RedRow();
            var colour = isRedRow ? frame.roots[0] : frame.roots[2];
            // The first column of a row is its colour or green.
            var colourFirst = isRedRow == (frame.Pattern.RedColumn() == 0);
            var (even, odd) = colourFirst ? (colour, frame.roots[1]) : (frame.roots[1], colour);
            for (var x = 0; x < values.Length; x += 2)
            {
                values[x] = even[codes[x]];
                values[x + 1] = odd[codes[x + 1]];
            }
        }

        private void Take(int line, ReadOnlySpan<float> red, ReadOnlySpan<float> green, ReadOnlySpan<float> blue)
        {
            red.CopyTo(row[0]);
            green.CopyTo(row[1]);
            blue.CopyTo(row[2]);
            LinearRows.SquareAndMix(row[0], row[1], row[2], frame.matrix);
            var width = red.Length;
            var into = band.AsSpan(line % RatioCorrected.BandRows * 3 * width, 3 * width);
            for (var channel = 0; channel < 3; channel++) Halves.From(row[2 - channel], into.Slice(channel * width, width));
        }
    }
}
