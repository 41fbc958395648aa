using System.Collections.Immutable;
using Acetate.Cuts;
using Acetate.Cuts.Diff;
using Acetate.Library.Matching;

namespace Acetate.Server.Tools.Matching;

/// <summary>What became of each event of a cut in a later one.</summary>
/// <param name="Since">The earlier cut's name.</param>
/// <param name="Cut">The later cut's name.</param>
/// <param name="Counts">How many events there are of each kind of change, by its word.</param>
/// <param name="Changes">Every event that is not the same, in the order of the later cut.</param>
public sealed record CutChanges(string Since, string Cut, ImmutableSortedDictionary<string, int> Counts, ImmutableArray<CutChange> Changes)
{
    internal static CutChanges Of(KeptCut since, KeptCut cut, CutDifferences differences) => new(
        since.Name,
        cut.Name,
        EventChange.Gravest.Append(EventChanges.Same).Where(kind => differences.Count(kind) > 0).ToImmutableSortedDictionary(EventChange.WordOf, differences.Count, StringComparer.Ordinal),
        [.. differences.Changes.Where(change => change.Kinds != EventChanges.Same).Select(change => new CutChange(
            change.Words, change.Old?.Id, change.New?.Id, Number(change.Old), Number(change.New), NameOf(change.New ?? change.Old!), (change.New ?? change.Old!).Record?.StartLabel ?? "",
            change.HeadFrames.Approximate, change.TailFrames.Approximate, change.Details))]);

    private static string Number(CutEvent? item) => item is null ? "" : item.Number.Length > 0 ? item.Number : item.Id;

    private static string NameOf(CutEvent item) => item.Source.ClipName ?? item.Source.Reel ?? item.Name;
}

/// <summary>An event that is not as it was.</summary>
/// <param name="Kinds"><c>new</c>, <c>omitted</c>, <c>extended</c>, <c>shortened</c>, <c>slipped</c>, <c>moved</c>, <c>retimed</c>, <c>altered</c>; one or several.</param>
/// <param name="OldEvent">Its id in the earlier cut; null when it is new.</param>
/// <param name="Event">Its id in the later cut; null when it is omitted.</param>
/// <param name="OldNumber">Its number in the earlier cut; empty when it is new.</param>
/// <param name="Number">Its number in the later cut; empty when it is omitted.</param>
/// <param name="Name">What its source is called.</param>
/// <param name="RecordStart">Its first record label; empty when it has none.</param>
/// <param name="HeadFrames">Source frames more at the head; negative for fewer.</param>
/// <param name="TailFrames">Source frames more at the tail; negative for fewer.</param>
/// <param name="Details">What else changed, a sentence each.</param>
public sealed record CutChange(
    ImmutableArray<string> Kinds, string? OldEvent, string? Event, string OldNumber, string Number, string Name, string RecordStart, double HeadFrames, double TailFrames, ImmutableArray<string> Details);
