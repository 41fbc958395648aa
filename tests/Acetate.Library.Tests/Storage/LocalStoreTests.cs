using Acetate.Storage;
using Acetate.Storage.Local;

namespace Acetate.Library.Tests.Storage;

/// <summary>The local store keeps the contract, and what only a disk can do.</summary>
public sealed class LocalStoreTests : FileStoreConformance
{
    private readonly TempFolder _folder = new();

    private string Root => Path.Join(_folder.Path, "store");

    protected override Task<IFileStore> OpenEmptyAsync() => Task.FromResult<IFileStore>(LocalStore.Open(Root, StoreAccess.ReadWrite));

    protected override Task<IFileStore> OpenAgainAsync() => OpenEmptyAsync();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_folder_that_held_nothing_but_one_that_was_moved_is_not_left_empty()
    {
        await WriteAsync(StoreKey.Parse(".arriving/1/package/a"), [1]);
        await WriteAsync(StoreKey.Parse(".arriving/2/package/a"), [2]);
        await WriteAsync(StoreKey.Parse(".arriving/2/beside"), [3]);

        await Store.MoveFolderAsync(StoreKey.Parse(".arriving/1/package"), StoreKey.Parse("vendor/one"), Token);
        await Store.MoveFolderAsync(StoreKey.Parse(".arriving/2/package"), StoreKey.Parse("vendor/two"), Token);

        Assert.Equal(["2"], Directory.EnumerateFileSystemEntries(Path.Join(Root, ".arriving")).Select(Path.GetFileName));
        Assert.Equal([3], await ReadAsync(StoreKey.Parse(".arriving/2/beside")));
        await WriteAsync(StoreKey.Parse(".arriving/1/package/a"), [4]);
        Assert.Equal([4], await ReadAsync(StoreKey.Parse(".arriving/1/package/a")));
    }

    [Fact]
    public async Task Removing_a_folder_takes_interrupted_writes_along_and_follows_no_link()
    {
        await WriteAsync(StoreKey.Parse("keep/a"), [1]);
        await WriteAsync(StoreKey.Parse("gone/a"), [1]);
        File.WriteAllText(Path.Join(Root, "gone", ".b.acetate-partial"), "half");
        File.CreateSymbolicLink(Path.Join(Root, "gone", "link"), Path.Join(Root, "keep"));

        Assert.True(await Store.RemoveFolderAsync(StoreKey.Parse("gone"), Token));

        Assert.False(Path.Exists(Path.Join(Root, "gone")));
        Assert.Equal([1], await ReadAsync(StoreKey.Parse("keep/a")));
    }

    [Fact]
    public async Task The_file_lies_where_its_key_says_and_nothing_else_is_left()
    {
        await WriteAsync(StoreKey.Parse("roll/a.mov"), TestBytes.Of(LargeLength, seed: 1));

        Assert.Equal(Path.Join(Root, "roll", "a.mov"), ((LocalStore)Store).LocalPath(StoreKey.Parse("roll/a.mov")));
        Assert.Equal([Path.Join(Root, "roll", "a.mov")], Directory.GetFiles(Root, "*", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(20_000_123)]
    public async Task What_is_settled_can_be_read_under_another_name_until_it_is_published(int length)
    {
        var (bytes, key) = (TestBytes.Of(length, seed: 1), StoreKey.Parse("roll/a.mov"));
        await using var writer = await Store.OpenWriteAsync(key, new() { Length = length, ResumeTag = "a" }, Token);
        await writer.WriteAsync(bytes, Token);

        var path = (await writer.SettleAsync(Token))!;
        var (early, found) = (await File.ReadAllBytesAsync(path, Token), await Store.FindAsync(key, Token));
        await writer.PublishAsync(Token);

        AssertSame(bytes, early);
        Assert.Null(found);
        AssertSame(bytes, await ReadAsync(key));
        Assert.Equal([Path.Join(Root, "roll", "a.mov")], Directory.GetFiles(Root, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task What_is_settled_can_be_thrown_away_and_is_not_settled_before_it_is_whole()
    {
        var key = StoreKey.Parse("roll/a.mov");
        await using var writer = await Store.OpenWriteAsync(key, new() { Length = 10, ResumeTag = "a" }, Token);
        await writer.WriteAsync(new byte[5], Token);
        var problem = await Assert.ThrowsAsync<StoreException>(() => writer.SettleAsync(Token));
        await writer.WriteAsync(new byte[5], Token);

        await writer.SettleAsync(Token);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => writer.WriteAsync(new byte[1], Token).AsTask());
        await writer.DiscardAsync(Token);

        Assert.Equal(StoreProblem.Mismatch, problem.Problem);
        Assert.Empty(Directory.GetFiles(Root, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_name_that_somebody_else_takes_in_a_folder_of_ours_stays_theirs()
    {
        var (ours, theirs) = (TestBytes.Of(100, seed: 1), TestBytes.Of(100, seed: 2));
        var key = StoreKey.Parse("roll/b.mov");
        await WriteAsync(StoreKey.Parse("roll/a.mov"), ours); // the folder is made by this store
        await File.WriteAllBytesAsync(Path.Join(Root, "roll", "b.mov"), theirs, Token);

        var problem = await Assert.ThrowsAsync<StoreException>(() => WriteAsync(key, ours));
        var again = await Assert.ThrowsAsync<StoreException>(() => WriteAsync(key, ours));

        Assert.Equal((StoreProblem.AlreadyExists, StoreProblem.AlreadyExists), (problem.Problem, again.Problem));
        AssertSame(theirs, await ReadAsync(key));
    }

    [Fact]
    public async Task Writers_of_one_folder_end_in_any_order()
    {
        var first = await BegunAsync(StoreKey.Parse("roll/a.mov"), [1]);
        var second = await BegunAsync(StoreKey.Parse("roll/b.mov"), [2]);
        await first.PublishAsync(Token);
        await first.DisposeAsync();
        await first.DisposeAsync();
        await WriteAsync(StoreKey.Parse("roll/c.mov"), [3]);
        await second.PublishAsync(Token);
        await second.DisposeAsync();
        await WriteAsync(StoreKey.Parse("roll/d.mov"), [4]);

        Assert.Equal(["roll/a.mov", "roll/b.mov", "roll/c.mov", "roll/d.mov"], (await ListAsync()).ConvertAll(k => k.ToString()));
    }

    [Fact]
    public async Task The_temporary_name_contains_the_final_one()
    {
        await using var writer = await BegunAsync(StoreKey.Parse("roll/A001C001.mov"), [1]);

        var only = Assert.Single(Directory.GetFiles(Path.Join(Root, "roll")));
        Assert.Contains("A001C001.mov", Path.GetFileName(only), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("out", "out/secret.txt")]
    [InlineData("out", "out")]
    public async Task A_link_that_leads_out_of_the_store_is_refused(string link, string key)
    {
        var outside = Path.Join(_folder.Path, "outside");
        Directory.CreateDirectory(outside);
        await File.WriteAllTextAsync(Path.Join(outside, "secret.txt"), "secret", Token);
        File.CreateSymbolicLink(Path.Join(Root, link), key == link ? Path.Join(outside, "secret.txt") : outside);

        var reading = await Assert.ThrowsAsync<StoreException>(() => ReadAsync(StoreKey.Parse(key)));
        var finding = await Assert.ThrowsAsync<StoreException>(() => Store.FindAsync(StoreKey.Parse(key), Token));

        Assert.Equal(StoreProblem.Denied, reading.Problem);
        Assert.Equal(StoreProblem.Denied, finding.Problem);
        Assert.Contains("link", reading.Message, StringComparison.Ordinal);
        Assert.Empty(await ListAsync());
    }

    [Fact]
    public async Task Nothing_is_written_through_a_link_that_leads_out()
    {
        var outside = Path.Join(_folder.Path, "outside");
        Directory.CreateDirectory(outside);
        File.CreateSymbolicLink(Path.Join(Root, "out"), outside);

        var problem = await Assert.ThrowsAsync<StoreException>(() => WriteAsync(StoreKey.Parse("out/new.mov"), [1]));

        Assert.Equal(StoreProblem.Denied, problem.Problem);
        Assert.Empty(Directory.GetFileSystemEntries(outside));
    }

    [Fact]
    public async Task A_link_planted_at_the_temporary_name_is_not_written_through()
    {
        var victim = Path.Join(_folder.Path, "victim");
        await File.WriteAllTextAsync(victim, "precious", Token);
        File.CreateSymbolicLink(Path.Join(Root, ".a.mov.acetate-partial"), victim);

        await Assert.ThrowsAsync<StoreException>(() => WriteAsync(StoreKey.Parse("a.mov"), [1]));

        Assert.Equal("precious", await File.ReadAllTextAsync(victim, Token));
    }

    [Fact]
    public async Task A_link_that_stays_inside_is_followed_when_named()
    {
        await WriteAsync(StoreKey.Parse("roll/a"), [1, 2]);
        File.CreateSymbolicLink(Path.Join(Root, "alias"), "roll/a");

        Assert.Equal([1, 2], await ReadAsync(StoreKey.Parse("alias")));
    }

    [Fact]
    public async Task A_pipe_on_a_card_is_not_a_file_and_does_not_hang()
    {
        using var made = System.Diagnostics.Process.Start("mkfifo", [Path.Join(Root, "pipe")]);
        await made.WaitForExitAsync(Token);

        Assert.Null(await Store.FindAsync(StoreKey.Parse("pipe"), Token));
        var problem = await Assert.ThrowsAsync<StoreException>(() => ReadAsync(StoreKey.Parse("pipe")));
        Assert.Equal(StoreProblem.NotFound, problem.Problem);
        Assert.Empty(await ListAsync());
    }

    [Theory]
    [InlineData("printf x > \"$(printf 'bad\\377name')\"", "UTF-8")]
    [InlineData("printf x > \"$(printf 'two\\nlines')\"", "control character")]
    public async Task A_name_that_cannot_be_a_key_stops_the_list_with_the_reason(string shell, string reason)
    {
        using var made = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("/bin/sh", ["-c", shell]) { WorkingDirectory = Root })!;
        await made.WaitForExitAsync(Token);

        var problem = await Assert.ThrowsAsync<StoreException>(() => ListAsync());

        Assert.Equal(StoreProblem.InvalidName, problem.Problem);
        Assert.Contains(reason, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_is_not_there_is_not_made_for_reading_nor_below_a_missing_parent()
    {
        var missing = Path.Join(_folder.Path, "card");

        var reading = Assert.Throws<StoreException>(() => LocalStore.Open(missing, StoreAccess.Read));
        var writing = Assert.Throws<StoreException>(() => LocalStore.Open(Path.Join(missing, "day12"), StoreAccess.ReadWrite));

        Assert.Equal(StoreProblem.NotFound, reading.Problem);
        Assert.Equal(StoreProblem.NotFound, writing.Problem);
        Assert.False(Directory.Exists(missing));
    }

    [Fact]
    public async Task A_folder_name_with_every_odd_sign_opens_by_its_url()
    {
        var odd = Path.Join(_folder.Path, "Karte #1 100% ü?&é 🎬");
        await using var store = await StoreUrl.OpenAsync(StoreUrl.ForFolder(odd), StoreAccess.ReadWrite, Token);

        Assert.True(Directory.Exists(odd));
        Assert.Equal(StoreUrl.ForFolder(odd), store.Location);
    }

    [Fact]
    public async Task Names_of_partial_writes_are_not_for_files()
    {
        var problem = await Assert.ThrowsAsync<StoreException>(() => WriteAsync(StoreKey.Parse(".a.acetate-partial"), [1]));

        Assert.Equal(StoreProblem.InvalidName, problem.Problem);
    }

    [Fact]
    public async Task What_a_killed_writer_left_beside_a_file_that_another_gave_its_name_is_removed_and_what_is_being_written_stays()
    {
        var (left, held) = (StoreKey.Parse("roll/a"), StoreKey.Parse("roll/b"));
        await WriteAsync(left, [1]);
        await WriteAsync(held, [1]);
        File.WriteAllText(Path.Join(Root, "roll", ".a.acetate-partial"), "half");
        File.WriteAllText(Path.Join(Root, "roll", ".a.acetate-resume"), "note");
        await using var writer = await Store.OpenWriteAsync(held, new() { Length = 2, ResumeTag = "other", Replace = true }, Token);

        foreach (var key in (StoreKey[])[left, held])
            Assert.Equal(StoreProblem.AlreadyExists, (await Assert.ThrowsAsync<StoreException>(() => WriteAsync(key, [2]))).Problem);

        Assert.Equal([".b.acetate-partial", "a", "b"], Directory.GetFiles(Path.Join(Root, "roll")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_note_that_claims_more_than_the_file_holds_is_not_believed()
    {
        var bytes = TestBytes.Of(LargeLength, seed: 2);
        var key = StoreKey.Parse("roll/a");
        await using (var writer = await OpenAsync(key, bytes.Length, "tag")) await writer.WriteAsync(bytes.AsMemory(0, 10_000_000), Token);
        using (var file = File.OpenWrite(Path.Join(Root, "roll", ".a.acetate-partial"))) file.SetLength(5_000);

        await using var again = await OpenAsync(key, bytes.Length, "tag");

        Assert.InRange(again.Position, 0, 5_000);
        await again.WriteAsync(bytes.AsMemory((int)again.Position), Token);
        await again.PublishAsync(Token);
        AssertSame(bytes, await ReadAsync(key));
    }
}
