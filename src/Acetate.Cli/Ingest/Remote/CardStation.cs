using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Acetate.Cli.Remote;
using Acetate.Compute;
using Acetate.Steps;
using Acetate.Tools.Ingest;
using Acetate.Tools.Jobs;

namespace Acetate.Cli.Ingest.Remote;

/// <summary>This process as the place beside a card: it asks the server for the steps that read the card, and runs them here.</summary>
internal static class CardStation
{
    /// <summary>The station's name: the same for the same card or folder at the same place, so that a command that is started again is the same station.</summary>
    /// <param name="kind">What it stands beside: <c>card</c> or <c>folder</c>.</param>
    /// <param name="path">Where that is.</param>
    public static string NameOf(string kind, string path)
    {
        var host = new string([.. Environment.MachineName.Where(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.').Take(60)]);
        var place = SHA256.HashData(Encoding.UTF8.GetBytes($"{Environment.UserName}\n{Path.GetFullPath(path)}"));
        return $"{kind}:{host}-{Convert.ToHexStringLower(place.AsSpan(0, 5))}";
    }

    /// <summary>The station's name beside a card.</summary>
    public static string NameOf(IngestOffer offer) => NameOf("card", offer.Scan.Source);

    /// <summary>Works until cancelled.</summary>
    /// <exception cref="CommandException">Another program works beside the same card.</exception>
    public static async Task RunAsync(ServerCalls server, IngestOffer offer, Action<JobProgress> progress, Action<string> tell, CancellationToken cancellationToken)
    {
        var started = new ConcurrentDictionary<string, StepAttempt>(StringComparer.Ordinal);
        await using var engine = new CardEngine(server.Workers(), new CardPresence(offer), tell) { OnStart = attempt => started[attempt.Id] = attempt };
        await server.WorkAsync(NameOf(offer), engine, report =>
        {
            if (report.Progress is not { } news || !started.TryGetValue(report.AttemptId, out var attempt)) return;
            // Another try at a step counts on with that step, so what it does is found by what it is asked.
            var step = new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(attempt.Request.GetRawText())).AsSpan(0, 16));
            var stage = attempt.Function == CopyFiles.Name ? "uploading" : "reading";
            progress(new JobProgress(Guid.Empty, step, "", "", attempt.Function, stage, news));
        }, tell, $"Another program on this machine began to bring in {offer.Scan.Source}; this one ends, and nothing is lost.", cancellationToken);
    }
}
