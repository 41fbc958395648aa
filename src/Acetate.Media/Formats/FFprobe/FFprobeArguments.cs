namespace Acetate.Media.Formats.FFprobe;

/// <summary>The command line of FFprobe.</summary>
public static class FFprobeArguments
{
    /// <summary>Demuxers that may open a file. Play lists and scripts (HLS, concat, DASH, …) are not among them: they would open others.</summary>
    public const string Demuxers =
        "mov,mp4,m4a,3gp,3g2,mj2,mxf,mxf_opatom,matroska,webm,avi,mpegts,mpeg,mpegvideo,mpeg2video,m4v,h264,hevc,dv,gxf,lxf,r3d,asf,flv,"
        + "wav,w64,aiff,caf,flac,mp3,aac,ac3,ogg,yuv4mpegpipe,ivf,"
        + "jpeg_pipe,png_pipe,tiff_pipe,dpx_pipe,exr_pipe,bmp_pipe,webp_pipe,psd_pipe,j2k_pipe,jpegxl_pipe,pam_pipe,ppm_pipe,gif,image2";

    /// <summary>Describes container and streams of one local file as JSON; the network and other files are out of reach.</summary>
    public static IReadOnlyList<string> Describe(string path) =>
    [
        "-hide_banner", "-loglevel", "error",
        "-protocol_whitelist", "file",
        "-format_whitelist", Demuxers,
        "-print_format", "json",
        "-show_format", "-show_streams", "-show_error",
        // 'file:' keeps a name such as 'concat:a' or '-x' from being read as anything but a name.
        "-i", $"file:{path}",
    ];

    /// <summary>Counts the packets of the first picture stream by reading the whole file without decoding it.</summary>
    public static IReadOnlyList<string> CountPackets(string path) =>
    [
        "-hide_banner", "-loglevel", "error",
        "-protocol_whitelist", "file",
        "-format_whitelist", Demuxers,
        "-print_format", "json",
        "-select_streams", "v:0", "-count_packets", "-show_entries", "stream=nb_read_packets",
        "-i", $"file:{path}",
    ];
}
