using System.CommandLine;
using Acetate.Compute.Local;
using Acetate.Library;
using Acetate.Library.Shows;

namespace Acetate.Cli.Ingest;

/// <summary>The library and the workers that a command uses in its own process.</summary>
internal static class IngestSettings
{
    /// <summary><c>--show S</c>.</summary>
    public static Option<string> Show() => new("--show") { Description = "The show.", HelpName = "NAME", Required = true };

    /// <summary><c>--site S</c>.</summary>
    public static Option<string> Site() => new("--site")
    {
        Description = "The site where the card is read: an owner of the show may say what its uploads take together and whose work goes first. Default: none",
        HelpName = "NAME",
        DefaultValueFactory = _ => "",
    };

    /// <summary><c>--json</c>.</summary>
    public static Option<bool> Json() => new("--json") { Description = "Print one JSON document on standard output." };

    /// <summary>Opens the library of a home folder; it is made when it is not there yet.</summary>
    public static Task<MediaLibrary> OpenAsync(string? home, CancellationToken cancellationToken) =>
        MediaLibrary.OpenAsync(LibraryOptions.Load(home ?? LibraryOptions.DefaultHome()), cancellationToken);

    /// <summary>How workers are started beside this program.</summary>
    public static LocalEngineOptions Engine(MediaLibrary library) => Engine(Path.Join(library.Options.Home, "work"));

    /// <summary>How workers are started beside this program, with a folder for what is no result.</summary>
    /// <exception cref="CommandException">The worker program is not there; the message says where it was looked for.</exception>
    public static LocalEngineOptions Engine(string scratch) =>
        WorkerProgram.WhyMissing() is { } missing ? throw new CommandException(ExitCode.NotFound, missing) : new() { ScratchRoot = scratch };

    /// <summary><c>--server URL</c>.</summary>
    public static Option<string?> Server() => new("--server") { Description = "Bring the cards into the library of this server instead of one on this machine.", HelpName = "URL" };

    /// <summary>Makes sure that the show exists: on a library of one's own a new name is a new show.</summary>
    public static Task EnsureShowAsync(MediaLibrary library, string name, TextWriter error, CancellationToken cancellationToken) => library.WriteAsync(async tx =>
    {
        if (await tx.ShowAsync(name, cancellationToken) is not null) return;
        if (Library.Shows.Show.WhyNotName(name) is { } reason) throw new CommandException(ExitCode.Usage, reason);
        await tx.AddShowAsync(new Show { Name = name }, cancellationToken);
        await error.WriteLineAsync($"Show '{name}' is new in this library.");
    }, cancellationToken);

    /// <summary>A day as people type it.</summary>
    public static DateOnly? Day(string? text)
    {
        if (text is null) return null;
        return DateOnly.TryParseExact(text, ["yyyy-MM-dd", "yyyyMMdd"], out var day) ? day
            : throw new CommandException(ExitCode.Usage, $"'{text}' is not a day. Write it as 2026-05-11.");
    }
}
