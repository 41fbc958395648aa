using System.CommandLine;
using Acetate.Library;

namespace Acetate.Cli;

/// <summary><c>--library DIR</c>, the same for every command that works on a library.</summary>
internal static class LibraryOption
{
    /// <summary>The option.</summary>
    public static Option<string?> Create() => new("--library")
    {
        Description = "The library home. Default: ACETATE_LIBRARY, else ~/.local/share/acetate",
        HelpName = "DIR",
    };

    /// <summary>Opens the library that is named, or the usual one. One that is not there is not made.</summary>
    /// <exception cref="CommandException">There is no library.</exception>
    public static Task<MediaLibrary> OpenAsync(string? named, CancellationToken cancellationToken)
    {
        var home = named is null ? LibraryOptions.DefaultHome() : Path.GetFullPath(named);
        if (!Directory.Exists(home))
            throw new CommandException(ExitCode.NotFound, $"There is no library at {home}. 'acetate serve' and 'acetate ingest' make one; --library names another.");
        return MediaLibrary.OpenAsync(LibraryOptions.Load(home), cancellationToken);
    }
}
