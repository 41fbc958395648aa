using System.Collections.Immutable;
using Acetate.Cli.Remote;
using Acetate.Library.Pulls;
using Acetate.Tools.Pulls;

namespace Acetate.Cli.Pulls;

/// <summary>Pulls of a server's library.</summary>
internal static class RemotePulls
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    /// <summary>Approves or tries again, and waits until the pull is delivered or waits for a person.</summary>
    public static async Task<PullView> ChangeAsync(ServerCalls server, Guid pull, string verb, CancellationToken cancellationToken)
    {
        var now = await server.SendAsync<PullView>(HttpMethod.Post, $"api/pulls/{pull}/{verb}", null, cancellationToken);
        try
        {
            while (now.State == PullState.Running)
            {
                await Task.Delay(Pace, TimeProvider.System, cancellationToken);
                now = await server.GetAsync<PullView>($"api/pulls/{pull}", cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw new CommandException(ExitCode.Cancelled, $"Cancelled here; the server goes on. 'acetate pull show {pull}' with the same --server says how far it is, 'acetate pull withdraw {pull}' gives it up.");
        }

        return now;
    }
}

/// <summary>The pulls of a show.</summary>
internal sealed record PullList(ImmutableArray<PullView> Pulls);
