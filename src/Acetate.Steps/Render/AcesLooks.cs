using Acetate.Imaging.Colour;
using Acetate.Imaging.Colour.Aces2;
using Acetate.Imaging.Colour.Compression;

namespace Acetate.Steps.Render;

/// <summary>Looks that ACES publishes: LMT, Look and their inverses.</summary>
internal static class AcesLooks
{
    public static AcesTransform Of(string id, string name)
    {
        IColourOperation? operation = name switch
        {
            "LMT.Academy.ReferenceGamutCompress" or "LMT.Academy.GamutCompress" or "Look.Academy.ReferenceGamutCompress" => new ReferenceGamutCompression(),
            "InvLMT.Academy.ReferenceGamutCompress" or "InvLook.Academy.ReferenceGamutCompress" => new ReferenceGamutCompression(IsInverse: true),
            "LMT.Academy.BlueLightArtifactFix" => ColourStyles.Find("ACES-LMT - BLUE_LIGHT_ARTIFACT_FIX"),
            "Look.Academy.v1_SDR_Tonescale_Match" => ContrastOfAces1.Look,
            _ => null,
        };
        return new(id, AcesRole.Look)
        {
            Operation = operation,
            WhyNot = operation is not null ? null : name.StartsWith("LMT.Academy.ACES_0_", StringComparison.Ordinal)
                ? $"{name} imitates a version of ACES before 1.0; it is not computed here. Have the look written as a CLF file."
                : $"{name} is in the registry and not computed here. Have the look written as a CLF file.",
        };
    }
}
