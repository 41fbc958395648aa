using Acetate.Imaging.Tests.Formats;
using Acetate.Imaging.Tests.Formats.Arri;
using Acetate.Media.Inspect;
using Acetate.Timing;
using static Acetate.Imaging.Tests.Inspect.MovieFixture;

namespace Acetate.Imaging.Tests.Inspect;

/// <summary>A file made for a test after its format's description, because no real one is at hand.</summary>
/// <param name="Format">The row of the support matrix.</param>
/// <param name="Name">A name for the file.</param>
/// <param name="Bytes">The file.</param>
/// <param name="Expected">What must come out: <c>field=value</c>.</param>
/// <param name="Sidecar">Whether it lies beside a clip.</param>
internal sealed record MadeClip(string Format, string Name, byte[] Bytes, string[] Expected, bool Sidecar = false)
{
    private static byte[] Brand => Box("ftyp", Text("qt  "), U32(0, 0));

    public static IReadOnlyList<MadeClip> All { get; } =
    [
        new("ARRIRAW frames (.ari)", "A003C001_190625_R24Y.0049275.ari", AriFixture.Frame(64, 32, (_, _) => (0.1, 0.1, 0.1)),
            ["camera.make=ARRI", "camera.model=ALEXA Plus 4:3 SXT", "camera.serial=3071", "exposure.iso=800", "exposure.whiteBalance=3200", "exposure.shutterAngle=180", "lens.model=Cooke S4 32mm",
             "lens.focalLength=32", "lens.iris=T2", "lens.focusDistance=2.5", "clip.reel=A003R2EC", "slate.scene=12A", "slate.take=4", "image.rate=24000/1001"]),
        new("ARRI ProRes (.mov)", "A001C001.mov", Movie("apch", Keys(("com.arri.camera.CameraModel", "ALEXA Mini LF"), ("com.arri.camera.CameraSerialNumber", "40123"), ("com.arri.camera.SensorFps", "48000"),
                ("com.arri.camera.ShutterAngle", "1728"), ("com.arri.camera.ExposureIndexAsa", "800"), ("com.arri.camera.WhiteBalanceKelvin", "5600"), ("com.arri.camera.ReelName", "A001R1AC"), ("com.arri.camera.LensType", "SP 40"))),
            ["camera.make=ARRI", "camera.model=ALEXA Mini LF", "camera.serial=40123", "exposure.sensorRate=48", "exposure.shutterAngle=172.8", "exposure.iso=800", "exposure.whiteBalance=5600", "clip.reel=A001R1AC", "lens.model=SP 40"]),
        new("Blackmagic RAW (.braw)", "A001_08151512_C001.braw", Movie("brxq", Keys(("manufacturer", "Blackmagic Design"), ("camera_type", "URSA Mini Pro 12K"), ("camera_number", "A"), ("reel_name", "1"), ("scene", "12"), ("take", "3"), ("viewing_gamma", "Blackmagic Design Film"), ("firmware_version", "7.9")),
                Box("bmdf", Box("isoe", U32(800)), Box("wkel", U32(5600)), Box("wtin", U16(10)), Box("aptr", Text("f4.0")), Box("fcln", Text("35mm")), Box("shtv", Text("180°")), Box("srte", U32(24, 1)))),
            ["image.codec=braw", "camera.model=URSA Mini Pro 12K", "camera.id=A", "exposure.iso=800", "exposure.whiteBalance=5600", "exposure.tint=10", "lens.iris=f/4.0", "lens.focalLength=35", "exposure.shutterAngle=180", "exposure.sensorRate=24", "slate.scene=12", "slate.take=3", "clip.reel=1"]),
        new("Sony XAVC S (.mp4, rtmd)", "C0001.MP4", Movie("avc1", Sample("rtmd", [.. U16(28), .. new byte[26], .. Tag(0x8000, 0xb0, 0x77), .. Tag(0x8109, 0, 0, 0, 1, 0, 0, 0, 50), .. Tag(0x810b, 0x03, 0x20), .. Tag(0x810e, 0x15, 0xe0), .. Tag(0x8114, Text("ILCE-7SM3 5072108"))])),
            ["lens.iris=f/5.6", "exposure.shutterTime=1/50", "exposure.iso=800", "exposure.whiteBalance=5600", "camera.model=ILCE-7SM3", "camera.serial=5072108"]),
        new("Canon Cinema RAW Light (.crm)", "A_0001C001X250601_112233AB_CANON.CRM", [.. Box("ftyp", Text("crx "), U32(0, 0)), .. CanonMovie()],
            ["image.codec=canon-raw", "image.width=4096", "image.height=2160", "image.rate=25", "clip.frames=100", "lens.focalLength=50", "lens.iris=f/2.8", "exposure.shutterTime=1/50", "exposure.iso=1600"]),
        new("Panasonic movies (.mov, metadata XML)", "P1000001.MOV", Movie("avc1", Keys(("com.panasonic.Semi-Pro.metadata.xml", Panasonic))),
            ["camera.make=Panasonic", "camera.model=DC-GH6", "exposure.iso=800", "image.colour.transfer=V-Log", "image.colour.primaries=V-Gamut"]),
        new("Panasonic P2 (CLIP/*.XML)", "0001AB.XML", Text(Panasonic.Replace("ClipMain", "P2Main", StringComparison.Ordinal)), ["camera.model=DC-GH6", "exposure.iso=800"], true),
        new("RED sidecar (.RMD)", "A001_C001_0124UA.RMD", Text("""<?xml version="1.0"?><RMD><user><scene type="string" value="12A"/><take type="string" value="4"/><director type="string" value="N. N."/></user><frame_rate_override num="24000" den="1001"/><iso type="int" value="800"/></RMD>"""),
            ["slate.scene=12A", "slate.take=4", "slate.director=N. N.", "exposure.iso=800", "image.rate=24000/1001"], true),
        new("CinemaDNG frames", "A001_000001.dng", Dng(), ["image.codec=cfa", "clip.reel=A001", "image.rate=24"]),
    ];

    private const string Panasonic = "<ClipMain><Device><Manufacturer>Panasonic</Manufacturer><ModelName>DC-GH6</ModelName></Device><CameraUnitMetadata><ISOSensitivity>800</ISOSensitivity>"
        + "<Gamma><CaptureGamma>V-Log</CaptureGamma></Gamma><Gamut><CaptureGamut>V-Gamut</CaptureGamut></Gamut></CameraUnitMetadata></ClipMain>";

    /// <summary>The clip as a source that is read from memory.</summary>
    public ClipSource Source()
    {
        var file = new ClipFile(Name, null, Bytes.Length) { Ranges = (offset, target) => { Bytes.AsSpan((int)offset, target.Length).CopyTo(target); return target.Length; } };
        return new() { Name = Path.GetFileNameWithoutExtension(Name), Kind = Name.EndsWith(".ari", StringComparison.Ordinal) || Name.EndsWith(".dng", StringComparison.Ordinal) ? ClipKind.Still : ClipKind.Single, Files = [file] };
    }

    // A movie with its first frame (or camera sample) at byte 36, right behind the brand and the head of mdat.
    private static byte[] Movie(string codec, params byte[][] parts)
    {
        var isTrack = codec == "avc1" && parts.Length == 1 && parts[0].AsSpan(4, 4).SequenceEqual("rtmd"u8);
        var media = isTrack ? parts[0][8..] : parts.Length > 1 ? parts[1] : [.. U32(100), .. Text("icpf"), .. U16(148, 0), .. Text("apl0"), .. U16(1920, 1080), 0x80, 0, 1, 1, 1, 0, 0, 0];
        media = [.. media, .. new byte[Math.Max(0, 128 - media.Length)]];
        return [.. Brand, .. Box("mdat", media), .. MovieFixture.Movie(Picture(codec, 1920, 1080, 24, 1, 10, 28, 0, (uint)media.Length, Avc), isTrack ? OneSample("meta", "rtmd", [], 28, (uint)media.Length) : parts[0])];
    }

    private static byte[] Sample(string codec, byte[] bytes) => Box(codec, bytes);

    // High profile, 1920×1080, 4:2:0, eight bits.
    private static byte[] Avc => Box("avcC", [1, 100, 0, 41, 0xff, 0xe1, .. U16(22), 0x67, 0x64, 0, 0x29, 0xac, 0xd9, 0x40, 0x78, 0x02, 0x27, 0xe5, 0xc0, 0x44, 0, 0, 3, 0, 4, 0, 0, 3, 1, 0]);

    private static byte[] CanonMovie()
    {
        byte[] notes = [.. Little(20), 4, 0, .. new byte[6], .. Little(50), .. Little(1), .. Little(32), 5, 0, .. new byte[6], .. Little(28), .. Little(10), .. Little(1), .. Little(50), .. Little(1600)];
        return [.. Box("mdat", notes), .. MovieFixture.Movie(Picture("CRAW", 4096, 2160, 25, 1, 100, 28, 0, 100), OneSample("meta", "CTMD", [], 28, (uint)notes.Length))];
    }

    private static byte[] Dng()
    {
        var stream = new MemoryStream();
        DngWriterTests.Writer(36, "A001").Write(stream, Acetate.Timing.Timecode.Parse("10:00:00:00", FrameRate.Fps24), new byte[64 * 36 * 2]);
        return stream.ToArray();
    }

    private static byte[] Tag(int tag, params byte[] value) => [.. U16(tag, value.Length), .. value];

    private static byte[] Little(uint value) => [(byte)value, (byte)(value >> 8), (byte)(value >> 16), (byte)(value >> 24)];
}
