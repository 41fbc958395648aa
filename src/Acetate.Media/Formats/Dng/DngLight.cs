using System.Buffers;
using Acetate.Media.Formats.Dng.Opcodes;

namespace Acetate.Media.Formats.Dng;

/// <summary>From stored samples to light: corrections of codes, the file's table, black off, white to 1, corrections of light.</summary>
/// <remarks>Samples that can be had row by row are not kept; others are, as they are stored, or as numbers of 32 bits where corrections change them.</remarks>
internal sealed class DngLight : IDisposable
{
    private readonly DngPicture picture;
    private readonly ReadOnlyMemory<byte> file;
    private readonly double[] scale;
    private ushort[] codes = [];
    private float[] reals = [];
    private RawField? stored, light;
    private int last = -1;

    /// <param name="picture">What the frame says.</param>
    /// <param name="file">Its file.</param>
    /// <exception cref="InvalidDataException">The samples are damaged.</exception>
    public DngLight(DngPicture picture, ReadOnlyMemory<byte> file)
    {
        (this.picture, this.file) = (picture, file);
        var most = picture.MostBlack();
        scale = [.. picture.White.Select((white, plane) => 1 / (white - most[plane]))];
        try
        {
            Hold();
            if (!picture.Corrections[0].Opcodes.IsEmpty) CorrectCodes();
            if (!picture.Corrections[1].Opcodes.IsEmpty) CorrectLight();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <param name="picture">What the frame says.</param>
    /// <param name="unpacked">Its samples as somebody else unpacked them; an array of the shared pool, given back with this.</param>
    public DngLight(DngPicture picture, ushort[] unpacked)
    {
        var most = picture.MostBlack();
        (this.picture, codes, scale) = (picture, unpacked, [.. picture.White.Select((white, plane) => 1 / (white - most[plane]))]);
    }

    /// <summary>Whether <see cref="Codes"/> gives rows: whole numbers that no correction has changed.</summary>
    public bool HasCodes => stored is null && light is null && !picture.IsFloating;

    public void Dispose()
    {
        if (codes.Length > 0) ArrayPool<ushort>.Shared.Return(codes);
        if (reals.Length > 0) ArrayPool<float>.Shared.Return(reals);
        (codes, reals) = ([], []);
    }

    /// <summary>Stored numbers of a row of the active part, planes side by side; good until the next.</summary>
    public ReadOnlySpan<ushort> Codes(int line)
    {
        var row = Whole(picture.Active.Top + line);
        return row.Slice(picture.Active.Left * picture.Planes, picture.Active.Width * picture.Planes);
    }

    /// <summary>Light of a row of the part that is developed, of one plane: 0 no light, 1 the most.</summary>
    public void Row(int line, int plane, Span<float> values)
    {
        if (light is not null) light.Row(line, plane).CopyTo(values);
        else Linear(line, plane, values);
    }

    private void Hold()
    {
        if (!picture.IsHeld) return;
        var count = checked(picture.Width * picture.Height * picture.Planes);
        if (picture.IsFloating)
        {
            reals = ArrayPool<float>.Shared.Rent(count);
            DngSamples.Decode(picture, file, reals.AsSpan(0, count));
            // What is not a number is no light.
            for (var i = 0; i < count; i++)
                if (!float.IsFinite(reals[i])) reals[i] = float.IsPositiveInfinity(reals[i]) ? 1 : 0;
        }
        else
        {
            codes = ArrayPool<ushort>.Shared.Rent(count);
            DngSamples.Decode(picture, file, codes.AsSpan(0, count));
        }
    }

    private void CorrectCodes()
    {
        stored = new(picture.Width, picture.Height, picture.Planes) { Step = picture.Planes == 1 ? 2 : 1 };
        for (var line = 0; line < picture.Height; line++)
            for (var plane = 0; plane < picture.Planes; plane++)
            {
                var row = stored.Row(line, plane);
                for (var x = 0; x < row.Length; x++) row[x] = picture.IsFloating ? reals[(line * picture.Width + x) * picture.Planes + plane] : codes[(line * picture.Width + x) * picture.Planes + plane];
            }

        picture.Corrections[0].Apply(stored);
        Dispose();
    }

    private void CorrectLight()
    {
        var field = new RawField(picture.Active.Width, picture.Active.Height, picture.Planes) { Step = picture.Planes == 1 ? 2 : 1 };
        for (var line = 0; line < field.Height; line++)
            for (var plane = 0; plane < picture.Planes; plane++) Linear(line, plane, field.Row(line, plane));
        picture.Corrections[1].Apply(field);
        light = field;
        stored = null;
        Dispose();
    }

    private void Linear(int line, int plane, Span<float> values)
    {
        var (left, top, _, _) = picture.Active;
        var blacks = picture.Black.AsSpan()[(line % picture.BlackRepeat.Rows * picture.BlackRepeat.Columns * picture.Planes)..];
        var (down, table) = (picture.BlackDown.IsEmpty ? 0 : picture.BlackDown[line], picture.Linearization);
        var whole = stored is null && !picture.IsFloating ? Codes(line) : default;
        for (var x = 0; x < values.Length; x++)
        {
            var at = x * picture.Planes + plane;
            // A corrected code may lie between two of the table's.
            var code = !whole.IsEmpty ? table.IsEmpty ? whole[at] : table[Math.Min(whole[at], table.Length - 1)]
                : stored is not null ? Tabled(stored.Row(top + line, plane)[left + x]) : reals[((top + line) * picture.Width + left + x) * picture.Planes + plane];
            var black = blacks[x % picture.BlackRepeat.Columns * picture.Planes + plane] + down + (picture.BlackAcross.IsEmpty ? 0 : picture.BlackAcross[x]);
            values[x] = (float)((code - black) * scale[plane]);
        }

        double Tabled(float code)
        {
            if (table.IsEmpty) return code;
            var within = Math.Clamp(code, 0, table.Length - 1);
            var below = (int)within;
            return table[below] + (table[Math.Min(below + 1, table.Length - 1)] - table[below]) * (within - below);
        }
    }

    private ReadOnlySpan<ushort> Whole(int line)
    {
        var width = picture.Width * picture.Planes;
        if (picture.IsHeld) return codes.AsSpan(line * width, width);
        if (codes.Length == 0) codes = ArrayPool<ushort>.Shared.Rent(width);
        // The planes of a row are asked for one after the other.
        if (last != line) DngSamples.Row(picture, file.Span, line, codes.AsSpan(0, width));
        last = line;
        return codes.AsSpan(0, width);
    }
}
