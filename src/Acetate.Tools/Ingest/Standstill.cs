using System.Collections.Immutable;
using Acetate.Library;
using Acetate.Storage;
using Acetate.Tools.Jobs;

namespace Acetate.Tools.Ingest;

/// <summary>Finds out that rolls do not move any more, and why, for a command that somebody waits for.</summary>
/// <param name="library">The library.</param>
/// <param name="runner">Who runs the steps.</param>
/// <param name="followUp">Who does what follows them.</param>
public sealed class Standstill(MediaLibrary library, JobRunner runner, IngestFollowUp followUp)
{
    private readonly JobStandstill jobs = new(library, runner, (subjects, stop) => RoomAsync(library, subjects, stop));

    /// <summary>What keeps the work on some rolls from going on now; nothing while it moves.</summary>
    /// <param name="subjects">The rolls, as jobs name them.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<ImmutableArray<Obstacle>> FindAsync(string[] subjects, CancellationToken cancellationToken)
    {
        var (moves, found) = await jobs.FindAsync(subjects, cancellationToken);
        if (moves || found.Any(obstacle => obstacle.NeedsPerson)) return found;
        foreach (var subject in subjects)
        {
            if (!Guid.TryParse(subject, out var roll) || followUp.TroubleOf(roll) is not { } trouble) continue;
            found = found.Add(trouble.IsPermanent || trouble.Problem == StoreProblem.Full
                ? new Obstacle($"{trouble.Message} {await RoomAsync(library, subjects, cancellationToken)} Mend that.".Replace("  ", " ", StringComparison.Ordinal), true)
                : new Obstacle(trouble.Message, false));
        }

        return found;
    }

    /// <summary>Which disks are too small, and what to do; empty when it is not known.</summary>
    private static async Task<string> RoomAsync(MediaLibrary library, string[] subjects, CancellationToken cancellationToken)
    {
        var shortages = await new RoomCheck(library).ShortagesAsync([.. subjects.Where(s => Guid.TryParse(s, out _)).Select(Guid.Parse)], withArchive: true, cancellationToken);
        return shortages.IsEmpty ? "" : $"{string.Join(" ", shortages)} Make room there.";
    }
}
