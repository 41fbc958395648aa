using System.Diagnostics;

namespace Acetate.Imaging.Tests;

/// <summary>Asks a process of its own, on a processor that has fewer instructions, for the same bits.</summary>
internal static class FewerInstructions
{
    /// <summary>What takes instructions away: those of 512 bits, of 256 bits, all.</summary>
    public static TheoryData<string> Knobs => ["DOTNET_EnableAVX512", "DOTNET_EnableAVX2", "DOTNET_EnableHWIntrinsic"];

    /// <summary>Runs one test of this assembly there.</summary>
    /// <param name="test">The test, which compares its bits with the variable's.</param>
    /// <param name="knob">One of <see cref="Knobs"/>.</param>
    /// <param name="variable">The environment variable that tells it what to expect.</param>
    /// <param name="bits">What was made here.</param>
    public static async Task AskAsync(string test, string knob, string variable, string bits)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet") start.ArgumentList.Add(typeof(FewerInstructions).Assembly.Location);
        start.ArgumentList.Add("--filter-method");
        start.ArgumentList.Add($"*{test}");
        (start.Environment[knob], start.Environment[variable]) = ("0", bits);
        using var process = Process.Start(start)!;

        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(process.ExitCode == 0, output);
        Assert.Contains("succeeded: 1", output, StringComparison.Ordinal);
    }
}
