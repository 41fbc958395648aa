using System.Collections.Frozen;
using System.Collections.Immutable;
using Acetate.Compute;
using Acetate.Library;
using Acetate.Library.Audit;
using Acetate.Library.Jobs;
using Acetate.Library.Pulls;
using Acetate.Library.Workspaces;
using Acetate.Steps;
using Acetate.Tools.Jobs;

namespace Acetate.Tools.Pulls;

/// <summary>What people decide about planned pulls: approve what they cost, try them again, give them up.</summary>
/// <param name="library">The library.</param>
public sealed class PullApproval(MediaLibrary library)
{
    private const int MostNamed = 8;

    private readonly FrozenDictionary<PullKind, IPullKind> kinds = PullKinds.Of(library);

    /// <summary>Says how many bytes are free where workspaces lie; null where nobody can tell.</summary>
    internal Func<Uri, long?> FreeIn { get; init; } = PackageRoom.FreeIn;

    /// <summary>Approves a pull: its folder is made ready out of sight, and its work begins. Approving again what runs changes nothing. Wake the runner afterwards.</summary>
    /// <param name="id">The pull.</param>
    /// <param name="actor">Who approves.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="PullException">It cannot be made as it was planned; the message says why and what to do.</exception>
    /// <exception cref="LibraryException">There is no such pull, it was given up, or there is no room for it on the disk of the workspaces.</exception>
    public Task<Pull> ApproveAsync(Guid id, string actor, CancellationToken cancellationToken) => library.WriteAsync(async tx =>
    {
        var pull = await tx.RequirePullAsync(id, cancellationToken);
        if (pull.State is PullState.Running or PullState.Held or PullState.Ready) return pull;
        if (pull.State == PullState.Withdrawn) throw new LibraryException(LibraryProblem.Conflict, $"{pull.Title} was given up, so it cannot be approved. Plan the cut again.");
        var kind = kinds[pull.Kind];
        if (await kind.WhyStaleAsync(tx, pull, cancellationToken) is { } stale) throw new PullException($"{pull.Title} cannot be approved. {stale}");
        if (kind.WhyNot(pull) is { } reason) throw new PullException($"{pull.Title} cannot be approved. {reason} 'acetate pull show {pull.Id}' says why, event by event.");
        // What may be compressed may fit: that is told with the plan, and the work stops in good order where it does not.
        if (kind.SizeOf(pull) is { IsAtMost: false } size && PackageRoom.Shortage(size, FreeIn(library.Options.Workspaces)) is { } shortage)
            throw new LibraryException(LibraryProblem.Full, $"{pull.Title} is not made, as there is no room for it. {shortage} Then approve it again: 'acetate pull approve {pull.Id}'.");
        var workspace = await tx.EnsureWorkspaceAsync(pull.Show, pull.Recipient, kind.Workspace, actor, cancellationToken);
        var folder = await tx.AddWorkspaceFolderAsync(workspace, FolderOf(pull, tx.Now), $"{KebabCase.Of(pull.Kind)}-pull", actor, cancellationToken);
        pull = pull with { Folder = folder.Id, State = PullState.Running, ApprovedBy = actor, ApprovedAt = tx.Now };
        var plan = await PlanAsync(tx, kind, pull, folder, cancellationToken);
        var (job, _) = await tx.SubmitAsync(plan, actor, cancellationToken);
        pull = pull with { Job = job.Id };
        await tx.PutPullAsync(pull, cancellationToken);
        await tx.AuditAsync(actor, "pull.approved", id.ToString(), pull.Show, new { kind = pull.Kind, pull.Recipient, pull.Number, folder = folder.Prefix, job = job.Id }, cancellationToken);
        await tx.TellPullAsync(pull, "pull.approved", actor, $"{actor} approved {pull.Title}; it is being made.", cancellationToken);
        return pull;
    }, cancellationToken);

    /// <summary>The name of a package's folder: it is still known by it where packages of several shows and for several recipients lie together.</summary>
    internal static string FolderOf(Pull pull, DateTimeOffset now)
    {
        var own = FormattableString.Invariant($"{KebabCase.Of(pull.Kind)}-{pull.Number:0000}_{now:yyyyMMdd}");
        string[] names = [$"{pull.Show}_{pull.Recipient}_{own}", $"{pull.Recipient}_{own}", own];
        return names.First(name => Library.Shows.Show.WhyNotName(name) is null);
    }

    /// <summary>Tries a pull again: what is made stays made, and what is missing is tried anew. What waits for its next try, such as for room on a disk, waits no longer,
    /// and a pull whose maker was ended goes on. Wake the runner afterwards.</summary>
    /// <param name="id">The pull.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="LibraryException">There is no such pull, or it is not being made.</exception>
    public Task<Pull> RetryAsync(Guid id, string actor, CancellationToken cancellationToken) => library.WriteAsync(async tx =>
    {
        var pull = await tx.RequirePullAsync(id, cancellationToken);
        if (pull is not { State: PullState.Running or PullState.Held, Job: { } job }) throw new LibraryException(LibraryProblem.Conflict, WhyNotRetried(pull));
        await tx.HurryJobAsync(job, cancellationToken);
        // Somebody else may have had it tried again a moment ago.
        if (await tx.ReplayJobAsync(job, actor, cancellationToken) == 0 && pull.State == PullState.Running) return pull;
        pull = pull with { State = PullState.Running, Message = "" };
        await tx.PutPullAsync(pull, cancellationToken);
        await tx.AuditAsync(actor, "pull.retried", id.ToString(), pull.Show, new { job }, cancellationToken);
        await tx.TellPullAsync(pull, "pull.retried", actor, $"{actor} had {pull.Title} tried again.", cancellationToken);
        return pull;
    }, cancellationToken);

    private static string WhyNotRetried(Pull pull) => pull.State switch
    {
        PullState.Ready => $"{pull.Title} is delivered: there is nothing to try again. 'acetate pull show {pull.Id}' says where it lies.",
        PullState.Withdrawn => $"{pull.Title} was given up, so it is not tried again. Plan the cut anew.",
        _ => $"{pull.Title} was not approved yet, so there is nothing to try again. 'acetate pull approve {pull.Id}' makes it.",
    };

    /// <summary>Gives a pull up that was not delivered. Nothing of it is seen by its recipient.</summary>
    /// <exception cref="LibraryException">There is no such pull, or it was delivered already.</exception>
    public Task<Pull> WithdrawAsync(Guid id, string actor, string reason, CancellationToken cancellationToken) => library.WriteAsync(async tx =>
    {
        var pull = await tx.RequirePullAsync(id, cancellationToken);
        if (pull.State == PullState.Withdrawn) return pull;
        if (pull.State == PullState.Ready) throw new LibraryException(LibraryProblem.Conflict, $"{pull.Title} was delivered already; what somebody may have fetched cannot be taken back.");
        if (pull.Job is { } job && !await tx.CancelJobAsync(job, actor, cancellationToken))
            throw new LibraryException(LibraryProblem.Conflict, $"{pull.Title} is being delivered in this moment. Look again.");
        pull = pull with { State = PullState.Withdrawn, Message = reason, EndedAt = tx.Now };
        await tx.PutPullAsync(pull, cancellationToken);
        if (pull.Folder is { } promised && await tx.WorkspaceFolderAsync(promised, cancellationToken) is { } folder)
            await tx.PutWorkspaceFolderAsync(folder with { State = WorkspaceFolderState.Failed, Message = "The pull was given up." }, cancellationToken);
        await tx.AuditAsync(actor, "pull.withdrawn", id.ToString(), pull.Show, new { reason }, cancellationToken);
        await tx.TellPullAsync(pull, "pull.withdrawn", actor, $"{actor} gave {pull.Title} up. {reason}".TrimEnd(), cancellationToken);
        return pull;
    }, cancellationToken);

    private async Task<Plan> PlanAsync(LibraryTransaction tx, IPullKind kind, Pull pull, WorkspaceFolder folder, CancellationToken cancellationToken)
    {
        var order = kind.OrderOf(pull);
        var bytes = ImmutableArray.Create(Convert.FromBase64String(pull.Cut));
        var needed = kind.ClipsOf(pull);
        var clips = await tx.PulledClipsAsync(needed.Select(clip => clip.Id), cancellationToken);
        var lacking = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (id, name) in needed.Where(clip => !clips.ContainsKey(clip.Id))) lacking.Add(await tx.WhyNotPulledAsync(id, name, cancellationToken));
        if (lacking.Count > 0) throw new PullException($"{string.Join(' ', lacking.Take(MostNamed))}{(lacking.Count > MostNamed ? $" And {lacking.Count - MostNamed} more rolls or clips." : "")}");
        var isPinned = order.At is not null;
        var package = new PullPackage
        {
            // What is pinned is the same every time it is ordered: nothing in it counts orders.
            Pull = isPinned ? pull with { Id = Guid.Empty, Number = 0, Job = null, Folder = null } : pull,
            Cut = MatchedCut.Read(pull.CutName, bytes, order.Rate, order.Timeline),
            CutBytes = bytes,
            Clips = clips,
            Target = library.Options.Workspaces,
            Derived = library.Options.Derived,
            Library = library.Options.Store,
            Prefix = folder.ArrivingPrefix,
            Name = isPinned ? FormattableString.Invariant($"{KebabCase.Of(pull.Kind)}-{order.At!.Value.UtcDateTime:yyyyMMdd-HHmmss}") : folder.Name,
            At = order.At ?? tx.Now,
            // The schema of AMF wants an address; this one says that it is none.
            Author = order.Author ?? new(pull.CreatedBy, "nobody@acetate.invalid"),
        };
        var maker = ManifestMaker.For(pull.CreatedBy) with { Date = package.At };
        if (isPinned) maker = maker with { HostName = "acetate" };
        return new()
        {
            Key = $"pull/{pull.Id:N}",
            Kind = PullRecorder.PlanKind,
            Title = pull.Title,
            Show = pull.Show,
            Subject = pull.Id.ToString(),
            Steps = PackageSeal.After(new(package.Target, package.Prefix, package.Name, package.At), await kind.StepsAsync(tx, package, cancellationToken), folder.Prefix, maker, isPinned),
        };
    }
}
