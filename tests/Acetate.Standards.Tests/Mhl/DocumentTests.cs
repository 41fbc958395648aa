using System.Text;
using System.Text.Json;
using Acetate.Hashing;
using Acetate.Mhl;

namespace Acetate.Standards.Tests.Mhl;

/// <summary>Documents one by one: what the schema says, and what we say beyond it.</summary>
public sealed class DocumentTests
{
    /// <summary>Schema-valid documents that cannot be used, and why.</summary>
    private static readonly Dictionary<string, string> RefusedBeyondSchema = new(StringComparer.Ordinal)
    {
        ["path-absolute.xml"] = "absolute",
        ["path-duplicate.xml"] = "listed twice",
        ["hash-value-short.xml"] = "not a xxh64 hash",
        ["size-negative.xml"] = "negative",
    };

    /// <summary>Documents that the schema refuses and that are used nevertheless, because their meaning is clear; a notice says so.</summary>
    private static readonly HashSet<string> UsedWithNotice = new(StringComparer.Ordinal)
    {
        "refs-before-hashes.xml", "empty-hashes.xml", "metadata-before-hashes.xml", "no-processinfo.xml", "process-before-creator.xml",
        "process-unknown.xml", "no-hostname.xml", "author-bad-email.xml", "comment-before-location.xml", "date-garbage.xml",
        "previouspath-first.xml", "hash-unknown-child.xml", "dirhash-path-only.xml", "dirhash-structure-first.xml",
        "ignore-before-roothash.xml", "ignore-empty.xml",
    };

    public static TheoryData<string, bool?, bool> SchemaVerdicts()
    {
        var path = Path.Join(Corpus.PathOf("conformance/mhl/xsd"), "verdicts.json");
        var data = new TheoryData<string, bool?, bool>();
        using var verdicts = JsonDocument.Parse(File.ReadAllText(path));
        foreach (var verdict in verdicts.RootElement.EnumerateArray())
        {
            data.Add(
                Path.GetFileName(verdict.GetProperty("file").GetString()!),
                verdict.GetProperty("schema_valid").ValueKind == JsonValueKind.Null ? null : verdict.GetProperty("schema_valid").GetBoolean(),
                verdict.GetProperty("schema").GetString() == "ASCMHLDirectory.xsd");
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(SchemaVerdicts))]
    public void A_document_is_used_noted_or_refused_as_the_schema_and_good_sense_say(string file, bool? isValid, bool isChain)
    {
        var bytes = File.ReadAllBytes(Path.Join(Corpus.PathOf("conformance/mhl/xsd"), file));
        var (notices, refusal) = Read(bytes, isChain);

        if (RefusedBeyondSchema.TryGetValue(file, out var why)) Assert.Contains(why, refusal!.Message, StringComparison.Ordinal);
        else if (isValid == true) Assert.True(refusal is null && (notices is [] || file == "chain-no-sequencenr.xml"), $"{refusal?.Message} {string.Join(' ', notices ?? [])}");
        else if (UsedWithNotice.Contains(file)) Assert.True(refusal is null && notices!.Count > 0, refusal?.Message ?? "no notice");
        else Assert.True(refusal is { Line: > 0 } || refusal!.Message.Contains("DOCTYPE", StringComparison.Ordinal), refusal?.Message ?? "used");
    }

    [Fact]
    public void A_prefixed_namespace_is_read_like_any_other()
    {
        var text = """
            <?xml version="1.0"?>
            <m:hashlist xmlns:m="urn:ASC:MHL:v2.0" version="2.0"><m:creatorinfo><m:creationdate>2020-01-16T09:15:00</m:creationdate>
            <m:hostname>h</m:hostname><m:tool>t</m:tool></m:creatorinfo><m:processinfo><m:process>transfer</m:process></m:processinfo>
            <m:hashes><m:hash><m:path> blank . </m:path><m:md5>9DB0FC9F30F5EE70041A7538809E2858</m:md5></m:hash></m:hashes></m:hashlist>
            """;

        var manifest = ManifestReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), "x");

        var file = Assert.IsType<MhlFileEntry>(Assert.Single(manifest.Entries));
        Assert.Equal((" blank . ", "9db0fc9f30f5ee70041a7538809e2858"), (file.Path, file.Hashes[0].Digest.Text));
        Assert.Equal((MhlProcess.Transfer, new DateTimeOffset(2020, 1, 16, 9, 15, 0, TimeSpan.Zero)), (manifest.Process, manifest.Creator.Date));
        Assert.Empty(manifest.Notices);
    }

    [Fact]
    public void Everything_a_manifest_can_say_comes_back_from_what_was_written_and_is_valid()
    {
        Assert.True(HashDigest.TryParse(HashFormat.Md5, "9db0fc9f30f5ee70041a7538809e2858", out var md5));
        Assert.True(HashDigest.TryParse(HashFormat.C4, "c456LycWwpMMS7VDZEKvYv2L1uJS6s4qAFnaJdnQiy5JVbBFZMA8aLDS6SPaJjLqxXH4qZdnbuktopMt9frtC2qL1R", out var c4));
        var at = MemoryHistory.Start;
        var manifest = new MhlManifest
        {
            Creator = new MhlCreator
            {
                Date = at,
                HostName = "h & <k>",
                Tool = "t",
                ToolVersion = "1",
                Location = "Stage 5 & backlot",
                Comment = "first <pass>",
                Authors = [new MhlAuthor("Franz Übel", "franz@example.com", "+49 30 123", "DIT"), new MhlAuthor("Zed")],
            },
            Process = MhlProcess.Transfer,
            RootHash = new MhlDirectoryHashes([new MhlHash(md5, null, at)], [new MhlHash(md5, null, at)]),
            IgnorePatterns = [" x ", "*.tmp", "a<b"],
            Entries =
            [
                new MhlFileEntry { Path = " a\n\r\tb\u0085 é e\u0301 \U0001F3AC.mov ", Size = 0, Created = at, Modified = at.AddSeconds(-5), PreviousPath = " old ", Hashes = [new MhlHash(md5, MhlAction.Failed, at), new MhlHash(c4, MhlAction.Verified, null)], Metadata = "<metadata xmlns=\"urn:ASC:MHL:v2.0\" a=\"1\"><b>x</b></metadata>" },
                new MhlDirectoryEntry { Path = "D", Hashes = new MhlDirectoryHashes([new MhlHash(c4, null, at)], [new MhlHash(c4, null, at)]), PreviousPath = "E" },
            ],
            References = [new MhlReference("A001/ascmhl/0002_A001_2020-01-17_143000Z.mhl", c4)],
            Metadata = "<metadata xmlns=\"urn:ASC:MHL:v2.0\"><foo xmlns=\"urn:x\">1</foo></metadata>",
        };
        using var buffer = new MemoryStream();
        ManifestWriter.Write(manifest, buffer);
        Assert.Empty(OfficialSchema.Validate(buffer.ToArray()));

        buffer.Position = 0;
        var read = ManifestReader.Read(buffer, "x");

        var file = Assert.IsType<MhlFileEntry>(read.Entries[0]);
        var expected = (MhlFileEntry)manifest.Entries[0];
        Assert.Equal((expected.Path, expected.Size, expected.Created, expected.Modified, expected.PreviousPath), (file.Path, file.Size, file.Created, file.Modified, file.PreviousPath));
        Assert.Equal(expected.Hashes.Reverse(), file.Hashes);
        Assert.Contains("<b>x</b>", file.Metadata, StringComparison.Ordinal);
        Assert.Contains("<foo xmlns=\"urn:x\">1</foo>", read.Metadata, StringComparison.Ordinal);
        Assert.Equal(manifest.IgnorePatterns, read.IgnorePatterns);
        Assert.Equal(manifest.References, read.References);
        Assert.Equal(manifest.Creator.Authors, read.Creator.Authors);
        Assert.Equal(manifest.Creator with { Authors = [] }, read.Creator with { Authors = [] });
        Assert.Equal("E", read.Entries[1].PreviousPath);
        Assert.Empty(read.Notices);
    }

    [Theory]
    [InlineData(0x0001)]
    [InlineData(0xD800)]
    [InlineData(0xFFFF)]
    public void A_name_that_xml_cannot_hold_is_refused_with_the_character_named(int character)
    {
        var path = $"a{(char)character}b.mov";
        var manifest = new MhlManifest
        {
            Creator = MemoryHistory.Creator with { Date = MemoryHistory.Start },
            Process = MhlProcess.InPlace,
            Entries = [new MhlFileEntry { Path = path }],
        };

        var refusal = Assert.Throws<MhlException>(() => ManifestWriter.Write(manifest, new MemoryStream()));

        Assert.Equal(MhlProblem.CannotWrite, refusal.Problem);
        Assert.Contains("U+", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_names_of_manifests_are_those_that_the_reference_reads()
    {
        using var names = JsonDocument.Parse(File.ReadAllText(Corpus.PathOf("conformance/mhl/manifest-names.json")));
        foreach (var name in names.RootElement.EnumerateArray())
        {
            var isManifest = ManifestName.TryParse(name.GetProperty("name").GetString()!, out var generation);
            Assert.Equal(name.GetProperty("is_manifest").GetBoolean(), isManifest);
            if (isManifest) Assert.Equal(name.GetProperty("generation").GetInt32(), generation);
        }
    }

    [Fact]
    public void The_official_example_is_read_with_its_odd_folder_name()
    {
        var text = File.ReadAllText(Corpus.PathOf("conformance/mhl/schemas/examples/0001_TEST01_2019-10-11_155603.mhl"));
        // Its reference to a nested history carries something that is no C4 identifier, which proves nothing.
        Assert.Contains("not a c4 hash", Assert.Throws<MhlException>(() => Read(text)).Message, StringComparison.Ordinal);

        var manifest = Read(text[..text.IndexOf("<references>", StringComparison.Ordinal)] + "</hashlist>");

        Assert.Contains(manifest.Entries, e => e is MhlDirectoryEntry { Path: "Clips" });
        Assert.Contains(manifest.Notices, n => n.Message.Contains("slash", StringComparison.Ordinal));
        Assert.Equal(2, manifest.Creator.Authors.Length);

        static MhlManifest Read(string document) => ManifestReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(document)), "example");
    }

    private static (IReadOnlyList<MhlNotice>? Notices, MhlException? Refusal) Read(byte[] bytes, bool isChain)
    {
        try
        {
            return (isChain ? ChainReader.Read(new MemoryStream(bytes)).Notices : ManifestReader.Read(new MemoryStream(bytes), "x").Notices, null);
        }
        catch (MhlException refusal)
        {
            return (null, refusal);
        }
    }
}
