using Acetate.Aaf.Objects;

namespace Acetate.Aaf.Mobs;

/// <summary>Tells what a component carries by the data definition it refers to.</summary>
internal static class MediaKinds
{
    /// <summary>The ids of the standard, and those that files before AAF 1.1 used.</summary>
    private static readonly Dictionary<Guid, AafMediaKind> Known = new()
    {
        [Guid.Parse("01030202-0100-0000-060e-2b3404010101")] = AafMediaKind.Picture,
        [Guid.Parse("6f3c8ce1-6cef-11d2-807d-006008143e6f")] = AafMediaKind.Picture,
        [Guid.Parse("01030202-0300-0000-060e-2b3404010101")] = AafMediaKind.Picture,
        [Guid.Parse("01030202-0200-0000-060e-2b3404010101")] = AafMediaKind.Sound,
        [Guid.Parse("78e1ebe1-6cef-11d2-807d-006008143e6f")] = AafMediaKind.Sound,
        [Guid.Parse("01030201-0100-0000-060e-2b3404010101")] = AafMediaKind.Timecode,
        [Guid.Parse("7f275e81-77e5-11d2-807f-006008143e6f")] = AafMediaKind.Timecode,
        [Guid.Parse("01030201-0200-0000-060e-2b3404010101")] = AafMediaKind.Edgecode,
        [Guid.Parse("d2bb2af0-d234-11d2-89ee-006097116212")] = AafMediaKind.Edgecode,
        [Guid.Parse("01030201-1000-0000-060e-2b3404010101")] = AafMediaKind.Description,
    };

    public static AafMediaKind Of(AafObject component)
    {
        if (component["DataDefinition"] is not AafValue.Reference reference)
            return AafMediaKind.Other;
        if (reference.Key is AafValue.Identifier { Id: var id } && Known.TryGetValue(id, out var kind))
            return kind;

        // Programs define kinds of their own, such as Avid's SoundMasterTrack.
        var name = reference.Target?.Text("Name") ?? "";
        return name.Contains("Sound", StringComparison.OrdinalIgnoreCase) ? AafMediaKind.Sound
            : name.Contains("Picture", StringComparison.OrdinalIgnoreCase) ? AafMediaKind.Picture
            : AafMediaKind.Other;
    }
}
