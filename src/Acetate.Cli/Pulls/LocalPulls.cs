using Acetate.Cli.Ingest;
using Acetate.Library;
using Acetate.Library.Pulls;
using Acetate.Storage;
using Acetate.Tools;
using Acetate.Tools.Jobs;
using Acetate.Tools.Pulls;

namespace Acetate.Cli.Pulls;

/// <summary>Makes approved pulls on this machine, in this process.</summary>
internal static class LocalPulls
{
    /// <summary>Works until a pull is delivered, or waits for a person. Started again it goes on where it was.</summary>
    /// <exception cref="CommandException">Something that only a person can mend keeps the work from going on.</exception>
    public static async Task MakeAsync(MediaLibrary library, Guid pull, TextWriter error, CancellationToken cancellationToken)
    {
        await using var work = new LocalWork(library, IngestSettings.Engine(library), Recorders.All) { Tell = error.WriteLine };
        using var progress = new PullProgressLine(error, TimeProvider.System);
        try
        {
            await work.UntilAsync([pull.ToString()], async () => (await library.ReadAsync(tx => tx.RequirePullAsync(pull, cancellationToken), cancellationToken)).State is not PullState.Running, progress.Report, cancellationToken);
        }
        catch (WorkStoppedException problem)
        {
            await KeepAsync(library, pull, problem.Message, error);
            throw new CommandException(problem.IsNotPermitted ? ExitCode.NotPermitted : ExitCode.Unavailable,
                $"{problem.Message} Then run 'acetate pull retry {pull}': it goes on where it was. Nothing half-made has a final name.");
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await KeepAsync(library, pull, $"The command of {Environment.UserName} that made it was cancelled.", error);
            throw new CommandException(ExitCode.Cancelled, $"Cancelled. 'acetate pull retry {pull}' goes on where it was, 'acetate pull withdraw {pull}' gives it up. Nothing half-made has a final name.");
        }

        await TidyAsync(library, error, cancellationToken);
    }

    /// <summary>Says in the library that nobody works at it any more. Where the library cannot be written, whoever looks sees that no process works at it.</summary>
    private static async Task KeepAsync(MediaLibrary library, Guid pull, string why, TextWriter error)
    {
        // The command was told to stop, or its disk is full: it does not wait long for this.
        using var last = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        try
        {
            await library.KeepInterruptedAsync(pull, Environment.UserName, why, last.Token);
        }
        catch (Exception problem) when (problem is LibraryException or OperationCanceledException)
        {
            await error.WriteLineAsync($"The library could not keep that it waits: {problem.Message}");
        }
    }

    /// <summary>Removes what is left of pulls that were given up. What cannot be removed now is removed the next time.</summary>
    public static async Task TidyAsync(MediaLibrary library, TextWriter error, CancellationToken cancellationToken)
    {
        try
        {
            await new PullTidying(library).RunAsync(cancellationToken);
        }
        catch (StoreException problem)
        {
            await error.WriteLineAsync($"What is left of a pull that was given up could not be removed: {problem.Message} It is tried again with the next pull.");
        }
    }
}
