using Acetate.Media.Decode;

namespace Acetate.Media.Formats.Arri;

/// <summary>An ARRIRAW frame as it was read.</summary>
/// <param name="number">Counted from 0, the clip's first frame.</param>
/// <param name="rented">Bytes of the shared pool that hold the picture.</param>
/// <param name="development">How it becomes a picture.</param>
/// <param name="mosaic">How mosaics become pictures.</param>
internal sealed class AriFrame(long number, byte[] rented, AriDevelopment development, MosaicDevelopment mosaic) : HeldFrame(number, rented)
{
    /// <inheritdoc/>
    protected override void Make(byte[] bytes, PictureRow row)
    {
        ushort[] codes = [];
        mosaic.Run(
            (line, values) =>
            {
                if (codes.Length != values.Length) codes = new ushort[values.Length];
                development.Row(line, codes, values);
            },
            development.Matrix,
            row);
    }
}
