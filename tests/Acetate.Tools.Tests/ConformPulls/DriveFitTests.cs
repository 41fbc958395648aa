using Acetate.Tools.ConformPulls;

namespace Acetate.Tools.Tests.ConformPulls;

/// <summary>Whether a pull fits onto a drive.</summary>
public sealed class DriveFitTests
{
    [Theory]
    [InlineData(1_000_000_000_000, 1_051_000_000_000, true, "It fits: 1.05 TB are needed with reserve, and 1.05 TB are free.")]
    [InlineData(2_000_000_000_000, 2_000_000_000_000, false, "It does not fit: 2.10 TB are needed with reserve, and 2.00 TB are free, 100 GB too few. Take a larger drive, ask for shorter handles, or split the pull by reels.")]
    [InlineData(0, 0, false, "It does not fit: 268 MB are needed with reserve, and 0 B are free, 268 MB too few. Take a larger drive, ask for shorter handles, or split the pull by reels.")]
    [InlineData(long.MaxValue, long.MaxValue, true, null)]
    public void A_pull_fits_where_its_estimate_and_a_reserve_fit(long bytes, long free, bool fits, string? sentence)
    {
        var fit = DriveFit.Check(bytes, free);

        Assert.Equal(fits, fit.Fits);
        if (sentence is not null) Assert.Equal(sentence, fit.Sentence);
    }

    [Fact]
    public void The_reserve_can_be_agreed_on() => Assert.Equal(1500 + (256L << 20), DriveFit.Check(1000, 1, 0.5).Needed);
}
