using Acetate.Storage.Local;

namespace Acetate.Cli.Fdl;

/// <summary>A file that a command makes: whole under its name or not at all, and never over another.</summary>
internal static class NewFile
{
    /// <summary>Refuses a name before any work is done.</summary>
    public static void Check(string path)
    {
        if (Path.Exists(path)) throw Taken(path);
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && !Directory.Exists(folder)) throw new CommandException(ExitCode.NotFound, $"There is no folder '{Table.Visible(folder)}' to write '{Table.Visible(Path.GetFileName(path))}' into.");
    }

    /// <summary>Writes what is filled in.</summary>
    public static async Task WriteAsync(string path, Func<Stream, Task> fill)
    {
        if (!await FinalName.TryWriteAsync(path, fill)) throw Taken(path);
    }

    private static CommandException Taken(string path) =>
        new(ExitCode.BadInput, $"'{Table.Visible(path)}' is there already, and nothing is overwritten. Name another file.");
}
