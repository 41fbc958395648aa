using System.Globalization;
using Acetate.Library;
using Acetate.Library.Access;
using Acetate.Library.Clips;
using Acetate.Library.Dailies;
using Acetate.Library.Rolls;
using Acetate.Library.Search;
using Acetate.Library.Sharing;
using Acetate.Library.Workspaces;
using Acetate.Tools.Clips;

namespace Acetate.Tools.Sharing;

/// <summary>What a share is to hold: it is looked up when the share is made, and does not grow afterwards.</summary>
/// <param name="library">The library.</param>
internal sealed class ShareContents(MediaLibrary library)
{
    /// <summary>The clips of a show that a smart collection holds now.</summary>
    public async Task<List<Guid>> OfCollectionAsync(Guid id, string show, TokenBearer bearer, CancellationToken cancellationToken)
    {
        var (collection, now) = await library.ReadAsync(async tx => (await tx.SmartCollectionAsync(id, cancellationToken), tx.Now), cancellationToken);
        if (collection is null || (collection.Show is { } of ? AccessCheck.Of(bearer, LibraryAction.SeeShow, of, now) is not AccessVerdict.Permitted : collection.Owner != bearer.Principal.Id)
            || AccessCheck.Of(bearer, LibraryAction.SeeShow, show, now) is not AccessVerdict.Permitted)
            throw new LibraryException(LibraryProblem.NotFound, $"There is no collection '{id}'.");
        if (!ClipQuery.TryParse(collection.Query, out var query, out var mistake)) throw new LibraryException(LibraryProblem.Settings, $"The search of the collection '{collection.Name}' cannot be read: {mistake.Message}");
        if (!SearchOrder.TryParse(collection.Sort, out var order, out var reason)) throw new LibraryException(LibraryProblem.Settings, reason);
        var found = new List<Guid>();
        var after = "";
        do
        {
            var page = await library.SearchClipsAsync(query, [show], order, after, 0, LibrarySearch.LongestPage, cancellationToken);
            found.AddRange(page.Clips.Select(hit => hit.Id));
            after = page.Next ?? "";
        }
        while (after.Length > 0 && found.Count <= Share.MostItems);
        return found.Count > 0 ? found : throw new LibraryException(LibraryProblem.Settings, $"The collection '{collection.Name}' holds no clip of {show} now.");
    }

    /// <summary>The things that an order names in its show, and a title for them.</summary>
    public static async Task<(List<ShareItem> Items, string Title)> OfShowAsync(
        LibraryTransaction tx, string show, ShareOrder order, IReadOnlyList<Guid> found, TokenBearer bearer, CancellationToken cancellationToken)
    {
        var items = new List<ShareItem>();
        var names = new List<string>();
        var clips = (order.Clips is { IsDefault: false } some ? some : []).Concat(found.Select(id => new ClipToShare(id))).Distinct().ToList();
        var folders = (order.Folders is { IsDefault: false } named ? named : []).Distinct().ToList();
        if (clips.Count + folders.Count > Share.MostItems) throw new LibraryException(LibraryProblem.Settings, $"A share names at most {Share.MostItems} clips and folders; these are more. Make several.");
        foreach (var one in clips)
        {
            if (one is null || await tx.ClipAsync(one.Clip, cancellationToken) is not { } clip || (await tx.RollAsync(clip.Roll, cancellationToken))?.Show != show)
                throw new LibraryException(LibraryProblem.NotFound, $"Show {show} has no clip '{one?.Clip}'.");
            if (one.Daily && (one.In ?? one.Out) is not null) throw Wrong(clip, "is shared as the review movie of its dailies, and of that no single frames are. Share it whole, or frames of its proxy.");
            if (one.Daily && await tx.ClipDailyAsync(clip.Id, cancellationToken) is not { Delivered: > 0 }) throw Wrong(clip, "has no dailies that were delivered. Share its proxy, or share it when they are.");
            items.Add(new() { Number = items.Count, Clip = clip.Id, Stretch = StretchOf(clip, one), IsDaily = one.Daily });
            names.Add(clip.Name);
        }

        foreach (var id in folders)
        {
            if (await tx.FolderThereAsync(id, cancellationToken) is not { } folder || await tx.WorkspaceAsync(folder.Workspace, cancellationToken) is not { } workspace
                || workspace.Show != show || AccessCheck.OfWorkspace(bearer, WorkspaceDeed.Download, workspace, tx.Now) is not AccessVerdict.Permitted)
                throw new LibraryException(LibraryProblem.NotFound, $"Show {show} has no folder '{id}' that is ready.");
            names.Add(folder.Name);
            if (order.Watermark && folder.Roll is not null) items.AddRange(await ReviewMoviesAsync(tx, folder, items.Count, cancellationToken));
            else items.Add(new() { Number = items.Count, Folder = folder.Id });
        }

        if (items.Count > Share.MostItems) throw new LibraryException(LibraryProblem.Settings, $"A share holds at most {Share.MostItems} things, and these folders have more review movies. Make several.");

        return (items, names.Count == 1 ? names[0] : string.Create(CultureInfo.InvariantCulture, $"{names.Count} clips and folders of {show}"));
    }

    /// <summary>The review movies of a delivery of dailies, from which copies with names can be made: those of the clips that came with it and were neither delivered anew nor rejected since.</summary>
    private static async Task<List<ShareItem>> ReviewMoviesAsync(LibraryTransaction tx, WorkspaceFolder folder, int first, CancellationToken cancellationToken)
    {
        // A clip is delivered when its folder is ready, and before the next one of its roll is.
        var next = (await tx.DailiesFoldersAsync(folder.Roll!.Value, cancellationToken)).Find(one => one.Id != folder.Id && one.ReadyAt > folder.ReadyAt)?.ReadyAt ?? DateTimeOffset.MaxValue;
        var clips = (await tx.ClipDailiesAsync(folder.Roll.Value, cancellationToken)).Where(clip => clip.Delivered > 0 && clip.State != DailyState.Rejected && clip.DeliveredAt >= folder.ReadyAt && clip.DeliveredAt < next).ToList();
        return clips.Count > 0 ? [.. clips.Select((clip, i) => new ShareItem { Number = first + i, Clip = clip.Clip, IsDaily = true })]
            : throw new LibraryException(LibraryProblem.Settings, $"All clips of {folder.Name} were delivered anew or rejected since, so there is nothing of it to mark. Share the delivery that came after it.");
    }

    /// <summary>The frames of a clip that are named; null for all of it.</summary>
    private static FrameStretch? StretchOf(Clip clip, ClipToShare wanted)
    {
        if (wanted.In is null && wanted.Out is null) return null;
        if (clip.Proxy?.Frames is not { } frames) throw Wrong(clip, "has no proxy with counted frames yet, and only of one some frames can be shared. Share it whole, or later.");
        var time = new ClipTime(clip);
        long first = 0, end = frames;
        if (wanted.In is { } from && !time.TryFrameOf(from.Trim(), out first, out var reason)) throw Wrong(clip, $"has no frame '{from}': {reason}");
        // The label after the last frame is that of no frame of the clip.
        if (wanted.Out is { } to && to.Trim() != clip.TimecodeEnd && !time.TryFrameOf(to.Trim(), out end, out reason)) throw Wrong(clip, $"has no frame '{to}': {reason}");
        if (first < 0 || end > frames || first >= end) throw Wrong(clip, $"has {frames} frames; from frame {first} to before frame {end} is no stretch of it.");
        return first == 0 && end == frames ? null : new(first, end - first);
    }

    private static LibraryException Wrong(Clip clip, string message) => new(LibraryProblem.Settings, $"{clip.Name} {message}");

    /// <summary>The things of a share that are passed on.</summary>
    public static async Task<(List<ShareItem> Items, string Title)> OfParentAsync(LibraryTransaction tx, Guid parent, ShareOrder order, CancellationToken cancellationToken)
    {
        if (order.Clips is not null || order.Folders is not null || order.Collection is not null) throw new LibraryException(LibraryProblem.Settings, "What is passed on is named by its numbers in the share that it comes from.");
        var all = await tx.ShareItemsAsync(parent, cancellationToken);
        var wanted = order.Items is { IsDefault: false } numbers ? numbers.ToHashSet() : [.. all.Select(item => item.Number)];
        if (wanted.Except(all.Select(item => item.Number)).Order().ToList() is [var unknown, ..]) throw new LibraryException(LibraryProblem.NotFound, $"The share has nothing of the number {unknown}.");
        return ([.. all.Where(item => wanted.Contains(item.Number)).Select((item, i) => item with { Number = i })], (await tx.ShareAsync(parent, cancellationToken))!.Title);
    }
}
