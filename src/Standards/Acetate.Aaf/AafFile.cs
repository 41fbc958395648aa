using System.Collections.Immutable;
using Acetate.Aaf.Mobs;
using Acetate.Aaf.Objects;

namespace Acetate.Aaf;

/// <summary>An AAF file, read whole except for embedded picture and sound.</summary>
public sealed class AafFile
{
    private readonly Dictionary<AafMobId, AafMob> byId = [];

    internal AafFile(string name, AafObject root, ImmutableArray<AafMob> mobs, ImmutableArray<AafProblem>.Builder problems)
    {
        (Name, Root, Mobs) = (name, root, mobs);
        foreach (var mob in mobs)
        {
            if (!byId.TryAdd(mob.Id, mob))
                problems.Add(new(mob.Raw.Path, $"The mob {mob.Id} is in the file twice; the first counts."));
        }

        Problems = problems.ToImmutable();
    }

    /// <summary>What the file is called.</summary>
    public string Name { get; }

    /// <summary>The root of all objects, with <c>Header</c> and <c>MetaDictionary</c>.</summary>
    public AafObject Root { get; }

    /// <summary>All mobs in the order of the file.</summary>
    public ImmutableArray<AafMob> Mobs { get; }

    /// <summary>What is odd in the file, though it could be read.</summary>
    public ImmutableArray<AafProblem> Problems { get; }

    /// <summary>The programs that wrote the file, the first one first, such as <c>Avid Media Composer 8.4.4.43064</c>.</summary>
    public ImmutableArray<string> Writers => Header is { } header
        ? [.. header.Children("IdentificationList").Select(program => $"{program.Text("ProductName")} {program.Text("ProductVersionString")}".Replace("Unknown version", "", StringComparison.Ordinal).Trim())]
        : [];

    /// <summary>The name of the project it comes from; empty when that is not told.</summary>
    public string Project => Header?.Text("ProjectName") ?? "";

    /// <summary>What the file is mainly about: the sequences at the top.</summary>
    /// <remarks>
    /// The compositions that say so (<c>Usage_TopLevel</c>); where none does, the compositions that no other mob refers to; where none is
    /// left, all compositions; and where there are none, the master clips.
    /// </remarks>
    public ImmutableArray<AafMob> TopLevel => field.IsDefault ? field = FindTopLevel() : field;

    private AafObject? Header => Root.Child("Header");

    /// <summary>The mob of this id; null when the file does not hold it.</summary>
    public AafMob? Mob(AafMobId id) => byId.GetValueOrDefault(id);

    private ImmutableArray<AafMob> FindTopLevel()
    {
        var compositions = Mobs.Where(mob => mob.Kind == AafMobKind.Composition).ToArray();
        if (compositions.Where(mob => mob.Usage == "Usage_TopLevel").ToImmutableArray() is { Length: > 0 } said)
            return said;
        if (compositions.Length == 0)
            return [.. Mobs.Where(mob => mob.Kind == AafMobKind.Master)];
        var used = new HashSet<AafMobId>();
        foreach (var mob in compositions)
        {
            foreach (var clip in mob.Slots.SelectMany(slot => SourceClips.Below(slot.Segment)))
            {
                if (clip.Mob is { } id && id != mob.Id)
                    used.Add(id);
            }
        }

        return compositions.Where(mob => !used.Contains(mob.Id)).ToImmutableArray() is { Length: > 0 } unused ? unused : [.. compositions];
    }
}
