using System.Collections.Immutable;
using Acetate.Library;
using Acetate.Library.Downloads;
using Acetate.Library.Pulls;
using Acetate.Library.Shows;
using Acetate.Library.Workspaces;
using Acetate.Tools.ConformPulls;
using Acetate.Tools.Pulls.Work;
using Acetate.Tools.VfxPulls;

namespace Acetate.Tools.Pulls;

/// <summary>A pull as commands, the API and people see it: all but the bytes of its cut and documents.</summary>
public sealed record PullView
{
    /// <summary>The library's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The show.</summary>
    public required string Show { get; init; }

    /// <summary>Of plates or of originals.</summary>
    public required PullKind Kind { get; init; }

    /// <summary>What people call it.</summary>
    public required string Title { get; init; }

    /// <summary>Who gets it.</summary>
    public required string Recipient { get; init; }

    /// <summary>Its number among those of its kind for this recipient.</summary>
    public required int Number { get; init; }

    /// <summary>How it stands.</summary>
    public required PullState State { get; init; }

    /// <summary>Why it is held or was given up, what work that is tried again by itself waits for, or that nobody works at it; empty otherwise.</summary>
    public required string Message { get; init; }

    /// <summary>The file name of the cut.</summary>
    public required string Cut { get; init; }

    /// <summary>The file names of further cuts that were handed in with it: the other reels of the programme.</summary>
    public ImmutableArray<string> Reels { get; init; } = [];

    /// <summary>Who asked for it.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>When that was.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who approved it; empty until somebody did.</summary>
    public required string ApprovedBy { get; init; }

    /// <summary>When that was.</summary>
    public DateTimeOffset? ApprovedAt { get; init; }

    /// <summary>When it was delivered or given up.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The job that makes it; null until it is approved.</summary>
    public Guid? Job { get; init; }

    /// <summary>Its folder in the workspaces; null until it is approved.</summary>
    public WorkspaceFolder? Folder { get; init; }

    /// <summary>The folder on this machine, where it is there and workspaces lie in a folder; null otherwise.</summary>
    public string? Path { get; init; }

    /// <summary>How far each plate is; empty for originals.</summary>
    public ImmutableArray<PullPlate> Plates { get; init; } = [];

    /// <summary>What was decided, of plates; null for originals, and in lists.</summary>
    public PlannedPull? Vfx { get; init; }

    /// <summary>What was decided, of originals; null for plates, and in lists.</summary>
    public PlannedConform? Conform { get; init; }

    /// <summary>What its order left open and came from the show's settings, such as <c>look film.cube</c>; empty in lists.</summary>
    public ImmutableArray<string> FromShow { get; init; } = [];

    /// <summary>What its work took so far; null before it has begun, and in lists.</summary>
    public WorkActual? Actual { get; init; }

    /// <summary>For a planned pull for whose package there may not be room: how much is needed, how much is free, and what to do; empty otherwise, and in lists.</summary>
    public string Room { get; init; } = "";

    /// <summary>For a planned pull whose recipient has no workspace yet: that it is made, and who has one; a misspelled name is seen by it. Empty otherwise, and in lists.</summary>
    public string NewRecipient { get; init; } = "";

    /// <summary>When it should be delivered, by the estimate: if it were approved now, or from when its work began; null where nobody can say, when that moment has passed, and in lists.</summary>
    public DateTimeOffset? FinishAt { get; init; }

    /// <summary>What sites say of the package that they fetched, by site; empty in lists.</summary>
    public ImmutableArray<FolderAtSite> Receipts { get; init; } = [];
}

/// <summary>Looks pulls up as people see them.</summary>
public static class PullViews
{
    extension(MediaLibrary library)
    {
        /// <summary>A pull with all that was decided.</summary>
        /// <exception cref="LibraryException">There is none of this id.</exception>
        public Task<PullView> PullViewAsync(Guid id, CancellationToken cancellationToken) => library.ReadAsync(async tx =>
        {
            var pull = await tx.RequirePullAsync(id, cancellationToken);
            var vfx = pull.Kind == PullKind.Vfx ? VfxPullDesk.PlanOf(pull) : null;
            var conform = pull.Kind == PullKind.Conform ? ConformPullDesk.PlanOf(pull) : null;
            var estimate = vfx?.Estimate.Work ?? conform?.Estimate.Work;
            var actual = await tx.ActualWorkAsync(pull, estimate, estimate?.Price, cancellationToken);
            var view = await ViewAsync(library, tx, pull, cancellationToken);
            return view with
            {
                Plates = [.. await tx.PullPlatesAsync(id, cancellationToken)],
                Vfx = vfx,
                Conform = conform,
                Actual = actual,
                FromShow = PullKinds.Of(library)[pull.Kind].OrderOf(pull).FromShow ?? [],
                Room = pull.State == PullState.Planned ? PackageRoom.Shortage(PullKinds.Of(library)[pull.Kind].SizeOf(pull), PackageRoom.FreeIn(library.Options.Workspaces)) ?? "" : "",
                NewRecipient = pull.State == PullState.Planned ? await NewRecipientAsync(tx, pull, cancellationToken) : "",
                FinishAt = FinishOf(pull, estimate, actual, tx.Now),
                Receipts = pull.Folder is { } folder ? [.. await tx.FolderReceiptsAsync(folder, cancellationToken)] : [],
            };
        }, cancellationToken);

        /// <summary>The pulls of a show, the newest first, without what was decided in them.</summary>
        public Task<ImmutableArray<PullView>> PullViewsAsync(string show, CancellationToken cancellationToken) => library.ReadAsync(async tx =>
        {
            var views = ImmutableArray.CreateBuilder<PullView>();
            var there = await tx.RequireShowAsync(show, cancellationToken);
            foreach (var pull in await tx.PullsAsync(there.Name, null, cancellationToken)) views.Add(await ViewAsync(library, tx, pull, cancellationToken));
            return views.ToImmutable();
        }, cancellationToken);
    }

    private static DateTimeOffset? FinishOf(Pull pull, WorkEstimate? estimate, WorkActual? actual, DateTimeOffset now) =>
        estimate is { IsWhole: true, Seconds: { } seconds } && seconds < TimeSpan.FromDays(3650).TotalSeconds && pull.State is PullState.Planned or PullState.Running
            && seconds - (actual?.Seconds ?? 0) is > 0 and var left ? now.AddSeconds(left) : null;

    private static async Task<string> NewRecipientAsync(LibraryTransaction tx, Pull pull, CancellationToken cancellationToken)
    {
        var kind = pull.Kind == PullKind.Vfx ? WorkspaceKind.Vendor : WorkspaceKind.Finishing;
        var known = (await tx.WorkspacesAsync(pull.Show, cancellationToken)).FindAll(one => one.Kind == kind).ConvertAll(one => one.Name);
        if (known.Contains(pull.Recipient, StringComparer.Ordinal)) return "";
        var others = known.Count == 0 ? "" : $" Those that have one: {string.Join(", ", known.Take(20))}{(known.Count > 20 ? " and others" : "")}.";
        return $"{pull.Recipient} is new in {pull.Show}: its workspace is made when this is approved.{others}";
    }

    private static async Task<PullView> ViewAsync(MediaLibrary library, LibraryTransaction tx, Pull pull, CancellationToken cancellationToken)
    {
        var folder = pull.Folder is { } id ? await tx.WorkspaceFolderAsync(id, cancellationToken) : null;
        return new()
        {
            Id = pull.Id,
            Show = pull.Show,
            Kind = pull.Kind,
            Title = pull.Title,
            Recipient = pull.Recipient,
            Number = pull.Number,
            State = pull.State,
            Message = pull.State == PullState.Running && await tx.StandsStillForAsync(pull, cancellationToken) is { Length: > 0 } problem ? problem : pull.Message,
            Cut = pull.CutName,
            Reels = pull.Reels,
            CreatedBy = pull.CreatedBy,
            CreatedAt = pull.CreatedAt,
            ApprovedBy = pull.ApprovedBy,
            ApprovedAt = pull.ApprovedAt,
            EndedAt = pull.EndedAt,
            Job = pull.Job,
            Folder = folder,
            Path = folder is { State: WorkspaceFolderState.Ready } && library.Options.Workspaces.IsFile ? System.IO.Path.Join(library.Options.Workspaces.LocalPath, folder.Prefix) : null,
        };
    }
}
