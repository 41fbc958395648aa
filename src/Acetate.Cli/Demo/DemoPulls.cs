using System.Collections.Immutable;
using Acetate.Library;
using Acetate.Library.Events;
using Acetate.Library.Pulls;
using Acetate.Tools.ConformPulls;
using Acetate.Tools.Pulls;
using Acetate.Tools.VfxPulls;

namespace Acetate.Cli.Demo;

/// <summary>The two pulls of the demo: plates of the demo's cut for a vendor, and the originals of its locked cut for the finishing house.</summary>
internal static class DemoPulls
{
    // Nobody can have this name, which is two words: what people plan for the same recipients stays theirs to approve.
    private const string Actor = "the demo";
    private const string Reel1 = "DEMO_locked_R1.edl", Reel2 = "DEMO_locked_R2.edl";

    /// <summary>Plans and approves both unless they are there, leaves what people planned alone, and tells what happens until they are delivered; whether both are.</summary>
    public static async Task<bool> FollowAsync(MediaLibrary library, string show, VfxPullSettings plates, TextWriter output, CancellationToken cancellationToken)
    {
        var after = await library.ReadAsync(tx => tx.LastEventAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
        var known = (await library.ReadAsync(tx => tx.PullsAsync(show, null, cancellationToken), cancellationToken).ConfigureAwait(false)).FindAll(pull => pull.CreatedBy == Actor);
        var lists = DemoCutList.All(1);
        var waiting = new HashSet<Guid>
        {
            known.Find(pull => pull.Kind == PullKind.Vfx)?.Id ?? (await new VfxPullDesk(library).PlanAsync(
                new() { Show = show, Recipient = "lupus", Settings = plates }, DemoCutList.Avid, ContentOf(lists, DemoCutList.Avid), Actor, cancellationToken).ConfigureAwait(false)).Pull.Id,
            known.Find(pull => pull.Kind == PullKind.Conform)?.Id ?? (await new ConformPullDesk(library).PlanAsync(
                new() { Show = show, Recipient = "grading", Reels = [new(Reel2, [.. ContentOf(lists, Reel2)])], Settings = new() { IncludeSound = true } },
                Reel1, ContentOf(lists, Reel1), Actor, cancellationToken).ConfigureAwait(false)).Pull.Id,
        };
        var approval = new PullApproval(library);
        foreach (var id in waiting)
            if (known.Find(pull => pull.Id == id) is null or { State: PullState.Planned }) await approval.ApproveAsync(id, Actor, cancellationToken).ConfigureAwait(false);
        var isDelivered = await SettleAsync(library, waiting, output, cancellationToken).ConfigureAwait(false);
        if (waiting.Count == 0) return isDelivered;
        await foreach (var news in library.FollowEventsAsync(after, new EventFilter { Show = show }, cancellationToken).ConfigureAwait(false))
        {
            if (!news.Kind.StartsWith("pull.", StringComparison.Ordinal)) continue;
            await output.WriteLineAsync($"{news.At.ToLocalTime():HH:mm:ss}  {news.Message}").ConfigureAwait(false);
            if (news.Kind is not ("pull.ready" or "pull.held")) continue;
            isDelivered &= await SettleAsync(library, waiting, output, cancellationToken).ConfigureAwait(false);
            if (waiting.Count == 0) break;
        }

        return isDelivered;
    }

    private static ImmutableArray<byte> ContentOf(IEnumerable<DemoCutList> lists, string name) => [.. lists.Single(list => list.Name == name).Content.Span];

    /// <summary>Takes pulls off the list that are delivered or held; false when one is held.</summary>
    private static async Task<bool> SettleAsync(MediaLibrary library, HashSet<Guid> waiting, TextWriter output, CancellationToken cancellationToken)
    {
        var isDelivered = true;
        foreach (var id in waiting.ToArray())
        {
            var pull = await library.PullViewAsync(id, cancellationToken).ConfigureAwait(false);
            if (pull.State is PullState.Running or PullState.Planned) continue;
            waiting.Remove(id);
            isDelivered &= pull.State == PullState.Ready;
            await output.WriteLineAsync(pull.State == PullState.Ready ? $"{pull.Title} lies in {pull.Path}" : $"{pull.Title}: {pull.Message}").ConfigureAwait(false);
        }

        return isDelivered;
    }
}
