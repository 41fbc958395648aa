using System.Collections.Immutable;
using Acetate.Library;
using Acetate.Library.Pulls;
using Acetate.Library.Returns;
using Acetate.Library.Shows;

namespace Acetate.Tools.Returns;

/// <summary>How a show stands with one vendor.</summary>
public sealed record ReturnCounts
{
    /// <summary>The vendor.</summary>
    public required string Vendor { get; init; }

    /// <summary>Shots whose plates were given.</summary>
    public required int Shots { get; init; }

    /// <summary>Shots of which nothing came back.</summary>
    public required int Outstanding { get; init; }

    /// <summary>Shots of which a version waits for a decision.</summary>
    public required int Waiting { get; init; }

    /// <summary>Shots of which all that came was rejected.</summary>
    public required int Rejected { get; init; }

    /// <summary>Shots of which a version is approved.</summary>
    public required int Approved { get; init; }

    /// <summary>Versions of one task of a shot that came after the first.</summary>
    public required int Redeliveries { get; init; }

    /// <summary>Hours from the first plate of a shot to its first version: of half the shots that came, less. Null while none came.</summary>
    public double? MedianTurnaroundHours { get; init; }

    /// <summary>The longest turnaround.</summary>
    public double? WorstTurnaroundHours { get; init; }

    /// <summary>The shot with the longest turnaround; empty while none came.</summary>
    public string WorstShot { get; init; } = "";

    /// <summary>Hours from a version's arrival to the decision on it, or to now where nobody decided: the median.</summary>
    public double? MedianWaitHours { get; init; }

    /// <summary>The longest of those waits.</summary>
    public double? WorstWaitHours { get; init; }

    /// <summary>Hours since the plates of the shot were given that is outstanding for the longest; null when none is.</summary>
    public double? LongestOutstandingHours { get; init; }

    /// <summary>Each shot, by name.</summary>
    public ImmutableArray<ShotStanding> Standing { get; init; } = [];

    /// <summary>Counts one vendor.</summary>
    /// <param name="vendor">The vendor.</param>
    /// <param name="standing">The vendor's shots.</param>
    /// <param name="returns">What the vendor handed in.</param>
    /// <param name="now">The moment to which waits are counted.</param>
    public static ReturnCounts Of(string vendor, ImmutableArray<ShotStanding> standing, IReadOnlyCollection<VendorReturn> returns, DateTimeOffset now)
    {
        var turnarounds = standing.Where(one => one.TurnaroundHours is not null).ToList();
        var waits = returns.Select(one => Math.Max(0, ((one.State == ReturnState.Waiting ? now : one.DecidedAt ?? now) - one.ReceivedAt).TotalHours)).ToList();
        var worst = turnarounds.MaxBy(one => one.TurnaroundHours);
        return new()
        {
            Vendor = vendor,
            Shots = standing.Length,
            Outstanding = standing.Count(one => one.State == ShotState.Outstanding),
            Waiting = standing.Count(one => one.State == ShotState.Waiting),
            Rejected = standing.Count(one => one.State == ShotState.Rejected),
            Approved = standing.Count(one => one.State == ShotState.Approved),
            Redeliveries = standing.Sum(one => one.Redeliveries),
            MedianTurnaroundHours = Median([.. turnarounds.Select(one => one.TurnaroundHours!.Value)]),
            WorstTurnaroundHours = worst?.TurnaroundHours,
            WorstShot = worst?.Shot ?? "",
            MedianWaitHours = Median([.. waits]),
            WorstWaitHours = waits.Count == 0 ? null : waits.Max(),
            LongestOutstandingHours = standing.Where(one => one.State == ShotState.Outstanding && one.GivenAt is not null).Select(one => (double?)Math.Max(0, (now - one.GivenAt!.Value).TotalHours)).Max(),
            Standing = standing,
        };
    }

    private static double? Median(double[] values)
    {
        if (values.Length == 0) return null;
        Array.Sort(values);
        var middle = values.Length / 2;
        return values.Length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }
}

/// <summary>What a show and its vendors ask of each other.</summary>
public static class ReturnBoard
{
    extension(MediaLibrary library)
    {
        /// <summary>Counts every vendor of a show that was given plates, by name.</summary>
        /// <exception cref="LibraryException">There is no such show.</exception>
        public Task<ImmutableArray<ReturnCounts>> ReturnCountsAsync(string show, string? vendor, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(library);
            return library.ReadAsync(async tx =>
            {
                show = (await tx.RequireShowAsync(show, cancellationToken)).Name;
                var given = (await tx.TurnoversAsync(show, null, vendor, cancellationToken)).ToLookup(one => one.Recipient, StringComparer.OrdinalIgnoreCase);
                var came = (await tx.ReturnsAsync(show, vendor, null, cancellationToken)).ToLookup(one => one.Vendor, StringComparer.OrdinalIgnoreCase);
                return given.OrderBy(group => group.Key, StringComparer.OrdinalIgnoreCase).Select(group => ReturnCounts.Of(group.Key, ShotStanding.Of(group, came[group.Key]), [.. came[group.Key]], tx.Now)).ToImmutableArray();
            }, cancellationToken);
        }
    }
}
