using System.Buffers;
using System.Globalization;
using Acetate.Imaging.Colour;
using Acetate.Imaging.Debayer;
using Acetate.Imaging.Sensor;
using Acetate.Media.Decode;
using Acetate.Media.Render;

namespace Acetate.Media.Formats.Dng;

/// <summary>How the frames of a DNG clip become ACES2065-1: stored samples, linear, black off, white balance, demosaicing, matrix.</summary>
internal sealed class DngDevelopment
{
    private readonly DngPicture picture;
    private readonly DngToAces colour;
    private readonly double exposure;

    /// <param name="picture">What the frame says.</param>
    /// <param name="settings">What the caller wants.</param>
    /// <exception cref="InvalidDataException">Its colours do not fit together, or what is wanted cannot be.</exception>
    public DngDevelopment(DngPicture picture, DecodeSettings settings)
    {
        this.picture = picture;
        try
        {
            colour = picture.Colour.ToAces(settings.WhiteBalance is { } kelvin ? CameraWhite.Of(picture.Colour, CameraWhite.OfKelvin(kelvin)) : picture.Neutral);
        }
        catch (ArgumentException misfit)
        {
            throw new InvalidDataException(misfit.Message.Split(" (Parameter")[0], misfit);
        }

        exposure = Math.Pow(2, picture.BaselineExposure);
        if (settings.ExposureIndex is not { } index) return;
        exposure *= index / (picture.Iso ?? throw new InvalidDataException("The DNG does not say the exposure index it was recorded with, so none can be set."));
    }

    /// <summary>From balanced light to ACES2065-1.</summary>
    public Matrix3 Matrix => exposure * colour.Matrix;

    /// <summary>What is done before demosaicing, and after it.</summary>
    public IEnumerable<RecipeStep> Steps(RecipeStep debayer, DecodeSettings settings)
    {
        yield return new RecipeStep(RecipeStage.Decode, picture.Compression == 7 ? "DNG, lossless JPEG" : "DNG, uncompressed") { Tool = AcetateDecoders.Version }
            .With("bits", Text(picture.Bits)).With("stored", $"{picture.Width}×{picture.Height}").With("active", $"{picture.Active.Width}×{picture.Active.Height} at {picture.Active.Left},{picture.Active.Top}")
            .With("crop", $"{picture.Crop.Width}×{picture.Crop.Height} at {picture.Crop.Left},{picture.Crop.Top}");
        if (!picture.Linearization.IsEmpty) yield return new RecipeStep(RecipeStage.Decode, "codes to linear by the file's table").With("entries", Text(picture.Linearization.Length));
        yield return new RecipeStep(RecipeStage.Decode, "black off, white to 1").With("black", string.Join(' ', picture.Black.Distinct().Take(4).Select(Text))).With("white", Text(picture.White));
        yield return new RecipeStep(RecipeStage.Decode, "white balance; light above the fullest of the least amplified colour is cut, so that highlights stay neutral")
        {
            Reason = settings.WhiteBalance is null ? "as the camera was set" : "asked for by the caller",
        }.With("gains", $"{Text(colour.Gains.R)} {Text(colour.Gains.G)} {Text(colour.Gains.B)}").With("temperature", $"{colour.Kelvin.ToString("F0", CultureInfo.InvariantCulture)} K");
        yield return debayer;
        yield return new RecipeStep(RecipeStage.Input, "camera to ACES2065-1 by the file's matrices (DNG 1.7, chapter 6)") { Tool = AcetateDecoders.Version }.With("matrix", string.Join(' ', colour.Matrix.Rows.Select(value => value.ToString("0.######", CultureInfo.InvariantCulture))));
        yield return new RecipeStep(RecipeStage.Input, "exposure") { Reason = "sensor white is 1, moved by BaselineExposure; DNG says no more of where 18 % grey lies" }
            .With("factor", Text(exposure)).With("baseline", $"{Text(picture.BaselineExposure)} stops");
    }

    /// <summary>Makes the picture.</summary>
    /// <param name="file">The bytes of the frame's file.</param>
    /// <param name="mosaic">How mosaics become pictures.</param>
    /// <param name="row">Takes the rows.</param>
    /// <exception cref="InvalidDataException">The samples are damaged.</exception>
    public void Run(ReadOnlyMemory<byte> file, MosaicDevelopment mosaic, PictureRow row)
    {
        var (left, top, width, _) = picture.Active;
        var codes = ArrayPool<ushort>.Shared.Rent(picture.Width);
        // Samples that are compressed can only be had from the beginning of their piece: they are kept, two bytes each.
        var all = picture.Compression == 1 ? null : ArrayPool<ushort>.Shared.Rent(checked(picture.Width * picture.Height));
        try
        {
            if (all is not null) DngSamples.Decode(picture, file.Span, all);
            var roots = Roots();
            mosaic.Run(Fill, Matrix, row);

            void Fill(int line, Span<float> values)
            {
                if (all is null) DngSamples.Row(picture, file.Span, top + line, codes);
                var samples = all is null ? codes.AsSpan(left, width) : all.AsSpan((top + line) * picture.Width + left, width);
                if (roots is not null) ByTable(roots, line, samples, values);
                else Each(line, samples, values);
            }
        }
        finally
        {
            ArrayPool<ushort>.Shared.Return(codes);
            if (all is not null) ArrayPool<ushort>.Shared.Return(all);
        }
    }

    /// <summary>Linear codes of the frame as they are stored, black and all, for comparison with other readers.</summary>
    internal static ushort[] Stored(DngPicture picture, ReadOnlySpan<byte> file)
    {
        var all = new ushort[picture.Width * picture.Height];
        if (picture.Compression != 1) DngSamples.Decode(picture, file, all);
        else
            for (var line = 0; line < picture.Height; line++) DngSamples.Row(picture, file, line, all.AsSpan(line * picture.Width, picture.Width));
        if (!picture.Linearization.IsEmpty)
            for (var i = 0; i < all.Length; i++) all[i] = (ushort)Linear(picture, all[i]);
        return all;
    }

    private static int Linear(DngPicture picture, int code) => picture.Linearization.IsEmpty ? code : picture.Linearization[Math.Min(code, picture.Linearization.Length - 1)];

    // For a black that repeats every two pixels or less the root of each code is looked up: four tables, for two rows of two.
    private float[][]? Roots()
    {
        if (picture.BlackRepeat.Rows > 2 || picture.BlackRepeat.Columns > 2 || !picture.BlackAcross.IsEmpty || !picture.BlackDown.IsEmpty) return null;
        var tables = new float[4][];
        for (var place = 0; place < 4; place++)
        {
            var (black, gain, scale) = (BlackAt(place >> 1, place & 1), Gain(place >> 1, place & 1), Scale);
            tables[place] = new float[1 << 16];
            for (var code = 0; code < tables[place].Length; code++) tables[place][code] = Root((Linear(picture, code) - black) * scale * gain);
        }

        return tables;
    }

    private static void ByTable(float[][] roots, int line, ReadOnlySpan<ushort> samples, Span<float> values)
    {
        var (even, odd) = (roots[(line & 1) * 2], roots[(line & 1) * 2 + 1]);
        for (var x = 0; x + 1 < samples.Length; x += 2)
        {
            values[x] = even[samples[x]];
            values[x + 1] = odd[samples[x + 1]];
        }

        if ((samples.Length & 1) == 1) values[^1] = even[samples[^1]];
    }

    private void Each(int line, ReadOnlySpan<ushort> samples, Span<float> values)
    {
        var down = picture.BlackDown.IsEmpty ? 0 : picture.BlackDown[line];
        for (var x = 0; x < samples.Length; x++)
        {
            var black = BlackAt(line, x) + down + (picture.BlackAcross.IsEmpty ? 0 : picture.BlackAcross[x]);
            values[x] = Root((Linear(picture, samples[x]) - black) * Scale * Gain(line, x));
        }
    }

    private double Scale => 1 / (picture.White - picture.Black.Max());

    private double BlackAt(int line, int x) => picture.Black[line % picture.BlackRepeat.Rows * picture.BlackRepeat.Columns + x % picture.BlackRepeat.Columns];

    private double Gain(int line, int x)
    {
        var isRedRow = (line & 1) == picture.Pattern.RedRow();
        var isRedColumn = (x & 1) == picture.Pattern.RedColumn();
        return isRedRow == isRedColumn ? isRedRow ? colour.Gains.R : colour.Gains.B : colour.Gains.G;
    }

    // Noise below black keeps its sign.
    private static float Root(double light) => light < 0 ? -(float)Math.Sqrt(-light) : (float)Math.Sqrt(Math.Min(light, 1));

    private static string Text(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);
}
