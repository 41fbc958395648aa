using System.Buffers.Binary;
using Acetate.Imaging.Tests.Inspect;
using Acetate.Media.Inspect;
using Acetate.Media.Trim;

namespace Acetate.Imaging.Tests.Trim;

/// <summary>Sequences cut by whole files.</summary>
public sealed class SequenceTrimTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("acetate-trim-").FullName;

    private string Target => Directory.CreateDirectory(Path.Join(_folder, "out")).FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Frames_are_copied_byte_for_byte_under_their_names()
    {
        var frames = Make(12, "A001C003_0086400.dpx");

        var made = Assert.IsType<TrimOutcome.Made>(await TrimAsync(frames, new TrimSelection.Labels("01:00:00:03", "01:00:00:09")));

        Assert.Equal((true, TrimMethod.Frames, 3L, 9L, "01:00:00:03", "01:00:00:09"), (made.Exact, made.Method, made.Range.Start, made.Range.End, made.Range.In, made.Range.Out));
        Assert.Equal(frames[3..9].Select(Path.GetFileName), made.Files.Select(file => file.Path));
        Assert.All(made.Files, file => Assert.Equal(Trimming.Sha256(Path.Join(_folder, file.Path)), Trimming.Sha256(Path.Join(Target, file.Path))));
        Assert.Equal(6, Directory.GetFiles(Target).Length);
    }

    [Fact]
    public async Task A_missing_frame_is_named_and_the_others_keep_their_place()
    {
        var frames = Directory.GetFiles(Corpus.PathOf("samples/dpx-sequence-gaps/MissingSecondFrame"), "*.dpx").Order(StringComparer.Ordinal).ToArray();

        var made = Assert.IsType<TrimOutcome.Made>(await TrimAsync(frames, new TrimSelection.Frames(0, 4)));

        Assert.Equal(["000001.dpx", "000003.dpx", "000004.dpx"], made.Files.Select(file => file.Path));
        Assert.Equal((false, 1L), (made.Exact, made.Missing.Single()));
    }

    [Theory]
    [InlineData(0, 99, true)]
    [InlineData(5, 5, false)]
    public async Task Frames_that_are_not_there_are_refused(long start, long end, bool isOutside)
    {
        var frames = Make(6, "A001C003_0086400.dpx");

        var problem = await Assert.ThrowsAsync<TrimRangeException>(() => TrimAsync(frames, new TrimSelection.Frames(start, end)));

        Assert.Equal(isOutside, problem.IsOutside);
    }

    private string[] Make(int count, string first)
    {
        Inspecting.Run("ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc2=s=64x36:r=24", "-frames:v", $"{count}", "-pix_fmt", "gbrp10le", "-timecode", "01:00:00:00",
            "-start_number", "86400", Path.Join(_folder, "A001C003_%07d.dpx"));
        Assert.True(File.Exists(Path.Join(_folder, first)));
        var frames = Directory.GetFiles(_folder, "*.dpx").Order(StringComparer.Ordinal).ToArray();
        // FFmpeg writes headers of 1664 bytes: the film and television headers are added, with SMPTE time bits at 1920 and the rate at 1940, as scanners do.
        for (var i = 0; i < frames.Length; i++)
        {
            var bytes = File.ReadAllBytes(frames[i]);
            byte[] whole = [.. bytes[..1664], .. Enumerable.Repeat((byte)0xff, 384), .. bytes[1664..]];
            BinaryPrimitives.WriteUInt32LittleEndian(whole.AsSpan(4), 2048);
            BinaryPrimitives.WriteUInt32LittleEndian(whole.AsSpan(16), (uint)whole.Length);
            BinaryPrimitives.WriteUInt32LittleEndian(whole.AsSpan(1920), 0x01000000u + (uint)((i / 10 << 4) + (i % 10)));
            BinaryPrimitives.WriteSingleLittleEndian(whole.AsSpan(1940), 24);
            File.WriteAllBytes(frames[i], whole);
        }

        return frames;
    }

    private async Task<TrimOutcome> TrimAsync(string[] frames, TrimSelection selection)
    {
        var clip = Inspecting.Source(ClipKind.Sequence, frames);
        var inspection = await new ClipInspector(TimeProvider.System).InspectAsync(clip, TestContext.Current.CancellationToken);
        return await new ClipTrimmer(TimeProvider.System).TrimAsync(clip, inspection, new() { Selection = selection }, Target, static (_, _) => { }, TestContext.Current.CancellationToken);
    }
}
