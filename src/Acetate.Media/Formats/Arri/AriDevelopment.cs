using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Acetate.Imaging.Colour;
using Acetate.Imaging.Debayer;
using Acetate.Imaging.Sensor;
using Acetate.Media.Decode;
using Acetate.Media.Render;

namespace Acetate.Media.Formats.Arri;

/// <summary>What is known of an ARRIRAW frame that its development needs.</summary>
public sealed record AriParameters
{
    /// <summary>Pixels across, a multiple of 8.</summary>
    public required int Width { get; init; }

    /// <summary>Pixels down.</summary>
    public required int Height { get; init; }

    /// <summary>How samples lie.</summary>
    public required AriOrder Order { get; init; }

    /// <summary>Which colours the pixels see.</summary>
    public required BayerPattern Pattern { get; init; }

    /// <summary>The factors on red, green and blue that make grey grey.</summary>
    public required (double Red, double Green, double Blue) WhiteBalance { get; init; }

    /// <summary>Whether the camera has applied them to the picture.</summary>
    public bool IsWhiteBalanced { get; init; }

    /// <summary>The white in K.</summary>
    public required double Kelvin { get; init; }

    /// <summary>ASA.</summary>
    public required double ExposureIndex { get; init; }

    /// <summary>The same developed as a caller wants it.</summary>
    /// <exception cref="DecodeException">The white or the exposure index cannot be.</exception>
    internal AriParameters For(DecodeSettings settings)
    {
        if (settings.Tint is not null) throw new DecodeException("A tint cannot be set for ARRIRAW: ARRI does not publish what its units are. Set the white balance alone, or use an engine adapter with ARRI's software (docs/guide/adapters.md).");
        if (settings.ExposureIndex is { } index && index is not (>= 50 and <= 6400)) throw new DecodeException(FormattableString.Invariant($"ARRIRAW cannot be developed for EI {index}: it goes from 50 to 6400."));
        var wanted = this with { ExposureIndex = settings.ExposureIndex ?? ExposureIndex };
        if (settings.WhiteBalance is not { } kelvin || kelvin == Kelvin) return wanted;
        if (kelvin is not (>= 2000 and <= 11000)) throw new DecodeException(FormattableString.Invariant($"ARRIRAW cannot be developed for a white of {kelvin} K: ARRI's matrices go from 2000 to 11000 K."));
        if (Kelvin is not (>= 1700 and <= 25000)) throw new DecodeException(FormattableString.Invariant($"The ARRIRAW header says a white of {Kelvin} K, from which no other follows. Leave the white balance as it was recorded."));
        // What the camera has applied already is not applied again.
        var known = IsWhiteBalanced ? Rgb.Grey(1) : new Rgb(WhiteBalance.Red, WhiteBalance.Green, WhiteBalance.Blue);
        var factors = ArriSensor.FactorsFor(known, Kelvin, kelvin);
        return wanted with { WhiteBalance = (factors.R, factors.G, factors.B), IsWhiteBalanced = false, Kelvin = kelvin, RecordedKelvin = Kelvin };
    }

    /// <summary>The white of the recording, where it is developed for another; else null.</summary>
    public double? RecordedKelvin { get; init; }

    /// <summary>What is to be known of a white that is not the recording's.</summary>
    internal string? WhiteReason => RecordedKelvin is not { } recorded ? null
        : FormattableString.Invariant($"asked for by the caller; recorded for {recorded:0} K, factors derived from its own by ARRI's matrices, since ARRI publishes none for other whites");

    /// <summary>The same as a warning.</summary>
    internal string? WhiteWarning => RecordedKelvin is not { } recorded ? null
        : FormattableString.Invariant($"The white balance of {Kelvin:0} K is derived from that of the recording ({recorded:0} K), since ARRI publishes no factors: it differs by some percent from ARRI's own software.");

    /// <summary>Bytes of the packed picture.</summary>
    public long PictureLength => (long)Width * Height / 2 * 3;

    /// <summary>What a frame's header says; the camera's family decides how samples lie and which colours they see.</summary>
    public static AriParameters Of(AriHeader header)
    {
        ArgumentNullException.ThrowIfNull(header);
        return new()
        {
            Width = header.Width,
            Height = header.Height,
            Order = OrderOf(header.Family),
            Pattern = PatternOf(header.Family),
            WhiteBalance = header.WhiteBalance,
            IsWhiteBalanced = header.IsWhiteBalanced,
            Kelvin = header.Kelvin,
            ExposureIndex = header.ExposureIndex,
        };
    }

    /// <summary>How the cameras of a family write: <c>ALEXA</c>, <c>ALEXA65</c>, <c>ALEXALF</c>, <c>A-MINI</c>.</summary>
    internal static AriOrder OrderOf(string family) => family == "A-MINI" ? AriOrder.LittleEndian : AriOrder.SwappedWords;

    /// <summary>The sensor pattern of a family.</summary>
    internal static BayerPattern PatternOf(string family) => family == "ALEXA" ? BayerPattern.Grbg : BayerPattern.Bggr;
}

/// <summary>How one ARRIRAW frame becomes ACES2065-1.</summary>
public sealed class AriDevelopment
{
    private readonly AriParameters parameters;
    private readonly ReadOnlyMemory<byte> picture;
    private readonly float[][] roots;

    /// <param name="parameters">What is known of it.</param>
    /// <param name="picture">The frame's packed picture, <see cref="AriParameters.PictureLength"/> bytes.</param>
    /// <exception cref="InvalidDataException">The picture is cut, or the white balance or exposure index cannot be.</exception>
    public AriDevelopment(AriParameters parameters, ReadOnlyMemory<byte> picture)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        if (picture.Length != parameters.PictureLength)
            throw new InvalidDataException($"The ARRIRAW picture is cut: {picture.Length:N0} of {parameters.PictureLength:N0} bytes are there.");
        if (parameters.ExposureIndex is not (>= 50 and <= 6400)) throw new InvalidDataException($"The ARRIRAW header says an exposure index of {parameters.ExposureIndex.ToString(CultureInfo.InvariantCulture)}.");
        var (red, green, blue) = parameters.IsWhiteBalanced ? (1, 1, 1) : parameters.WhiteBalance;
        if (!(red is > 0.1 and < 10 && green is > 0.1 and < 10 && blue is > 0.1 and < 10))
            throw new InvalidDataException(FormattableString.Invariant($"The ARRIRAW header says white balance factors of {red}, {green} and {blue}."));
        (this.parameters, this.picture) = (parameters, picture);
        roots = [Roots(red), Roots(green), Roots(blue)];
        Matrix = ArriSensor.Exposure(parameters.ExposureIndex) * ArriSensor.ToAces(parameters.Kelvin);
    }

    /// <summary>From white-balanced light of the sensor to ACES2065-1, the exposure in it.</summary>
    public Matrix3 Matrix { get; }

    /// <summary>A row of the mosaic: square roots of white-balanced light.</summary>
    /// <param name="line">0 for the top row.</param>
    /// <param name="codes">Room for as many as the picture is wide.</param>
    /// <param name="values">As many.</param>
    public void Row(int line, Span<ushort> codes, Span<float> values)
    {
        AriSamples.Row(picture.Span, line, codes, parameters.Order);
        var isRedRow = (line & 1) == parameters.Pattern.RedRow();
        var colour = isRedRow ? roots[0] : roots[2];
        // The first column of a row is its colour or green.
        var colourFirst = isRedRow == (parameters.Pattern.RedColumn() == 0);
        var (even, odd) = colourFirst ? (colour, roots[1]) : (roots[1], colour);
        // Each table has a number for each of the 4096 codes: nothing needs to be checked 13 million times.
        ref var first = ref MemoryMarshal.GetArrayDataReference(even);
        ref var second = ref MemoryMarshal.GetArrayDataReference(odd);
        codes = codes[..values.Length];
        for (var x = 0; x + 1 < values.Length; x += 2)
        {
            values[x] = Unsafe.Add(ref first, codes[x] & 0xFFF);
            values[x + 1] = Unsafe.Add(ref second, codes[x + 1] & 0xFFF);
        }
    }

    /// <summary>Every step in order.</summary>
    internal static ImmutableArray<RecipeStep> Steps(AriParameters p, string container, string orderReason, string? whiteReason, RecipeStep debayer) =>
    [
        new RecipeStep(RecipeStage.Decode, $"{container}, 12 bits, {(p.Order switch { AriOrder.SwappedWords => "words from their high end, pairs changed", AriOrder.Words => "words from their high end", _ => "little-endian" })}")
            { Tool = AcetateDecoders.Version, Reason = orderReason }.With("size", FormattableString.Invariant($"{p.Width}×{p.Height}")),
        new RecipeStep(RecipeStage.Decode, "12 to 16 bits by exponent and mantissa, black 256 of 65535"),
        p.IsWhiteBalanced ? new RecipeStep(RecipeStage.Decode, "white balance applied by the camera")
            : new RecipeStep(RecipeStage.Decode, "white balance") { Reason = p.WhiteReason ?? whiteReason }.With("factors", FormattableString.Invariant($"{p.WhiteBalance.Red:0.####} {p.WhiteBalance.Green:0.####} {p.WhiteBalance.Blue:0.####}")),
        debayer,
        new RecipeStep(RecipeStage.Input, "exposure, 18 % grey being 1 % of full well at EI 400").With("index", p.ExposureIndex.ToString(CultureInfo.InvariantCulture)),
        new RecipeStep(RecipeStage.Input, "ARRI ALEXA raw to ACES2065-1 (input transforms v3, 2013)") { Tool = AcetateDecoders.Version }
            .With("temperature", FormattableString.Invariant($"{p.Kelvin:0} K")),
    ];

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
}
