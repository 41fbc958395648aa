using Acetate.Library.Audit;
using Acetate.Library.Jobs;

namespace Acetate.Library.Tests.Jobs;

/// <summary>What the ledger promises about sites from which footage comes.</summary>
public abstract partial class LedgerConformance
{
    [Fact]
    public async Task What_was_said_of_a_site_counts_for_its_jobs_and_is_taken_back()
    {
        var (first, _) = await SubmitAsync("k1", Step("first"));
        var (later, _) = await SubmitAsync("k2", Step("later") with { Function = "copy-files", Place = "card:a" });
        await WriteAsync(async tx => { await tx.SetSiteOfJobAsync(later.Id, "Stage 4", None); return true; });

        await WriteAsync(async tx => { await tx.SetIngestSiteAsync(first.Show, "Stage 4", 5_000_000, 7, "mara", None); return true; });
        await WriteAsync(async tx => { await tx.SetIngestSiteAsync(first.Show, "Nowhere", null, 0, "mara", None); return true; });
        var ready = await library.ReadAsync(tx => tx.ReadyStepsAsync(["", "card:a"], 10, None), None);
        await ClaimAsync(later, "later");
        var order = Assert.Single(await library.ReadAsync(tx => tx.OrdersAsync("r", None), None));
        var seen = await library.ReadAsync(tx => tx.IngestSitesAsync(first.Show, None), None);
        var cleared = await WriteAsync(tx => tx.ClearIngestSiteAsync(first.Show, "Stage 4", "mara", None));
        var again = await WriteAsync(tx => tx.ClearIngestSiteAsync(first.Show, "Stage 4", "mara", None));
        var after = Assert.Single(await library.ReadAsync(tx => tx.OrdersAsync("r", None), None));

        Assert.Equal([(later.Id, 7), (first.Id, 0)], ready.Select(step => (step.JobId, step.Priority)));
        Assert.Equal(("Stage 4", "card:a", 5_000_000L, first.Show), (order.Site, order.Place, order.SiteRate, order.Show));
        Assert.Equal([("Nowhere", null, 0, 0, 0), ("Stage 4", 5_000_000L, 7, 1, 1)], seen.Select(site => (site.Name, site.BytesPerSecond, site.Priority, site.Uploads, site.OpenJobs)));
        Assert.Equal((true, false, null), (cleared, again, after.SiteRate));
        var audit = await library.ReadAsync(tx => AuditLog.AuditAfterAsync(tx, 0, 1000, None), None);
        Assert.Equal(["site.set", "site.set", "site.cleared"], audit.Where(entry => entry.Action.StartsWith("site.", StringComparison.Ordinal)).Select(entry => entry.Action));
    }
}
