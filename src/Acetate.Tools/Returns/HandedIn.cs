using System.Collections.Frozen;
using System.Collections.Immutable;
using Acetate.Library;
using Acetate.Library.Returns;
using Acetate.Library.Workspaces;
using Acetate.Steps;
using Acetate.Storage;

namespace Acetate.Tools.Returns;

/// <summary>Folders of a vendor's workspace that wait to be taken in: those that its people uploaded, and those that lie in <see cref="Folder"/> on the library's disk.</summary>
/// <param name="library">The library.</param>
public sealed class HandedIn(MediaLibrary library)
{
    // Whoever stopped in the middle leaves a copy; nobody takes a day to check one.
    private static readonly TimeSpan Left = TimeSpan.FromDays(1);

    private const int MostFolders = 1000;

    private const string Hashed = "xxh128";

    private static readonly FrozenSet<string> Pictures = FrozenSet.ToFrozenSet([".exr", ".dpx", ".mov", ".mp4", ".mxf"], StringComparer.OrdinalIgnoreCase);

    /// <summary>The folder of a vendor's workspace on disk that is filled from outside.</summary>
    public const string Folder = "returns";

    /// <summary>The folders, by name.</summary>
    public async Task<ImmutableArray<string>> ListAsync(Workspace workspace, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        var uploaded = await library.ReadAsync(tx => UploadedAsync(tx, workspace, cancellationToken), cancellationToken).ConfigureAwait(false);
        return [.. uploaded.Select(one => one.Name).Concat(OnDisk(workspace)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Take(MostFolders)];
    }

    /// <summary>Those of the folders of which files are still on their way: they cannot be taken in yet.</summary>
    public Task<ImmutableArray<string>> ArrivingAsync(Workspace workspace, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        return library.ReadAsync(async tx =>
        {
            var arriving = await ArrivingAsync(tx, workspace, cancellationToken).ConfigureAwait(false);
            return arriving.Count == 0 ? [] : (await UploadedAsync(tx, workspace, cancellationToken).ConfigureAwait(false)).Where(one => arriving.ContainsKey(one.Id)).Select(one => one.Name).Order(StringComparer.Ordinal).ToImmutableArray();
        }, cancellationToken);
    }

    /// <summary>Those of the uploaded folders of which every picture is a version of the library already: there is nothing to take in.</summary>
    public async Task<ImmutableArray<string>> TakenInAsync(Workspace workspace, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        return [.. (await library.ReadAsync(tx => PicturesAsync(tx, workspace, cancellationToken), cancellationToken).ConfigureAwait(false)).Where(one => one is { Pictures: > 0, New: 0 }).Select(one => one.Folder.Name)];
    }

    /// <summary>Those of the uploaded folders of which pictures are no version of the library yet: they wait until the production takes them in.</summary>
    public static async Task<ImmutableArray<WaitingFolder>> WaitingAsync(LibraryTransaction tx, Workspace workspace, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        var waiting = (await PicturesAsync(tx, workspace, cancellationToken).ConfigureAwait(false)).FindAll(one => one.New > 0);
        if (waiting.Count == 0) return [];
        var arriving = await ArrivingAsync(tx, workspace, cancellationToken).ConfigureAwait(false);
        return [.. waiting.Select(one => new WaitingFolder(one.Folder.Name, one.New, arriving.ContainsKey(one.Folder.Id)))];
    }

    /// <summary>Opens a folder to be read as files. What was uploaded lies under ids: it is copied together under its names, each file proven against what came.</summary>
    /// <exception cref="ReturnException">There is none of this name, it leads elsewhere, files of it are still on their way, or one is no longer what came.</exception>
    public async Task<HandedInFolder> OpenAsync(Workspace workspace, string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        // A link would have any folder of this machine read.
        if (OnDisk(workspace).Contains(name)) return new(Path.Join(RootOf(workspace), name), null);
        var files = await library.ReadAsync(async tx =>
        {
            if ((await UploadedAsync(tx, workspace, cancellationToken).ConfigureAwait(false)).Find(one => one.Name == name) is not { } folder)
                throw new ReturnException($"The workspace {workspace.Name} has no folder '{name}' that could be taken in. Upload it there, or put it into '{Folder}' on the library's disk; on the machine of the library, 'acetate returns receive' takes a folder anywhere.");
            if ((await ArrivingAsync(tx, workspace, cancellationToken).ConfigureAwait(false)).GetValueOrDefault(folder.Id) is { } arriving)
                throw new ReturnException($"Files of '{name}' are still on their way, '{arriving.Name}' for one. Take it in when all have arrived, or have {arriving.CreatedBy} give up what does not come.");
            return await tx.KeptFilesBelowAsync(folder.Id, cancellationToken).ConfigureAwait(false);
        }, cancellationToken).ConfigureAwait(false);
        var home = Path.Join(library.Options.Home, "returns-read");
        Forget(home);
        var own = Path.Join(home, Guid.CreateVersion7(library.Clock.GetUtcNow()).ToString("N"));
        try
        {
            var root = Path.Join(own, name);
            Directory.CreateDirectory(root);
            // Names of workspaces obey EntryName: none of them leads out of the folder.
            var copied = await CopyFiles.RunAsync(new()
            {
                Source = library.Options.Workspaces,
                Target = StoreUrl.ForFolder(root),
                Files = [.. files.Select(one => new CopyFile(one.File.Key, one.File.Length) { As = one.Path, Expected = [new(Hashed, one.File.Hash[(Hashed.Length + 1)..])] })],
                Formats = [Hashed],
            }, new(), cancellationToken).ConfigureAwait(false);
            for (var i = 0; i < copied.Files.Length; i++)
                if (copied.Files[i] is { Outcome: not CopyOutcome.Copied } wrong)
                    throw new ReturnException(wrong.Outcome is CopyOutcome.Mismatch or CopyOutcome.SizeDiffers ? $"'{files[i].File.Name}' is no longer what came in: its bytes have another hash. Have it handed in again." : $"'{files[i].File.Name}' cannot be read: {wrong.Message}");
            return new(root, own);
        }
        catch (Exception problem)
        {
            HandedInFolder.Delete(own);
            if (problem is IOException or UnauthorizedAccessException) throw new ReturnException($"'{name}' cannot be read together in {home}: {problem.Message} Make room there, or give the server's user the right to write.");
            throw;
        }
    }

    /// <summary>A file that is on its way, for each folder above it.</summary>
    private static async Task<Dictionary<Guid, KeptFile>> ArrivingAsync(LibraryTransaction tx, Workspace workspace, CancellationToken cancellationToken)
    {
        var folders = new Dictionary<Guid, KeptFile>();
        foreach (var file in (await tx.ArrivingFilesAsync(cancellationToken).ConfigureAwait(false)).Where(file => file.Workspace == workspace.Id && file.Folder is { } within && !folders.ContainsKey(within)))
            foreach (var above in await tx.FolderWithParentsAsync(file.Folder!.Value, cancellationToken).ConfigureAwait(false)) folders[above.Id] = file;
        return folders;
    }

    private static async Task<List<WorkspaceFolder>> UploadedAsync(LibraryTransaction tx, Workspace workspace, CancellationToken cancellationToken) =>
        (await tx.FoldersInAsync(workspace.Id, null, cancellationToken).ConfigureAwait(false)).FindAll(one => !one.IsPackage);

    /// <summary>How many pictures each uploaded folder has, and how many of them are no version of the library yet.</summary>
    private static async Task<List<(WorkspaceFolder Folder, int Pictures, int New)>> PicturesAsync(LibraryTransaction tx, Workspace workspace, CancellationToken cancellationToken)
    {
        var known = await tx.ReturnedHashesAsync(workspace.Show, workspace.Name, cancellationToken).ConfigureAwait(false);
        var counted = new List<(WorkspaceFolder, int, int)>();
        foreach (var folder in await UploadedAsync(tx, workspace, cancellationToken).ConfigureAwait(false))
        {
            var pictures = (await tx.KeptFilesBelowAsync(folder.Id, cancellationToken).ConfigureAwait(false)).Where(one => Pictures.Contains(System.IO.Path.GetExtension(one.File.Name))).ToList();
            counted.Add((folder, pictures.Count, pictures.Count(one => !one.File.Hash.StartsWith(Hashed, StringComparison.Ordinal) || !known.Contains(one.File.Hash[(Hashed.Length + 1)..]))));
        }

        return counted;
    }

    private List<string> OnDisk(Workspace workspace)
    {
        if (RootOf(workspace) is not { } root || !Directory.Exists(root) || new DirectoryInfo(root).LinkTarget is not null) return [];
        return [.. new DirectoryInfo(root).EnumerateDirectories().Where(one => one.LinkTarget is null && !one.Name.StartsWith('.')).Select(one => one.Name).Take(MostFolders)];
    }

    private string? RootOf(Workspace workspace) => library.Options.Workspaces.IsFile ? Path.Join(library.Options.Workspaces.LocalPath, workspace.Show, workspace.Name, Folder) : null;

    private void Forget(string home)
    {
        if (!Directory.Exists(home)) return;
        foreach (var old in new DirectoryInfo(home).EnumerateDirectories().Where(one => one.CreationTimeUtc < library.Clock.GetUtcNow().UtcDateTime - Left)) HandedInFolder.Delete(old.FullName);
    }
}

/// <summary>A folder that a vendor uploaded and the production has not taken in.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Pictures">Pictures and movies in it that are no version of the library yet.</param>
/// <param name="IsArriving">Whether files of it are still on their way: it cannot be taken in before.</param>
public sealed record WaitingFolder(string Name, int Pictures, bool IsArriving);

/// <summary>A folder that is open to be taken in.</summary>
/// <param name="path">Where it can be read on this machine.</param>
/// <param name="own">The copy that goes when it is closed; null where the folder is the vendor's own.</param>
public sealed class HandedInFolder(string path, string? own) : IDisposable
{
    /// <summary>Where it can be read on this machine.</summary>
    public string Path { get; } = path;

    /// <summary>Removes the copy, if there is one.</summary>
    public void Dispose()
    {
        if (own is not null) Delete(own);
    }

    internal static void Delete(string folder)
    {
        try
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
        catch (Exception stays) when (stays is IOException or UnauthorizedAccessException)
        {
            // It is removed another day.
        }
    }
}
