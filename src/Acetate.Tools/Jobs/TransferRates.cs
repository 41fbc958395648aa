using Acetate.Library.Jobs;

namespace Acetate.Tools.Jobs;

/// <summary>Divides rates among transfers that run: a job's among its transfers, a site's among the uploads of its stations.</summary>
public static class TransferRates
{
    /// <summary>The rate of each, in bytes per second, by attempt; null for as fast as possible.</summary>
    /// <param name="transfers">Every transfer that runs.</param>
    /// <remarks>Of a site's rate an upload whose job leaves it less takes less, and the others share what is left.</remarks>
    public static Dictionary<string, long?> Of(IReadOnlyCollection<AttemptOrder> transfers)
    {
        ArgumentNullException.ThrowIfNull(transfers);
        var ofJob = transfers.CountBy(one => one.JobId).ToDictionary();
        var rates = transfers.ToDictionary(one => one.Attempt, one => one.Throttle is { } all ? Math.Max(1, all / ofJob[one.JobId]) : (long?)null, StringComparer.Ordinal);
        // What runs at the server itself (the archive's copy, say) takes nothing of the site's line.
        foreach (var site in transfers.Where(one => one is { Site.Length: > 0, Place.Length: > 0, SiteRate: not null }).GroupBy(one => (one.Show, one.Site)))
        {
            var (left, waiting) = (site.First().SiteRate!.Value, site.OrderBy(one => rates[one.Attempt] ?? long.MaxValue).ThenBy(one => one.Attempt, StringComparer.Ordinal).ToList());
            for (var i = 0; i < waiting.Count; i++)
            {
                var share = Math.Max(1, left / (waiting.Count - i));
                var rate = Math.Min(rates[waiting[i].Attempt] ?? long.MaxValue, share);
                rates[waiting[i].Attempt] = rate;
                left = Math.Max(0, left - rate);
            }
        }

        return rates;
    }
}
