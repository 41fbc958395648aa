using System.Diagnostics;

namespace Acetate.Tests;

/// <summary>A folder of its own under the system's temporary folder, which goes away with the test, or at the latest with the process.</summary>
internal sealed class TempFolder : IDisposable
{
    private static readonly Lazy<string> Scratch = new(() =>
    {
        var folder = Directory.CreateTempSubdirectory("acetate-tests-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Remove(folder);
        return folder;
    });

    public string Path { get; } = NewPath();

    /// <summary>A new folder for a test that has nothing to dispose of: it goes away with the process.</summary>
    public static string NewPath() => Directory.CreateDirectory(System.IO.Path.Join(Scratch.Value, System.IO.Path.GetRandomFileName())).FullName;

    /// <summary>Writes a file of the given content.</summary>
    public string Write(string relative, ReadOnlySpan<byte> content)
    {
        var path = System.IO.Path.Join(Path, relative);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        using var file = File.Create(path);
        file.Write(content);
        return path;
    }

    /// <summary>Writes a file of a size, with bytes that its name decides.</summary>
    public string Write(string relative, int length = 100)
    {
        var bytes = new byte[length];
        uint state = 2166136261;
        foreach (var c in relative) state = (state ^ c) * 16777619;
        for (var i = 0; i < length; i++) bytes[i] = (byte)((state = state * 1664525 + 1013904223) >> 24);
        return Write(relative, bytes);
    }

    /// <summary>Runs a shell command in the folder, for names that .NET cannot write.</summary>
    public void Shell(string command)
    {
        using var process = Process.Start(new ProcessStartInfo("/bin/bash", ["-c", command]) { WorkingDirectory = Path })!;
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    public void Dispose() => Remove(Path);

    /// <remarks>Not <c>Directory.Delete</c>: it stops at paths of more than 4,096 bytes and at names that .NET cannot write.</remarks>
    private static void Remove(string folder)
    {
        using var rm = Process.Start("/bin/rm", ["-rf", "--", folder]);
        rm.WaitForExit();
    }
}
