using Acetate.Library.Workspaces;

namespace Acetate.Library.Tests.Database;

public abstract partial class LibraryConformance
{
    [Fact]
    public async Task A_workspace_is_made_once_whatever_the_case_and_keeps_its_kind()
    {
        await using var library = await OpenAsync();
        await library.WriteAsync(tx => AddFilmAsync(tx), Token);

        var made = await library.WriteAsync(tx => tx.EnsureWorkspaceAsync("film", "Vendor-X", WorkspaceKind.Vendor, "zoë", Token), Token);
        var again = await library.WriteAsync(tx => tx.EnsureWorkspaceAsync("FILM", "vendor-x", WorkspaceKind.Vendor, "bo", Token), Token);
        var other = await Assert.ThrowsAsync<LibraryException>(() => library.WriteAsync(tx => tx.EnsureWorkspaceAsync("film", "vendor-x", WorkspaceKind.Team, "bo", Token), Token));
        var bad = await Assert.ThrowsAsync<LibraryException>(() => library.WriteAsync(tx => tx.EnsureWorkspaceAsync("film", "../x", WorkspaceKind.Team, "bo", Token), Token));

        Assert.Equal((made.Id, "Vendor-X", "zoë", "film/Vendor-X"), (again.Id, again.Name, again.CreatedBy, again.Prefix));
        Assert.Equal((LibraryProblem.Conflict, LibraryProblem.Settings), (other.Problem, bad.Problem));
        Assert.Equal("A workspace's name begins with a letter or a digit; '.' is neither.", bad.Message);
        Assert.Equal([made.Id], (await library.ReadAsync(tx => tx.WorkspacesAsync("film", Token), Token)).Select(workspace => workspace.Id));
        Assert.Equal([made.Id], (await library.ReadAsync(tx => tx.WorkspacesAsync(null, Token), Token)).Select(workspace => workspace.Id));
        Assert.Empty(await library.ReadAsync(tx => tx.WorkspacesAsync("another", Token), Token));
    }

    [Fact]
    public async Task A_folder_s_name_is_taken_from_its_beginning_and_it_tells_how_it_stands()
    {
        await using var library = await OpenAsync();
        var (workspace, folder) = await library.WriteAsync(async tx =>
        {
            await AddFilmAsync(tx);
            var workspace = await tx.EnsureWorkspaceAsync("film", "vendor", WorkspaceKind.Vendor, "zoë", Token);
            return (workspace, await tx.AddWorkspaceFolderAsync(workspace, "film_vendor_0001", "vfx-pull", "zoë", Token));
        }, Token);

        var taken = await Assert.ThrowsAsync<LibraryException>(() => library.WriteAsync(tx => tx.AddWorkspaceFolderAsync(workspace, "FILM_vendor_0001", "vfx-pull", "bo", Token), Token));
        await library.WriteAsync(tx => tx.PutWorkspaceFolderAsync(folder with { State = WorkspaceFolderState.Ready, Files = 7, Bytes = 3_000_000_000, ReadyAt = Noon }, Token), Token);

        var known = Assert.Single(await library.ReadAsync(tx => tx.WorkspaceFoldersAsync(workspace.Id, Token), Token));
        Assert.Equal(LibraryProblem.Conflict, taken.Problem);
        Assert.Equal((WorkspaceFolderState.Arriving, "film/vendor/film_vendor_0001", $".arriving/{folder.Id:N}/film_vendor_0001"), (folder.State, folder.Prefix, folder.ArrivingPrefix));
        Assert.Equal((WorkspaceFolderState.Ready, 7, 3_000_000_000, Noon, ""), (known.State, known.Files, known.Bytes, known.ReadyAt, known.Message));
        Assert.Equal(known, await library.ReadAsync(tx => tx.WorkspaceFolderAsync(folder.Id, Token), Token));
    }
}
