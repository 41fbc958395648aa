using System.Globalization;
using System.Text;
using Acetate.Amf.Registry;
using Acetate.Imaging.Colour;
using Acetate.Steps.Render;

namespace Acetate.Library.Tests.Steps.Render;

public sealed class AcesTransformsTests
{
    private const string V1 = "urn:ampas:aces:transformId:v1.5:", V2 = "urn:ampas:aces:transformId:v2.0:";

    private static readonly Rgb[] Colours = [Rgb.Grey(0.18), new(0.41, 0.39, 0.33), new(0.9, 0.2, 0.1), new(0.03, 0.3, 0.7), Rgb.Grey(0.02)];

    /// <summary>The styles of the conformance values, whose rows are checked in Acetate.Imaging.Tests, by the ids that mean the same.</summary>
    [Theory]
    [InlineData($"{V2}CSC.Academy.ACEScct_to_ACES.a2.v1", "ACEScct_to_ACES2065-1")]
    [InlineData($"{V1}ACEScsc.Academy.ACEScc_to_ACES.a1.0.3", "ACEScc_to_ACES2065-1")]
    [InlineData("ACEScsc.ACEScg_to_ACES.a1.0.0", "ACEScg_to_ACES2065-1")]
    [InlineData($"{V1}ACEScsc.Academy.ACESproxy10i_to_ACES.a1.0.3", "ACESproxy10i_to_ACES2065-1")]
    [InlineData($"{V2}CSC.Academy.ADX10_to_ACES.a2.v1", "ADX10_to_ACES2065-1")]
    [InlineData($"{V1}ACEScsc.Academy.ADX16_to_ACES.a1.0.3", "ADX16_to_ACES2065-1")]
    [InlineData($"{V1}IDT.ARRI.Alexa-v3-logC-EI800.a1.v2", "ARRI_ALEXA-LOGC-EI800-AWG_to_ACES2065-1")]
    [InlineData("IDT.ARRI.Alexa-v3-logC-EI800.a1.v1", "ARRI_ALEXA-LOGC-EI800-AWG_to_ACES2065-1")]
    [InlineData($"{V2}CSC.Arri.LogCv3_to_ACES.a2.v1", "ARRI_ALEXA-LOGC-EI800-AWG_to_ACES2065-1")]
    [InlineData($"{V1}IDT.ARRI.ARRI-LogC4.a1.v1", "ARRI_LOGC4_to_ACES2065-1")]
    [InlineData($"{V1}IDT.Sony.SLog3_SGamut3.a1.v1", "SONY_SLOG3-SGAMUT3_to_ACES2065-1")]
    [InlineData($"{V1}ACEScsc.Academy.SLog3_SGamut3Cine_to_ACES.a1.1.0", "SONY_SLOG3-SGAMUT3.CINE_to_ACES2065-1")]
    [InlineData($"{V1}ACEScsc.Academy.SLog3_Venice_SGamut3_to_ACES.a1.1.0", "SONY_SLOG3-SGAMUT3-VENICE_to_ACES2065-1")]
    [InlineData($"{V1}IDT.Sony.Venice_SLog3_SGamut3Cine.a1.v1", "SONY_SLOG3-SGAMUT3.CINE-VENICE_to_ACES2065-1")]
    [InlineData($"{V1}ACEScsc.Academy.CLog2_CGamut_to_ACES.a1.1.0", "CANON_CLOG2-CGAMUT_to_ACES2065-1")]
    [InlineData($"{V2}CSC.Canon.CLog3_CGamut_to_ACES.a2.v1", "CANON_CLOG3-CGAMUT_to_ACES2065-1")]
    [InlineData($"{V2}CSC.Panasonic.VLog_VGamut_to_ACES.a2.v1", "PANASONIC_VLOG-VGAMUT_to_ACES2065-1")]
    [InlineData($"{V2}CSC.Red.Log3G10_RWG_to_ACES.a2.v1", "RED_LOG3G10-RWG_to_ACES2065-1")]
    [InlineData($"{V1}IDT.Apple.AppleLog_BT2020.a1.v1", "APPLE_LOG_to_ACES2065-1")]
    [InlineData($"{V1}LMT.Academy.GamutCompress.a1.3.0", "ACES-LMT - ACES 1.3 Reference Gamut Compression")]
    [InlineData($"{V1}LMT.Academy.BlueLightArtifactFix.a1.1.0", "ACES-LMT - BLUE_LIGHT_ARTIFACT_FIX")]
    public void An_id_computes_what_its_style_computes(string id, string style)
    {
        var (ours, theirs) = (AcesTransforms.Find(id), ColourStyles.Find(style));

        Assert.NotNull(ours);
        foreach (var colour in Colours) Near(theirs!.Apply(colour), ours.Apply(colour), 1e-12, id);
    }

    [Theory]
    [InlineData($"{V1}ODT.Academy.Rec709_100nits_dim.a1.0.3", "SDR-VIDEO_1.0", "REC.1886-REC.709")]
    [InlineData("ODT.Academy.RGBmonitor_D60sim_100nits_dim.a1.0.1", "SDR-VIDEO-D60sim-D65_1.0", "sRGB")]
    [InlineData($"{V1}ODT.Academy.P3D65_709limit_48nits.a1.1.0", "SDR-CINEMA-REC709lim_1.1", "G2.6-P3-D65")]
    [InlineData($"{V1}RRTODT.Academy.P3D65_108nits_7.2nits_ST2084.a1.1.0", "HDR-CINEMA-108nit-7.2nit-P3lim_1.1", "ST2084-P3-D65")]
    [InlineData("ODT.Academy.Rec2020_1000nits_15nits_HLG.a1.1", "HDR-VIDEO-1000nit-15nit-REC2020lim_1.1", "REC.2100-HLG-1000nit")]
    public void An_output_of_ACES_1_is_its_view_and_its_display_cut_to_the_codes_there_are(string id, string view, string display)
    {
        var ours = AcesTransforms.Find(id)!;
        var (output, screen) = (ColourStyles.Find($"ACES-OUTPUT - ACES2065-1_to_CIE-XYZ-D65 - {view}")!, ColourStyles.Find($"DISPLAY - CIE-XYZ-D65_to_{display}")!);

        foreach (var colour in Colours.Append(Rgb.Grey(200)))
            Near(screen.Apply(output.Apply(colour)).Each(value => Math.Clamp(value, 0, 1)), ours.Apply(colour), 1e-12, id);
    }

    [Fact]
    public void White_of_digital_cinema_is_that_of_ACES_or_within_P3()
    {
        var (plain, limited) = (AcesTransforms.Find($"{V1}ODT.Academy.DCDM.a1.0.3")!, AcesTransforms.Find($"{V1}ODT.Academy.DCDM_P3D65limited.a1.1.0")!);

        // Light of 6.5 stops above grey reaches 48 cd/m² of 52.37: Y is (48/52.37)^(1/2.6); X follows from x and y of the white.
        var white = plain.Apply(Rgb.Grey(0.18 * Math.Pow(2, 6.5)));
        Assert.Equal(Math.Pow(48 / 52.37, 1 / 2.6), white.G, 3);
        Assert.Equal(Math.Pow(0.32168 / 0.33767, 1 / 2.6), white.R / white.G, 6);
        var other = limited.Apply(Rgb.Grey(1000));
        Assert.Equal(Math.Pow(0.3127 / 0.3290, 1 / 2.6), other.R / other.G, 6);
    }

    /// <summary>Values of the formulas and matrices of the Academy's CTL files, worked out by hand of their text.</summary>
    [Theory]
    [InlineData($"{V1}IDT.ARRI.Alexa-v3-raw-EI800-CCT5600.a1.v2", 0.005, 0.005, 0.005, 0.0393728542, 0.0393728542, 0.0393728542)] // (0.005 − 256/65535) · 36, grey stays grey
    [InlineData($"{V1}IDT.ARRI.Alexa-v3-raw-EI800-CCT5600-ND1pt3.a1.v2", 1, 0, 0, 26.5677398, 2.2963798, 2.8261714)]
    [InlineData($"{V1}IDT.ARRI.Alexa-v2-logC-EI400-CCT3200.a1.v1", 0.5, 0.3, 0.1, 0.4036057, 0.0950548, -0.0102128)]
    [InlineData($"{V1}IDT.ARRI.Alexa-v2-logC-EI800-CCT5600.a1.v1", 0.391007, 0.391007, 0.391007, 0.1800000, 0.1800000, 0.1800000)]
    [InlineData($"{V2}CSC.Sony.SLog1_SGamut_10i_to_ACES.a2.v1", 0.5, 0.5, 0.5, 0.4032059, 0.4032037, 0.4032062)]
    [InlineData($"{V1}IDT.Sony.SLog2_SGamut_Tungsten_12i.a1.v1", 0.6, 0.4, 0.06, 1.0772309, 0.3843412, 0.0289158)]
    [InlineData($"{V1}IDT.Canon.CanonLog2_BT2020_Tng.a1.v2", 0.5, 0.3, 0.05, 0.3630644, 0.0583776, 0.0000374)]
    [InlineData($"{V1}ACEScsc.Academy.ACESproxy12i_to_ACES.a1.0.3", 0.415140415, 0.415140415, 0.415140415, 0.1767767, 0.1767767, 0.1767767)] // code 1700: 2^−2.5
    public void An_input_transform_gives_the_values_of_its_text(string id, double r, double g, double b, double outR, double outG, double outB) =>
        Near(new(outR, outG, outB), AcesTransforms.Find(id)!.Apply(new(r, g, b)), 2e-6, id);

    [Fact]
    public void Canon_s_daylight_transforms_are_its_colour_space_transforms_with_fewer_digits()
    {
        foreach (var (idt, csc) in (ReadOnlySpan<(string, string)>)[("CanonLog2_CinemaGamut_D55", "CLog2_CGamut"), ("CanonLog3_BT2020_D55", "CLog3_BT2020")])
        {
            var (old, now) = (AcesTransforms.Find($"{V1}IDT.Canon.{idt}.a1.v2")!, AcesTransforms.Find($"{V2}CSC.Canon.{csc}_to_ACES.a1.v1")!);
            foreach (var colour in Colours) Near(now.Apply(colour), old.Apply(colour), 1e-6, idt);
        }
    }

    // Lines of the Academy's table (aces-look, Look.Academy.v1_SDR_Tonescale_Match), which has five decimals.
    [Theory]
    [InlineData(0.00206, 0.00029)]
    [InlineData(0.02001, 0.01960)]
    [InlineData(0.18079, 0.18047)]
    [InlineData(0.72073, 1.20866)]
    [InlineData(4.01539, 9.18871)]
    [InlineData(16.29174, 128.00191)]
    [InlineData(1000, 128.00191)]
    [InlineData(0, 0)]
    public void The_contrast_of_ACES_1_follows_from_both_tone_curves(double light, double wanted)
    {
        var got = AcesTransforms.Find($"{V2}Look.Academy.v1_SDR_Tonescale_Match.a2.v1")!.Apply(Rgb.Grey(light)).G;

        Assert.True(Math.Abs(got - wanted) <= 2e-5 + 2e-3 * wanted, string.Create(CultureInfo.InvariantCulture, $"{got}"));
    }

    [Fact]
    public void The_gamut_compression_is_taken_back()
    {
        var (there, back) = (AcesTransforms.Find($"{V2}Look.Academy.ReferenceGamutCompress.a2.v1")!, AcesTransforms.Find($"{V2}InvLook.Academy.ReferenceGamutCompress.a2.v1")!);

        foreach (var colour in (Rgb[])[.. Colours, new(0.5, -0.02, 0.1), new(0.01, 0.2, -0.03), new(-0.2, 0.1, 1.4)]) Near(colour, back.Apply(there.Apply(colour)), 1e-9, "inverse");
        Assert.NotEqual(new Rgb(0.5, -0.02, 0.1), there.Apply(new(0.5, -0.02, 0.1)));
    }

    [Fact]
    public void Every_transform_from_ACES_is_undone_by_its_inverse()
    {
        var entries = AmfRegistry.Official.Entries.Where(entry => entry.InverseId is not null && AcesTransforms.Resolve(entry.Id) is { Role: AcesRole.FromAces, Operation: not null }).ToList();

        Assert.True(entries.Count > 30, $"{entries.Count}");
        foreach (var entry in entries.Where(entry => !entry.Id.Contains("ACESproxy", StringComparison.Ordinal)))
            foreach (var colour in (Rgb[])[Rgb.Grey(0.18), new(0.41, 0.39, 0.33), new(0.9, 0.3, 0.25), Rgb.Grey(0.02)]) // within AP1, for ACEScc has nothing below 0
                Near(colour, AcesTransforms.Find(entry.InverseId!)!.Apply(AcesTransforms.Find(entry.Id)!.Apply(colour)), 1e-8, entry.Id);
    }

    // What an inverse gives must be rendered to the codes it was given, and it must give the scene that was rendered. Reds of ACES 1 are
    // taken back by their hue after the change (ACESlib.RRT_Common), so they come near.
    [Theory]
    [InlineData($"{V1}InvODT.Academy.Rec709_100nits_dim.a1.0.3", $"{V1}ODT.Academy.Rec709_100nits_dim.a1.0.3")]
    [InlineData($"{V1}InvODT.Academy.RGBmonitor_D60sim_100nits_dim.a1.0.3", $"{V1}ODT.Academy.RGBmonitor_D60sim_100nits_dim.a1.0.3")]
    [InlineData($"{V1}InvODT.Academy.P3DCI_48nits.a1.0.3", $"{V1}ODT.Academy.P3DCI_48nits.a1.0.3")]
    [InlineData($"{V1}InvODT.Academy.DCDM_P3D65limited.a1.1.0", $"{V1}ODT.Academy.DCDM_P3D65limited.a1.1.0")]
    [InlineData($"{V1}InvRRTODT.Academy.Rec2020_1000nits_15nits_HLG.a1.1.0", $"{V1}RRTODT.Academy.Rec2020_1000nits_15nits_HLG.a1.1.0")]
    [InlineData($"{V1}InvRRTODT.Academy.P3D65_108nits_7.2nits_ST2084.a1.1.0", $"{V1}RRTODT.Academy.P3D65_108nits_7.2nits_ST2084.a1.1.0")]
    [InlineData($"{V2}InvOutput.Academy.Rec709-D65_100nit_in_Rec709-D65_BT1886.a2.v1", $"{V2}Output.Academy.Rec709-D65_100nit_in_Rec709-D65_BT1886.a2.v1")]
    [InlineData($"{V2}InvOutput.Academy.Rec709-D60_48nit_in_P3-D65_Gamma2pt6.a2.v1", $"{V2}Output.Academy.Rec709-D60_48nit_in_P3-D65_Gamma2pt6.a2.v1")]
    [InlineData($"{V2}InvOutput.Academy.P3-D65_1000nit_in_Rec2100-D65_HLG.a2.v1", $"{V2}Output.Academy.P3-D65_1000nit_in_Rec2100-D65_HLG.a2.v1")]
    [InlineData($"{V2}InvOutput.Academy.Rec2100-D65_4000nit_in_Rec2100-D65_ST2084.a2.v1", $"{V2}Output.Academy.Rec2100-D65_4000nit_in_Rec2100-D65_ST2084.a2.v1")]
    [InlineData($"{V2}InvOutput.Academy.P3-D60_300nit_in_XYZ-E_ST2084.a2.v1", $"{V2}Output.Academy.P3-D60_300nit_in_XYZ-E_ST2084.a2.v1")]
    public void An_inverse_output_gives_back_the_scene(string inverse, string output)
    {
        var (back, there) = (AcesTransforms.Find(inverse)!, AcesTransforms.Find(output)!);
        var isFirst = output.StartsWith(V1, StringComparison.Ordinal);

        foreach (var scene in (Rgb[])[Rgb.Grey(0.02), Rgb.Grey(0.18), Rgb.Grey(0.9), new(0.2, 0.3, 0.25), new(0.16, 0.18, 0.24), new(0.5, 0.6, 0.4), new(0.02, 0.03, 0.025), new(1.5, 1.8, 1.9)])
            Near(scene, back.Apply(there.Apply(scene)), 1e-5, $"{scene}");
        foreach (var scene in (Rgb[])[new(0.4, 0.25, 0.2), new(0.9, 0.5, 0.4)])
            Near(scene, back.Apply(there.Apply(scene)), isFirst ? 0.03 : 1e-5, $"{scene}");
        if (output.Contains("XYZ", StringComparison.Ordinal) || output.Contains("DCDM", StringComparison.Ordinal)) return; // most codes of XYZ are no colours of P3
        foreach (var code in (Rgb[])[Rgb.Grey(0.3), new(0.35, 0.45, 0.4), new(0.45, 0.4, 0.35), new(0.3, 0.35, 0.5)])
            Near(code, there.Apply(back.Apply(code)), isFirst ? 5e-3 : 1e-6, $"{code}");
    }

    [Fact]
    public void Earlier_names_compute_the_same_as_what_took_their_place()
    {
        var checkedPairs = 0;
        foreach (var entry in AmfRegistry.Official.Entries)
        {
            if (AcesTransforms.Find(entry.Id) is not { } now) continue;
            foreach (var previous in entry.PreviousEquivalents)
            {
                // The registry lists the way back among the earlier names of ACES_to_ACEScc: one of its mistakes.
                if (AcesTransforms.Resolve(previous) is not { Operation: { } old } resolved || resolved.Role != AcesTransforms.Resolve(entry.Id).Role) continue;
                foreach (var colour in Colours) Near(now.Apply(colour), old.Apply(colour), 1e-12, $"{previous} and {entry.Id}");
                checkedPairs++;
            }
        }

        Assert.True(checkedPairs > 800, $"{checkedPairs}");
    }

    [Fact]
    public void What_is_not_computed_says_why_and_what_is_gives_numbers()
    {
        foreach (var entry in AmfRegistry.Official.Entries)
        {
            var transform = AcesTransforms.Resolve(entry.Id);
            Assert.True(transform.Operation is null != transform.WhyNot is null, entry.Id);
            Assert.NotEqual(AcesRole.Unknown, transform.Role);
            if (transform.Operation?.Apply(new(0.2, 0.18, 0.15)) is not { } made) continue;
            Assert.True(double.IsFinite(made.R) && double.IsFinite(made.G) && double.IsFinite(made.B) && made.Max > 0, entry.Id);
        }

        Assert.Contains("No version of ACES lists", AcesTransforms.Resolve($"{V2}CSC.Nobody.Nothing_to_ACES.a2.v1").WhyNot, StringComparison.Ordinal);
    }

    [Fact]
    public void The_document_tells_which_are_computed()
    {
        var path = Path.Join(Corpus.RepositoryRoot, "docs", "formats", "amf.md");
        var text = File.ReadAllText(path);
        const string begin = "<!-- computed: made by AcesTransformsTests -->\n", end = "<!-- end of computed -->";
        var (from, to) = (text.IndexOf(begin, StringComparison.Ordinal), text.IndexOf(end, StringComparison.Ordinal));
        Assert.True(from > 0 && to > from, "docs/formats/amf.md has no place for the table.");
        var wanted = text[..(from + begin.Length)] + Table() + text[to..];
        if (Environment.GetEnvironmentVariable("ACETATE_REWRITE") == "1") File.WriteAllText(path, wanted);

        Assert.Equal(wanted, File.ReadAllText(path));
    }

    /// <summary>Names without owner's version; lists of exposure indexes, temperatures and versions drawn together.</summary>
    private static string Table()
    {
        var rows = AmfRegistry.Official.Entries
            .Select(entry => (Name: Family(entry.Id), Is: AcesTransforms.Resolve(entry.Id)))
            .GroupBy(row => (row.Name, Done: row.Is.Operation is not null))
            .Select(group => (group.Key.Name, group.Key.Done, Count: group.Count(), group.First().Is.Role))
            .ToList();
        var table = new StringBuilder();
        table.Append("| kind | computed | not computed |\n|---|---|---|\n");
        foreach (var kind in rows.GroupBy(row => row.Name[..row.Name.IndexOf('.')]).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var (made, left) = (kind.Where(row => row.Done).ToList(), kind.Where(row => !row.Done).ToList());
            table.Append(CultureInfo.InvariantCulture, $"| {kind.Key} | {Names(made, left.Count == 0)} | {Names(left, made.Count == 0)} |\n");
        }

        var (done, all) = (rows.Where(row => row.Done).Sum(row => row.Count), rows.Sum(row => row.Count));
        table.Append(CultureInfo.InvariantCulture, $"\n{done} of {all} ids; of the rest {rows.Where(row => row is { Done: false, Role: AcesRole.Library }).Sum(row => row.Count)} are parts of others, and {rows.Where(row => row is { Done: false, Role: AcesRole.Rendering or AcesRole.InverseRendering }).Sum(row => row.Count)} are the RRT, which is computed with its ODT.\n");
        return table.ToString();

        static string Names(List<(string Name, bool Done, int Count, AcesRole Role)> some, bool isAll) =>
            some.Count == 0 ? ""
            : isAll ? $"all {some.Sum(row => row.Count)}"
            : $"{some.Sum(row => row.Count)}: {string.Join(", ", some.Select(row => row.Name[(row.Name.IndexOf('.') + 1)..].Replace("Academy.", "", StringComparison.Ordinal)).Order(StringComparer.Ordinal))}";
    }

    private static string Family(string id)
    {
        var name = AcesTransforms.NameOf(id);
        var parts = name.Split('-').Select(part => part.Length > 2 && part[..2] == "EI" && char.IsDigit(part[2]) ? "EI…" : part.StartsWith("CCT", StringComparison.Ordinal) ? "CCT…" : part);
        var family = string.Join('-', parts);
        return family.Contains('.') ? family : $"{family}.{family}";
    }

    private static void Near(Rgb wanted, Rgb got, double tolerance, string what) =>
        Assert.True(
            Math.Abs(wanted.R - got.R) <= tolerance * Math.Max(1, Math.Abs(wanted.R)) && Math.Abs(wanted.G - got.G) <= tolerance * Math.Max(1, Math.Abs(wanted.G)) && Math.Abs(wanted.B - got.B) <= tolerance * Math.Max(1, Math.Abs(wanted.B)),
            $"{what}: {got}, not {wanted}");
}
