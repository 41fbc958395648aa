using System.Collections.Immutable;
using Acetate.Cuts;
using Acetate.Tools.Pulls;
using Acetate.Tools.VfxPulls.Plates;

namespace Acetate.Tools.VfxPulls.Packages;

/// <summary>The version of a cut that another one follows, as a vendor was told of it.</summary>
/// <param name="Package">The name of the package that it came with.</param>
/// <param name="Cut">The cut.</param>
/// <param name="Events">What became of its events.</param>
public sealed record CutBefore(string Package, Cut Cut, ImmutableArray<PulledEvent> Events);

/// <summary>An approved turnover on its way to a package, with all that its documents tell of.</summary>
/// <param name="Package">The pull.</param>
/// <param name="Order">What was asked for.</param>
/// <param name="Plan">What was decided.</param>
/// <param name="Plates">The plates that are delivered.</param>
/// <param name="Earlier">Plates that the vendor has from packages before.</param>
/// <param name="Before">The cut that this one follows; null for none.</param>
internal sealed record PackagedTurnover(PullPackage Package, VfxPullOrder Order, PlannedPull Plan, ImmutableArray<DeliveredPlateFacts> Plates, IReadOnlyList<EarlierPlate> Earlier, CutBefore? Before)
{
    /// <summary>Where the version of a plate lies that is not delivered again; null where that is no longer known.</summary>
    public EarlierPlate? WhereItStands(PlannedPlate plate) =>
        Earlier.LastOrDefault(one => one.Plate.Shot == plate.Shot && one.Plate.Element == plate.Element && one.Plate.Version == plate.Version);
}
