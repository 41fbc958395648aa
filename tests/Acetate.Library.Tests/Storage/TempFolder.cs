using System.Diagnostics;

namespace Acetate.Library.Tests.Storage;

/// <summary>A folder that is gone after the test.</summary>
internal sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("acetate-test-").FullName;

    public void Dispose()
    {
        // Not Directory.Delete: some tests leave names that .NET cannot remove.
        using var remove = Process.Start("rm", ["-rf", Path]);
        remove.WaitForExit();
    }
}
