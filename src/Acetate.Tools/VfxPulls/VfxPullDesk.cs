using System.Collections.Immutable;
using Acetate.Compute;
using Acetate.Library;
using Acetate.Library.Clips;
using Acetate.Library.Pulls;
using Acetate.Library.Shows;
using Acetate.Library.Workspaces;
using Acetate.Media.Formats.Exr.Writing;
using Acetate.Tools.Pulls;
using Acetate.Tools.Pulls.Work;
using Acetate.Tools.VfxPulls.Packages;
using Acetate.Tools.VfxPulls.Plates;
using Acetate.Tools.VfxPulls.Shots;

namespace Acetate.Tools.VfxPulls;

/// <summary>Takes orders for plates: matches the cut, plans the turnover, and keeps both for somebody to approve.</summary>
/// <param name="library">The library.</param>
public sealed class VfxPullDesk(MediaLibrary library) : PullDesk<VfxPullOrder, PlannedPull>(library, PullKind.Vfx)
{
    /// <summary>Plans a turnover. Nothing of it is made before it is approved.</summary>
    /// <param name="order">What is asked for.</param>
    /// <param name="cutName">The file name of the cut.</param>
    /// <param name="cut">The cut as it was handed in.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="PullException">It cannot be planned as it was asked for.</exception>
    /// <exception cref="LibraryException">There is no such show, or the vendor's name cannot be one.</exception>
    public async Task<(Pull Pull, PlannedPull Plan)> PlanAsync(VfxPullOrder order, string cutName, ImmutableArray<byte> cut, string actor, CancellationToken cancellationToken)
    {
        order = await AcceptedAsync(order, "vendor", cancellationToken);
        var matched = await MatchedCut.OfAsync(Library, order, cutName, cut, cancellationToken);
        return await Library.WriteAsync(async tx =>
        {
            var clips = new Dictionary<Guid, Clip>();
            foreach (var clip in matched.Clips)
                if (await tx.ClipAsync(clip, cancellationToken) is { } known) clips[clip] = known;
            var delivered = (await tx.DeliveredPlatesAsync(order.Show, order.Recipient, cancellationToken)).ConvertAll(EarlierOf);
            var (since, shotsBefore) = await BeforeAsync(tx, order, cut, ShotNames.Of(VfxPullPlan.PicturesOf(matched.Cut), order.Settings.ShotRules), cancellationToken);
            var plan = VfxPullPlan.For(
                matched.Cut, matched.Outcomes, clips, new(order.Show, order.Recipient, order.Episode), order.Settings, delivered, order.Shots, order.Documents, await tx.PulledClipsAsync(clips.Keys, cancellationToken), shotsBefore);
            plan = plan with { Since = since, Unread = matched.Unread, Doubts = matched.Doubts, Estimate = plan.Estimate with { Work = await tx.EstimatedWorkAsync(VfxPullWork.Of(plan, order.Settings, clips, await SizesAsync(tx, plan, order.Settings, clips, cancellationToken)), Workers, order.Settings.CoreHour, order.Show, cancellationToken) } };
            return await KeepAsync(tx, order, [cutName], cut, plan, actor, cancellationToken);
        }, cancellationToken);
    }

    /// <summary>The plan of a pull of plates.</summary>
    public static PlannedPull PlanOf(Pull pull)
    {
        ArgumentNullException.ThrowIfNull(pull);
        return Plan(pull);
    }

    /// <summary>The order of a pull of plates.</summary>
    public static VfxPullOrder OrderOf(Pull pull)
    {
        ArgumentNullException.ThrowIfNull(pull);
        return Order(pull);
    }

    private protected override IEnumerable<(Guid Id, string Name)> ClipsOf(PlannedPull plan) => plan.Plates.Where(plate => plate.IsDelivered).Select(plate => (plate.Clip, plate.ClipName));

    private protected override PackageSize SizeOf(VfxPullOrder order, PlannedPull plan) => new(plan.Estimate.Bytes, IsAtMost: order.Settings is { Strict: false, Compression: not ExrCompression.None });

    private protected override (VfxPullOrder Order, ImmutableArray<string> FromShow) Filled(VfxPullOrder order, ShowPullSettings show)
    {
        var (settings, from) = (order.Settings, ImmutableArray.CreateBuilder<string>());
        if (settings.Template is null && show.PlateTemplate.Length > 0)
        {
            settings = settings with { Template = show.PlateTemplate };
            from.Add("names of plates");
        }

        // A size that the order asks for says how large plates are already.
        if (settings.Framing is null && (settings.Width ?? settings.Height) is null && show.Framing is { } framing)
        {
            settings = settings with { Framing = new() { TemplateFile = Said(framing.TemplateFile), Template = Said(framing.Template), Context = Said(framing.Context), Canvas = Said(framing.Canvas), Intent = Said(framing.Intent) } };
            from.Add("framing");
        }

        return (order with { Settings = settings }, from.ToImmutable());

        static string? Said(string text) => text.Length == 0 ? null : text;
    }

    private protected override IEnumerable<string> NamedIn(VfxPullOrder order) => PlateLooks.BesidesOf(order.Settings);

    private protected override bool IsEmpty(PlannedPull plan) => plan.IsEmpty;

    // Reels of a show have shots of their own: a cut follows the last one that has a shot in common with it.
    private static async Task<(TurnoverBefore? Since, HashSet<string> Shots)> BeforeAsync(LibraryTransaction tx, VfxPullOrder order, ImmutableArray<byte> cut, ImmutableArray<ShotName> names, CancellationToken cancellationToken)
    {
        var now = names.Select(name => name.Shot).OfType<string>().ToHashSet(StringComparer.Ordinal);
        foreach (var one in (await tx.PullsAsync(order.Show, PullKind.Vfx, cancellationToken)).Where(one => one.State == PullState.Ready && one.Recipient.Equals(order.Recipient, StringComparison.OrdinalIgnoreCase)).OrderByDescending(one => one.Number))
        {
            var pull = await tx.RequirePullAsync(one.Id, cancellationToken);
            var shots = Plan(pull).Events.Select(told => told.Shot).OfType<string>().ToHashSet(StringComparer.Ordinal);
            if (!shots.Overlaps(now)) continue;
            var package = pull.Folder is { } id ? (await tx.WorkspaceFolderAsync(id, cancellationToken))?.Name : null;
            return (new(pull.Id, package ?? pull.Title, pull.CutName, Convert.FromBase64String(pull.Cut).AsSpan().SequenceEqual(cut.AsSpan())), shots);
        }

        return (null, []);
    }

    // Two plans of one moment give the same version to different pictures; whichever is approved first has it.
    private protected override async Task<string?> WhyStaleAsync(LibraryTransaction tx, Pull pull, VfxPullOrder order, PlannedPull plan, CancellationToken cancellationToken)
    {
        var taken = (await tx.ApprovedPlatesAsync(pull, cancellationToken)).ToLookup(plate => (plate.Shot, plate.Element, plate.Version));
        foreach (var plate in plan.Plates.Where(plate => plate.IsDelivered))
            if (taken[(plate.Shot, plate.Element, plate.Version)].FirstOrDefault() is { } other)
                return FormattableString.Invariant($"{plate.Shot} {plate.Element} v{plate.Version:000} is promised to {pull.Recipient} by {(await tx.RequirePullAsync(other.Pull, cancellationToken)).Title}, which was approved since this was planned. Plan the cut again once that one is delivered: what is new then gets the next version.");
        if (!plan.IsNews || plan.Estimate.Plates > 0) return null;
        var later = await tx.ApprovedSinceAsync(pull, cancellationToken);
        return later is null ? null : $"It only tells what is new since {plan.Since!.Package}, and {later.Title} was approved since it was planned. Plan the cut again once that one is delivered.";
    }

    private protected override object ExtentOf(PlannedPull plan) => new { plan.Estimate.Plates, plan.Estimate.Frames };

    private protected override ImmutableArray<PullPlate> PlatesOf(Guid pull, PlannedPull plan) =>
        [.. plan.Plates.Select((plate, place) => (plate, place)).Where(one => one.plate.IsDelivered).Select(one => PlateOf(pull, one.place + 1, one.plate))];

    private protected override async Task<ImmutableArray<Step>> StepsAsync(LibraryTransaction tx, PullPackage package, VfxPullOrder order, PlannedPull plan, CancellationToken cancellationToken) =>
        VfxPullSteps.For(package, order, plan, await EarlierAsync(tx, package.Pull, cancellationToken), await CutBeforeAsync(tx, plan, cancellationToken),
            await SizesAsync(tx, plan, order.Settings, await tx.ClipsOfAsync(plan, cancellationToken), cancellationToken));

    private static async Task<ChunkSizes> SizesAsync(LibraryTransaction tx, PlannedPull plan, VfxPullSettings settings, IReadOnlyDictionary<Guid, Clip> clips, CancellationToken cancellationToken)
    {
        var kinds = plan.Plates.Where(plate => plate.IsDelivered).Select(plate => VfxPullWork.PlatesOf(plate, clips.GetValueOrDefault(plate.Clip), settings));
        return new(settings, await tx.WorkSpeedsAsync(kinds, cancellationToken));
    }

    private static async Task<CutBefore?> CutBeforeAsync(LibraryTransaction tx, PlannedPull plan, CancellationToken cancellationToken)
    {
        if (plan.Since is not { } since) return null;
        var pull = await tx.RequirePullAsync(since.Pull, cancellationToken);
        var order = Order(pull);
        return new(since.Package, MatchedCut.Read(pull.CutName, [.. Convert.FromBase64String(pull.Cut)], order.Rate, order.Timeline), Plan(pull).Events);
    }

    private async Task<List<EarlierPlate>> EarlierAsync(LibraryTransaction tx, Pull pull, CancellationToken cancellationToken)
    {
        var found = new List<EarlierPlate>();
        var folders = new Dictionary<Guid, WorkspaceFolder?>();
        foreach (var plate in await tx.DeliveredPlatesAsync(pull.Show, pull.Recipient, cancellationToken))
        {
            if (!folders.TryGetValue(plate.Pull, out var folder))
                folders[plate.Pull] = folder = await tx.PullAsync(plate.Pull, cancellationToken) is { Folder: { } id } ? await tx.WorkspaceFolderAsync(id, cancellationToken) : null;
            if (folder is not null && !plate.IsUnread) found.Add(new() { Plate = plate, Store = Library.Options.Workspaces, Prefix = folder.Prefix, Package = folder.Name });
        }

        return found;
    }

    // A plate in which something stands for frames is another picture: the next turnover makes it anew, and copies none of it.
    private static DeliveredPlate EarlierOf(PullPlate plate) =>
        new(plate.Shot, plate.Element, plate.Version, plate.Clip, new(plate.UsedStart, plate.UsedEnd, plate.Start, plate.End, 0, 0), plate.IsUnread ? $"{plate.Recipe}, not all of it read" : plate.Recipe) { FirstNumber = plate.FirstNumber };

    /// <summary>What is kept of a plate of a plan.</summary>
    internal static PullPlate PlateOf(Guid pull, int place, PlannedPlate plate) => new()
    {
        Pull = pull,
        Place = place,
        Shot = plate.Shot,
        Element = plate.Element,
        Version = plate.Version,
        Clip = plate.Clip,
        UsedStart = plate.Range.UsedStart,
        UsedEnd = plate.Range.UsedEnd,
        Start = plate.Range.Start,
        End = plate.Range.End,
        Recipe = plate.Recipe,
        Pattern = plate.Pattern,
        FirstNumber = plate.FirstNumber,
    };
}
