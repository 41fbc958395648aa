using System.Collections.Immutable;
using Acetate.Library;
using Acetate.Library.Clips;
using Acetate.Library.Dailies;
using Acetate.Library.Downloads;
using Acetate.Library.Rolls;
using Acetate.Library.Workspaces;
using Acetate.Media.Check;
using Acetate.Steps.Compare;
using Acetate.Steps.Sound;

namespace Acetate.Tools.Dailies;

/// <summary>The dailies of a roll among others.</summary>
public sealed record DailiesSummary
{
    /// <summary>The roll's id.</summary>
    public required Guid Roll { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The show.</summary>
    public required string Show { get; init; }

    /// <summary>The shoot day.</summary>
    public required DateOnly Day { get; init; }

    /// <summary>The unit; empty when not known.</summary>
    public string Unit { get; init; } = "";

    /// <summary>How they stand.</summary>
    public required DailiesState State { get; init; }

    /// <summary>What keeps them from going on, in sentences; empty for nothing.</summary>
    public string Message { get; init; } = "";

    /// <summary>The operator who takes care of them; empty for nobody.</summary>
    public string Assignee { get; init; } = "";

    /// <summary>Clips in all.</summary>
    public int Clips { get; init; }

    /// <summary>Clips that are not made yet.</summary>
    public int Waiting { get; init; }

    /// <summary>Clips that a person should look at.</summary>
    public int Doubted { get; init; }

    /// <summary>Clips that are left out.</summary>
    public int Rejected { get; init; }

    /// <summary>When they have to be delivered; null when nobody said.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>When they were delivered last.</summary>
    public DateTimeOffset? DeliveredAt { get; init; }

    /// <summary>Whether they miss what was promised: they are not delivered and it is past, or they were delivered later.</summary>
    public bool IsLate { get; init; }

    /// <summary>When their last clip will be made at the pace of this roll so far; null when nothing can be said yet, or all are made.</summary>
    public DateTimeOffset? Forecast { get; init; }

    /// <summary>Whether they will miss what was promised, though it is not past yet: at this pace they are made later, or what is due within the hour waits for a person.</summary>
    public bool IsAtRisk { get; init; }

    /// <summary>What they wait for now, in a sentence; empty when they are delivered.</summary>
    public string Waits { get; init; } = "";
}

/// <summary>The dailies of a roll with all their clips.</summary>
/// <param name="Summary">How they stand.</param>
/// <param name="Defaults">What was taken because nobody said otherwise, in sentences.</param>
/// <param name="Folder">The workspace folder of the last delivery; null before.</param>
/// <param name="FolderId">Its id.</param>
/// <param name="Workspace">The workspace that it lies in.</param>
/// <param name="Job">The job that makes them.</param>
/// <param name="Clips">The clips in their order.</param>
public sealed record DailiesView(DailiesSummary Summary, ImmutableArray<string> Defaults, string? Folder, Guid? FolderId, Guid? Workspace, Guid? Job, ImmutableArray<ClipDailyView> Clips)
{
    /// <summary>What sites say of the folders of all deliveries, by folder and site.</summary>
    public ImmutableArray<FolderAtSite> Receipts { get; init; } = [];
}

/// <summary>The daily of a clip as people see it.</summary>
public sealed record ClipDailyView
{
    /// <summary>The clip's id.</summary>
    public required Guid Clip { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its roll.</summary>
    public required Guid Roll { get; init; }

    /// <summary>The roll's name.</summary>
    public required string RollName { get; init; }

    /// <summary>Its place in the roll, from 1.</summary>
    public required int Place { get; init; }

    /// <summary>How it stands.</summary>
    public required DailyState State { get; init; }

    /// <summary>Why a person should look at it.</summary>
    public ImmutableArray<DailyDoubt> Doubts { get; init; } = [];

    /// <summary>Length in frames; null when not known.</summary>
    public long? Frames { get; init; }

    /// <summary>Frames per second as a ratio; empty when not known.</summary>
    public string Rate { get; init; } = "";

    /// <summary>The first frame's label; empty when there is none.</summary>
    public string Timecode { get; init; } = "";

    /// <summary>What was found about its sound; null before it was asked.</summary>
    public SyncSoundResult? Sound { get; init; }

    /// <summary>What was found in its picture.</summary>
    public ImmutableArray<ClipFinding> Findings { get; init; } = [];

    /// <summary>What holding it against stills of the set gave; their maps are files of the clip.</summary>
    public ImmutableArray<StillCheck> Stills { get; init; } = [];

    /// <summary>What a person should know of how it was made, in sentences.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];

    /// <summary>What was made, by paths below the clip's media.</summary>
    public ImmutableArray<string> Files { get; init; } = [];

    /// <summary>The file that browsers play; null when none was made.</summary>
    public string? Playable { get; init; }

    /// <summary>What was taken because nobody said otherwise, in sentences.</summary>
    public ImmutableArray<string> Defaults { get; init; } = [];

    /// <summary>What the person who decided last said.</summary>
    public string Note { get; init; } = "";

    /// <summary>Who decided last; empty for nobody.</summary>
    public string DecidedBy { get; init; } = "";

    /// <summary>Whether what is made now was delivered.</summary>
    public bool IsDelivered { get; init; }

    /// <summary>What was read of its slate; null when it was not looked for.</summary>
    public ClipSlateView? Slate { get; init; }
}

/// <summary>Looks at dailies.</summary>
public static class DailiesViews
{
    private const int MostQueued = 500;

    /// <summary>How long what was delivered stays on the board.</summary>
    private static readonly TimeSpan OnBoard = TimeSpan.FromDays(1);

    /// <summary>What waits for a person and is due within this time is at risk.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromHours(1);

    extension(MediaLibrary library)
    {
        /// <summary>The dailies of a show, the newest shoot day first.</summary>
        public Task<ImmutableArray<DailiesSummary>> DailiesOfShowAsync(string show, CancellationToken cancellationToken) => library.ReadAsync(tx => SummariesAsync(tx, show, cancellationToken), cancellationToken);

        /// <summary>What is not delivered of some shows, or was within a day: what is due first stands first, what nobody promised a time for last.</summary>
        public Task<ImmutableArray<DailiesSummary>> DailiesBoardAsync(IEnumerable<string> shows, CancellationToken cancellationToken) => library.ReadAsync(async tx =>
        {
            var found = ImmutableArray.CreateBuilder<DailiesSummary>();
            foreach (var show in shows) found.AddRange((await SummariesAsync(tx, show, cancellationToken)).Where(one => one.State != DailiesState.Delivered || one.DeliveredAt > tx.Now - OnBoard));
            return found.OrderBy(one => one.State == DailiesState.Delivered).ThenBy(one => one.DueAt ?? DateTimeOffset.MaxValue).ThenBy(one => one.Show, StringComparer.Ordinal).ThenBy(one => one.Name, StringComparer.Ordinal).ToImmutableArray();
        }, cancellationToken);

        /// <summary>The dailies of a roll with their clips.</summary>
        /// <exception cref="LibraryException">No dailies were begun for it.</exception>
        public Task<DailiesView> DailiesViewAsync(Guid rollId, CancellationToken cancellationToken) => library.ReadAsync(async tx =>
        {
            var dailies = await tx.RequireRollDailiesAsync(rollId, cancellationToken);
            var roll = await tx.RequireRollAsync(rollId, cancellationToken);
            var clips = await tx.ClipDailiesAsync(rollId, cancellationToken);
            var footage = (await tx.ClipsAsync(rollId, cancellationToken)).ToDictionary(clip => clip.Id);
            var slates = (await tx.ClipSlatesAsync(rollId, cancellationToken)).ToDictionary(slate => slate.Clip);
            var folder = dailies.Folder is { } id ? await tx.WorkspaceFolderAsync(id, cancellationToken) : null;
            return new DailiesView(Summary(dailies, roll, [.. clips.GroupBy(clip => clip.State).Select(group => new DailyCount(rollId, group.Key, group.Count(), group.Count(clip => clip.Attempt == dailies.Attempt)))], tx.Now), dailies.Defaults, folder?.Name, folder?.Id, folder?.Workspace, dailies.Job,
                [.. clips.Where(clip => footage.ContainsKey(clip.Clip)).Select(clip => Shown(clip, footage[clip.Clip], roll.Name, slates.GetValueOrDefault(clip.Clip)))])
            {
                Receipts = [.. await tx.DailiesReceiptsAsync(rollId, cancellationToken)],
            };
        }, cancellationToken);

        /// <summary>Clips of a show that wait for a person, the oldest shoot day first; the first 500.</summary>
        public Task<ImmutableArray<ClipDailyView>> DailiesQueueAsync(string show, CancellationToken cancellationToken) => library.ReadAsync(async tx =>
        {
            var found = ImmutableArray.CreateBuilder<ClipDailyView>();
            foreach (var daily in await tx.DoubtedDailiesAsync(show, MostQueued, cancellationToken))
                if (await tx.ClipAsync(daily.Clip, cancellationToken) is { } clip) found.Add(Shown(daily, clip, (await tx.RequireRollAsync(daily.Roll, cancellationToken)).Name, await tx.ClipSlateAsync(daily.Clip, cancellationToken)));
            return found.ToImmutable();
        }, cancellationToken);
    }

    /// <summary>The daily of a clip as people see it.</summary>
    public static ClipDailyView Shown(ClipDaily daily, Clip clip, string roll, ClipSlate? slate)
    {
        ArgumentNullException.ThrowIfNull(daily);
        ArgumentNullException.ThrowIfNull(clip);
        var made = DailiesDelivery.PictureOf(daily);
        ImmutableArray<string> files = [.. DailiesDelivery.FilesOf(made)];
        return new()
        {
            Clip = daily.Clip,
            Name = clip.Name,
            Roll = daily.Roll,
            RollName = roll,
            Place = daily.Place,
            State = daily.State,
            Doubts = daily.Doubts,
            Frames = clip.Frames,
            Rate = clip.Rate,
            Timecode = clip.TimecodeStart,
            Sound = DailiesWork.SoundOf(daily),
            Findings = made.Findings,
            Stills = made.Stills,
            Warnings = made.Warnings,
            Files = files,
            Playable = files.FirstOrDefault(file => file.EndsWith(".mp4", StringComparison.Ordinal)),
            Defaults = daily.Defaults,
            Note = daily.Note,
            DecidedBy = daily.DecidedBy,
            IsDelivered = daily.Delivered == daily.Attempt,
            Slate = slate is null ? null : SlateViews.Of(slate, clip),
        };
    }

    private static async Task<ImmutableArray<DailiesSummary>> SummariesAsync(LibraryTransaction tx, string show, CancellationToken cancellationToken)
    {
        var rolls = (await tx.RollsWithDailiesAsync(show, cancellationToken)).ToDictionary(roll => roll.Id);
        var counts = (await tx.DailyCountsAsync(show, cancellationToken)).ToLookup(count => count.Roll);
        return (await tx.DailiesAsync(show, cancellationToken)).Where(one => rolls.ContainsKey(one.Roll)).Reverse()
            .Select(one => Summary(one, rolls[one.Roll], [.. counts[one.Roll]], tx.Now)).ToImmutableArray();
    }

    private static DailiesSummary Summary(RollDailies dailies, Roll roll, ImmutableArray<DailyCount> counts, DateTimeOffset now)
    {
        int Of(params DailyState[] states) => counts.Where(count => states.Contains(count.State)).Sum(count => count.Clips);
        var (waiting, doubted) = (Of(DailyState.Waiting), Of(DailyState.Doubted, DailyState.Failed));
        var made = counts.Where(count => count.State != DailyState.Waiting).Sum(count => count.Latest);
        // The work at a roll begins with asking which sound there is.
        DateTimeOffset? forecast = dailies.State == DailiesState.Making && made > 0 && waiting > 0 ? now + (now - dailies.SoundAt) * ((double)waiting / made) : null;
        return new()
        {
            Roll = roll.Id,
            Name = roll.Name,
            Show = roll.Show,
            Day = roll.ShootDay,
            Unit = roll.Unit,
            State = dailies.State,
            Message = dailies.Message,
            Assignee = dailies.Assignee,
            Clips = counts.Sum(count => count.Clips),
            Waiting = waiting,
            Doubted = doubted,
            Rejected = Of(DailyState.Rejected),
            DueAt = dailies.DueAt,
            DeliveredAt = dailies.DeliveredAt,
            Forecast = forecast,
            IsAtRisk = dailies.DueAt is { } promised && now <= promised && (forecast > promised || (dailies.State is DailiesState.Review or DailiesState.Held && promised - now < Soon)),
            IsLate = dailies.DueAt is { } due && (dailies.State == DailiesState.Delivered ? dailies.DeliveredAt > due : now > due),
            Waits = dailies.State switch
            {
                DailiesState.Making => $"{(waiting == 1 ? "1 clip is" : $"{waiting} clips are")} being made.",
                DailiesState.Review => $"{(doubted == 1 ? "1 clip waits" : $"{doubted} clips wait")} for {(dailies.Assignee.Length > 0 ? dailies.Assignee : "somebody to look")}.",
                DailiesState.Delivering => "They are on their way into the workspace.",
                DailiesState.Held => dailies.Message,
                _ => "",
            },
        };
    }
}
