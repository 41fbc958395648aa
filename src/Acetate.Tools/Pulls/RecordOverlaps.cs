using Acetate.Cuts;
using Acetate.Library.Matching;

namespace Acetate.Tools.Pulls;

/// <summary>Events of a list that are seen at the same time as another one of their track: the list contradicts itself.</summary>
internal static class RecordOverlaps
{
    /// <summary>Those events by their ids, each with a sentence.</summary>
    public static IReadOnlyDictionary<string, string> In(Cut cut)
    {
        var overlaps = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var track in CutClaims.PictureEvents(cut).Where(one => one is { IsEnabled: true, Record.IsEmpty: false, Tracks.Length: > 0 }).GroupBy(one => one.Tracks[0], StringComparer.Ordinal))
        {
            CutEvent? latest = null;
            foreach (var one in track.OrderBy(one => one.Record!.Value.Start))
            {
                if (latest is not null && one.Record!.Value.Start < latest.Record!.Value.End)
                    overlaps[one.Id] = $"Event {NameOf(latest)} is seen in the same record frames until {latest.Record.Value.EndLabel}: the list puts both into track {track.Key}.";
                if (latest is null || one.Record!.Value.End > latest.Record!.Value.End) latest = one;
            }
        }

        return overlaps;
    }

    private static string NameOf(CutEvent one) => one.Number.Length > 0 ? one.Number : one.Name.Length > 0 ? $"'{one.Name}'" : one.Id;
}
