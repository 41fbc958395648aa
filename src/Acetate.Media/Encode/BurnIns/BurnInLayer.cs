namespace Acetate.Media.Encode.BurnIns;

/// <summary>Something that lies over a picture: it mixes its colour into rows.</summary>
internal abstract class BurnInLayer
{
    /// <summary>Mixes into a row what of it lies there.</summary>
    public abstract void Apply(int row, Span<float> red, Span<float> green, Span<float> blue);

    private static void Mix(Span<float> values, int x, float amount, float colour) => values[x] = values[x] * (1 - amount) + colour * amount;

    /// <summary>A rectangle of one colour; its edges need not lie on whole pixels.</summary>
    public sealed class Box(BurnInRectangle place, (float R, float G, float B) colour, float opacity) : BurnInLayer
    {
        public override void Apply(int row, Span<float> red, Span<float> green, Span<float> blue)
        {
            var high = Math.Min(place.Top + place.Height, row + 1) - Math.Max(place.Top, row);
            if (high <= 0) return;
            var (left, right) = (Math.Max(place.Left, 0), Math.Min(place.Left + place.Width, red.Length));
            for (var x = (int)Math.Floor(left); x < right; x++)
            {
                var amount = (float)(high * (Math.Min(right, x + 1) - Math.Max(left, x))) * opacity;
                Mix(red, x, amount, colour.R);
                Mix(green, x, amount, colour.G);
                Mix(blue, x, amount, colour.B);
            }
        }
    }

    /// <summary>A shape of one colour.</summary>
    public sealed class Shape(int left, int top, int width, float[] coverage, (float R, float G, float B) colour, float opacity) : BurnInLayer
    {
        private readonly int height = width == 0 ? 0 : coverage.Length / width;

        public override void Apply(int row, Span<float> red, Span<float> green, Span<float> blue)
        {
            if (row < top || row >= top + height) return;
            for (var x = Math.Max(0, left); x < Math.Min(red.Length, left + width); x++)
            {
                var amount = coverage[(row - top) * width + x - left] * opacity;
                if (amount == 0) continue;
                Mix(red, x, amount, colour.R);
                Mix(green, x, amount, colour.G);
                Mix(blue, x, amount, colour.B);
            }
        }
    }

    /// <summary>An image whose colours are multiplied by how much it covers already.</summary>
    public sealed class Picture(int left, int top, BurnInImage image, float opacity) : BurnInLayer
    {
        public override void Apply(int row, Span<float> red, Span<float> green, Span<float> blue)
        {
            if (row < top || row >= top + image.Height) return;
            for (var x = Math.Max(0, left); x < Math.Min(red.Length, left + image.Width); x++)
            {
                var at = (row - top) * image.Width + x - left;
                var rest = 1 - image.Alpha[at] * opacity;
                red[x] = red[x] * rest + image.Red[at] * opacity;
                green[x] = green[x] * rest + image.Green[at] * opacity;
                blue[x] = blue[x] * rest + image.Blue[at] * opacity;
            }
        }
    }
}
