using Acetate.Imaging.Tests.Encode;
using Acetate.Imaging.Tests.Trim;
using Acetate.Media.Editorial;
using Acetate.Media.Encode.Movies;
using Acetate.Timing;

namespace Acetate.Imaging.Tests.Editorial;

/// <summary>Movies for Premiere and Resolve, read by FFprobe and MediaInfo. Neither program is here.</summary>
public sealed class EditorialMovieTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_movie_has_label_reel_and_a_named_track_for_each_channel_and_is_the_same_bytes_every_time()
    {
        // Of every channel each sample says which it is.
        var sound = Path.Join(folder.Path, "S001.wav");
        Readers.Run("ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", "aevalsrc=n/32768|-n/32768|0.25:s=48000:d=0.3", "-c:a", "pcm_s24le", sound);
        var clip = new EditorialClip { Name = "12A-3", Tape = "A001R2EC", Start = Timecode.Parse("01:59:59;28", FrameRate.Fps2997), Frames = 3, ShootDay = new(2026, 5, 4) };
        var movie = clip.ToMovie(320, 180, [new(sound, 0, 100, 2, "Größe Mix"), new(sound, 0, 100, 0, "Boom"), new(sound, 0, 100, 1, "")]);

        foreach (var settings in (MovieSettings[])[new MovieSettings.ProRes(ProResProfile.Lt), new MovieSettings.Dnx(DnxProfile.HrLb) { Container = MovieContainer.Mov }])
        {
            var (one, two) = (await WriteAsync(settings, movie, "one.mov"), await WriteAsync(settings, movie, "two.mov"));

            Assert.Equal(Trimming.Sha256(one), Trimming.Sha256(two));
            var probe = Readers.Run("ffprobe", "-v", "error", "-show_streams", "-show_format", one);
            foreach (var mark in (string[])["TAG:timecode=01:59:59;28", "TAG:reel_name=A001R2EC", "TAG:title=12A-3", "codec_tag_string=tmcd", "TAG:handler_name=Größe Mix", "TAG:handler_name=Boom"]) Assert.Contains(mark, probe, StringComparison.Ordinal);
            Assert.Equal(["1", "1", "1"], Trimming.Tags(one, "stream=channels").Where(line => line.Length > 0));
            var told = Readers.Run("mediainfo", "-f", one);
            foreach (var mark in (string[])["Größe Mix", "Boom", "A001R2EC", "01:59:59;28"]) Assert.Contains(mark, told, StringComparison.Ordinal);
            int[] first = [.. Enumerable.Range(0, 3).Select(track => BitConverter.ToInt32(Trimming.Sound(one, $"a:{track}", folder.Path)) >> 16)];
            Assert.Equal([8192, 100, -100], first);
        }
    }

    [Fact]
    public void A_name_that_a_track_cannot_have_is_refused()
    {
        var clip = new EditorialClip { Name = "12A-3", Tape = "A001R2EC", Start = Timecode.Parse("01:00:00:00", FrameRate.Fps24), Frames = 3, ShootDay = new(2026, 5, 4) };

        Assert.Contains("Shorten it", Assert.Throws<EditorialException>(() => clip.ToMovie(320, 180, [new("a.wav", Name: new('x', 65))])).Message, StringComparison.Ordinal);
        var movie = clip.ToMovie(320, 180, []);
        foreach (var sound in (MovieSound[])[new("a.wav", Name: "a\nb"), new("a.wav", Name: new('ö', 101)), new("a.wav", Channel: -1)])
            Assert.NotNull(MovieArguments.WhyNot(new MovieSettings.ProRes(ProResProfile.Lt), movie with { Sound = [sound] }));
    }

    private async Task<string> WriteAsync(MovieSettings settings, MovieDescription movie, string name)
    {
        var path = Path.Join(folder.Path, name);
        await using var writer = MovieWriter.Start(settings, movie, path, TimeProvider.System);
        for (var frame = 0L; frame < movie.Frames; frame++)
        {
            using var rows = await writer.FrameAsync(frame, TestContext.Current.CancellationToken);
            new TestPicture(movie.Width, movie.Height, (ulong)frame).Give(rows);
            rows.Complete();
        }

        await writer.CompleteAsync(TestContext.Current.CancellationToken);
        return path;
    }
}
