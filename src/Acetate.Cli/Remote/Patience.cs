using System.CommandLine;
using System.Globalization;

namespace Acetate.Cli.Remote;

/// <summary>How long a command waits for a server that is away or cannot go on. What it waits for is said once, and again when it ends.</summary>
/// <param name="longest">How long nothing may move.</param>
/// <param name="tell">Told, in a sentence, what is being waited for.</param>
/// <param name="clock">The clock.</param>
internal sealed class Patience(TimeSpan longest, Action<string> tell, TimeProvider clock)
{
    /// <summary>A night: what is mended in the morning goes on by itself.</summary>
    public static readonly TimeSpan Usual = TimeSpan.FromHours(12);

    /// <summary><c>--patience MINUTES</c>.</summary>
    public static Option<double?> Option() => new("--patience")
    {
        Description = "With --server: how many minutes to wait while the server is away or has no room. Default: 720",
        HelpName = "MINUTES",
    };

    /// <summary>What was typed, as a time.</summary>
    /// <exception cref="CommandException">It is none.</exception>
    public static TimeSpan Of(double? minutes, bool isRemote) => minutes switch
    {
        null => Usual,
        not null when !isRemote => throw new CommandException(ExitCode.Usage, "--patience is for --server: a library on this machine is not waited for."),
        > 0 and <= 525_600 => TimeSpan.FromMinutes(minutes.Value),
        _ => throw new CommandException(ExitCode.Usage, "--patience takes a number of minutes, from more than 0 to 525600 (a year)."),
    };

    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(49);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private long? since;
    private string told = "";

    /// <summary>Notes that something keeps the work from going on.</summary>
    /// <param name="sentence">What, and what to do.</param>
    /// <param name="meanwhile">What happens next.</param>
    /// <exception cref="CommandException">It has lasted too long.</exception>
    public void Hindered(string sentence, string meanwhile)
    {
        since ??= clock.GetTimestamp();
        if (sentence != told) tell($"{sentence} {meanwhile}");
        told = sentence;
        if (clock.GetElapsedTime(since.Value) >= longest) throw Over(sentence);
    }

    /// <summary>Does work that waits by itself, and gives it up when it has waited too long.</summary>
    /// <param name="work">The work; it tells what it waits for, and null when it waits no more.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="CommandException">It waited for too long.</exception>
    public async Task<T> BoundAsync<T>(Func<Action<string?>, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Timeout.InfiniteTimeSpan, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        var waits = "";
        try
        {
            return await work(
                sentence =>
                {
                    waits = sentence ?? "";
                    if (sentence is not null) tell(Table.Visible(sentence));
                    limit.CancelAfter(sentence is null ? Timeout.InfiniteTimeSpan : longest < LongestTimer ? longest : LongestTimer);
                }, either.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw Over(Table.Visible(waits));
        }
    }

    private CommandException Over(string sentence) => new(ExitCode.Unavailable,
        $"{sentence} This command waited {Words(longest)} for that and ends now; nothing is lost. Run the same command again once it is mended: it goes on where it was.");

    /// <summary>Notes that the work goes on.</summary>
    public void Free() => (since, told) = (null, "");

    /// <summary>Asks until the server answers: it may be restarted at any time.</summary>
    /// <exception cref="CommandException">It refuses, or has been away for too long.</exception>
    public async Task<T> AskAsync<T>(Func<Task<T>> ask, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                var answer = await ask();
                Free();
                return answer;
            }
            catch (CommandException problem) when (problem.Code == ExitCode.Unavailable)
            {
                Hindered(Table.Visible(problem.Message), "It is asked again until it answers.");
                await Task.Delay(Pause, clock, cancellationToken);
            }
        }
    }

    private static string Words(TimeSpan time) => time.TotalMinutes < 1 ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.#} seconds")
        : time.TotalHours < 2 ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0.#} minutes") : string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:0.#} hours");
}
