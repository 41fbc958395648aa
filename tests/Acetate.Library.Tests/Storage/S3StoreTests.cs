using Acetate.Storage;
using Acetate.Storage.S3;

namespace Acetate.Library.Tests.Storage;

/// <summary>The S3 store keeps the contract on a real Ceph RGW, and what only S3 has.</summary>
public sealed class S3StoreTests : FileStoreConformance
{
    private Uri _url = new("s3://unset");

    protected override async Task<IFileStore> OpenEmptyAsync()
    {
        _url = await S3Server.NewBucketAsync();
        return await OpenAgainAsync();
    }

    protected override async Task<IFileStore> OpenAgainAsync() => await S3Store.OpenAsync(_url, StoreAccess.ReadWrite, Token);

    [Fact]
    public async Task A_bucket_that_does_not_exist_is_named_with_the_way_out()
    {
        var problem = await Assert.ThrowsAsync<StoreException>(
            () => StoreUrl.OpenAsync(new Uri(_url.ToString().Replace("test-", "absent-", StringComparison.Ordinal)), StoreAccess.Read, Token));

        Assert.Equal(StoreProblem.NotFound, problem.Problem);
        Assert.Contains("does not exist", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("s3://bucket/?endpoint=ftp://x", "not an http or https URL")]
    [InlineData("s3://bucket/?endpoint=http://user:secret@host", "keys come from the environment")]
    [InlineData("s3://bucket/?secret=x", "not known")]
    public async Task A_url_that_cannot_be_is_refused_with_the_reason_and_without_the_secret(string url, string reason)
    {
        var problem = await Assert.ThrowsAsync<StoreException>(() => StoreUrl.OpenAsync(new Uri(url), StoreAccess.Read, Token));

        Assert.Contains(reason, problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("user:secret", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_prefixes_of_one_bucket_are_two_stores()
    {
        var (first, second) = (new Uri(_url.ToString().Replace("/?", "/one/deep?", StringComparison.Ordinal)), new Uri(_url.ToString().Replace("/?", "/two?", StringComparison.Ordinal)));
        await using var one = await S3Store.OpenAsync(first, StoreAccess.ReadWrite, Token);
        await using var two = await S3Store.OpenAsync(second, StoreAccess.ReadWrite, Token);
        await using (var writer = await one.OpenWriteAsync(StoreKey.Parse("a"), new WriteOptions { Length = 0, ResumeTag = "t" }, Token))
            await writer.PublishAsync(Token);

        Assert.NotNull(await one.FindAsync(StoreKey.Parse("a"), Token));
        Assert.Null(await two.FindAsync(StoreKey.Parse("a"), Token));
        Assert.Equal([StoreKey.Parse("one/deep/a")], await ListAsync());
    }

    [Fact]
    public async Task What_the_server_does_with_conditions_was_tried_and_is_declared()
    {
        // Ceph 16 honours If-None-Match when a small object is put, and compares ETags without their quotes.
        Assert.True(((S3Store)Store).Abilities.ConditionalPut);
        Assert.Equal(ETagMatch.Plain, ((S3Store)Store).Abilities.Match);
        Assert.Equal(((S3Store)Store).Abilities.ConditionalComplete, Store.Features.HasAtomicCreate);
        await Task.CompletedTask;
    }

    [Fact]
    public async Task Only_whole_parts_are_taken_up_and_the_rest_is_sent_again()
    {
        var bytes = TestBytes.Of(40_000_000, seed: 20);
        var key = StoreKey.Parse("parts");
        await using (var writer = await OpenAsync(key, bytes.Length, "tag")) await writer.WriteAsync(bytes.AsMemory(0, 30_000_000), Token);

        await using var again = await OpenAsync(key, bytes.Length, "tag");

        Assert.Equal(3 * (8 << 20), again.Position);
        await again.WriteAsync(bytes.AsMemory((int)again.Position), Token);
        await again.PublishAsync(Token);
        AssertSame(bytes, await ReadAsync(key));
    }

    [Fact]
    public async Task A_move_that_was_interrupted_goes_on_where_it_was_and_to_no_other_place()
    {
        var bytes = TestBytes.Of(1_000, seed: 40);
        await WriteAsync(StoreKey.Parse("from/1"), bytes);
        await WriteAsync(StoreKey.Parse("from/2"), bytes);
        await WriteAsync(StoreKey.Parse("to/1"), bytes);
        await WriteAsync(StoreKey.Parse("to/0, moved and removed before"), bytes);
        await WriteAsync(StoreKey.Parse(".acetate-partial/moving/from"), "to"u8.ToArray());

        var elsewhere = await Assert.ThrowsAsync<StoreException>(() => Store.MoveFolderAsync(StoreKey.Parse("from"), StoreKey.Parse("other"), Token));
        await Store.MoveFolderAsync(StoreKey.Parse("from"), StoreKey.Parse("to"), Token);

        Assert.Equal(StoreProblem.Busy, elsewhere.Problem);
        Assert.Equal(["to/0, moved and removed before", "to/1", "to/2"], (await ListAsync()).Select(key => key.ToString()));
        Assert.Null(await Store.FindAsync(StoreKey.Parse(".acetate-partial/moving/from"), Token));
    }

    [Theory]
    [InlineData(100L << 20, 8 << 20)]
    [InlineData(9000L * (8 << 20), 8 << 20)]
    [InlineData((9000L * (8 << 20)) + 9000, 9 << 20)]
    [InlineData(5L << 40, 583 << 20)]
    public void Parts_are_few_enough_for_S3(long length, int partSize)
    {
        Assert.Equal(partSize, S3Writer.PartSizeFor(length));
        Assert.InRange((length + partSize - 1) / partSize, 1, 10_000);
    }
}
