using Acetate.Compute.Hosting;
using Acetate.Compute.Native;

namespace Acetate.Compute.Local;

/// <summary>The folder of one engine, and the tidying up after engines that were killed.</summary>
/// <remarks>
/// A lock file, held open as long as the engine lives, tells the living from the dead: the system lets go of it however the
/// process ends. What a dead engine left (folders, and programs started by its workers) is removed by the next one.
/// </remarks>
internal sealed class EngineScratch : IDisposable
{
    /// <summary>Environment: the engine that a process, and every program it starts, works for.</summary>
    public const string EngineVariable = "ACETATE_ENGINE";

    private readonly FileStream _lock;

    private EngineScratch(string id, string folder, FileStream @lock)
    {
        Id = id;
        Folder = folder;
        _lock = @lock;
    }

    public string Id { get; }

    public string Folder { get; }

    public static EngineScratch Open(string root)
    {
        Directory.CreateDirectory(root);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        foreach (var file in Directory.EnumerateFiles(root, "*.lock")) RemoveIfDead(file);
        while (true)
        {
            var id = Guid.CreateVersion7().ToString("N");
            if (TryHold(Path.Join(root, id + ".lock"), FileMode.CreateNew) is { } held)
                return new(id, Directory.CreateDirectory(Path.Join(root, id)).FullName, held);
            // Another engine starting now took our new lock file for a dead one's: take a new name.
        }
    }

    /// <summary>A new empty folder for an attempt.</summary>
    public string For(string attemptId) => Directory.CreateDirectory(Path.Join(Folder, attemptId)).FullName;

    /// <summary>Removes a folder and all in it; what cannot be removed now is removed by the next engine.</summary>
    public static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
        }
    }

    public void Dispose()
    {
        Remove(Folder);
        File.Delete(_lock.Name);
        _lock.Dispose();
    }

    private static void RemoveIfDead(string lockFile)
    {
        using var held = TryHold(lockFile, FileMode.Open);
        if (held is null) return;
        if (OperatingSystem.IsLinux()) KillThoseOf(Path.GetFileNameWithoutExtension(lockFile));
        Remove(Path.ChangeExtension(lockFile, null));
        if (!Directory.Exists(Path.ChangeExtension(lockFile, null))) File.Delete(lockFile);
    }

    /// <summary>The lock file, held; null when somebody else holds it or it is gone.</summary>
    private static FileStream? TryHold(string lockFile, FileMode mode)
    {
        try
        {
            var file = new FileStream(lockFile, mode, FileAccess.Write, FileShare.None);
            // .NET's own sharing locks are switched off in our programs (docs/decisions/0043), so the lock is taken by name.
            if (!OperatingSystem.IsLinux() || LinuxProcess.TryLock(file.SafeFileHandle)) return file;
            file.Dispose();
        }
        catch (IOException problem) when (Directory.Exists(Path.GetDirectoryName(lockFile)) && problem.HResult != WorldFailure.NoSpace && problem.HResult != WorldFailure.QuotaExceeded)
        {
            // Somebody else's, or gone. On a full disk no other name would do either.
        }
        return null;
    }

    [System.Runtime.Versioning.SupportedOSPlatform("linux")]
    private static void KillThoseOf(string engineId)
    {
        var mark = System.Text.Encoding.UTF8.GetBytes($"\0{EngineVariable}={engineId}\0");
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), out var process) || process == Environment.ProcessId) continue;
            try
            {
                byte[] environment = [0, .. File.ReadAllBytes(Path.Join(folder, "environ")), 0];
                if (environment.AsSpan().IndexOf(mark) >= 0) LinuxProcess.Signal(process, LinuxProcess.SigKill);
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
                // Somebody else's process, or gone already.
            }
        }
    }
}
