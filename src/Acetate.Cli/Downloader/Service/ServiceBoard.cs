using System.Collections.Immutable;
using Acetate.Storage.Local;
using Acetate.Tools.Downloader;

namespace Acetate.Cli.Downloader.Service;

/// <summary>Where the parts of the service write down how they stand, and the page reads it.</summary>
internal sealed class ServiceBoard(ServiceConfig config, string site, TimeProvider clock)
{
    private const int MostArrived = 50;
    private const int MostQueued = 500;

    private readonly Lock gate = new();
    private readonly DateTimeOffset since = clock.GetUtcNow();
    private readonly Dictionary<string, RuleStatus> rules = config.Rules.ToDictionary(rule => rule.Name, rule => new RuleStatus(rule.Name, rule.Words(), rule.Root, "new", "", null));
    private readonly Dictionary<string, RunningStatus> running = [];
    private readonly Dictionary<string, ImmutableArray<QueuedStatus>> queues = [];
    private List<ArrivedStatus> arrived = [.. config.Rules.Select(rule => rule.Root).Distinct().SelectMany(Known).OrderByDescending(one => one.At).Take(MostArrived)];

    /// <summary>How a rule stands. Whether that is new.</summary>
    public bool Rule(string name, string state, string says)
    {
        lock (gate)
        {
            var before = rules[name];
            rules[name] = before with { State = state, Says = says, AskedAt = clock.GetUtcNow() };
            return before.State != state || before.Says != says;
        }
    }

    /// <summary>What a folder's fetching has come to; null when it is over.</summary>
    public void Running(string root, Func<RunningStatus?, RunningStatus?> change)
    {
        lock (gate)
        {
            if (change(running.GetValueOrDefault(root)) is { } now) running[root] = now;
            else running.Remove(root);
        }
    }

    /// <summary>What waits for a folder to fetch into.</summary>
    public void Queue(string root, IEnumerable<QueuedStatus> waiting)
    {
        lock (gate) queues[root] = [.. waiting.Take(MostQueued)];
    }

    /// <summary>What arrived.</summary>
    public void Arrived(StandingRule rule, DownloadOffer one, DownloadResult result)
    {
        lock (gate) arrived = [new ArrivedStatus(one.Name, one.Asset, Path.Join(rule.Root, one.Folder), result.Files, result.Bytes, result.Seal!.Generation, clock.GetUtcNow()), .. arrived.Take(MostArrived - 1)];
    }

    /// <summary>Everything, as it stands now.</summary>
    public ServiceStatus Snapshot(long? cap, ImmutableArray<HookWork> hooks)
    {
        var disks = config.Rules.Select(rule => (Room: DiskRoom.Of(rule.Root), rule.ReserveGigabytes)).Where(one => one.Room is not null)
            .GroupBy(one => one.Room!.MountPoint).Select(group => new DiskStatus(group.Key, group.First().Room!.Free, group.First().Room!.Total, (long)(group.Max(one => one.ReserveGigabytes) * 1e9))).ToImmutableArray();
        lock (gate)
        {
            var (now, queue) = (running.Values.ToImmutableArray(), queues.Values.SelectMany(one => one).ToImmutableArray());
            ImmutableArray<string> attention =
            [
                .. rules.Values.Where(rule => rule.State is "away" or "refused" or "unapproved").Select(rule => $"{rule.Name}: {rule.Says}"),
                .. now.Where(one => one.Waiting.Length > 0).Select(one => $"{one.Name}: {one.Waiting}"),
                .. queue.Where(one => one.Why.Length > 0).Select(one => $"{one.Name} ({one.Asset}): {one.Why}"),
                .. hooks.Where(one => one.State == HookState.GivenUp).Select(one => $"{one.Name} ({one.Asset}) arrived, and the program that was to run then was given up: {one.Says}"),
            ];
            var state = cap != 0 && now.Any(one => one.Waiting.Length == 0) ? "fetching" : now.Length > 0 || queue.Length > 0 ? "waiting" : "idle";
            return new ServiceStatus(site, config.Server, since, clock.GetUtcNow(), state, attention, cap, [.. config.Rules.Select(rule => rules[rule.Name])], now, queue, [.. arrived], hooks, disks);
        }
    }

    private static IEnumerable<ArrivedStatus> Known(string root) => DownloadState.All(root).Where(state => state is { IsComplete: true, Seal: not null, At: not null })
        .Select(state => new ArrivedStatus(state.Name, state.Asset, Path.Join(root, state.Folder), state.Files, state.Bytes, state.Seal!.Generation, state.At!.Value));
}
