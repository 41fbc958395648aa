using System.Diagnostics;
using System.Globalization;
using Acetate.Tests;

namespace Acetate.Cluster;

/// <summary><c>./dev cluster faults</c>: work on the cluster while one thing after the other is killed, cut off or filled up, in an order that a seed decides.</summary>
internal sealed class Faults(ClusterFolder folder, DemoCluster cluster, ulong seed, Action<string> say)
{
    // What the demo day has, and what it has when each frame of the vendor's plates, which are whole clips then, is a step; the figure that is told is counted.
    private const int StepsPerDay = 90, StepsPerDayOfFrames = 530;
    private const int MostDaysAtATime = 3;
    private static readonly TimeSpan PatienceAfterwards = TimeSpan.FromMinutes(20);
    private readonly Dictionary<string, (int Times, double Seconds)> done = [];
    private readonly SortedSet<string> begun = new(StringComparer.Ordinal);
    private ulong state;

    /// <summary>Runs it on a cluster of its own.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="arguments"><c>--steps N</c>, <c>--minutes M</c>, <c>--seed S</c>.</param>
    public static async Task<int> RunAsync(ClusterFolder folder, string[] arguments)
    {
        var (steps, minutes, seed) = (500, 5, (ulong)Stopwatch.GetTimestamp() % 10_000);
        for (var i = 0; i < arguments.Length; i += 2)
        {
            if (i + 1 >= arguments.Length || !ulong.TryParse(arguments[i + 1], CultureInfo.InvariantCulture, out var number) || number is 0 or > 100_000) throw new ClusterException("Write it as './dev cluster faults --steps 500 --minutes 5 --seed 7'.");
            if (arguments[i] == "--steps") steps = (int)number;
            else if (arguments[i] == "--minutes") minutes = (int)number;
            else if (arguments[i] == "--seed") seed = number;
            else throw new ClusterException($"'{arguments[i]}' is not an option. There are --steps, --minutes and --seed.");
        }

        using var stop = new CancellationTokenSource();
        using var signals = new Signals(stop);
        var since = Stopwatch.StartNew();
        try
        {
            await using var cluster = await Show.BringUpAsync(folder, stop.Token, new(Clocks: true));
            _ = Show.AnswerStatusAsync(folder, cluster, stop.Token);
            var faults = new Faults(folder, cluster, seed, text => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{since.Elapsed.TotalSeconds,6:F1} s  {text}")));
            return await faults.RunAsync(steps, TimeSpan.FromMinutes(minutes), stop.Token) ? 0 : 1;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return 1;
        }
    }

    private async Task<bool> RunAsync(int steps, TimeSpan limit, CancellationToken cancellationToken)
    {
        var isByFrames = steps > 10 * StepsPerDay;
        var stepsPerDay = isByFrames ? StepsPerDayOfFrames : StepsPerDay;
        var days = (steps + stepsPerDay - 1) / stepsPerDay;
        string[] wishes = isByFrames ? ["--whole-clips"] : [];
        string[] shows = [.. Enumerable.Range(1, days).Select(day => string.Create(CultureInfo.InvariantCulture, $"night-{day}"))];
        state = seed;
        say($"seed {seed}; {days} demo days at a third of the size go in, and faults come for {limit.TotalMinutes:0} minutes at most.{(isByFrames ? " Plates are whole clips, and each of their frames is a step." : "")}{(cluster.Clocks is null ? " Clocks are left alone: libfaketime is not installed." : "")}");
        await cluster.MakeCardAsync(small: true);
        var since = Stopwatch.StartNew();
        using var places = new SemaphoreSlim(MostDaysAtATime);
        // However many frames a step makes, they are the same frames: the comparison below has the usual number.
        var works = Task.WhenAll(shows.Select(show => WorkAsync(show, places, () => since.Elapsed < limit, isByFrames ? [.. wishes, "--frames-per-step", "1"] : [], cancellationToken)));
        while (!works.IsCompleted && since.Elapsed < limit) await BreakSomethingAsync(works, cancellationToken);

        say($"No more faults; {begun.Count} of {days} days have begun. {await ClusterStatus.CountAsync(cluster.Library, cancellationToken)}");
        var quiet = Stopwatch.StartNew();
        var isOver = await Task.WhenAny(works, Task.Delay(PatienceAfterwards, cancellationToken)) == works;
        cancellationToken.ThrowIfCancellationRequested();
        say(isOver ? $"All work is done, {since.Elapsed.TotalSeconds:F0} s after it began, {quiet.Elapsed.TotalSeconds:F0} s after the last fault." : $"WRONG: after {PatienceAfterwards.TotalMinutes:0} quiet minutes something still waits.");
        var ledger = await Ledger.ReadAsync(cluster.Library, cancellationToken);
        foreach (var wrong in ledger.Wrong) say($"WRONG: {wrong}");

        var (files, different) = (0, 0);
        foreach (var show in begun)
        {
            using var local = cluster.ShootLocally(show, small: true, wishes);
            var code = await Show.FollowAsync(local, _ => { }, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            var (here, there) = (Results.Of(folder.Path, show), Results.Of(folder.In("local/library"), show));
            var differences = Results.Differences(here, there).ToArray();
            foreach (var difference in differences.Take(20)) say($"WRONG: {show}: {difference}");
            (files, different) = (files + here.Count, different + differences.Length + (code == 0 ? 0 : 1));
        }

        say("what was done");
        Console.WriteLine("| fault | times | away, on average |\n|---|---|---|");
        foreach (var (name, (times, seconds)) in done.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {times} | {(seconds > 0 ? $"{seconds / times:F0} s" : "")} |"));
        say($"{done.Values.Sum(one => one.Times)} faults; {ledger.Jobs} jobs, {ledger.Steps} steps, {ledger.Attempts} attempts: {ledger.Lost} lost, {ledger.Failed} failed and {ledger.Moved} moved, made again; {ledger.Wrong.Count} steps or jobs not as they must be; {files} results, {different} that differ from the local engine's.");
        return isOver && ledger is { Steps: > 0, Wrong: [] } && files > 0 && different == 0;
    }

    private async Task WorkAsync(string show, SemaphoreSlim places, Func<bool> isTimeLeft, string[] wishes, CancellationToken cancellationToken)
    {
        await places.WaitAsync(cancellationToken);
        try
        {
            // Faults are what is to be shown: what would only begin after the last of them is left out.
            if (!isTimeLeft()) return;
            lock (begun) begun.Add(show);
            var code = await Show.ShootAsync(cluster, show, isSmall: true, _ => { }, cancellationToken, wishes);
            cancellationToken.ThrowIfCancellationRequested();
            say($"{show} is done{(code == 0 ? "" : ", and something of it is held")}");
        }
        finally
        {
            places.Release();
        }
    }

    private async Task BreakSomethingAsync(Task works, CancellationToken cancellationToken)
    {
        await Task.WhenAny(works, Task.Delay(TimeSpan.FromSeconds(2 + Next(8)), cancellationToken));
        if (works.IsCompleted) return;
        var node = SlurmCluster.Nodes[Next(SlurmCluster.Nodes.Length)];
        var server = Next(2);
        var away = TimeSpan.FromSeconds(1 + Next(20));
        await (Next(10) switch
        {
            0 or 1 => WorkerAsync(node),
            2 => KilledAsync("node", node, away, cancellationToken),
            3 => KilledAsync("Slurm's controller", "controller", away, cancellationToken),
            4 => KilledAsync("PostgreSQL", "database", away, cancellationToken),
            5 => KilledAsync("S3 gateway", "gateway", away, cancellationToken),
            6 => KilledAsync("server", $"s{server + 1}", away, cancellationToken),
            7 when Next(2) == 0 || cluster.Network.WhyNone is not null => AwayAsync("network between a server and PostgreSQL", $"s{server + 1}", away, () => Cut(server, true), () => Cut(server, false), cancellationToken),
            7 => AwayAsync("network of a node", node, away, () => cluster.Network.ConnectAsync(node, false), () => cluster.Network.ConnectAsync(node, true), cancellationToken),
            8 when cluster.Clocks is { } clocks => ClockAsync(clocks, away, cancellationToken),
            9 when cluster.Scratch.CanBeFilled => AwayAsync("disk of the workers full", "scratch", away, cluster.Scratch.FillAsync, cluster.Scratch.EmptyAsync, cancellationToken),
            _ => WorkerAsync(node),
        });
    }

    private Task ClockAsync(Clocks clocks, TimeSpan time, CancellationToken cancellationToken)
    {
        // Less than the quarter of an hour past which S3 takes no signature.
        var name = Clocks.Names[Next(Clocks.Names.Length)];
        var off = TimeSpan.FromSeconds((10 + Next(240)) * (Next(2) == 0 ? 1 : -1));
        return AwayAsync("clock put off by up to four minutes", string.Create(CultureInfo.InvariantCulture, $"{name} by {off.TotalSeconds:+0;-0} s"), time, () => Set(off), () => Set(TimeSpan.Zero), cancellationToken);

        Task Set(TimeSpan by)
        {
            clocks.Set(name, by);
            return Task.CompletedTask;
        }
    }

    private Task Cut(int server, bool isCut)
    {
        cluster.Wires[server].IsCut = isCut;
        return Task.CompletedTask;
    }

    private Task WorkerAsync(string node)
    {
        if (cluster.Slurm.KillJob(node, Next(1000)) is not { } killed) return Task.CompletedTask;
        Note("process of a job", 0);
        say($"killed a {killed} on {node}");
        return Task.CompletedTask;
    }

    private Task KilledAsync(string fault, string name, TimeSpan away, CancellationToken cancellationToken) =>
        AwayAsync($"{fault} killed", name, away, () => cluster.KillAsync(name), () => cluster.StartAgainAsync(name, cancellationToken), cancellationToken);

    private async Task AwayAsync(string fault, string what, TimeSpan time, Func<Task> begin, Func<Task> end, CancellationToken cancellationToken)
    {
        Note(fault, time.TotalSeconds);
        say($"{fault}: {what}, for {time.TotalSeconds:0} s");
        await begin();
        await Task.Delay(time, cancellationToken);
        for (var tries = 1; ; tries++)
        {
            try
            {
                await end();
                return;
            }
            catch (Exception problem) when (problem is ClusterException or InvalidOperationException)
            {
                // Whoever is never up again is met by all that waits in vain.
                if (tries == 10) return;
                say($"{what} cannot be started yet: {problem.Message.ReplaceLineEndings(" ")}");
                await Task.Delay(TimeSpan.FromSeconds(2), cancellationToken);
            }
        }
    }

    private void Note(string fault, double seconds)
    {
        var (times, sum) = done.GetValueOrDefault(fault);
        done[fault] = (times + 1, sum + seconds);
    }

    // SplitMix64: the same seed, the same order of faults.
    private int Next(int below)
    {
        state += 0x9E3779B97F4A7C15;
        var z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return (int)((z ^ (z >> 31)) % (ulong)below);
    }
}
