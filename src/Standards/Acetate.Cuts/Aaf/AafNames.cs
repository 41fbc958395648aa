using System.Collections.Immutable;
using Acetate.Aaf.Compositions;
using Acetate.Aaf.Mobs;
using Acetate.Cuts.Lists;

namespace Acetate.Cuts.Aaf;

/// <summary>Every name of a source that an AAF gives, mob by mob. Clips of a bin are used many times; their names are gathered once.</summary>
internal sealed class AafNames
{
    private const int MostOfMob = 64, MostComments = 256;
    private readonly Dictionary<AafMob, (ImmutableArray<SourceName> Names, ImmutableArray<string> Comments)> known = new(ReferenceEqualityComparer.Instance);

    /// <summary>The names of mobs, the nearest first, and of a mob that is missing behind them.</summary>
    public ImmutableArray<SourceName> Of(IEnumerable<AafMob> mobs, AafSourceChain? chain)
    {
        var names = mobs.SelectMany(mob => Gathered(mob).Names);
        if (chain is { End: AafChainEnd.MissingMob, Broken: { } missing })
            names = names.Append(new(SourceNameKind.Umid, missing.ToUmid(), "id of a mob that is not in the file"));
        return [.. names.DistinctBy(name => (name.Kind, name.Value))];
    }

    /// <summary>Columns of the bin that are no names.</summary>
    public ImmutableArray<string> Comments(IEnumerable<AafMob> mobs) => [.. mobs.SelectMany(mob => Gathered(mob).Comments).Distinct().Take(MostComments)];

    private (ImmutableArray<SourceName> Names, ImmutableArray<string> Comments) Gathered(AafMob mob) =>
        known.TryGetValue(mob, out var gathered) ? gathered
        : known[mob] = ([.. NamesOf(mob).DistinctBy(name => (name.Kind, name.Value)).Take(MostOfMob)], [.. CommentsOf(mob).Take(MostComments)]);

    private static IEnumerable<SourceName> NamesOf(AafMob mob)
    {
        var what = What(mob);
        var kind = mob switch
        {
            { Kind: AafMobKind.Composition or AafMobKind.Master } => SourceNameKind.ClipName,
            { Descriptor.Material: AafMaterial.Tape } => SourceNameKind.Tape,
            { Descriptor.Material: AafMaterial.Film } => SourceNameKind.CameraRoll,
            _ => SourceNameKind.SourceFile,
        };
        var all = mob.Comments.Where(tag => AleCut.KindOf(tag.Name) is not null).Select(tag => (AleCut.KindOf(tag.Name)!.Value, tag.Text, $"column {tag.Name} of the {what}"))
            .Prepend((SourceNameKind.Umid, mob.Id.ToUmid(), $"id of the {what}"))
            .Concat(Places(mob.Descriptor).Select(place => (SourceNameKind.MediaPath, place, $"locator of the {what}")))
            .Prepend((kind, mob.Name, $"name of the {what}"));
        return all.Where(name => name.Item2.Trim().Length > 0).Select(name => new SourceName(name.Item1, name.Item2.Trim(), name.Item3));
    }

    private static IEnumerable<string> CommentsOf(AafMob mob) =>
        mob.Comments.Where(tag => tag.Text.Trim().Length > 0 && AleCut.KindOf(tag.Name) is null && tag.Name is not ("ASC_SOP" or "ASC_SAT")).Select(tag => $"{tag.Name}: {tag.Text.Trim()}").Distinct();

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
