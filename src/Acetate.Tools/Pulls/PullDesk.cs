using System.Collections.Immutable;
using System.Text.Json;
using Acetate.Compute;
using Acetate.Library;
using Acetate.Library.Audit;
using Acetate.Library.Pulls;
using Acetate.Library.Search;
using Acetate.Library.Shows;
using Acetate.Library.Workspaces;
using Acetate.Tools.Pulls.Work;

namespace Acetate.Tools.Pulls;

/// <summary>Where pulls are ordered: what a cut and an order come to is planned, and both are kept for somebody to approve.</summary>
/// <typeparam name="TOrder">What is asked for.</typeparam>
/// <typeparam name="TPlan">What it comes to.</typeparam>
public abstract class PullDesk<TOrder, TPlan> : IPullKind
    where TOrder : PullOrder
    where TPlan : class
{
    private readonly PullKind kind;

    private protected PullDesk(MediaLibrary library, PullKind kind)
    {
        Library = library;
        this.kind = kind;
    }

    /// <summary>Who will do the work, for estimates of how long it takes; all of this machine unless it is said.</summary>
    public PullWorkers Workers { get; init; } = PullWorkers.OfThisMachine;

    /// <inheritdoc/>
    WorkspaceKind IPullKind.Workspace => kind == PullKind.Vfx ? WorkspaceKind.Vendor : WorkspaceKind.Finishing;

    private protected MediaLibrary Library { get; }

    /// <inheritdoc/>
    PullOrder IPullKind.OrderOf(Pull pull) => Order(pull);

    /// <inheritdoc/>
    ImmutableArray<(Guid Id, string Name)> IPullKind.ClipsOf(Pull pull) => [.. ClipsOf(Plan(pull)).DistinctBy(clip => clip.Id)];

    /// <inheritdoc/>
    PackageSize IPullKind.SizeOf(Pull pull) => SizeOf(Order(pull), Plan(pull));

    /// <inheritdoc/>
    string? IPullKind.WhyNot(Pull pull) =>
        !IsEmpty(Plan(pull)) ? null : "It has nothing to deliver: nothing of the cut was found, or all that it asks for was delivered with this very list.";

    /// <inheritdoc/>
    Task<string?> IPullKind.WhyStaleAsync(LibraryTransaction tx, Pull pull, CancellationToken cancellationToken) => WhyStaleAsync(tx, pull, Order(pull), Plan(pull), cancellationToken);

    /// <inheritdoc/>
    Task<ImmutableArray<Step>> IPullKind.StepsAsync(LibraryTransaction tx, PullPackage package, CancellationToken cancellationToken) =>
        StepsAsync(tx, package, Order(package.Pull), Plan(package.Pull), cancellationToken);

    private protected static TPlan Plan(Pull pull) => Kept<TPlan>(pull.Plan, "plan");

    private protected static TOrder Order(Pull pull) => Kept<TOrder>(pull.Settings, "order");

    /// <summary>The clips that a plan takes frames of, and what they are called, each as often as it pleases.</summary>
    private protected abstract IEnumerable<(Guid Id, string Name)> ClipsOf(TPlan plan);

    /// <summary>How large the package will be.</summary>
    private protected abstract PackageSize SizeOf(TOrder order, TPlan plan);

    /// <summary>Whether there is nothing to deliver.</summary>
    private protected abstract bool IsEmpty(TPlan plan);

    /// <summary>What was approved since the plan was made and makes it untrue: a sentence and what to do; null when nothing did.</summary>
    private protected abstract Task<string?> WhyStaleAsync(LibraryTransaction tx, Pull pull, TOrder order, TPlan plan, CancellationToken cancellationToken);

    /// <summary>How much it is, for the audit log.</summary>
    private protected abstract object ExtentOf(TPlan plan);

    /// <summary>The plates of a pull that later turnovers are held against.</summary>
    private protected abstract ImmutableArray<PullPlate> PlatesOf(Guid pull, TPlan plan);

    private protected abstract Task<ImmutableArray<Step>> StepsAsync(LibraryTransaction tx, PullPackage package, TOrder order, TPlan plan, CancellationToken cancellationToken);

    /// <summary>An order of a show that there is, with the show's name as the library writes it.</summary>
    /// <exception cref="PullException">The recipient's name cannot be one.</exception>
    /// <exception cref="LibraryException">There is no such show, or the recipient's name belongs to a workspace of another kind.</exception>
    private protected async Task<TOrder> AcceptedAsync(TOrder order, string recipient, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(order);
        var accepted = await Library.ReadAsync(async tx =>
        {
            var known = await tx.RequireShowAsync(order.Show, cancellationToken);
            await tx.RequireWorkspaceKindAsync(known.Name, order.Recipient, ((IPullKind)this).Workspace, cancellationToken);
            // Kept with the order, which is read again and again: a clip of another rate that comes later changes nothing of it.
            return await WithShowAsync(tx, order with { Rate = order.Rate ?? await tx.CountedRateAsync(known.Name, cancellationToken) }, known, cancellationToken);
        }, cancellationToken);
        if (Show.WhyNotName(order.Recipient) is { } reason) throw new PullException(reason.Replace("show's short name", $"{recipient}'s name", StringComparison.Ordinal));
        return accepted;
    }

    /// <summary>An order with what a show's settings say where it says nothing, and with what that was.</summary>
    private async Task<TOrder> WithShowAsync(LibraryTransaction tx, TOrder order, Show show, CancellationToken cancellationToken)
    {
        // What comes from the show is for us to say, whoever orders.
        order = order with { Show = show.Name, FromShow = null, Documents = order.Documents.IsDefaultOrEmpty ? [] : [.. order.Documents.Select(document => document with { IsOfShow = false })] };
        if (order.WithoutShow) return order;
        var (filled, from) = Filled(order, show.Settings.Pulls);
        var documents = await tx.ShowDocumentsForAsync(show.Name, order.Documents, NamedIn(filled), cancellationToken);
        ImmutableArray<string> origins = [.. from, .. documents.Select(document => $"{(ClipDocuments.KindOf(document.Name) == DocumentKind.Fdl ? "framing decision list" : "look")} {document.Name}")];
        return origins.IsEmpty ? filled : filled with { Documents = filled.Documents.AddRange(documents), FromShow = origins };
    }

    /// <summary>An order with the show's settings where its own say nothing, and what came from them.</summary>
    private protected virtual (TOrder Order, ImmutableArray<string> FromShow) Filled(TOrder order, ShowPullSettings show) => (order, []);

    /// <summary>Documents that an order's settings ask for by name.</summary>
    private protected virtual IEnumerable<string> NamedIn(TOrder order) => [];

    /// <summary>Keeps an order and its plan, and tells everybody who follows the show.</summary>
    private protected async Task<(Pull Pull, TPlan Plan)> KeepAsync(LibraryTransaction tx, TOrder order, ImmutableArray<string> cuts, ImmutableArray<byte> cut, TPlan plan, string actor, CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7(tx.Now);
        var pull = await tx.AddPullAsync(
            new()
            {
                Id = id,
                Show = order.Show,
                Kind = kind,
                Recipient = order.Recipient,
                Number = 0,
                CutName = cuts[0],
                Reels = cuts[1..],
                Cut = Convert.ToBase64String(cut.AsSpan()),
                Settings = JsonSerializer.Serialize(order, LibraryJson.Options),
                Plan = JsonSerializer.Serialize(plan, LibraryJson.Options),
                CreatedBy = actor,
            },
            PlatesOf(id, plan), cancellationToken);
        await tx.AuditAsync(actor, "pull.planned", id.ToString(), order.Show, new { kind = pull.Kind, pull.Recipient, pull.Number, cut = string.Join(", ", cuts), extent = ExtentOf(plan) }, cancellationToken);
        await tx.TellPullAsync(pull, "pull.planned", actor, $"{actor} planned {pull.Title}; somebody has to approve it.", cancellationToken);
        return (pull, plan);
    }

    private static T Kept<T>(string json, string what) => JsonSerializer.Deserialize<T>(json, LibraryJson.Options) ?? throw new JsonException($"The {what} of a pull is null.");
}
