using System.CommandLine;
using System.Diagnostics;
using Acetate.Cli.Ingest;
using Acetate.Cli.Serve;
using Acetate.Library;
using Acetate.Library.Events;
using Acetate.Library.Rolls;
using Acetate.Media.Demo;
using Acetate.Storage.Local;
using Acetate.Tools.Ingest;
using Acetate.Tools.VfxPulls;

namespace Acetate.Cli.Demo;

/// <summary><c>acetate demo run</c>: a server over a library of its own, and the demo day on its way into it.</summary>
/// <remarks>
/// This process only takes the day in; the server does the work. Kill either or both, at any moment, and start it again: the day goes on
/// where it was.
/// </remarks>
internal static class DemoRun
{
    public static Command Create()
    {
        var home = new Option<string>("--home") { Description = "Where card and library of the demo lie. Default: .acetate/demo", HelpName = "DIR", DefaultValueFactory = _ => Path.Join(".acetate", "demo") };
        var listen = new Option<string>("--listen") { Description = "Where the server listens; port 0 takes a free one.", HelpName = "URL", DefaultValueFactory = _ => "http://127.0.0.1:5480" };
        var untilComplete = new Option<bool>("--until-complete") { Description = "Stop the server and end when the day, its dailies and its pulls are complete, or held." };
        var small = new Option<bool>("--small") { Description = "Draw pictures at a third of the size." };
        var library = new Option<string?>("--library") { Description = "Bring the day into this library, which a server serves already; none is started, and the command ends with the last pull.", HelpName = "DIR" };
        var show = new Option<string>("--show") { Description = "The show that the day is of.", HelpName = "NAME", DefaultValueFactory = _ => "demo" };
        var wholeClips = new Option<bool>("--whole-clips") { Description = "Have the VFX vendor's plates made of whole clips." };
        var framesPerStep = RangeOption.Of("--frames-per-step", "Frames of a plate that a worker renders in one go. Default: as many as take ten times as long as a start", "FRAMES", 1, 10_000);
        var command = new Command("run", "Shows the demo day on its way into a library, its dailies on their way to editorial, and its pulls to a VFX vendor and a finishing house, live in the browser.")
        {
            home, listen, untilComplete, small, library, show, wholeClips, framesPerStep,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            Path.GetFullPath(parsed.GetRequiredValue(home)), parsed.GetValue(library), parsed.GetRequiredValue(listen), parsed.GetValue(untilComplete), parsed.GetValue(small),
            new(parsed.GetRequiredValue(show), new() { WholeClips = parsed.GetValue(wholeClips), FramesPerStep = (int?)parsed.GetValue(framesPerStep) }),
            parsed.InvocationConfiguration.Output, cancellationToken));
        return command.Explain("acetate demo run\nacetate demo run --home /tmp/demo --until-complete",
            (ExitCode.Found, "with --until-complete or --library: a roll of the day, its dailies, or a pull, is held"),
            (ExitCode.Unavailable, "the server could not start; its message says why"));
    }

    private static async Task<int> RunAsync(string home, string? served, string listen, bool untilComplete, bool small, Wishes wishes, TextWriter output, CancellationToken cancellationToken)
    {
        var day = await ShootOnceAsync(home, small, output, cancellationToken).ConfigureAwait(false);
        if (served is not null)
        {
            await using var opened = await IngestSettings.OpenAsync(Path.GetFullPath(served), cancellationToken).ConfigureAwait(false);
            return (int)(await FollowAsync(opened, wishes, day, output, cancellationToken).ConfigureAwait(false) ? ExitCode.Done : ExitCode.Found);
        }

        var libraryHome = Path.Join(home, "library");
        using var server = Process.Start(new ProcessStartInfo(
            SiblingProgram.Find("acetate-server"), ["--library", libraryHome, "--listen", listen, "--link", "--end-with-input"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })
            ?? throw new CommandException(ExitCode.Unavailable, "The server could not be started.");
        // People read this terminal; the server's log is beside the library.
        var log = LogAsync(server.StandardError, Path.Join(home, "server.log"));
        try
        {
            // It prints its address once everything behind it is open.
            var link = await server.StandardOutput.ReadLineAsync(cancellationToken).ConfigureAwait(false);
            if (link is null)
            {
                await server.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
                await log.ConfigureAwait(false);
                throw new CommandException(ExitCode.Unavailable,
                    $"The server did not start: {(await File.ReadAllLinesAsync(Path.Join(home, "server.log"), cancellationToken).ConfigureAwait(false)).LastOrDefault($"it ended without a word ({Ending(server)}). Run the command again.")}");
            }

            await output.WriteLineAsync(Welcome(link, home, isTerminal: !Console.IsOutputRedirected)).ConfigureAwait(false);
            await using var library = await IngestSettings.OpenAsync(libraryHome, cancellationToken).ConfigureAwait(false);
            var isSafe = await WhileItRunsAsync(server, stop => FollowAsync(library, wishes, day, output, stop), home, cancellationToken).ConfigureAwait(false);
            if (!untilComplete)
            {
                await output.WriteLineAsync("The server goes on until Ctrl+C.").ConfigureAwait(false);
                await server.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
                if (server.ExitCode != 0) throw Ended(server, home);
            }

            return (int)(isSafe ? ExitCode.Done : ExitCode.Found);
        }
        finally
        {
            await StopAsync(server).ConfigureAwait(false);
        }
    }

    /// <summary>Does something for as long as the server lives.</summary>
    /// <exception cref="CommandException">The server ended before it was done.</exception>
    private static async Task<bool> WhileItRunsAsync(Process server, Func<CancellationToken, Task<bool>> work, string home, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var working = work(stop.Token);
        var ended = server.WaitForExitAsync(stop.Token);
        if (await Task.WhenAny(working, ended).ConfigureAwait(false) == working)
        {
            await stop.CancelAsync().ConfigureAwait(false);
            return await working.ConfigureAwait(false);
        }

        await stop.CancelAsync().ConfigureAwait(false);
        await working.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        throw Ended(server, home);
    }

    private static CommandException Ended(Process server, string home) => new(ExitCode.Unavailable,
        $"The server ended by itself ({Ending(server)}). Run the command again: the day goes on where it was. What the server said is in {Path.Join(home, "server.log")}.");

    private static string Ending(Process server) => server.ExitCode > 128 ? $"signal {server.ExitCode - 128}" : $"exit code {server.ExitCode}";

    /// <summary>The link for a person at a terminal. Whatever else takes the output may be a log, and a token must never stand in one.</summary>
    internal static string Welcome(string link, string home, bool isTerminal)
    {
        if (isTerminal) return $"\nOpen this in a browser:\n\n  {link}\n";
        var file = Path.Join(home, "link");
        PrivateFile.Write(file, link + "\n");
        return $"Acetate serves the demo at {link.Split("/#", 2)[0]}; the link that signs you in is in {file}, for this user only";
    }

    /// <summary>Makes the demo day unless it is there; a day that was only half made is made anew.</summary>
    private static async Task<string> ShootOnceAsync(string home, bool small, TextWriter output, CancellationToken cancellationToken)
    {
        var card = Path.Join(home, "card");
        var day = Path.Join(card, DemoDay.Folder);
        if (Directory.Exists(day)) return day;
        await output.WriteLineAsync("Making the demo shoot day: two camera rolls and a sound roll.").ConfigureAwait(false);
        var making = Path.Join(home, "card.making");
        if (Directory.Exists(making)) Directory.Delete(making, recursive: true);
        await DemoCommand.WriteDayAsync(new DemoDay { IsSmall = small }, making, [], _ => { }, cancellationToken).ConfigureAwait(false);
        Directory.Move(making, card);
        return day;
    }

    /// <summary>Takes the day in and tells what happens until every roll is complete or held; whether all are complete.</summary>
    private static async Task<bool> FollowAsync(MediaLibrary library, Wishes wishes, string day, TextWriter output, CancellationToken cancellationToken)
    {
        var show = wishes.Show;
        var offer = await IngestOffer.ReadAsync(day, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        await IngestSettings.EnsureShowAsync(library, show, output, cancellationToken).ConfigureAwait(false);
        await DemoDailies.SwitchOnAsync(library, show, cancellationToken).ConfigureAwait(false);
        var after = await library.ReadAsync(tx => tx.LastEventAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
        var tags = new IngestTags { Show = show, CarriedBy = "the demo" };
        var receipt = await new CardIngest(library).SubmitAsync(offer, tags, Environment.UserName, "", null, cancellationToken).ConfigureAwait(false);
        var waiting = receipt.Rolls.Select(roll => roll.Roll).ToHashSet();
        var isSafe = await SettleAsync(library, waiting, cancellationToken).ConfigureAwait(false);
        if (waiting.Count > 0)
        {
            await foreach (var news in library.FollowEventsAsync(after, new EventFilter { Show = show }, cancellationToken).ConfigureAwait(false))
            {
                if (!news.Kind.StartsWith("roll.", StringComparison.Ordinal)) continue;
                await output.WriteLineAsync($"{news.At.ToLocalTime():HH:mm:ss}  {news.Message}").ConfigureAwait(false);
                if (news.Kind is not ("roll.complete" or "roll.held")) continue;
                isSafe &= await SettleAsync(library, waiting, cancellationToken).ConfigureAwait(false);
                if (waiting.Count == 0) break;
            }
        }

        await output.WriteLineAsync(isSafe ? "Every roll of the demo day is complete: the cards may be formatted." : "A roll is held; the page of the roll says why and what to do.").ConfigureAwait(false);
        if (!isSafe) return false;
        await output.WriteLineAsync("Its dailies make themselves: checked, with the recorder's sound, graded, rendered, and delivered to editorial.").ConfigureAwait(false);
        if (!await DemoDailies.FollowAsync(library, show, output, cancellationToken).ConfigureAwait(false)) return false;
        await output.WriteLineAsync("Now what the footage is for: plates of the demo's cut for a VFX vendor, and the originals of its locked cut for the finishing house.").ConfigureAwait(false);
        return await DemoPulls.FollowAsync(library, show, wishes.Plates, output, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes rolls off the list that are complete or held; false when one is held.</summary>
    private static async Task<bool> SettleAsync(MediaLibrary library, HashSet<Guid> waiting, CancellationToken cancellationToken)
    {
        var isSafe = true;
        foreach (var id in waiting.ToArray())
        {
            var roll = await library.ReadAsync(tx => tx.RequireRollAsync(id, cancellationToken), cancellationToken).ConfigureAwait(false);
            if (roll.Stage != RollStage.Complete && roll.Hold is null) continue;
            isSafe &= roll.Hold is null;
            waiting.Remove(id);
        }

        return isSafe;
    }

    private static async Task LogAsync(StreamReader source, string path)
    {
        await using var file = new StreamWriter(path) { AutoFlush = true };
        while (await source.ReadLineAsync().ConfigureAwait(false) is { } line) await file.WriteLineAsync(line).ConfigureAwait(false);
    }

    private static async Task StopAsync(Process server)
    {
        if (server.HasExited) return;
        // It ends with its input, in good order.
        server.StandardInput.Close();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        try
        {
            await server.WaitForExitAsync(patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            server.Kill(entireProcessTree: true);
        }
    }

    /// <summary>What of the day is as who runs it wishes.</summary>
    /// <param name="Show">The show that it is of.</param>
    /// <param name="Plates">How the vendor's plates are made.</param>
    private sealed record Wishes(string Show, VfxPullSettings Plates);
}
