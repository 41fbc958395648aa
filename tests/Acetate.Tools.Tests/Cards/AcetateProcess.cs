using System.Diagnostics;
using Acetate.Cli;

namespace Acetate.Tools.Tests.Cards;

/// <summary>The real program as people start it.</summary>
internal static class AcetateProcess
{
    /// <summary>Runs it to its end; no trouble whatever may show a stack trace.</summary>
    public static Task<(ExitCode Code, string Output, string Error)> RunAsync(params string[] arguments) => RunAsync([], arguments);

    /// <summary>The same with variables of its own.</summary>
    public static async Task<(ExitCode Code, string Output, string Error)> RunAsync(Dictionary<string, string> environment, params string[] arguments)
    {
        using var process = Start(environment, arguments);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(3));
        var (output, error) = (process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"acetate {string.Join(' ', arguments)} did not end.");
        }

        var (said, complained) = (await output, await error);
        Assert.DoesNotContain("   at Acetate.", said + complained, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled exception", said + complained, StringComparison.Ordinal);
        return ((ExitCode)process.ExitCode, said, complained);
    }

    /// <summary>Starts it with both its streams read by the caller.</summary>
    public static Process Start(params string[] arguments) => Start([], arguments);

    /// <inheritdoc cref="Start(string[])"/>
    public static Process Start(Dictionary<string, string> environment, string[] arguments)
    {
        var info = new ProcessStartInfo(Programs.Acetate, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment) info.Environment[name] = value;
        return Process.Start(info)!;
    }
}
