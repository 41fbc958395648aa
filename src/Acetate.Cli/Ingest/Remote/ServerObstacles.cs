using System.Collections.Immutable;
using Acetate.Cli.Remote;
using Acetate.Tools.Jobs;

namespace Acetate.Cli.Ingest.Remote;

/// <summary>Tells what keeps a server from going on with some rolls, and ends the command when that has lasted too long.</summary>
/// <param name="server">The server.</param>
/// <param name="patience">How long.</param>
/// <param name="tell">Told, in a sentence, what is being waited for.</param>
internal sealed class ServerObstacles(ServerCalls server, TimeSpan patience, Action<string> tell)
{
    private readonly Patience blocked = new(patience, tell, TimeProvider.System);
    private readonly HashSet<string> told = new(StringComparer.Ordinal);

    /// <summary>Whether the last look ended the command.</summary>
    public bool HasGivenUp { get; private set; }

    /// <summary>Looks once.</summary>
    /// <param name="rolls">The rolls.</param>
    /// <param name="away">Waits for the server itself.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="CommandException">Nothing has moved for too long.</exception>
    public async Task LookAsync(IEnumerable<Guid> rolls, Patience away, CancellationToken cancellationToken)
    {
        var obstacles = new List<Obstacle>();
        foreach (var roll in rolls) obstacles.AddRange((await away.AskAsync(() => server.GetAsync<ObstaclesSeen>($"api/rolls/{roll}/obstacles", cancellationToken), cancellationToken)).Obstacles);
        foreach (var passing in obstacles.Where(o => !o.NeedsPerson && told.Add(o.Message))) tell($"{Table.Visible(passing.Message)} It is tried again until it works.");
        if (obstacles.Find(o => o.NeedsPerson) is not { } worst)
        {
            blocked.Free();
            return;
        }

        HasGivenUp = true;
        blocked.Hindered($"Nothing moves at the server {server.Address}: {Table.Visible(worst.Message)}", "It goes on by itself once that is mended.");
        HasGivenUp = false;
    }

    private sealed record ObstaclesSeen(ImmutableArray<Obstacle> Obstacles);
}
