using System.Collections.Immutable;
using System.Globalization;
using Acetate.Media.Formats.FFprobe;
using Acetate.Media.Native;

namespace Acetate.Media.Sound;

/// <summary>The sound that a camera recorded with its picture, decoded by FFmpeg into a wave file beside our own work.</summary>
public static class ScratchSound
{
    private static readonly TimeSpan Limit = TimeSpan.FromHours(1);

    /// <summary>Decodes one stream of a clip's sound, with all its channels, from the beginning of the file on.</summary>
    /// <param name="clip">The camera's file; only read.</param>
    /// <param name="stream">Which of its sound streams, from 0; MXF cameras write each channel as a stream.</param>
    /// <param name="target">The wave file (32 bit floating point) to make; must not be there.</param>
    /// <param name="clock">For time limits.</param>
    /// <param name="cancellationToken">Ends it; what was made of the file is taken away.</param>
    /// <returns>The samples; null when the clip has no such sound, or none that FFmpeg can read.</returns>
    /// <exception cref="ToolMissingException">FFmpeg is not installed.</exception>
    /// <exception cref="IOException">The target is there already or cannot be written.</exception>
    public static async Task<WaveSamples?> DecodeAsync(string clip, int stream, string target, TimeProvider clock, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(clip);
        if (File.Exists(target)) throw new IOException($"The file '{target}' is there already and is not overwritten.");
        try
        {
            var result = await new ChildProcess { Program = "ffmpeg", Arguments = Arguments(clip, stream, target), Reads = [clip], Writes = [target], TimeLimit = Limit }.RunAsync(clock, cancellationToken).ConfigureAwait(false);
            if (result.IsSuccess) return WaveSamples.Open(target, Path.GetFileName(clip));
        }
        catch (InvalidDataException)
        {
            // FFmpeg wrote a header and no sample: there is no sound.
        }
        catch
        {
            File.Delete(target);
            throw;
        }

        File.Delete(target);
        return null;
    }

    /// <summary>The command line. Gaps are filled and sound that begins later gets silence before it, so that sample 0 is heard with the first frame; a day at most.</summary>
    internal static ImmutableArray<string> Arguments(string clip, int stream, string target) =>
    [
        "-hide_banner", "-nostdin", "-nostats", "-loglevel", "error", "-protocol_whitelist", "file", "-format_whitelist", FFprobeArguments.Demuxers,
        "-i", $"file:{clip}", "-map", string.Create(CultureInfo.InvariantCulture, $"0:a:{stream}"), "-vn", "-sn", "-dn", "-map_metadata", "-1", "-t", (24 * 3600).ToString(CultureInfo.InvariantCulture),
        "-af", "aresample=async=1:first_pts=0", "-c:a", "pcm_f32le", "-rf64", "auto", "-f", "wav", "-y", $"file:{target}",
    ];
}
