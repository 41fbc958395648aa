using System.Collections.Immutable;
using Acetate.Library;
using Acetate.Library.Workspaces;
using Acetate.Server.Access;
using Acetate.Server.Problems;
using Acetate.Server.Uploads;
using Acetate.Steps.Documents;
using Acetate.Storage;
using Acetate.Storage.Local;

namespace Acetate.Server.Tools.Workspaces;

/// <summary>Files on their way into workspaces. Their bytes lie under ids where nobody looks; a file has its name when it is whole and was read back.</summary>
public sealed class KeptUploads(MediaLibrary library, IFileStore store, UploadShelf shelf, UploadLimits limits)
{
    private TaskCompletionSource arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The store of the workspaces.</summary>
    internal IFileStore Store => store;

    /// <summary>The uploads under way.</summary>
    internal UploadShelf Shelf => shelf;

    /// <summary>Completes when the last byte of a file has come.</summary>
    internal Task NextArrival => arrived.Task;

    /// <summary>What would become of files if they were sent, and whether there is room for them. Nothing is changed.</summary>
    public async Task<UploadPlan> PlanAsync(Workspace workspace, Caller caller, Guid? folder, IReadOnlyList<UploadWish> wishes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        ArgumentNullException.ThrowIfNull(wishes);
        var files = ImmutableArray.CreateBuilder<PlannedUpload>(wishes.Count);
        var (seen, bytes) = (new HashSet<string>(StringComparer.Ordinal), 0L);
        await library.ReadAsync(async tx =>
        {
            if (folder is { } id) await RequireFolderAsync(tx, workspace, id, cancellationToken);
            foreach (var wish in wishes)
            {
                var planned = WhyNot(wish) is not null || seen.Add(EntryName.Fold(wish.Path)) ? await LookAsync(tx, workspace, caller, folder, wish, cancellationToken)
                    : new(wish.Path, UploadOutcome.Refused, null, $"'{wish.Path}' stands in the list twice: on some disks the two names are one.");
                if (planned.Outcome is UploadOutcome.New or UploadOutcome.Taken) bytes = long.MaxValue - bytes < wish.Length ? long.MaxValue : bytes + wish.Length;
                files.Add(planned);
            }

            return 0;
        }, cancellationToken);
        return new(files.ToImmutable(), await ShortageAsync(workspace, bytes, cancellationToken));
    }

    /// <summary>Begins an upload, or finds the one of the same person and content that is there already: then it goes on where it was.</summary>
    /// <exception cref="ProblemException">It cannot be taken; the sentence says why.</exception>
    public async Task<KeptFile> BeginAsync(Workspace workspace, Caller caller, Guid? folder, UploadWish wish, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(wish);
        if ((WhyNot(wish) ?? TooLarge(wish)) is { } reason) throw new ProblemException(ProblemType.InvalidRequest, reason);
        if (await library.ReadAsync(tx => FindSameAsync(tx, workspace, caller, folder, wish, cancellationToken), cancellationToken) is { } same) return await ShelveAsync(workspace, same, cancellationToken);
        if (await ShortageAsync(workspace, wish.Length, cancellationToken) is { } shortage) throw new ProblemException(ProblemType.StoreFull, shortage, "Make room, or ask an administrator for more.");
        var names = wish.Path.Split('/');
        var file = await library.WriteAsync(async tx =>
        {
            await tx.LockWorkspaceAsync(workspace.Id, cancellationToken);
            if ((await tx.UploadsAsync(workspace.Id, caller.Bearer.Principal.Id, cancellationToken)).Count >= UploadLimits.MostUnfinished)
                throw new ProblemException(ProblemType.Conflict, $"{UploadLimits.MostUnfinished} of your files are on their way into {workspace.Name} already.", "Send those first, or end them.");
            if (limits.WorkspaceQuota is { } most && await tx.KeptBytesAsync(workspace.Id, cancellationToken) + wish.Length > most)
                throw new ProblemException(ProblemType.StoreFull, OverQuota(workspace, most), "Ask an administrator for more.");
            return await tx.AddArrivingFileAsync(workspace, new KeptFile
            {
                Id = Guid.CreateVersion7(tx.Now),
                Workspace = workspace.Id,
                Folder = await tx.EnsureKeptFoldersAsync(workspace, folder, names[..^1], caller.Name, cancellationToken),
                Name = names[^1],
                Length = wish.Length,
                Tag = wish.Tag,
                Sender = caller.Bearer.Principal.Id,
                CreatedBy = caller.Name,
            }, cancellationToken);
        }, cancellationToken);
        return await ShelveAsync(workspace, file, cancellationToken);
    }

    /// <summary>The file that somebody sends; nobody else finds it.</summary>
    /// <exception cref="ProblemException">They send no such file into this workspace.</exception>
    public async Task<KeptFile> FindAsync(Workspace workspace, Caller caller, Guid id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        ArgumentNullException.ThrowIfNull(caller);
        return await library.ReadAsync(tx => tx.KeptFileAsync(id, cancellationToken), cancellationToken) is { DeletedAt: null } file && file.Workspace == workspace.Id && file.Sender == caller.Bearer.Principal.Id
            ? file : throw new ProblemException(ProblemType.NotFound, $"There is no upload '{id}' of yours in {workspace.Name}.");
    }

    /// <summary>Bytes of a file that are here.</summary>
    public async Task<long> OffsetAsync(KeptFile file, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        return file.State == KeptFileState.Ready ? file.Length : file.State == KeptFileState.Refused ? 0 : await shelf.OffsetAsync(Of(file), cancellationToken);
    }

    /// <summary>Bytes of a file that are known to be here, without looking at the store.</summary>
    internal long Arrived(KeptFile file) => shelf.Peek(Of(file)) is { Published: true } ? file.Length : shelf.OffsetOf(Of(file));

    /// <summary>Says that the last byte of a file may have come.</summary>
    public void Ring() => Interlocked.Exchange(ref arrived, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    /// <summary>Ends an upload: nothing of it is kept.</summary>
    /// <exception cref="ProblemException">It has arrived meanwhile.</exception>
    public async Task EndAsync(KeptFile file, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (!await library.WriteAsync(tx => tx.ForgetUploadAsync(file.Id, cancellationToken), cancellationToken))
            throw new ProblemException(ProblemType.Conflict, $"{file.Name} has arrived and is there.", "Put it into the bin where it lies.");
        if (shelf.Peek(Of(file)) is { } record && (record.Published || record.Expires > library.Clock.GetUtcNow())) await shelf.EndAsync(Of(file), cancellationToken);
        await store.DeleteAsync(StoreKey.Parse(file.Key), cancellationToken);
    }

    /// <summary>The name of a file's upload on the shelf.</summary>
    internal static string Of(KeptFile file) => file.Id.ToString("N");

    private static string? WhyNot(UploadWish wish)
    {
        var names = wish.Path.Split('/');
        if (wish.Length < 0) return "A file has no negative length.";
        if (wish.Tag.Length is 0 or > 200) return "The tag names the content of a file in 1 to 200 characters.";
        if (names.Length > EntryName.Deepest) return $"Folders lie at most {EntryName.Deepest} deep in each other.";
        foreach (var name in names)
            if (EntryName.WhyNot(name) is { } reason) return reason;
        return null;
    }

    private string? TooLarge(UploadWish wish) =>
        wish.Length <= limits.LargestFile ? null : $"It has {ReportText.Size(wish.Length)}; a file may have {ReportText.Size(limits.LargestFile)}.";

    private static string OverQuota(Workspace workspace, long most) => $"People may keep {ReportText.Size(most)} in {workspace.Name}; with this it would be more.";

    private static async Task RequireFolderAsync(LibraryTransaction tx, Workspace workspace, Guid folder, CancellationToken cancellationToken)
    {
        if (await tx.FolderThereAsync(folder, cancellationToken) is not { } there || there.Workspace != workspace.Id)
            throw new ProblemException(ProblemType.NotFound, $"There is no folder '{folder}' in {workspace.Name}.");
        if (there.IsPackage) throw new ProblemException(ProblemType.Conflict, $"{there.Name} is a package and sealed: nothing is added to it.", "Use a folder beside it.");
    }

    private async Task<PlannedUpload> LookAsync(LibraryTransaction tx, Workspace workspace, Caller caller, Guid? folder, UploadWish wish, CancellationToken cancellationToken)
    {
        if (TooLarge(wish) is { } tooLarge) return new(wish.Path, UploadOutcome.Refused, null, tooLarge);
        var names = wish.Path.Split('/');
        if (WhyNot(wish) is { } reason)
        {
            var safe = string.Join('/', names.Where(name => name is not ("" or "." or "..")).Select(EntryName.Safe));
            return new(wish.Path, UploadOutcome.Refused, safe != wish.Path && safe.Length > 0 ? safe : null, reason);
        }

        foreach (var name in names[..^1])
        {
            if (await tx.WhatIsCalledAsync(workspace.Id, folder, name, cancellationToken) is not { } known) return new(wish.Path, UploadOutcome.New, null, "");
            if (await tx.FolderThereAsync(known, cancellationToken) is not { } inside) return new(wish.Path, UploadOutcome.Refused, null, $"'{name}' is the name of a file there, and not of a folder.");
            if (inside.IsPackage) return new(wish.Path, UploadOutcome.Refused, null, $"{name} is a package and sealed: nothing is added to it.");
            folder = inside.Id;
        }

        if (await tx.WhatIsCalledAsync(workspace.Id, folder, names[^1], cancellationToken) is not { } taken) return new(wish.Path, UploadOutcome.New, null, "");
        if (IsSame(await tx.KeptFileAsync(taken, cancellationToken), caller, wish)) return new(wish.Path, UploadOutcome.Continues, null, "");
        var free = await tx.FreeNameAsync(workspace.Id, folder, names[^1], cancellationToken);
        return new(wish.Path, UploadOutcome.Taken, string.Join('/', [.. names[..^1], free]), $"There is a '{names[^1]}' already, and nothing is overwritten.");
    }

    private static async Task<KeptFile?> FindSameAsync(LibraryTransaction tx, Workspace workspace, Caller caller, Guid? folder, UploadWish wish, CancellationToken cancellationToken)
    {
        var names = wish.Path.Split('/');
        foreach (var name in names[..^1])
        {
            if (await tx.WhatIsCalledAsync(workspace.Id, folder, name, cancellationToken) is not { } known) return null;
            folder = known;
        }

        var file = await tx.WhatIsCalledAsync(workspace.Id, folder, names[^1], cancellationToken) is { } id ? await tx.KeptFileAsync(id, cancellationToken) : null;
        return IsSame(file, caller, wish) ? file : null;
    }

    private static bool IsSame(KeptFile? file, Caller caller, UploadWish wish) =>
        file is { State: KeptFileState.Arriving } && file.Sender == caller.Bearer.Principal.Id && file.Tag == wish.Tag && file.Length == wish.Length;

    private async Task<KeptFile> ShelveAsync(Workspace workspace, KeptFile file, CancellationToken cancellationToken)
    {
        var now = library.Clock.GetUtcNow();
        try
        {
            await shelf.CreateAsync(new UploadRecord
            {
                Id = Of(file),
                Key = file.Key,
                Length = file.Length,
                Tag = Of(file),
                Show = workspace.Show,
                Principal = file.CreatedBy,
                Created = now,
                Expires = now + UploadShelf.Patience,
            }, cancellationToken);
            if (file.Length == 0) await shelf.PublishEmptyAsync(Of(file), [], cancellationToken);
        }
        catch (Exception failure) when (failure is StoreException or IOException)
        {
            await library.WriteAsync(tx => tx.ForgetUploadAsync(file.Id, CancellationToken.None), CancellationToken.None);
            throw;
        }

        if (file.Length == 0) Ring();
        return file;
    }

    private async Task<string?> ShortageAsync(Workspace workspace, long bytes, CancellationToken cancellationToken)
    {
        if (limits.WorkspaceQuota is { } most && await library.ReadAsync(tx => tx.KeptBytesAsync(workspace.Id, cancellationToken), cancellationToken) is var kept && bytes > most - kept) return OverQuota(workspace, most);
        if (!store.Location.IsFile || DiskRoom.Of(store.Location.LocalPath) is not { } disk) return null;
        var free = Math.Max(0, disk.Free - limits.KeepFree - shelf.BytesToCome);
        return bytes <= free ? null : $"This needs {ReportText.Size(bytes)}, and there is room for {ReportText.Size(free)}.";
    }
}

/// <summary>A file that somebody wants to send.</summary>
/// <param name="Path">Where it is to lie below the folder, its name last; folders that are not there are made.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Tag">What names the content for the sender, such as size, date and a digest of parts: only the same is gone on with.</param>
public sealed record UploadWish(string Path, long Length, string Tag);

/// <summary>What would become of files.</summary>
/// <param name="Files">One by one, in the order in which they were asked for.</param>
/// <param name="Shortage">Why there is no room for them together, as a sentence; null when there is.</param>
public sealed record UploadPlan(ImmutableArray<PlannedUpload> Files, string? Shortage);

/// <summary>What would become of a file.</summary>
/// <param name="Path">As it was asked for.</param>
/// <param name="Outcome">What would become of it.</param>
/// <param name="Free">A path that could be taken instead; null when there is none to tell.</param>
/// <param name="Reason">Why it would not be taken; empty when it would.</param>
public sealed record PlannedUpload(string Path, UploadOutcome Outcome, string? Free, string Reason);

/// <summary>What would become of a file that is sent.</summary>
[System.Text.Json.Serialization.JsonConverter(typeof(KebabCaseEnumConverter<UploadOutcome>))]
public enum UploadOutcome
{
    /// <summary>It is new.</summary>
    New,

    /// <summary>Some of it is here: it goes on.</summary>
    Continues,

    /// <summary>Something else has its name.</summary>
    Taken,

    /// <summary>It cannot be taken.</summary>
    Refused,
}
