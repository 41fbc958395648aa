using Acetate.Imaging.Colour.Encodings;
using Acetate.Media.Decode;
using Acetate.Media.Inspect;

namespace Acetate.Imaging.Tests.Decode;

public sealed class SourceEncodingTests
{
    [Theory]
    [InlineData("image.colour.space", "LOG-C", null, "ALEXA Mini", 1600.0, "ARRI LogC3 EI 1600", null)]
    [InlineData("image.colour.space", "LOG-C", null, "ALEXA 35", 800.0, "ARRI LogC4", null)]
    [InlineData("image.colour.transfer", "s-log3-cine", "s-gamut3-cine", "ILCE-7M3", null, "S-Log3 S-Gamut3.Cine", null)]
    [InlineData("image.colour.transfer", "S-Log3", "S-Gamut3", "MPC-3610 VENICE", null, "S-Log3 S-Gamut3 Venice", null)]
    [InlineData("image.colour.transfer", "s-log3", null, "ILME-FX6", null, "S-Log3 S-Gamut3.Cine", "The file says S-Log3 and no gamut; S-Gamut3.Cine is assumed.")]
    [InlineData("image.colour.transfer", "V-Log", "V-Gamut", "AU-EVA1", null, "V-Log V-Gamut", null)]
    [InlineData("image.colour.transfer", "Canon Log 3", "BT.2020", "EOS C70", null, "Canon Log 3 Rec.2020", null)]
    [InlineData("image.colour.space", "com.apple.rec2020.apple-log", null, "iPhone 15 Pro", null, "Apple Log", null)]
    [InlineData("image.colour.space", "com.apple.apple-wide-gamut.apple-log", null, "iPhone 17 Pro", null, "Apple Log 2", null)]
    [InlineData("image.colour.transfer", "bt709", "bt709", "", null, "Rec.709 BT.1886", null)]
    [InlineData("image.colour.transfer", "smpte2084", "bt2020", "", null, "Rec.2020 ST 2084", null)]
    [InlineData("image.colour.transfer", "arib-std-b67", null, "", null, "Rec.2020 HLG", null)]
    [InlineData("image.colour.transfer", "D-Log M", null, "Mavic 3", null, null, "The clip is D-Log M, whose curve its maker does not publish: name the encoding to use.")]
    [InlineData("image.colour.transfer", "printing density", null, "", null, null, "The file says its transfer is 'printing density', which is no encoding that is known here.")]
    public void What_a_file_says_names_its_encoding(string field, string word, string? gamut, string model, double? iso, string? name, string? warning)
    {
        var inspection = new ClipInspection
        {
            Name = "A",
            Kind = ClipKind.Single,
            Files = ["A.mov"],
            Image = new() { Colour = field.EndsWith("space", StringComparison.Ordinal) ? new() { Space = word, Primaries = gamut } : new() { Transfer = word, Primaries = gamut } },
            Camera = new() { Model = model },
            Exposure = new() { Iso = iso },
            Facts = [new(field, word, word, "a tag")],
        };

        var found = SourceEncoding.Of(inspection, null);

        Assert.Equal((name, warning), (found.Encoding?.Name, found.Warning));
        if (name is not null) Assert.StartsWith($"said by the file: a tag is '{word}'", found.Origin, StringComparison.Ordinal);
    }

    [Fact]
    public void A_makers_own_word_goes_before_that_of_the_container()
    {
        var inspection = new ClipInspection
        {
            Name = "A",
            Kind = ClipKind.Single,
            Files = ["A.mov"],
            Image = new() { Colour = new() { Transfer = "bt709", Primaries = "bt709" } },
            Facts = [new("image.colour.transfer", "bt709", "bt709", "ffprobe"), new("image.colour.transfer", "S-Log3", "s-log3", "sony xml"), new("image.colour.primaries", "s-gamut3", "s-gamut3", "sony xml")],
        };

        Assert.StartsWith("S-Log3", SourceEncoding.Of(inspection, null).Encoding?.Name, StringComparison.Ordinal);
        Assert.Equal("named by the caller", SourceEncoding.Of(inspection, KnownEncodings.AcesCg).Origin);
    }

    [Fact]
    public void Plates_of_a_show_from_two_decoders_raise_a_warning_and_from_one_do_not()
    {
        (string, string, string)[] plates = [("ARRIRAW", "A001C001", "Acetate 0.1"), ("ARRIRAW", "A001C002", "Acetate 0.1"), ("ARRIRAW", "B001C001", "a vendor's 8.1"), ("prores", "C001", "FFmpeg 5.1")];

        Assert.Equal(
            ["ARRIRAW of this show is decoded differently: Acetate 0.1 (A001C001, A001C002), and a vendor's 8.1 (B001C001). Decoders differ in small ways that show in a cut; make the plates with one."],
            DecoderMix.Warnings(plates));
        Assert.Empty(DecoderMix.Warnings([.. plates.Take(2), plates[3]]));
    }
}
