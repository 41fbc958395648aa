using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Acetate.Cli.Remote;
using Acetate.Compute;
using Acetate.Compute.Local;
using Acetate.Compute.Remote;
using Acetate.Steps;
using Acetate.Tools.Ingest;
using Acetate.Tools.Jobs;

namespace Acetate.Cli.Ingest.Remote;

/// <summary>This process as the place beside a card: it asks the server for the steps that read the card, and runs them here.</summary>
internal static class CardStation
{
    /// <summary>The station's name: the same for the same card at the same place, so that a command that is started again is the same station.</summary>
    public static string NameOf(string card)
    {
        var host = new string([.. Environment.MachineName.Where(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.').Take(60)]);
        var place = SHA256.HashData(Encoding.UTF8.GetBytes($"{Environment.UserName}\n{Path.GetFullPath(card)}"));
        return $"card:{host}-{Convert.ToHexStringLower(place.AsSpan(0, 5))}";
    }

    /// <summary>Works until cancelled.</summary>
    /// <exception cref="CommandException">Another program works beside the same card.</exception>
    public static async Task RunAsync(
        IngestServer server, ServerToken token, HttpClient http, IngestOffer offer, Action<JobProgress> progress, Action<string> tell, CancellationToken cancellationToken)
    {
        var started = new ConcurrentDictionary<string, StepAttempt>(StringComparer.Ordinal);
        var local = new LocalProcessEngine(IngestSettings.Engine(Path.Join(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "acetate", "work")) with
        {
            Variables = ImmutableDictionary<string, string>.Empty.SetItem("ACETATE_TOKEN_FILE", token.Path),
        });
        await using var engine = new CardEngine(local, new CardPresence(offer), tell) { OnStart = attempt => started[attempt.Id] = attempt };
        var options = new StationAgentOptions
        {
            Server = server.Address,
            Name = NameOf(offer.Scan.Source),
            Token = _ => ValueTask.FromResult(token.Text),
            OnTrouble = trouble => tell(trouble ?? $"The server at {server.Address} answers again."),
            OnReport = report =>
            {
                if (report.Progress is not { } news || !started.TryGetValue(report.AttemptId, out var attempt)) return;
                // Another try at a step counts on with that step, so what it does is found by what it is asked.
                var step = new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(attempt.Request.GetRawText())).AsSpan(0, 16));
                var stage = attempt.Function == CopyFiles.Name ? "uploading" : "reading";
                progress(new JobProgress(Guid.Empty, step, "", "", attempt.Function, stage, news));
            },
        };
        try
        {
            await new StationAgent(options, engine, http).RunAsync(cancellationToken);
        }
        catch (StationSupersededException)
        {
            throw new CommandException(ExitCode.Unavailable, $"Another program on this machine began to bring in {offer.Scan.Source}; this one ends, and nothing is lost.");
        }
    }
}
