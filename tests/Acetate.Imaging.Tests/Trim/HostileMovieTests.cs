using System.Buffers.Binary;
using Acetate.Imaging.Tests.Inspect;
using Acetate.Media.Inspect;
using Acetate.Media.Trim;

namespace Acetate.Imaging.Tests.Trim;

/// <summary>Movies and recordings that lie: a sentence, never a crash, a hang, or memory that only the file claims.</summary>
[Trait("kind", Fuzzing.Trait)]
public sealed class HostileMovieTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("acetate-trim-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("stsz", 8, 0xffffffffu, "stsz")]
    [InlineData("stts", 4, 0xffffffffu, "stts")]
    [InlineData("stts", 8, 1u, "stts")]
    [InlineData("stsc", 4, 0x7fffffffu, "stsc")]
    [InlineData("stsc", 8, 2u, "stsc")]
    [InlineData("stco", 4, 0xfffffff0u, "stco")]
    [InlineData("stco", 8, 0xfffffff0u, "The file is cut or lies")]
    [InlineData("stco", 4, 1u, "lies in no chunk")]
    [InlineData("elst", 4, 0x10000000u, "elst")]
    [InlineData("elst", 12, 0x80000000u, "elst")]
    [InlineData("mvhd", 12, 0u, "clock of the movie")]
    [InlineData("mdhd", 12, 0u, "The clock of")]
    public async Task A_table_that_lies_is_named(string box, int at, uint value, string words)
    {
        var bytes = File.ReadAllBytes(Trimming.Make(_folder, "A001C001.mov", 1, "25", "-c:v", "prores_aw", "-profile:v", "0", "-c:a", "pcm_s16le"));
        var place = bytes.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(box));
        Assert.True(place > 0);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(place + 4 + at), value);

        var problem = await Assert.ThrowsAsync<InvalidDataException>(() => Task.FromResult(Plan(bytes, 0, 12)));

        Assert.Contains(words, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_whose_end_is_missing_gives_what_is_there_and_says_where_it_ends()
    {
        // The header comes first, so that frames can be found although the data is cut.
        var path = Trimming.Make(_folder, "A001C001.mov", 1, "25", "-c:v", "prores_aw", "-profile:v", "0", "-c:a", "pcm_s16le", "-movflags", "+faststart");
        var all = Trimming.Decoded(path, "v:0");
        var bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, bytes[..(bytes.Length / 2)]);

        var (_, part) = await Trimming.MadeAsync(path, Trimming.Frames(2, 7), Path.Join(_folder, "out"));
        var problem = await Assert.ThrowsAsync<InvalidDataException>(() => Trimming.TrimAsync(path, Trimming.Frames(15, 25), Path.Join(_folder, "none")));

        Assert.Equal(all[2..7], Trimming.Decoded(part, "v:0"));
        Assert.StartsWith("The file is cut or lies: sample 1", problem.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(Path.Join(_folder, "none")));
    }

    [Theory]
    [InlineData("movie")]
    [InlineData("long-gop")]
    [InlineData("wave")]
    [InlineData("mxf")]
    public void Any_bytes_are_planned_or_refused_in_a_sentence(string kind)
    {
        var valid = File.ReadAllBytes(kind switch
        {
            "movie" => Trimming.Make(_folder, "A.mov", 0.4, "25", "-c:v", "prores_aw", "-profile:v", "0", "-c:a", "pcm_s16le", "-s", "64x36", "-timecode", "10:00:00:00"),
            "long-gop" => Trimming.Make(_folder, "A.mp4", 0.6, "25", "-c:v", "libx264", "-g", "6", "-bf", "2", "-s", "64x36", "-c:a", "aac"),
            "mxf" => Trimming.Make(_folder, "A.mxf", 0.4, "25", "-c:v", "dnxhd", "-profile:v", "dnxhr_lb", "-pix_fmt", "yuv422p", "-s", "256x120", "-c:a", "pcm_s16le", "-timecode", "10:00:00:00"),
            _ => Corpus.PathOf("samples/audio-bwf-misc/izotoperx_cues_test.wav"),
        });
        // What is changed lies in the header; the frames are what they are.
        var header = valid.AsSpan().IndexOf("moov"u8) is > 0 and var moov ? moov - 4 : 0;
        var state = (ulong)kind.Length * 0x9e3779b97f4a7c15 | 1;
        var (planned, refused) = (0, 0);
        for (var round = 0; round < Fuzzing.Rounds(1500); round++)
        {
            var bytes = (byte[])valid.Clone();
            for (var change = Next() % 4; change < 4; change++)
            {
                var at = header + (int)(Next() % (ulong)Math.Min(kind == "wave" ? 64 : 8192, bytes.Length - header - 4));
                if (Next() % 2 == 0) bytes[at] = (byte)Next();
                else BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(at), (Next() % 5) switch { 0 => uint.MaxValue, 1 => 0, 2 => 0x7fffffff, 3 => 0x80000000, _ => (uint)(Next() % 300) });
            }

            if (Next() % 16 == 0) bytes = bytes[..(int)(Next() % (ulong)bytes.Length)];
            var before = GC.GetAllocatedBytesForCurrentThread();

            try
            {
                var plan = Plan(bytes, 2, 7);
                planned++;
                Assert.All(plan.Files[0].Pieces.Where(piece => !piece.IsNew), piece => Assert.True(piece.Offset >= 0 && piece.Length >= 0 && piece.Offset + piece.Length <= bytes.Length));
                Assert.True(plan.Files[0].Length <= bytes.Length + (1 << 20), $"Round {round} plans more than there is.");
            }
            catch (Exception told) when (told is InvalidDataException or TrimRangeException or CannotTrimException or EndOfStreamException)
            {
                refused++;
                Assert.NotEmpty(told.Message);
            }

            Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 256 << 20, $"Round {round} of {kind} allocated too much.");
        }

        Assert.True(planned > 20 && refused > 20, $"{planned} planned, {refused} refused: the changes test nothing.");

        ulong Next()
        {
            state ^= state << 13;
            state ^= state >> 7;
            return state ^= state << 17;
        }
    }

    private TrimPlan Plan(byte[] bytes, long start, long end)
    {
        var path = Path.Join(_folder, "hostile.mov");
        File.WriteAllBytes(path, bytes);
        var clip = Inspecting.Source(ClipKind.Single, path);
        TrimSelection selection = bytes.AsSpan().StartsWith("RIFF"u8) ? new TrimSelection.Samples(start, end) : new TrimSelection.Frames(start, end);
        return ClipTrimmer.Plan(clip, new() { Name = "hostile", Kind = ClipKind.Single, Files = ["hostile.mov"], Bytes = bytes.Length }, new() { Selection = selection });
    }
}
