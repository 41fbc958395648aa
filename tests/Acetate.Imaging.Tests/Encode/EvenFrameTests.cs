using Acetate.Media.Encode;
using Acetate.Media.Encode.Movies;

namespace Acetate.Imaging.Tests.Encode;

/// <summary>Pictures of odd sides in movies.</summary>
public sealed class EvenFrameTests
{
    [Theory]
    [InlineData(3, 3, new[] { "0 1 2 2", "10 11 12 12", "20 21 22 22", "20 21 22 22" })]
    [InlineData(2, 3, new[] { "0 1", "10 11", "20 21", "20 21" })]
    [InlineData(3, 2, new[] { "0 1 2 2", "10 11 12 12" })]
    [InlineData(2, 2, new[] { "0 1", "10 11" })]
    public void The_last_column_and_the_last_row_are_there_twice_where_a_side_is_odd(int width, int height, string[] expected)
    {
        var kept = new Kept();
        using (var even = new EvenFrame(kept, width, height))
        {
            for (var y = 0; y < height; y++)
            {
                var row = Enumerable.Range(0, width).Select(x => 10f * y + x).ToArray();
                even.Row(row, [.. row.Select(value => value + 1000)], [.. row.Select(value => value + 2000)]);
            }

            even.Complete();
        }

        Assert.Equal(expected, kept.Rows.Select(row => string.Join(' ', row.Red)));
        Assert.All(kept.Rows, row => Assert.Equal(row.Red.Select(value => value + 1000), row.Green));
        Assert.All(kept.Rows, row => Assert.Equal(row.Red.Select(value => value + 2000), row.Blue));
        Assert.Equal((true, true), (kept.IsComplete, kept.IsDisposed));
    }

    private sealed class Kept : FrameWriter
    {
        public List<(float[] Red, float[] Green, float[] Blue)> Rows { get; } = [];

        public bool IsComplete { get; private set; }

        public bool IsDisposed { get; private set; }

        public override void Row(ReadOnlySpan<float> red, ReadOnlySpan<float> green, ReadOnlySpan<float> blue) => Rows.Add((red.ToArray(), green.ToArray(), blue.ToArray()));

        public override void Complete() => IsComplete = true;

        protected override void Dispose(bool disposing)
        {
            IsDisposed = true;
            base.Dispose(disposing);
        }
    }
}
