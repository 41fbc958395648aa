using System.CommandLine;

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
}
