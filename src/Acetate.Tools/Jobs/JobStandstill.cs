using System.Collections.Immutable;
using Acetate.Library;
using Acetate.Library.Jobs;

namespace Acetate.Tools.Jobs;

/// <summary>What keeps work from going on.</summary>
/// <param name="Message">What it is and, where that is known, what to do about it.</param>
/// <param name="NeedsPerson">Whether nothing moves before a person has done something; false for what is tried again and may pass by itself.</param>
public sealed record Obstacle(string Message, bool NeedsPerson);

/// <summary>Finds out that jobs do not move any more, and why, for a command that somebody waits for.</summary>
/// <param name="library">The library.</param>
/// <param name="runner">Who runs the steps.</param>
/// <param name="room">Says which disks are too small and what to do; empty when it is not known.</param>
public sealed class JobStandstill(MediaLibrary library, JobRunner runner, Func<string[], CancellationToken, Task<string>>? room = null)
{
    // A full database may have had its room taken by something that goes away by itself, such as a copy that failed.
    private static readonly TimeSpan FullPatience = TimeSpan.FromSeconds(3);

    /// <summary>What keeps the jobs about some subjects from going on now; nothing while they move.</summary>
    /// <param name="subjects">The subjects, as jobs name them.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether they move, and what was found.</returns>
    public async Task<(bool Moves, ImmutableArray<Obstacle> Found)> FindAsync(string[] subjects, CancellationToken cancellationToken)
    {
        var found = ImmutableArray.CreateBuilder<Obstacle>();
        if (runner.Trouble is var (problem, since))
        {
            if (problem.Problem == LibraryProblem.Full && since > FullPatience) return (false, [new Obstacle($"{problem.Message} {await RoomAsync(subjects, cancellationToken)}".TrimEnd(), true)]);
            if (problem.Problem != LibraryProblem.Full) found.Add(new Obstacle(problem.Message, false));
        }

        var (moves, waits) = await library.ReadAsync(tx => tx.StandstillAsync(subjects, cancellationToken), cancellationToken);
        if (moves) return (true, found.ToImmutable());
        if (waits is { ProblemClass: "capacity" })
        {
            var lacking = await RoomAsync(subjects, cancellationToken);
            return (true, [new Obstacle($"{waits.Problem} {(lacking.Length > 0 ? lacking : waits.Advice.Replace("; the step goes on by itself", "", StringComparison.Ordinal))}", true)]);
        }

        if (waits is { Problem.Length: > 0 }) found.Add(new Obstacle(waits.Problem, false));
        return (waits is not null, found.ToImmutable());
    }

    private Task<string> RoomAsync(string[] subjects, CancellationToken cancellationToken) => room is null ? Task.FromResult("") : room(subjects, cancellationToken);
}
