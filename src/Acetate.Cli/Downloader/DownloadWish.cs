using System.Collections.Immutable;
using Acetate.Library.Downloads;
using Acetate.Tools.Downloader;

namespace Acetate.Cli.Downloader;

/// <summary>What is to be fetched, and where to.</summary>
internal sealed record DownloadWish
{
    /// <summary>The show; null to fetch from a workspace.</summary>
    public string? Show { get; init; }

    /// <summary>The workspace; null to fetch rolls.</summary>
    public string? Workspace { get; init; }

    /// <summary>Which rolls.</summary>
    public DownloadFilter Filter { get; init; } = new();

    /// <summary>What of each.</summary>
    public ImmutableArray<DownloadAsset> Assets { get; init; } = [DownloadAsset.Originals];

    /// <summary>The full path of the folder to fetch into.</summary>
    public required string Root { get; init; }

    /// <summary>Where rolls lie in it.</summary>
    public required DownloadLayout Layout { get; init; }

    /// <summary>Bytes that stay free.</summary>
    public long Reserve { get; init; }

    /// <summary>Under which name receipts are given; empty for none.</summary>
    public string Site { get; init; } = "";

    /// <summary>Whether folders that were fetched before are read once more.</summary>
    public bool Rechecks { get; init; }
}
