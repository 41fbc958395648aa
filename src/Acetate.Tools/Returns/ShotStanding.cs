using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Acetate.Library;
using Acetate.Library.Pulls;
using Acetate.Library.Returns;

namespace Acetate.Tools.Returns;

/// <summary>How a shot stands with its vendor.</summary>
public sealed record ShotStanding
{
    /// <summary>The shot.</summary>
    public required string Shot { get; init; }

    /// <summary>How it stands.</summary>
    public required ShotState State { get; init; }

    /// <summary>When the first of its plates was given.</summary>
    public DateTimeOffset? GivenAt { get; init; }

    /// <summary>When the newest of its plates was given.</summary>
    public DateTimeOffset? LastGivenAt { get; init; }

    /// <summary>The newest version of each of its plates that was given, such as <c>PL01 v002</c>.</summary>
    public ImmutableArray<string> Plates { get; init; } = [];

    /// <summary>Whether plates were given after the last version came.</summary>
    public bool HasNewerPlates { get; init; }

    /// <summary>Versions that came.</summary>
    public int Versions { get; init; }

    /// <summary>Versions of one task that came after the first.</summary>
    public int Redeliveries { get; init; }

    /// <summary>When the first version came.</summary>
    public DateTimeOffset? FirstReturnAt { get; init; }

    /// <summary>Hours from the first plate to the first version; null while none came.</summary>
    public double? TurnaroundHours { get; init; }

    /// <summary>Since when the oldest version waits for a decision; null when none does.</summary>
    public DateTimeOffset? WaitingSince { get; init; }

    /// <summary>The shots that a vendor was given, by name.</summary>
    /// <param name="turnovers">What the vendor was given.</param>
    /// <param name="returns">What the vendor handed in.</param>
    public static ImmutableArray<ShotStanding> Of(IEnumerable<Turnover> turnovers, IEnumerable<VendorReturn> returns)
    {
        var came = returns.ToLookup(one => one.Shot, StringComparer.OrdinalIgnoreCase);
        return [.. turnovers.GroupBy(one => one.Plate.Shot, StringComparer.OrdinalIgnoreCase).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => Of([.. group], [.. came[group.Key].OrderBy(one => one.ReceivedAt)]))];
    }

    private static ShotStanding Of(ImmutableArray<Turnover> given, ImmutableArray<VendorReturn> came)
    {
        var (first, last) = (given.Min(one => one.DeliveredAt), given.Max(one => one.DeliveredAt));
        var firstReturn = came.IsEmpty ? (DateTimeOffset?)null : came[0].ReceivedAt;
        return new()
        {
            Shot = given[0].Plate.Shot,
            State = came.Any(one => one.State == ReturnState.Waiting) ? ShotState.Waiting : came.Any(one => one.State == ReturnState.Approved) ? ShotState.Approved : came.IsEmpty ? ShotState.Outstanding : ShotState.Rejected,
            GivenAt = first,
            LastGivenAt = last,
            Plates = [.. given.GroupBy(one => one.Plate.Element, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => FormattableString.Invariant($"{group.Key} v{group.Max(one => one.Plate.Version):000}"))],
            HasNewerPlates = !came.IsEmpty && last > came[^1].ReceivedAt,
            Versions = came.Length,
            Redeliveries = came.GroupBy(one => one.Task, StringComparer.OrdinalIgnoreCase).Sum(group => group.Count() - 1),
            FirstReturnAt = firstReturn,
            TurnaroundHours = firstReturn is { } at && first is { } from ? Math.Max(0, (at - from).TotalHours) : null,
            WaitingSince = came.Where(one => one.State == ReturnState.Waiting).Select(one => (DateTimeOffset?)one.ReceivedAt).Min(),
        };
    }
}

/// <summary>How a shot stands with its vendor.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<ShotState>))]
public enum ShotState
{
    /// <summary>Its plates were given, and nothing came back.</summary>
    Outstanding,

    /// <summary>A version waits for a decision.</summary>
    Waiting,

    /// <summary>All that came was rejected: the next version is outstanding.</summary>
    Rejected,

    /// <summary>A version is approved, and none waits.</summary>
    Approved,
}
