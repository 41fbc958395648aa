using Acetate.Library;
using Acetate.Server.Access;
using Acetate.Server.Problems;

namespace Acetate.Server.Tools.Ingest;

/// <summary>A folder of the server's machine that a request names: where systems mount drives. Others are an administrator's business.</summary>
internal static class DriveFolder
{
    private static readonly string[] Roots = ["/media", "/run/media", "/mnt", "/Volumes"];

    /// <summary>The full path, if the caller may name it.</summary>
    /// <param name="path">As the request says it.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="what">The beginning of the sentence that refuses: <c>Cards are read from</c>.</param>
    /// <exception cref="ProblemException">It is no full path, or lies elsewhere and the caller is no administrator.</exception>
    public static string Demand(string path, Caller caller, string what)
    {
        if (!Path.IsPathFullyQualified(path)) throw new ProblemException(ProblemType.InvalidRequest, $"'{path}' is not a full path.");
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (!caller.IsAdministrator && !Roots.Any(root => full.StartsWith(root + "/", StringComparison.Ordinal)))
            throw new ProblemException(ProblemType.NotPermitted, $"{what} {string.Join(", ", Roots)} only.", "Mount the drive there, or ask an administrator.");
        return full;
    }

    /// <summary>The folder as a place to restore into: it must be there, for a drive that is not mounted would fill the system's disk, and
    /// must not be one that the library keeps its own footage in.</summary>
    /// <exception cref="ProblemException">It cannot be written to for one of these reasons.</exception>
    public static Uri DemandTarget(string path, Caller caller, LibraryOptions options)
    {
        var full = Demand(path, caller, "Footage is restored into");
        if (!Directory.Exists(full))
            throw new ProblemException(ProblemType.NotFound, $"There is no folder {full} on the server's machine.", "Make it, or mount its drive, and restore again.");
        foreach (var own in new[] { options.Store, options.Archive, options.Derived })
            if (own.IsFile && IsIn(full, own.LocalPath))
                throw new ProblemException(ProblemType.InvalidRequest, $"The library keeps its own footage in {own.LocalPath}.", "Restore into a folder outside of it.");
        return new Uri(new Uri(full).AbsoluteUri);
    }

    private static bool IsIn(string inner, string outer)
    {
        outer = Path.TrimEndingDirectorySeparator(outer);
        return inner == outer || inner.StartsWith(outer + "/", StringComparison.Ordinal);
    }
}
