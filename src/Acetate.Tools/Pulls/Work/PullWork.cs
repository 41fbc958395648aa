using System.Collections.Immutable;
using System.Globalization;
using Acetate.Compute;
using Acetate.Library.Pulls;

namespace Acetate.Tools.Pulls.Work;

/// <summary>The work of a pull by its kinds: what is estimated before it is made, and what its steps are measured by afterwards. Pure.</summary>
internal sealed record PullWork
{
    /// <summary>Work that workers share among them, part by part.</summary>
    public required ImmutableArray<WorkPart> Parts { get; init; }

    /// <summary>What follows one after the other when those are done: all other steps, by the bytes of the plan.</summary>
    public required WorkPart Package { get; init; }

    private IEnumerable<WorkPart> All => Parts.Append(Package).Where(part => part.Amount > 0);

    /// <summary>The kinds of work in it, in the order in which they are first met.</summary>
    public ImmutableArray<WorkKind> Kinds => [.. All.Select(part => part.Kind).Distinct()];

    /// <summary>What it will take.</summary>
    /// <param name="speeds">What kinds of work took before, as far as they were ever done.</param>
    /// <param name="workers">Who will do it.</param>
    /// <param name="price">What a core-hour costs; null where nobody said.</param>
    public WorkEstimate Estimate(IReadOnlyDictionary<WorkKind, WorkSpeed> speeds, PullWorkers workers, CoreHourPrice? price)
    {
        WorkLine Line(IGrouping<WorkKind, WorkPart> group)
        {
            var (amount, steps) = (group.Sum(part => part.Amount), group.Sum(part => part.Steps));
            if (speeds.GetValueOrDefault(group.Key) is not { } known) return new(group.Key.Task, group.Key.Source, group.Key.Made, amount) { Steps = steps };
            var begun = known.Steps > 0 ? steps * (known.FixedSeconds / known.Steps) : 0;
            var pace = (known.CoreSeconds - (known.Steps > 0 ? known.FixedSeconds : 0)) / known.Amount;
            return new(group.Key.Task, group.Key.Source, group.Key.Made, amount) { Steps = steps, CoreSeconds = begun + (amount * pace), FixedCoreSeconds = begun, MeasuredAmount = known.Amount, MeasuredPulls = known.Pulls };
        }

        ImmutableArray<WorkLine> lines = [.. All.GroupBy(part => part.Kind).Select(Line)];
        var total = lines.Sum(line => line.CoreSeconds ?? 0);
        var shared = lines.Where(line => line.Task != PullTask.Package).Sum(line => line.CoreSeconds ?? 0);
        // As many steps at once as the workers have room for, but no more than there are.
        var needs = Parts.Select(part => part.Needs).DefaultIfEmpty(new()).MaxBy(one => one.Cores)!;
        var cores = Math.Min(workers.StepsAtOnce(needs), Math.Max(1, Parts.Sum(part => part.Steps))) * needs.Cores;
        return new()
        {
            Lines = lines,
            CoreHours = total / 3600,
            Cores = workers.Cores,
            Seconds = workers.Cores > 0 ? (shared / cores) + (total - shared) : null,
            Price = price,
        };
    }

    /// <summary>What it took, by kinds, from the attempts at its steps. Steps that were begun twice are left out where others tell the pace: who goes on where another stopped seems quick.</summary>
    public ImmutableArray<MeasuredWork> Measure(IReadOnlyCollection<SpentAttempt> attempts)
    {
        ArgumentNullException.ThrowIfNull(attempts);
        var parts = Parts.ToDictionary(part => part.Step, StringComparer.Ordinal);
        WorkPart PartOf(string step)
        {
            var names = step.Split('/');
            return (names.Length > 1 ? parts.GetValueOrDefault($"{names[0]}/{names[1]}") : null) ?? parts.GetValueOrDefault(names[0]) ?? Package;
        }

        var measured = ImmutableArray.CreateBuilder<MeasuredWork>();
        var byPart = attempts.ToLookup(attempt => PartOf(attempt.Step));
        var shared = attempts.Where(attempt => attempt is { State: "done", Attempts: 1 } && PartOf(attempt.Step) != Package).ToList();
        foreach (var group in All.Where(part => part != Package).GroupBy(part => part.Kind))
        {
            var (amount, steady) = (0.0, new List<SpentAttempt>());
            foreach (var part in group)
            {
                var steps = byPart[part].Where(attempt => attempt.State == "done").ToList();
                var whole = steps.Sum(step => step.Weight);
                if (whole <= 0) continue;
                var once = steps.Where(step => step.Attempts == 1).ToList();
                amount += part.Amount * once.Sum(step => step.Weight) / whole;
                steady.AddRange(once);
            }

            var seconds = steady.Sum(step => step.CoreSeconds);
            if (Math.Round(amount) is >= 1 and < long.MaxValue and var made && seconds > 0) measured.Add(new(group.Key, (long)made, seconds, steady.Count, steady.Count * StepStart.Of(steady, shared)));
        }

        // It is one amount for many steps: what failed there and was tried again belongs to it.
        // Only reading back takes longer for more bytes; documents, seal and final name are a package's own, however small it is.
        if (Package.Amount > 0 && byPart[Package].Sum(attempt => attempt.CoreSeconds) is > 0 and var rest)
            measured.Add(new(Package.Kind, Package.Amount, rest, 1, byPart[Package].Where(attempt => attempt.Step != PackageSeal.ReadBack).Sum(attempt => attempt.CoreSeconds)));
        return measured.ToImmutable();
    }

    /// <summary>A clip's frames as work knows them: codec and size.</summary>
    public static string SourceOf(string codec, int? width, int? height) =>
        string.Create(CultureInfo.InvariantCulture, $"{(codec.Length > 0 ? codec : "unknown codec")}{(width is { } across && height is { } down ? $" {across}x{down}" : "")}");
}

/// <summary>A part of a pull's work.</summary>
/// <param name="Step">Its steps: their name, or what their names begin with before a stroke.</param>
/// <param name="Kind">What kind of work it is.</param>
/// <param name="Amount">How much, in the unit of its task.</param>
/// <param name="Steps">How many steps it has, about.</param>
/// <param name="Needs">What each of them holds.</param>
internal sealed record WorkPart(string Step, WorkKind Kind, long Amount, long Steps, StepNeeds Needs);

/// <summary>Who does the work: this machine's workers. Stations that help are not counted on.</summary>
/// <param name="Cores">Cores that they may hold; 0 where this machine does no work itself.</param>
/// <param name="MemoryMiB">Memory that they may hold.</param>
public sealed record PullWorkers(double Cores, int MemoryMiB)
{
    /// <summary>All of this machine, as workers take it unless they are told otherwise.</summary>
    public static PullWorkers OfThisMachine { get; } = new(Compute.Local.LocalEngineOptions.AllCores, Compute.Local.LocalEngineOptions.MostMemoryMiB);

    /// <summary>Steps that have room at once; one always has, on a machine that works.</summary>
    internal int StepsAtOnce(StepNeeds needs) =>
        (int)Math.Clamp(Math.Min(Math.Floor((Cores / Math.Max(0.01, needs.Cores)) + 1e-9), Math.Floor((double)MemoryMiB / Math.Max(1, needs.MemoryMiB))), 1, 100_000);
}
