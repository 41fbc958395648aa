using Acetate.Cuts;
using Acetate.Timing;

namespace Acetate.Standards.Tests.Cuts;

/// <summary>Whatever is done to a file, reading it ends with a cut or with a sentence, and soon.</summary>
public sealed class DamagedCutTests
{
    private static readonly string[] Pieces =
    [
        "<sequence id=\"sequence-1\"/>", "<clipitem>", "</clipitem>", "-1", "99999999999999999999", "1/0s", "9007199254740993/9007199254740992s", "<!DOCTYPE a [<!ENTITY b \"c\">]>", "&b;",
        "TRUE", "25:61:99:99", ";", "\"", "\t", "\r", "M2 A 999.9 01:00:00:00\n", "002 B V D 999 01:00:00:00 01:00:00:00 00:00:00:00 00:00:00:00\n", "NaN", "1e308", "{\"OTIO_SCHEMA\":\"Clip.2\"}",
        "Heading", "lane=\"-999999999\"", "<timeMap><timept time=\"0s\" value=\"0s\"/></timeMap>", "\0",
    ];

    [Theory]
    [InlineData("conformance/otio/fcp_xml/premiere_example.xml")]
    [InlineData("conformance/otio/fcp_xml/hiero_xml_export.xml")]
    [InlineData("conformance/otio/fcpx_xml/fcpx_project.fcpxml")]
    [InlineData("samples/editorial-fcpxml/29.97d.fcpxml")]
    [InlineData("samples/editorial-fcpxml/CompoundClips.fcpxml")]
    [InlineData("samples/editorial-fcpxml/SyncClip.fcpxml")]
    [InlineData("samples/editorial-ale/sample_cdl.ale")]
    [InlineData("samples/editorial-edl/screening_example.edl")]
    [InlineData("samples/editorial-edl/speed_effects_small.edl")]
    [InlineData("conformance/otio/sample_data/nested_example.otio")]
    [InlineData("conformance/otio/sample_data/transition.otio")]
    public void A_damaged_file_is_a_cut_or_a_sentence(string file)
    {
        var valid = File.ReadAllBytes(Corpus.PathOf(file));
        var name = Path.GetFileName(file);
        var damage = new Damage((ulong)file.Length * 7919, Pieces);
        var read = 0;
        for (var i = 0; i < 150; i++) read += Read(damage.Of(valid), name) ? 1 : 0;

        Assert.True(Read(valid, name));
        Assert.True(read > 0, "every damaged file was refused: the damage proves nothing");
    }

    /// <summary>Every list of the corpus, each content once: where the file ends, after every line and in the middle of many; long ones at places spread over them.</summary>
    [Theory]
    [InlineData(".edl", 120)]
    [InlineData(".otio", 40)]
    [InlineData(".fcpxml", 10)]
    [InlineData(".xml", 3)]
    [InlineData(".ale", 25)]
    public void A_list_of_the_corpus_that_ends_anywhere_is_a_cut_or_a_sentence(string extension, int atLeast)
    {
        const int BytesOfFile = 1 << 20;
        var (files, read, refused) = (0, 0, 0);
        foreach (var (name, bytes) in Lists(extension))
        {
            var ends = Enumerable.Range(0, bytes.Length).Where(at => bytes[at] == (byte)'\n').Select(at => at + 1).SelectMany(at => new[] { at, Math.Max(0, at - 1 - at % 13) }).Append(0).Append(bytes.Length).Distinct().Order().ToList();
            var most = Math.Max(20, BytesOfFile / Math.Max(1, bytes.Length / 2));
            var step = Math.Max(1, ends.Count / most);
            for (var i = ends.Count - 1; i >= 0; i -= step)
                if (Read(bytes[..ends[i]], name)) read++;
                else refused++;
            files++;
        }

        Assert.True(files >= atLeast, $"{files} files");
        // An object or an element that is not closed makes a whole file unreadable; a list loses what comes after.
        Assert.True(read >= atLeast && refused > files, $"{read} read, {refused} refused");
    }

    [Fact]
    public void An_AAF_of_the_corpus_that_ends_anywhere_is_a_cut_or_a_sentence()
    {
        var (files, read, refused) = (0, 0, 0);
        foreach (var (name, bytes) in Lists(".aaf"))
        {
            const int Places = 200;
            files++;
            for (var i = 0; i <= Places; i++)
                if (Read(bytes[..(int)((long)bytes.Length * i / Places)], name)) read++;
                else refused++;
        }

        Assert.True(files >= 10 && read >= 10 && refused > files, $"{files} files, {read} read, {refused} refused");
    }

    [Fact]
    public void A_shot_list_that_ends_anywhere_is_a_cut_or_a_sentence()
    {
        var valid = "Shot,Reel,Source In,Source Out,Speed,Note\nA_010,A001,01:00:00:00,01:00:02:00,200%,\"a, \"\"b\"\"\"\nA_020,A002,01:00:00:00,01:00:04:00,,\n"u8.ToArray();

        Assert.True(Enumerable.Range(0, valid.Length + 1).Count(end => Read(valid[..end], "shots.csv")) > 50);
    }

    private static IEnumerable<(string Name, byte[] Bytes)> Lists(string extension)
    {
        var seen = new HashSet<string>();
        foreach (var folder in new[] { "conformance/edl", "conformance/ale", "conformance/otio", "conformance/aaf", "samples/editorial-edl", "samples/editorial-otio", "samples/editorial-fcpxml", "samples/editorial-xml", "samples/editorial-ale", "samples/editorial-aaf" })
            foreach (var file in Directory.EnumerateFiles(Corpus.PathOf(folder), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            {
                if (!Path.GetExtension(file).Equals(extension, StringComparison.OrdinalIgnoreCase) || new FileInfo(file).Length > 4 << 20) continue;
                var bytes = File.ReadAllBytes(file);
                if (seen.Add(Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(bytes)))) yield return (Path.GetFileName(file), bytes);
            }
    }

    [Fact]
    public void A_shot_list_is_damaged_too()
    {
        var valid = "Shot,Reel,Source In,Source Out,Speed,Note\nA_010,A001,01:00:00:00,01:00:02:00,200%,\"a, \"\"b\"\"\"\nA_020,A002,01:00:00:00,01:00:04:00,,\n"u8.ToArray();
        var damage = new Damage(4711, Pieces);

        Assert.True(Enumerable.Range(0, 300).Count(_ => Read(damage.Of(valid), "shots.csv")) > 10);
    }

    private static bool Read(byte[] bytes, string name)
    {
        try
        {
            var cut = CutReader.Read(new MemoryStream(bytes), name, new() { Rate = FrameRate.Fps24 });
            Assert.All(cut.Problems, problem => Assert.EndsWith(".", problem.Fix, StringComparison.Ordinal));
            Assert.Equal(cut.Events.Length, cut.Events.Select(item => item.Id).Distinct().Count());
            return true;
        }
        catch (CutException refused)
        {
            Assert.StartsWith(name, refused.Message, StringComparison.Ordinal);
            return false;
        }
    }
}
