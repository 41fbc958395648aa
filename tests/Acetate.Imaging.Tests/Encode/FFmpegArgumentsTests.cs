using System.Collections.Immutable;
using Acetate.Imaging.Tests.Decode;
using Acetate.Media.Encode;
using Acetate.Media.Formats.FFprobe;
using Acetate.Media.Native;

namespace Acetate.Imaging.Tests.Encode;

/// <summary>The command lines as they are: a change of one is a change of pictures, and shows here.</summary>
public sealed class FFmpegArgumentsTests
{
    private const string Start = "-hide_banner -nostdin -loglevel error -nostats -progress pipe:1 -y -protocol_whitelist file ";
    private const string Video = "-sn -dn -c:v libx264 -preset veryfast -crf 23 -profile:v high -pix_fmt yuv420p -g 24 -bf 2 -threads 2"
        + " -color_range tv -colorspace bt709 -color_primaries bt709 -color_trc bt709 -fps_mode passthrough";
    private const string Finish = "-map_metadata -1 -map_chapters -1 -fflags +bitexact -flags:v +bitexact -flags:a +bitexact -movflags +faststart -f mp4";
    private const string Aac = "-c:a aac -b:a 160k -ar 48000";
    private const string Jpeg = "-pix_fmt yuvj420p -c:v mjpeg -q:v 4 -fflags +bitexact -flags:v +bitexact -f image2 -update 1";

    private static PictureJob Job => new() { Inputs = ["/card/a.mov"], Width = 1920, Height = 1080, KeyInterval = 24, Output = "/out/proxy.mp4" };

    [Fact]
    public void A_movie_with_timecode_and_two_channels() =>
        Is(FFmpegArguments.Picture(Job with { Sound = [2], Timecode = "10:12:00:00" }),
            $"-format_whitelist {FFprobeArguments.Demuxers} -i file:/card/a.mov -filter_complex "
            + "[0:v:0]scale=1920:1080:flags=bicubic+accurate_rnd+bitexact:in_color_matrix=bt709:in_range=tv:out_color_matrix=bt709:out_range=tv,setsar=1,format=yuv420p[picture];"
            + $"[0:a:0]pan=stereo|c0=c0|c1=c1[sound] -map [picture] -map [sound] {Aac} {Video} -timecode 10:12:00:00 -write_tmcd 1 {Finish} file:/out/proxy.mp4");

    [Fact]
    public void Eight_mono_tracks_are_mixed_to_two() =>
        Contains(FFmpegArguments.Picture(Job with { Sound = [1, 1, 1, 1, 1, 1, 1, 1] }),
            "[0:a:0][0:a:1][0:a:2][0:a:3][0:a:4][0:a:5][0:a:6][0:a:7]amerge=inputs=8,pan=stereo|c0=0.25*c0+0.25*c2+0.25*c4+0.25*c6|c1=0.25*c1+0.25*c3+0.25*c5+0.25*c7[sound]");

    [Fact]
    public void A_movie_without_sound_or_timecode_gets_neither() =>
        Contains(FFmpegArguments.Picture(Job), $"-map [picture] -an {Video} -write_tmcd 0 {Finish}");

    [Fact]
    public void Interlaced_full_range_standard_definition() =>
        Contains(FFmpegArguments.Picture(Job with { IsInterlaced = true, IsFullRange = true, SourceMatrix = "bt601", Width = 768, Height = 576 }),
            "[0:v:0]bwdif=mode=send_frame,scale=768:576:flags=bicubic+accurate_rnd+bitexact:in_color_matrix=bt601:in_range=pc:out_color_matrix=bt709:out_range=tv,setsar=1,format=yuv420p[picture]");

    [Fact]
    public void Parts_of_a_spanned_clip_are_joined() =>
        Contains(FFmpegArguments.Picture(Job with { Inputs = ["/card/1.mp4", "/card/2.mp4"], Sound = [2] }),
            "[0:v:0][0:a:0][1:v:0][1:a:0]concat=n=2:v=1:a=1[joined][sound0];[joined]scale=");

    [Fact]
    public void A_sequence_states_its_rate() =>
        Contains(FFmpegArguments.Picture(Job with { Inputs = ["/x/%07d.tif"], SequenceRate = "24000/1001", SourceMatrix = "" }),
            "-f image2 -framerate 24000/1001 -start_number 0 -i file:/x/%07d.tif -filter_complex "
            + "[0:v:0]scale=1920:1080:flags=bicubic+accurate_rnd+bitexact:out_color_matrix=bt709:out_range=tv,setsar=1,format=yuv420p[picture]");

    [Fact]
    public void High_dynamic_range_is_mapped() =>
        Contains(FFmpegArguments.Picture(Job with { Look = PictureLook.HighDynamicRange, HighRange = new("arib-std-b67", "bt2020") }),
            "[0:v:0]zscale=transferin=arib-std-b67:primariesin=bt2020:matrixin=bt2020nc:rangein=tv:transfer=linear:npl=100,format=gbrpf32le,zscale=primaries=bt709,tonemap=tonemap=hable:desat=0,zscale=transfer=bt709:matrix=bt709:range=tv,format=yuv444p10le,scale=1920:1080");

    [Fact]
    public void Finished_pictures_come_through_the_standard_input_and_sound_from_the_clip() =>
        Contains(FFmpegArguments.Picture(Job with { Inputs = ["/card/1.mov"], Look = PictureLook.Developed, SequenceRate = "24000/1001", Sound = [2] }),
            "-protocol_whitelist file,pipe -f rawvideo -pixel_format yuv420p -video_size 1920x1080 -framerate 24000/1001 -color_range tv -i pipe:0 ",
            "-i file:/card/1.mov -filter_complex [1:a:0]pan=stereo|c0=c0|c1=c1[sound] -map 0:v:0 -map [sound] ");

    [Fact]
    public void Finished_pictures_of_frames_have_no_other_input() =>
        Contains(FFmpegArguments.Picture(Job with { Inputs = ["/card/1.dng"], Look = PictureLook.Developed, SequenceRate = "25" }), "-framerate 25 -color_range tv -i pipe:0 -map 0:v:0 -an ");

    [Fact]
    public void Sound_of_a_mono_set() =>
        Is(FFmpegArguments.Sound(new() { Inputs = ["/s/1.wav", "/s/2.wav"], Channels = [1, 1], Output = "/o/p.mp4" }),
            $"-format_whitelist {FFprobeArguments.Demuxers} -i file:/s/1.wav -format_whitelist {FFprobeArguments.Demuxers} -i file:/s/2.wav "
            + $"-filter_complex [0:a:0][1:a:0]amerge=inputs=2,pan=stereo|c0=c0|c1=c1[sound] -map [sound] {Aac} -vn -sn -dn {Finish} file:/o/p.mp4");

    [Fact]
    public void A_poster_and_a_strip_of_sixty() =>
        Is(FFmpegArguments.Stills("/o/p.mp4", 100, 33, "/o/poster.jpg", StripGrid.For(100, 1920, 1080), "/o/s.jpg", null),
            @"-i file:/o/p.mp4 -filter_complex [0:v:0]split=2[one][all];[one]select='eq(n\,33)',scale='min(640\,iw)':-2:flags=bicubic+accurate_rnd+bitexact:in_color_matrix=bt709:in_range=tv:out_color_matrix=bt601:out_range=pc[poster];"
            + @"[all]select='lt(mod(n*60\,100)\,60)',scale=160:90:flags=bicubic+accurate_rnd+bitexact:in_color_matrix=bt709:in_range=tv:out_color_matrix=bt601:out_range=pc,tile=10x6[strip] "
            + $"-map [poster] -frames:v 1 {Jpeg} file:/o/poster.jpg -map [strip] -frames:v 1 {Jpeg} file:/o/s.jpg");

    [Fact]
    public void How_loud_it_is_comes_from_the_same_reading()
    {
        const string peaks = "asetnsamples=n=480:p=0,astats=metadata=1:reset=1:measure_perchannel=Peak_level:measure_overall=none,ametadata=mode=print:file=-:direct=1[peaks]";

        Contains(FFmpegArguments.Stills("/o/p.mp4", 100, 33, "/o/poster.jpg", StripGrid.For(100, 1920, 1080), "/o/s.jpg", 480), $",tile=10x6[strip];[0:a:0]{peaks} ");
        Contains(FFmpegArguments.Stills("/o/p.mp4", 100, 33, "/o/poster.jpg", StripGrid.For(100, 1920, 1080), "/o/s.jpg", 480), " file:/o/s.jpg -map [peaks] -f null -");
        Contains(FFmpegArguments.Waveform("/o/p.mp4", "/o/poster.jpg", 480), $"overlay=format=auto[picture];[heard]{peaks} ");
    }

    /// <summary>Pictures out of nothing never end by themselves, and FFmpeg waits for the end of all that it draws: one more such source without a length runs for ever.</summary>
    [Fact]
    public void What_is_made_out_of_nothing_has_an_end()
    {
        ImmutableArray<string>[] lines =
        [
            FFmpegArguments.Waveform("/o/p.mp4", "/o/poster.jpg", 480), FFmpegArguments.Stills("/o/p.mp4", 100, 33, "/o/poster.jpg", StripGrid.For(100, 1920, 1080), "/o/s.jpg", 480),
            FFmpegArguments.Picture(Job), FFmpegArguments.Sound(new() { Inputs = ["/s/1.wav"], Channels = [1], Output = "/o/p.mp4" }),
        ];
        // A chain that begins with no label of an input reads from nothing.
        var sources = lines.SelectMany(line => line[line.IndexOf("-filter_complex") + 1].Split(';')).Where(chain => !chain.StartsWith('[')).ToList();

        Assert.Equal(["color=c=0x15181c:s=640x160:d=1[ground]"], sources);
        Assert.All(sources, chain => Assert.Contains(":d=", chain, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Drawing_how_loud_a_sound_is_comes_to_its_end()
    {
        using var folder = new TempFolder();
        var (proxy, poster, lines) = (Path.Join(folder.Path, "proxy.mp4"), Path.Join(folder.Path, "poster.jpg"), new List<string>());
        Decoding.FFmpeg("-f", "lavfi", "-i", "sine=r=48000:d=1", "-c:a", "aac", proxy);

        var end = await new ChildProcess { Program = "ffmpeg", Arguments = FFmpegArguments.Waveform(proxy, poster, 4800), Reads = [proxy], Writes = [poster], OnLine = lines.Add }.RunAsync(TimeProvider.System, TestContext.Current.CancellationToken);

        Assert.True(end.IsSuccess, end.Complaint);
        Assert.True(File.Exists(poster));
        Assert.Contains("progress=end", lines);
        Assert.Contains(lines, line => line.StartsWith("lavfi.astats.1.Peak_level=", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1, 1, 1, 1)]
    [InlineData(7, 7, 7, 1)]
    [InlineData(48, 48, 10, 5)]
    [InlineData(43200, 60, 10, 6)]
    public void A_strip_has_at_most_sixty_pictures(long frames, int count, int columns, int rows) =>
        Assert.Equal(new StripGrid(count, columns, rows, 160, 90), StripGrid.For(frames, 1920, 1080));

    [Theory]
    [InlineData(1)]
    [InlineData(59)]
    [InlineData(61)]
    [InlineData(719)]
    public void The_strip_picks_exactly_as_many_frames_as_it_says(long frames)
    {
        var grid = StripGrid.For(frames, 16, 9);

        Assert.Equal(grid.Count, Enumerable.Range(0, (int)frames).Count(n => (long)n * grid.Count % frames < grid.Count));
    }

    [Fact]
    public void A_name_that_looks_like_an_option_or_a_protocol_stays_a_name() =>
        Contains(FFprobeArguments.Describe("concat:/etc/passwd|-x"), "-protocol_whitelist file", "-i file:concat:/etc/passwd|-x");

    private static void Is(IEnumerable<string> arguments, string expected) => Assert.Equal(Start + expected, string.Join(' ', arguments));

    private static void Contains(IEnumerable<string> arguments, params string[] parts) =>
        Assert.All(parts, part => Assert.Contains(part, string.Join(' ', arguments)));
}
