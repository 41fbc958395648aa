using System.Collections.Immutable;
using System.Security.Cryptography;
using Acetate.Imaging.Tests.Inspect;
using Acetate.Media.Inspect;
using Acetate.Media.Trim;

namespace Acetate.Imaging.Tests.Trim;

/// <summary>Shortcuts to make clips with FFmpeg, to trim them, and to look at the result with programs that are not ours.</summary>
internal static class Trimming
{
    public static async Task<TrimOutcome> TrimAsync(string path, TrimOrder order, string folder, ClipKind kind = ClipKind.Single)
    {
        Corpus.Program("ffmpeg");
        Directory.CreateDirectory(folder);
        var clip = Inspecting.Source(kind, path);
        var inspection = await new ClipInspector(TimeProvider.System).InspectAsync(clip, TestContext.Current.CancellationToken);
        return await new ClipTrimmer(TimeProvider.System).TrimAsync(clip, inspection, order, folder, static (_, _) => { }, TestContext.Current.CancellationToken);
    }

    public static async Task<(TrimOutcome.Made Made, string Path)> MadeAsync(string path, TrimOrder order, string folder, ClipKind kind = ClipKind.Single)
    {
        var outcome = await TrimAsync(path, order, folder, kind);
        var made = outcome as TrimOutcome.Made ?? throw new Xunit.Sdk.XunitException($"Refused: {(outcome as TrimOutcome.Refused)?.Reason}");
        return (made, Path.Join(folder, made.Files[0].Path));
    }

    public static TrimOrder Frames(long start, long end) => new() { Selection = new TrimSelection.Frames(start, end) };

    public static TrimOrder Labels(string from, string to) => new() { Selection = new TrimSelection.Labels(from, to) };

    /// <summary>A clip made by FFmpeg: moving noise with a counter's worth of detail, so that no two frames are alike.</summary>
    public static string Make(string folder, string name, double seconds, string rate, params string[] output)
    {
        var path = Path.Join(folder, name);
        Inspecting.Run("ffmpeg", ["-v", "error", "-y", "-f", "lavfi", "-i", $"testsrc2=s=320x180:r={rate}:d={seconds}",
            "-f", "lavfi", "-i", $"sine=f=440:b=4:r=48000:d={seconds}", "-shortest", .. output, path]);
        Assert.True(File.Exists(path) && new FileInfo(path).Length > 0, $"FFmpeg did not make {name}.");
        return path;
    }

    /// <summary>Hash of every decoded frame, or of decoded sound, by FFmpeg from the beginning of the file: no seeking is involved.</summary>
    public static string[] Decoded(string path, string stream, params string[] more) =>
        [.. Inspecting.Run("ffmpeg", ["-v", "error", "-i", path, "-map", $"0:{stream}", "-fps_mode", "passthrough", .. more, "-f", "framehash", "-hash", "sha256", "-"])
            .Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split(',')[^1].Trim())];

    /// <summary>All decoded samples of a stream of sound as 32 bit numbers.</summary>
    public static byte[] Sound(string path, string stream, string folder)
    {
        var raw = Path.Join(folder, Path.GetRandomFileName());
        Inspecting.Run("ffmpeg", "-v", "error", "-y", "-i", path, "-map", $"0:{stream}", "-c:a", "pcm_s32le", "-f", "s32le", raw);
        return File.ReadAllBytes(raw);
    }

    public static string Sha256(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));

    public static ImmutableArray<string> Tags(string path, string entries) =>
        [.. Inspecting.Run("ffprobe", "-v", "error", "-show_entries", entries, "-of", "csv=p=0", path).Split('\n', StringSplitOptions.RemoveEmptyEntries)];
}
