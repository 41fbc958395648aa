using Acetate.Library.Access;
using Acetate.Library.Audit;
using Acetate.Library.Returns;
using Acetate.Library.Workspaces;

namespace Acetate.Library.Tests.Database;

public abstract partial class LibraryConformance
{
    [Fact]
    public async Task A_returned_version_is_kept_once_with_its_files_and_every_decision()
    {
        await using var library = await OpenAsync();
        await library.WriteAsync(tx => AddFilmAsync(tx), Token);
        var one = Returned("SH010", "comp", 3) with { Findings = [new(true, "size", "a.exr", "It is small.", "Make it larger.")], Errors = 1, Frames = 3_000_000_000 };

        var added = await library.WriteAsync(tx => tx.AddReturnAsync(one, [new("b.exr", 2, "bb"), new("a.exr", 3_000_000_000, "aa")], Token), Token);
        var again = await Assert.ThrowsAsync<LibraryException>(() => library.WriteAsync(tx => tx.AddReturnAsync(Returned("sh010", "COMP", 3), [], Token), Token));
        await library.WriteAsync(tx => tx.AddReturnAsync(Returned("SH010", "comp", 4), [], Token), Token);
        var rejected = await library.WriteAsync(tx => tx.DecideReturnAsync(added, ReturnState.Rejected, "zoë", "too soft", Token), Token);
        await library.WriteAsync(tx => tx.DecideReturnAsync(rejected, ReturnState.Waiting, "bo", "", Token), Token);

        var known = (await library.ReadAsync(tx => tx.ReturnAsync(one.Id, Token), Token))!;
        Assert.Equal(LibraryProblem.Conflict, again.Problem);
        Assert.Equal((ReturnState.Waiting, "bo", "", 3_000_000_000L), (known.State, known.DecidedBy, known.Reason, known.Frames));
        Assert.Equal(one.Findings, known.Findings);
        Assert.Equal([("b.exr", 2L), ("a.exr", 3_000_000_000L)], (await library.ReadAsync(tx => tx.ReturnedFilesAsync(one.Id, Token), Token)).Select(file => (file.Path, file.Length)));
        Assert.Equal([(ReturnState.Rejected, "zoë", "too soft"), (ReturnState.Waiting, "bo", "")], (await library.ReadAsync(tx => tx.ReturnDecisionsAsync(one.Id, Token), Token)).Select(step => (step.State, step.Actor, step.Reason)));
        Assert.Equal([3, 4], (await library.ReadAsync(tx => tx.ReturnsAsync("film", "LUPUS", "sh010", Token), Token)).Select(version => version.Version));
        Assert.Empty(await library.ReadAsync(tx => tx.ReturnsAsync("film", "nova", null, Token), Token));
    }

    [Fact]
    public async Task A_folder_counts_as_fetched_when_somebody_who_was_let_in_fetched_it()
    {
        await using var library = await OpenAsync();
        var (workspace, mine, other) = await library.WriteAsync(async tx =>
        {
            await AddFilmAsync(tx);
            var workspace = await tx.EnsureWorkspaceAsync("film", "lupus", WorkspaceKind.Vendor, "zoë", Token);
            var guest = await tx.AddPrincipalAsync(new Principal { Id = Guid.CreateVersion7(tx.Now), Name = "io", Kind = PrincipalKind.Person }, Token);
            await tx.PutWorkspaceMemberAsync(workspace.Id, guest.Id, new(WorkspaceAccess.Download, null), "zoë", Token);
            return (workspace, await tx.AddWorkspaceFolderAsync(workspace, "one", "vfx-pull", "zoë", Token), await tx.AddWorkspaceFolderAsync(workspace, "two", "vfx-pull", "zoë", Token));
        }, Token);

        await library.WriteAsync(tx => tx.AuditAsync("io", "workspace.downloaded", mine.Id.ToString(), "film", new { path = "a" }, Token), Token);
        await library.WriteAsync(tx => tx.AuditAsync("io", "workspace.downloaded", mine.Id.ToString(), "film", new { path = "b" }, Token), Token);
        await library.WriteAsync(tx => tx.AuditAsync("zoë", "workspace.downloaded", other.Id.ToString(), "film", new { path = "a" }, Token), Token);

        Assert.Equal([mine.Id], (await library.ReadAsync(tx => tx.FetchedFoldersAsync(workspace.Id, Token), Token)).Keys);
    }

    private static VendorReturn Returned(string shot, string task, int version) => new()
    {
        Id = Guid.CreateVersion7(),
        Show = "film",
        Vendor = "Lupus",
        Shot = shot,
        Task = task,
        Version = version,
        Name = $"{shot}_{task}_v{version:000}",
        Media = ReturnedMedia.Exr,
        Prefix = "film/returns/Lupus/x",
        Pattern = "x.####.exr",
        Content = $"content {version}",
    };
}
