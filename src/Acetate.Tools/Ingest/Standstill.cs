using System.Collections.Immutable;
using Acetate.Library;
using Acetate.Library.Jobs;
using Acetate.Storage;
using Acetate.Tools.Jobs;

namespace Acetate.Tools.Ingest;

/// <summary>What keeps work from going on.</summary>
/// <param name="Message">What it is and, where that is known, what to do about it.</param>
/// <param name="NeedsPerson">Whether nothing moves before a person has done something; false for what is tried again and may pass by itself.</param>
public sealed record Obstacle(string Message, bool NeedsPerson);

/// <summary>Finds out that nothing moves any more, and why, for a command that somebody waits for.</summary>
/// <param name="library">The library.</param>
/// <param name="runner">Who runs the steps.</param>
/// <param name="followUp">Who does what follows them.</param>
public sealed class Standstill(MediaLibrary library, JobRunner runner, IngestFollowUp followUp)
{
    // A full database may have had its room taken by something that goes away by itself, such as a copy that failed.
    private static readonly TimeSpan FullPatience = TimeSpan.FromSeconds(3);

    /// <summary>What keeps the work on some rolls from going on now; nothing while it moves.</summary>
    /// <param name="subjects">The rolls, as jobs name them.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<ImmutableArray<Obstacle>> FindAsync(string[] subjects, CancellationToken cancellationToken)
    {
        var found = ImmutableArray.CreateBuilder<Obstacle>();
        if (runner.Trouble is var (problem, since))
        {
            if (problem.Problem == LibraryProblem.Full && since > FullPatience) return [new Obstacle($"{problem.Message} {await RoomAsync(subjects, cancellationToken)}".TrimEnd(), true)];
            if (problem.Problem != LibraryProblem.Full) found.Add(new Obstacle(problem.Message, false));
        }

        var (moves, waits) = await library.ReadAsync(tx => tx.StandstillAsync(subjects, cancellationToken), cancellationToken);
        if (moves) return found.ToImmutable();
        if (waits is { ProblemClass: "capacity" })
        {
            var room = await RoomAsync(subjects, cancellationToken);
            return [new Obstacle($"{waits.Problem} {(room.Length > 0 ? room : waits.Advice.Replace("; the step goes on by itself", "", StringComparison.Ordinal))}", true)];
        }

        if (waits is { Problem.Length: > 0 }) found.Add(new Obstacle(waits.Problem, false));
        foreach (var subject in subjects)
        {
            if (waits is not null || !Guid.TryParse(subject, out var roll) || followUp.TroubleOf(roll) is not { } trouble) continue;
            found.Add(trouble.IsPermanent || trouble.Problem == StoreProblem.Full
                ? new Obstacle($"{trouble.Message} {await RoomAsync(subjects, cancellationToken)} Mend that.".Replace("  ", " ", StringComparison.Ordinal), true)
                : new Obstacle(trouble.Message, false));
        }

        return found.ToImmutable();
    }

    /// <summary>Which disks are too small, and what to do; empty when it is not known.</summary>
    private async Task<string> RoomAsync(string[] subjects, CancellationToken cancellationToken)
    {
        var shortages = await new RoomCheck(library).ShortagesAsync([.. subjects.Where(s => Guid.TryParse(s, out _)).Select(Guid.Parse)], withArchive: true, cancellationToken);
        return shortages.IsEmpty ? "" : $"{string.Join(" ", shortages)} Make room there.";
    }
}
