namespace Acetate.Server.Hosting;

/// <summary>Keeps a second server away from a library home. The kernel lets go of it however this process ends.</summary>
public sealed class InstanceLock : IDisposable
{
    private readonly FileStream file;

    private InstanceLock(FileStream file) => this.file = file;

    /// <summary>Takes the lock, or returns null with the process id of the server that has it (empty when not known).</summary>
    public static InstanceLock? TryTake(string home, out string holder)
    {
        holder = "";
        var path = Path.Combine(home, "server.lock");
        try
        {
            // FileShare.None is an advisory flock on Unix; it ends with the process, even after SIGKILL.
            var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            file.SetLength(0);
            file.Write(System.Text.Encoding.ASCII.GetBytes(Environment.ProcessId.ToString()));
            file.Flush();
            File.WriteAllText(path + ".pid", Environment.ProcessId.ToString());
            return new InstanceLock(file);
        }
        catch (IOException)
        {
            if (File.Exists(path + ".pid")) holder = File.ReadAllText(path + ".pid");
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();
}
