namespace Acetate.Server.Tools.Workspaces;

/// <summary>Whether a file begins as files of its name do: what lies about what it is, is refused before anybody opens it.</summary>
/// <remarks>Only kinds whose every file begins with known bytes are looked at; of all others nothing is said.</remarks>
internal static class FileNature
{
    /// <summary>How many bytes from the beginning are looked at.</summary>
    public const int Looked = 16;

    private static readonly (string[] Ends, byte[][] Begins, int At)[] Kinds =
    [
        ([".exr"], [[0x76, 0x2F, 0x31, 0x01]], 0),
        ([".dpx"], ["SDPX"u8.ToArray(), "XPDS"u8.ToArray()], 0),
        ([".png"], [[0x89, 0x50, 0x4E, 0x47]], 0),
        ([".jpg", ".jpeg"], [[0xFF, 0xD8, 0xFF]], 0),
        ([".tif", ".tiff"], ["II*\0"u8.ToArray(), "MM\0*"u8.ToArray(), "II+\0"u8.ToArray(), "MM\0+"u8.ToArray()], 0),
        ([".pdf"], ["%PDF"u8.ToArray()], 0),
        ([".wav"], ["RIFF"u8.ToArray(), "RF64"u8.ToArray(), "BW64"u8.ToArray(), "RIFX"u8.ToArray()], 0),
        ([".mov", ".mp4", ".m4v"], ["ftyp"u8.ToArray(), "moov"u8.ToArray(), "mdat"u8.ToArray(), "wide"u8.ToArray(), "free"u8.ToArray(), "skip"u8.ToArray(), "pnot"u8.ToArray()], 4),
        ([".zip"], ["PK\x03\x04"u8.ToArray(), "PK\x05\x06"u8.ToArray()], 0),
    ];

    /// <summary>Programs: no picture, sound, movie, list or document begins so.</summary>
    private static readonly byte[][] Programs = ["MZ"u8.ToArray(), [0x7F, 0x45, 0x4C, 0x46], [0xCF, 0xFA, 0xED, 0xFE], [0xCE, 0xFA, 0xED, 0xFE]];

    private static readonly string[] Media =
        [".exr", ".dpx", ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".pdf", ".wav", ".mov", ".mp4", ".m4v", ".mxf", ".edl", ".xml", ".fcpxml", ".otio", ".aaf", ".ale", ".csv", ".txt", ".cdl", ".ccc", ".cc", ".cube", ".amf", ".fdl", ".json", ".md"];

    /// <summary>Why a file is not what its name says, as a sentence; null when nothing speaks against it.</summary>
    /// <param name="name">The name.</param>
    /// <param name="begin">The first bytes; all of a file that has fewer.</param>
    public static string? WhyNot(string name, ReadOnlySpan<byte> begin)
    {
        var end = Path.GetExtension(name).ToLowerInvariant();
        if (begin.IsEmpty) return null;
        foreach (var (ends, begins, at) in Kinds)
        {
            if (!ends.Contains(end)) continue;
            foreach (var one in begins)
                if (begin.Length >= at + one.Length && begin.Slice(at, one.Length).SequenceEqual(one)) return null;
            return $"'{name}' ends with {end} and does not begin as such a file does. Nothing of it was kept; send the right file, or give it the name of what it is.";
        }

        if (!Media.Contains(end)) return null;
        foreach (var one in Programs)
            if (begin.StartsWith(one)) return $"'{name}' ends with {end} and is a program. Nothing of it was kept.";
        return null;
    }
}
