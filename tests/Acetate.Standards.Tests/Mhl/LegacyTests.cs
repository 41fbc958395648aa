using System.Text.Json;
using System.Xml;
using System.Xml.Schema;
using Acetate.Hashing;
using Acetate.Mhl;
using Acetate.Mhl.Disk;
using Acetate.Mhl.Legacy;

namespace Acetate.Standards.Tests.Mhl;

public sealed class LegacyTests
{
    [Fact]
    public void Every_recorded_hash_of_the_old_reference_tool_gives_its_recorded_verdict()
    {
        using var verdicts = JsonDocument.Parse(File.ReadAllText(Corpus.PathOf("conformance/mhl/legacy/verdicts.json")));
        foreach (var verdict in verdicts.RootElement.EnumerateArray())
        {
            var path = Corpus.PathOf("conformance/mhl/" + verdict.GetProperty("manifest").GetString());
            var list = Read(path);
            foreach (var entry in verdict.GetProperty("entries").EnumerateArray())
            {
                var name = entry.GetProperty("file").GetString()!;
                var read = list.Entries.Single(e => e.Path == name);
                var bytes = File.ReadAllBytes(Path.Join(Path.GetDirectoryName(path), name));
                Assert.Equal(entry.GetProperty("size_ok").GetBoolean(), read.Size == bytes.Length);
                var recorded = entry.GetProperty("hashes").EnumerateArray().Where(h => h.GetProperty("format").GetString() != "null").ToList();
                Assert.Equal(recorded.Count, read.Hashes.Length);
                foreach (var (hash, digest) in recorded.Zip(read.Hashes))
                    Assert.Equal(hash.GetProperty("ok").GetBoolean(), Hash(digest.Format, bytes) == digest);
            }
        }
    }

    [Theory]
    [InlineData("machinereadable", true)]
    [InlineData("md5", true)]
    [InlineData("null", true)]
    [InlineData("sha1", true)]
    [InlineData("xxhash64be", true)]
    // Some md5 values of this list are wrong. The old reference tool checks one hash a file and passes it; we check all.
    [InlineData("multiple", false)]
    public async Task A_folder_with_an_old_list_is_verified_against_it(string folder, bool isIntact)
    {
        var opened = await MhlFolder.OpenAsync(Corpus.PathOf($"conformance/mhl/legacy/mhl_verify_{folder}"));

        var report = await opened.VerifyAsync(new VerifyOptions());

        Assert.True(opened.IsLegacy);
        Assert.True(opened.History.IsTrusted);
        Assert.Equal(isIntact, report.IsIntact);
        Assert.DoesNotContain(report.Comparison.Files, f => f.Status is FileStatus.Missing or FileStatus.Unlisted);
    }

    [Fact]
    public void Lists_in_the_encodings_of_the_world_give_their_file_names()
    {
        using var encodings = JsonDocument.Parse(File.ReadAllText(Corpus.PathOf("conformance/mhl/legacy/encodings.json")));
        foreach (var encoding in encodings.RootElement.EnumerateArray())
        {
            var file = encoding.GetProperty("file").GetString()!;
            Assert.True(encoding.GetProperty("xml_parser_accepts").GetBoolean());
            Assert.Equal(
                encoding.GetProperty("files").EnumerateArray().Select(f => f.GetString()!),
                Read(Corpus.PathOf("conformance/mhl/" + file)).Entries.Select(e => e.Path));
        }
    }

    [Fact]
    public void The_lists_of_real_tools_are_read_and_what_is_odd_about_them_is_noted()
    {
        var lists = Directory.EnumerateFiles(Corpus.PathOf("samples/mhl-v1-real-tools"), "*.mhl").ToDictionary(f => Path.GetFileName(f), Read);

        Assert.Equal(22, lists["a01.mhl"].Entries.Length);
        Assert.Equal("YoYotta 3.0 (67)", lists["a01.mhl"].Creator.Tool);
        Assert.Equal("4e8973c2fb9cc94a0c2750b72d62700f", lists["a01.mhl"].Entries[0].Hashes[0].Text);
        Assert.Equal(52, lists["c02.mhl"].Entries.Length);
        Assert.Contains(lists["c02.mhl"].Unknown, x => x.StartsWith("<hedge>", StringComparison.Ordinal));
        Assert.Equal("5866e7b8f057d32f", lists["c02.mhl"].Entries[0].Hashes[0].Text);
        Assert.Equal("y19649bc55e32b83f", lists["d01.mhl"].Entries[2].InvalidHash);
        Assert.True(lists.Count >= 16);
    }

    [Fact]
    public void What_we_write_is_valid_and_comes_back_as_it_was()
    {
        var bytes = "media-hash-list"u8.ToArray();
        var list = new LegacyManifest
        {
            Created = MemoryHistory.Start,
            Creator = new LegacyCreator { Name = "n", UserName = "u", HostName = "h", Tool = "t", Source = "s", Started = MemoryHistory.Start, Finished = MemoryHistory.Start.AddMinutes(1), Log = "l" },
            Entries =
            [
                new LegacyEntry { Path = "A/é & <b> .mov", Size = 15, Modified = MemoryHistory.Start, Created = MemoryHistory.Start, HashDate = MemoryHistory.Start, Hashes = [Hash(HashFormat.Md5, bytes), Hash(HashFormat.Xxh32, bytes), Hash(HashFormat.Xxh64, bytes), Hash(HashFormat.Sha1, bytes)] },
                new LegacyEntry { Path = "b", Size = 1, Modified = MemoryHistory.Start, HashDate = MemoryHistory.Start },
            ],
        };
        using var buffer = new MemoryStream();
        LegacyWriter.Write(list, buffer);

        AssertValid(buffer.ToArray());
        var read = LegacyReader.Read(new MemoryStream(buffer.ToArray()), "x");

        Assert.Equal(list.Creator, read.Creator);
        Assert.Equal(list.Entries.Select(e => (e.Path, e.Size, e.Modified, e.Created, e.HashDate)), read.Entries.Select(e => (e.Path, e.Size, e.Modified, e.Created, e.HashDate)));
        Assert.Equal(list.Entries[0].Hashes, read.Entries[0].Hashes);
        Assert.Empty(read.Entries[1].Hashes);
        Assert.Empty(read.Notices);
    }

    [Fact]
    public void The_little_endian_hash_and_the_decimal_hash_are_read_as_what_they_are()
    {
        var bytes = "media-hash-list"u8.ToArray();
        var canonical = Hash(HashFormat.Xxh64, bytes);
        var reversed = string.Concat(Enumerable.Range(0, 8).Select(i => canonical.Text.Substring(14 - (2 * i), 2)));
        var number = uint.Parse(Hash(HashFormat.Xxh32, bytes).Text, System.Globalization.NumberStyles.HexNumber);
        var text = $"<hashlist version=\"1.0\"><hash><file>f</file><size>15</size><xxhash64 bit=\"64\">{reversed.ToUpperInvariant()}</xxhash64><xxhash>{number:0000000000}</xxhash></hash></hashlist>";

        var entry = LegacyReader.Read(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text)), "x").Entries.Single();

        Assert.Equal([canonical, Hash(HashFormat.Xxh32, bytes)], entry.Hashes);
    }

    [Fact]
    public async Task Lists_that_refer_to_lists_are_followed_and_lists_that_contradict_each_other_are_not_trusted()
    {
        var root = Directory.CreateTempSubdirectory("acetate-mhl-");
        try
        {
            Directory.CreateDirectory(Path.Join(root.FullName, "sub"));
            File.WriteAllText(Path.Join(root.FullName, "sub", "f"), "media-hash-list");
            File.WriteAllText(Path.Join(root.FullName, "sub", "inner.mhl"), "<hashlist version=\"1.1\"><hash><file>f</file><size>15</size><md5>9db0fc9f30f5ee70041a7538809e2858</md5></hash></hashlist>");
            File.WriteAllText(Path.Join(root.FullName, "outer.mhl"), "<hashlist version=\"1.1\"><hash referencehhashlist=\"true\"><file>sub/inner.mhl</file><null/></hash></hashlist>");

            var report = await (await MhlFolder.OpenAsync(root.FullName)).VerifyAsync(new VerifyOptions());
            Assert.True(report.IsIntact, string.Join('\n', report.Comparison.Files));
            Assert.Contains(report.Comparison.Files, f => f is { Path: "sub/f", Status: FileStatus.Intact });

            File.WriteAllText(Path.Join(root.FullName, "other.mhl"), "<hashlist version=\"1.1\"><hash><file>sub/f</file><size>15</size><md5>00000000000000000000000000000000</md5></hash></hashlist>");
            Assert.False((await MhlFolder.OpenAsync(root.FullName)).History.IsTrusted);
        }
        finally
        {
            root.Delete(recursive: true);
        }
    }

    private static LegacyManifest Read(string path)
    {
        using var stream = File.OpenRead(path);
        return LegacyReader.Read(stream, Path.GetFileName(path));
    }

    private static HashDigest Hash(HashFormat format, byte[] bytes)
    {
        using var hash = new MultiHash(format);
        hash.Append(bytes);
        return hash.Finish()[0];
    }

    private static void AssertValid(byte[] document)
    {
        var schemas = new XmlSchemaSet { XmlResolver = null };
        foreach (var name in (string[])["xmldsig-core-schema.xsd", "MediaHashList_v1_1.xsd"])
        {
            // The signature schema carries a document type of its own; it is read and not resolved.
            using var schema = XmlReader.Create(Corpus.PathOf($"conformance/mhl/legacy/schema/{name}"), new XmlReaderSettings { DtdProcessing = DtdProcessing.Parse, XmlResolver = null });
            schemas.Add(null, schema);
        }

        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, ValidationType = ValidationType.Schema, Schemas = schemas };
        settings.ValidationFlags |= XmlSchemaValidationFlags.ReportValidationWarnings;
        using var reader = XmlReader.Create(new MemoryStream(document), settings);
        while (reader.Read()) { }
    }
}
