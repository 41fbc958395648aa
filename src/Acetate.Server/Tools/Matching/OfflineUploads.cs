using Acetate.Library;
using Acetate.Library.Matching;
using Acetate.Library.Workspaces;
using Acetate.Server.Access;
using Acetate.Server.Problems;
using Acetate.Server.Tools.Workspaces;
using Acetate.Server.Uploads;
using Acetate.Steps.Documents;
using Acetate.Storage;
using Acetate.Storage.Local;

namespace Acetate.Server.Tools.Matching;

/// <summary>Reference movies on their way to the cuts they belong to: sent as tus 1.0.0 does, seen when they were read back.</summary>
public sealed class OfflineUploads(MediaLibrary library, IFileStore store, UploadShelf shelf, UploadLimits limits)
{
    // One programme is seldom more than ten reels.
    private const int MostOfCut = 20;

    private static readonly string[] Movies = [".mov", ".mp4", ".m4v", ".mxf"];

    private TaskCompletionSource arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The store that has them.</summary>
    internal IFileStore Store => store;

    /// <summary>The uploads under way.</summary>
    internal UploadShelf Shelf => shelf;

    /// <summary>Completes when the last byte of a movie has come.</summary>
    internal Task NextArrival => arrived.Task;

    /// <summary>The name of a movie's upload on the shelf.</summary>
    internal static string Of(CutOffline offline) => offline.Id.ToString("N");

    /// <summary>Begins an upload, or finds the one of the same person and content that is there already: then it goes on where it was.</summary>
    /// <exception cref="ProblemException">It cannot be taken; the sentence says why.</exception>
    public async Task<CutOffline> BeginAsync(KeptCut cut, Caller caller, NewOffline wish, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(cut);
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(wish);
        if (WhyNot(wish) is { } reason) throw new ProblemException(ProblemType.InvalidRequest, reason, "Export the offline as QuickTime, MP4 or MXF, with the cut's timecode.");
        var wanted = new CutOffline
        {
            Id = Guid.CreateVersion7(library.Clock.GetUtcNow()),
            Cut = cut.Id,
            Name = wish.Name,
            Length = wish.Length,
            Tag = wish.Tag,
            Sender = caller.Bearer.Principal.Id,
            SentBy = caller.Name,
        };
        if (!StoreKey.TryParse(wanted.Key, out _, out var refused)) throw new ProblemException(ProblemType.KeyRefused, refused, "Give the file another name.");
        if (await library.ReadAsync(tx => tx.ArrivingOfflineAsync(wanted, cancellationToken), cancellationToken) is { } same) return await ShelveAsync(same, cut.Show, cancellationToken);
        if (Shortage(wish.Length) is { } shortage) throw new ProblemException(ProblemType.StoreFull, shortage, "Make room, or ask an administrator for more.");
        var offline = await library.WriteAsync(async tx =>
        {
            if ((await tx.OfflinesAsync(cut.Id, cancellationToken)).Count >= MostOfCut) throw new ProblemException(ProblemType.Conflict, $"{cut.Name} has {MostOfCut} reference movies already.", "Take away those that nobody needs.");
            return await tx.AddOfflineAsync(wanted, cancellationToken);
        }, cancellationToken);
        return await ShelveAsync(offline, cut.Show, cancellationToken);
    }

    /// <summary>Bytes of a movie that are here.</summary>
    public async Task<long> OffsetAsync(CutOffline offline, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(offline);
        return offline.State == CutOfflineState.Kept ? offline.Length : offline.State == CutOfflineState.Refused ? 0 : await shelf.OffsetAsync(Of(offline), cancellationToken);
    }

    /// <summary>Ends an upload: nothing of it is kept.</summary>
    public async Task EndAsync(CutOffline offline, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(offline);
        if (!await library.WriteAsync(tx => tx.ForgetOfflineAsync(offline.Id, cancellationToken), cancellationToken))
            throw new ProblemException(ProblemType.Conflict, $"{offline.Name} has arrived meanwhile.", "Take it away.");
        if (shelf.Peek(Of(offline)) is { } record && (record.Published || record.Expires > library.Clock.GetUtcNow())) await shelf.EndAsync(Of(offline), cancellationToken);
        await store.DeleteAsync(StoreKey.Parse(offline.Key), cancellationToken);
    }

    /// <summary>Says that the last byte of a movie may have come.</summary>
    public void Ring() => Interlocked.Exchange(ref arrived, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    private string? WhyNot(NewOffline wish)
    {
        if (EntryName.WhyNot(wish.Name) is { } reason) return reason;
        if (!Movies.Contains(Path.GetExtension(wish.Name).ToLowerInvariant())) return $"'{wish.Name}' is not named as a movie is: reference movies end with {string.Join(", ", Movies)}.";
        if (wish.Length <= 0) return $"'{wish.Name}' is empty.";
        if (wish.Tag.Length is 0 or > 200) return "The tag names the content of a file in 1 to 200 characters.";
        return wish.Length <= limits.LargestFile ? null : $"It has {ReportText.Size(wish.Length)}; a file may have {ReportText.Size(limits.LargestFile)}.";
    }

    private string? Shortage(long bytes)
    {
        if (!store.Location.IsFile || DiskRoom.Of(store.Location.LocalPath) is not { } disk) return null;
        var free = Math.Max(0, disk.Free - limits.KeepFree - shelf.BytesToCome);
        return bytes <= free ? null : $"This needs {ReportText.Size(bytes)}, and there is room for {ReportText.Size(free)}.";
    }

    private async Task<CutOffline> ShelveAsync(CutOffline offline, string show, CancellationToken cancellationToken)
    {
        var now = library.Clock.GetUtcNow();
        try
        {
            await shelf.CreateAsync(new UploadRecord
            {
                Id = Of(offline),
                Key = offline.Key,
                Length = offline.Length,
                Tag = Of(offline),
                Show = show,
                Principal = offline.SentBy,
                Created = now,
                Expires = now + UploadShelf.Patience,
            }, cancellationToken);
        }
        catch (Exception failure) when (failure is StoreException or IOException)
        {
            await library.WriteAsync(tx => tx.ForgetOfflineAsync(offline.Id, CancellationToken.None), CancellationToken.None);
            throw;
        }

        return offline;
    }
}
