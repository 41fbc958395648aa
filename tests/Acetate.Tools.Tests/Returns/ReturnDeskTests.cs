using Acetate.Library;
using Acetate.Library.Access;
using Acetate.Library.Returns;
using Acetate.Library.Shows;
using Acetate.Library.Workspaces;
using Acetate.Tools.Returns;

namespace Acetate.Tools.Tests.Returns;

/// <summary>What vendors hand in: taken in whole, checked against its plate, versioned, and decided on.</summary>
public sealed class ReturnDeskTests : IAsyncLifetime
{
    private readonly TempFolder temp = new();
    private MediaLibrary library = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        library = await MediaLibrary.OpenAsync(LibraryOptions.InFolder(Path.Join(temp.Path, "library")), Token);
        await library.WriteAsync(tx => tx.AddShowAsync(new Show { Name = "film" }, Token), Token);
        await GivenPlates.GiveAsync(library, "film", "north");
    }

    public async ValueTask DisposeAsync()
    {
        await library.DisposeAsync();
        temp.Dispose();
    }

    [Fact]
    public async Task Frames_become_a_version_that_lies_sealed_in_the_library_s_store_and_is_found_by_its_shot()
    {
        var folder = At("first");
        GivenPlates.Make(Path.Join(folder, "exr"), GivenPlates.Plate, "film_010_comp_v003");
        File.WriteAllText(Path.Join(folder, "exr", "film_010_comp_v003.cube"), "LUT_1D_SIZE 2\n0 0 0\n1 1 1\n");

        var receipt = await ReceiveAsync(folder);

        var one = Assert.Single(receipt.Items).Version!;
        Assert.Equal((ReturnFate.Received, "film_010", "comp", 3, ReturnState.Waiting, 993L, 996L, 4L, 0), (receipt.Items[0].Fate, one.Shot, one.Task, one.Version, one.State, one.FirstNumber, one.LastNumber, one.Frames, one.Errors));
        Assert.True(receipt.IsFine);
        var kept = Path.Join(library.Options.Store.LocalPath, one.Prefix);
        Assert.Equal(File.ReadAllBytes(Path.Join(folder, "exr", "film_010_comp_v003.0994.exr")), File.ReadAllBytes(Path.Join(kept, "film_010_comp_v003.0994.exr")));
        Assert.True(File.Exists(Path.Join(kept, "ascmhl", "ascmhl_chain.xml")));
        Assert.False(Directory.Exists(Path.Join(library.Options.Store.LocalPath, ".arriving")) && Directory.EnumerateFiles(Path.Join(library.Options.Store.LocalPath, ".arriving"), "*", SearchOption.AllDirectories).Any());
        Assert.Equal(5, (await library.ReadAsync(tx => tx.ReturnedFilesAsync(one.Id, Token), Token)).Count);
        Assert.Equal([one.Id], (await library.ReadAsync(tx => tx.ReturnsAsync("film", null, "FILM_010", Token), Token)).Select(found => found.Id));
    }

    [Fact]
    public async Task The_very_same_pictures_are_told_so_whatever_they_are_called_and_a_version_is_never_overwritten()
    {
        GivenPlates.Make(At("a"), GivenPlates.Plate, "film_010_comp_v001");
        GivenPlates.Make(At("b"), GivenPlates.Plate, "film_010_comp_v002");
        GivenPlates.Make(At("c"), GivenPlates.Plate, "film_010_comp_v001", seed: 1);

        var first = Assert.Single((await ReceiveAsync(At("a"))).Items);
        var renamed = Assert.Single((await ReceiveAsync(At("b"))).Items);
        var other = await ReceiveAsync(At("c"));

        Assert.Equal((ReturnFate.SameContent, first.Version!.Id), (renamed.Fate, renamed.Version!.Id));
        Assert.Contains("the very same pictures as film_010 comp v001 of north", renamed.Message, StringComparison.Ordinal);
        Assert.Equal(ReturnFate.NotTaken, Assert.Single(other.Items).Fate);
        Assert.Contains("Hand it in as v002.", other.Items[0].Message, StringComparison.Ordinal);
        Assert.False(other.IsFine);
        Assert.Single(await library.ReadAsync(tx => tx.ReturnsAsync("film", null, null, Token), Token));
        Assert.Single(Directory.GetDirectories(Path.Join(library.Options.Store.LocalPath, "film", "returns", "north")));
    }

    [Fact]
    public async Task What_does_not_fit_its_plate_is_taken_in_and_says_why()
    {
        GivenPlates.Make(At("bad"), GivenPlates.Plate with { Width = 32, Height = 18 }, "film_010_PL01_v001", count: 4, leaveOut: 2);
        GivenPlates.Make(At("bad/short"), GivenPlates.Plate, "film_010_roto_v001", first: 2, count: 2);
        GivenPlates.Make(At("bad/odd"), GivenPlates.Plate, "film_999_comp_v001", seed: 7);

        var receipt = await ReceiveAsync(At("bad"));

        var byName = receipt.Items.ToDictionary(one => one.Name);
        var codes = byName["film_010_PL01_v001"].Version!.Findings.Where(one => one.IsError).Select(one => one.Code).ToList();
        Assert.Contains("size", codes);
        Assert.Contains("frame-missing", codes);
        Assert.Equal("PL01", byName["film_010_PL01_v001"].Version!.Task);
        var range = Assert.Single(byName["film_010_roto_v001"].Version!.Findings, one => one.Code == "range");
        Assert.Equal("It has the frames 995 to 996, and the cut shows 994 to 996 of film_010 PL01 v001.", range.Message);
        Assert.Equal((ReturnFate.NotTaken, null), (byName["film_999_comp_v001"].Fate, byName["film_999_comp_v001"].Version));
        Assert.False(receipt.IsFine);
    }

    [Fact]
    public async Task Colour_time_and_a_broken_seal_are_held_against_what_was_given()
    {
        var folder = At("header");
        GivenPlates.Make(folder, GivenPlates.Plate with { Source = GivenPlates.Plate.Source with { TimecodeIn = "15:00:00:00" } }, "film_010_comp_v001");
        await GivenPlates.GiveAsync(library, "film", "south", GivenPlates.Plate with { Encoding = "ACEScg" });
        GivenPlates.Make(At("gamut"), GivenPlates.Plate, "film_010_comp_v001");
        var sealedFolder = await Acetate.Mhl.Disk.MhlFolder.OpenAsync(At("gamut"), Token);
        await sealedFolder.SealAsync(new() { At = DateTimeOffset.UnixEpoch, Creator = new() { HostName = "north", Tool = "test", ToolVersion = "1" } }, null, Token);
        var frame = Path.Join(At("gamut"), "film_010_comp_v001.0995.exr");
        var bytes = await File.ReadAllBytesAsync(frame, Token);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(frame, bytes, Token);

        var time = Assert.Single((await ReceiveAsync(folder)).Items).Version!;
        var gamut = Assert.Single((await ReceiveAsync(At("gamut"), "south")).Items).Version!;

        Assert.Contains(time.Findings, one => one is { IsError: true, Code: "timecode" });
        Assert.Contains(gamut.Findings, one => one is { IsError: true, Code: "colour" });
        Assert.Contains(gamut.Findings, one => one is { IsError: true, Code: "mismatch" } && one.Path.EndsWith("0995.exr", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Decisions_follow_each_other_and_none_is_lost()
    {
        GivenPlates.Make(At("short"), GivenPlates.Plate, "film_010_comp_v001", first: 2, count: 2);
        GivenPlates.Make(At("whole"), GivenPlates.Plate, "film_010_comp_v002");
        var unfit = Assert.Single((await ReceiveAsync(At("short"))).Items).Version!.Id;
        var fit = Assert.Single((await ReceiveAsync(At("whole"))).Items).Version!.Id;
        var desk = new ReturnApproval(library);

        var mute = await Assert.ThrowsAsync<ReturnException>(() => desk.RejectAsync(unfit, "zoë", " ", Token));
        var lax = await Assert.ThrowsAsync<ReturnException>(() => desk.ApproveAsync(unfit, "zoë", "", Token));
        await desk.RejectAsync(unfit, "zoë", "two frames are missing", Token);
        var both = await Assert.ThrowsAsync<LibraryException>(() => desk.ApproveAsync(unfit, "bo", "all right", Token));
        await desk.ApproveAsync(fit, "zoë", "", Token);
        await desk.ApproveAsync(fit, "bo", "", Token);
        await desk.WithdrawAsync(fit, "bo", "the edge flickers", Token);

        Assert.Contains("north reads it", mute.Message, StringComparison.Ordinal);
        Assert.Contains("with a reason", lax.Message, StringComparison.Ordinal);
        Assert.Equal(LibraryProblem.Conflict, both.Problem);
        Assert.Equal((ReturnState.Waiting, "bo"), (await library.ReadAsync(async tx => (await tx.ReturnAsync(fit, Token))!, Token)) is var now ? (now.State, now.DecidedBy) : default);
        Assert.Equal([(ReturnState.Approved, "zoë"), (ReturnState.Waiting, "bo")], (await library.ReadAsync(tx => tx.ReturnDecisionsAsync(fit, Token), Token)).Select(one => (one.State, one.Actor)));
        Assert.Equal(
            ["return.received", "return.received", "return.rejected", "return.approved", "return.withdrawn"],
            (await library.ReadAsync(tx => Acetate.Library.Audit.AuditLog.AuditAfterAsync(tx, 0, 1000, Token), Token)).Where(one => one.Action.StartsWith("return.", StringComparison.Ordinal)).Select(one => one.Action));
    }

    [Fact]
    public async Task A_link_in_the_vendor_s_folder_leads_nowhere()
    {
        var (workspace, _) = await GivenPlates.GiveAsync(library, "film", "links");
        var returns = Directory.CreateDirectory(Path.Join(library.Options.Workspaces.LocalPath, "film", "links", HandedIn.Folder)).FullName;
        GivenPlates.Make(At("elsewhere"), GivenPlates.Plate, "film_010_comp_v001");
        Directory.CreateSymbolicLink(Path.Join(returns, "lead"), At("elsewhere"));
        GivenPlates.Make(Path.Join(returns, "day1"), GivenPlates.Plate, "film_010_comp_v001", count: 3);
        File.CreateSymbolicLink(Path.Join(returns, "day1", "film_010_comp_v001.0996.exr"), Path.Join(At("elsewhere"), "film_010_comp_v001.0996.exr"));
        var handedIn = new HandedIn(library);

        Assert.Equal(["day1"], await handedIn.ListAsync(workspace, Token));
        foreach (var name in (string[])["lead", "..", "../links", "", "/tmp"]) await Assert.ThrowsAsync<ReturnException>(() => handedIn.OpenAsync(workspace, name, Token));
        using var day = await handedIn.OpenAsync(workspace, "day1", Token);
        var one = Assert.Single((await ReceiveAsync(day.Path, "links")).Items).Version!;
        Assert.Equal((3L, 995L), (one.Files, one.LastNumber));
        Assert.Contains(one.Findings, finding => finding.Code == "link");
    }

    [Fact]
    public async Task What_a_vendor_s_people_uploaded_is_read_together_under_its_names_and_only_when_all_of_it_is_there()
    {
        var (workspace, _) = await GivenPlates.GiveAsync(library, "film", "west");
        GivenPlates.Make(At("west"), GivenPlates.Plate, "film_010_comp_v001");
        var files = new DirectoryInfo(At("west")).GetFiles().OrderBy(one => one.Name).ToList();
        var sender = await library.WriteAsync(tx => tx.AddPrincipalAsync(new() { Id = Guid.CreateVersion7(), Name = "wes", Kind = PrincipalKind.Person }, Token), Token);
        var handedIn = new HandedIn(library);
        var kept = new List<KeptFile>();
        foreach (var file in files)
        {
            kept.Add(await library.WriteAsync(async tx => await tx.AddArrivingFileAsync(workspace, new()
            {
                Id = Guid.CreateVersion7(),
                Workspace = workspace.Id,
                Folder = await tx.EnsureKeptFoldersAsync(workspace, null, ["comp", "exr"], "wes", Token),
                Name = file.Name,
                Length = file.Length,
                Sender = sender.Id,
                CreatedBy = "wes",
            }, Token), Token));
            var bytes = Path.Join(library.Options.Workspaces.LocalPath, kept[^1].Key);
            Directory.CreateDirectory(Path.GetDirectoryName(bytes)!);
            file.CopyTo(bytes);
        }

        foreach (var file in kept.SkipLast(1)) await ArriveAsync(file);
        var early = await Assert.ThrowsAsync<ReturnException>(() => handedIn.OpenAsync(workspace, "comp", Token));
        await ArriveAsync(kept[^1]);
        string read;
        using (var folder = await handedIn.OpenAsync(workspace, "comp", Token))
        {
            read = folder.Path;
            Assert.Equal((ReturnFate.Received, 4L), Assert.Single((await ReceiveAsync(read, "west")).Items) is var item ? (item.Fate, item.Version!.Files) : default);
        }

        File.AppendAllText(Path.Join(library.Options.Workspaces.LocalPath, kept[0].Key), "x");
        var changed = await Assert.ThrowsAsync<ReturnException>(() => handedIn.OpenAsync(workspace, "comp", Token));

        Assert.Equal(["comp"], await handedIn.ListAsync(workspace, Token));
        Assert.Contains($"'{kept[^1].Name}' for one", early.Message, StringComparison.Ordinal);
        Assert.Contains($"'{kept[0].Name}' is no longer what came in", changed.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.GetDirectoryName(read)));
        Assert.Empty(Directory.GetDirectories(Path.Join(library.Options.Home, "returns-read")));

        async Task ArriveAsync(KeptFile file)
        {
            using var hash = new Acetate.Hashing.MultiHash(Acetate.Hashing.HashFormat.Xxh128);
            hash.Append(await File.ReadAllBytesAsync(Path.Join(library.Options.Workspaces.LocalPath, file.Key), Token));
            Assert.True(await library.WriteAsync(tx => tx.SettleFileAsync(file, KeptFileState.Ready, $"xxh128:{hash.Finish()[0].Text}", "", Token), Token));
        }
    }

    private string At(string name) => Path.Join(temp.Path, "in", name);

    private Task<ReturnReceipt> ReceiveAsync(string folder, string vendor = "north") => new ReturnDesk(library).ReceiveAsync(new() { Show = "film", Vendor = vendor }, folder, "ann", null, Token);
}
