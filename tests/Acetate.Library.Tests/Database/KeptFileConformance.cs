using Acetate.Library.Access;
using Acetate.Library.Workspaces;

namespace Acetate.Library.Tests.Database;

public abstract partial class LibraryConformance
{
    [Fact]
    public async Task Folders_and_files_of_people_have_one_name_each_beside_each_other_whatever_the_case()
    {
        await using var library = await OpenAsync();
        var (workspace, zoe, package) = await KeepingAsync(library);

        var plates = await library.WriteAsync(tx => tx.AddKeptFolderAsync(workspace, null, "Plätze", "zoë", Token), Token);
        var inner = await library.WriteAsync(tx => tx.EnsureKeptFoldersAsync(workspace, null, ["PLÄTZE", "day 2", "b"], "zoë", Token), Token);
        var again = await library.WriteAsync(tx => tx.EnsureKeptFoldersAsync(workspace, plates.Id, ["Day 2", "B"], "zoë", Token), Token);
        var file = await library.WriteAsync(tx => tx.AddArrivingFileAsync(workspace, Arriving(workspace, inner, "a.exr", zoe), Token), Token);
        var taken = await RefusedAsync(library, tx => tx.AddArrivingFileAsync(workspace, Arriving(workspace, inner, "A.EXR", zoe), Token));
        var folder = await RefusedAsync(library, tx => tx.AddKeptFolderAsync(workspace, null, "plätze", "bo", Token));
        var beside = await RefusedAsync(library, tx => tx.AddKeptFolderAsync(workspace, null, package.Name.ToUpperInvariant(), "bo", Token));
        var sealedOff = await RefusedAsync(library, tx => tx.AddArrivingFileAsync(workspace, Arriving(workspace, package.Id, "x.txt", zoe), Token));
        var pulled = await RefusedAsync(library, tx => tx.EnsureKeptFoldersAsync(workspace, null, [package.Name, "more"], "bo", Token));
        var bad = await RefusedAsync(library, tx => tx.AddKeptFolderAsync(workspace, null, "a/b", "bo", Token));
        var unready = await library.ReadAsync(tx => tx.KeptFilesInAsync(workspace.Id, inner, "", 10, Token), Token);
        Assert.True(await library.WriteAsync(tx => tx.SettleFileAsync(file, KeptFileState.Ready, "xxh128:0", "", Token), Token));
        Assert.False(await library.WriteAsync(tx => tx.SettleFileAsync(file, KeptFileState.Refused, "", "late", Token), Token));

        Assert.Equal(inner, again);
        Assert.Equal("There is a 'A.EXR' already, and nothing is overwritten. 'A 2.EXR' is free.", taken.Message);
        Assert.Equal((LibraryProblem.Conflict, LibraryProblem.Conflict, LibraryProblem.Settings), (folder.Problem, beside.Problem, bad.Problem));
        Assert.Contains("is a package and sealed", sealedOff.Message, StringComparison.Ordinal);
        Assert.Contains("is a package and sealed", pulled.Message, StringComparison.Ordinal);
        Assert.Empty(unready);
        Assert.Equal(["day 2/b/a.exr"], (await library.ReadAsync(tx => tx.KeptFilesBelowAsync(plates.Id, Token), Token)).Select(one => one.Path));
        Assert.Equal((1, 3_000_000_000), await library.ReadAsync(tx => tx.KeptBelowAsync(plates.Id, Token), Token));
        Assert.Equal(3_000_000_000, await library.ReadAsync(tx => tx.KeptBytesAsync(workspace.Id, Token), Token));
        Assert.Equal([plates.Name, package.Name], (await library.ReadAsync(tx => tx.FoldersInAsync(workspace.Id, null, Token), Token)).Select(one => one.Name).Order(StringComparer.Ordinal));
        Assert.Equal([package.Id], (await library.ReadAsync(tx => tx.WorkspaceFoldersAsync(workspace.Id, Token), Token)).Select(one => one.Id));
        Assert.Equal(["b", "day 2", "Plätze"], (await library.ReadAsync(tx => tx.FolderWithParentsAsync(inner!.Value, Token), Token)).Select(one => one.Name));
    }

    [Fact]
    public async Task A_file_that_was_refused_frees_its_name_and_everybody_has_one_workspace_of_their_own_in_a_show()
    {
        await using var library = await OpenAsync();
        var (workspace, zoe, _) = await KeepingAsync(library);

        var file = await library.WriteAsync(tx => tx.AddArrivingFileAsync(workspace, Arriving(workspace, null, "a.exr", zoe), Token), Token);
        await library.WriteAsync(tx => tx.SettleFileAsync(file, KeptFileState.Refused, "", "It is no picture.", Token), Token);
        var next = await library.WriteAsync(tx => tx.AddArrivingFileAsync(workspace, Arriving(workspace, null, "a.exr", zoe), Token), Token);
        var uploads = await library.ReadAsync(tx => tx.UploadsAsync(workspace.Id, zoe.Id, Token), Token);
        var own = await library.WriteAsync(tx => tx.EnsurePersonalWorkspaceAsync("FILM", zoe, Token), Token);
        var again = await library.WriteAsync(tx => tx.EnsurePersonalWorkspaceAsync("film", zoe, Token), Token);

        Assert.Equal([(file.Id, KeptFileState.Refused, "It is no picture."), (next.Id, KeptFileState.Arriving, "")], uploads.Select(one => (one.Id, one.State, one.Message)));
        Assert.Equal([next.Id], (await library.ReadAsync(tx => tx.ArrivingFilesAsync(Token), Token)).Select(one => one.Id));
        Assert.Equal((own.Id, "~zoe", WorkspaceKind.Personal, (Guid?)zoe.Id), (again.Id, again.Name, again.Kind, again.Owner));
        Assert.True(await library.WriteAsync(tx => tx.ForgetUploadAsync(next.Id, Token), Token));
        Assert.False(await library.WriteAsync(tx => tx.ForgetUploadAsync(next.Id, Token), Token));
    }

    [Fact]
    public async Task What_lay_in_a_bin_is_found_with_the_folders_around_it_and_forgotten_from_the_inside_out()
    {
        await using var library = await OpenAsync();
        var (workspace, zoe, package) = await KeepingAsync(library);
        var (inner, file, stays) = await library.WriteAsync(async tx =>
        {
            var folder = await tx.EnsureKeptFoldersAsync(workspace, null, ["day", "deep"], "zoë", Token);
            var (one, other) = (Arriving(workspace, folder, "a.exr", zoe), Arriving(workspace, null, "b.exr", zoe));
            foreach (var each in (KeptFile[])[one, other]) await tx.SettleFileAsync(await tx.AddArrivingFileAsync(workspace, each, Token), KeptFileState.Ready, "xxh128:0", "", Token);
            return (folder!.Value, one, other);
        }, Token);
        var day = (await library.ReadAsync(tx => tx.FoldersInAsync(workspace.Id, null, Token), Token)).Single(one => one.Name == "day");
        await library.WriteAsync(async tx => { await tx.DeleteEntriesAsync(workspace, [day.Id], "zoë", Token); return true; }, Token);
        var now = library.Clock.GetUtcNow();

        Assert.Empty(await library.ReadAsync(tx => tx.BinnedFilesAsync(now.AddDays(-1), null, 10, Token), Token));
        Assert.Equal([file.Id], (await library.ReadAsync(tx => tx.BinnedFilesAsync(now.AddDays(1), null, 10, Token), Token)).Select(one => one.Id));
        Assert.Equal(0, await library.WriteAsync(tx => tx.ForgetBinnedFoldersAsync(now.AddDays(-1), null, Token), Token));
        Assert.False(await library.WriteAsync(tx => tx.GiveUpBinnedFileAsync(stays.Id, now.AddDays(1), Token), Token));
        // The file is still there: its folders are, too.
        Assert.Equal(0, await library.WriteAsync(tx => tx.ForgetBinnedFoldersAsync(now.AddDays(1), null, Token), Token));
        Assert.True(await library.WriteAsync(tx => tx.GiveUpBinnedFileAsync(file.Id, now.AddDays(1), Token), Token));
        Assert.True(await library.WriteAsync(tx => tx.ForgetUploadAsync(file.Id, Token), Token));
        Assert.Equal(2, await library.WriteAsync(tx => tx.ForgetBinnedFoldersAsync(now.AddDays(1), null, Token), Token));
        Assert.Null(await library.ReadAsync(tx => tx.WorkspaceFolderAsync(inner, Token), Token));
        Assert.NotNull(await library.ReadAsync(tx => tx.WorkspaceFolderAsync(package.Id, Token), Token));
        Assert.NotNull(await library.ReadAsync(tx => tx.KeptFileAsync(stays.Id, Token), Token));
    }

    private static KeptFile Arriving(Workspace workspace, Guid? folder, string name, Principal sender) =>
        new() { Id = Guid.CreateVersion7(), Workspace = workspace.Id, Folder = folder, Name = name, Length = 3_000_000_000, Tag = "t", Sender = sender.Id, CreatedBy = sender.Name };

    private static async Task<LibraryException> RefusedAsync<T>(MediaLibrary library, Func<LibraryTransaction, Task<T>> work) => await Assert.ThrowsAsync<LibraryException>(() => library.WriteAsync(work, Token));

    private static Task<(Workspace Workspace, Principal Zoe, WorkspaceFolder Package)> KeepingAsync(MediaLibrary library) => library.WriteAsync(async tx =>
    {
        await AddFilmAsync(tx);
        var zoe = await tx.AddPrincipalAsync(new Principal { Id = Guid.CreateVersion7(), Name = "zoe", Kind = PrincipalKind.Person }, Token);
        var workspace = await tx.EnsureWorkspaceAsync("film", "vendor", WorkspaceKind.Vendor, "zoë", Token);
        var package = await tx.AddWorkspaceFolderAsync(workspace, "film_vendor_0001", "vfx-pull", "zoë", Token);
        await tx.PutWorkspaceFolderAsync(package with { State = WorkspaceFolderState.Ready, ReadyAt = tx.Now }, Token);
        return (workspace, zoe, package);
    }, Token);
}
