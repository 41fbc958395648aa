using Acetate.Imaging.Tests.Inspect;
using Acetate.Media.Formats;
using Acetate.Media.Formats.Sidecars;
using Acetate.Media.Inspect;
using Acetate.Timing;

namespace Acetate.Imaging.Tests.Formats;

/// <summary>Valid files with a few bytes changed, cut, doubled or stuffed: no reader may throw, hang or allocate what a file merely claims.</summary>
[Trait("kind", Fuzzing.Trait)]
public sealed class MutationTests
{
    private const int Rounds = 1500;

    // What a reader may allocate: a fixed sum for tables and facts, and a multiple of the file's size. Both stand in docs/guide/inspect.md.
    private const long MostAllocated = 16 << 20, MostTimes = 64;

    [Fact]
    public void The_wave_and_iXML_reader_survives_mutations() => Survive(1, WaveReaderTests.Wave(
        "<?xml version=\"1.0\"?><BWFXML><PROJECT>P</PROJECT><SPEED><TIMECODE_RATE>24000/1001</TIMECODE_RATE><TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO>172800000</TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO>"
        + "</SPEED><TRACK_LIST><TRACK><CHANNEL_INDEX>1</CHANNEL_INDEX><NAME>A</NAME></TRACK></TRACK_LIST></BWFXML>", frames: 20));

    [Fact]
    public void The_DNG_reader_survives_mutations()
    {
        var stream = new MemoryStream();
        DngWriterTests.Writer(36, "A001").Write(stream, Timecode.Parse("10:00:00:00", FrameRate.Fps24), new byte[64 * 36 * 2]);

        // The directory is what is read; pixels would only dilute the mutations.
        Survive(2, stream.ToArray()[..1200]);
    }

    [Theory]
    [InlineData("conformance/bwf/recorders/zoom_F8_mix.wav")]
    [InlineData("conformance/bwf/synthetic/rf64.wav")]
    [InlineData("conformance/bwf/synthetic/ixml-utf16.wav")]
    [InlineData("conformance/bwf/recorders/izotope_cues.wav")]
    [InlineData("samples/dng-raw-bayer/DNG.dng")]
    [InlineData("samples/dpx-sequence-gaps/SecondAndBody/000001.dpx")]
    [InlineData("samples/exr/OpenEXR.exr")]
    [InlineData("samples/timecode-mov/TimecodeTrack_23_976_Start-00-58-40-00.mov")]
    [InlineData("samples/camera-sony/sony-a7-xavc.MP4")]
    [InlineData("samples/mxf-misc/MXF.mxf")]
    [InlineData("samples/tiff/flower-rgb-contig-08.tif")]
    [InlineData("samples/camera-red/RED_Weapon_5K_header_A106_C037_0118G5_002.R3D")]
    [InlineData("samples/camera-sony/Sony-00001.mxf")]
    [InlineData("samples/camera-sony/SonyXAVC_LongGOP_green_pixelation_early_Frames.mxf")]
    [InlineData("samples/dnx-avid-mxf/track_01_v02.mxf")]
    [InlineData("samples/camera-canon/canon-r6.cr3")]
    [InlineData("samples/timecode-mov/QuickTime.mov")]
    public void Every_reader_survives_mutations_of_real_files(string file)
    {
        var bytes = File.ReadAllBytes(Corpus.PathOf(file));

        Survive((ulong)file.Length, bytes.Length > 16384 ? bytes[..16384] : bytes);
    }

    public static TheoryData<string> Made() => [.. MadeClip.All.Where(clip => !clip.Sidecar).Select(clip => clip.Name)];

    [Theory]
    [MemberData(nameof(Made))]
    public void Every_reader_survives_mutations_of_made_files(string name)
    {
        var bytes = MadeClip.All.Single(clip => clip.Name == name).Bytes;

        Survive((ulong)name.Length, bytes.Length > 16384 ? bytes[..16384] : bytes);
    }

    [Theory]
    [InlineData("samples/camera-gopro/GoPro_MAX_heromode.mp4", 42150)]
    [InlineData("samples/camera-apple/iPhoneX_livephoto.mov", 4133)]
    public void The_index_at_the_end_of_a_movie_survives_mutations(string file, int index)
    {
        var bytes = File.ReadAllBytes(Corpus.PathOf(file));

        Survive((ulong)file.Length, bytes[^index..]);
    }

    [Theory]
    [InlineData("samples/camera-sony-sidecars/ILCE-6700_C0391M01.XML")]
    [InlineData("samples/camera-sony-sidecars/AX100_card/PRIVATE/M4ROOT/MEDIAPRO.XML")]
    [InlineData("samples/camera-dji/mavic_air2.srt")]
    [InlineData("samples/editorial-ale/sampleUHD.ale")]
    public void Every_reader_of_sidecars_survives_mutations_of_real_files(string file) =>
        Mutate((ulong)file.Length, File.ReadAllBytes(Corpus.PathOf(file)), (bytes, draft) => SidecarReaders.Read(new ClipFile(file, "mutated", bytes.Length), bytes, draft));

    public static TheoryData<string> MadeSidecars() => [.. MadeClip.All.Where(clip => clip.Sidecar).Select(clip => clip.Name)];

    [Theory]
    [MemberData(nameof(MadeSidecars))]
    public void Every_reader_of_sidecars_survives_mutations_of_made_files(string name) =>
        Mutate((ulong)name.Length, MadeClip.All.Single(clip => clip.Name == name).Bytes, (bytes, draft) => SidecarReaders.Read(new ClipFile(name, "mutated", bytes.Length), bytes, draft));

    private static void Survive(ulong seed, byte[] valid)
    {
        var format = FormatInspectors.For(valid) ?? throw new InvalidOperationException("No reader knows the valid file.");
        Mutate(seed, valid, (bytes, draft) =>
        {
            if (format.Knows(bytes)) format.Inspect(draft.Clip.Files[0], new MemoryStream(bytes), draft);
        });
    }

    private static void Mutate(ulong seed, byte[] valid, Action<byte[], InspectionDraft> read)
    {
        var mutator = new Mutator(seed);
        var path = Path.Join(Path.GetTempPath(), "mutated");
        for (var round = 0; round < Fuzzing.Rounds(Rounds); round++)
        {
            var bytes = mutator.Mutate(valid);
            var draft = new InspectionDraft(new() { Name = "mutated", Kind = ClipKind.Still, Files = [new ClipFile("mutated", path, bytes.Length)] });
            var before = GC.GetAllocatedBytesForCurrentThread();

            read(bytes, draft);
            var clip = draft.Build();
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

            Assert.NotNull(System.Text.Json.JsonSerializer.Serialize(clip));
            Assert.True(allocated < MostAllocated + MostTimes * (long)bytes.Length, $"Round {round} of seed {seed} allocated {allocated} bytes for {bytes.Length}.");
        }
    }

    private sealed class Mutator(ulong seed)
    {
        private static readonly byte[][] Spiteful = [[0xff, 0xff, 0xff, 0xff], [0, 0, 0, 0], [0x80, 0, 0, 0], [0x7f, 0xff, 0xff, 0xff], [0xff, 0xff, 0xff, 0x7f], "<!DOCTYPE"u8.ToArray(), "]]>"u8.ToArray(), [0xc0, 0x80]];

        private ulong _state = seed * 0x9e3779b97f4a7c15 | 1;

        public byte[] Mutate(byte[] valid)
        {
            var bytes = (byte[])valid.Clone();
            for (var change = (int)(Next() % 8); change >= 0; change--)
            {
                var at = (int)(Next() % (ulong)bytes.Length);
                switch (Next() % 6)
                {
                    case 0: bytes[at] ^= (byte)(1 << (int)(Next() % 8)); break;
                    case 1: bytes[at] = (byte)Next(); break;
                    case 2:
                        var some = Spiteful[Next() % (ulong)Spiteful.Length];
                        some.AsSpan(0, Math.Min(some.Length, bytes.Length - at)).CopyTo(bytes.AsSpan(at));
                        break;
                    case 3 when bytes.Length > 64: bytes = bytes[..Math.Max(32, at)]; break;
                    case 4 when bytes.Length < 65536: bytes = [.. bytes[..at], .. bytes]; break;
                    default: bytes.AsSpan(at, Math.Min(16, bytes.Length - at)).Fill((byte)Next()); break;
                }
            }

            return bytes;
        }

        private ulong Next()
        {
            _state ^= _state << 13;
            _state ^= _state >> 7;
            _state ^= _state << 17;
            return _state;
        }
    }
}
