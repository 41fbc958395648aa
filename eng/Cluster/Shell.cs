using System.Diagnostics;

namespace Acetate.Cluster;

/// <summary>A sentence for whoever typed the command, and nothing more to say.</summary>
internal sealed class ClusterException(string message) : Exception(message);

/// <summary>Other programs.</summary>
internal static class Shell
{
    /// <summary>Runs a program until its end; what it printed.</summary>
    /// <exception cref="ClusterException">It ended with another code than 0; its words are in the message.</exception>
    public static async Task<string> RunAsync(string program, params string[] arguments)
    {
        var (code, output, error) = await TryAsync(program, arguments);
        return code == 0 ? output : throw new ClusterException($"'{program} {string.Join(' ', arguments)}' ended with {code}: {(error.Length > 0 ? error : output).Trim()}");
    }

    /// <summary>Runs a program until its end, whatever that is.</summary>
    public static async Task<(int Code, string Output, string Error)> TryAsync(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
            process.StandardInput.Close();
            var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync();
            return (process.ExitCode, await output, await error);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return (127, "", $"{program} is not installed.");
        }
    }

    /// <summary>Waits until something is so.</summary>
    /// <exception cref="ClusterException">It was not so in time.</exception>
    public static async Task UntilAsync(Func<Task<bool>> isSo, TimeSpan patience, Func<string> otherwise, CancellationToken cancellationToken = default)
    {
        for (var since = Stopwatch.StartNew(); !await isSo();)
        {
            if (since.Elapsed > patience) throw new ClusterException(otherwise());
            await Task.Delay(100, cancellationToken);
        }
    }
}
