using Acetate.Imaging.Tests.Inspect;
using Acetate.Media.Inspect;
using Acetate.Media.Trim;

namespace Acetate.Imaging.Tests.Trim;

/// <summary>Finished trims held against their sources, several at once.</summary>
public sealed class TrimComparisonTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("acetate-trims-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Trims_of_different_length_are_compared_by_one_process_and_a_wrong_one_is_told_from_the_others()
    {
        var movie = Trimming.Make(_folder, "A001C001.mov", 2, "24000/1001", "-c:v", "prores_ks", "-c:a", "pcm_s24le", "-timecode", "10:00:00:00");
        var essence = Trimming.Make(_folder, "A002C001.mxf", 1, "25", "-c:v", "dnxhd", "-profile:v", "dnxhr_lb", "-pix_fmt", "yuv422p", "-c:a", "pcm_s16le", "-timecode", "11:00:00:00");
        FinishedTrim[] trims = [await WrittenAsync(movie, 0, 5), await WrittenAsync(movie, 20, 47), await WrittenAsync(essence, 3, 12), await WrittenAsync(movie, 46, 48)];

        var lists = await PictureComparison.TogetherAsync([.. trims.Select(Compared)], TimeProvider.System, static _ => { }, Token);
        var proofs = await ProvedAsync(trims);
        // A byte of the second trim's last frame, behind the mark with which ProRes frames begin.
        var bytes = await File.ReadAllBytesAsync(trims[1].Path, Token);
        bytes[bytes.AsSpan().LastIndexOf("icpf"u8) + 300] ^= 1;
        await File.WriteAllBytesAsync(trims[1].Path, bytes, Token);
        var damaged = await ProvedAsync(trims);

        Assert.NotNull(lists);
        Assert.Equal([5, 27, 9, 2], trims.Select((_, i) => lists[2 * i + 1].Count));
        for (var i = 0; i < trims.Length; i++) Assert.Equal(lists[2 * i].Take(lists[2 * i + 1].Count), lists[2 * i + 1]);
        Assert.All(proofs, proof => Assert.True(proof.IsExact, proof.Words));
        Assert.Equal([true, false, true, true], damaged.Select(proof => proof.IsExact));
        Assert.Contains("of the finished trim is not the one of the source", damaged[1].Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trim_that_holds_the_wrong_part_is_found()
    {
        var movie = Trimming.Make(_folder, "A001C001.mov", 1, "24", "-c:v", "prores_ks", "-c:a", "pcm_s24le", "-timecode", "10:00:00:00");
        var (one, other) = (await WrittenAsync(movie, 2, 6), await WrittenAsync(movie, 3, 7));

        var proof = (await ProvedAsync([one with { Path = other.Path }]))[0];

        Assert.False(proof.IsExact);
    }

    [Fact]
    public async Task Frames_are_found_in_source_and_trim_before_anything_is_written()
    {
        var movie = Trimming.Make(_folder, "A001C001.mov", 2, "24000/1001", "-c:v", "prores_ks", "-c:a", "pcm_s24le", "-timecode", "10:00:00:00");
        var essence = Trimming.Make(_folder, "A002C001.mxf", 1, "25", "-c:v", "dnxhd", "-profile:v", "dnxhr_lb", "-pix_fmt", "yuv422p", "-c:a", "pcm_s16le", "-timecode", "11:00:00:00");
        FinishedTrim[] trims = [await WrittenAsync(movie, 0, 5), await WrittenAsync(movie, 20, 47), await WrittenAsync(essence, 3, 12)];

        var found = await new ClipTrimmer(TimeProvider.System).FindFramesAsync([.. trims.Select(one => one.Trim)], Token);
        var other = (await new ClipTrimmer(TimeProvider.System).FindFramesAsync([(await PreparedAsync(movie, 21, 48))!], Token))[0];

        var source = await File.ReadAllBytesAsync(movie, Token);
        Assert.Equal([5, 27], found.Take(2).Select(frames => frames!.Trim.Length));
        Assert.Null(found[2]);
        for (var i = 0; i < 2; i++)
        {
            var trimmed = await File.ReadAllBytesAsync(trims[i].Path, Token);
            Assert.Equal(found[i]!.Source.Select(place => Convert.ToHexString(source, (int)place.Offset, place.Length)), found[i]!.Trim.Select(place => Convert.ToHexString(trimmed, (int)place.Offset, place.Length)));
            Assert.All(found[i]!.Trim, place => Assert.Equal("icpf"u8, trimmed.AsSpan((int)place.Offset + 4, 4)));
        }

        Assert.Equal(found[1]!.Source.Skip(1), other!.Source.Take(26));
    }

    [Fact]
    public async Task What_a_prepared_trim_gives_is_what_a_trim_writes()
    {
        var movie = Trimming.Make(_folder, "A001C001.mov", 1, "24", "-c:v", "prores_ks", "-c:a", "pcm_s24le", "-timecode", "10:00:00:00");

        var prepared = await WrittenAsync(movie, 4, 9);
        var (made, path) = await Trimming.MadeAsync(movie, Trimming.Frames(4, 9), Path.Join(_folder, "out"));

        Assert.Equal(File.ReadAllBytes(path), File.ReadAllBytes(prepared.Path));
        Assert.Equal(new FileInfo(path).Length, prepared.Trim.Files.Single().Length);
        Assert.Equal(made.Proof, (await ProvedAsync([prepared]))[0].Words);
        Assert.Equal(prepared.Trim.Files[0].Identity(), (await WrittenAsync(movie, 4, 9)).Trim.Files[0].Identity());
        Assert.NotEqual(prepared.Trim.Files[0].Identity(), (await WrittenAsync(movie, 4, 10)).Trim.Files[0].Identity());
    }

    [Fact]
    public async Task Pictures_that_hang_on_one_another_are_not_prepared()
    {
        var movie = Trimming.Make(_folder, "A001C001.mp4", 1, "24", "-c:v", "mpeg4", "-g", "12", "-c:a", "aac");

        Assert.Null(await PreparedAsync(movie, 4, 9));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Task<System.Collections.Immutable.ImmutableArray<TrimProof>> ProvedAsync(IReadOnlyList<FinishedTrim> trims) =>
        new ClipTrimmer(TimeProvider.System).ProveAsync(trims, static (_, _) => { }, Token);

    private static ComparedPictures Compared(FinishedTrim one) => new((TrimCheck.Pictures)one.Trim.Plan.Check, one.Trim.Plan.Files[0].SourcePath, one.Path);

    private static async Task<PreparedTrim?> PreparedAsync(string path, long start, long end)
    {
        Corpus.Program("ffmpeg");
        var clip = Inspecting.Source(ClipKind.Single, path);
        return ClipTrimmer.Prepare(clip, await new ClipInspector(TimeProvider.System).InspectAsync(clip, Token), Trimming.Frames(start, end));
    }

    private async Task<FinishedTrim> WrittenAsync(string path, long start, long end)
    {
        var trim = (await PreparedAsync(path, start, end))!;
        // Under a name as stores give it to what is unfinished.
        var target = Path.Join(_folder, $".{Guid.NewGuid():N}.acetate-partial");
        await using var file = File.Create(target);
        await using var bytes = trim.Files[0].Open();
        await bytes.CopyToAsync(file, Token);
        return new(trim, target);
    }
}
