using System.Collections.Immutable;
using Acetate.Cuts;
using Acetate.Library.Pulls;
using Acetate.Steps.Render;

namespace Acetate.Tools.Pulls;

/// <summary>An approved pull on its way to a package: all that the plan of its work is made of. The same package gives the same plan.</summary>
public sealed record PullPackage
{
    /// <summary>The pull, with its number and who asked for it and approved it.</summary>
    public required Pull Pull { get; init; }

    /// <summary>Its cut, as it was read from <see cref="CutBytes"/>.</summary>
    public required Cut Cut { get; init; }

    /// <summary>The cut's file as it was handed in.</summary>
    public required ImmutableArray<byte> CutBytes { get; init; }

    /// <summary>The clips that are needed, by their id.</summary>
    public required IReadOnlyDictionary<Guid, PulledClip> Clips { get; init; }

    /// <summary>URL of the workspaces' store.</summary>
    public required Uri Target { get; init; }

    /// <summary>URL of the store of what ingest derived from clips, such as their posters; null for none.</summary>
    public Uri? Derived { get; init; }

    /// <summary>URL of the library's store, where approved versions of shots lie; null where none are asked for.</summary>
    public Uri? Library { get; init; }

    /// <summary>The folder in <see cref="Target"/> where the package is made, out of sight, until it is whole and sealed.</summary>
    public required string Prefix { get; init; }

    /// <summary>The package's name, which is its folder's.</summary>
    public required string Name { get; init; }

    /// <summary>The moment that all documents carry: the approval, or what the order pins.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who is named as the author in AMFs.</summary>
    public required PlateAuthor Author { get; init; }
}
