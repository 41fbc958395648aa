using System.Collections.Immutable;
using System.Globalization;
using Acetate.Compute;
using Acetate.Library;
using Acetate.Library.Audit;
using Acetate.Library.Clips;
using Acetate.Library.Days;
using Acetate.Library.Events;
using Acetate.Library.Jobs;
using Acetate.Library.Rolls;
using Acetate.Library.Shows;
using Acetate.Media.Formats.Sidecars;
using Acetate.Mhl;
using Acetate.Steps;
using Acetate.Steps.Documents;
using Acetate.Tools.Ingest.Manifests;
using Acetate.Tools.Ingest.Plans;
using Acetate.Tools.Ingest.Recording;
using Acetate.Tools.Ingest.Reports;
using Acetate.Tools.Ingest.Scan;
using Acetate.Tools.Jobs;

namespace Acetate.Tools.Ingest;

/// <summary>Takes what was read from a card into the library: rolls, their files and clips, and the work that brings them in.</summary>
/// <remarks>Offering the same card again continues what was begun; nothing is taken in twice.</remarks>
/// <param name="library">The library.</param>
public sealed class CardIngest(MediaLibrary library)
{
    /// <summary>Takes an offer in. Rolls that need a person are held; the others begin at once. Wake the runner afterwards.</summary>
    /// <param name="offer">What was read from the card.</param>
    /// <param name="tags">What a person says about it.</param>
    /// <param name="actor">Who.</param>
    /// <param name="place">The engine beside the card; empty when every engine can read it.</param>
    /// <param name="upload">Where the card's reader writes to reach the library store; null for the store's own URL.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="LibraryException">There is no such show.</exception>
    /// <exception cref="IngestException">The tags are not valid, or the offer spans several shoot days and the show wants one, or the library's disk is away.</exception>
    public async Task<IngestReceipt> SubmitAsync(IngestOffer offer, IngestTags tags, string actor, string place, Uri? upload, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(offer);
        ArgumentNullException.ThrowIfNull(tags);
        OfferCheck.Refuse(offer, tags);
        tags = tags.Checked();
        // What is copied into the folder of a disk that is not mounted lands on the system's disk, and is hidden when the disk is back.
        if (await StoreAway.FindAsync(library, CopyTier.Library, cancellationToken) is { } away) throw new IngestException(IngestProblem.Unavailable, $"{away} Nothing was copied.");
        return await library.WriteAsync(async tx =>
        {
            var show = await tx.RequireShowAsync(tags.Show, cancellationToken);
            var days = offer.Scan.Rolls.Select(r => DayOf(r, tags, offer.Scan)).Distinct().ToList();
            if (show.Settings.OneShootDayPerSubmission && days.Count > 1)
                throw new IngestException(IngestProblem.Refused,
                    $"The drive holds {days.Count} shoot days ({string.Join(", ", days.Order().Select(d => d.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)))}); the show takes one at a time. Name one day's folder, or say the day with --day.");
            var submission = new Submission(Guid.CreateVersion7(tx.Now), show.Name, days.FirstOrDefault(Today(offer.Scan)), offer.Scan.Source, tags.Note, actor, tx.Now);
            await tx.AddSubmissionAsync(submission, cancellationToken);
            await tx.AuditAsync(actor, "ingest.submitted", submission.Id.ToString(), show.Name, new { source = offer.Scan.Source, rolls = offer.Scan.Rolls.Select(r => r.Name), drive = offer.Drive?.ToString(), tags.CarriedBy }, cancellationToken);
            foreach (var report in offer.Reports)
                await ExpectedRolls.PutAsync(tx, show.Name, Expected.ExpectedLedger.From(report.Report, submission.ShootDay, report.Path), tags.Unit, actor, cancellationToken);
            var receipts = ImmutableArray.CreateBuilder<RollReceipt>();
            for (var i = 0; i < offer.Scan.Rolls.Length; i++)
            {
                var arrival = new Arrival(offer, offer.Scan.Rolls[i], offer.Checks[i], tags, show, submission.Id, actor, place, upload);
                receipts.Add(await TakeAsync(tx, arrival, cancellationToken));
            }

            return new IngestReceipt(submission.Id, receipts.ToImmutable(), offer.Scan.Findings);
        }, cancellationToken);
    }

    /// <summary>Plans a roll's way in, or a repair of it, and says how much work each stage has.</summary>
    internal async Task<JobRow> PlanRollAsync(
        LibraryTransaction tx, Roll roll, IReadOnlyList<RollFile> files, ImmutableArray<string>? onlyCopy, string place, Uri? upload, string actor, CancellationToken cancellationToken)
    {
        var show = await tx.RequireShowAsync(roll.Show, cancellationToken);
        var clips = (await tx.ClipsAsync(roll.Id, cancellationToken)).ToDictionary(c => c.Name, c => c.Id, StringComparer.Ordinal);
        var attempt = (await tx.JobsAboutAsync(roll.Id.ToString(), cancellationToken)).Count(j => j.Kind == IngestPlan.Kind) + 1;
        // A history that cannot be trusted cannot be continued: a released roll starts a new one.
        var isTrusted = roll.Manifest != ManifestState.Untrusted;
        var plan = IngestPlan.For(new RollIntake
        {
            Roll = roll.Id,
            Attempt = attempt,
            Show = roll.Show,
            Name = roll.Name,
            Card = new Uri(roll.Source),
            Place = place,
            Store = library.Options.Store,
            Upload = upload,
            IsOneDisk = upload is null && place.Length == 0 && StorePlace.AreOneDisk(new Uri(roll.Source), library.Options.Store),
            Prefix = roll.StorePrefix,
            Derived = library.Options.Derived,
            DerivedPrefix = $"{roll.Show}/{roll.Id:N}",
            Files =
            [
                .. files.Where(f => f.Verdict is not (RollFileVerdict.Missing or RollFileVerdict.Ignored) && (isTrusted || !MhlPath.IsInHistory(f.Path)))
                    .Select(f => RollFiles.ToPlan(isTrusted ? f : f with { Expected = [] }, withMeasured: false)),
            ],
            OnlyCopy = onlyCopy,
            ReadTwice = roll.Manifest is ManifestState.UnprovenAtSource or ManifestState.Untrusted && onlyCopy is null,
            Clips = [.. RollFiles.Clips(roll.Name, files).Where(c => clips.ContainsKey(c.Name)).Select(c => (clips[c.Name], c))],
            Formats = RollFiles.Formats(show.Settings),
            Deadline = DeadlineOf(roll, show),
            At = tx.Now,
            Maker = ManifestMaker.For(actor),
        });
        await tx.SetWorkAsync(roll.Id, WorkOf(plan), cancellationToken);
        if (!plan.Steps.Any(s => s.Stage == Stages.ManifestCheck))
            await tx.EndStageAsync(roll, RollStage.ManifestChecked, actor, ManifestMessage(roll), null, cancellationToken);
        var job = (await tx.SubmitAsync(plan, actor, cancellationToken)).Job;
        if (roll.Tags.GetValueOrDefault("site") is { Length: > 0 } site) await tx.SetSiteOfJobAsync(job.Id, site, cancellationToken);
        return job;
    }

    /// <summary>The work of each bar that a plan fills.</summary>
    internal static Dictionary<RollStage, double> WorkOf(Plan plan)
    {
        var work = new Dictionary<RollStage, double>();
        foreach (var step in plan.Steps)
            if (Stages.Bar(step.Stage) is { } bar)
                work[bar] = work.GetValueOrDefault(bar) + Math.Floor(step.Weight);
        if (work.ContainsKey(RollStage.Uploading)) work[RollStage.Uploaded] = 1;
        return work;
    }

    private async Task<RollReceipt> TakeAsync(LibraryTransaction tx, Arrival arrival, CancellationToken cancellationToken)
    {
        var (scanned, show) = (arrival.Roll, arrival.Show);
        // Names and lengths alone do not make it the same footage: a corrected report, a clip recorded again, may have both.
        var there = arrival.Check.Files.Where(f => f.IsThere).ToList();
        var fingerprint = Duplicates.Content(there.Select(f => new CardFile(f.Path, f.Length)), there.ToDictionary(f => f.Path, f => f.Content, StringComparer.Ordinal));
        var namesakes = await tx.RollsNamedAsync(show.Name, scanned.Name, cancellationToken);
        // Every day has its folder of reports: those of another day have nothing to do with this one.
        var day = DayOf(scanned, arrival.Tags, arrival.Offer.Scan);
        var named = scanned.Kind == RollKind.Other ? namesakes.FindAll(r => r.Kind == RollKind.Other && r.ShootDay == day) : namesakes;
        if (named.Find(r => r.Fingerprint == fingerprint) is { } same) return await AgainAsync(tx, same, arrival, cancellationToken);
        var holds = scanned.Holding.Concat(arrival.Check.Findings.Where(f => f.Severity == FindingSeverity.Hold)).ToList();
        var source = new Uri(scanned.FolderIn(arrival.Offer.Scan.Source)).AbsoluteUri;
        // A card that was held for what it lacked and is offered again, whole now, is that roll.
        if (named.Find(r => r.Hold is not null && r.Stage < RollStage.Uploading) is { } waiting && (waiting.Source == source || holds.Count == 0))
        {
            await tx.TellRollAsync(waiting, "roll.scanned-again", arrival.Actor, $"Roll {waiting.Name} was read again and takes the place of what was held.", null, cancellationToken);
            await tx.RemoveRollAsync(waiting.Id, cancellationToken);
            return await AddAsync(tx, arrival, waiting.Id, fingerprint, source, holds, [.. namesakes.Where(r => r.Id != waiting.Id)], cancellationToken);
        }

        // Reports come in more than once a day; only footage may not share a name.
        if (scanned.Kind != RollKind.Other)
            holds.AddRange(Duplicates.Of(new RollIdentity(scanned.Name, "", fingerprint), named.Select(Known)).Where(f => f.Severity == FindingSeverity.Hold));
        return await AddAsync(tx, arrival, Guid.CreateVersion7(tx.Now), fingerprint, source, holds, namesakes, cancellationToken);
    }

    /// <summary>The same roll again: what was begun goes on, what is complete stays.</summary>
    private async Task<RollReceipt> AgainAsync(LibraryTransaction tx, Roll roll, Arrival arrival, CancellationToken cancellationToken)
    {
        var source = new Uri(arrival.Roll.FolderIn(arrival.Offer.Scan.Source)).AbsoluteUri;
        // What could not be read before may be readable now, and the other way round; another copy of the card says nothing about this one.
        var (before, left) = (RollFacts.Left(await tx.TimelineAsync(roll.Id, cancellationToken)), LeftOnCard.Of(arrival.Offer.Scan, arrival.Roll));
        if (roll.Source != source) left = left.And(before);
        if (!left.Equals(before))
            await tx.TellRollAsync(roll, "roll.scanned-again", arrival.Actor,
                left.Equals(LeftOnCard.Nothing) ? $"Roll {roll.Name} was read again: nothing is left on its card that was not taken in." : $"Roll {roll.Name} was read again: not everything on its card is taken in.",
                new { notIngested = left.NotIngested, notRead = left.NotRead }, cancellationToken);
        roll = roll with { Source = source, Tags = PlaceTags(roll.Tags, arrival) };
        await tx.UpdateRollAsync(roll, cancellationToken);
        var jobs = await tx.JobsAboutAsync(roll.Id.ToString(), cancellationToken);
        if (roll.Stage == RollStage.Complete)
            return new RollReceipt(roll.Id, roll.Name, RollOutcome.AlreadyThere, null, $"Roll {roll.Name} is in the library, complete, since {ReportText.Moment(roll.FoundAt)}.");
        if (roll.Hold is { } hold) return new RollReceipt(roll.Id, roll.Name, RollOutcome.Held, jobs.IsEmpty ? null : jobs[0].Id, $"{hold.Reason} {hold.Advice}");
        var job = jobs.FirstOrDefault(j => j.Kind == IngestPlan.Kind);
        if (job is not null) await tx.SetSiteOfJobAsync(job.Id, arrival.Tags.Site, cancellationToken);
        if (job is not null) await CardMove.FollowAsync(tx, job, new Uri(roll.Source), arrival.Upload ?? library.Options.Store, arrival.Place, cancellationToken);
        // A cancellation that was asked for is taken back, whether it was carried out or not.
        if (job is { CancelledBy: not null }) await tx.ReplayJobAsync(job.Id, arrival.Actor, cancellationToken);
        // Who offers the card again has made room, or brought the store back, and does not wait for the next try.
        foreach (var open in jobs.Where(j => j.State is JobState.Running or JobState.Waiting)) await tx.HurryJobAsync(open.Id, cancellationToken);
        return new RollReceipt(roll.Id, roll.Name, RollOutcome.Resumed, job?.Id);
    }

    private async Task<RollReceipt> AddAsync(
        LibraryTransaction tx, Arrival arrival, Guid id, string fingerprint, string source, List<Finding> holds, List<Roll> namesakes, CancellationToken cancellationToken)
    {
        var (scanned, check, tags) = (arrival.Roll, arrival.Check, arrival.Tags);
        var day = DayOf(scanned, tags, arrival.Offer.Scan);
        var folder = scanned.DayFolder;
        var place = new DayFolder(day, tags.Episode.Length > 0 ? tags.Episode : folder?.Episode ?? "", tags.DayNumber ?? folder?.DayNumber, tags.Unit.Length > 0 ? tags.Unit : folder?.Unit ?? "");
        var kindFolder = scanned.Kind switch { RollKind.Camera => "Camera_Media", RollKind.Sound => "Sound_Media", _ => "Other" };
        var name = Names.Printable(scanned.Name);
        var prefix = FreePrefix($"{arrival.Show.Name}/{place}/{kindFolder}/{name}", namesakes);
        var known = await tx.RollsWithFingerprintAsync(arrival.Show.Name, fingerprint, cancellationToken);
        var roll = new Roll
        {
            Id = id,
            Show = arrival.Show.Name,
            Name = scanned.Name,
            Kind = scanned.Kind,
            ShootDay = day,
            Unit = place.Unit,
            Episode = place.Episode,
            DayNumber = place.DayNumber,
            Layout = scanned.Layout,
            LayoutReason = scanned.Reason,
            Source = source,
            Drive = arrival.Offer.Drive?.ToString() ?? "",
            CarriedBy = tags.CarriedBy,
            Submission = arrival.Submission,
            Files = check.Files.Count(f => f.IsThere),
            Bytes = check.Files.Where(f => f.IsThere).Sum(f => f.Length),
            Fingerprint = fingerprint,
            StorePrefix = prefix,
            Manifest = check.State,
            FoundAt = tx.Now,
            Tags = PlaceTags(ImmutableDictionary<string, string>.Empty, arrival),
        };
        await tx.AddRollAsync(roll, cancellationToken);
        var files = RollFiles.Of(check).ToList();
        await tx.PutFilesAsync(id, files, cancellationToken);
        await tx.PutCopyAsync(new RollCopy
        {
            Id = Guid.CreateVersion7(tx.Now),
            Roll = id,
            Tier = CopyTier.Library,
            Store = library.Options.Store.ToString(),
            Prefix = prefix,
            Place = StorePlace.Of(library.Options.Store),
        }, cancellationToken);
        await tx.PutClipsAsync(RollFiles.UniquelyNamed(scanned.Clips).Select(c => ClipOf(tx, id, c)), cancellationToken);
        var findings = scanned.Findings.Concat(scanned.Clips.SelectMany(c => c.Findings)).Concat(check.Findings)
            .Concat(Expected.Numbering.ClipGaps(scanned.Name, scanned.Clips.Select(c => c.Name)))
            .Concat(Duplicates.Of(new RollIdentity(scanned.Name, "", fingerprint), known.Select(Known))).Concat(holds.Where(h => h.Code == "roll-name-taken")).ToList();
        var left = LeftOnCard.Of(arrival.Offer.Scan, scanned);
        await tx.TellRollAsync(roll, "roll.found", arrival.Actor,
            $"Roll {name} was found at {Names.Printable(scanned.FolderIn(arrival.Offer.Scan.Source))}: {ReportText.Count(roll.Files, "file", "files")}, {ReportText.Size(roll.Bytes)}; {scanned.Reason}.",
            new { findings, ignored = scanned.Ignored.Select(i => i.Path).Take(1_000), drive = arrival.Offer.Drive, notIngested = left.NotIngested, notRead = left.NotRead }, cancellationToken);
        await ReopenDayAsync(tx, roll, cancellationToken);
        if (holds.Count > 0)
        {
            var more = holds.Count > 1 ? $" And {ReportText.Count(holds.Count - 1, "more finding", "more findings")}." : "";
            await tx.SetWorkAsync(id, new Dictionary<RollStage, double> { [RollStage.ManifestChecked] = 1 }, cancellationToken);
            var hold = new Hold(holds[0].Message + more, holds[0].Advice);
            await tx.HoldRollAsync(roll, hold, RollStage.ManifestChecked, arrival.Actor, new { findings = holds }, cancellationToken);
            return new RollReceipt(id, scanned.Name, RollOutcome.Held, null, $"{hold.Reason} {hold.Advice}");
        }

        var job = await PlanRollAsync(tx, roll, files, null, arrival.Place, arrival.Upload, arrival.Actor, cancellationToken);
        return new RollReceipt(id, scanned.Name, RollOutcome.Accepted, job.Id);
    }

    /// <summary>The roll's folder in the store; another roll that has it already makes this one <c>~2</c>, <c>~3</c> and so on.</summary>
    private static string FreePrefix(string prefix, List<Roll> namesakes)
    {
        var free = prefix;
        for (var n = 2; namesakes.Exists(r => r.StorePrefix == free); n++) free = $"{prefix}~{n}";
        return free;
    }

    /// <summary>A day that somebody had confirmed is open again when a roll of it arrives.</summary>
    private static async Task ReopenDayAsync(LibraryTransaction tx, Roll roll, CancellationToken cancellationToken)
    {
        if ((await tx.DayStatusAsync(roll.Show, roll.ShootDay, cancellationToken)).State != DayState.Confirmed) return;
        await tx.ReopenDayAsync(roll.Show, roll.ShootDay, $"Roll {roll.Name} arrived.", cancellationToken);
        await tx.TellRollAsync(roll, "day.reopened", "ingest", $"{roll.ShootDay:yyyy-MM-dd} is open again: roll {roll.Name} arrived after the day was confirmed.", null, cancellationToken);
    }

    private static string ManifestMessage(Roll roll) => roll.Manifest switch
    {
        ManifestState.Intact => $"Roll {roll.Name}: the card has every file that its manifest lists, and no other.",
        ManifestState.Unlisted => $"Roll {roll.Name}: every listed file is there, and some that are not listed.",
        ManifestState.UnprovenAtSource => $"Roll {roll.Name} has no manifest and is unproven at source.",
        var state => $"Roll {roll.Name} goes on although its manifest check says: {StageWords.Of(state)}.",
    };

    private static DateTimeOffset? DeadlineOf(Roll roll, Show show) =>
        show.Settings.Targets.CardToLibraryMinutes is { } minutes ? roll.FoundAt.AddMinutes(minutes) : null;

    private static ImmutableDictionary<string, string> PlaceTags(ImmutableDictionary<string, string> tags, Arrival arrival)
    {
        tags = tags.SetItem("place", arrival.Place).SetItem("upload", arrival.Upload?.AbsoluteUri ?? "");
        return arrival.Tags.Site.Length > 0 ? tags.SetItem("site", arrival.Tags.Site) : tags.Remove("site");
    }

    internal static Uri? UploadOf(Roll roll) => Uri.TryCreate(roll.Tags.GetValueOrDefault("upload", ""), UriKind.Absolute, out var upload) ? upload : null;

    private static RollIdentity Known(Roll roll) => new(roll.Name, $"in the library, shot {roll.ShootDay:yyyy-MM-dd}", roll.Fingerprint);

    private static Clip ClipOf(LibraryTransaction tx, Guid roll, ScannedClip clip) => new()
    {
        Id = Guid.CreateVersion7(tx.Now),
        Roll = roll,
        Name = clip.Name,
        Kind = KebabCase.Of(clip.Form),
        Files = clip.Sequence is { } s ? [s.Folder.Length == 0 ? s.Pattern : $"{s.Folder}/{s.Pattern}"] : clip.Files,
        Sidecars = [.. clip.Sidecars.Where(SidecarReaders.HasName)],
        Problems = [.. clip.Findings.Where(f => f.Severity != FindingSeverity.Note).Select(f => f.Message)],
    };

    private static DateOnly DayOf(ScannedRoll roll, IngestTags tags, CardScan scan) => tags.ShootDay ?? roll.DayFolder?.Day ?? Today(scan);

    private static DateOnly Today(CardScan scan) => DateOnly.FromDateTime(scan.At.LocalDateTime);

    private sealed record Arrival(
        IngestOffer Offer, ScannedRoll Roll, ManifestCheck Check, IngestTags Tags, Show Show, Guid Submission, string Actor, string Place, Uri? Upload);
}
