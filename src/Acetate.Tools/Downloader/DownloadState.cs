using System.Text.Json;
using Acetate.Library;

namespace Acetate.Tools.Downloader;

/// <summary>What a folder that was fetched into remembers of what arrived, so that nothing is fetched or read twice without need: a small file for each.</summary>
/// <remarks>It is no proof of anything; the manifests are. Without it everything is read once more, and that is all.</remarks>
public sealed record DownloadState
{
    /// <summary>The folder that holds these files, below the root.</summary>
    public const string FolderName = ".acetate-download";

    /// <summary>The roll, or the folder of a workspace.</summary>
    public required Guid Id { get; init; }

    /// <summary>What of it: <c>originals</c>, <c>proxies</c>, <c>sidecars</c> or <c>folder</c>.</summary>
    public required string Asset { get; init; }

    /// <summary>The roll's name.</summary>
    public required string Name { get; init; }

    /// <summary>Where it lies, below the root.</summary>
    public required string Folder { get; init; }

    /// <summary>What tells the offer that arrived from one that has changed since.</summary>
    public required string Offer { get; init; }

    /// <summary>Whether it is there, whole and sealed.</summary>
    public bool IsComplete { get; init; }

    /// <summary>Files.</summary>
    public long Files { get; init; }

    /// <summary>Their bytes.</summary>
    public long Bytes { get; init; }

    /// <summary>The generation that was written here.</summary>
    public DownloadSeal? Seal { get; init; }

    /// <summary>When that was.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>Whether the production has yet to be told that it is there, because it could not be reached then.</summary>
    public bool IsReceiptOwed { get; init; }

    /// <summary>What a root remembers of a folder; null when nothing that can be read.</summary>
    public static DownloadState? Find(string root, Guid id, string asset)
    {
        try
        {
            return JsonSerializer.Deserialize<DownloadState>(File.ReadAllText(PathOf(root, id, asset)), LibraryJson.Options) is { } state && state.Id == id && state.Asset == asset ? state : null;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Everything that a root remembers.</summary>
    public static IEnumerable<DownloadState> All(string root)
    {
        var folder = Path.Join(root, FolderName);
        if (!Directory.Exists(folder)) yield break;
        foreach (var file in Directory.EnumerateFiles(folder, "*.json"))
        {
            var name = Path.GetFileNameWithoutExtension(file);
            if (name.Length > 37 && Guid.TryParse(name.AsSpan(0, 36), out var id) && Find(root, id, name[37..]) is { } state) yield return state;
        }
    }

    /// <summary>Keeps it, in place of what was there.</summary>
    public void Keep(string root)
    {
        var path = PathOf(root, Id, Asset);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var fresh = $"{path}.{Guid.NewGuid():N}.new";
        File.WriteAllText(fresh, JsonSerializer.Serialize(this, LibraryJson.Options));
        File.Move(fresh, path, overwrite: true);
    }

    private static string PathOf(string root, Guid id, string asset) => Path.Join(root, FolderName, $"{id}-{asset}.json");
}
