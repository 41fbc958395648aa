using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Acetate.Media.Encode.Movies;

/// <summary>The command line of FFmpeg for a movie whose pictures come through its standard input.</summary>
public static class MovieArguments
{
    // Encoders with threads of their own make other bytes with another number of them: it is part of the settings.
    private const int Threads = 4;

    /// <summary>Says why there can be no such movie, in a sentence; null: there can.</summary>
    public static string? WhyNot(MovieSettings settings, MovieDescription movie)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(movie);
        var layout = settings.Layout;
        var (width, height) = (movie.Width, movie.Height);
        if (width is < 16 or > 16384 || height is < 16 or > 16384) return $"A movie has 16 to 16384 pixels a side, not {width} by {height}.";
        if (width % layout.Across != 0 || height % layout.Down != 0)
            return $"{settings.Name} keeps one colour for {layout.Across} by {layout.Down} pixels, so {width} by {height} cannot be written. Crop or pad to even sides first.";
        if (movie.Frames < 1) return "A movie has at least one frame.";
        if (!movie.Rate.IsSet) return "A movie needs a frame rate.";
        if (movie.PixelAspect is not { Across: > 0 and < 10000, Down: > 0 and < 10000 }) return $"A pixel cannot be {movie.PixelAspect.Across} to {movie.PixelAspect.Down}.";
        if (movie.Timecode is { } label && label.Rate != movie.Rate) return $"The label {label} counts at {label.Rate}, the pictures at {movie.Rate}; a movie has one rate.";
        if (movie.Sound.FirstOrDefault(sound => sound.Channel is < 0 or > 1023) is { } far) return $"A stream of sound has channels 0 to 1023, not {far.Channel}.";
        if (movie.Sound.FirstOrDefault(sound => sound.Name is { } name && (name.Length == 0 || name.Any(char.IsControl) || Encoding.UTF8.GetByteCount(name) > 200)) is { } named)
            return $"The name '{named.Name}' of a track of sound has line ends, or not 1 to 200 bytes. Shorten it.";
        return settings switch
        {
            MovieSettings.ProRes { Container: not MovieContainer.Mov } => "ProRes is written in MOV only.",
            MovieSettings.Dnx { Container: MovieContainer.Mp4 } => "DNx is written in MOV and MXF only.",
            MovieSettings.H264 { Container: not (MovieContainer.Mov or MovieContainer.Mp4) } or MovieSettings.H265 { Container: not (MovieContainer.Mov or MovieContainer.Mp4) } => "H.264 and H.265 are written in MOV and MP4 only.",
            MovieSettings.H264 { Quality: < 0 or > 51 } or MovieSettings.H265 { Quality: < 0 or > 51 } => "The quality of H.264 and H.265 is 0 to 51.",
            MovieSettings.H265 { Bits: not (8 or 10) } => "H.265 has 8 or 10 bits here.",
            MovieSettings.Dnx { Profile: <= DnxProfile.Hd220x } hd when MegabitsOf(hd.Profile, movie) is null =>
                $"{hd.Name} is for 1920 by 1080 (and 1280 by 720, save DNxHD 36) at 23.976 to 60 frames per second, not {width} by {height} at {movie.Rate}. Take DNxHR.",
            MovieSettings.Dnx { Profile: >= DnxProfile.HrLb } when width < 256 || height < 120 => $"DNxHR begins at 256 by 120 pixels; this picture has {width} by {height}.",
            _ when settings.Container is MovieContainer.MxfOp1a or MovieContainer.MxfOpAtom && movie.PixelAspect.Across != movie.PixelAspect.Down =>
                "FFmpeg's MXF files cannot say that pixels are not square. De-squeeze the picture first, or take MOV.",
            _ when settings.Container == MovieContainer.MxfOpAtom && !movie.Sound.IsEmpty => "An OP-Atom file holds one track: write the sound into files of its own, or take OP1a.",
            _ => null,
        };
    }

    /// <summary>The arguments.</summary>
    /// <param name="settings">What kind of movie.</param>
    /// <param name="movie">What it says of itself.</param>
    /// <param name="output">Where it is written.</param>
    public static ImmutableArray<string> Of(MovieSettings settings, MovieDescription movie, string output)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(movie);
        var isMxf = settings.Container is MovieContainer.MxfOp1a or MovieContainer.MxfOpAtom;
        return
        [
            "-hide_banner", "-loglevel", "error", "-nostats", "-y", "-protocol_whitelist", "file,pipe",
            "-f", "rawvideo", "-pixel_format", settings.Layout.PixelFormat, "-video_size", $"{Text(movie.Width)}x{Text(movie.Height)}",
            "-framerate", movie.Rate.ToRatio(), "-i", "pipe:0",
            .. movie.Sound.SelectMany(sound => (string[])["-i", $"file:{sound.Path}"]),
            .. movie.Sound.IsEmpty ? (string[])[] : ["-filter_complex", SoundGraph(movie)],
            "-map", "0:v:0",
            .. movie.Sound.SelectMany((_, i) => (string[])["-map", $"[sound{i}]"]),
            "-sn", "-dn", "-fps_mode", "passthrough",
            "-vf", $"setsar={Text(movie.PixelAspect.Across)}/{Text(movie.PixelAspect.Down)},setfield=prog,{Marks(movie)}",
            .. Codec(settings, movie),
            .. movie.Sound.IsEmpty ? (string[])["-an"] : settings.Container == MovieContainer.Mp4 ? ["-c:a", "aac", "-b:a", "320k"] : ["-c:a", "pcm_s24le"],
            "-map_metadata", "-1", "-map_chapters", "-1",
            .. movie.Timecode is { IsSet: true } label ? (string[])["-timecode", label.ToString()] : settings.Container is MovieContainer.Mov or MovieContainer.Mp4 ? ["-write_tmcd", "0"] : [],
            .. movie.Reel is { } reel ? (string[])[isMxf ? "-metadata" : "-metadata:s:v:0", $"reel_name={reel}"] : [],
            .. movie.Clip is { } clip ? (string[])["-metadata", $"{(isMxf ? "material_package_name" : "title")}={clip}"] : [],
            // Editing systems read the name of the media's handler, players that of the track.
            .. isMxf ? [] : movie.Sound.SelectMany((sound, i) => sound.Name is { } name ? (string[])[$"-metadata:s:a:{Text(i)}", $"title={name}", $"-metadata:s:a:{Text(i)}", $"handler_name={name}"] : []),
            // An MXF package is known by its number, which must not be that of another: only the others are the same for the same frames.
            .. isMxf ? (string[])[] : ["-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact"],
            .. settings is MovieSettings.H264 or MovieSettings.H265 ? (string[])["-movflags", "+faststart+write_colr"] : settings.Container == MovieContainer.Mov ? ["-movflags", "+write_colr"] : [],
            "-f", settings.Container switch { MovieContainer.Mov => "mov", MovieContainer.Mp4 => "mp4", MovieContainer.MxfOp1a => "mxf", _ => "mxf_opatom" },
            $"file:{output}",
        ];
    }

    private static IEnumerable<string> Codec(MovieSettings settings, MovieDescription movie) => settings switch
    {
        MovieSettings.ProRes prores =>
        [
            "-c:v", "prores_ks", "-profile:v", Text((int)prores.Profile), "-vendor", "apl0", "-threads", Text(Threads),
        ],
        MovieSettings.Dnx { Profile: <= DnxProfile.Hd220x } hd => ["-c:v", "dnxhd", "-profile:v", "dnxhd", "-b:v", $"{Text(MegabitsOf(hd.Profile, movie) ?? 0)}M", "-threads", Text(Threads)],
        MovieSettings.Dnx hr => ["-c:v", "dnxhd", "-profile:v", hr.Profile switch
        {
            DnxProfile.HrLb => "dnxhr_lb", DnxProfile.HrSq => "dnxhr_sq", DnxProfile.HrHq => "dnxhr_hq", DnxProfile.HrHqx => "dnxhr_hqx", _ => "dnxhr_444",
        }, "-threads", Text(Threads)],
        MovieSettings.H264 h264 =>
        [
            "-c:v", "libx264", "-preset", "medium", .. h264.Quality == 0 ? (string[])["-qp", "0"] : ["-crf", Text(h264.Quality), "-profile:v", "high"],
            "-g", Text(movie.Rate.LabelsPerSecond), "-bf", "2", "-chroma_sample_location", "left", "-threads", Text(Threads),
        ],
        MovieSettings.H265 h265 =>
        [
            "-c:v", "libx265", "-preset", "medium", "-crf", Text(h265.Quality), "-tag:v", "hvc1", "-g", Text(movie.Rate.LabelsPerSecond), "-chroma_sample_location", "left",
            "-x265-params", $"log-level=error:pools={Text(Threads)}:frame-threads=2",
        ],
        _ => throw new ArgumentOutOfRangeException(nameof(settings)),
    };

    // Marks go with the frames: the encoders that would take them from options are not all of them.
    private static string Marks(MovieDescription movie)
    {
        var points = CodePoints.Of(movie.Colour);
        return $"setparams=range=tv:colorspace={Text(points.Matrix)}:color_primaries={Text(points.Primaries)}:color_trc={Text(points.Transfer)}";
    }

    // Exactly as long as the picture, at 48 kHz as MXF wants it; a file that has another rate is resampled.
    private static string SoundGraph(MovieDescription movie)
    {
        var samples = (long)Math.Round((decimal)movie.Frames * 48000 * movie.Rate.Denominator / movie.Rate.Numerator);
        return string.Join(';', movie.Sound.Select((sound, i) =>
            $"[{Text(i + 1)}:a:{Text(sound.Stream)}]{(sound.Channel is { } channel ? $"pan=mono|c0=c{Text(channel)}," : "")}atrim=start_sample={Text(sound.FirstSample)},asetpts=PTS-STARTPTS,aresample=48000,apad,atrim=end_sample={Text(samples)}[sound{Text(i)}]"));
    }

    // SMPTE ST 2019-1: the compression ids of DNxHD by size and bits, each with a rate for each frame rate.
    private static int? MegabitsOf(DnxProfile profile, MovieDescription movie)
    {
        var column = movie.Rate.LabelsPerSecond switch { 24 => 0, 25 => 1, 30 => 2, 50 => 3, 60 => 4, _ => -1 };
        if (column < 0) return null;
        int[]? row = (movie.Width, movie.Height, profile) switch
        {
            (1920, 1080, DnxProfile.Hd36) => [36, 36, 45, 75, 90],
            (1920, 1080, DnxProfile.Hd145) => [115, 120, 145, 240, 290],
            (1920, 1080, DnxProfile.Hd220) => [175, 185, 220, 365, 440],
            (1920, 1080, DnxProfile.Hd220x) => [175, 185, 220, 365, 440],
            (1280, 720, DnxProfile.Hd145) => [60, 60, 75, 120, 145],
            (1280, 720, DnxProfile.Hd220 or DnxProfile.Hd220x) => [90, 90, 110, 180, 220],
            _ => null,
        };
        return row?[column];
    }

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
