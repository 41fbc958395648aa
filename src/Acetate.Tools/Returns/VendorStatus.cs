using System.Collections.Immutable;
using Acetate.Library;
using Acetate.Library.Pulls;
using Acetate.Library.Returns;
using Acetate.Library.Workspaces;

namespace Acetate.Tools.Returns;

/// <summary>What a vendor sees of the state of things: the own packages, shots and versions, and nothing of anybody else.</summary>
/// <param name="Show">The show.</param>
/// <param name="Vendor">The vendor.</param>
/// <param name="Packages">Packages that were handed over, the newest first.</param>
/// <param name="Shots">The vendor's shots, by name.</param>
/// <param name="Returns">Versions that were handed in, the newest first.</param>
public sealed record VendorStatus(string Show, string Vendor, ImmutableArray<GivenPackage> Packages, ImmutableArray<ShotStanding> Shots, ImmutableArray<OwnReturn> Returns)
{
    /// <summary>Folders that the vendor uploaded and the production has not taken in, by name.</summary>
    public ImmutableArray<WaitingFolder> Waiting { get; init; } = [];

    /// <summary>Gathers it. Everything is asked for by the workspace itself: what belongs to another one is never read.</summary>
    public static Task<VendorStatus> OfAsync(MediaLibrary library, Workspace workspace, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(library);
        ArgumentNullException.ThrowIfNull(workspace);
        return library.ReadAsync(async tx =>
        {
            var fetched = await tx.FetchedFoldersAsync(workspace.Id, cancellationToken);
            var folders = (await tx.WorkspaceFoldersAsync(workspace.Id, cancellationToken)).Where(folder => folder.State == WorkspaceFolderState.Ready);
            var isVendor = workspace.Kind == WorkspaceKind.Vendor;
            var returns = isVendor ? await tx.ReturnsAsync(workspace.Show, workspace.Name, null, cancellationToken) : [];
            var turnovers = isVendor ? await tx.TurnoversAsync(workspace.Show, null, workspace.Name, cancellationToken) : [];
            return new VendorStatus(
                workspace.Show, workspace.Name,
                [.. folders.Select(folder => new GivenPackage(folder.Id, folder.Name, folder.Files, folder.Bytes, folder.ReadyAt, fetched.TryGetValue(folder.Id, out var at) ? at : null))],
                ShotStanding.Of(turnovers, returns),
                [.. returns.OrderByDescending(one => one.ReceivedAt).Select(OwnReturn.Of)])
            {
                Waiting = isVendor ? await HandedIn.WaitingAsync(tx, workspace, cancellationToken) : [],
            };
        }, cancellationToken);
    }
}

/// <summary>A package that was handed over.</summary>
/// <param name="Id">The folder's id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Files">Files.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="ReadyAt">When it was handed over.</param>
/// <param name="FetchedAt">When somebody who was let into the workspace first fetched of it; null while nobody did.</param>
public sealed record GivenPackage(Guid Id, string Name, long Files, long Bytes, DateTimeOffset? ReadyAt, DateTimeOffset? FetchedAt);

/// <summary>A version as its vendor sees it: who of the production took it in and decided is not said.</summary>
public sealed record OwnReturn
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The shot.</summary>
    public required string Shot { get; init; }

    /// <summary>What of the shot it is; may be empty.</summary>
    public required string Task { get; init; }

    /// <summary>Its version.</summary>
    public required int Version { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>How it stands.</summary>
    public required ReturnState State { get; init; }

    /// <summary>When it was taken in.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>When it was decided on last.</summary>
    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>Why; may be empty.</summary>
    public string Reason { get; init; } = "";

    /// <summary>What the check found, errors first.</summary>
    public ImmutableArray<ReturnFinding> Findings { get; init; } = [];

    /// <summary>The version as its vendor sees it.</summary>
    public static OwnReturn Of(VendorReturn one)
    {
        ArgumentNullException.ThrowIfNull(one);
        return new()
        {
            Id = one.Id,
            Shot = one.Shot,
            Task = one.Task,
            Version = one.Version,
            Name = one.Name,
            State = one.State,
            ReceivedAt = one.ReceivedAt,
            DecidedAt = one.DecidedAt,
            // What somebody wrote when a decision was taken back is the production's own.
            Reason = one.State == ReturnState.Waiting ? "" : one.Reason,
            Findings = one.Findings,
        };
    }
}
