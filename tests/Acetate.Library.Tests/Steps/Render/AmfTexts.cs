using System.Text;
using Acetate.Amf;
using Acetate.Imaging.Colour;
using Acetate.Imaging.Colour.Cdl;
using Acetate.Imaging.Colour.Encodings;
using Acetate.Media.Decode;
using Acetate.Steps.Render;

namespace Acetate.Library.Tests.Steps.Render;

/// <summary>AMFs as text, and what they are held against.</summary>
internal static class AmfTexts
{
    public const string Id = "urn:ampas:aces:transformId:";
    public const string LogC3 = $"{Id}v1.5:IDT.ARRI.Alexa-v3-logC-EI800.a1.v2", FromCct = $"{Id}v1.5:ACEScsc.Academy.ACEScct_to_ACES.a1.0.3", ToCct = $"{Id}v1.5:ACEScsc.Academy.ACES_to_ACEScct.a1.0.3";
    public const string Rrt = $"{Id}v1.5:RRT.a1.0.3", Odt = $"{Id}v1.5:ODT.Academy.Rec709_100nits_dim.a1.0.3";

    public static Rgb[] Colours { get; } = [new(0.41, 0.39, 0.33), new(0.6, 0.3, 0.2), Rgb.Grey(0.391), new(0.1, 0.3, 0.5)];

    public static AmfPlateFacts Facts() => new()
    {
        Name = "A001C002_plate",
        Sequence = new("A001C002_plate.####.exr", "#", 1001, 1024),
        Author = new("Editorial", "editorial@example.org"),
        Now = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero),
        Uuid = Guid.Parse("0f6ae0c5-6a1b-4b2e-9d52-6a3f2f8f0a01"),
        PipelineUuid = Guid.Parse("0f6ae0c5-6a1b-4b2e-9d52-6a3f2f8f0a02"),
    };

    public static AmfDocument Written(AmfDocument document)
    {
        using var bytes = new MemoryStream();
        AmfWriter.Write(document, bytes);
        bytes.Position = 0;
        return AmfReader.Read(bytes, "plate.amf");
    }

    public static Rgb Graded(Rgb aces)
    {
        var cdl = new CdlOperation(new(1.1, 1, 0.9), new(0.01, 0, -0.01), new(1, 1.05, 1), 0.9, IsClamped: false);
        return ColourStyles.Find("ACEScct_to_ACES2065-1")!.Apply(cdl.Apply(ColourStyles.Find("ACES2065-1 to ACEScct")!.Apply(aces)));
    }

    public static void Near(Rgb wanted, Rgb got) => Assert.True(Math.Abs(wanted.R - got.R) + Math.Abs(wanted.G - got.G) + Math.Abs(wanted.B - got.B) < 1e-6, $"{got}, not {wanted}");

    public static PictureDescription Clip(string? encoding) => new()
    {
        Width = 4,
        Height = 2,
        Frames = 1,
        Encoding = encoding is null ? null : KnownEncodings.Find(encoding) ?? throw new ArgumentException(encoding),
        EncodingOrigin = "said by the file",
        Decoder = "test",
        Steps = [],
    };

    public static AmfDocument Read(string amf) => AmfReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(amf)), "test.amf");

    public static string Space(string? from, string? to) => from is null ? "" : $"""
        <aces:cdlWorkingSpace>{(to is null ? "" : $"<aces:toCdlWorkingSpace><aces:transformId>{to}</aces:transformId></aces:toCdlWorkingSpace>")}<aces:fromCdlWorkingSpace><aces:transformId>{from}</aces:transformId></aces:fromCdlWorkingSpace></aces:cdlWorkingSpace>
        """;

    public static string Grade(string applied = "false", string? from = FromCct, string? to = ToCct) => Look(
        Space(from, to) + "<cdl:SOPNode><cdl:Slope>1.1 1 0.9</cdl:Slope><cdl:Offset>0.01 0 -0.01</cdl:Offset><cdl:Power>1 1.05 1</cdl:Power></cdl:SOPNode><cdl:SatNode><cdl:Saturation>0.9</cdl:Saturation></cdl:SatNode>", applied);

    public static string Look(string content, string applied = "false") => $"""<aces:lookTransform applied="{applied}">{content}</aces:lookTransform>""" + "\n";

    public static string Table(string address, string? sha256) =>
        Look($"{(sha256 is null ? "" : $"""<aces:hash algorithm="{AmfHash.Sha256}">{sha256}</aces:hash>""")}<aces:file>{address}</aces:file>");

    public static string Output(string applied) => $"""
        <aces:outputTransform applied="{applied}"><aces:referenceRenderingTransform><aces:transformId>{Rrt}</aces:transformId></aces:referenceRenderingTransform><aces:outputDeviceTransform><aces:transformId>{Odt}</aces:transformId></aces:outputDeviceTransform></aces:outputTransform>
        """;

    public static string Text(string? input = LogC3, string applied = "false", string looks = "", string? output = null)
    {
        const string info = "<aces:dateTime><aces:creationDateTime>2024-01-01T00:00:00Z</aces:creationDateTime><aces:modificationDateTime>2024-01-01T00:00:00Z</aces:modificationDateTime></aces:dateTime>";
        return $"""
            <?xml version="1.0" encoding="UTF-8"?>
            <aces:acesMetadataFile xmlns:aces="urn:ampas:aces:amf:v2.0" xmlns:cdl="urn:ASC:CDL:v1.01" version="2.0">
            <aces:amfInfo><aces:author><aces:name>A</aces:name><aces:emailAddress>a@b.org</aces:emailAddress></aces:author>{info}<aces:uuid>urn:uuid:afe122be-59d3-4360-ad69-33c10108fa7a</aces:uuid></aces:amfInfo>
            <aces:pipeline>
            <aces:pipelineInfo><aces:author><aces:name>A</aces:name><aces:emailAddress>a@b.org</aces:emailAddress></aces:author>{info}<aces:uuid>urn:uuid:bfe122be-59d3-4360-ad69-33c10108fa7a</aces:uuid>
            <aces:systemVersion><aces:majorVersion>1</aces:majorVersion><aces:minorVersion>3</aces:minorVersion><aces:patchVersion>0</aces:patchVersion></aces:systemVersion></aces:pipelineInfo>
            {(input is null ? "" : $"""<aces:inputTransform applied="{applied}"><aces:transformId>{input}</aces:transformId></aces:inputTransform>""")}
            {looks}
            {output ?? Output("false")}
            </aces:pipeline></aces:acesMetadataFile>
            """;
    }
}
