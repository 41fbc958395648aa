using System.Collections.Immutable;
using Acetate.Library.Matching.Names;
using Acetate.Library.Matching.Times;

namespace Acetate.Library.Matching;

/// <summary>An event on its way through the matcher: its names read, its candidates compared.</summary>
internal sealed class WeighedEvent(EventClaim claim, ImmutableArray<ReadName> names)
{
    public EventClaim Claim { get; } = claim;

    public ImmutableArray<ReadName> Names { get; } = names;

    public List<Suspect> Suspects { get; } = [];

    /// <summary>Clips that no name means, of rolls that a name is near to: where the timecode may lead instead.</summary>
    public List<Suspect> RollMates { get; } = [];

    /// <summary>Whether a name brought up more clips than can be weighed.</summary>
    public bool IsTooMany { get; set; }

    /// <summary>Whether what its names bring up leaves it open, so that its roll's other clips and typing mistakes are looked at too.</summary>
    public bool IsOpen { get; set; }
}

/// <summary>A clip that an event may mean.</summary>
internal sealed class Suspect(IndexedClip clip, ImmutableArray<NameFit> fits, bool isRepeated)
{
    public IndexedClip Clip { get; } = clip;

    /// <summary>How each name of the event stands to it.</summary>
    public ImmutableArray<NameFit> Fits { get; } = fits;

    /// <summary>The strongest relation.</summary>
    public NameRelation Relation { get; } = fits.Where(f => f.Relation != NameRelation.None).Select(f => f.Relation).DefaultIfEmpty(NameRelation.None).Min();

    public TimeFit Time { get; set; }

    /// <summary>What names and timecode tell, in natural logarithms, against footage that the library lacks.</summary>
    public double Told { get; set; }

    /// <summary>The same with what the events nearby tell.</summary>
    public double Weight { get; set; }

    public double Probability { get; set; }

    /// <summary>What the rest of the cut says, in words; empty when nothing.</summary>
    public string Prior { get; set; } = "";

    /// <summary>Whether its name is one that cameras give out again and again.</summary>
    public bool IsRepeated { get; } = isRepeated;

    /// <summary>Whether its whole name was given, however it was written, and that says who it is.</summary>
    public bool IsNamed => IsWhole(Relation) && (!IsRepeated || Relation == NameRelation.Umid);

    public static bool IsWhole(NameRelation relation) =>
        relation is NameRelation.Umid or NameRelation.Exact or NameRelation.Letters or NameRelation.File or NameRelation.Alike;
}
