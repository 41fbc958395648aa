using System.Text;
using Acetate.Mhl;
using Acetate.Mhl.Legacy;

namespace Acetate.Standards.Tests.Mhl;

/// <summary>Documents made to hurt: each is refused with a sentence, in bounded memory, whatever its size.</summary>
public sealed class HostileDocumentTests
{
    private const string Head = "<?xml version=\"1.0\"?><hashlist xmlns=\"urn:ASC:MHL:v2.0\" version=\"2.0\">";

    [Fact]
    public void Two_gigabytes_of_nesting_are_refused_after_a_few_levels()
    {
        using var document = new EndlessDocument(Head, "<a>", 2L * 1024 * 1024 * 1024);

        var refusal = Assert.Throws<MhlException>(() => ManifestReader.Read(document, "deep.mhl"));

        Assert.Equal(MhlProblem.TooLarge, refusal.Problem);
        Assert.InRange(document.BytesGiven, 1, 8 * 1024 * 1024);
    }

    [Theory]
    [InlineData("<creatorinfo><comment>", "aaaaaaaaaaaaaaaa")]
    [InlineData("<creatorinfo comment=\"", "aaaaaaaaaaaaaaaa")]
    [InlineData("<creatorinfo><!--", "aaaaaaaaaaaaaaaa")]
    [InlineData("<creatorinfo><![CDATA[", "aaaaaaaaaaaaaaaa")]
    [InlineData("<", "aaaaaaaaaaaaaaaa")]
    [InlineData("<metadata>", "<a b='1'>text</a>")]
    [InlineData("<metadata>", "bbbbbbbbbbbbbbbb")]
    [InlineData("<?", "aaaaaaaaaaaaaaaa")]
    public void An_endless_piece_is_refused_in_bounded_memory(string start, string piece)
    {
        using var document = new EndlessDocument(Head + start, piece, 2L * 1024 * 1024 * 1024);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var refusal = Assert.Throws<MhlException>(() => ManifestReader.Read(document, "endless.mhl"));

        Assert.Contains(refusal.Problem, (MhlProblem[])[MhlProblem.TooLarge, MhlProblem.NotXml]);
        Assert.InRange(document.BytesGiven, 1, 64 * 1024 * 1024);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 512L * 1024 * 1024);
    }

    [Fact]
    public void A_billion_laughs_are_refused_before_the_first()
    {
        var entities = string.Concat(Enumerable.Range(1, 9).Select(i => $"<!ENTITY l{i} \"{string.Concat(Enumerable.Repeat($"&l{i - 1};", 10))}\">"));
        var text = $"<?xml version=\"1.0\"?><!DOCTYPE hashlist [<!ENTITY l0 \"ha\">{entities}]><hashlist xmlns=\"urn:ASC:MHL:v2.0\" version=\"2.0\">&l9;</hashlist>";

        foreach (var refusal in Refusals(Encoding.UTF8.GetBytes(text)))
        {
            Assert.Equal(MhlProblem.NotXml, refusal.Problem);
            Assert.Contains("DOCTYPE", refusal.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("<!DOCTYPE hashlist SYSTEM \"http://example.invalid/a.dtd\"><hashlist/>")]
    [InlineData("<!DOCTYPE hashlist PUBLIC \"-//x\" \"file:///etc/passwd\"><hashlist/>")]
    [InlineData("<!DOCTYPE hashlist [<!ENTITY % p SYSTEM \"file:///etc/passwd\"> %p;]><hashlist/>")]
    public void An_external_document_type_is_never_fetched(string text) =>
        Assert.All(Refusals(Encoding.UTF8.GetBytes(text)), r => Assert.Contains("DOCTYPE", r.Message, StringComparison.Ordinal));

    [Theory]
    [InlineData("", MhlProblem.NotXml)]
    [InlineData("not xml", MhlProblem.NotXml)]
    [InlineData("<hashlist", MhlProblem.NotXml)]
    [InlineData("<html/>", MhlProblem.WrongFormat)]
    [InlineData("<?xml version=\"1.0\" encoding=\"no-such-encoding\"?><hashlist/>", MhlProblem.NotXml)]
    [InlineData("<?xml version=\"1.0\" encoding=\"UTF-16\"?><hashlist/>", MhlProblem.NotXml)]
    public void What_is_no_manifest_is_refused(string text, MhlProblem problem) =>
        Assert.All(Refusals(Encoding.UTF8.GetBytes(text)).Take(1), r => Assert.Equal(problem, r.Problem));

    [Fact]
    public void Bytes_that_are_not_the_declared_encoding_are_refused()
    {
        byte[] bytes = [.. Encoding.ASCII.GetBytes("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<hashlist version=\"1.1\"><hash><file>"), 0xC3, 0x28, .. Encoding.ASCII.GetBytes("</file></hash></hashlist>")];

        Assert.Equal(MhlProblem.NotXml, Assert.Throws<MhlException>(() => LegacyReader.Read(new MemoryStream(bytes), "x")).Problem);
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("../x")]
    [InlineData("A/../../x")]
    [InlineData("A/..")]
    [InlineData("./x")]
    [InlineData("A//x")]
    [InlineData("A/./x")]
    [InlineData("A/x/")]
    [InlineData("C:/Windows/x")]
    [InlineData("c:\\Windows\\x")]
    [InlineData("\\\\server\\share\\x")]
    [InlineData("A\\..\\..\\x")]
    [InlineData("")]
    public void A_path_that_could_leave_the_scope_is_refused_with_its_line(string path)
    {
        var manifest = Head + $"<hashes>\n\n<hash><path>{path}</path></hash></hashes></hashlist>";
        var legacy = $"<hashlist version=\"1.1\">\n\n<hash><file>{path}</file><size>1</size></hash></hashlist>";

        Assert.Equal(3, Assert.Throws<MhlException>(() => ManifestReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(manifest)), "x")).Line);
        Assert.Equal(3, Assert.Throws<MhlException>(() => LegacyReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(legacy)), "x")).Line);
        Assert.NotNull(MhlPath.WhyNot(path));
    }

    [Theory]
    [InlineData("../0001_A.mhl")]
    [InlineData("/etc/passwd")]
    [InlineData("ascmhl/0001_A.mhl")]
    [InlineData("..")]
    public void A_chain_names_only_files_beside_it(string path)
    {
        var c4 = "c4" + new string('1', 88);
        var text = $"<ascmhldirectory xmlns=\"urn:ASC:MHL:DIRECTORY:v2.0\"><hashlist sequencenr=\"1\"><path>{path}</path><c4>{c4}</c4></hashlist></ascmhldirectory>";

        Assert.Equal(MhlProblem.Invalid, Assert.Throws<MhlException>(() => ChainReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)))).Problem);
    }

    private static IEnumerable<MhlException> Refusals(byte[] bytes)
    {
        yield return Assert.Throws<MhlException>(() => ManifestReader.Read(new MemoryStream(bytes), "x"));
        yield return Assert.Throws<MhlException>(() => ChainReader.Read(new MemoryStream(bytes)));
        yield return Assert.Throws<MhlException>(() => LegacyReader.Read(new MemoryStream(bytes), "x"));
    }

    /// <summary>A head and then one piece over and over, without ever being in memory.</summary>
    private sealed class EndlessDocument(string head, string piece, long length) : Stream
    {
        private readonly byte[] first = Encoding.UTF8.GetBytes(head);
        private readonly byte[] again = Encoding.UTF8.GetBytes(piece);

        public long BytesGiven { get; private set; }

        public override int Read(Span<byte> buffer)
        {
            var count = (int)Math.Min(buffer.Length, length - BytesGiven);
            for (var i = 0; i < count; i++)
            {
                var at = BytesGiven + i;
                buffer[i] = at < first.Length ? first[at] : again[(at - first.Length) % again.Length];
            }

            BytesGiven += count;
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => length;
        public override long Position { get => BytesGiven; set => throw new NotSupportedException(); }
        public override void Flush() { }
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
