namespace Acetate.Media.Decode.Samples;

/// <summary>Makes rows of red, green and blue of a picture as a codec stored it: levels, colour at luma's size, the matrix.</summary>
/// <remarks>Not for use by several threads at once: each has one of its own. It holds a few rows.</remarks>
public sealed class PictureDevelopment
{
    // Rows of colour that are kept: interlaced pictures take four of each field.
    private const int Kept = 16;

    private readonly PictureReading reading;
    private readonly PixelLayout layout;
    private readonly float[] red, green, blue;
    private readonly int chromaWidth, chromaHeight;
    private readonly ChromaTaps[] phases = [];
    private readonly float[][] chroma = [[], []];
    private readonly int[][] held = [[], []];
    private readonly float[] padded = [], scratch = [];
    private readonly (float Factor, float Offset) luma, difference;

    /// <param name="reading">How the pictures are to be understood.</param>
    public PictureDevelopment(PictureReading reading)
    {
        ArgumentNullException.ThrowIfNull(reading);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(reading.Width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(reading.Height);
        (this.reading, layout) = (reading, reading.Layout);
        (red, green, blue) = (new float[reading.Width], new float[reading.Width], new float[reading.Width]);
        (luma, difference) = Levels(layout, reading.Levels);
        if (!layout.IsLuma) return;
        (chromaWidth, chromaHeight) = (layout.ChromaWidth(reading.Width), layout.ChromaHeight(reading.Height));
        phases = [.. Enumerable.Range(0, layout.Across).Select(at => ChromaTaps.At(ChromaTaps.Place(at, layout.Across, reading.IsCositedAcross)))];
        (padded, scratch) = (new float[chromaWidth + 2 * ChromaRows.Margin], new float[chromaWidth * layout.Across]);
        for (var i = 0; i < 2; i++)
        {
            chroma[i] = new float[chromaWidth * Kept];
            held[i] = new int[Kept];
        }
    }

    /// <summary>Makes the picture.</summary>
    /// <param name="picture">As many bytes as the layout says.</param>
    /// <param name="row">Takes the rows in order.</param>
    public void Run(ReadOnlySpan<byte> picture, PictureRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        if (picture.Length < layout.BytesOf(reading.Width, reading.Height)) throw new ArgumentException("The picture is cut.", nameof(picture));
        foreach (var numbers in held) Array.Fill(numbers, -1);
        for (var y = 0; y < reading.Height; y++)
        {
            if (layout.IsLuma) Luma(picture, y);
            else Direct(picture, y);
            row(y, red, green, blue);
        }
    }

    /// <summary>What a code is multiplied with and what is added, so that black is 0 and white 1, and for differences of colour −0.5 to 0.5.</summary>
    private static ((float, float) Luma, (float, float) Difference) Levels(PixelLayout layout, PictureLevels levels)
    {
        if (layout.IsFloat) return ((1, 0), (1, 0));
        var unit = Math.Pow(2, layout.Bits - 8);
        var shift = layout.IsHighEnd ? 1.0 / (1 << (16 - layout.Bits)) : 1;
        return levels switch
        {
            PictureLevels.Full => (((float)(shift / layout.Most), 0), ((float)(shift / layout.Most), (float)(-128 * unit / layout.Most))),
            // The codes themselves: luma's are what they are, and a difference of 224 steps stands for one of 219.
            PictureLevels.LegalCodes => (((float)(shift / layout.Most), 0), ((float)(shift * 219 / 224 / layout.Most), (float)(-128 * unit * 219 / 224 / layout.Most))),
            _ => (((float)(shift / (219 * unit)), -16f / 219), ((float)(shift / (224 * unit)), -128f / 224)),
        };
    }

    private void Direct(ReadOnlySpan<byte> picture, int y)
    {
        var (first, second, third) = layout.Order;
        Component(picture, y, first, red);
        if (layout.IsGrey)
        {
            red.CopyTo(green, 0);
            red.CopyTo(blue, 0);
            return;
        }

        Component(picture, y, second, green);
        Component(picture, y, third, blue);
    }

    private void Component(ReadOnlySpan<byte> picture, int y, int component, float[] into)
    {
        var line = reading.Width * layout.Stride * SampleRows.BytesOf(layout.Kind);
        if (layout.Planes == 1)
        {
            var bytes = picture.Slice(checked((int)((long)y * line)), line);
            if (layout.Stride == 1) SampleRows.Read(bytes, into, layout.Kind);
            else SampleRows.ReadEvery(bytes, into, layout.Kind, component, layout.Stride);
        }
        else
        {
            SampleRows.Read(picture.Slice(checked((int)(layout.StartOf(component, reading.Width, reading.Height) + (long)y * line)), line), into, layout.Kind);
        }

        if (!layout.IsFloat) SampleRows.Scale(into, luma.Factor, luma.Offset);
    }

    private void Luma(ReadOnlySpan<byte> picture, int y)
    {
        Component(picture, y, 0, red);
        Difference(picture, y, 0, green);
        Difference(picture, y, 1, blue);
        reading.Matrix.ToRgb(red, green, blue);
    }

    private void Difference(ReadOnlySpan<byte> picture, int y, int which, float[] into)
    {
        var across = padded.AsSpan(ChromaRows.Margin, chromaWidth);
        if (layout.Down == 1) Row(picture, which, y).CopyTo(across);
        else
        {
            var (taps, step, offset) = Down(y);
            var last = (chromaHeight - 1 - offset) / step;
            var one = Row(picture, which, At(taps.First));
            var two = Row(picture, which, At(taps.First + 1));
            var three = Row(picture, which, At(taps.First + 2));
            var four = Row(picture, which, At(taps.First + 3));
            ChromaRows.Mix(one, two, three, four, taps, across);

            int At(int line) => Math.Clamp(line, 0, Math.Max(0, last)) * step + offset;
        }

        if (layout.Across == 1)
        {
            across.CopyTo(into);
            return;
        }

        padded.AsSpan(0, ChromaRows.Margin).Fill(across[0]);
        padded.AsSpan(ChromaRows.Margin + chromaWidth).Fill(across[^1]);
        ChromaRows.Widen(padded, phases, scratch, into);
    }

    // The rows of colour that a row of luma is between: of the whole picture, or of its own field.
    private (ChromaTaps Taps, int Step, int Offset) Down(int y)
    {
        if (!reading.IsInterlaced || layout.Down != 2 || chromaHeight < 2)
            return (ChromaTaps.At(ChromaTaps.Place(y, layout.Down, reading.IsCositedDown)), 1, 0);
        var isSecond = (y & 1) == 1;
        return (ChromaTaps.At(ChromaTaps.FieldPlace(y / 2, isSecond)), 2, isSecond ? 1 : 0);
    }

    private ReadOnlySpan<float> Row(ReadOnlySpan<byte> picture, int which, int line)
    {
        var slot = line % Kept;
        var into = chroma[which].AsSpan(slot * chromaWidth, chromaWidth);
        if (held[which][slot] == line) return into;
        var length = chromaWidth * SampleRows.BytesOf(layout.Kind);
        SampleRows.Read(picture.Slice(checked((int)(layout.StartOf(which + 1, reading.Width, reading.Height) + (long)line * length)), length), into, layout.Kind);
        if (!layout.IsFloat) SampleRows.Scale(into, difference.Factor, difference.Offset);
        held[which][slot] = line;
        return into;
    }
}
