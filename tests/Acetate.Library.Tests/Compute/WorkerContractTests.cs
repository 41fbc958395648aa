using System.Diagnostics;
using Acetate.Compute.Remote;
using Acetate.Tests.Workers;

namespace Acetate.Library.Tests.Compute;

/// <summary>The worker as a shell sees it: docs/guide/compute.md.</summary>
public sealed class WorkerContractTests
{
    [Theory]
    [InlineData("""{"attempt":"a","function":"echo","request":{"n":1}}""", 0, """{"result":{"$type":"done","output":{"n":1},"usage":{"cpuSeconds":""")]
    [InlineData("""{"attempt":"a","function":"fail","request":{"class":"data","message":"Cut off."}}""", 1, "\"class\":\"data\"")]
    [InlineData("""{"attempt":"a","function":"echo" ... """, 3, "not a line of JSON")]
    [InlineData("""{"attempt":"a"}""", 3, "not a line of JSON")]
    [InlineData("""{"attempt":"a","function":"write-file","request":{"folder":7}}""", 1, "The request of 'write-file' cannot be read")]
    [InlineData("""{"attempt":"a","function":"fail","request":{"class":"transient","message":"Away."}}""", 5, "\"class\":\"transient\"")]
    [InlineData("""{"attempt":"a","function":"bug","request":{}}""", 70, "seven is not eight")]
    public async Task Exit_code_and_last_line_say_how_it_ended(string request, int exitCode, string lastLineHolds)
    {
        using var worker = Start();
        await worker.StandardInput.WriteLineAsync(request);
        await worker.StandardInput.FlushAsync(TestContext.Current.CancellationToken);

        var output = await worker.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await worker.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(exitCode, worker.ExitCode);
        Assert.Contains(lastLineHolds, output.TrimEnd().Split('\n')[^1].Replace("\\u0027", "'", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Asked_by_SIGTERM_it_stops_and_says_so()
    {
        using var worker = Start();
        await worker.StandardInput.WriteLineAsync("""{"attempt":"a","function":"wait","request":{"seconds":300}}""");
        await worker.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
        Assert.Contains("progress", await worker.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);

        using var kill = Process.Start("kill", ["-TERM", worker.Id.ToString()]);
        var output = await worker.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await worker.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.EndsWith("""{"result":{"$type":"cancelled"}}""", output.TrimEnd(), StringComparison.Ordinal);
        Assert.Equal(6, worker.ExitCode);
    }

    [Fact]
    public async Task When_nobody_waits_any_more_it_ends_even_if_its_function_does_not_listen()
    {
        using var worker = Start();
        await worker.StandardInput.WriteLineAsync("""{"attempt":"a","function":"deaf","request":{}}""");
        await worker.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
        await worker.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);

        worker.StandardInput.Close();

        await worker.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.Equal(6, worker.ExitCode);
    }

    [Fact]
    public async Task When_its_parent_is_killed_it_dies_although_its_input_stays_open()
    {
        // The shell is the parent; its standard input, which the worker shares, stays open in this test.
        using var shell = Process.Start(new ProcessStartInfo("bash", ["-c", $"exec 3<&0; ACETATE_PARENT=$$ '{Environment.ProcessPath}' {TestFunctions.WorkerArgument} <&3 & echo $!; wait"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var pid = int.Parse((await shell.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!);
        using var worker = Process.GetProcessById(pid);
        await shell.StandardInput.WriteLineAsync("""{"attempt":"a","function":"deaf","request":{}}""");
        await shell.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
        Assert.Contains("progress", await shell.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);

        shell.Kill();

        await worker.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_station_has_one_engine_however_often_it_speaks_and_the_runner_hears_of_it_once()
    {
        await using var stations = new RemoteStations();
        var early = stations.For("card:one");
        var heard = new List<string>();

        stations.Welcome(engine => heard.Add(engine.Name));
        var late = stations.For("card:two");

        Assert.Same(early, stations.For("card:one"));
        Assert.Same(late, stations.For("card:two"));
        Assert.Equal(["card:one", "card:two"], heard);
    }

    private static Process Start() => Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [TestFunctions.WorkerArgument])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;
}
