using System.Collections.Immutable;
using System.Globalization;
using Acetate.Media.Formats.FFprobe;
using Acetate.Media.Native;

namespace Acetate.Media.Slates;

/// <summary>A frame that is looked at for a slate.</summary>
/// <param name="Number">The clip's frame, from 0.</param>
/// <param name="Picture">The frame in grey.</param>
public sealed record SlateFrame(long Number, GreyPicture Picture);

/// <summary>Takes a bounded number of frames from the beginning or the end of a movie.</summary>
/// <param name="clock">For time limits.</param>
internal sealed class SlateFrames(TimeProvider clock)
{
    /// <summary>Frames of one end that are looked at.</summary>
    public const int Most = 30;

    /// <summary>How much of one end, in seconds.</summary>
    public const double Seconds = 12;

    private const int MostAcross = 1920;

    /// <summary>The frames of one end.</summary>
    /// <param name="movie">The movie: a file on this machine.</param>
    /// <param name="rate">Its frames a second.</param>
    /// <param name="frames">How many frames it has; null when that is not known, and then there is no end.</param>
    /// <param name="isTail">Whether the end is looked at and not the beginning.</param>
    /// <param name="folder">Where pictures are written meanwhile.</param>
    /// <param name="cancellationToken">Ends FFmpeg.</param>
    /// <returns>The frames in order; none where FFmpeg can read none.</returns>
    /// <exception cref="ToolMissingException">FFmpeg is not installed.</exception>
    public async Task<ImmutableArray<SlateFrame>> TakeAsync(string movie, double rate, long? frames, bool isTail, string folder, CancellationToken cancellationToken)
    {
        var window = Math.Max(1, (long)(Math.Clamp(rate, 1, 1000) * Seconds));
        if (frames is { } all) window = Math.Min(window, Math.Max(1, all));
        else if (isTail) return [];
        var step = Math.Max(1, (window + Most - 1) / Most);
        var first = isTail ? frames!.Value - window : 0;
        var into = Directory.CreateDirectory(Path.Join(folder, $"frames-{Guid.CreateVersion7():N}")).FullName;
        await new ChildProcess
        {
            Program = "ffmpeg",
            Arguments =
            [
                "-hide_banner", "-nostdin", "-nostats", "-loglevel", "error", "-protocol_whitelist", "file", "-format_whitelist", FFprobeArguments.Demuxers,
                // Half a frame before the first, so that rounding takes none away.
                .. first > 0 ? (string[])["-ss", ((first - 0.5) / rate).ToString("0.000000", CultureInfo.InvariantCulture)] : [],
                "-i", $"file:{movie}", "-map", "0:v:0", "-an", "-sn", "-dn", "-filter_threads", "1",
                "-vf", string.Create(CultureInfo.InvariantCulture, $"select=lt(n\\,{window})*not(mod(n\\,{step})),scale=w=min({MostAcross}\\,iw):h=min({MostAcross}\\,ih):force_original_aspect_ratio=decrease,format=gray"),
                "-fps_mode", "passthrough", "-frames:v", Most.ToString(CultureInfo.InvariantCulture), "-f", "image2", "-c:v", "pgm", Path.Join(into, "%04d.pgm"),
            ],
            Reads = [movie],
            Writes = [into],
            TimeLimit = TimeSpan.FromMinutes(3),
            OnLine = static _ => { },
        }.RunAsync(clock, cancellationToken).ConfigureAwait(false);
        var taken = ImmutableArray.CreateBuilder<SlateFrame>();
        for (var i = 0; i < Most && File.Exists(Path.Join(into, $"{i + 1:0000}.pgm")); i++)
        {
            await using var file = File.OpenRead(Path.Join(into, $"{i + 1:0000}.pgm"));
            try
            {
                taken.Add(new(first + (i * step), GreyPicture.ReadPgm(file)));
            }
            catch (InvalidDataException)
            {
                // The last may be cut where FFmpeg was ended: those before it are whole.
                break;
            }
        }

        Directory.Delete(into, recursive: true);
        return taken.ToImmutable();
    }
}
