using System.Text.Json.Serialization;
using Acetate.Library;
using Acetate.Library.Clips;
using Acetate.Library.Sharing;
using Acetate.Library.Workspaces;

namespace Acetate.Server.Tools.Sharing;

/// <summary>What a share's items are, for those who get them: names, lengths, and the files that may be played.</summary>
internal static class SharedItems
{
    private const string Gone = "It is no longer there.";

    /// <summary>What a visitor is told of an item.</summary>
    public static async Task<SharedItem> ViewAsync(LibraryTransaction tx, ShareItem item, CancellationToken cancellationToken)
    {
        if (item.Folder is { } id)
        {
            if (await tx.FolderThereAsync(id, cancellationToken) is not { } folder) return new(item.Number, SharedKind.Folder, "", Gone);
            var (files, bytes) = folder.IsPackage ? (folder.Files, folder.Bytes) : await tx.KeptBelowAsync(id, cancellationToken);
            return new(item.Number, SharedKind.Folder, folder.Name, "") { Files = files, Bytes = bytes };
        }

        if (await tx.ClipAsync(item.Clip!.Value, cancellationToken) is not { } clip) return new(item.Number, SharedKind.Clip, "", Gone);
        var file = await FileAsync(tx, item, cancellationToken);
        return new(item.Number, SharedKind.Clip, clip.Name, file.Video.Length > 0 ? "" : file.Reason)
        {
            Frames = item.Stretch?.Count ?? clip.Proxy?.Frames ?? clip.Frames,
            Rate = clip.Rate,
            Timecode = file.Timecode,
            IsStretch = item.Stretch is not null,
            HasPoster = file.Poster.Length > 0,
        };
    }

    /// <summary>What of an item is played: the proxy of its clip, or of a stretch the cut that was made for it. Never an original.</summary>
    public static async Task<SharedFile> FileAsync(LibraryTransaction tx, ShareItem item, CancellationToken cancellationToken)
    {
        if (item.Clip is not { } id || await tx.ClipAsync(id, cancellationToken) is not { } clip) return new("", "", "", "", item.Clip is null ? "It is a folder." : Gone);
        if (item.Stretch is { } stretch)
        {
            return await tx.ClipCutAsync(id, stretch, cancellationToken) is { } cut
                ? new($"{clip.Name}_{stretch.First}-{stretch.First + stretch.Count}", cut.Video, cut.Poster, cut.Timecode, cut.State == ClipCutState.Failed ? cut.Reason : "It is being made.")
                : new(clip.Name, "", "", "", "It is being made.");
        }

        return clip.Proxy is { } proxy ? new(clip.Name, proxy.Video, proxy.Poster, proxy.Timecode, "")
            : new(clip.Name, "", "", "", clip.ProxyReason.Length > 0 ? clip.ProxyReason : "Its proxy is being made.");
    }
}

/// <summary>The files of an item.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Video">Key of the playable file in the derived store; empty when there is none.</param>
/// <param name="Poster">Key of one frame of it.</param>
/// <param name="Timecode">Label of its first frame.</param>
/// <param name="Reason">Why there is none.</param>
internal sealed record SharedFile(string Name, string Video, string Poster, string Timecode, string Reason);

/// <summary>One thing of a share, for those who get it.</summary>
/// <param name="Number">Its number in the share's addresses.</param>
/// <param name="Kind">A clip or a folder.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Reason">Why there is nothing to see, as a sentence; empty when there is.</param>
public sealed record SharedItem(int Number, SharedKind Kind, string Name, string Reason)
{
    /// <summary>Of a clip: how many frames of it are shared.</summary>
    public long? Frames { get; init; }

    /// <summary>Of a clip: frames per second as a ratio; empty when not known.</summary>
    public string Rate { get; init; } = "";

    /// <summary>Of a clip: label of the first frame that is shared; empty when there is none.</summary>
    public string Timecode { get; init; } = "";

    /// <summary>Of a clip: whether only some of its frames are shared.</summary>
    public bool IsStretch { get; init; }

    /// <summary>Of a clip: whether there is a picture of it.</summary>
    public bool HasPoster { get; init; }

    /// <summary>Of a folder: how many files it holds.</summary>
    public long? Files { get; init; }

    /// <summary>Of a folder: their bytes.</summary>
    public long? Bytes { get; init; }
}

/// <summary>What is shared.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<SharedKind>))]
public enum SharedKind
{
    /// <summary>The proxy of a clip, or of some frames of it.</summary>
    Clip,

    /// <summary>A folder of a workspace, with its files as they are.</summary>
    Folder,
}
