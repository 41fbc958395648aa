using System.Collections.Immutable;
using Acetate.Compute;
using Acetate.Library;
using Acetate.Library.Clips;
using Acetate.Library.Pulls;
using Acetate.Library.Returns;
using Acetate.Library.Rolls;
using Acetate.Library.Workspaces;
using Acetate.Tools.Pulls;
using Acetate.Tools.Pulls.Work;

namespace Acetate.Tools.ConformPulls;

/// <summary>Takes orders for camera originals: matches the cuts, plans what is delivered, and keeps both for somebody to approve.</summary>
/// <param name="library">The library.</param>
public sealed class ConformPullDesk(MediaLibrary library) : PullDesk<ConformPullOrder, PlannedConform>(library, PullKind.Conform)
{
    /// <summary>Plans a pull. Nothing of it is made before it is approved.</summary>
    /// <param name="order">What is asked for.</param>
    /// <param name="cutName">The file name of the first cut; further ones are in the order.</param>
    /// <param name="cut">That cut as it was handed in.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="PullException">It cannot be planned as it was asked for.</exception>
    /// <exception cref="LibraryException">There is no such show, or no such earlier pull.</exception>
    public async Task<(Pull Pull, PlannedConform Plan)> PlanAsync(ConformPullOrder order, string cutName, ImmutableArray<byte> cut, string actor, CancellationToken cancellationToken)
    {
        order = await AcceptedAsync(order, "recipient", cancellationToken);
        var matched = new List<MatchedCut> { await MatchedCut.OfAsync(Library, order, cutName, cut, cancellationToken) };
        foreach (var reel in order.Reels) matched.Add(await MatchedCut.OfAsync(Library, order, reel.Name, [.. reel.Content], cancellationToken));
        for (var i = 1; i < matched.Count; i++)
            if (matched.Take(i).FirstOrDefault(one => one.Bytes.AsSpan().SequenceEqual(matched[i].Bytes.AsSpan())) is { } same) throw new PullException($"'{same.Name}' and '{matched[i].Name}' are the same list. Name each reel once.");
        var reels = matched.Zip(ReelCut.NamesOf(matched.Select(one => one.Name)), (one, name) => new ReelCut(name, one.Name, one.Cut, one.Outcomes)).ToList();
        return await Library.WriteAsync(async tx =>
        {
            var clips = await tx.PulledClipsAsync(matched.SelectMany(one => one.Clips), cancellationToken);
            var sound = order.Settings.IncludeSound ? await SoundOfAsync(tx, clips.Values, cancellationToken) : [];
            var whyNot = new Dictionary<Guid, string>();
            foreach (var lacking in matched.SelectMany(one => one.Clips).Where(clip => !clips.ContainsKey(clip)).Distinct()) whyNot[lacking] = await tx.WhyNotPulledAsync(lacking, $"{lacking}", cancellationToken);
            var before = order.Since is { } since ? await tx.RequirePullAsync(since, cancellationToken) : null;
            var plan = ConformPullPlan.For(reels, clips, sound, order.Settings, before is null ? [] : await DeliveredAsync(tx, before, order, cancellationToken), whyNot, order.Settings.PreferOriginals ? [] : await ApprovedFinal.OfShowAsync(tx, order.Show, cancellationToken));
            plan = plan with
            {
                IsOfAnotherCut = before is not null && !IsSameCut(before, matched),
                Unread = [.. matched.SelectMany(one => one.Unread)],
                Doubts = [.. matched.SelectMany(one => one.Doubts)],
                Estimate = plan.Estimate with { Work = await tx.EstimatedWorkAsync(ConformPullWork.Of(plan, order), Workers, order.Settings.CoreHour, order.Show, cancellationToken) },
            };
            // What is wrong with a document is told before somebody approves.
            _ = ConformDocuments.Of(order, clips.Values.Concat(sound).DistinctBy(one => one.Clip.Id).ToDictionary(one => one.Clip.Id), plan);
            return await KeepAsync(tx, order, [cutName, .. order.Reels.Select(reel => reel.Name)], cut, plan, actor, cancellationToken);
        }, cancellationToken);
    }

    /// <summary>The plan of a pull of originals.</summary>
    public static PlannedConform PlanOf(Pull pull)
    {
        ArgumentNullException.ThrowIfNull(pull);
        return Plan(pull);
    }

    /// <summary>The order of a pull of originals.</summary>
    public static ConformPullOrder OrderOf(Pull pull)
    {
        ArgumentNullException.ThrowIfNull(pull);
        return Order(pull);
    }

    // Lists name what an earlier pull delivered with its clip's labels.
    private protected override IEnumerable<(Guid Id, string Name)> ClipsOf(PlannedConform plan) =>
        plan.Clips.Select(piece => (piece.Clip, piece.ClipName)).Concat(plan.Sound.Select(one => (one.Clip, one.ClipName)))
            .Concat(plan.Events.Where(one => one is { Earlier: not null, Clip: not null } or { Fate: ConformFate.ApprovedFinal, Clip: not null }).Select(one => (one.Clip!.Value, one.ClipName)));

    private protected override PackageSize SizeOf(ConformPullOrder order, PlannedConform plan) => new(plan.Estimate.Bytes, IsAtMost: false);

    private protected override bool IsEmpty(PlannedConform plan) => plan.IsEmpty;

    // A change pull leaves out what was delivered, under names that were free: both may be untrue once another one is approved.
    private protected override async Task<string?> WhyStaleAsync(LibraryTransaction tx, Pull pull, ConformPullOrder order, PlannedConform plan, CancellationToken cancellationToken)
    {
        foreach (var final in plan.Finals)
            if (await tx.ReturnAsync(final.Return, cancellationToken) is not { State: ReturnState.Approved })
                return FormattableString.Invariant($"It delivers {final.Shot} v{final.Version:000} of {final.Vendor}, whose approval was taken back since it was planned. Plan the cut again.");
        if (order.Since is null) return null;
        var later = await tx.ApprovedSinceAsync(pull, cancellationToken);
        return later is null ? null : $"It leaves out what {pull.Recipient} has, and {later.Title} was approved since it was planned. Plan the cut again with '--since {later.Id}' once that one is delivered.";
    }

    private protected override object ExtentOf(PlannedConform plan) => new { plan.Estimate.Files, plan.Estimate.Bytes };

    private protected override ImmutableArray<PullPlate> PlatesOf(Guid pull, PlannedConform plan) => [];

    private protected override Task<ImmutableArray<Step>> StepsAsync(LibraryTransaction tx, PullPackage package, ConformPullOrder order, PlannedConform plan, CancellationToken cancellationToken) =>
        Task.FromResult(ConformPullSteps.For(package, order, plan));

    private static async Task<List<PulledClip>> SoundOfAsync(LibraryTransaction tx, IEnumerable<PulledClip> pictures, CancellationToken cancellationToken)
    {
        var clips = new List<Guid>();
        foreach (var (show, day) in pictures.Select(one => (one.Roll.Show, one.Roll.ShootDay)).Distinct())
            foreach (var roll in await tx.RollsOnDayAsync(show, day, cancellationToken))
                if (roll.Kind == RollKind.Sound) clips.AddRange((await tx.ClipsAsync(roll.Id, cancellationToken)).Select(clip => clip.Id));
        var found = await tx.PulledClipsAsync(clips, cancellationToken);
        return [.. clips.Select(id => found.GetValueOrDefault(id)).OfType<PulledClip>()];
    }

    // A pull keeps its first list as base64, and the further ones as they came.
    private static bool IsSameCut(Pull before, List<MatchedCut> now) =>
        before.Cut == Convert.ToBase64String(now[0].Bytes.AsSpan())
        && Order(before).Reels is var reels && reels.Length == now.Count - 1 && reels.Zip(now.Skip(1)).All(pair => pair.First.Content.AsSpan().SequenceEqual(pair.Second.Bytes.AsSpan()));

    private static async Task<ImmutableArray<DeliveredPiece>> DeliveredAsync(LibraryTransaction tx, Pull before, ConformPullOrder order, CancellationToken cancellationToken)
    {
        if (before.Kind != PullKind.Conform || before.Show != order.Show || !before.Recipient.Equals(order.Recipient, StringComparison.OrdinalIgnoreCase))
            throw new PullException($"{before.Title} of {before.Show} is no conform pull of {order.Show} for {order.Recipient}, so what it delivered cannot be left out here.");
        if (before.State != PullState.Ready || before.Folder is not { } id || await tx.WorkspaceFolderAsync(id, cancellationToken) is not { } folder)
            throw new PullException($"{before.Title} was not delivered, so nothing of it can be left out.");
        return PlanOf(before).Delivered(folder.Name);
    }
}
