using System.Globalization;
using Acetate.Imaging.Colour;
using Acetate.Imaging.Debayer;
using Acetate.Imaging.Sensor;
using Acetate.Media.Decode;
using Acetate.Media.Formats.Dng.Opcodes;
using Acetate.Media.Render;

namespace Acetate.Media.Formats.Dng;

/// <summary>How the frames of a DNG clip become ACES2065-1: stored samples, linear, black off, white balance, demosaicing, matrix; and the file's own corrections on the way.</summary>
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
            colour = picture.Colour.ToAces(NeutralFor(settings));
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

    private OpcodeList AfterColours => picture.Corrections[2];

    /// <summary>What is done before demosaicing, and after it.</summary>
    /// <param name="container">The kind of file, and how its samples were unpacked.</param>
    /// <param name="debayer">How it is demosaiced; null: it is already.</param>
    /// <param name="settings">What the caller wants.</param>
    public IEnumerable<RecipeStep> Steps(string container, RecipeStep? debayer, DecodeSettings settings)
    {
        yield return new RecipeStep(RecipeStage.Decode, container) { Tool = AcetateDecoders.Version }
            .With("bits", Text(picture.Bits)).With("stored", $"{picture.Width}×{picture.Height}").With("active", $"{picture.Active.Width}×{picture.Active.Height} at {picture.Active.Left},{picture.Active.Top}")
            .With("crop", $"{picture.Crop.Width}×{picture.Crop.Height} at {picture.Crop.Left},{picture.Crop.Top}");
        foreach (var step in Corrected(0, "stored codes")) yield return step;
        if (!picture.Linearization.IsEmpty) yield return new RecipeStep(RecipeStage.Decode, "codes to linear by the file's table").With("entries", Text(picture.Linearization.Length));
        yield return new RecipeStep(RecipeStage.Decode, "black off, white to 1").With("black", string.Join(' ', picture.Black.Distinct().Take(4).Select(Text))).With("white", string.Join(' ', picture.White.Distinct().Select(Text)));
        foreach (var step in Corrected(1, "light")) yield return step;
        var balance = new RecipeStep(RecipeStage.Decode, "white balance; light above the fullest of the least amplified colour is cut, so that highlights stay neutral")
        {
            Reason = settings.WhiteBalance is null && settings.Tint is null ? "as the camera was set" : "asked for by the caller",
        }.With("gains", $"{Text(colour.Gains.R)} {Text(colour.Gains.G)} {Text(colour.Gains.B)}").With("temperature", $"{colour.Kelvin.ToString("F0", CultureInfo.InvariantCulture)} K");
        yield return settings.Tint is { } tint ? balance.With("tint", Text(tint)) : balance;
        if (debayer is not null) yield return debayer;
        foreach (var step in Corrected(2, "colours")) yield return step;
        yield return new RecipeStep(RecipeStage.Input, $"camera to ACES2065-1 by {picture.MatrixOrigin} (DNG 1.7, chapter 6)") { Tool = AcetateDecoders.Version }.With("matrix", string.Join(' ', colour.Matrix.Rows.Select(value => value.ToString("0.######", CultureInfo.InvariantCulture))));
        yield return new RecipeStep(RecipeStage.Input, "exposure") { Reason = "sensor white is 1, moved by BaselineExposure; DNG says no more of where 18 % grey lies" }
            .With("factor", Text(exposure)).With("baseline", $"{Text(picture.BaselineExposure)} stops");
    }

    /// <summary>Makes the picture.</summary>
    /// <param name="file">The bytes of the frame's file.</param>
    /// <param name="mosaic">How mosaics become pictures: the crop, or where colours are corrected everything; null where the picture is demosaiced already.</param>
    /// <param name="row">Takes the rows.</param>
    /// <exception cref="InvalidDataException">The samples are damaged.</exception>
    public void Run(ReadOnlyMemory<byte> file, MosaicDevelopment? mosaic, PictureRow row)
    {
        using var light = new DngLight(picture, file);
        Run(light, mosaic, row);
    }

    /// <summary>The same of light that was had otherwise.</summary>
    internal void Run(DngLight light, MosaicDevelopment? mosaic, PictureRow row)
    {
        if (mosaic is null)
        {
            Demosaiced(light, row);
            return;
        }

        var roots = light.HasCodes ? Roots() : null;
        if (AfterColours.Opcodes.IsEmpty)
        {
            mosaic.Run(Fill, Matrix, row);
            return;
        }

        var field = FieldOf(mosaic.Width, mosaic.Height, mosaic.Reduction);
        mosaic.Run(Fill, Matrix3.Identity, (line, red, green, blue) =>
        {
            red.CopyTo(field.Row(line, 0));
            green.CopyTo(field.Row(line, 1));
            blue.CopyTo(field.Row(line, 2));
        });
        Corrected(field, row);

        void Fill(int line, Span<float> values)
        {
            if (roots is not null)
            {
                ByTable(roots, line, light.Codes(line), values);
                return;
            }

            light.Row(line, 0, values);
            for (var x = 0; x < values.Length; x++) values[x] = Root(values[x] * Gain(line, x));
        }
    }

    /// <summary>Codes of the frame as they are stored, black and all, for comparison with other readers.</summary>
    internal static ushort[] Stored(DngPicture picture, ReadOnlyMemory<byte> file)
    {
        var width = picture.Width * picture.Planes;
        var all = new ushort[width * picture.Height];
        if (picture.IsHeld) DngSamples.Decode(picture, file, all);
        else
            for (var line = 0; line < picture.Height; line++) DngSamples.Row(picture, file.Span, line, all.AsSpan(line * width, width));
        if (!picture.Linearization.IsEmpty)
            for (var i = 0; i < all.Length; i++) all[i] = (ushort)Linear(picture, all[i]);
        return all;
    }

    private static int Linear(DngPicture picture, int code) => picture.Linearization.IsEmpty ? code : picture.Linearization[Math.Min(code, picture.Linearization.Length - 1)];

    private IEnumerable<RecipeStep> Corrected(int list, string what) => picture.Corrections[list].Opcodes.Select(opcode =>
        new RecipeStep(list == 2 ? RecipeStage.Debayer : RecipeStage.Decode, opcode.Meaning) { Tool = AcetateDecoders.Version, Reason = $"the file asks for it ({opcode.Name} on {what})" });

    private Rgb NeutralFor(DecodeSettings settings)
    {
        if (settings.Tint is < -150 or > 150) throw new InvalidDataException($"A tint of {Text(settings.Tint.Value)} cannot be: DNG's goes from -150 to 150.");
        if (settings.WhiteBalance is { } kelvin)
            return kelvin is >= 1700 and <= 25000 ? picture.Colour.NeutralOf(settings.Tint is { } aside ? WhitePoint.Of(kelvin, aside) : WhitePoint.OfLight(kelvin)) : throw new InvalidDataException($"A white of {Text(kelvin)} K cannot be: it goes from 1700 to 25000.");
        return settings.Tint is { } tint ? picture.Colour.NeutralOf(WhitePoint.Of(WhitePoint.TemperatureOf(picture.Colour.WhiteOf(picture.Neutral)).Kelvin, tint)) : picture.Neutral;
    }

    private RawField FieldOf(int width, int height, int reduction) => new(width, height, 3) { Reduction = reduction, Gains = [(float)colour.Gains.R, (float)colour.Gains.G, (float)colour.Gains.B] };

    private void Demosaiced(DngLight light, PictureRow row)
    {
        var (_, _, width, height) = picture.Developed;
        var isCorrected = !AfterColours.Opcodes.IsEmpty;
        var field = isCorrected ? FieldOf(width, height, 1) : null;
        float[][] values = [new float[width], new float[width], new float[width]];
        var (left, top, across, down) = picture.Crop;
        for (var line = field is null ? top : 0; line < (field is null ? top + down : height); line++)
        {
            for (var plane = 0; plane < 3; plane++)
            {
                light.Row(line, plane, values[plane]);
                var gain = (float)(plane == 0 ? colour.Gains.R : plane == 1 ? colour.Gains.G : colour.Gains.B);
                for (var x = 0; x < width; x++) values[plane][x] = Math.Min(values[plane][x] * gain, 1);
                if (field is not null) values[plane].CopyTo(field.Row(line, plane));
            }

            if (field is null) Out(line - top, values[0].AsSpan(left, across), values[1].AsSpan(left, across), values[2].AsSpan(left, across), row);
        }

        if (field is not null) Corrected(field, row);
    }

    private void Corrected(RawField field, PictureRow row)
    {
        AfterColours.Apply(field);
        var r = field.Reduction;
        var (left, top, width, height) = (picture.Crop.Left / r, picture.Crop.Top / r, picture.Crop.Width / r, picture.Crop.Height / r);
        for (var line = 0; line < height; line++)
            Out(line, field.Row(top + line, 0).Slice(left, width), field.Row(top + line, 1).Slice(left, width), field.Row(top + line, 2).Slice(left, width), row);
    }

    private void Out(int line, Span<float> red, Span<float> green, Span<float> blue, PictureRow row)
    {
        var m = Matrix.Rows.Select(value => (float)value).ToArray();
        for (var x = 0; x < red.Length; x++)
        {
            var (r, g, b) = (red[x], green[x], blue[x]);
            red[x] = m[0] * r + m[1] * g + m[2] * b;
            green[x] = m[3] * r + m[4] * g + m[5] * b;
            blue[x] = m[6] * r + m[7] * g + m[8] * b;
        }

        row(line, red, green, blue);
    }

    // For a black that repeats every two pixels or less the root of each code is looked up: four tables, for two rows of two.
    private float[][]? Roots()
    {
        if (picture.BlackRepeat.Rows > 2 || picture.BlackRepeat.Columns > 2 || !picture.BlackAcross.IsEmpty || !picture.BlackDown.IsEmpty) return null;
        var scale = 1 / (picture.White[0] - picture.MostBlack()[0]);
        var tables = new float[4][];
        for (var place = 0; place < 4; place++)
        {
            var (black, gain) = (picture.Black[(place >> 1) % picture.BlackRepeat.Rows * picture.BlackRepeat.Columns + (place & 1) % picture.BlackRepeat.Columns], Gain(place >> 1, place & 1));
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

    private double Gain(int line, int x)
    {
        var pattern = picture.DevelopedPattern;
        var isRedRow = (line & 1) == pattern.RedRow();
        var isRedColumn = (x & 1) == pattern.RedColumn();
        return isRedRow == isRedColumn ? isRedRow ? colour.Gains.R : colour.Gains.B : colour.Gains.G;
    }

    // Noise below black keeps its sign.
    private static float Root(double light) => light < 0 ? -(float)Math.Sqrt(-light) : (float)Math.Sqrt(Math.Min(light, 1));

    private static string Text(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);
}
