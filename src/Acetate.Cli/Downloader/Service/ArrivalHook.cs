using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;
using Acetate.Tools.Downloader;

namespace Acetate.Cli.Downloader.Service;

/// <summary>A program of the site's own that runs after each roll that arrived. What is particular to the roll is in its environment, never in its arguments.</summary>
internal sealed record ArrivalHook
{
    private const int MostOutput = 64 << 10;

    /// <summary>The full path of the program. No shell reads it.</summary>
    public required string Program { get; init; }

    /// <summary>Its arguments, as they stand here.</summary>
    public ImmutableArray<string> Arguments { get; init; } = [];

    /// <summary>Minutes after which it is ended, with everything that it started.</summary>
    public double TimeoutMinutes { get; init; } = 60;

    /// <summary>How often it is tried, 1 to 100.</summary>
    public int Attempts { get; init; } = 5;

    /// <summary>What is wrong, or null.</summary>
    public string? WhyNot() =>
        !Path.IsPathFullyQualified(Program) ? $"'hook.program' is '{Table.Visible(Program)}', and must be a full path: nothing is searched for."
        : TimeoutMinutes is not (> 0 and <= 10_080) ? "'hook.timeoutMinutes' is more than 0 and at most 10080, a week."
        : Attempts is not (>= 1 and <= 100) ? "'hook.attempts' is 1 to 100."
        : Arguments.Any(argument => argument.Contains('\0', StringComparison.Ordinal)) ? "'hook.arguments' holds a character that no argument can have." : null;

    /// <summary>Runs it once.</summary>
    /// <returns>What is wrong, as a sentence; null when it ended with 0. And what it wrote: at most the last 64 KiB.</returns>
    public async Task<(string? Problem, string Output)> RunAsync(IReadOnlyDictionary<string, string> variables, string folder, TimeProvider clock, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Program, Arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = folder };
        // The service's token is none of the program's business.
        foreach (var name in Environment.GetEnvironmentVariables().Keys.Cast<string>().Where(name => name.StartsWith("ACETATE_", StringComparison.OrdinalIgnoreCase) || name is "CREDENTIALS_DIRECTORY" or "STATE_DIRECTORY" or "NOTIFY_SOCKET").ToList()) start.Environment.Remove(name);
        foreach (var (name, value) in variables) start.Environment[name] = value;
        var output = new Tail(MostOutput);
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(TimeoutMinutes), clock);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        Process process;
        try
        {
            process = Process.Start(start) ?? throw new IOException("it did not start");
        }
        catch (Exception missing) when (missing is System.ComponentModel.Win32Exception or IOException)
        {
            return ($"The program {Program} cannot be started: {missing.Message}", "");
        }

        using (process)
        {
            try
            {
                process.StandardInput.Close();
                // A child of its own that keeps the pipes open does not hold the service up: who ended has ended.
                var reading = Task.WhenAll(output.TakeAsync(process.StandardOutput.BaseStream, end.Token), output.TakeAsync(process.StandardError.BaseStream, end.Token));
                await process.WaitForExitAsync(end.Token).ConfigureAwait(false);
                await Task.WhenAny(reading, Task.Delay(TimeSpan.FromSeconds(2), clock, end.Token)).ConfigureAwait(false);
                return (process.ExitCode == 0 ? null : $"The program {Program} ended with {process.ExitCode}.", output.Text);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return ($"The program {Program} took longer than {TimeoutMinutes:0.##} minutes and was ended.", output.Text);
            }
            finally
            {
                await end.CancelAsync().ConfigureAwait(false);
                if (!process.HasExited) process.Kill(entireProcessTree: true);
            }
        }
    }

    /// <summary>What the program is told of a roll.</summary>
    public static ImmutableSortedDictionary<string, string> Variables(StandingRule rule, string site, DownloadOffer offer, DownloadResult result) => new Dictionary<string, string>
    {
        ["ACETATE_RULE"] = rule.Name,
        ["ACETATE_SITE"] = site,
        ["ACETATE_SHOW"] = rule.Show ?? "",
        ["ACETATE_WORKSPACE"] = rule.Workspace ?? "",
        ["ACETATE_ROLL"] = Printable(offer.Name),
        ["ACETATE_ROLL_ID"] = offer.Id.ToString(),
        ["ACETATE_ASSET"] = offer.Asset,
        ["ACETATE_FOLDER"] = Path.Join(rule.Root, offer.Folder),
        ["ACETATE_MANIFEST"] = result.Seal is { } seal ? Path.Join(rule.Root, offer.Folder, seal.Manifest) : "",
        ["ACETATE_MANIFEST_HASH"] = result.Seal is { } hashed ? $"xxh128:{hashed.Xxh128}" : "",
        ["ACETATE_FILES"] = result.Files.ToString(System.Globalization.CultureInfo.InvariantCulture),
        ["ACETATE_BYTES"] = result.Bytes.ToString(System.Globalization.CultureInfo.InvariantCulture),
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    private static string Printable(string text) => string.Concat(text.Select(c => char.IsControl(c) ? '_' : c));

    /// <summary>The end of what a program wrote, as text in which nothing steers a terminal.</summary>
    private sealed class Tail(int most)
    {
        private readonly Lock gate = new();
        private readonly List<byte> kept = [];

        public string Text
        {
            get
            {
                lock (gate) return string.Join('\n', Encoding.UTF8.GetString([.. kept.TakeLast(most)]).Split('\n').Select(line => Table.Visible(line.TrimEnd('\r'))));
            }
        }

        public async Task TakeAsync(Stream source, CancellationToken cancellationToken)
        {
            try
            {
                var buffer = new byte[4096];
                while (await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var count)
                    lock (gate)
                    {
                        kept.AddRange(buffer.AsSpan(0, count));
                        if (kept.Count > 2 * most) kept.RemoveRange(0, kept.Count - most);
                    }
            }
            catch (Exception over) when (over is OperationCanceledException or IOException or ObjectDisposedException)
            {
                // The program was ended.
            }
        }
    }
}
