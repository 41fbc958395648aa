using Acetate.Storage;

namespace Acetate.Library.Tests.Storage;

/// <summary>What is promised about writes that were interrupted.</summary>
public abstract partial class FileStoreConformance
{
    [Fact]
    public async Task An_interrupted_write_is_taken_up_where_it_ended()
    {
        var bytes = TestBytes.Of(LargeLength, seed: 7);
        var key = StoreKey.Parse("roll/resumed");
        await using (var writer = await OpenAsync(key, bytes.Length, "same"))
            await writer.WriteAsync(bytes.AsMemory(0, bytes.Length * 3 / 4), Token);

        await using var again = await OpenAsync(key, bytes.Length, "same");
        var position = again.Position;
        await again.WriteAsync(bytes.AsMemory((int)position), Token);
        await again.PublishAsync(Token);

        if (Store.Features.CanResumeWrites) Assert.InRange(position, 1, bytes.Length * 3L / 4);
        else Assert.Equal(0, position);
        AssertSame(bytes, await ReadAsync(key));
    }

    [Fact]
    public async Task What_was_written_before_an_interruption_can_be_read_again_or_is_said_not_to_be()
    {
        var bytes = TestBytes.Of(LargeLength, seed: 21);
        var key = StoreKey.Parse("roll/rehashed");
        await using (var writer = await OpenAsync(key, bytes.Length, "same"))
            await writer.WriteAsync(bytes.AsMemory(0, bytes.Length / 2), Token);

        await using var again = await OpenAsync(key, bytes.Length, "same");
        await using var written = await again.OpenWrittenAsync(Token);

        if (written is null) return;
        using var read = new MemoryStream();
        await written.CopyToAsync(read, Token);
        AssertSame(bytes[..(int)again.Position], read.ToArray());
    }

    [Fact]
    public async Task A_partial_write_of_other_content_is_not_taken_up()
    {
        var (old, fresh) = (TestBytes.Of(LargeLength, seed: 8), TestBytes.Of(LargeLength, seed: 9));
        var key = StoreKey.Parse("roll/other");
        await using (var writer = await OpenAsync(key, old.Length, "old"))
            await writer.WriteAsync(old.AsMemory(0, old.Length / 2), Token);

        await using var again = await OpenAsync(key, fresh.Length, "new");
        Assert.Equal(0, again.Position);
        await again.WriteAsync(fresh, Token);
        await again.PublishAsync(Token);

        AssertSame(fresh, await ReadAsync(key));
    }

    [Fact]
    public async Task A_discarded_write_leaves_nothing_to_take_up()
    {
        var key = StoreKey.Parse("roll/discarded");
        await using (var writer = await OpenAsync(key, LargeLength, "tag"))
        {
            await writer.WriteAsync(TestBytes.Of(LargeLength / 2, seed: 10), Token);
            await writer.DiscardAsync(Token);
        }

        await using var again = await OpenAsync(key, LargeLength, "tag");

        Assert.Equal(0, again.Position);
    }

    [Fact]
    public async Task Stale_partial_writes_are_thrown_away_and_nothing_else()
    {
        var key = StoreKey.Parse("roll/stale");
        await WriteAsync(StoreKey.Parse("roll/kept"), [1]);
        await using (var writer = await OpenAsync(key, LargeLength, "tag"))
            await writer.WriteAsync(TestBytes.Of(LargeLength / 2, seed: 12), Token);
        var future = TimeProvider.System.GetUtcNow().AddDays(1);

        Assert.Equal(0, await Store.DiscardStaleAsync(future.AddDays(-3), Token));
        Assert.InRange(await Store.DiscardStaleAsync(future, Token), 1, 2);

        Assert.Equal([StoreKey.Parse("roll/kept")], await ListAsync());
        await using var again = await OpenAsync(key, LargeLength, "tag");
        Assert.Equal(0, again.Position);
    }
}
