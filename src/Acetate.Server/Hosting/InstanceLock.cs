namespace Acetate.Server.Hosting;

/// <summary>Keeps a second server away from a library home. The kernel lets go of it however this process ends.</summary>
public sealed class InstanceLock : IDisposable
{
    private readonly FileStream file;

    private InstanceLock(FileStream file) => this.file = file;

    /// <summary>Takes the lock, or returns null with the process id of the server that has it (empty when not known).</summary>
    /// <exception cref="IOException">The library home cannot be written.</exception>
    public static InstanceLock? TryTake(string home, out string holder)
    {
        holder = "";
        var path = Path.Combine(home, "server.lock");
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        try
        {
            // Sharing locks are switched off for our programs (decision 0043), so the lock is asked for by name. It is the
            // kernel's and ends with the process, even after SIGKILL.
            if (!OperatingSystem.IsMacOS()) file.Lock(0, 1);
        }
        catch (IOException)
        {
            file.Dispose();
            if (File.Exists(path + ".pid")) holder = File.ReadAllText(path + ".pid");
            return null;
        }

        var instance = new InstanceLock(file);
        try
        {
            File.WriteAllText(path + ".pid", Environment.ProcessId.ToString());
            return instance;
        }
        catch
        {
            instance.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();
}
