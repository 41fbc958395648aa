using System.Diagnostics;

namespace Acetate.Cluster;

/// <summary>Where the nodes' workers keep what is no result: a small disk in memory that can be filled. Where it cannot be mounted, a folder.</summary>
internal sealed class Scratch : IAsyncDisposable
{
    private const int MiB = 1024;
    private readonly string path;
    private Process? holder;

    private Scratch(string path) => this.path = path;

    public string Path => path;

    public bool CanBeFilled { get; private set; }

    /// <summary>Mounts it; a shell unmounts it when this process ends, and ends who is still in it.</summary>
    public static async Task<Scratch> StartAsync(string path)
    {
        var scratch = new Scratch(path);
        Directory.CreateDirectory(path);
        var (code, _, _) = await Shell.TryAsync("mount", "-t", "tmpfs", "-o", $"size={MiB}m,mode=1777", "acetate-scratch", path);
        scratch.CanBeFilled = code == 0;
        // A sandbox whose worker was killed in the instant of its start may be left waiting for it for ever; it is known by its folder.
        var script = $$"""
            cat >/dev/null
            sleep 0.5
            for link in /proc/[0-9]*/cwd; do
              case "$(readlink "$link")" in '{{path}}'/*) kill -9 "$(basename "$(dirname "$link")")" ;; esac
            done 2>/dev/null
            {{(scratch.CanBeFilled ? $"umount -l '{path}'" : "")}}
            """;
        scratch.holder = Process.Start(new ProcessStartInfo("setsid", ["bash", "-c", script]) { RedirectStandardInput = true });
        return scratch;
    }

    /// <summary>Unmounts what a machine that lost power, or a process that was killed, left behind.</summary>
    public static Task RemoveAsync(string path) => Shell.TryAsync("umount", "-l", path);

    /// <summary>Leaves no byte free.</summary>
    public Task FillAsync() => Shell.TryAsync("dd", "if=/dev/zero", $"of={Ballast}", "bs=1M", $"count={2 * MiB}");

    public Task EmptyAsync() => Shell.RunAsync("rm", "-f", Ballast);

    public async ValueTask DisposeAsync()
    {
        if (holder is null) return;
        holder.StandardInput.Close();
        await holder.WaitForExitAsync();
        holder.Dispose();
        holder = null;
    }

    private string Ballast => System.IO.Path.Join(path, "ballast");
}
