using System.Globalization;
using Acetate.Cli.Ingest.Remote;
using Acetate.Library.Rolls;
using Acetate.Steps.Documents;
using Acetate.Tools.Ingest;

namespace Acetate.Cli.Ingest.Station;

/// <summary>What a station does as long as it runs: drives come, are shown, asked about and brought in, one after the other.</summary>
internal sealed class StationLoop(StationSetup setup, DriveWatch drives, TextWriter output, TextWriter error) : IDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);
    // A station stands where nobody may be; what is mended at the server goes on by itself.
    private static readonly TimeSpan Forever = TimeSpan.MaxValue;
    private static readonly TimeSpan ServerLook = TimeSpan.FromSeconds(10);

    private readonly OfflineQueue queue = new(setup.Queue);
    private readonly RemoteIngest? remote = setup.Server is { } address ? new RemoteIngest(address, setup.TokenFile, Forever, error) : null;
    private readonly StationKeys keys = new(error);
    private readonly HashSet<string> seen = new(StringComparer.Ordinal);
    private DateTimeOffset nextHandOver;
    private bool hasFound;
    private bool isEnding;

    /// <summary>Works until the person ends it.</summary>
    public async Task<ExitCode> RunAsync(CancellationToken cancellationToken)
    {
        if (remote is not null && !await IsServerThereAsync(cancellationToken))
            error.WriteLine($"The server at {remote.Server.Address} cannot be reached. Drives are read and noted here, and handed over when it answers.");
        error.WriteLine($"Waiting for drives{(setup.IsAutomatic ? "" : "; q ends")}.");
        while (!isEnding)
        {
            var now = drives.Now();
            seen.IntersectWith(now);
            var met = now.Where(seen.Add).ToList();
            if (met.Count > 1) error.WriteLine($"{met.Count} drives are plugged in; they are offered one after the other.");
            foreach (var drive in met)
            {
                await MeetAsync(drive, cancellationToken);
                if (isEnding) break;
            }

            if (!isEnding && remote is not null && TimeProvider.System.GetUtcNow() >= nextHandOver) await HandOverAsync(remote, cancellationToken);
            if (isEnding || await keys.NextAsync(Look, cancellationToken) == 'q') break;
            if (keys.IsClosed && !setup.IsAutomatic) throw new CommandException(ExitCode.Usage, "No key can be pressed here. Start the station at a terminal, or with --auto.");
        }

        return hasFound ? ExitCode.Found : ExitCode.Done;
    }

    /// <inheritdoc/>
    public void Dispose() => remote?.Dispose();

    /// <summary>Shows a drive and asks; what goes wrong with one drive is told and does not end the station.</summary>
    private async Task MeetAsync(string drive, CancellationToken cancellationToken)
    {
        try
        {
            var offer = await IngestOffer.ReadAsync(drive, TimeProvider.System, cancellationToken);
            UploadSummary.Write(offer, error);
            if (offer.Scan.Rolls.IsEmpty) return;
            if (await AskAsync(offer, Propose(offer), cancellationToken) is { } tags) await BringInAsync(offer, tags, cancellationToken);
        }
        catch (CommandException problem)
        {
            Told(problem.Message);
        }
        catch (Exception problem) when (IngestProblems.Explain(problem) is { } explained)
        {
            Told(explained.Message);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            Told(Directory.Exists(drive) ? $"{drive} cannot be read: {problem.Message}" : $"{drive} was pulled out. Plug it in again, and it is offered again. Do not format it.");
        }
    }

    private void Told(string sentence)
    {
        hasFound = true;
        error.WriteLine(sentence);
    }

    /// <summary>What the folder's name says where the command line says nothing.</summary>
    private IngestTags Propose(IngestOffer offer)
    {
        var folder = offer.Scan.Rolls.Select(r => r.DayFolder).FirstOrDefault(f => f is not null);
        return setup.Tags with
        {
            Unit = setup.Tags.Unit.Length > 0 ? setup.Tags.Unit : folder?.Unit ?? "",
            Episode = setup.Tags.Episode.Length > 0 ? setup.Tags.Episode : folder?.Episode ?? "",
            // Rolls of several days keep each its own.
            ShootDay = setup.Tags.ShootDay ?? (offer.Scan.Rolls.Select(r => r.DayFolder?.Day).Distinct().Count() == 1 ? folder?.Day : null),
        };
    }

    /// <summary>The tags to begin with; null when the drive is skipped.</summary>
    private async Task<IngestTags?> AskAsync(IngestOffer offer, IngestTags tags, CancellationToken cancellationToken)
    {
        WriteTags(tags);
        if (setup.IsAutomatic) return tags;
        error.WriteLine("Enter or u uploads, s skips; d day, e episode, n unit, b brought by; q ends.");
        while (true)
        {
            var key = await keys.NextAsync(Look, cancellationToken);
            if (!Directory.Exists(offer.Scan.Source))
            {
                error.WriteLine($"{offer.Scan.Source} was pulled out before it began. Plug it in again, and it is offered again. Do not format it.");
                return null;
            }

            switch (key)
            {
                case '\n' or 'u':
                    return tags;
                case 's':
                    error.WriteLine($"{offer.Scan.Source} is skipped. Nothing was copied: do not format it.");
                    return null;
                case 'q':
                    isEnding = true;
                    return null;
                case 'd':
                    tags = await ChangeDayAsync(tags, cancellationToken);
                    break;
                case 'e':
                    tags = tags with { Episode = await keys.LineAsync("Episode: ", cancellationToken) };
                    break;
                case 'n':
                    tags = tags with { Unit = await keys.LineAsync("Unit: ", cancellationToken) };
                    break;
                case 'b':
                    tags = tags with { CarriedBy = await keys.LineAsync("Brought by: ", cancellationToken) };
                    break;
                default:
                    if (keys.IsClosed) throw new CommandException(ExitCode.Usage, "No key can be pressed here. Start the station at a terminal, or with --auto.");
                    continue;
            }

            WriteTags(tags);
        }
    }

    private async Task<IngestTags> ChangeDayAsync(IngestTags tags, CancellationToken cancellationToken)
    {
        var typed = await keys.LineAsync("Day: ", cancellationToken);
        try
        {
            return tags with { ShootDay = IngestSettings.Day(typed.Length > 0 ? typed : null) };
        }
        catch (CommandException problem)
        {
            error.WriteLine(problem.Message);
            return tags;
        }
    }

    private void WriteTags(IngestTags tags) => error.WriteLine(
        $"Show {tags.Show}, day {tags.ShootDay?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "as the folders say, else today"}"
        + $", episode {(tags.Episode.Length > 0 ? tags.Episode : "none")}, unit {(tags.Unit.Length > 0 ? tags.Unit : "none")}, brought by {(tags.CarriedBy.Length > 0 ? tags.CarriedBy : "nobody named")}.");

    private async Task BringInAsync(IngestOffer offer, IngestTags tags, CancellationToken cancellationToken)
    {
        if (remote is null)
        {
            await using var library = await IngestSettings.OpenAsync(setup.Home, cancellationToken);
            var (rolls, missing, standstill) = await LocalCards.RunAsync(library, [offer], tags, default, RollStage.Complete, error, cancellationToken);
            Close(new SentCards(rolls, missing, null), offer, tags);
            if (standstill is not null) throw standstill;
        }
        else if (await IsServerThereAsync(cancellationToken))
        {
            Close(await SendAsync(remote, offer, tags, cancellationToken), offer, tags);
        }
        else
        {
            error.WriteLine($"The server at {remote.Server.Address} cannot be reached; the hashes of {offer.Scan.Source} are taken now.");
            QueuedCard card;
            using (var line = new IngestProgressLine(error, TimeProvider.System, offer.Scan.Rolls.Sum(r => r.Bytes)))
                card = await queue.AddAsync(offer, tags, line.Reading, cancellationToken);
            error.WriteLine($"{card.Offer.Scan.Source} is noted with the hash of every file ({ReportText.Size(offer.Scan.Rolls.Sum(r => r.Bytes))}). It is handed over when the server answers; nothing is copied yet: do not format it.");
        }
    }

    /// <summary>Hands over what waits and is plugged in, if the server answers now.</summary>
    private async Task HandOverAsync(RemoteIngest server, CancellationToken cancellationToken)
    {
        nextHandOver = TimeProvider.System.GetUtcNow() + ServerLook;
        var cards = queue.All(error.WriteLine).Where(c => new CardPresence(c.Offer).IsThere()).ToList();
        if (cards.Count == 0 || !await IsServerThereAsync(cancellationToken)) return;
        foreach (var card in cards)
        {
            error.WriteLine($"The server answers: {card.Offer.Scan.Source} is handed over.");
            try
            {
                Close(await SendAsync(server, card.Offer, card.Tags, cancellationToken), card.Offer, card.Tags);
                queue.Remove(card);
            }
            catch (CommandException problem) when (problem.Code == ExitCode.Unavailable)
            {
                error.WriteLine(problem.Message);
                return;
            }
            catch (CommandException problem)
            {
                Told($"{problem.Message} {card.Offer.Scan.Source} stays noted; plug it in again to offer it anew.");
                return;
            }
        }
    }

    private async Task<SentCards> SendAsync(RemoteIngest server, IngestOffer offer, IngestTags tags, CancellationToken cancellationToken)
    {
        using var line = new IngestProgressLine(error, TimeProvider.System, offer.Scan.Rolls.Sum(r => r.Bytes));
        return await server.RunAsync([offer], tags, default, RollStage.Complete, line.Report, cancellationToken);
    }

    private void Close(SentCards closing, IngestOffer offer, IngestTags tags)
    {
        var again = WayOut.Again([offer.Scan.Source], tags, setup.Home, setup.Server, setup.TokenFile);
        if (IngestClosing.Print(closing.Rolls, closing.Missing, RollStage.Complete, json: false, again, output) != ExitCode.Done) hasFound = true;
        output.Flush();
        error.WriteLine("Waiting for drives.");
    }

    /// <summary>Whether the server answers. A token that it does not take ends the station: no drive would get through.</summary>
    private async Task<bool> IsServerThereAsync(CancellationToken cancellationToken)
    {
        try
        {
            await remote!.GreetAsync(default, cancellationToken);
            return true;
        }
        catch (CommandException problem) when (problem.Code == ExitCode.Unavailable)
        {
            return false;
        }
    }
}
