using Acetate.Media.Formats;
using Acetate.Media.Inspect;

namespace Acetate.Media.Trim;

/// <summary>Why a clip will have to be copied whole, as far as its names and its inspection tell, without opening it: for estimates.</summary>
/// <remarks>The trim itself decides: a file may still turn out to be damaged, fragmented or to hang together where nothing said so.</remarks>
/// <param name="Reason">A sentence.</param>
/// <param name="IsCertain">Whether cutting it is out of the question; else it may yet be cut.</param>
public sealed record TrimForecast(string Reason, bool IsCertain)
{
    /// <summary>Foretells a trim.</summary>
    /// <param name="kind">How the files make up the clip.</param>
    /// <param name="files">The clip's files.</param>
    /// <param name="codec">The codec of its picture, in inspection's words; null when not known.</param>
    /// <param name="profile">The codec's profile; null when not known.</param>
    /// <returns>Null when nothing speaks against cutting it.</returns>
    public static TrimForecast? Of(ClipKind kind, IReadOnlyList<ClipFile> files, string? codec, string? profile)
    {
        ArgumentNullException.ThrowIfNull(files);
        if (kind is ClipKind.Sequence or ClipKind.Still || files.Count == 0) return null;
        var file = files[0];
        if (file.Extension is "wav" or "wave" or "bwf" or "rf64") return null;
        if (ClosedFormats.NameOf(file) is { } closed) return new(Closed(closed), true);
        if (files.Count > 1) return new(Spanned(files.Count), true);
        return file.Extension switch
        {
            "mov" or "mp4" or "m4v" or "qt" => null,
            "mxf" when IsLongGroup(codec, profile) => new("The pictures of this MXF file may hang on one another (long GOP), and MXF has no edit list that could hide the lead-in a decoder needs.", false),
            "mxf" => null,
            var other => new(Unknown(other), true),
        };
    }

    /// <summary>Why files that only their maker's software reads are not cut.</summary>
    internal static string Closed(string format) => $"{format} can be cut only with its vendor's tools; no open description of its structure exists.";

    /// <summary>Why files of a kind that has no table of its frames are not cut.</summary>
    internal static string Unknown(string extension) =>
        $"Files of this kind ({(extension.Length == 0 ? "no extension" : "." + extension)}) cannot be cut without loss here: no table in them says where a frame begins.";

    private static string Spanned(int files) => $"The clip goes over {files} files, and no table says which of them holds which frame.";

    // Sony and Panasonic name their intra profiles so (XAVC Intra, AVC-Intra: "High 4:2:2 Intra", "High 10 Intra"); IMX is MPEG-2 4:2:2 without groups, which a profile alone does not tell.
    private static bool IsLongGroup(string? codec, string? profile) =>
        codec is "h264" or "hevc" or "mpeg2video" or "mpeg4" && profile?.Contains("Intra", StringComparison.OrdinalIgnoreCase) != true;
}
