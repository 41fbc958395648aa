using System.Collections.Immutable;

namespace Acetate.Cuts;

/// <summary>Writes cuts, in their own format or in another one, and tells what the other one cannot hold.</summary>
/// <remarks>
/// A cut that was read and not changed is written back as it was: byte for byte as an edit decision list (unless a form of lists is asked for), object for object as OpenTimelineIO.
/// Where only names, media or times were changed, these are changed in what was read. Everything else is written anew.
/// </remarks>
public static class CutWriter
{
    /// <summary>The formats that can be written.</summary>
    public static ImmutableArray<CutFormat> Formats { get; } = [CutFormat.Edl, CutFormat.Otio, CutFormat.FcpXml, CutFormat.Ale, CutFormat.ShotList];

    /// <summary>Writes a cut.</summary>
    /// <exception cref="CutException">The format cannot be written, or cannot hold this cut at all.</exception>
    public static CutConversion Convert(Cut cut, CutFormat format, CutWriteOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(cut);
        options ??= new();
        var name = cut.Name.Length > 0 ? cut.Name : "cut";
        try
        {
            return format switch
            {
                CutFormat.Edl => Cmx.EdlOutput.Of(cut, options),
                CutFormat.FcpXml => FcpXml.FcpXmlComposition.Of(cut),
                CutFormat.Ale => Lists.AleComposition.Of(cut),
                CutFormat.ShotList => Lists.ShotListComposition.Of(cut),
                CutFormat.Otio => Timelines.OtioComposition.Of(cut),
                _ => throw new CutException($"{CutFormats.Name(format)} is not written here. Choose one of {string.Join(", ", Formats.Select(CutFormats.Name))}.", name),
            };
        }
        catch (OverflowException problem)
        {
            throw new CutException("Its times are so far apart that they cannot be counted exactly.", name, 0, problem);
        }
    }

    /// <summary>The format that a file name's extension stands for; null when it stands for none that is written.</summary>
    public static CutFormat? FormatOf(string path) => Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".EDL" => CutFormat.Edl,
        ".OTIO" => CutFormat.Otio,
        ".XML" => CutFormat.FcpXml,
        ".ALE" => CutFormat.Ale,
        ".CSV" => CutFormat.ShotList,
        _ => null,
    };
}

/// <summary>How cuts are written.</summary>
public sealed record CutWriteOptions
{
    /// <summary>The form of edit decision lists. Null, the default: a list that was read comes back as it was, and a new one has long reels that nothing is cut off.
    /// A form that is given is written, whatever the cut was read from.</summary>
    public EdlForm? Edl { get; init; }
}

/// <summary>Forms of edit decision lists.</summary>
public enum EdlForm
{
    /// <summary>Avid's File_129: whole names as reels.</summary>
    AvidFile129,

    /// <summary>Avid's File_32.</summary>
    AvidFile32,

    /// <summary>Avid's File_16.</summary>
    AvidFile16,

    /// <summary>CMX 3600 with reels of eight letters and digits; long names stand in comments.</summary>
    Cmx3600,

    /// <summary>Premiere: all reels AX.</summary>
    Premiere,

    /// <summary>Final Cut Pro 7: shortened reels with REPLACED BY.</summary>
    FinalCut,

    /// <summary>Flame: media with DLEDL.</summary>
    Flame,

    /// <summary>Nucoda: media with FROM FILE.</summary>
    Nucoda,
}

/// <summary>What writing gave.</summary>
/// <param name="Documents">One document, or several where a format holds fewer tracks than the cut has.</param>
/// <param name="Losses">What the format cannot hold, and what was changed to fit; empty when nothing was lost.</param>
public sealed record CutConversion(ImmutableArray<CutDocument> Documents, ImmutableArray<CutProblem> Losses);

/// <summary>A written document.</summary>
/// <param name="Suffix">What goes between the file's name and its extension: empty for the first.</param>
/// <param name="Content">Its bytes.</param>
public sealed record CutDocument(string Suffix, ReadOnlyMemory<byte> Content);
