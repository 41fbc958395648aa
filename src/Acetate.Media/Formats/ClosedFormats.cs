using Acetate.Media.Inspect;

namespace Acetate.Media.Formats;

/// <summary>Camera formats that are known by name, and that no reader or decoder here opens.</summary>
public static class ClosedFormats
{
    /// <summary>What a clip's format is called that only its maker's software decodes: by the codec that inspecting it found, else by its name. Null for any other.</summary>
    public static string? NameOf(ClipFile file, string? codec) => codec switch
    {
        null => NameOf(file),
        "redcode" => "RED R3D",
        "braw" => "Blackmagic RAW",
        "canon-raw" => file is { Extension: "crm" } ? "Canon Cinema RAW Light" : "A Canon camera's raw",
        "n-raw" => "Nikon N-RAW",
        "prores-raw" => "ProRes RAW",
        "arriraw-hde" => "ARRIRAW (HDE)",
        _ => null,
    };

    /// <summary>What a clip's format is called that only its maker's software decodes: by its codec, and where that says nothing by the name of its first file. Null for any other.</summary>
    public static string? NameOf(ClipSource clip, ClipInspection inspection)
    {
        ArgumentNullException.ThrowIfNull(clip);
        ArgumentNullException.ThrowIfNull(inspection);
        return clip.Files.IsEmpty ? null : NameOf(clip.Files[0], inspection.Image?.Codec) ?? NameOf(clip.Files[0]);
    }

    /// <summary>What the format is called, or null for any other file.</summary>
    public static string? NameOf(ClipFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return file.Extension switch
        {
            "r3d" => "RED R3D",
            "braw" or "braw2" or "braw3" => "Blackmagic RAW",
            "ari" => "ARRIRAW",
            "arx" => "ARRIRAW (HDE)",
            "rmf" => "Canon Cinema RAW",
            "crm" => "Canon Cinema RAW Light",
            "nev" => "Nikon N-RAW",
            "x3f" => "Sigma X3F",
            "cine" => "Phantom Cine",
            "ocn" => "Sony X-OCN",
            "cr2" or "cr3" or "arw" or "nef" or "rw2" or "raf" or "gpr" => "a camera's raw photograph",
            _ => null,
        };
    }
}
