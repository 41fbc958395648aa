using Acetate.Storage;

namespace Acetate.Library.Tests.Storage;

public abstract partial class FileStoreConformance
{
    [Fact]
    public async Task A_folder_that_is_moved_has_all_its_files_under_the_new_name_and_none_under_the_old()
    {
        var (small, large) = (TestBytes.Of(10, seed: 30), TestBytes.Of(LargeLength, seed: 31));
        await WriteAsync(StoreKey.Parse(".arriving/1/package/plates/a.exr"), small);
        await WriteAsync(StoreKey.Parse(".arriving/1/package/ascmhl/chain.xml"), small);
        await WriteAsync(StoreKey.Parse(".arriving/1/package/big.mov"), large);
        await WriteAsync(StoreKey.Parse(".arriving/1/package2/other"), small);

        await Store.MoveFolderAsync(StoreKey.Parse(".arriving/1/package"), StoreKey.Parse("vendor/day 1/package"), Token);

        Assert.Equal([".arriving/1/package2/other", "vendor/day 1/package/ascmhl/chain.xml", "vendor/day 1/package/big.mov", "vendor/day 1/package/plates/a.exr"], (await ListAsync()).Select(key => key.ToString()));
        AssertSame(large, await ReadAsync(StoreKey.Parse("vendor/day 1/package/big.mov")));
        // The old name can be used again, and what is written there is as durable as ever.
        await WriteAsync(StoreKey.Parse(".arriving/1/package/plates/a.exr"), large);
        AssertSame(large, await ReadAsync(StoreKey.Parse(".arriving/1/package/plates/a.exr")));
    }

    [Fact]
    public async Task A_folder_is_removed_with_all_that_is_in_it_and_nothing_beside_it()
    {
        foreach (var key in (string[])["given/up/a", "given/up/below/b", "given/upper", "other"]) await WriteAsync(StoreKey.Parse(key), [1]);

        Assert.True(await Store.RemoveFolderAsync(StoreKey.Parse("given/up"), Token));

        Assert.Equal(["given/upper", "other"], (await ListAsync()).Select(key => key.ToString()));
        Assert.False(await Store.RemoveFolderAsync(StoreKey.Parse("given/up"), Token));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.RemoveFolderAsync(default, Token));
        // The name can be used again.
        await WriteAsync(StoreKey.Parse("given/up/below/b"), [2]);
        Assert.Equal([2], await ReadAsync(StoreKey.Parse("given/up/below/b")));
    }

    [Fact]
    public async Task A_folder_is_never_moved_over_another_or_out_of_nothing()
    {
        await WriteAsync(StoreKey.Parse("a/file"), [1]);
        await WriteAsync(StoreKey.Parse("b/file"), [2]);

        var taken = await Assert.ThrowsAsync<StoreException>(() => Store.MoveFolderAsync(StoreKey.Parse("a"), StoreKey.Parse("b"), Token));
        var absent = await Assert.ThrowsAsync<StoreException>(() => Store.MoveFolderAsync(StoreKey.Parse("c"), StoreKey.Parse("d"), Token));

        Assert.Equal((StoreProblem.AlreadyExists, StoreProblem.NotFound), (taken.Problem, absent.Problem));
        Assert.Equal([1], await ReadAsync(StoreKey.Parse("a/file")));
        Assert.Equal([2], await ReadAsync(StoreKey.Parse("b/file")));
    }
}
