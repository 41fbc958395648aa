using System.Collections.Concurrent;
using System.Globalization;
using Acetate.Media.Formats.Exr;
using Acetate.Media.Formats.Exr.Writing;

namespace Acetate.Tools.Pulls.Delivery;

/// <summary>What one frame's file says, no more of it than is compared: a delivery may have a million.</summary>
internal sealed record FrameLook
{
    private const long LargestDecoded = 1 << 30;

    /// <summary>Why it is none, as a sentence; then nothing else is known.</summary>
    public string? Refusal { get; init; }

    public PixelWindow Data { get; init; }

    public PixelWindow Display { get; init; }

    /// <summary>Channels with their kinds, such as <c>B:half G:half R:half</c>.</summary>
    public string Channels { get; init; } = "";

    public string? Compression { get; init; }

    /// <summary>The eight numbers of the primaries, as text; empty when not said.</summary>
    public string Chromaticities { get; init; } = "";

    /// <summary>The packed label.</summary>
    public string? Timecode { get; init; }

    /// <summary>The whole label, which our own files of more than 30 frames a second carry.</summary>
    public string? WholeTimecode { get; init; }

    public string? Rate { get; init; }

    public string? Reel { get; init; }

    public string? PullTag { get; init; }

    public string? Encoding { get; init; }

    /// <summary>What it stands for another frame as, by its own word; null when it is a picture.</summary>
    public string? StandsIn { get; init; }

    /// <summary>What is missing of the file.</summary>
    public string? Damage { get; init; }

    /// <summary>Whether all its samples are zero; known when it was decoded.</summary>
    public bool IsBlack { get; init; }

    /// <summary>Samples that are no number or without end; known when it was decoded.</summary>
    public long NotFinite { get; init; }

    /// <summary>Why it was not decoded though it was asked for.</summary>
    public string? NotDecoded { get; init; }

    /// <summary>Looks at a file.</summary>
    /// <param name="files">The package.</param>
    /// <param name="path">The frame.</param>
    /// <param name="deep">Whether it is decoded.</param>
    /// <param name="known">Texts of other frames, of which one copy is kept.</param>
    public static FrameLook At(DeliveredFiles files, string path, bool deep, ConcurrentDictionary<string, string> known)
    {
        if (files.LengthOf(path) == 0) return new() { Refusal = "The file has no bytes." };
        try
        {
            using var content = files.Open(path);
            var frame = ExrFrameFile.Read(content);
            string? Same(string? text) => text is null || known.Count > 10_000 ? text : known.GetOrAdd(text, text);
            var look = new FrameLook
            {
                Data = frame.Data,
                Display = frame.Display,
                Channels = Same(string.Join(' ', frame.Channels.Select(channel => $"{channel.Name}:{channel.Kind}")))!,
                Compression = Same(frame.Header["image.profile"]),
                Chromaticities = Same(string.Join(' ', frame.Chromaticities.Select(value => value.ToString(CultureInfo.InvariantCulture))))!,
                Timecode = frame.Header.Timecode,
                WholeTimecode = frame.Header["exr.acetate.timecode"],
                Rate = Same(frame.Header["image.rate"]),
                Reel = Same(frame.Header["clip.reel"]),
                PullTag = Same(frame.Header["exr.acetate.pull"]),
                Encoding = Same(frame.Header["exr.acetate.encoding"]),
                StandsIn = Same(frame.Header[$"exr.{Steps.Render.StandIns.Mark}"]),
                Damage = frame.Damage,
            };
            return deep && frame.Damage is null ? Decoded(look, content) : look;
        }
        catch (InvalidDataException refusal)
        {
            return new() { Refusal = refusal.Message };
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return new() { Refusal = $"It cannot be read: {unreadable.Message}" };
        }
    }

    private static FrameLook Decoded(FrameLook look, FileStream content)
    {
        if (content.Length > LargestDecoded) return look with { NotDecoded = string.Create(CultureInfo.InvariantCulture, $"The file has {content.Length:N0} bytes, and frames of up to {LargestDecoded:N0} are decoded.") };
        var bytes = GC.AllocateUninitializedArray<byte>((int)content.Length);
        content.Position = 0;
        content.ReadExactly(bytes);
        try
        {
            var pixels = ExrFrameFile.Decode(bytes);
            return look with { IsBlack = pixels.IsBlack, NotFinite = pixels.NotFinite, NotDecoded = pixels.NotDecoded };
        }
        catch (InvalidDataException damaged)
        {
            return look with { Damage = damaged.Message };
        }
    }
}
