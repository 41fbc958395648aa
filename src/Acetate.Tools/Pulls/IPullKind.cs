using System.Collections.Immutable;
using Acetate.Compute;
using Acetate.Library;
using Acetate.Library.Pulls;
using Acetate.Library.Workspaces;

namespace Acetate.Tools.Pulls;

/// <summary>What pulls of plates and pulls of originals do differently between an order and a package.</summary>
internal interface IPullKind
{
    /// <summary>Whose workspace a package goes to.</summary>
    WorkspaceKind Workspace { get; }

    /// <summary>What was asked for.</summary>
    PullOrder OrderOf(Pull pull);

    /// <summary>The clips that its plan takes frames of, and what they are called.</summary>
    ImmutableArray<(Guid Id, string Name)> ClipsOf(Pull pull);

    /// <summary>How large its package will be.</summary>
    PackageSize SizeOf(Pull pull);

    /// <summary>What is in the plan that a person has to know before it is made; null when it can be approved.</summary>
    string? WhyNot(Pull pull);

    /// <summary>What was approved since it was planned and makes the plan untrue; null when nothing did.</summary>
    Task<string?> WhyStaleAsync(LibraryTransaction tx, Pull pull, CancellationToken cancellationToken);

    /// <summary>The steps that make what is in the package; the same package gives the same steps.</summary>
    /// <exception cref="PullException">It cannot be made; the message says why and what to do.</exception>
    Task<ImmutableArray<Step>> StepsAsync(LibraryTransaction tx, PullPackage package, CancellationToken cancellationToken);
}
