using System.Collections.Immutable;
using System.CommandLine;
using System.Reflection;
using Acetate.Hashing;
using Acetate.Mhl;

namespace Acetate.Cli.Mhl;

/// <summary>What the commands of <c>acetate mhl</c> share.</summary>
internal static class MhlOptions
{
    public static Argument<string> Folder() => new("DIR") { Description = "The folder." };

    public static Option<bool> Json() => new("--json") { Description = "Write one JSON document to standard output." };

    public static Option<string[]> Only() =>
        new("--only") { Description = "Nothing but this file, relative to DIR; may be repeated.", HelpName = "FILE" };

    public static Option<string[]> Ignore(string lasting) =>
        new("--ignore") { Description = $"A gitignore pattern relative to DIR; may be repeated. {lasting}", HelpName = "PATTERN" };

    /// <summary>Files named on the command line, as paths in the folder.</summary>
    public static ImmutableArray<string> InFolder(string folder, string[]? files)
    {
        var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        return [.. (files ?? []).Select(file =>
        {
            var full = Path.IsPathRooted(file) || (!Path.Exists(Path.Join(root, file)) && File.Exists(file) && IsInside(Path.GetFullPath(file)))
                ? Path.GetFullPath(file)
                : Path.GetFullPath(Path.Join(root, file));
            if (!IsInside(full)) throw new CommandException(ExitCode.Usage, $"'{file}' does not lie in '{folder}'.");
            return Path.GetRelativePath(root, full).Replace(Path.DirectorySeparatorChar, '/');
        })];

        bool IsInside(string path) => path.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal);
    }

    public static ImmutableArray<HashFormat> Formats(string[]? names) =>
        [.. (names ?? []).Select(n => MhlFormats.Parse(n) ?? throw new CommandException(
            ExitCode.Usage, $"'{n}' is not a hash format of ASC MHL. It knows {string.Join(", ", MhlFormats.All.Select(MhlFormats.Name))}.")).Distinct()];

    public static MhlCreator Creator(MhlAuthor? author = null, string? location = null, string? comment = null) => new()
    {
        HostName = Environment.MachineName,
        Tool = "acetate",
        ToolVersion = Version,
        Authors = author is null ? [] : [author],
        Location = location,
        Comment = comment,
    };

    private static string Version =>
        typeof(MhlOptions).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";
}
