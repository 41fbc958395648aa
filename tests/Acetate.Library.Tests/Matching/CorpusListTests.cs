using Acetate.Cuts;
using Acetate.Library.Matching;
using Acetate.Timing;

namespace Acetate.Library.Tests.Matching;

/// <summary>Real lists of other people's films against footage they know nothing about.</summary>
public sealed class CorpusListTests
{
    private static readonly FilmedShow Show = FilmedShow.Shoot(31, [Family.Arri, Family.Arri35, Family.Red, Family.Sony, Family.Canon, Family.Blackmagic, Family.Dji, Family.GoPro, Family.Phone], days: 8, rate: FrameRate.Fps24);

    [Theory]
    [InlineData("samples/editorial-edl")]
    [InlineData("samples/editorial-otio")]
    [InlineData("samples/editorial-fcpxml")]
    [InlineData("samples/editorial-xml")]
    [InlineData("samples/editorial-ale")]
    [InlineData("conformance/edl")]
    [InlineData("conformance/otio")]
    public void Every_event_of_a_strangers_list_is_answered_and_none_is_matched(string folder)
    {
        var cuts = 0;
        foreach (var file in Directory.EnumerateFiles(Corpus.PathOf(folder), "*", SearchOption.AllDirectories).Where(f => Path.GetExtension(f).ToUpperInvariant() is ".EDL" or ".OTIO" or ".XML" or ".FCPXML" or ".ALE" && new FileInfo(f).Length < 4 << 20))
        {
            Cut cut;
            try
            {
                cut = CutReader.Read(file, new CutReadOptions { Rate = FrameRate.Fps24 });
            }
            catch (CutException)
            {
                continue;
            }

            var claims = CutClaims.Of(cut);
            if (claims.Length > 3000) continue;
            var result = new ClipMatcher().Match(claims, Show.Index);
            var report = MatchReport.Of("film", cut, result);

            cuts++;
            Assert.Equal(claims.Length, report.Events.Length);
            Assert.All(result.Outcomes, o => Assert.True(o is not MatchOutcome.Matched && o.Why.Length > 10, $"{file}, event {o.Event}: {o.Word} {(o as MatchOutcome.Matched)?.Clip.Name}: {o.Why}"));
        }

        Assert.True(cuts > 0, $"No list in {folder} could be read.");
    }
}
