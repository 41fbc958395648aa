using System.Security.Cryptography;
using Acetate.Amf;

namespace Acetate.Standards.Tests.Amf;

/// <summary>What a document means: checks that no schema makes, words for people, and the clips it belongs to.</summary>
public sealed class AmfMeaningTests
{
    private const string LogC4 = "urn:ampas:aces:transformId:v2.0:CSC.Arri.LogC4_to_ACES.a2.v1";
    private const string ToCct = "urn:ampas:aces:transformId:v2.0:CSC.Academy.ACES_to_ACEScct.a2.v1";
    private const string FromCct = "urn:ampas:aces:transformId:v2.0:CSC.Academy.ACEScct_to_ACES.a2.v1";
    private const string FromCc = "urn:ampas:aces:transformId:v2.0:CSC.Academy.ACEScc_to_ACES.a2.v1";

    [Theory]
    [InlineData(ToCct, FromCct, null)]
    [InlineData(null, FromCct, null)]
    [InlineData(ToCct, FromCc, "are not inverse to each other")]
    [InlineData(null, ToCct, "leads away from ACES")]
    [InlineData(FromCct, ToCct, "leads away from ACES")]
    public void The_ways_into_and_out_of_a_grade_s_space_must_be_inverse(string? to, string from, string? says)
    {
        var document = With(new AmfContent.Grade(new(to is null ? null : ById(to), ById(from)), new() { Saturation = 1.1 }));

        Assert.Equal(says is null ? 0 : 1, AmfValidation.Check(document).Count(problem => problem.Severity == AmfSeverity.Error));
        if (says is not null) Assert.Contains(says, Only(document, "mismatched-cdl-working-space").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_input_transform_that_leads_away_from_ACES_is_an_error()
    {
        var document = AmfDocumentTests.New();
        var wrong = document with { Pipeline = document.Pipeline with { Input = document.Pipeline.Input! with { Content = new AmfContent.ById("urn:ampas:aces:transformId:v2.0:CSC.Arri.ACES_to_LogC4.a2.v1") } } };

        Assert.Equal(AmfSeverity.Error, Only(wrong, "input-leads-away").Severity);
    }

    [Fact]
    public void Files_beside_the_document_are_hashed_and_nothing_outside_its_folder_is_opened()
    {
        using var folder = new TempFolder();
        var inside = Path.Join(folder.Path, "amf");
        folder.Write("amf/looks/show look.clf", "right"u8.ToArray());
        folder.Write("secret.clf", "secret"u8.ToArray());
        File.CreateSymbolicLink(Path.Join(inside, "link.clf"), Path.Join(folder.Path, "secret.clf"));
        var hash = new AmfHash(AmfHash.Sha256, [.. SHA256.HashData("right"u8)]);
        var secret = new AmfHash(AmfHash.Sha256, [.. SHA256.HashData("secret"u8)]);

        Assert.Empty(Errors("looks/show%20look.clf", hash));
        Assert.Equal(["hash-mismatch"], Errors("looks/show%20look.clf", secret));
        Assert.Equal(["missing-file"], Errors("looks/other.clf", null));
        // The hash of each of these is right: had it been opened, nothing would be said.
        foreach (var address in new[] { "../secret.clf", "..%2fsecret.clf", Path.Join(folder.Path, "secret.clf"), "link.clf", "looks/../../secret.clf", "..\\secret.clf" })
            Assert.Equal(["missing-file"], Errors(address, secret));
        Assert.Equal(["remote-file"], AmfValidation.Check(With(new AmfContent.ByFile("https://example.invalid/a.clf")), new() { Folder = inside }).Where(problem => problem.Severity == AmfSeverity.Warning).Select(problem => problem.Code));

        IEnumerable<string> Errors(string address, AmfHash? said) =>
            AmfValidation.Check(With(new AmfContent.ByFile(address), said), new() { Folder = inside }).Where(problem => problem.Severity == AmfSeverity.Error).Select(problem => problem.Code);
    }

    [Fact]
    public void A_pipe_by_the_name_of_a_LUT_is_no_LUT_and_nobody_waits_for_it()
    {
        using var folder = new TempFolder();
        using (var made = System.Diagnostics.Process.Start("mkfifo", Path.Join(folder.Path, "pipe.clf"))) made.WaitForExit();
        var hash = new AmfHash(AmfHash.Sha256, [.. SHA256.HashData("right"u8)]);

        var problems = AmfValidation.Check(With(new AmfContent.ByFile("pipe.clf"), hash), new() { Folder = folder.Path });

        Assert.Contains(problems, problem => problem.Code == "hash-mismatch");
    }

    [Fact]
    public void A_LUT_that_is_named_by_its_id_alone_is_told()
    {
        Assert.Contains("urn:uuid:01234567", Only(With(new AmfContent.ByUuid(new("01234567-89ab-cdef-0123-456789abcdef"))), "named-by-id-alone").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_hash_in_hexadecimal_is_recognised_by_its_length()
    {
        var hexadecimal = Convert.FromBase64String(Convert.ToHexString(new byte[32]));

        Assert.Contains("hexadecimal", Only(With(new AmfContent.ByFile("a.clf"), new(AmfHash.Sha256, [.. hexadecimal])), "hash-length").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_explanation_tells_every_step_in_order_what_is_done_and_what_is_left()
    {
        var document = AmfReader.Read(Corpus.PathOf("conformance/amf/examples-v1/example4.amf"));

        var explanation = AmfExplanation.Of(document);

        Assert.Equal(
            [
                (AmfStepStage.Input, "urn:ampas:aces:transformId:v1.5:InvODT.Academy.Rec709_100nits_dim.a1.0.3", true),
                (AmfStepStage.Input, "urn:ampas:aces:transformId:v1.5:InvRRT.a1.0.3", true),
                (AmfStepStage.Look, null, true),
                (AmfStepStage.Output, "urn:ampas:aces:transformId:v1.5:RRT.a1.0.3", true),
                (AmfStepStage.Output, "urn:ampas:aces:transformId:v1.5:ODT.Academy.P3D60_48nits.a1.0.3", true),
            ],
            explanation.Steps.Select(step => (step.Stage, step.TransformId, step.IsKnown)));
        Assert.Equal(("CDL slope 2 2 2, offset 0.1 0.1 0.1 in ACEScct", "ACEScct"), (explanation.Steps[2].Name, explanation.Steps[2].WorkingSpace));
        Assert.StartsWith("Still to be applied, in this order: ", explanation.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_known_in_an_archived_pipeline_does_not_keep_anybody_from_working()
    {
        var document = AmfDocumentTests.New();
        var old = document.Pipeline with { Info = document.Pipeline.Info with { Uuid = new("21234567-89ab-cdef-0123-456789abcdef") }, Input = ById("urn:ampas:aces:transformId:v2.0:CSC.Nobody.Knows.a2.v1") with { Applied = true } };

        var problems = AmfValidation.Check(document with { Archived = [old] });

        Assert.DoesNotContain(problems, problem => problem.Severity == AmfSeverity.Error);
        Assert.Equal((AmfSeverity.Info, "archivedPipeline[1]/inputTransform"), problems.Where(problem => problem.Code == "unknown-transform").Select(problem => (problem.Severity, problem.Element)).Single());
    }

    [Fact]
    public void A_draft_s_working_space_is_understood_and_still_an_error()
    {
        var document = AmfReader.Read(Corpus.PathOf("samples/color-amf/REDlog3G10-Rec.709100nitsdim.amf"));

        Assert.Equal("ACEScct", AmfExplanation.Of(document).Steps.Single(step => step.Stage == AmfStepStage.Look).WorkingSpace);
        Assert.Contains("drafts before AMF 1.0", document.Problems.Single(problem => problem.Severity == AmfSeverity.Error).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pipeline_without_input_is_said_to_be_ACES_and_an_unknown_transform_is_named()
    {
        var document = AmfDocumentTests.New();
        var changed = document with { Pipeline = document.Pipeline with { Input = null, Output = new() { Applied = false, Content = new AmfContent.ById("urn:ampas:aces:transformId:v2.0:Output.Nobody.Knows.a2.v1") } } };

        var summary = AmfExplanation.Of(changed).Summary;

        Assert.StartsWith("The pictures are ACES2065-1 already", summary, StringComparison.Ordinal);
        Assert.EndsWith("Not known here: urn:ampas:aces:transformId:v2.0:Output.Nobody.Knows.a2.v1.", summary, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(LogC4, "ARRI LogC4", null)]
    [InlineData(LogC4, "LogC4 / AWG4", null)]
    [InlineData(LogC4, "ARRI LogC3 AWG3", "expects LogC4, AWG4")]
    [InlineData(LogC4, "S-Log3 / S-Gamut3.Cine", "and the clip is S-Log3, S-Gamut3.Cine")]
    [InlineData("urn:ampas:aces:transformId:v2.0:CSC.Sony.SLog3_SGamut3_to_ACES.a2.v1", "s-log3 s-gamut3.cine", "S-Gamut3.Cine")]
    [InlineData("urn:ampas:aces:transformId:v2.0:CSC.Sony.SLog3_SGamut3Cine_to_ACES.a2.v1", "s-log3-cine", null)]
    [InlineData("urn:ampas:aces:transformId:v2.0:CSC.Sony.SLog3_SGamut3_to_ACES.a2.v1", "Sony VENICE S-Log3 S-Gamut3", "VENICE")]
    [InlineData("urn:ampas:aces:transformId:v2.0:CSC.Red.Log3G10_RWG_to_ACES.a2.v1", "REDWideGamutRGB Log3G10", null)]
    [InlineData("urn:ampas:aces:transformId:v1.5:IDT.Canon.CanonLog2_CinemaGamut_D55.a1.v2", "Canon Log 2 / Cinema Gamut", null)]
    [InlineData("urn:ampas:aces:transformId:v1.5:IDT.Canon.CanonLog2_CinemaGamut_D55.a1.v2", "Canon Log 3", "Canon Log 2")]
    [InlineData("urn:ampas:aces:transformId:v1.5:ACEScsc.Academy.VLog_VGamut_to_ACES.a1.1.0", "V-Log V-Gamut", null)]
    public void An_input_transform_that_contradicts_the_clip_is_an_error(string id, string clip, string? says)
    {
        var document = AmfDocumentTests.New();
        var findings = AmfLint.Check([Facts("A001C001") with { Encoding = AmfClipEncoding.Of(clip), Amf = document with { Pipeline = document.Pipeline with { Input = ById(id) with { Applied = false } } } }]);

        Assert.Equal(says is null ? 0 : 1, findings.Length);
        if (says is not null) Assert.Contains(says, findings.Single().Problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_camera_transform_of_the_registry_names_a_curve()
    {
        var cameras = Acetate.Amf.Registry.AmfRegistry.Official.Entries.Where(entry => entry.Id.StartsWith("urn:", StringComparison.Ordinal) && entry.Kind is "IDT" or "CSC" or "ACEScsc").ToList();
        var silent = cameras.Where(entry => entry.Id.StartsWith("urn:", StringComparison.Ordinal) && AmfClipEncoding.ExpectedBy(entry.Id) is null).Select(entry => entry.Id).ToList();

        Assert.NotEmpty(cameras);
        Assert.All(silent, id => Assert.Matches("RWG|Panasonic|RED|Sony.F65|gamma|Gamma|Linear|linear|Lin", id));
    }

    [Fact]
    public void The_clips_of_a_setup_are_held_against_each_other_and_against_their_transform()
    {
        var arri = "urn:ampas:aces:transformId:v1.5:IDT.ARRI.Alexa-v3-raw-EI800-CCT5600.a1.v2";
        var document = AmfDocumentTests.New();
        var amf = document with { Pipeline = document.Pipeline with { System = new(1, 3, 0), Input = ById(arri) with { Applied = false } } };
        var raw = AmfClipEncoding.Of("ARRIRAW");

        var findings = AmfLint.Check([
            Facts("A1") with { Setup = "24", Encoding = raw, Amf = amf },
            Facts("A2") with { Setup = "24", Encoding = raw, Amf = amf },
            Facts("A3") with { Setup = "24", Encoding = raw, Amf = amf, WhiteBalanceKelvin = 3200, ExposureIndex = 1600 },
            Facts("B1") with { Setup = "25", Encoding = raw, Amf = amf, ExposureIndex = null },
            Facts("B2") with { Encoding = raw },
        ]);

        Assert.Equal(
            [
                ("A3", "input-contradicts-exposure-index"), ("A3", "input-contradicts-white-balance"), ("B1", "missing-critical-field"), ("B2", "no-amf"),
                ("A3", "setup-white-balance"), ("A3", "setup-exposure-index"),
            ],
            findings.Select(finding => (finding.Clip, finding.Problem.Code)));
        Assert.Equal("In set-up 24 the white balance of this clip is 3200 K, and that of 2 others is 5600 K.", findings[4].Problem.Message);
    }

    [Fact]
    public void An_AMF_without_input_transform_contradicts_a_camera_s_log()
    {
        var document = AmfDocumentTests.New();
        var bare = document with { Pipeline = document.Pipeline with { Input = null } };

        Assert.Equal("input-contradicts-clip", AmfLint.Check([Facts("a") with { Encoding = AmfClipEncoding.Of("LogC4"), Amf = bare }]).Single().Problem.Code);
        Assert.Empty(AmfLint.Check([Facts("a") with { Encoding = AmfClipEncoding.Of("ACES2065-1"), Amf = bare }]));
    }

    private static AmfClipFacts Facts(string clip) => new() { Clip = clip, ExposureIndex = 800, WhiteBalanceKelvin = 5600 };

    private static AmfTransform ById(string id) => new() { Content = new AmfContent.ById(id) };

    private static AmfProblem Only(AmfDocument document, string code) => AmfValidation.Check(document).Single(problem => problem.Code == code);

    private static AmfDocument With(AmfContent look, AmfHash? hash = null)
    {
        var document = AmfDocumentTests.New();
        return document with { Pipeline = document.Pipeline with { Stages = [new AmfStage.Look(new() { Applied = false, Hash = hash, Content = look })] } };
    }
}
