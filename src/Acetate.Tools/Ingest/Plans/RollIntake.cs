using System.Collections.Immutable;
using Acetate.Hashing;
using Acetate.Mhl;
using Acetate.Tools.Ingest.Manifests;
using Acetate.Tools.Ingest.Scan;

namespace Acetate.Tools.Ingest.Plans;

/// <summary>Everything that has to be known to plan the ingest of one roll; nothing of it is looked up while planning.</summary>
public sealed record RollIntake
{
    /// <summary>The library's id of the roll.</summary>
    public required Guid Roll { get; init; }

    /// <summary>Whether the card and the store lie on one disk, which reads and writes faster one after the other than at once; false by default.</summary>
    public bool IsOneDisk { get; init; }

    /// <summary>Counts the plans for this roll, from 1: a repair is the next attempt.</summary>
    public required int Attempt { get; init; }

    /// <summary>The show that is charged.</summary>
    public required string Show { get; init; }

    /// <summary>The roll's name.</summary>
    public required string Name { get; init; }

    /// <summary>The store URL of the roll's folder on the card.</summary>
    public required Uri Card { get; init; }

    /// <summary>The engine beside the card; empty when any engine can read it.</summary>
    public string Place { get; init; } = "";

    /// <summary>The library store.</summary>
    public required Uri Store { get; init; }

    /// <summary>Where the card's reader writes to reach <see cref="Store"/>; the same unless it goes over HTTP.</summary>
    public Uri? Upload { get; init; }

    /// <summary>The roll's folder in the library store and in the archive.</summary>
    public required string Prefix { get; init; }

    /// <summary>The store for proxies and posters.</summary>
    public required Uri Derived { get; init; }

    /// <summary>The folder of the roll's proxies there.</summary>
    public required string DerivedPrefix { get; init; }

    /// <summary>The files to be in the store, with the digests they must give.</summary>
    public required ImmutableArray<CheckedFile> Files { get; init; }

    /// <summary>Paths that need copying; null for all of <see cref="Files"/>. A repair names the bad and missing ones.</summary>
    public ImmutableArray<string>? OnlyCopy { get; init; }

    /// <summary>Whether the card must be read twice because nothing proves its content.</summary>
    public bool ReadTwice { get; init; }

    /// <summary>The clips, with their ids in the library.</summary>
    public ImmutableArray<(Guid Id, ScannedClip Clip)> Clips { get; init; } = [];

    /// <summary>The formats every file is hashed in, besides those its manifest asks for.</summary>
    public ImmutableArray<HashFormat> Formats { get; init; } = [HashFormat.Xxh128];

    /// <summary>When the work is due.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>The moment that new manifests carry.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who is named in new manifests.</summary>
    public required MhlCreator Maker { get; init; }
}
