using Acetate.Tools.ConformPulls;

namespace Acetate.Tools.Tests.ConformPulls;

/// <summary>Which trims one step makes.</summary>
public sealed class TrimBatchesTests
{
    [Fact]
    public void Short_pieces_share_a_step_and_long_ones_do_not()
    {
        const long large = TrimBatches.MostBytes;
        var batches = Batches(1, 2, large - 3, 1, 2 * large, 5);

        Assert.Equal(["trim/0001", "trim/0004", "trim/0005", "trim/0006"], batches.Select(batch => batch.Step));
        Assert.Equal([["trim/0001", "trim/0002", "trim/0003"], ["trim/0004"], ["trim/0005"], ["trim/0006"]], batches.Select(batch => batch.Pieces.ToArray()));
    }

    [Fact]
    public void A_step_has_no_more_pieces_than_are_compared_by_one_process()
    {
        var batches = Batches(Enumerable.Repeat(1L, 2 * TrimBatches.MostPieces + 1));

        Assert.Equal([TrimBatches.MostPieces, TrimBatches.MostPieces, 1], batches.Select(batch => batch.Pieces.Length));
        Assert.Equal(2 * TrimBatches.MostPieces + 1, batches.SelectMany(batch => batch.Pieces).Distinct().Count());
    }

    [Fact]
    public void A_plan_without_pieces_has_no_step() => Assert.Empty(Batches());

    private static List<TrimBatch> Batches(params IEnumerable<long> lengths) => [.. TrimBatches.Of(lengths.Select((bytes, i) => ($"trim/{i + 1:0000}", bytes)))];
}
