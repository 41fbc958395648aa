using Acetate.Cli.Ingest.Remote;
using Acetate.Compute;
using Acetate.Library;
using Acetate.Library.Events;
using Acetate.Library.Rolls;
using Acetate.Tools.Ingest;
using Acetate.Tools.Ingest.Reports;

namespace Acetate.Cli.Ingest;

/// <summary>Brings cards into a library of this machine, in this process.</summary>
internal static class LocalCards
{
    /// <summary>Brings the offers in, and returns when every roll of them is complete or waits for a person.</summary>
    /// <returns>The rolls, what never arrived, and why the work could not go on (a disk is full, somebody cancelled it), or null.</returns>
    public static async Task<(List<ClosingRoll> Rolls, List<Finding> Missing, IngestException? Standstill)> RunAsync(
        MediaLibrary library, IReadOnlyList<IngestOffer> offers, IngestTags tags, HeldChoice held, RollStage until, TextWriter error, CancellationToken cancellationToken)
    {
        await using var work = new LocalIngest(library, IngestSettings.Engine(library), around: Around, tell: error.WriteLine);
        await IngestSettings.EnsureShowAsync(library, tags.Show, error, cancellationToken);
        work.Prepare();
        var ingest = new CardIngest(library);
        var actor = Environment.UserName;
        var receipts = new List<RollReceipt>();
        foreach (var offer in offers) receipts.AddRange((await ingest.SubmitAsync(offer, tags, actor, "", null, cancellationToken)).Rolls);
        for (var i = 0; i < receipts.Count; i++) receipts[i] = await UnholdAsync(library, receipts[i], held, actor, error, cancellationToken);

        IngestException? standstill = null;
        try
        {
            await CheckRoomAsync(library, receipts, until, error, cancellationToken);
            using var progress = new IngestProgressLine(error, TimeProvider.System, receipts.Sum(r => r.Job is null ? 0 : offers.SelectMany(o => o.Scan.Rolls).Where(s => s.Name == r.Name).Sum(s => s.Bytes)));
            await work.RunAsync([.. receipts.Select(r => r.Roll)], until, progress.Report, cancellationToken);
        }
        catch (IngestException problem) when (problem.Problem is IngestProblem.Unavailable or IngestProblem.NotPermitted or IngestProblem.Cancelled)
        {
            // What did arrive is still told.
            standstill = problem;
        }

        var closing = new List<ClosingRoll>();
        foreach (var receipt in receipts)
        {
            var report = await library.ReadAsync(tx => tx.RollReportAsync(receipt.Roll, cancellationToken), cancellationToken);
            var sealing = (await library.ReadAsync(tx => tx.TimelineAsync(receipt.Roll, cancellationToken), cancellationToken)).LastOrDefault(e => e.Kind == "roll.verified");
            closing.Add(new ClosingRoll(receipt, report, sealing?.Data is { } data && data.TryGetProperty("manifest", out var path) ? path.GetString() ?? "" : ""));
        }

        var missing = new List<Finding>();
        foreach (var day in closing.Select(c => c.Report.Roll.ShootDay).Distinct())
            missing.AddRange(await library.ReadAsync(async tx => await tx.NeverArrivedAsync(tags.Show, day, await tx.RollsOnDayAsync(tags.Show, day, cancellationToken), cancellationToken), cancellationToken));
        return (closing, missing, standstill);

        // Each card is watched for being pulled out.
        IComputeEngine Around(IComputeEngine engine) => offers.Aggregate(engine, (inner, offer) => new CardEngine(inner, new CardPresence(offer), error.WriteLine));
    }

    /// <summary>Says before the first byte that a disk is too small.</summary>
    private static async Task CheckRoomAsync(MediaLibrary library, List<RollReceipt> receipts, RollStage until, TextWriter error, CancellationToken cancellationToken)
    {
        var shortages = await new RoomCheck(library).ShortagesAsync([.. receipts.Select(r => r.Roll)], until >= RollStage.Archived, cancellationToken);
        foreach (var shortage in shortages.Where(s => s.IsOnlyArchive)) error.WriteLine($"{shortage} The first copy is made; the second waits until there is room.");
        if (shortages.FirstOrDefault(s => !s.IsOnlyArchive) is { } first)
            throw new IngestException(IngestProblem.Unavailable, $"{first} So nothing is copied yet. Make room there, or name other folders for \"store\" and \"archive\" in {Path.Join(library.Options.Home, LibraryOptions.SettingsFile)}; then run the same command again.");
    }

    /// <summary>Does what the person asked for with rolls that wait for one.</summary>
    private static async Task<RollReceipt> UnholdAsync(MediaLibrary library, RollReceipt receipt, HeldChoice held, string actor, TextWriter error, CancellationToken cancellationToken)
    {
        if (receipt.Outcome != RollOutcome.Held) return receipt;
        var roll = await library.ReadAsync(tx => tx.RequireRollAsync(receipt.Roll, cancellationToken), cancellationToken);
        try
        {
            if (held.Release && roll.Stage < RollStage.Uploading) return await new RollRelease(library).ReleaseAsync(roll.Id, actor, "Released on the command line.", TimeSpan.Zero, cancellationToken);
            return held.Repair ? await new RollRetry(library).RetryAsync(roll.Id, actor, cancellationToken) : receipt;
        }
        catch (IngestException refusal) when (refusal.Problem is IngestProblem.Refused or IngestProblem.NotFound)
        {
            // One roll that cannot go on keeps no other from going on.
            await error.WriteLineAsync(Table.Visible(refusal.Message));
            return receipt;
        }
    }
}
