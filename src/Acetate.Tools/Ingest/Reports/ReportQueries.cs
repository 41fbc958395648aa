using System.Collections.Immutable;
using Acetate.Library;
using Acetate.Library.Clips;
using Acetate.Library.Days;
using Acetate.Library.Events;
using Acetate.Library.Rolls;
using Acetate.Library.Shows;
using Acetate.Steps.Documents;
using Acetate.Storage;
using Acetate.Tools.Ingest.Advice;
using Acetate.Tools.Ingest.Expected;
using Acetate.Tools.Ingest.Recording;

namespace Acetate.Tools.Ingest.Reports;

/// <summary>Gathers what reports are made from.</summary>
public static class ReportQueries
{
    private const int MostFaults = 1_000;
    private const int MostStories = 50_000;
    private const int MostFailures = 1_000;
    private const int LargestPoster = 4 << 20;

    private static readonly ImmutableArray<RollFileVerdict> BadVerdicts = [RollFileVerdict.Missing, RollFileVerdict.Mismatch, RollFileVerdict.SizeDiffers, RollFileVerdict.Unreadable];

    /// <summary>What of a timeline the findings, holds, targets and advice of a roll are made from, beside the tries that failed.</summary>
    private static readonly string[] Stories = ["roll.found", "roll.scanned-again", "roll.held", "roll.released", "roll.repairing", "roll.uploaded"];

    extension(LibraryTransaction tx)
    {
        /// <summary>The report of a roll, without pictures.</summary>
        /// <exception cref="LibraryException">There is no such roll.</exception>
        public Task<RollReport> RollReportAsync(Guid rollId, CancellationToken cancellationToken) => tx.RollReportAsync(rollId, inBrief: false, cancellationToken);

        /// <summary>The report of a roll, without pictures; in brief without its clips, events and faults, of which there may be very many.</summary>
        /// <exception cref="LibraryException">There is no such roll.</exception>
        public async Task<RollReport> RollReportAsync(Guid rollId, bool inBrief, CancellationToken cancellationToken)
        {
            var roll = await tx.RequireRollAsync(rollId, cancellationToken);
            var around = await tx.AroundAsync(roll, cancellationToken);
            return inBrief ? Brief(roll, around, await tx.BriefAsync(around, roll, cancellationToken)) : await tx.ReportAsync(roll, around, cancellationToken);
        }

        /// <summary>The report of a day, without pictures.</summary>
        /// <exception cref="LibraryException">There is no such show.</exception>
        public Task<DayReport> DayReportAsync(string showName, DateOnly day, CancellationToken cancellationToken) =>
            tx.DayReportAsync(showName, day, inBrief: false, cancellationToken);

        /// <summary>The report of a day, without pictures; in brief without the clips, events and faults of its rolls.</summary>
        /// <exception cref="LibraryException">There is no such show.</exception>
        public async Task<DayReport> DayReportAsync(string showName, DateOnly day, bool inBrief, CancellationToken cancellationToken)
        {
            var around = await tx.AroundAsync(showName, day, cancellationToken);
            var (show, missing) = (around.Show, around.Missing);
            var reports = ImmutableArray.CreateBuilder<RollReport>();
            var brief = inBrief ? await tx.BriefAsync(around, null, cancellationToken) : null;
            foreach (var roll in around.Rolls) reports.Add(brief is null ? await tx.ReportAsync(roll, around, cancellationToken) : Brief(roll, around, brief));
            var status = await tx.DayStatusAsync(show.Name, day, cancellationToken);
            var confirmed = status is { State: not DayState.Open, ChangedAt: { } at } ? (status.ChangedBy, at) : ((string, DateTimeOffset)?)null;
            return new DayReport
            {
                MadeAt = tx.Now,
                Show = show.Name,
                ShowTitle = Title(show),
                Day = day,
                Rolls = reports.ToImmutable(),
                Missing = missing,
                Completeness = DayCompleteness.Judge(reports, missing, confirmed, status.State == DayState.Reopened),
            };
        }

        /// <summary>What was promised for a day and never arrived, with gaps in the numbers of its rolls.</summary>
        public async Task<ImmutableArray<Finding>> NeverArrivedAsync(string show, DateOnly day, IReadOnlyCollection<Roll> rolls, CancellationToken cancellationToken)
        {
            var promised = (await tx.ExpectedRollsAsync(show, day, cancellationToken)).Select(e => new PromisedRoll
            {
                Name = e.Name,
                Kind = e.Kind,
                ShootDay = e.ShootDay,
                Clips = e.Clips,
                Report = e.Source,
                Waived = e.WaivedAt is null ? "" : e.WaivedReason ?? "waived",
            }).ToList();
            var arrived = new List<ArrivedRoll>();
            // A roll may have very many clips; only those of which a report names some are looked at one by one.
            foreach (var roll in rolls)
                arrived.Add(new ArrivedRoll(roll.Name, roll.Kind, roll.ShootDay,
                    promised.Exists(p => p.Clips.Length > 0 && ExpectedLedger.IsSameRoll(p.Name, roll.Name)) ? [.. await tx.ClipNamesAsync(roll.Id, cancellationToken)] : []));
            var ledger = ExpectedLedger.Missing(promised, arrived);
            // A roll that a report names is missed once, not once by name and once by number.
            var waived = promised.Where(p => p.Waived.Length > 0).Select(p => p.Name);
            var gaps = Numbering.RollGaps(rolls.Where(r => r.Kind != RollKind.Other).Select(r => r.Name).Concat(promised.Select(p => p.Name)).Concat(waived));
            return [.. ledger, .. gaps];
        }

        /// <summary>The advice for one medium.</summary>
        /// <exception cref="LibraryException">There is no such roll.</exception>
        public async Task<WipeAdvice> WipeAdviceAsync(Guid rollId, MediumClass medium, CancellationToken cancellationToken)
        {
            var roll = await tx.RequireRollAsync(rollId, cancellationToken);
            var around = await tx.AroundAsync(roll, cancellationToken);
            return RollAdvice(roll, around, await tx.CopiesAsync(roll.Id, cancellationToken), await tx.TimelineAsync(roll.Id, cancellationToken), medium);
        }

        /// <summary>What reports of the rolls of a day have in common.</summary>
        private async Task<DayAround> AroundAsync(string showName, DateOnly day, CancellationToken cancellationToken)
        {
            var show = await tx.RequireShowAsync(showName, cancellationToken);
            var rolls = await tx.RollsOnDayAsync(show.Name, day, cancellationToken);
            return new DayAround(show, day, rolls, await tx.NeverArrivedAsync(show.Name, day, rolls, cancellationToken), await tx.StagesOnDayAsync(show.Name, day, cancellationToken), tx.Now);
        }

        /// <summary>What the report of one roll needs of its day: what never arrived of the roll itself, and how long other rolls took where it has a forecast.</summary>
        private async Task<DayAround> AroundAsync(Roll roll, CancellationToken cancellationToken)
        {
            var show = await tx.RequireShowAsync(roll.Show, cancellationToken);
            var stages = HasForecast(roll, show.Settings.Targets) ? await tx.StagesOnDayAsync(show.Name, roll.ShootDay, cancellationToken)
                : new Dictionary<Guid, ImmutableArray<StageProgress>> { [roll.Id] = await tx.StagesAsync(roll.Id, cancellationToken) };
            var rolls = await tx.RollsOnDayAsync(show.Name, roll.ShootDay, cancellationToken);
            var ofName = rolls.FindAll(other => ExpectedLedger.IsSameRoll(other.Name, roll.Name));
            return new DayAround(show, roll.ShootDay, rolls, await tx.NeverArrivedAsync(show.Name, roll.ShootDay, ofName, cancellationToken), stages, tx.Now);
        }

        /// <summary>What brief reports need of the rolls of a day, or of one roll, asked for at once.</summary>
        private async Task<DayBrief> BriefAsync(DayAround around, Roll? only, CancellationToken cancellationToken)
        {
            var (show, day) = (around.Show.Name, around.Day);
            var stories = await tx.RollEventsAsync(show, day, only?.Id, Stories, MostStories, cancellationToken);
            var failures = await tx.RollEventsAsync(show, day, only?.Id, ["job.step-failed"], MostFailures, cancellationToken);
            return new DayBrief(
                stories.Concat(failures).OrderBy(e => e.Sequence).ToLookup(e => e.Roll ?? Guid.Empty),
                only is null ? await tx.CopiesOnDayAsync(show, day, cancellationToken) : (await tx.CopiesAsync(only.Id, cancellationToken)).ToLookup(c => c.Roll),
                await tx.FileCountsAsync(show, day, only?.Id, BadVerdicts, Enum.GetValues<CopyFileState>().Where(FileResults.IsBad), cancellationToken));
        }

        private async Task<RollReport> ReportAsync(Roll roll, DayAround around, CancellationToken cancellationToken)
        {
            var timeline = await tx.TimelineAsync(roll.Id, cancellationToken);
            var (faults, count) = await tx.FaultsAsync(roll, cancellationToken);
            return Report(roll, around, await tx.CopiesAsync(roll.Id, cancellationToken), timeline) with
            {
                Clips = [.. (await tx.ClipsAsync(roll.Id, cancellationToken)).Select(ClipOf)],
                Faults = faults,
                FaultCount = count,
                Timeline = [.. timeline.Select(e => new ReportEvent(e.At, e.Actor, e.Kind, e.Message))],
            };
        }

        private async Task<(ImmutableArray<ReportFault> Faults, long Count)> FaultsAsync(Roll roll, CancellationToken cancellationToken)
        {
            var faults = ImmutableArray.CreateBuilder<ReportFault>();
            var count = 0L;
            foreach (var (verdict, total) in await tx.FileVerdictsAsync(roll.Id, cancellationToken))
            {
                if (!BadVerdicts.Contains(verdict)) continue;
                count += total.Files;
                foreach (var file in await tx.FilesAsync(roll.Id, verdict, 0, MostFaults, cancellationToken))
                    if (faults.Count < MostFaults)
                        faults.Add(new ReportFault(file.Path, KebabCase.Of(verdict), file.Message));
            }

            foreach (var copy in await tx.CopiesAsync(roll.Id, cancellationToken))
            {
                foreach (var (state, total) in await tx.CopyFileStatesAsync(copy.Id, cancellationToken))
                {
                    if (!FileResults.IsBad(state)) continue;
                    count += total.Files;
                    foreach (var file in await tx.FileStatusAsync(roll.Id, state, 0, MostFaults, cancellationToken))
                        if (faults.Count < MostFaults && (copy.Tier == CopyTier.Library ? file.Library : file.Archive) == state)
                            faults.Add(new ReportFault(file.File.Path, $"{KebabCase.Of(state)} ({KebabCase.Of(copy.Tier)})", file.Message));
                }
            }

            return (faults.ToImmutable(), count);
        }
    }

    private static RollReport Brief(Roll roll, DayAround around, DayBrief brief) =>
        Report(roll, around, [.. brief.Copies[roll.Id]], [.. brief.Stories[roll.Id]]) with { FaultCount = brief.Faults.GetValueOrDefault(roll.Id) };

    private static RollReport Report(Roll roll, DayAround around, List<RollCopy> copies, List<LibraryEvent> timeline)
    {
        var (findings, ignored) = RollFacts.OfArrival(timeline);
        var targets = around.Show.Settings.Targets;
        // What is complete, or has no target, needs no forecast; on a day of hundreds of rolls each of them would ask all others.
        var usual = !HasForecast(roll, targets) ? [] : RollFacts.Usual(roll, around.Rolls.Select(r => (r, around.Stages.GetValueOrDefault(r.Id, []))));
        return new RollReport
        {
            MadeAt = around.Now,
            ShowTitle = Title(around.Show),
            Roll = roll,
            Copies = [.. copies.Select(c => new ReportCopy(KebabCase.Of(c.Tier), PlaceOf(c), KebabCase.Of(c.State), c.Files, c.Bytes, c.VerifiedAt, c.Generation))],
            Findings = findings,
            Ignored = ignored,
            Targets = RollFacts.Targets(roll, around.Stages.GetValueOrDefault(roll.Id, []), timeline, targets, usual, around.Now),
            Advice = RollAdvice(roll, around, copies, timeline, MediumClass.Card),
        };
    }

    private static bool HasForecast(Roll roll, ShowTargets targets) =>
        roll.Stage != RollStage.Complete && targets is not { CardToLibraryMinutes: null, CardToProxyMinutes: null, CardToArchiveMinutes: null };

    private static WipeAdvice RollAdvice(Roll roll, DayAround around, IEnumerable<RollCopy> copies, List<LibraryEvent> timeline, MediumClass medium)
    {
        var neverArrived = around.Missing.Where(f => f.Code == "clip-never-arrived" && ExpectedLedger.IsSameRoll(f.Path, roll.Name)).Select(f => f.Message);
        var open = around.Rolls.Count(r => r.Id != roll.Id && r.Drive == roll.Drive && r.Submission == roll.Submission && r.Stage != RollStage.Complete);
        return RollFacts.Advice(roll, [.. copies], around.Show.Settings.Policy, RollFacts.Left(timeline), neverArrived, medium, open, StoreAway.WhyNotSeen);
    }

    /// <summary>The report with the posters of its clips, as far as the derived store has them.</summary>
    public static async Task<RollReport> WithPicturesAsync(this RollReport report, MediaLibrary library, CancellationToken cancellationToken)
    {
        var derived = await StoreUrl.OpenAsync(library.Options.Derived, StoreAccess.Read, cancellationToken);
        await using var _ = derived;
        var posters = await library.ReadAsync(async tx => (await tx.ClipsAsync(report.Roll.Id, cancellationToken)).ToDictionary(c => c.Id, c => c.Proxy?.Poster ?? ""), cancellationToken);
        var clips = ImmutableArray.CreateBuilder<ReportClip>();
        foreach (var clip in report.Clips) clips.Add(clip with { Poster = await ReportPicture.ReadAsync(derived, posters.GetValueOrDefault(clip.Id, ""), LargestPoster, cancellationToken) });
        return report with { Clips = clips.ToImmutable() };
    }

    /// <summary>The report with the posters of all clips.</summary>
    public static async Task<DayReport> WithPicturesAsync(this DayReport report, MediaLibrary library, CancellationToken cancellationToken)
    {
        var rolls = ImmutableArray.CreateBuilder<RollReport>();
        foreach (var roll in report.Rolls) rolls.Add(await roll.WithPicturesAsync(library, cancellationToken));
        return report with { Rolls = rolls.ToImmutable() };
    }

    /// <summary>The copy's folder as a URL. What stands behind <c>?</c> tells how to reach a bucket, not where in it the copy lies.</summary>
    private static string PlaceOf(RollCopy copy)
    {
        var query = copy.Store.IndexOf('?', StringComparison.Ordinal);
        return $"{(query < 0 ? copy.Store : copy.Store[..query]).TrimEnd('/')}/{copy.Prefix}";
    }

    private static ReportClip ClipOf(Clip clip)
    {
        string Fact(string field) => clip.Facts.FirstOrDefault(f => f.Field == field)?.Value ?? "";
        var slate = string.Join(" / ", new[] { Fact("slate.scene"), Fact("slate.take") }.Where(t => t.Length > 0)) + (Fact("slate.circled") == "true" ? " ●" : "");
        return new ReportClip
        {
            Id = clip.Id,
            Name = clip.Name,
            Kind = clip.Kind,
            // A sequence is kept as its pattern: one file for each frame.
            Files = clip.Kind == "sequence" ? clip.Frames ?? clip.Files.Length : clip.Files.Length,
            Frames = clip.Frames,
            Rate = clip.Rate,
            TimecodeStart = clip.TimecodeStart,
            TimecodeEnd = clip.TimecodeEnd,
            Width = clip.Width,
            Height = clip.Height,
            Codec = clip.Codec,
            Camera = clip.Camera,
            Slate = slate,
            Proxy = KebabCase.Of(clip.ProxyState),
            ProxyReason = clip.ProxyState == ProxyState.Made ? "" : clip.ProxyReason,
            Problems = clip.Problems,
        };
    }

    private static string Title(Show show) => show.Title.Length > 0 ? show.Title : show.Name;

    private sealed record DayAround(Show Show, DateOnly Day, List<Roll> Rolls, ImmutableArray<Finding> Missing, Dictionary<Guid, ImmutableArray<StageProgress>> Stages, DateTimeOffset Now);

    private sealed record DayBrief(ILookup<Guid, LibraryEvent> Stories, ILookup<Guid, RollCopy> Copies, Dictionary<Guid, long> Faults);
}
