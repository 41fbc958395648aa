using Acetate.Media.Encode;
using Acetate.Media.Inspect;

namespace Acetate.Imaging.Tests.Inspect;

/// <summary>Formats for which no real file is at hand, on files made after their description: these prove the reader, not the camera.</summary>
public sealed class MadeClipsTests
{
    public static TheoryData<string> Names() => [.. MadeClip.All.Select(clip => clip.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_made_file_says_what_was_put_into_it(string name)
    {
        var made = MadeClip.All.Single(clip => clip.Name == name);

        var clip = await InspectAsync(made.Source());

        foreach (var expected in made.Expected)
        {
            var (field, value) = (expected[..expected.IndexOf('=', StringComparison.Ordinal)], expected[(expected.IndexOf('=', StringComparison.Ordinal) + 1)..]);
            Assert.Equal((field, value), (field, clip.Facts.FirstOrDefault(fact => fact.Field == field)?.Value));
        }
    }

    [Fact]
    public async Task A_sidecar_adds_to_its_clip_and_where_they_differ_both_stay_and_the_clip_counts()
    {
        var (clip, rmd) = (MadeClip.All.Single(clip => clip.Name.EndsWith(".braw", StringComparison.Ordinal)), MadeClip.All.Single(clip => clip.Name.EndsWith(".RMD", StringComparison.Ordinal)));

        var inspection = await InspectAsync(clip.Source() with { Sidecars = rmd.Source().Files });

        Assert.Equal(("12", "N. N."), (inspection.Slate!.Scene, inspection.Slate.Director));
        Assert.Equal(["12", "12A"], inspection.Facts.Where(fact => fact.Field == "slate.scene").Select(fact => fact.Value));
        Assert.Contains(inspection.Problems, problem => problem.Code == "origins-differ" && problem.Message.Contains("'12A' in red rmd scene", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("04010201 02010101", "arriraw", "12 bit", false)]
    [InlineData("04010201 02010103", "arriraw", "13 bit", true)]
    [InlineData("04010201 02010202", "arriraw-hde", "13 bit", true)]
    public async Task An_MXF_with_ARRIs_picture_label_is_told_as_what_it_is(string label, string codec, string profile, bool isClosed)
    {
        var bytes = await File.ReadAllBytesAsync(Corpus.PathOf("samples/camera-sony/SonyXAVC_LongGOP_green_pixelation_early_Frames.mxf"), TestContext.Current.CancellationToken);
        var at = bytes.AsSpan().IndexOf(Convert.FromHexString("0401020201316001")) - 8;
        Convert.FromHexString("060e2b340401010d" + label.Replace(" ", "", StringComparison.Ordinal)).CopyTo(bytes, at);

        var clip = await InspectAsync(new MadeClip("", "A_0001C001.mxf", bytes, []).Source());

        Assert.Equal((codec, profile), (clip.Image?.Codec, clip.Image?.Profile));
        Assert.Equal(isClosed, clip.Problems.Any(problem => problem.Code == "no-decoder"));
    }

    [Fact]
    public async Task A_sidecar_with_a_document_type_is_not_believed_and_opens_nothing()
    {
        var bytes = "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><NonRealTimeMeta><Device manufacturer=\"&a;\"/></NonRealTimeMeta>"u8.ToArray();

        var clip = await InspectAsync(new MadeClip("", "C0001M01.XML", bytes, []).Source());

        Assert.Null(clip.Camera);
        Assert.Contains(clip.Problems, problem => problem.Code == "sidecar-broken");
    }

    [Theory]
    [InlineData("A001_08151512_C001.braw", "Blackmagic RAW")]
    [InlineData("A_0001C001X250601_112233AB_CANON.CRM", "Canon Cinema RAW Light")]
    public async Task A_format_that_is_inspected_and_that_nobody_decodes_gets_no_proxy_and_the_reason(string name, string format)
    {
        var source = MadeClip.All.Single(clip => clip.Name == name).Source();

        var plan = Assert.IsType<ProxyPlan.Unavailable>(ProxyPlan.For(source, await InspectAsync(source)));

        Assert.StartsWith(format, plan.Reason, StringComparison.Ordinal);
    }

    internal static Task<ClipInspection> InspectAsync(ClipSource source) => new ClipInspector(TimeProvider.System).InspectAsync(source, TestContext.Current.CancellationToken);
}
