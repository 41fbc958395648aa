using System.Diagnostics;

namespace Acetate.Tests;

/// <summary>A small file system of its own, gone after the test. Mounting needs root; without it the test is skipped, visibly.</summary>
internal sealed class MountedFolder : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("acetate-mount-").FullName;

    private MountedFolder(string options)
    {
        if (Environment.UserName != "root") Corpus.Lacks("Mounting a file system needs root.");
        Directory.CreateDirectory(Path);
        if (!TryRun("mount", $"{options} {Path}")) Corpus.Lacks($"This machine does not allow 'mount {options}'.");
    }

    public string Path => System.IO.Path.Join(_folder, "mounted");

    /// <summary>The file that holds the bytes of the device, for <see cref="Ext4"/>.</summary>
    public string Device { get; private init; } = "";

    /// <summary>A file system in memory with room for so many MiB.</summary>
    public static MountedFolder InMemory(int mebibytes) => new($"-t tmpfs -o size={mebibytes}m none");

    /// <summary>A folder seen at another place, as a card is: what lies in it outlives the mount.</summary>
    public static MountedFolder Of(string folder) => new($"--bind {folder}");

    /// <summary>An ext4 on a device whose bytes lie in a file that we can change underneath.</summary>
    public static MountedFolder Ext4(int mebibytes)
    {
        var device = System.IO.Path.GetTempFileName();
        using (var file = File.OpenWrite(device)) file.SetLength((long)mebibytes << 20);
        if (!TryRun("mkfs.ext4", $"-q -F {device}")) Corpus.Lacks("mkfs.ext4 is not installed.");
        return new MountedFolder($"-o loop {device}") { Device = device };
    }

    public void Remount(string options) => Assert.True(TryRun("mount", $"-o remount,{options} {Path}"));

    /// <summary>Takes its room, all but so many bytes, with a file that is given back.</summary>
    public async Task<string> FillAsync(int leave = 0)
    {
        var filler = System.IO.Path.Join(Path, "filler");
        TryRun("fallocate", $"-l {Math.Max(1, new DriveInfo(Path).AvailableFreeSpace - leave)} {filler}");
        // What others took in the meantime counts, too.
        while (leave == 0 && new DriveInfo(Path).AvailableFreeSpace > 0)
        {
            try
            {
                await using var stream = new FileStream(filler, FileMode.Append);
                await stream.WriteAsync(new byte[4096]);
            }
            catch (IOException)
            {
                // Full: what was wanted.
            }
        }

        return filler;
    }

    /// <summary>Takes the file system away as it is when a drive is pulled out: programs that have files open keep those alone.</summary>
    public void Pull() => Assert.True(TryRun("umount", $"-l {Path}"));

    /// <summary>Mounts a folder at the place again.</summary>
    public void PutBack(string folder) => Assert.True(TryRun("mount", $"--bind {folder} {Path}"));

    public void Dispose()
    {
        TryRun("umount", $"-l {Path}");
        if (Device.Length > 0) File.Delete(Device);
        // Never what lies in a mount: where it could not be taken away, the folder stays.
        if (Directory.GetFileSystemEntries(Path).Length > 0) return;
        Directory.Delete(Path);
        Directory.Delete(_folder);
    }

    private static bool TryRun(string program, string arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
