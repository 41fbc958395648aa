using System.Collections.Immutable;
using Acetate.Compute.Hosting;
using Acetate.Storage.Http;

namespace Acetate.Tools.Downloader;

/// <summary>A folder that is to be fetched: a roll, a part of it, or a folder of a workspace.</summary>
public sealed record DownloadOrder
{
    /// <summary>The full path of the folder that everything is fetched into.</summary>
    public required string Root { get; init; }

    /// <summary>The folder below it, with <c>/</c>.</summary>
    public required string Folder { get; init; }

    /// <summary>The name that manifests carry: the roll's.</summary>
    public required string Name { get; init; }

    /// <summary>What is offered, manifests among it.</summary>
    public required ImmutableArray<OfferedFile> Files { get; init; }

    /// <summary>How the server is asked.</summary>
    public required FetchOptions Fetch { get; init; }

    /// <summary>Whether nothing but the manifests that come along says what the files must be: then they must be trusted. Else the library's own hashes do, and the manifests
    /// must agree where they can be trusted. The default is false.</summary>
    public bool MustBeSealed { get; init; }

    /// <summary>Bytes that stay free on the disk; the default is 10 GB.</summary>
    public long Reserve { get; init; } = 10_000_000_000;

    /// <summary>Who is named in the manifest that is written here.</summary>
    public string Author { get; init; } = "";

    /// <summary>The rate, the clock, and who is told of progress.</summary>
    public StepContext Context { get; init; } = new();

    /// <summary>Told, in a sentence, what is being waited for; and null when it goes on.</summary>
    public Action<string?> Waiting { get; init; } = static _ => { };
}

/// <summary>What became of it.</summary>
/// <param name="Folder">The folder, below the root.</param>
/// <param name="Files">Files that are there, whole and read back, without manifests.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="Fetched">Bytes of those that came now; the others were there, and are right.</param>
/// <param name="Faults">What is not as it should be; while there is something, nothing is sealed.</param>
/// <param name="Notes">What a person should know, and what keeps nothing from being done.</param>
/// <param name="Seal">The generation that was written here; null where something is wrong.</param>
public sealed record DownloadResult(string Folder, long Files, long Bytes, long Fetched, ImmutableArray<DownloadFault> Faults, ImmutableArray<string> Notes, DownloadSeal? Seal)
{
    /// <summary>Why it is not whole, in a sentence; empty when it is.</summary>
    public string Why => Seal is not null ? "" : Faults is not [var first, ..] ? "There is nothing in it."
        : $"{(first.Path.Length > 0 ? $"{first.Path}: " : "")}{first.Message}{(Faults.Length > 1 ? $" And {Faults.Length - 1} more." : "")}";
}

/// <summary>A file that is not as it should be.</summary>
/// <param name="Path">Below the folder.</param>
/// <param name="Verdict">What is wrong, in the words of copying and reading back: <c>mismatch</c>, <c>conflict</c>, <c>vanished</c> …</param>
/// <param name="Message">As a sentence.</param>
public sealed record DownloadFault(string Path, string Verdict, string Message);

/// <summary>The generation that seals a folder where it arrived.</summary>
/// <param name="Generation">Its number in the history.</param>
/// <param name="Manifest">Its manifest, below the folder.</param>
/// <param name="Xxh128">What the manifest hashes to. It stands for every byte: it holds the hash of each file.</param>
/// <param name="Delivered">The newest manifest that came along, by which the files were proven, as <see cref="PackageManifest"/> names it; null when none came that can be relied upon.</param>
public sealed record DownloadSeal(int Generation, string Manifest, string Xxh128, string? Delivered = null);
