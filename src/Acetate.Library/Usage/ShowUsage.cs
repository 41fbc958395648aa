using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Acetate.Library.Shows;

namespace Acetate.Library.Usage;

/// <summary>What a show keeps, how quickly it grows, what work it took, and how both stand against its budget.</summary>
public sealed record ShowUsage
{
    /// <summary>The show.</summary>
    public required string Show { get; init; }

    /// <summary>When this was so.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What is kept, a line for each kind of it, in a fixed order; kinds of which there is nothing are there with 0.</summary>
    /// <remarks>Proxies, stills and marked copies are not counted: they are made anew when they are missing.</remarks>
    public required ImmutableArray<KeptUse> Kept { get; init; }

    /// <summary>Bytes of originals and their archive copies by the UTC day on which they were written, the last 30 days, the first first; days without any are left out.</summary>
    public required ImmutableArray<DayUse> Days { get; init; }

    /// <summary>Core-hours by the kind of job since the show began, the most first: cores that were set aside for each try of a step times how long it ran.</summary>
    public required ImmutableArray<WorkUse> Work { get; init; }

    /// <summary>What the show may use; null when nobody set it.</summary>
    public ShowBudget? Budget { get; init; }

    /// <summary>What work and storage cost; null when nobody stated a rate.</summary>
    public ShowRates? Rates { get; init; }

    /// <summary>What all work since the show began costs at its rate; null without one.</summary>
    public decimal? WorkCost => Rates?.OfWork(CoreHours);

    /// <summary>What it costs a month to keep what is kept now; null without a rate.</summary>
    public decimal? StorageCostMonthly => Rates?.OfStorage(Bytes);

    /// <summary>Why no new work of the show begins: one sentence; null while it may.</summary>
    public string? Stop =>
        BudgetUse.WhyStopped(Computing, Budget?.CoreHoursStopPercent, "work") is { } work ? $"{work} {Way}"
        : BudgetUse.WhyStopped(Storage, Budget?.BytesStopPercent, "storage") is { } storage ? $"{storage} {Way}" : null;

    private string Way => $"No new work of {Show} begins; ingests, archive copies and restores go on. An owner can raise the budget: 'acetate shows budget --show {Show}', or Settings, Storage and budget.";

    /// <summary>All bytes that are kept.</summary>
    public long Bytes => Kept.Sum(one => one.Bytes);

    /// <summary>All core-hours.</summary>
    public double CoreHours => Work.Sum(one => one.CoreHours);

    /// <summary>How storage stands against the budget; null without one.</summary>
    public BudgetUse? Storage => Budget?.Bytes is { } most ? BudgetUse.Of(Bytes, most, Budget.WarnPercent) : null;

    /// <summary>How work stands against the budget; null without one.</summary>
    public BudgetUse? Computing => Budget?.CoreHours is { } most ? BudgetUse.Of(CoreHours, most, Budget.WarnPercent) : null;

    /// <summary>In how many days the storage budget is used up if the show goes on growing as in the days that are listed; null without a budget, without growth, or when it is used up.</summary>
    public double? DaysLeft
    {
        get
        {
            if (Budget?.Bytes is not { } most || Days.IsEmpty || Bytes >= most) return null;
            // From the first of the days on, at least one: who began yesterday did not write for a month.
            var span = Math.Max(1, (At.UtcDateTime.Date - Days[0].Day.ToDateTime(TimeOnly.MinValue)).TotalDays + 1);
            var daily = Days.Sum(one => one.Bytes) / span;
            return daily > 0 ? (most - Bytes) / daily : null;
        }
    }
}

/// <summary>What is kept of one kind.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Files">Files.</param>
/// <param name="Bytes">Their bytes.</param>
public sealed record KeptUse(KeptKind Kind, long Files, long Bytes);

/// <summary>Kinds of what a show keeps.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<KeptKind>))]
public enum KeptKind
{
    /// <summary>Camera and sound originals in the library's store, copy 1.</summary>
    Originals,

    /// <summary>Their copies in the archive.</summary>
    Archive,

    /// <summary>Packages of pulls and other deliveries in workspaces.</summary>
    Packages,

    /// <summary>What people put into workspaces, bins not among it.</summary>
    Uploads,

    /// <summary>What lies in bins of workspaces, and goes with them.</summary>
    Bins,

    /// <summary>What vendors handed in, all versions.</summary>
    Returns,

    /// <summary>Files that were kept for good.</summary>
    Assets,

    /// <summary>Offline movies of cuts.</summary>
    Offlines,
}

/// <summary>What was written on a day.</summary>
/// <param name="Day">The day, in UTC.</param>
/// <param name="Bytes">Bytes of originals and of their archive copies.</param>
public sealed record DayUse(DateOnly Day, long Bytes);

/// <summary>What a kind of job took.</summary>
/// <param name="Kind">The kind, such as <c>ingest-roll</c>.</param>
/// <param name="CoreHours">Cores times hours.</param>
public sealed record WorkUse(string Kind, double CoreHours);

/// <summary>How something stands against its budget.</summary>
/// <param name="Used">What is used: bytes, or core-hours.</param>
/// <param name="Most">What may be used.</param>
/// <param name="State">Whether that is all right.</param>
public sealed record BudgetUse(double Used, double Most, BudgetState State)
{
    /// <summary>How it stands. Pure.</summary>
    /// <param name="used">What is used.</param>
    /// <param name="most">What may be used, more than 0.</param>
    /// <param name="warnPercent">From which part of it on people are warned, in per cent.</param>
    public static BudgetUse Of(double used, double most, int warnPercent) =>
        new(used, most, used > most ? BudgetState.Over : used * 100 >= most * warnPercent ? BudgetState.Near : BudgetState.Within);

    /// <summary>Why new work is stopped by a budget; null when it is not. Pure.</summary>
    /// <param name="use">How it stands; null without a budget.</param>
    /// <param name="stopPercent">From which part of it on work is stopped; null for never.</param>
    /// <param name="what">What it is a budget of.</param>
    internal static string? WhyStopped(BudgetUse? use, int? stopPercent, string what) =>
        use is null || stopPercent is not { } percent || use.Used * 100 < use.Most * percent ? null
        : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"The {what} budget of the show is used up: {Math.Floor(use.Used / use.Most * 100):0} % of it is used, and from {percent} % on it stops new work.");
}

/// <summary>How something stands against its budget.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<BudgetState>))]
public enum BudgetState
{
    /// <summary>Below where people are warned.</summary>
    Within,

    /// <summary>From there on.</summary>
    Near,

    /// <summary>More than may be used.</summary>
    Over,
}
