using System.Text;
using Acetate.Standards.Tests;
using Acetate.Tools.Pulls.Packages;

namespace Acetate.Tools.Tests.Pulls.Packages;

public sealed class PackageJsonTests
{
    [Fact]
    public void A_manifest_comes_back_as_it_was_written()
    {
        var manifest = SamplePackages.Vfx(SamplePackages.Plate(), SamplePackages.Plate("film_020"));

        var bytes = PackageJson.Write(manifest);

        Assert.Equal(bytes, PackageJson.Write(PackageJson.Read(bytes)));
        var text = Encoding.UTF8.GetString(bytes);
        Assert.StartsWith("{\n  \"version\": 1,\n  \"kind\": \"vfx\",\n", text, StringComparison.Ordinal);
        Assert.Contains("\"missingTail\": 7", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\r", text, StringComparison.Ordinal);
        Assert.DoesNotContain("null", text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_left_out_is_empty_and_what_is_not_known_is_passed_over()
    {
        var text = """
            {"madeUp": {"deep": [1, 2]}, "version": 1, "kind": "conform", "show": "film", "recipient": "grade", "number": 1, "name": "film_grade_0001",
             "at": "2026-05-11T18:30:00+00:00", "tool": "Other 2", "cut": {"name": "a.edl", "path": "cut/a.edl", "sha256": "", "another": 1}}
            """;

        var manifest = PackageJson.Read(Encoding.UTF8.GetBytes(text));

        Assert.Empty(manifest.Plates);
        Assert.Empty(manifest.Missing);
        Assert.Equal("cut.sha256", Assert.Single(PackageRules.Check(manifest)).Element);
    }

    [Theory]
    [InlineData("", "package.json is empty.")]
    [InlineData(" \n", "package.json is empty.")]
    [InlineData("[]", "not a JSON object")]
    [InlineData("{}", "does not say its version")]
    [InlineData("{\"version\": 2, \"plates\": 7}", "of version 2")]
    [InlineData("{\"version\": \"1\"}", "no whole number")]
    [InlineData("{\"version\": 1}", "kind")]
    [InlineData("{\"version\": 1, \"kind\": \"sound\"}", "kind")]
    [InlineData("{\"version\": 1, \"kind\": 0}", "kind")]
    [InlineData("{\"version\": 1, \"name\": \"a\", \"name\": \"b\"}", "package.json")]
    [InlineData("{\"madeUp\": [[[[[[[[[[[[[[1]]]]]]]]]]]]]], \"version\": 1}", "depth")]
    [InlineData("{\"version\": 1, \"plates\": null}", "plates")]
    [InlineData("{\"version\": 1, \"cut\": null}", "cut")]
    [InlineData("{\"version\": 1, \"show\": null}", "show")]
    public void What_is_none_is_refused_with_the_place(string text, string part)
    {
        var refusal = Assert.Throws<InvalidDataException>(() => PackageJson.Read(Encoding.UTF8.GetBytes(text)));

        Assert.Contains(part, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Acetate.", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../plates/a.####.exr")]
    [InlineData("/plates/a.####.exr")]
    [InlineData("C:/plates/a.####.exr")]
    [InlineData("plates\\a.####.exr")]
    [InlineData("plates//a.####.exr")]
    [InlineData("plates/./a.####.exr")]
    [InlineData("plates/a.\u0000.####.exr")]
    [InlineData("plates/a.exr")]
    [InlineData("plates/a.##.##.exr")]
    [InlineData("plates####/a.exr")]
    [InlineData("plates/a.#############.exr")]
    public void A_name_that_could_lead_elsewhere_or_name_no_frame_is_refused(string pattern)
    {
        var problems = PackageRules.Check(SamplePackages.Vfx(SamplePackages.Plate() with { Pattern = pattern }));

        Assert.All(problems, problem => Assert.Equal("plates[0].pattern", problem.Element));
        Assert.NotEmpty(problems);
    }

    [Fact]
    public void Every_rule_names_the_member_that_breaks_it()
    {
        var plate = SamplePackages.Plate();
        (PackagePlate Plate, string Element)[] broken =
        [
            (plate with { Shot = "" }, "plates[0].shot"),
            (plate with { Version = 0 }, "plates[0].version"),
            (plate with { LastNumber = 999 }, "plates[0].lastNumber"),
            (plate with { Width = 0 }, "plates[0].width"),
            (plate with { Pixel = "log" }, "plates[0].pixel"),
            (plate with { Compression = "gif" }, "plates[0].compression"),
            (plate with { Channels = [] }, "plates[0].channels"),
            (plate with { Amf = "../x.amf" }, "plates[0].amf"),
            (plate with { Stills = ["/x.png"] }, "plates[0].stills[0]"),
            (plate with { Stills = [null!] }, "plates[0].stills[0]"),
            (plate with { Notes = [null!] }, "plates[0].notes"),
            (plate with { Range = plate.Range with { UsedEnd = 500 } }, "plates[0].range"),
            (plate with { Source = plate.Source with { Rate = "fast" } }, "plates[0].source.rate"),
            (plate with { Source = plate.Source with { TimecodeIn = "14:03:22:24" } }, "plates[0].source.timecodeIn"),
            (plate with { Source = plate.Source with { Files = [new() { Path = "../a.mxf" }] } }, "plates[0].source.files[0].path"),
            (plate with { Source = plate.Source with { Files = [new() { Path = "a.mxf", Hash = "crc:1" }] } }, "plates[0].source.files[0].hash"),
        ];

        foreach (var (one, element) in broken) Assert.Contains(PackageRules.Check(SamplePackages.Vfx(one)), problem => problem.Element == element);
        Assert.Empty(PackageRules.Check(SamplePackages.Vfx(plate)));
        Assert.Contains(PackageRules.Check(SamplePackages.Vfx(plate, plate)), problem => problem.Element == "plates[1].pattern");
        Assert.Contains(PackageRules.Check(SamplePackages.Vfx(plate) with { Plates = [null!] }), problem => problem.Element == "plates[0]");
        Assert.Throws<ArgumentException>(() => PackageJson.Write(SamplePackages.Vfx(plate, plate)));
    }

    [Fact]
    public void A_conform_package_says_why_a_clip_is_whole()
    {
        var source = SamplePackages.Plate().Source;
        var clip = new PackageClip { Source = source, Files = [new() { Path = "media/A002R2EC/A002C006.mxf", Length = 10 }], Treatment = PackageTreatment.Whole, WhyWhole = "The codec cannot be cut." };

        Assert.Empty(PackageRules.Check(SamplePackages.Conform(clip)));
        Assert.Equal("clips[0].whyWhole", Assert.Single(PackageRules.Check(SamplePackages.Conform(clip with { WhyWhole = null }))).Element);
        Assert.Equal("clips[1].files[0].path", Assert.Single(PackageRules.Check(SamplePackages.Conform(clip, clip))).Element);
        Assert.Equal("clips", Assert.Single(PackageRules.Check(SamplePackages.Vfx() with { Clips = [clip] })).Element);
        Assert.Contains("\"treatment\": \"whole\"", Encoding.UTF8.GetString(PackageJson.Write(SamplePackages.Conform(clip))), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("kind", Fuzzing.Trait)]
    public void A_spoilt_document_is_read_or_refused_and_nothing_else()
    {
        var good = PackageJson.Write(SamplePackages.Vfx(SamplePackages.Plate()));
        for (var round = 0; round < Fuzzing.Rounds(2000); round++)
        {
            var bytes = new Damage((ulong)round, "{", "}", "[[", "null", "-1", "1e99", "\"", "../", "\\u0000", ",", "9223372036854775807").Of(good);
            try
            {
                PackageRules.Check(PackageJson.Read(bytes));
            }
            catch (InvalidDataException refusal)
            {
                Assert.DoesNotContain("Acetate.", refusal.Message, StringComparison.Ordinal);
            }
        }
    }
}
