using Acetate.Storage;

namespace Acetate.Library.Tests.Storage;

public abstract partial class FileStoreConformance
{
    [Fact]
    public async Task Found_and_opened_at_once_a_file_is_the_one_that_is_found_and_the_one_that_is_read()
    {
        var key = StoreKey.Parse("roll/clip 001.mov");
        await WriteAsync(key, TestBytes.Of(5_000, seed: 7));

        var (file, stream) = Assert.NotNull(await Store.TryOpenReadAsync(key, new ReadOptions(), Token));
        await using var _ = stream;
        using var read = new MemoryStream();
        await stream.CopyToAsync(read, Token);

        Assert.Equal(await Store.FindAsync(key, Token), file);
        AssertSame(TestBytes.Of(5_000, seed: 7), read.ToArray());
        Assert.Null(await Store.TryOpenReadAsync(StoreKey.Parse("roll"), new ReadOptions(), Token));
        Assert.Null(await Store.TryOpenReadAsync(StoreKey.Parse("roll/clip 002.mov"), new ReadOptions(), Token));
        Assert.Null(await Store.TryOpenReadAsync(StoreKey.Parse("roll/clip 001.mov/below"), new ReadOptions(), Token));
    }

    [Fact]
    public async Task The_keys_alone_are_those_of_the_files_that_are_listed()
    {
        foreach (var name in (string[])["a", "roll/b", "roll/deep/er/c", "roll/d", "roller/e"]) await WriteAsync(StoreKey.Parse(name), [1]);
        await using var begun = await BegunAsync(StoreKey.Parse("roll/unfinished"), [1]);

        foreach (var prefix in (StoreKey[])[default, StoreKey.Parse("roll"), StoreKey.Parse("none")])
        {
            var keys = new List<string>();
            await foreach (var key in Store.ListKeysAsync(prefix, Token)) keys.Add(key.ToString());
            var files = new List<string>();
            await foreach (var file in Store.ListAsync(prefix, Token)) files.Add(file.Key.ToString());
            Assert.Equal(files.Order(StringComparer.Ordinal), keys.Order(StringComparer.Ordinal));
        }
    }
}
