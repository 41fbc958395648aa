using System.Buffers.Binary;
using System.Text;
using Acetate.Media.Formats.Wave;

namespace Acetate.Imaging.Tests.Formats;

public sealed class WaveReaderTests
{
    [Fact]
    public void What_the_writer_writes_the_reader_reads()
    {
        var wave = Read(Wave("<BWFXML><SCENE>12A</SCENE><TRACK_LIST><TRACK><INTERLEAVE_INDEX>2</INTERLEAVE_INDEX><NAME>BOOM</NAME></TRACK></TRACK_LIST></BWFXML>"));

        Assert.Empty(wave.Findings);
        Assert.Equal((3, 48000, 24, 100L), (wave.Format!.Channels, wave.Format.SampleRate, wave.Format.Bits, wave.Frames));
        Assert.Equal((172800000L, "2026-01-02", "01:00:00", "A=PCM\r\n"), (wave.Bext!.TimeReference, wave.Bext.Date, wave.Bext.Time, wave.Bext.CodingHistory));
        Assert.Equal("12A", wave.IXml!["SCENE"]);
        Assert.Equal(new IXmlTrack(2, null, "BOOM", null), wave.IXml.Tracks.Single());
    }

    [Fact]
    public void Samples_stand_where_the_reader_says()
    {
        var bytes = Wave("");
        var wave = Read(bytes);

        var third = bytes.AsSpan((int)wave.DataOffset + 3 * 9, 3);

        Assert.Equal(3000, third[0] | third[1] << 8 | third[2] << 16);
    }

    [Theory]
    [InlineData("bext", 0xfffffff0u)]
    [InlineData("iXML", 0x7fffffffu)]
    [InlineData("fmt ", 0xffffffffu)]
    public void A_lying_chunk_length_ends_the_file_and_is_reported(string chunk, uint length)
    {
        var bytes = Wave("<BWFXML/>");
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(IndexOf(bytes, chunk) + 4), length);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var wave = Read(bytes);

        Assert.Contains(wave.Findings, finding => finding.Code == "chunk-cut");
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 16 << 20, "A claimed length must not be allocated.");
    }

    [Fact]
    public void A_recorder_that_lost_its_power_keeps_its_sound()
    {
        var bytes = Wave("");
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(IndexOf(bytes, "data") + 4), 0);

        var wave = Read(bytes);

        Assert.Equal(100, wave.Frames);
        Assert.Contains(wave.Findings, finding => finding is { Code: "data-unfinished", IsError: true });
    }

    [Fact]
    public void A_file_cut_anywhere_is_read_as_far_as_it_goes()
    {
        var whole = Wave("<BWFXML><SCENE>1</SCENE></BWFXML>");

        for (var length = 12; length < whole.Length; length++)
        {
            var wave = Read(whole[..length]);
            Assert.NotEmpty(wave.Findings);
        }
    }

    [Theory]
    [InlineData("<!DOCTYPE BWFXML [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><BWFXML><SCENE>&x;</SCENE></BWFXML>")]
    [InlineData("<!DOCTYPE l [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;\">]><BWFXML><SCENE>&b;</SCENE></BWFXML>")]
    [InlineData("<!DOCTYPE BWFXML SYSTEM \"http://127.0.0.1:9/x.dtd\"><BWFXML><SCENE>1</SCENE></BWFXML>")]
    public void Entities_and_document_types_in_iXML_are_refused_and_the_sound_stays_usable(string xml)
    {
        var wave = Read(Wave(xml));

        Assert.Contains(wave.Findings, finding => finding.Code == "ixml-broken" && !finding.IsError);
        Assert.Empty(wave.IXml!.Fields);
        Assert.Equal(100, wave.Frames);
    }

    [Fact]
    public void A_broken_iXML_keeps_what_stood_before_the_break()
    {
        var wave = Read(Wave("<BWFXML><SCENE>12A</SCENE><TAKE>3</TAKE><NOTE>oh & no</NOTE></BWFXML>"));

        Assert.Contains(wave.Findings, finding => finding.Code == "ixml-broken");
        Assert.Equal(("12A", "3"), (wave.IXml!["SCENE"], wave.IXml["TAKE"]));
    }

    [Fact]
    public void Deep_nesting_and_endless_lists_are_cut_off()
    {
        var deep = Read(Wave(string.Concat(Enumerable.Repeat("<A>", 5000))));
        var wide = Read(Wave("<BWFXML>" + string.Concat(Enumerable.Range(0, 10000).Select(i => $"<A>{i}</A>")) + "</BWFXML>"));

        Assert.Contains(deep.Findings, finding => finding.Code == "ixml-broken");
        Assert.Contains(wide.Findings, finding => finding.Code == "ixml-broken");
        Assert.Equal(3000, wide.IXml!.Fields.Length);
    }

    internal static byte[] Wave(string ixml, int channels = 3, int frames = 100)
    {
        var stream = new MemoryStream();
        new WaveWriter
        {
            Channels = channels,
            SampleRate = 48000,
            IXml = ixml,
            Bext = new() { Description = "sSPEED=024.000-ND\r\nsSCENE=12A\r\n", TimeReference = 172800000, Date = "2026-01-02", Time = "01:00:00", CodingHistory = "A=PCM\r\n" },
        }.Write(stream, frames, static (channel, at) => (int)at * 1000 + channel);
        return stream.ToArray();
    }

    private static WaveFile Read(byte[] bytes) => WaveReader.Read(new MemoryStream(bytes));

    private static int IndexOf(byte[] bytes, string chunk) => bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(chunk));
}
