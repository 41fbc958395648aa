using System.Text;
using Acetate.Amf;
using Acetate.Cdl;

namespace Acetate.Standards.Tests.Amf;

/// <summary>Documents are read whole, written valid, and refused with their line.</summary>
[Trait("kind", Fuzzing.Trait)]
public sealed class AmfDocumentTests
{
    private const string Head = "<aces:acesMetadataFile xmlns:aces='urn:ampas:aces:amf:v2.0' xmlns:cdl='urn:ASC:CDL:v1.01' version='2.0'>";

    [Fact]
    public void What_is_read_is_written_valid_and_reads_back_the_same()
    {
        var files = new[] { "conformance/amf/samples", "conformance/amf/examples", "conformance/amf/examples-v1", "conformance/amf/lib-data", "samples/color-amf" }
            .SelectMany(folder => Directory.EnumerateFiles(Corpus.PathOf(folder), "*.amf", SearchOption.AllDirectories)).ToArray();
        var (written, v1) = (0, 0);
        foreach (var file in files)
        {
            AmfDocument document;
            try { document = AmfReader.Read(file); }
            catch (AmfException) { continue; }
            if (!IsValid(document)) continue;

            var bytes = Written(document);
            var again = AmfReader.Read(new MemoryStream(bytes), "again");

            if (document.Problems.All(problem => problem.Code != "known-schema-gap")) Assert.True(AmfSchema.Validate(bytes) is [], $"{file}: {string.Join('\n', AmfSchema.Validate(bytes))}");
            Assert.Equal(Told(document), Told(again));
            Assert.Equal(bytes, Written(again));
            written++;
            if (document.Version == AmfVersion.V1) v1++;
        }

        Assert.Equal((226, 5), (written, v1));
    }

    [Fact]
    public void Our_reading_of_the_schema_is_the_schema_s_own_for_documents_changed_in_a_thousand_ways()
    {
        var valid = File.ReadAllText(Corpus.PathOf("conformance/amf/samples/12_primary_with_archived_looks.amf"));
        var lines = valid.Split('\n');
        var dice = new Damage(5);
        var (agreed, invalid) = (0, 0);
        List<string> differences = [];
        for (var i = 0; i < Fuzzing.Rounds(1000); i++)
        {
            var changed = lines.ToList();
            var at = 2 + dice.Next(lines.Length - 4);
            var other = 2 + dice.Next(lines.Length - 4);
            switch (dice.Next(3))
            {
                case 0: changed.RemoveAt(at); break;
                case 1: changed.Insert(other, lines[at]); break;
                default: (changed[at], changed[other]) = (changed[other], changed[at]); break;
            }

            var bytes = Encoding.UTF8.GetBytes(string.Join('\n', changed));
            bool ours, official;
            try { official = AmfSchema.Validate(bytes) is []; }
            catch (System.Xml.XmlException) { continue; }
            ours = IsValid(AmfReader.Read(new MemoryStream(bytes), "x"));
            if (ours != official) differences.Add($"{i}: schema {official}, we {ours}: {string.Join("; ", AmfSchema.Validate(bytes))} {string.Join("; ", AmfReader.Read(new MemoryStream(bytes), "x").Problems)}");
            agreed++;
            if (!official) invalid++;
        }

        Assert.True(differences is [], string.Join('\n', differences.Take(5)));
        Assert.True(agreed > 300 && invalid > 100 && invalid < agreed, $"{agreed} compared, {invalid} invalid");
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("<a>\n<b>\n</a>", "x, line 3: The document is not well-formed XML")]
    [InlineData("<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><a>&e;</a>", "x, line 1: The document has a document type")]
    [InlineData("<ColorCorrection/>", "x, line 1: The document begins with <ColorCorrection>")]
    [InlineData("<acesMetadataFile/>", "has no namespace")]
    [InlineData("<acesMetadataFile xmlns='urn:ampas:aces:amf:v3.0'/>", "'urn:ampas:aces:amf:v3.0' is not known")]
    public void What_is_no_AMF_is_refused_with_its_line(string text, string says) =>
        Assert.Contains(says, Assert.Throws<AmfException>(() => AmfReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), "x")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_document_type_that_names_the_root_and_nothing_else_is_passed_over_and_no_entity_is_known()
    {
        var root = Encoding.UTF8.GetString(Written(New()))["<?xml version=\"1.0\" encoding=\"utf-8\"?>".Length..];

        Assert.Empty(Read($"<?xml version=\"1.0\"?>\n<!DOCTYPE acesMetadataFile>{root}").Problems);
        foreach (var type in new[] { "<!DOCTYPE a SYSTEM 'a.dtd'>", "<!DOCTYPE a []>", "<!DOCTYPE a PUBLIC 'a' 'b'>", "<!DOCTYPE a [<!ENTITY e 'x'>]>" })
            Assert.Contains("document type", Assert.Throws<AmfException>(() => Read(type + root)).Message, StringComparison.Ordinal);
        Assert.Throws<AmfException>(() => Read($"<!DOCTYPE a>{root.Replace("Mara", "&e;", StringComparison.Ordinal)}"));

        static AmfDocument Read(string text) => AmfReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), "x");
    }

    [Fact]
    public void Size_depth_and_number_of_elements_are_bounded()
    {
        foreach (var text in new[] { $"{Head}{string.Concat(Enumerable.Repeat("<aces:pipeline>", 10_000))}", $"{Head}{string.Concat(Enumerable.Repeat("<aces:x/>", 450_000))}</aces:acesMetadataFile>", $"{Head}<aces:x>{new string('x', 9 * 1024 * 1024)}</aces:x></aces:acesMetadataFile>" })
            Assert.Matches("nested more than|has more than|larger than", Assert.Throws<AmfException>(() => AmfReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), "x")).Message);
    }

    [Fact]
    public void A_hundred_thousand_mistakes_are_not_a_hundred_thousand_problems()
    {
        var document = AmfReader.Read(new MemoryStream(Encoding.UTF8.GetBytes($"{Head}{string.Concat(Enumerable.Repeat("<aces:x/>", 100_000))}</aces:acesMetadataFile>")), "x");

        Assert.Equal(1001, document.Problems.Length);
        Assert.Equal("more-problems", document.Problems[^1].Code);
    }

    [Fact]
    public void A_new_document_is_valid_and_one_without_what_the_schema_wants_is_not_written()
    {
        var document = New();

        Assert.Empty(AmfSchema.Validate(Written(document)));
        Assert.Contains("<aces:acesMetadataFile xmlns:cdl=\"urn:ASC:CDL:v1.01\" version=\"2.0\" xmlns:aces=\"urn:ampas:aces:amf:v2.0\">", Encoding.UTF8.GetString(Written(document)), StringComparison.Ordinal);
        foreach (var (broken, says) in new (AmfDocument, string)[]
        {
            (document with { Info = document.Info with { Uuid = null } }, "<amfInfo> has no <uuid>"),
            (document with { Info = document.Info with { Authors = [new("Mara", null)] } }, "has no <emailAddress>"),
            (document with { Info = document.Info with { Created = null } }, "has no <creationDateTime>"),
            (document with { Pipeline = document.Pipeline with { System = new(1, 10, 0) } }, "'10' is not one digit"),
            (document with { Pipeline = document.Pipeline with { Input = document.Pipeline.Input! with { Applied = null } } }, "does not say applied"),
            (document with { Pipeline = document.Pipeline with { Output = new() { Applied = true, Content = new AmfContent.ById("urn:ampas:aces:transformId:v2.0:CSC.Arri.LogC4_to_ACES.a2.v1") } } }, "cannot stand in <outputTransform>"),
            (document with { Pipeline = document.Pipeline with { Stages = [new AmfStage.Look(new() { Applied = true, Content = new AmfContent.Grade(null, CdlValues.Neutral) })] } }, "does not say in which space"),
        })
            Assert.Contains(says, Assert.Throws<ArgumentException>(() => Written(broken)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_grade_reads_back_to_the_last_bit()
    {
        var dice = new Damage(9);
        for (var i = 0; i < 200; i++)
        {
            CdlValues values = new() { Slope = Some(0, 5), Offset = Some(-5, 5), Power = Some(0.01, 5), Saturation = Some(0, 3).Red };
            var document = New();
            var look = new AmfTransform { Applied = false, Content = new AmfContent.Grade(new(null, new() { Content = new AmfContent.ById("urn:ampas:aces:transformId:v2.0:CSC.Academy.ACEScct_to_ACES.a2.v1") }), values) };

            var again = AmfReader.Read(new MemoryStream(Written(document with { Pipeline = document.Pipeline with { Stages = [new AmfStage.Look(look)] } })), "x");

            Assert.Equal(values, ((AmfContent.Grade)again.Pipeline.Looks.Single().Content).Values);
        }

        Rgb Some(double low, double high) => new(Between(low, high), Between(low, high), Between(low, high));
        double Between(double low, double high) => low + (high - low) * dice.Next(1_000_003) / 1_000_003;
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void A_damaged_document_is_read_checked_and_explained_or_refused_and_nothing_else(ulong seed)
    {
        var damage = new Damage(seed, "<aces:lookTransform>", "</aces:pipeline>", "applied='yes'", "<!DOCTYPE a>", "&#0;", "]]>", "xmlns:aces=''", "\0", "nan", "urn:uuid:", "../", "%00", "%2e%2e%2f", "<cdl:SOPNode/>", "<aces:pipeline>", "99999999999999999999");
        var valid = File.ReadAllBytes(Corpus.PathOf("conformance/amf/samples/mut-clip-sequence.amf"));
        var folder = Corpus.PathOf("conformance/amf/samples");
        for (var i = 0; i < Fuzzing.Rounds(800); i++)
        {
            try
            {
                var document = AmfReader.Read(new MemoryStream(damage.Of(valid)), "x");
                Assert.All(AmfValidation.Check(document, new() { Folder = folder }), problem => Assert.NotEmpty(problem.Message));
                Assert.NotEmpty(AmfExplanation.Of(document).Summary);
                if (IsValid(document)) _ = Written(document);
            }
            catch (AmfException refusal)
            {
                Assert.StartsWith("x", refusal.Message, StringComparison.Ordinal);
            }
        }
    }

    /// <summary>As the published schema, which also wants the author's address.</summary>
    private static bool IsValid(AmfDocument document) => document.Problems.All(problem => problem.Severity != AmfSeverity.Error && problem.Code != "missing-email");

    internal static AmfDocument New() => new()
    {
        Info = new() { Description = "é <&>", Authors = [new("Mara", "mara@example.com")], Created = new(2026, 1, 2, 20, 0, 0, 500, TimeSpan.FromHours(2)), Modified = new(2026, 1, 2, 20, 0, 1, TimeSpan.Zero), Uuid = new("01234567-89ab-cdef-0123-456789abcdef") },
        Clip = new() { Name = "A002C006", Sequence = new("A002C006.####.exr", "#", 1001, 1100) },
        Pipeline = new()
        {
            Info = new() { Created = new(2026, 1, 2, 20, 0, 0, TimeSpan.Zero), Modified = new(2026, 1, 2, 20, 0, 0, TimeSpan.Zero), Uuid = new("11234567-89ab-cdef-0123-456789abcdef") },
            System = new(2, 0, 0),
            Input = new() { Applied = true, Content = new AmfContent.ById("urn:ampas:aces:transformId:v2.0:CSC.Arri.LogC4_to_ACES.a2.v1") },
            Stages = [new AmfStage.WorkingLocation(), new AmfStage.Look(new() { Applied = false, Description = "Show", Hash = new(AmfHash.Sha256, [.. new byte[32]]), Content = new AmfContent.ByFile("looks/show%20look.clf") })],
            Output = new() { Applied = false, Content = new AmfContent.ById("urn:ampas:aces:transformId:v2.0:Output.Academy.Rec709-D65_100nit_in_Rec709-D65_BT1886.a2.v1") },
        },
    };

    internal static byte[] Written(AmfDocument document)
    {
        using var target = new MemoryStream();
        AmfWriter.Write(document, target);
        return target.ToArray();
    }

    private static string Told(AmfDocument document) => System.Text.Json.JsonSerializer.Serialize(new
    {
        document.Version,
        Info = Utc(document.Info),
        document.Clip,
        Pipelines = document.Archived.Prepend(document.Pipeline).Select(pipeline => new { Info = Utc(pipeline.Info), pipeline.System, Input = Told(pipeline.Input), Stages = pipeline.Stages.Select(stage => stage is AmfStage.Look(var look) ? Told(look) : "working location"), Output = Told(pipeline.Output) }),
    });

    private static AmfInfo Utc(AmfInfo info) => info with { Created = info.Created?.ToUniversalTime(), Modified = info.Modified?.ToUniversalTime() };

    private static string Told(AmfTransform? transform) => transform is null ? "" : $"{transform.Description}|{transform.Applied}|{transform.Hash?.Algorithm} {Convert.ToHexString((transform.Hash?.Digest ?? []).AsSpan())}|" + transform.Content switch
    {
        AmfContent.Rendering(var a, var b) => $"{Told(a)} then {Told(b)}",
        AmfContent.InverseRendering(var a, var b) => $"undo {Told(a)} then {Told(b)}",
        AmfContent.InverseOutput(var a) => $"undo {Told(a)}",
        AmfContent.Grade grade => $"{Told(grade.Space?.To)} {Told(grade.Space?.From)} {grade.Values} {string.Join('/', grade.SopDescriptions)} {string.Join('/', grade.SatDescriptions)}",
        AmfContent.Correction(var space, var id, var file) => $"{Told(space?.To)} {Told(space?.From)} {id} {file}",
        var content => content.ToString(),
    };
}
