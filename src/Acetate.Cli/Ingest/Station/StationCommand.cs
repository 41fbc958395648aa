using System.CommandLine;
using Acetate.Cli.Remote;
using Acetate.Tools.Ingest;

namespace Acetate.Cli.Ingest.Station;

/// <summary><c>acetate station</c>: watches for drives and brings them in on one key.</summary>
internal static class StationCommand
{
    public static Command Create()
    {
        var show = IngestSettings.Show();
        var home = new Option<string?>("--library") { Description = "The library home on this machine. Default: ACETATE_LIBRARY, else ~/.local/share/acetate", HelpName = "DIR" };
        var server = IngestSettings.Server();
        var tokenFile = LibraryChoice.TokenFile();
        var watch = new Option<string[]>("--watch") { Description = "A folder whose subfolders count as drives; may be repeated. Default: the drives that the system mounts", HelpName = "DIR" };
        var queue = new Option<string?>("--queue") { Description = "Where cards are noted while the server is away. Default: ~/.local/share/acetate/queue", HelpName = "DIR" };
        var unit = new Option<string>("--unit") { Description = "The unit to propose. Default: from the folder's name", HelpName = "UNIT", DefaultValueFactory = _ => "" };
        var episode = new Option<string>("--episode") { Description = "The episode or block to propose. Default: from the folder's name", HelpName = "EP", DefaultValueFactory = _ => "" };
        var day = new Option<string?>("--day") { Description = "The shoot day to propose. Default: from the folder's name, else today", HelpName = "YYYY-MM-DD" };
        var carrier = new Option<string>("--brought-by") { Description = "Who brings the drives; stands in the chain of custody.", HelpName = "NAME", DefaultValueFactory = _ => "" };
        var site = IngestSettings.Site();
        var auto = new Option<bool>("--auto") { Description = "Begin with every drive without waiting for a key." };
        var command = new Command("station", "Watches for drives being plugged in, shows what lies on them, and brings them in on one key.")
        {
            show, home, server, tokenFile, watch, queue, unit, episode, day, carrier, site, auto,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (parsed.GetValue(server) is not null && parsed.GetValue(home) is not null)
                throw new CommandException(ExitCode.Usage, "--library and --server exclude each other: the cards go into one library.");
            var folders = parsed.GetValue(watch) ?? [];
            if (Array.Find(folders, f => !Directory.Exists(f)) is { } missing) throw new CommandException(ExitCode.NotFound, $"There is no folder {missing} to watch.");
            var setup = new StationSetup
            {
                Home = parsed.GetValue(home),
                Server = parsed.GetValue(server),
                TokenFile = parsed.GetValue(tokenFile),
                IsAutomatic = parsed.GetValue(auto),
                Queue = parsed.GetValue(queue) ?? Path.Join(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "acetate", "queue"),
                Tags = new IngestTags
                {
                    Show = parsed.GetRequiredValue(show),
                    ShootDay = IngestSettings.Day(parsed.GetValue(day)),
                    Unit = parsed.GetValue(unit)!,
                    Episode = parsed.GetValue(episode)!,
                    CarriedBy = parsed.GetValue(carrier)!,
                    Site = parsed.GetValue(site)!,
                },
            };
            var drives = folders.Length > 0 ? DriveWatch.OfFolders(folders) : DriveWatch.OfMounts();
            try
            {
                using var station = new StationLoop(setup, drives, parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
                return (int)await station.RunAsync(cancellationToken);
            }
            catch (Exception e) when (IngestProblems.Explain(e) is { } explained)
            {
                throw explained;
            }
        });
        return command.Explain(
            "acetate station --show film --unit MU\nacetate station --show film --server https://acetate.example.com --token-file ~/.acetate-token --brought-by Mara",
            (ExitCode.Done, "ended with q, and every drive was brought in, skipped or noted"),
            (ExitCode.Found, "ended with q, and a roll is held or something was found"),
            (ExitCode.NotPermitted, "the server does not take the token"));
    }
}

/// <summary>How a station was started.</summary>
internal sealed record StationSetup
{
    /// <summary>The library home on this machine; null for the default.</summary>
    public string? Home { get; init; }

    /// <summary>The server; null to work with a library on this machine.</summary>
    public string? Server { get; init; }

    /// <summary>The file that holds the token.</summary>
    public string? TokenFile { get; init; }

    /// <summary>Where cards are noted while the server is away.</summary>
    public required string Queue { get; init; }

    /// <summary>What is proposed for every drive.</summary>
    public required IngestTags Tags { get; init; }

    /// <summary>Whether drives begin without a key.</summary>
    public bool IsAutomatic { get; init; }
}
