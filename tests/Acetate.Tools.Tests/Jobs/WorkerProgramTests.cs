using System.Diagnostics;
using System.Text.Json;
using Acetate.Compute;

namespace Acetate.Tools.Tests.Jobs;

/// <summary>The worker as it is shipped: what other tests run in their own process has more of the runtime than it.</summary>
public sealed class WorkerProgramTests
{
    [Fact]
    public async Task A_worker_that_had_to_wait_for_its_request_answers_it()
    {
        using var folder = new TempFolder();
        folder.Write("A001/A001C001.mov", new byte[1000]);
        using var worker = Process.Start(new ProcessStartInfo(Programs.Worker) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        // Long enough for it to make itself ready in the meantime.
        await Task.Delay(400, TestContext.Current.CancellationToken);

        await worker.StandardInput.WriteLineAsync(JsonSerializer.Serialize(new
        {
            attempt = "1",
            function = "hash-files",
            request = new { store = Acetate.Storage.StoreUrl.ForFolder(folder.Path), prefix = "A001" },
            outputs = new { },
        }));
        var (said, complained) = (worker.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), worker.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await worker.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(worker.ExitCode == WorkerExit.Done, await complained);
        Assert.Contains("A001C001.mov", (await said).Trim().Split('\n')[^1], StringComparison.Ordinal);
    }
}
