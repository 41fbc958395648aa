using Acetate.Cli.Ingest;
using Acetate.Cli.Pulls;
using Acetate.Library;
using Acetate.Tools;
using Acetate.Tools.Dailies;
using Acetate.Tools.Jobs;

namespace Acetate.Cli.Dailies;

/// <summary>Makes and delivers dailies on this machine, in this process.</summary>
internal static class LocalDailies
{
    /// <summary>Works until a roll's dailies are delivered, or wait for a person. Started again it goes on where it was.</summary>
    /// <exception cref="CommandException">Something that only a person can mend keeps the work from going on.</exception>
    public static async Task<DailiesView> WorkAsync(MediaLibrary library, Guid roll, TextWriter error, CancellationToken cancellationToken)
    {
        await using var work = new LocalWork(library, IngestSettings.Engine(library), Recorders.All) { Tell = error.WriteLine };
        using var progress = new PullProgressLine(error, TimeProvider.System);
        try
        {
            await DailiesFollowUp.WorkAsync(work, library, roll, progress.Report, cancellationToken);
        }
        catch (WorkStoppedException problem)
        {
            throw new CommandException(problem.IsNotPermitted ? ExitCode.NotPermitted : ExitCode.Unavailable, $"{problem.Message} The same command goes on where it was. Nothing half-made has a final name.");
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw new CommandException(ExitCode.Cancelled, "Cancelled. The same command goes on where it was. Nothing half-made has a final name.");
        }

        return await library.DailiesViewAsync(roll, cancellationToken);
    }
}
