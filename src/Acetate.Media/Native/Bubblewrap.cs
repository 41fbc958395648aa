using System.Collections.Immutable;

namespace Acetate.Media.Native;

/// <summary>What a program in a sandbox sees of this machine.</summary>
internal sealed record SandboxView
{
    /// <summary>The program, an absolute path.</summary>
    public required string Program { get; init; }

    /// <summary>Files and folders to read.</summary>
    public required IReadOnlyList<string> Reads { get; init; }

    /// <summary>Files and folders to write.</summary>
    public required IReadOnlyList<string> Writes { get; init; }

    /// <summary>The folder that names without a beginning <c>/</c> count from; it is there, and empty but for what else is to be seen.</summary>
    public string Folder { get; init; } = "/";

    /// <summary>Whether the network is there; the default is that it is not.</summary>
    public bool IsConnected { get; init; }

    /// <summary>Whether there is a <c>/tmp</c> of its own, in memory; the default is that nothing but the outputs can be written.</summary>
    public bool HasScratch { get; init; }

    /// <summary>Whether root starts it, who reads the files of all users; the default is that an ordinary user does.</summary>
    public bool IsRoot { get; init; }

    /// <summary>The number of the open file that holds a filter of system calls; null: there is none.</summary>
    public int? Filter { get; init; }
}

/// <summary>The command line of <c>bwrap</c> (bubblewrap): namespaces of its own for a program, in which there is only what it needs.</summary>
/// <remarks>
/// What is not named here is not there: no home, no library, no other media, no network, no other process. The system's programs and libraries can be read.
/// Nothing is left that a set-user-id program or a capability could do.
/// </remarks>
internal static class Bubblewrap
{
    /// <summary>More inputs than this are seen as the folders they lie in: each one that is bound is a mount, and a sequence has thousands.</summary>
    public const int MostFiles = 32;

    // Since Debian merged them into /usr these are links; elsewhere they are folders.
    private static readonly ImmutableArray<string> Merged = ["/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"];

    // Where the loader finds libraries, and which of several implementations is the one to take.
    private static readonly ImmutableArray<string> Settings = ["/etc/ld.so.cache", "/etc/alternatives"];

    /// <summary>The arguments up to the program, without it.</summary>
    /// <param name="view">What is to be seen.</param>
    /// <param name="linkOf">The target of a link of this machine; null where there is a folder, or nothing.</param>
    public static ImmutableArray<string> Arguments(SandboxView view, Func<string, string?> linkOf)
    {
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(linkOf);
        return
        [
            .. Namespaces(view), "--die-with-parent", "--new-session", "--cap-drop", "ALL",
            // Footage of others that only they may read: without this root could not have it decoded. What else it could be used for, opening files by
            // their numbers past all mounts, the filter refuses.
            .. view is { IsRoot: true, Filter: not null } ? (string[])["--cap-add", "CAP_DAC_READ_SEARCH"] : [],
            .. view.Filter is { } filter ? (string[])["--seccomp", filter.ToString(System.Globalization.CultureInfo.InvariantCulture)] : [],
            "--ro-bind", "/usr", "/usr",
            .. Merged.SelectMany(folder => linkOf(folder) is { } target ? (string[])["--symlink", target, folder] : ["--ro-bind-try", folder, folder]),
            .. Settings.Concat(view.IsConnected ? ["/etc/resolv.conf", "/etc/hosts", "/etc/nsswitch.conf", "/etc/ssl/certs"] : []).SelectMany(file => (string[])["--ro-bind-try", file, file]),
            "--proc", "/proc", "--dev", "/dev",
            .. view.HasScratch ? (string[])["--tmpfs", "/tmp"] : [],
            .. Places(view).SelectMany(place => (string[])[place.Option, place.Path, place.Path]),
            "--dir", view.Folder, "--chdir", view.Folder,
            // Of a server that is root's the kernel's settings in /proc belong to this program's user, too, whatever capabilities it lost.
            "--remount-ro", "/proc", .. view.HasScratch ? (string[])[] : ["--remount-ro", "/dev"], "--remount-ro", "/",
        ];
    }

    // A namespace of users would take root's view of others' files away, and only ordinary users need one.
    private static string[] Namespaces(SandboxView view) => view.IsRoot
        ? ["--unshare-ipc", "--unshare-pid", "--unshare-uts", "--unshare-cgroup-try", .. view.IsConnected ? (string[])[] : ["--unshare-net"]]
        : ["--unshare-all", .. view.IsConnected ? (string[])["--share-net"] : []];

    // A place comes after every folder that it lies in, which would hide it else.
    private static IEnumerable<(string Option, string Path)> Places(SandboxView view)
    {
        var reads = view.Reads.Append(HomeOf(view.Program)).OfType<string>().ToHashSet(StringComparer.Ordinal);
        reads.ExceptWith(view.Writes);
        return reads.Select(path => (path.StartsWith("/dev/", StringComparison.Ordinal) ? "--dev-bind-try" : "--ro-bind-try", path))
            .Concat(view.Writes.Distinct(StringComparer.Ordinal).Select(path => ("--bind-try", path)))
            .OrderBy(place => place.Item2, StringComparer.Ordinal);
    }

    /// <summary>Where a program and what it needs lie: <c>/opt/red</c> of <c>/opt/red/bin/adapter</c>; null for one of the system's.</summary>
    internal static string? HomeOf(string program)
    {
        if (program.StartsWith("/usr/", StringComparison.Ordinal) || Merged.Any(folder => program.StartsWith(folder + "/", StringComparison.Ordinal))) return null;
        var folder = Path.GetDirectoryName(program) ?? "/";
        if (Path.GetFileName(folder) == "bin") folder = Path.GetDirectoryName(folder) ?? "/";
        // Nobody's home and no folder that holds everything is shown for the program's sake: there it is seen alone.
        var depth = folder.Count(letter => letter == '/');
        return depth < 2 || (depth == 2 && folder.StartsWith("/home/", StringComparison.Ordinal)) ? program : folder;
    }

    /// <summary>Paths as the sandbox needs them: absolute, and where there are many, the folders they lie in.</summary>
    /// <param name="paths">Files and folders; what is not there may be among them.</param>
    public static IReadOnlyList<string> Fewer(IReadOnlyList<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        var all = paths.Select(Path.GetFullPath).ToHashSet(StringComparer.Ordinal);
        if (all.Count <= MostFiles) return [.. all];
        var folders = new HashSet<string>(StringComparer.Ordinal);
        foreach (var path in all)
        {
            if (Directory.Exists(path))
            {
                folders.Add(path);
                continue;
            }

            folders.Add(Path.GetDirectoryName(path)!);
            // A link in the folder leads to where the file is; alone it would have been the file itself.
            if (File.ResolveLinkTarget(path, returnFinalTarget: true) is { } target) folders.Add(Path.GetDirectoryName(target.FullName)!);
        }

        return [.. folders];
    }
}
