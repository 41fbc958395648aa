using System.Collections.Immutable;
using Acetate.Aaf.Compositions;
using Acetate.Aaf.Mobs;
using Acetate.Cuts.Lists;

namespace Acetate.Cuts.Aaf;

/// <summary>Every name of a source that an AAF gives, mob by mob.</summary>
internal static class AafNames
{
    /// <summary>The names of a clip and of what it comes from.</summary>
    public static ImmutableArray<SourceName> Of(AafSourceChain chain) => Of(null, chain);

    /// <summary>The names of a clip of the bin and of what it comes from.</summary>
    public static ImmutableArray<SourceName> Of(AafMob? first, AafSourceChain? chain)
    {
        var names = new List<SourceName>();
        var mobs = (chain?.Links ?? []).Select(link => link.Mob).Prepend(first).OfType<AafMob>().ToArray();
        foreach (var mob in mobs)
        {
            var what = What(mob);
            Add(mob switch
            {
                { Kind: AafMobKind.Composition or AafMobKind.Master } => SourceNameKind.ClipName,
                { Descriptor.Material: AafMaterial.Tape } => SourceNameKind.Tape,
                { Descriptor.Material: AafMaterial.Film } => SourceNameKind.CameraRoll,
                _ => SourceNameKind.SourceFile,
            }, mob.Name, $"name of the {what}");
            foreach (var place in Places(mob.Descriptor))
                Add(SourceNameKind.MediaPath, place, $"locator of the {what}");
            foreach (var tag in mob.Comments)
            {
                if (AleCut.KindOf(tag.Name) is { } kind)
                    Add(kind, tag.Text, $"column {tag.Name} of the {what}");
            }

            Add(SourceNameKind.Umid, mob.Id.ToUmid(), $"id of the {what}");
        }

        if (chain is { End: AafChainEnd.MissingMob, Broken: { } missing })
            Add(SourceNameKind.Umid, missing.ToUmid(), "id of a mob that is not in the file");
        return [.. names];

        void Add(SourceNameKind kind, string value, string origin)
        {
            if (value.Trim() is { Length: > 0 } text && !names.Any(name => name.Kind == kind && name.Value == text))
                names.Add(new(kind, text, origin));
        }
    }

    /// <summary>Columns of the bin that are no names.</summary>
    public static IEnumerable<string> Comments(IEnumerable<AafMob> mobs) =>
        mobs.SelectMany(mob => mob.Comments).Where(tag => tag.Text.Trim().Length > 0 && AleCut.KindOf(tag.Name) is null && tag.Name is not ("ASC_SOP" or "ASC_SAT"))
            .Select(tag => $"{tag.Name}: {tag.Text.Trim()}").Distinct();

    private static string What(AafMob mob) => mob.Kind switch
    {
        AafMobKind.Composition => mob.Usage == "Usage_SubClip" ? "subclip" : "sequence",
        AafMobKind.Master => "master clip",
        _ => mob.Descriptor?.Material switch
        {
            AafMaterial.File => "media file",
            AafMaterial.Tape => "tape",
            AafMaterial.Film => "film",
            AafMaterial.Import => "imported file",
            _ => "source",
        },
    };

    private static IEnumerable<string> Places(AafDescriptor? descriptor) =>
        descriptor is null ? [] : descriptor.Locations.Concat(descriptor.Parts.SelectMany(Places));
}
