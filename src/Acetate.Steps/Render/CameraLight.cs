using System.Security.Cryptography;
using System.Text;
using Acetate.Amf;
using Acetate.Imaging.Colour;
using Acetate.Imaging.Colour.Clf;
using Acetate.Imaging.Colour.Encodings;
using Acetate.Imaging.Colour.Gamuts;
using Acetate.Media.Decode;
using Acetate.Media.Inspect;

namespace Acetate.Steps.Render;

/// <summary>Light in a camera's own gamut: which gamut a clip has, and how an AMF says the way from there to ACES2065-1, for which the registry has no ids.</summary>
public static class CameraLight
{
    /// <summary>The light of a clip's camera; null with a reason where nothing says which gamut that is.</summary>
    /// <param name="clip">What its files say; null when nothing is known.</param>
    /// <param name="named">What the caller says that the clip's values mean; null: what the files say.</param>
    /// <param name="amf">The clip's AMF, whose input goes before; null when there is none, or nobody has read it.</param>
    /// <param name="reason">Why none is known, and what to do, in sentences.</param>
    public static ColourEncoding? Of(ClipInspection? clip, ColourEncoding? named, AmfDocument? amf, out string? reason)
    {
        reason = null;
        var input = amf?.Pipeline.Input is { Content: AmfContent.ById(var id) } ? AcesTransforms.Resolve(id) : null;
        // ARRI names no gamut for its sensors; what its own software makes of an ALEXA's raw is LogC3 in ARRI Wide Gamut 3.
        if ((input?.Development is not null ? KnownGamuts.ArriWideGamut3 : input?.Encoding?.Gamut) is { } stated && In(stated) is { } said) return said;
        var own = clip is null ? named : SourceEncoding.Of(clip, named).Encoding;
        if (own is not null && !VideoEncodings.IsVideo(own) && In(own.Gamut) is { } light) return light;
        if (clip?.Image?.Codec is { } codec && codec.StartsWith("arriraw", StringComparison.Ordinal) && ArriGamut(clip.Camera?.Model ?? "") is { } arri) return In(arri);
        reason = own is not null && !VideoEncodings.IsVideo(own)
            ? $"The clip is {own.Name}, which is no camera's own gamut, so nobody can say in which its light would be. Deliver ACES2065-1 or ACEScg."
            : "Nothing says which wide gamut the clip's camera has, so its light cannot be delivered in it. Say what the camera wrote (--from), hand in an AMF, or deliver ACES2065-1 or ACEScg.";
        return null;
    }

    /// <summary>The light of a gamut that cameras record in; null of others.</summary>
    private static ColourEncoding? In(Gamut gamut) => KnownEncodings.CameraLinear.FirstOrDefault(encoding => encoding.Gamut == gamut);

    // ALEXA 35 and 265 write LogC4; every camera before them LogC3.
    private static Gamut? ArriGamut(string model) =>
        model.Contains("ALEXA 35", StringComparison.OrdinalIgnoreCase) || model.Contains("ALEXA35", StringComparison.OrdinalIgnoreCase) || model.Contains("265", StringComparison.Ordinal) ? KnownGamuts.ArriWideGamut4
        : model.Contains("ALEXA", StringComparison.OrdinalIgnoreCase) || model.Contains("AMIRA", StringComparison.OrdinalIgnoreCase) ? KnownGamuts.ArriWideGamut3 : null;

    /// <summary>The input of a plate of such light, as its AMF names it, with the file that lies beside the AMF; null of encodings that have ids.</summary>
    internal static (AmfTransform Input, byte[] Table)? InputOf(ColourEncoding encoding, string address)
    {
        if (!KnownEncodings.CameraLinear.Contains(encoding)) return null;
        using var text = new StringWriter();
        var name = $"{encoding.Name} to ACES2065-1";
        // The same matrix is the same file, whichever plate it lies beside.
        ClfWriter.Write(new MatrixOperation(name, encoding.Gamut.To(KnownGamuts.Ap0)), new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 16)), encoding.Name, KnownEncodings.Aces.Name, text);
        var bytes = Encoding.UTF8.GetBytes(text.ToString());
        return (new() { Description = name, Applied = false, Hash = new(AmfHash.Sha256, [.. SHA256.HashData(bytes)]), Content = new AmfContent.ByFile(address) }, bytes);
    }
}
