namespace Acetate.Cluster;

/// <summary>Jobs of nodes as containers: the worker's image, started by the script that facilities have for it.</summary>
internal static class Containers
{
    /// <summary>What Slurm starts in place of the worker.</summary>
    public static string Worker(ClusterFolder folder) => Path.Join(folder.Root, "deploy", "slurm", "worker-in-container");

    /// <summary>The variables of jobs: what a container sees, and how podman runs it here.</summary>
    /// <exception cref="ClusterException">Nothing runs in containers here, or the image is not there.</exception>
    public static async Task<Dictionary<string, string>> VariablesAsync(ClusterFolder folder, CancellationToken cancellationToken)
    {
        var image = Environment.GetEnvironmentVariable("ACETATE_IMAGE") is { Length: > 0 } named ? named : "localhost/acetate-worker:0.1.0";
        var variables = new Dictionary<string, string> { ["ACETATE_MOUNTS"] = folder.Path, ["ACETATE_IMAGE"] = image };
        var (code, _, _) = await Shell.TryAsync("podman", "image", "exists", image);
        if (code == 127) throw new ClusterException("podman is not installed: apt-get install -y --no-install-recommends podman runc");
        if (code != 0) throw new ClusterException($"There is no image {image} in podman's store. deploy/images/build.sh makes it; it needs podman, buildah and debootstrap.");
        cancellationToken.ThrowIfCancellationRequested();
        if ((await Shell.TryAsync("podman", "run", "--rm", "--network", "none", image, "functions")).Code == 0) return variables;
        // crun refuses cgroups of the old kind; the configuration beside the images has runc.
        variables["CONTAINERS_CONF"] = Path.Join(folder.Root, "deploy", "images", "containers.conf");
        var (second, _, said) = await Shell.TryAsync("env", $"CONTAINERS_CONF={variables["CONTAINERS_CONF"]}", "podman", "run", "--rm", "--network", "none", image, "functions");
        return second == 0 ? variables : throw new ClusterException($"podman cannot run {image}: {said.Trim()}");
    }
}
