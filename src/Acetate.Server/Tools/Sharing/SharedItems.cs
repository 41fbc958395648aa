using System.Text.Json.Serialization;
using Acetate.Library;
using Acetate.Library.Clips;
using Acetate.Library.Dailies;
using Acetate.Library.Sharing;
using Acetate.Library.Workspaces;
using Acetate.Tools.Dailies;

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
            Frames = item.Stretch?.Count ?? (item.IsDaily ? null : clip.Proxy?.Frames) ?? clip.Frames,
            Rate = clip.Rate,
            Timecode = file.Timecode,
            IsStretch = item.Stretch is not null,
            IsDaily = item.IsDaily,
            HasPoster = file.Poster.Length > 0,
        };
    }

    /// <summary>What of an item is played: the proxy of its clip, of a stretch the cut that was made for it, of dailies the review movie. Never an original, nor media for editorial.</summary>
    public static async Task<SharedFile> FileAsync(LibraryTransaction tx, ShareItem item, CancellationToken cancellationToken)
    {
        if (item.Clip is not { } id || await tx.ClipAsync(id, cancellationToken) is not { } clip) return new("", "", "", "", item.Clip is null ? "It is a folder." : Gone);
        if (item.IsDaily) return Daily(clip, await tx.ClipDailyAsync(id, cancellationToken));
        if (item.Stretch is { } stretch)
        {
            return await tx.ClipCutAsync(id, stretch, cancellationToken) is { } cut
                ? new($"{clip.Name}_{stretch.First}-{stretch.First + stretch.Count}", cut.Video, cut.Poster, cut.Timecode, cut.State == ClipCutState.Failed ? cut.Reason : "It is being made.")
                : new(clip.Name, "", "", "", "It is being made.");
        }

        return clip.Proxy is { } proxy ? new(clip.Name, proxy.Video, proxy.Poster, proxy.Timecode, "")
            : new(clip.Name, "", "", "", clip.ProxyReason.Length > 0 ? clip.ProxyReason : "Its proxy is being made.");
    }

    /// <summary>The review movie that browsers play, as an operator let it go: what is made anew is nobody's before it is delivered.</summary>
    private static SharedFile Daily(Clip clip, ClipDaily? daily)
    {
        if (daily is { State: DailyState.Rejected }) return new(clip.Name, "", "", "", "It was left out of the dailies.");
        if (daily is not { Delivered: > 0 } || daily.Delivered != daily.Attempt) return new(clip.Name, "", "", "", "Its review movie is made anew, and is shown when it is delivered.");
        return DailiesDelivery.FilesOf(DailiesDelivery.PictureOf(daily)).FirstOrDefault(file => file.EndsWith(".mp4", StringComparison.Ordinal)) is { } movie
            ? new(clip.Name, $"{DailiesPlan.Folder(daily)}/{movie}", "", clip.TimecodeStart, "")
            : new(clip.Name, "", "", "", "No review movie was made of it.");
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

    /// <summary>Of a clip: whether it is the review movie of its dailies, and not its proxy.</summary>
    public bool IsDaily { get; init; }

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
