using Acetate.Benchmarks.Corruption;

namespace Acetate.Library.Tests.Steps;

/// <summary>A short run of the corruption benchmark.</summary>
public sealed class CorruptionTests
{
    [Fact]
    public async Task No_single_flipped_bit_goes_unnoticed_and_no_bad_byte_is_published()
    {
        using var folder = new TempFolder();

        var result = await new CorruptionTrial(folder.Path, seed: 20261121).RunAsync(300, TestContext.Current.CancellationToken);

        Assert.All(result.Flips, place => Assert.InRange(place.Value, 40, 120));
        Assert.All(result.Undetected, place => Assert.Equal(0, place.Value));
        Assert.Equal((0, 0), (result.Published, result.FalseAlarms));
    }
}
