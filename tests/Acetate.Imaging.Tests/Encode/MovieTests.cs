using System.Globalization;
using Acetate.Imaging.Colour.Gamuts;
using Acetate.Media.Encode;
using Acetate.Media.Encode.Movies;
using Acetate.Timing;

namespace Acetate.Imaging.Tests.Encode;

/// <summary>Movies, read by FFprobe and MediaInfo, and decoded by FFmpeg.</summary>
public sealed class MovieTests : IDisposable
{
    private readonly TempFolder folder = new();

    public static TheoryData<string, int, int, string[]> Kinds => new()
    {
        { "Proxy", 320, 180, ["codec_name=prores", "profile=Proxy", "codec_tag_string=apco", "pix_fmt=yuv422p10le"] },
        { "Lt", 320, 180, ["codec_tag_string=apcs"] },
        { "Standard", 320, 180, ["codec_tag_string=apcn"] },
        { "Hq", 322, 181, ["codec_tag_string=apch"] },
        { "P4444", 321, 181, ["codec_tag_string=ap4h", "pix_fmt=yuv444p"] },
        { "P4444Xq", 320, 180, ["codec_tag_string=ap4x"] },
        { "Hd36", 1920, 1080, ["profile=DNXHD", "pix_fmt=yuv422p\n"] },
        { "Hd145", 1280, 720, ["profile=DNXHD"] },
        { "Hd220x", 1920, 1080, ["profile=DNXHD", "pix_fmt=yuv422p10le"] },
        { "HrLb", 320, 180, ["profile=DNXHR LB"] },
        { "HrSq", 320, 180, ["profile=DNXHR SQ"] },
        { "HrHq", 320, 180, ["profile=DNXHR HQ\n"] },
        { "HrHqx", 320, 180, ["profile=DNXHR HQX", "pix_fmt=yuv422p10le"] },
        { "Hr444", 320, 180, ["profile=DNXHR 444", "pix_fmt=yuv444p10le"] },
    };

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Every_profile_is_what_other_readers_say_it_is(string profile, int width, int height, string[] marks)
    {
        MovieSettings[] all = Enum.TryParse<ProResProfile>(profile, out var prores)
            ? [new MovieSettings.ProRes(prores)]
            : [new MovieSettings.Dnx(Enum.Parse<DnxProfile>(profile)), new MovieSettings.Dnx(Enum.Parse<DnxProfile>(profile)) { Container = MovieContainer.Mov }, new MovieSettings.Dnx(Enum.Parse<DnxProfile>(profile)) { Container = MovieContainer.MxfOpAtom }];
        foreach (var settings in all)
        {
            var (file, report) = await WriteAsync(settings, Movie(width, height) with { Reel = "A001R2EC", Clip = "A001C002", Timecode = Timecode.Parse("10:20:30:12", FrameRate.Fps24) });

            var probe = Readers.Run("ffprobe", "-v", "error", "-show_streams", "-show_format", file);
            foreach (var mark in (string[])[.. marks, "r_frame_rate=24/1", "10:20:30:12", "sample_aspect_ratio=1:1"]) Assert.Contains(mark, probe, StringComparison.Ordinal);
            Assert.Equal((3, width, height, "10:20:30:12", "A001R2EC"), (report.Frames, report.Width, report.Height, report.Timecode, report.Reel));
            if (settings.Container != MovieContainer.MxfOpAtom)
                foreach (var mark in (string[])["color_range=tv", "color_space=bt709", "color_transfer=bt709", "color_primaries=bt709"]) Assert.Contains(mark, probe, StringComparison.Ordinal);
            Assert.Contains("A001R2EC", probe, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(MovieContainer.MxfOp1a, "OP-1a")]
    [InlineData(MovieContainer.MxfOpAtom, "OP-Atom")]
    public async Task MediaInfo_reads_the_pattern_the_names_and_the_label_of_an_MXF_file(MovieContainer container, string pattern)
    {
        var settings = new MovieSettings.Dnx(DnxProfile.HrHq) { Container = container };
        var (file, _) = await WriteAsync(settings, Movie(320, 180) with { Reel = "A001R2EC", Clip = "A001C002", Timecode = Timecode.Parse("01:02:03;04", FrameRate.Fps2997), Rate = FrameRate.Fps2997 });

        var told = Readers.Run("mediainfo", "-f", file);

        foreach (var word in (string[])[pattern, "01:02:03;04", "A001R2EC", "29.970", "VC-3", "A001C002"]) Assert.Contains(word, told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bt709", "bt709", "bt709")]
    [InlineData("bt2020", "smpte2084", "bt2020nc")]
    [InlineData("bt2020", "arib-std-b67", "bt2020nc")]
    public async Task Colour_is_marked_as_what_it_is(string primaries, string transfer, string matrix)
    {
        var colour = transfer switch { "smpte2084" => PictureColour.Rec2100Pq, "bt709" => PictureColour.Rec709, _ => PictureColour.Rec2100Hlg };
        foreach (var settings in (MovieSettings[])[new MovieSettings.ProRes(ProResProfile.Hq), new MovieSettings.H264(), new MovieSettings.H265(), new MovieSettings.Dnx(DnxProfile.HrHqx) { Container = MovieContainer.Mov }])
        {
            var (file, _) = await WriteAsync(settings, Movie(320, 180) with { Colour = colour, PixelAspect = new(2, 1) });

            var probe = Readers.Run("ffprobe", "-v", "error", "-show_streams", file);
            foreach (var mark in (string[])[$"color_primaries={primaries}", $"color_transfer={transfer}", $"color_space={matrix}", "color_range=tv", "sample_aspect_ratio=2:1"])
                Assert.Contains(mark, probe, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task FFmpeg_stores_the_very_numbers_that_we_made()
    {
        var movie = Movie(326, 182);
        var (file, _) = await WriteAsync(new MovieSettings.H264 { Quality = 0 }, movie);

        Readers.Run("ffmpeg", "-v", "error", "-y", "-i", file, "-f", "rawvideo", file + ".raw");

        var layout = new MovieSettings.H264().Layout;
        var expected = Enumerable.Range(0, 3).SelectMany(frame =>
        {
            var picture = new byte[layout.Bytes(326, 182)];
            using var writer = new ComponentFrame(movie, layout, picture, _ => { });
            new TestPicture(326, 182, (ulong)frame).Give(writer);
            writer.Complete();
            return picture;
        }).ToArray();
        Assert.Equal(expected, File.ReadAllBytes(file + ".raw"));
    }

    [Fact]
    public async Task Colours_come_back_through_another_implementation_of_the_matrix()
    {
        foreach (var (colour, matrix) in ((PictureColour, string)[])[(PictureColour.Rec709, "bt709"), (PictureColour.Rec2100Pq, "bt2020nc")])
        {
            var (file, _) = await WriteAsync(new MovieSettings.ProRes(ProResProfile.P4444Xq), Movie(64, 64) with { Colour = colour, Frames = 1 }, frame: (_, plane, i) => (i / 8 % 8 * 3 + plane) % 8 / 7f);

            Readers.Run("ffmpeg", "-v", "error", "-y", "-i", file, "-vf", $"zscale=matrixin={matrix}:rangein=limited:matrix=gbr:range=full,format=gbrp10le", "-f", "rawvideo", file + ".raw");

            var read = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, ushort>(File.ReadAllBytes(file + ".raw")).ToArray();
            int[] planes = [2, 0, 1]; // red, green, blue among green, blue, red
            for (var plane = 0; plane < 3; plane++)
                for (var i = 0; i < 64 * 64; i++)
                    Assert.InRange(read[planes[plane] * 64 * 64 + i] / 1023f - (i / 8 % 8 * 3 + plane) % 8 / 7f, -0.006f, 0.006f);
        }
    }

    [Fact]
    public async Task Sound_is_as_long_as_the_picture_and_begins_where_it_was_told_to()
    {
        var tone = Path.Join(folder.Path, "tone.wav");
        // A ramp: each sample says where it was.
        Readers.Run("ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", "aevalsrc=n/32768:s=48000:d=0.6", "-c:a", "pcm_s24le", tone);

        foreach (var settings in (MovieSettings[])[new MovieSettings.ProRes(ProResProfile.Proxy), new MovieSettings.Dnx(DnxProfile.HrLb)])
        {
            var (file, report) = await WriteAsync(settings, Movie(320, 180) with { Rate = FrameRate.Fps23976, Sound = [new(tone, FirstSample: 1000), new(tone, FirstSample: 26000)] });

            Assert.Equal((3, 2), (report.Frames, report.SoundStreams));
            var first = Samples(file, 0);
            var second = Samples(file, 1);
            Assert.Equal((6006, 6006), (first.Length, second.Length));
            Assert.Equal([1000, 1001, 1002], first[..3].Select(value => (value + 128) / 256));
            Assert.Equal(0, second[^1]);
            Assert.NotEqual(0, second[0]);
        }
    }

    [Fact]
    public async Task Frames_may_be_made_in_any_order_by_several_threads_and_give_the_same_bytes()
    {
        var (one, _) = await WriteAsync(new MovieSettings.ProRes(ProResProfile.Standard), Movie(320, 180) with { Frames = 24 });
        var movie = Movie(320, 180) with { Frames = 24 };
        var many = Path.Join(folder.Path, "many.mov");

        await using (var writer = MovieWriter.Start(new MovieSettings.ProRes(ProResProfile.Standard), movie, many, TimeProvider.System, window: 3))
        {
            await Parallel.ForEachAsync(Enumerable.Range(0, 24), new ParallelOptions { MaxDegreeOfParallelism = 5, CancellationToken = TestContext.Current.CancellationToken }, async (frame, token) =>
            {
                using var rows = await writer.FrameAsync(frame, token);
                new TestPicture(320, 180, (ulong)frame).Give(rows);
                rows.Complete();
            });
            await writer.CompleteAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal(File.ReadAllBytes(one), File.ReadAllBytes(many));
    }

    [Fact]
    public async Task A_frame_that_is_given_up_ends_the_movie_with_its_number()
    {
        await using var writer = MovieWriter.Start(new MovieSettings.ProRes(ProResProfile.Proxy), Movie(320, 180), Path.Join(folder.Path, "a.mov"), TimeProvider.System);
        (await writer.FrameAsync(0, TestContext.Current.CancellationToken)).Dispose();

        var refused = await Assert.ThrowsAsync<MovieException>(async () => await writer.FrameAsync(1, TestContext.Current.CancellationToken));

        Assert.Contains("Frame 0 of", refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<MovieException>(() => writer.CompleteAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_place_that_cannot_be_written_is_named_and_nobody_waits_for_it()
    {
        var failed = await Assert.ThrowsAsync<MovieException>(() => WriteAsync(new MovieSettings.ProRes(ProResProfile.Proxy), Movie(320, 180) with { Frames = 100 }, Path.Join(folder.Path, "missing/a.mov")));

        Assert.Contains("missing/a.mov", failed.Message, StringComparison.Ordinal);
        Assert.Contains("No such file", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_movie_with_frames_missing_is_not_complete()
    {
        await using var writer = MovieWriter.Start(new MovieSettings.ProRes(ProResProfile.Proxy), Movie(320, 180), Path.Join(folder.Path, "a.mov"), TimeProvider.System);

        Assert.Contains("0 of 3", (await Assert.ThrowsAsync<InvalidOperationException>(() => writer.CompleteAsync(TestContext.Current.CancellationToken))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_written_is_refused_with_a_way_out()
    {
        var good = Movie(320, 180);
        foreach (var (settings, movie, word) in ((MovieSettings, MovieDescription, string)[])
        [
            (new MovieSettings.ProRes(ProResProfile.Hq), good with { Width = 321 }, "even sides"),
            (new MovieSettings.H264(), good with { Height = 181 }, "even sides"),
            (new MovieSettings.H265 { Bits = 12 }, good, "8 or 10 bits"),
            (new MovieSettings.H264 { Quality = 60 }, good, "0 to 51"),
            (new MovieSettings.H264 { Container = MovieContainer.MxfOp1a }, good, "MOV and MP4 only"),
            (new MovieSettings.ProRes(ProResProfile.Hq) { Container = MovieContainer.MxfOp1a }, good, "MOV only"),
            (new MovieSettings.Dnx(DnxProfile.Hd145), good, "Take DNxHR"),
            (new MovieSettings.Dnx(DnxProfile.Hd36), good with { Width = 1280, Height = 720 }, "Take DNxHR"),
            (new MovieSettings.Dnx(DnxProfile.Hd145), good with { Width = 1920, Height = 1080, Rate = FrameRate.Fps48 }, "Take DNxHR"),
            (new MovieSettings.Dnx(DnxProfile.HrHq), good with { Width = 254 }, "256 by 120"),
            (new MovieSettings.Dnx(DnxProfile.HrHq) { Container = MovieContainer.MxfOpAtom }, good with { Sound = [new("a.wav")] }, "one track"),
            (new MovieSettings.Dnx(DnxProfile.HrHq), good with { PixelAspect = new(2, 1) }, "De-squeeze"),
            (new MovieSettings.ProRes(ProResProfile.Hq), good with { Frames = 0 }, "at least one frame"),
            (new MovieSettings.ProRes(ProResProfile.Hq), good with { Width = 0 }, "16 to 16384"),
            (new MovieSettings.ProRes(ProResProfile.Hq), good with { Timecode = Timecode.Parse("01:00:00:00", FrameRate.Fps25) }, "a movie has one rate"),
        ])
            Assert.Contains(word, Assert.Throws<MovieException>(() => MovieWriter.Start(settings, movie, "x", TimeProvider.System)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_command_line_holds_everything_and_converts_nothing()
    {
        var movie = Movie(320, 180) with { Reel = "A001", Timecode = Timecode.Parse("01:00:00:00", FrameRate.Fps24), Sound = [new("/x/a.wav", 1, 480)] };

        var line = string.Join(' ', MovieArguments.Of(new MovieSettings.ProRes(ProResProfile.Hq), movie, "/y/a.mov"));

        Assert.Equal("-hide_banner -loglevel error -nostats -y -protocol_whitelist file,pipe -f rawvideo -pixel_format yuv422p10le -video_size 320x180 -framerate 24 -i pipe:0 -i file:/x/a.wav "
            + "-filter_complex [1:a:1]atrim=start_sample=480,asetpts=PTS-STARTPTS,aresample=48000,apad,atrim=end_sample=6000[sound0] -map 0:v:0 -map [sound0] -sn -dn -fps_mode passthrough "
            + "-vf setsar=1/1,setfield=prog,setparams=range=tv:colorspace=1:color_primaries=1:color_trc=1 -c:v prores_ks -profile:v 3 -vendor apl0 -threads 4 -c:a pcm_s24le -map_metadata -1 -map_chapters -1 "
            + "-timecode 01:00:00:00 -metadata:s:v:0 reel_name=A001 -fflags +bitexact -flags:v +bitexact -flags:a +bitexact -movflags +write_colr -f mov file:/y/a.mov", line);
    }

    [Theory]
    [InlineData(8, 1, 1)]
    [InlineData(8, 2, 2)]
    [InlineData(10, 2, 1)]
    [InlineData(10, 2, 2)]
    public void Numbers_are_those_of_the_formulas(int bits, int across, int down)
    {
        foreach (var (width, height) in ((int, int)[])[(16, 16), (46, 18), (130, 2)])
        {
            var layout = new ComponentLayout(bits, across, down);
            var picture = new byte[layout.Bytes(width, height)];
            var source = new TestPicture(width, height).With(-0.05f, 1.08f, 0.3f);
            using var writer = new ComponentFrame(Movie(width, height) with { Colour = new("x", KnownGamuts.Rec2020, PictureTransfer.Bt1886) }, layout, picture, _ => { });
            source.Give(writer);
            writer.Complete();

            var (y, cb, cr) = Reference(source, width, height);
            var unit = 1 << (bits - 8);
            double[] weights = across == 1 ? [0, 0, 0, 1, 0, 0, 0] : [-1 / 32.0, 0, 9 / 32.0, 0.5, 9 / 32.0, 0, -1 / 32.0];
            for (var row = 0; row < height; row++)
                for (var x = 0; x < width; x++) Near(219 * unit * y[row][x] + 16 * unit, Number(picture, row * width + x, bits));
            for (var plane = 0; plane < 2; plane++)
                for (var row = 0; row < height / down; row++)
                    for (var x = 0; x < width / across; x++)
                    {
                        var value = 0.0;
                        for (var d = 0; d < down; d++)
                            for (var tap = 0; tap < 7; tap++) value += weights[tap] / down * (plane == 0 ? cb : cr)[row * down + d][Math.Clamp(x * across + tap - 3, 0, width - 1)];
                        Near(224 * unit * value + 128 * unit, Number(picture, width * height + plane * (width / across) * (height / down) + row * (width / across) + x, bits));
                    }
        }
    }

    [Fact]
    public void Numbers_that_a_cable_keeps_for_itself_are_never_made()
    {
        foreach (var bits in (int[])[8, 10])
        {
            var layout = new ComponentLayout(bits, 1, 1);
            var picture = new byte[layout.Bytes(40, 16)];
            using var writer = new ComponentFrame(Movie(40, 16), layout, picture, _ => { });
            new TestPicture(40, 16).With(float.NaN, float.PositiveInfinity, float.NegativeInfinity, 65504, -65504, 1e-40f).Give(writer);
            writer.Complete();

            var unit = 1 << (bits - 8);
            Assert.Equal([16 * unit, 255 * unit - 1, unit, 255 * unit - 1, unit, 16 * unit], Enumerable.Range(0, 6).Select(i => Number(picture, i, bits)));
            Assert.All(Enumerable.Range(0, 3 * 40 * 16), i => Assert.InRange(Number(picture, i, bits), unit, 255 * unit - 1));
        }
    }

    private static int Number(byte[] picture, int at, int bits) => bits == 8 ? picture[at] : BitConverter.ToUInt16(picture, 2 * at);

    // The nearest whole number, or its neighbour where the value lies between two.
    private static void Near(double value, int number) => Assert.InRange(Math.Abs(value - number), 0, 0.501);

    private static (double[][] Y, double[][] Cb, double[][] Cr) Reference(TestPicture picture, int width, int height)
    {
        var (y, cb, cr) = (new double[height][], new double[height][], new double[height][]);
        for (var row = 0; row < height; row++)
        {
            (y[row], cb[row], cr[row]) = (new double[width], new double[width], new double[width]);
            for (var x = 0; x < width; x++)
            {
                var (r, g, b) = ((double)picture.Planes[0][row * width + x], (double)picture.Planes[1][row * width + x], (double)picture.Planes[2][row * width + x]);
                y[row][x] = 0.2627 * r + 0.6780 * g + 0.0593 * b;
                (cb[row][x], cr[row][x]) = ((b - y[row][x]) / 1.8814, (r - y[row][x]) / 1.4746);
            }
        }

        return (y, cb, cr);
    }

    private static MovieDescription Movie(int width, int height) => new() { Width = width, Height = height, Rate = FrameRate.Fps24, Frames = 3 };

    private int[] Samples(string file, int stream)
    {
        var raw = Path.Join(folder.Path, "sound.raw");
        Readers.Run("ffmpeg", "-v", "error", "-y", "-i", file, "-map", string.Create(CultureInfo.InvariantCulture, $"0:a:{stream}"), "-f", "s24le", raw);
        var bytes = File.ReadAllBytes(raw);
        return [.. Enumerable.Range(0, bytes.Length / 3).Select(i => bytes[3 * i] | (bytes[3 * i + 1] << 8) | ((sbyte)bytes[3 * i + 2] << 16))];
    }

    private async Task<(string File, MovieReport Report)> WriteAsync(MovieSettings settings, MovieDescription movie, string? file = null, Func<int, int, int, float>? frame = null)
    {
        file ??= Path.Join(folder.Path, $"{Guid.NewGuid():N}.{settings.Extension}");
        await using var writer = MovieWriter.Start(settings, movie, file, TimeProvider.System);
        for (var number = 0; number < movie.Frames; number++)
        {
            using var rows = await writer.FrameAsync(number, TestContext.Current.CancellationToken);
            var picture = new TestPicture(movie.Width, movie.Height, (ulong)number);
            if (frame is not null)
                for (var plane = 0; plane < 3; plane++)
                    for (var i = 0; i < movie.Width * movie.Height; i++) picture.Planes[plane][i] = frame(number, plane, i);
            picture.Give(rows);
            rows.Complete();
        }

        return (file, await writer.CompleteAsync(TestContext.Current.CancellationToken));
    }
}
