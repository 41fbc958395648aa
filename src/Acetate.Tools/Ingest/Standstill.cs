using Acetate.Library;
using Acetate.Library.Jobs;
using Acetate.Storage;
using Acetate.Tools.Jobs;

namespace Acetate.Tools.Ingest;

/// <summary>Finds out that nothing moves any more, for a command that somebody waits for: a server would simply wait until there is room again.</summary>
/// <param name="library">The library.</param>
/// <param name="runner">Who runs the steps.</param>
/// <param name="followUp">Who does what follows them.</param>
/// <param name="subjects">The rolls, as jobs name them.</param>
/// <param name="tell">Told, in a sentence, what is being waited for.</param>
internal sealed class Standstill(MediaLibrary library, JobRunner runner, IngestFollowUp followUp, string[] subjects, Action<string>? tell)
{
    // A full database may have had its room taken by something that goes away by itself, such as a copy that failed.
    private static readonly TimeSpan FullPatience = TimeSpan.FromSeconds(3);

    private const string WayOut = "Then run the same command again: it goes on where it was and copies nothing twice. Nothing half-written has a final name.";

    private readonly HashSet<string> told = new(StringComparer.Ordinal);

    /// <summary>Why the work cannot go on before a person does something; null while it can.</summary>
    public async Task<string?> ReasonAsync(CancellationToken cancellationToken)
    {
        if (runner.Trouble is var (problem, since))
        {
            if (problem.Problem == LibraryProblem.Full && since > FullPatience) return $"{problem.Message} {await RoomAsync(cancellationToken)}{WayOut}";
            if (problem.Problem != LibraryProblem.Full) Tell($"{problem.Message} It is tried again until it works.");
        }

        var (moves, waits) = await library.ReadAsync(tx => tx.StandstillAsync(subjects, cancellationToken), cancellationToken);
        if (moves) return null;
        if (waits is { ProblemClass: "capacity" })
            return $"{waits.Problem} {(await RoomAsync(cancellationToken) is { Length: > 0 } room ? room : waits.Advice.Replace("; the step goes on by itself", "", StringComparison.Ordinal) + " ")}{WayOut}";
        if (waits is { Problem.Length: > 0 }) Tell($"{waits.Problem} It is tried again until it works.");
        foreach (var subject in subjects)
        {
            if (waits is not null || !Guid.TryParse(subject, out var roll) || followUp.TroubleOf(roll) is not { } trouble) continue;
            if (trouble.IsPermanent || trouble.Problem == StoreProblem.Full) return $"{trouble.Message} {await RoomAsync(cancellationToken)}Mend that. {WayOut}";
            Tell($"{trouble.Message} It is tried again until it works.");
        }

        return null;
    }

    /// <summary>Which disks are too small, and what to do; empty when it is not known.</summary>
    private async Task<string> RoomAsync(CancellationToken cancellationToken)
    {
        var shortages = await new RoomCheck(library).ShortagesAsync([.. subjects.Where(s => Guid.TryParse(s, out _)).Select(Guid.Parse)], withArchive: true, cancellationToken);
        return shortages.IsEmpty ? "" : $"{string.Join(" ", shortages)} Make room there. ";
    }

    private void Tell(string sentence)
    {
        if (told.Add(sentence)) tell?.Invoke(sentence);
    }
}
