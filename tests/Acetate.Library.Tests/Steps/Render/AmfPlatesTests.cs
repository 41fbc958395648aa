using Acetate.Amf;
using Acetate.Steps.Render;
using static Acetate.Library.Tests.Steps.Render.AmfTexts;

namespace Acetate.Library.Tests.Steps.Render;

public sealed class AmfPlatesTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_plate_s_own_AMF_shows_it_as_the_clip_s_AMF_shows_the_clip()
    {
        var source = Read(Text(looks: Grade() + "<aces:workingLocation/>" + Grade()));
        foreach (var to in (OutputEncoding?[])[null, OutputEncodings.Find("ACEScct")])
        {
            var plate = AmfColour.Plan(source, folder.Path, AmfUse.Plates, Clip("ARRI LogC3 EI 800"), to: to);
            var written = Written(AmfPlates.Of(plate, source, Facts(), out var reason)!);
            Assert.Null(reason);

            Assert.Equal(to is null, written.Pipeline.Input!.Applied);
            Assert.All(written.Pipeline.Looks, look => Assert.Equal(false, look.Applied));
            Assert.Single(written.Archived);
            var ofClip = AmfColour.Plan(source, folder.Path, AmfUse.Proxies, Clip("ARRI LogC3 EI 800"));
            var ofPlate = AmfColour.Plan(written, folder.Path, AmfUse.Plates, Clip(to?.Name ?? "ACES2065-1"), AmfExtent.WithOutput);
            Assert.Empty(ofPlate.Problems);
            foreach (var colour in Colours) Near(ofClip.Operation.Apply(colour), ofPlate.Operation.Apply(plate.Operation.Apply(colour)));
        }
    }

    [Theory]
    [InlineData("ARRI LogC4")]
    [InlineData("ARRI LogC3 EI 1280")]
    [InlineData("Apple Log 2")]
    public void A_plate_of_a_clip_without_AMF_gets_one(string encoding)
    {
        var plate = ColourPlan.Default(Clip(encoding), AmfUse.Plates);
        var written = Written(AmfPlates.Of(plate, null, Facts(), out _)!);

        Assert.DoesNotContain(AmfValidation.Check(written), problem => problem.Severity >= AmfSeverity.Warning);
        var seen = AmfColour.Plan(written, folder.Path, AmfUse.Plates, Clip("ACES2065-1"), AmfExtent.WithOutput);
        Assert.Empty(seen.Problems);
        Assert.Equal(2, seen.Recipe.Length);
        Assert.Equal("Rec.709", plate.Result is null ? "" : written.Pipeline.Output!.Description);
    }

    [Fact]
    public void Looks_that_were_applied_to_a_plate_are_marked()
    {
        var source = Read(Text(looks: Grade()));
        var plate = AmfColour.Plan(source, folder.Path, AmfUse.Plates, Clip("ARRI LogC3 EI 800"), AmfExtent.WithLooks);

        Assert.All(AmfPlates.Of(plate, source, Facts(), out _)!.Pipeline.Looks, look => Assert.Equal(true, look.Applied));
        Assert.Null(AmfPlates.Of(AmfColour.Plan(source, folder.Path, AmfUse.Proxies, Clip("ARRI LogC3 EI 800")), source, Facts(), out var reason));
        Assert.Contains("finished", reason, StringComparison.Ordinal);
    }
}
