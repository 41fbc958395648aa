using Acetate.Benchmarks.Debayer;

namespace Acetate.Imaging.Tests.Debayer;

/// <summary>How near debayers come to the truth; <c>./dev bench debayer</c> shows all of it.</summary>
public sealed class DebayerQualityTests
{
    [Fact]
    public void On_charts_and_pictures_together_plates_come_nearer_to_the_truth_than_by_any_method_of_LibRaw()
    {
        _ = Corpus.Program("dcraw_emu");
        _ = Corpus.Program("ffmpeg");
        var pictures = TruePicture.All(Path.GetDirectoryName(Corpus.PathOf("samples"))!).Where(picture => picture.Width <= 512).ToList();
        Assert.True(pictures.Count >= 6);

        var means = Demosaicing.All.ToDictionary(way => way.Name, way =>
        {
            var results = pictures.Select(picture => (Truth: picture, Result: way.Again(picture))).ToList();
            return (Light: results.Average(pair => Cpsnr.OfLight(pair.Truth, pair.Result)), Display: results.Average(pair => Cpsnr.OfDisplay(pair.Truth, pair.Result)));
        });

        var ours = means["ours, plates (RCD on √)"];
        Assert.All(means.Where(way => !way.Key.StartsWith("ours", StringComparison.Ordinal)), way =>
            Assert.True(ours.Light > way.Value.Light && ours.Display > way.Value.Display, $"{way.Key} has {way.Value}, ours {ours}."));
        Assert.True(means["ours, quick (MHC on √)"].Display > means["bilinear"].Display + 4);
    }
}
