using System.Diagnostics;
using System.Globalization;

namespace Acetate.Tests.Kill;

/// <summary>What to kill, how often, and when.</summary>
internal sealed record KillOptions
{
    /// <summary>Starts the process anew; it must end by itself with code 0 when all work is done.</summary>
    public required Func<ProcessStartInfo> Start { get; init; }

    /// <summary>Whether a process below the started one is a worker, by its command line.</summary>
    public required Func<string, bool> IsWorker { get; init; }

    /// <summary>How many kills at most.</summary>
    public required int Kills { get; init; }

    /// <summary>The same seed gives the same delays and victims.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The shortest and the longest time between a start (or the kill of a worker) and the next kill.</summary>
    public TimeSpan Shortest { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <inheritdoc cref="Shortest"/>
    public TimeSpan Longest { get; init; } = TimeSpan.FromMilliseconds(1200);

    /// <summary>The exit code with which the process asks to be started again, because what it needs was killed; null: none.</summary>
    public int? AgainOn { get; init; }

    /// <summary>When the whole is given up.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromMinutes(5);
}

/// <summary>What happened.</summary>
/// <param name="Starts">How often the process was started.</param>
/// <param name="Processes">Kills of the process alone.</param>
/// <param name="Workers">Kills of a worker alone.</param>
/// <param name="Both">Kills of the process and all its workers in the same moment.</param>
/// <param name="ExitCode">How the last run ended.</param>
/// <param name="Output">What the last run wrote to both outputs.</param>
/// <param name="Elapsed">The whole time.</param>
internal sealed record KillReport(int Starts, int Processes, int Workers, int Both, int ExitCode, string Output, TimeSpan Elapsed)
{
    public int Kills => Processes + Workers + Both;
}

/// <summary>Starts a process, kills it or its workers with SIGKILL after a random delay, starts it again, until its work is done.</summary>
internal static class KillLoop
{
    public static async Task<KillReport> RunAsync(KillOptions options, CancellationToken cancellationToken)
    {
        var dice = new Dice(options.Seed);
        var watch = Stopwatch.StartNew();
        var (starts, processes, workers, both) = (0, 0, 0, 0);
        while (true)
        {
            var info = options.Start();
            (info.RedirectStandardOutput, info.RedirectStandardError, info.RedirectStandardInput) = (true, true, true);
            using var process = Process.Start(info)!;
            starts++;
            var output = Task.WhenAll(process.StandardOutput.ReadToEndAsync(cancellationToken), process.StandardError.ReadToEndAsync(cancellationToken));
            var killed = false;
            while (!killed && processes + workers + both < options.Kills)
            {
                if (await EndsWithinAsync(process, dice.Between(options.Shortest, options.Longest), cancellationToken)) break;
                var victim = dice.Next(3);
                // A worker is hit somewhere in its life, so one is waited for; a process that has none just now is hit as it is.
                var found = victim == 2 ? [] : await WorkersAsync(process, options, cancellationToken);
                if (found.Length > 0) await Task.Delay(dice.Between(TimeSpan.Zero, options.Shortest * 2), cancellationToken);
                switch (victim)
                {
                    case 0 when found.Length > 0:
                        Kill(found[dice.Next(found.Length)]);
                        workers++;
                        break;
                    case 1 when found.Length > 0:
                        process.Kill();
                        foreach (var worker in found) Kill(worker);
                        both++;
                        killed = true;
                        break;
                    default:
                        process.Kill();
                        processes++;
                        killed = true;
                        break;
                }
            }
            var left = options.Limit - watch.Elapsed;
            if (!await EndsWithinAsync(process, left > TimeSpan.Zero ? left : TimeSpan.Zero, cancellationToken))
            {
                process.Kill(entireProcessTree: true);
                throw new TimeoutException($"Not done after {options.Limit} and {processes + workers + both} kills.");
            }
            var texts = await output;
            if (!killed && (process.ExitCode != options.AgainOn || watch.Elapsed > options.Limit))
                return new(starts, processes, workers, both, process.ExitCode, string.Concat(texts), watch.Elapsed);
        }
    }

    private static async Task<int[]> WorkersAsync(Process process, KillOptions options, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < 50 && !process.HasExited; tries++)
        {
            var found = Descendants(process.Id).Where(p => options.IsWorker(CommandLine(p))).ToArray();
            if (found.Length > 0) return found;
            await Task.Delay(20, cancellationToken);
        }
        return [];
    }

    private static async Task<bool> EndsWithinAsync(Process process, TimeSpan time, CancellationToken cancellationToken)
    {
        try
        {
            await process.WaitForExitAsync(cancellationToken).WaitAsync(time, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private static void Kill(int process)
    {
        try
        {
            using var victim = Process.GetProcessById(process);
            victim.Kill();
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException)
        {
            // It ended in the same moment.
        }
    }

    private static List<int> Descendants(int root)
    {
        var children = new Dictionary<int, List<int>>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id)) continue;
            try
            {
                var stat = File.ReadAllText(Path.Join(folder, "stat"));
                var parent = int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
                if (!children.TryGetValue(parent, out var list)) children[parent] = list = [];
                list.Add(id);
            }
            catch (IOException)
            {
                // It ended while we looked.
            }
        }
        var all = new List<int>();
        var open = new Queue<int>([root]);
        while (open.TryDequeue(out var id))
            foreach (var child in children.GetValueOrDefault(id, []))
            {
                all.Add(child);
                open.Enqueue(child);
            }
        return all;
    }

    private static string CommandLine(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/cmdline").Replace('\0', ' ');
        }
        catch (IOException)
        {
            return "";
        }
    }

    /// <summary>SplitMix64: small, seeded, and good enough to choose victims.</summary>
    private sealed class Dice(ulong seed)
    {
        private ulong _state = seed;

        public int Next(int below) => (int)(Next() % (ulong)below);

        public TimeSpan Between(TimeSpan shortest, TimeSpan longest) =>
            shortest + TimeSpan.FromTicks((long)(Next() % (ulong)Math.Max(1, (longest - shortest).Ticks)));

        private ulong Next()
        {
            var z = _state += 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
