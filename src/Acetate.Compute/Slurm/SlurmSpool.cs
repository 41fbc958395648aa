using Acetate.Compute.Native;

namespace Acetate.Compute.Slurm;

/// <summary>The names of the files of a pilot and its engine.</summary>
internal static class PilotFiles
{
    public const string Orders = "orders";
    public const string Journal = "journal";
    public const string Beat = "beat";
}

/// <summary>The folder that engine and pilots share. An engine holds it alone, as long as it lives.</summary>
/// <remarks>
/// <c>engine</c> has the engine's name for ever, <c>beat</c> a number that grows while it lives, <c>pilot.sh</c> what Slurm starts, and
/// <c>pilots/{submission}/{task}</c> the files of a pilot; beside that folder lies its log.
/// </remarks>
internal sealed class SlurmSpool : IDisposable
{
    // exec "$@" passes arguments on as they are: no word of them is ever read by a shell.
    private const string PilotScript = "#!/bin/sh\nexec \"$@\"\n";

    private readonly FileStream _lock;
    private long _beat;

    private SlurmSpool(string root, string id, FileStream held) => (Root, Id, _lock) = (root, id, held);

    /// <summary>The folder.</summary>
    public string Root { get; }

    /// <summary>Tells the jobs of this engine from those of others.</summary>
    public string Id { get; }

    /// <summary>The script that starts a pilot.</summary>
    public string Script => Path.Join(Root, "pilot.sh");

    /// <summary>The folder of all pilots.</summary>
    public string Pilots => Path.Join(Root, "pilots");

    /// <summary>Opens the folder, and makes it when it is not there.</summary>
    /// <exception cref="IOException">It cannot be written, or another engine has it.</exception>
    /// <exception cref="ArgumentException">Its path cannot be said to Slurm.</exception>
    public static SlurmSpool Open(string path)
    {
        if (!Path.IsPathRooted(path) || path.AsSpan().IndexOfAny("%\\\n\r") >= 0)
            throw new ArgumentException($"The spool folder '{path}' must be a whole path without '%', '\\' and line ends: Slurm would read them otherwise.");
        var root = Directory.CreateDirectory(path).FullName;
        // Requests name files and shows: nobody else's business.
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var held = new FileStream(Path.Join(root, "engine.lock"), FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite);
        if (OperatingSystem.IsLinux() && !LinuxProcess.TryLock(held.SafeFileHandle))
        {
            held.Dispose();
            throw new IOException($"The spool folder {root} is another server's. Give this one a folder of its own.");
        }

        var name = Path.Join(root, "engine");
        var id = File.Exists(name) ? File.ReadAllText(name).Trim() : "";
        if (id.Length != 12 || !id.All(char.IsAsciiHexDigitLower)) File.WriteAllText(name, id = Guid.NewGuid().ToString("N")[..12]);
        var spool = new SlurmSpool(root, id, held);
        File.WriteAllText(spool.Script, PilotScript);
        Directory.CreateDirectory(spool.Pilots);
        var beat = Path.Join(root, PilotFiles.Beat);
        spool._beat = File.Exists(beat) && long.TryParse(File.ReadAllText(beat), out var last) ? last : 0;
        spool.Beat();
        return spool;
    }

    /// <summary>Says to pilots that the engine lives.</summary>
    public void Beat()
    {
        var file = Path.Join(Root, PilotFiles.Beat);
        File.WriteAllText(file + ".new", (++_beat).ToString(System.Globalization.CultureInfo.InvariantCulture));
        File.Move(file + ".new", file, overwrite: true);
    }

    /// <summary>The folders of all pilots that have left any, by submission and task.</summary>
    public IEnumerable<(string Submission, int Task, string Folder)> All() =>
        from array in Directory.EnumerateDirectories(Pilots)
        from folder in Directory.EnumerateDirectories(array)
        where int.TryParse(Path.GetFileName(folder), out _)
        select (Path.GetFileName(array), int.Parse(Path.GetFileName(folder), System.Globalization.CultureInfo.InvariantCulture), folder);

    /// <summary>Removes arrays that were begun before an instant and of which no pilot is wanted.</summary>
    public void Sweep(DateTimeOffset before, Func<string, bool> isWanted)
    {
        foreach (var array in Directory.EnumerateDirectories(Pilots))
        {
            if (isWanted(Path.GetFileName(array)) || Directory.GetCreationTimeUtc(array) >= before.UtcDateTime) continue;
            try
            {
                Directory.Delete(array, recursive: true);
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
                // The next time.
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();
}
