using Acetate.Compute.Hosting;
using Acetate.Media.Inspect;
using Acetate.Media.Trim;
using Acetate.Steps;
using Acetate.Storage;

namespace Acetate.Tools.Tests.Media;

/// <summary>The worker's function <c>trim-clip</c>.</summary>
public sealed class TrimClipTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_trim_is_published_and_again_with_the_same_bytes()
    {
        var first = await RunAsync(Request(5, 17));
        var path = Path.Join(_folder.Path, "store", "pull", "apple-prores-422-hq.mov");
        var written = File.GetLastWriteTimeUtc(path);

        var second = await RunAsync(Request(5, 17));

        Assert.Equal((TrimMethod.MovieSamples, true, 5L, 17L), (first.Method, first.Exact, first.Range!.Start, first.Range.End));
        Assert.Equal("pull/apple-prores-422-hq.mov", first.Files.Single().Path);
        Assert.Equal(first.Files.Single(), second.Files.Single());
        Assert.Equal(written, File.GetLastWriteTimeUtc(path));
    }

    [Fact]
    public async Task Another_file_of_that_name_is_not_overwritten()
    {
        var mine = _folder.Write("store/pull/apple-prores-422-hq.mov", "somebody's own"u8);

        var failed = await Assert.ThrowsAsync<StepFailedException>(() => RunAsync(Request(5, 17)));

        Assert.Equal(Compute.RetryClass.Data, failed.Class);
        Assert.Contains("is there already with other bytes", failed.Message, StringComparison.Ordinal);
        Assert.Equal("somebody's own", File.ReadAllText(mine));
    }

    [Fact]
    public async Task A_part_outside_the_clip_fails_with_the_reason()
    {
        var failed = await Assert.ThrowsAsync<StepFailedException>(() => RunAsync(Request(5, 99)));

        Assert.Contains("lies outside the clip, which has the frames 0 to 24", failed.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(Path.Join(_folder.Path, "store")));
    }

    [Fact]
    public async Task A_clip_that_is_cut_off_or_gone_is_named_and_nothing_of_it_is_left()
    {
        _folder.Write("rolls/short.mov", File.ReadAllBytes(Corpus.PathOf("samples/prores-mov/apple-prores-422-hq.mov")).AsSpan(0, 100_000));
        TrimClipRequest Of(string file) => Request(5, 17) with { Store = StoreUrl.ForFolder(Path.Join(_folder.Path, "rolls")), Prefix = "", Clip = new() { Name = "apple", Kind = ClipKind.Single, Files = [file] } };

        var cut = await Assert.ThrowsAsync<StepFailedException>(() => RunAsync(Of("short.mov")));
        var gone = await Assert.ThrowsAsync<StepFailedException>(() => RunAsync(Of("gone.mov")));

        Assert.StartsWith("short.mov: ", cut.Message, StringComparison.Ordinal);
        Assert.Equal("Look at it, or bring it back from another copy of the roll; then try again.", cut.Advice);
        Assert.Equal("gone.mov: The file is not in the store.", gone.Message);
        Assert.Empty(Directory.GetFileSystemEntries(Path.Join(_folder.Path, "store")));
    }

    private TrimClipRequest Request(long start, long end) => new()
    {
        Store = StoreUrl.ForFolder(Corpus.PathOf("samples")),
        Prefix = "prores-mov",
        Clip = new() { Name = "apple-prores-422-hq", Kind = ClipKind.Single, Files = ["apple-prores-422-hq.mov"] },
        Frames = new(start, end),
        Target = StoreUrl.ForFolder(Directory.CreateDirectory(Path.Join(_folder.Path, "store")).FullName),
        TargetPrefix = "pull",
    };

    private Task<TrimClipResult> RunAsync(TrimClipRequest request)
    {
        Corpus.Program("ffmpeg");
        return TrimClip.RunAsync(request, new StepContext { ScratchFolder = Directory.CreateDirectory(Path.Join(_folder.Path, "scratch")).FullName }, TestContext.Current.CancellationToken);
    }
}
