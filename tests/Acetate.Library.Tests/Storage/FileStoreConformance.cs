using System.Collections.Immutable;
using Acetate.Storage;

namespace Acetate.Library.Tests.Storage;

/// <summary>What every file store promises. Each implementation runs this suite against the real thing.</summary>
public abstract partial class FileStoreConformance : IAsyncLifetime
{
    private IFileStore? _store;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected IFileStore Store => _store!;

    /// <summary>A length that takes the path of large files, with a ragged end.</summary>
    protected virtual int LargeLength => 20_000_123;

    /// <summary>Opens an empty store.</summary>
    protected abstract Task<IFileStore> OpenEmptyAsync();

    /// <summary>Opens the same store once more, as another process would.</summary>
    protected abstract Task<IFileStore> OpenAgainAsync();

    public async ValueTask InitializeAsync() => _store = await OpenEmptyAsync();

    public virtual async ValueTask DisposeAsync()
    {
        if (_store is not null) await _store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4095)]
    [InlineData(4096)]
    [InlineData(100_000)]
    [InlineData(4 << 20)]
    [InlineData(-1)]
    public async Task What_was_written_is_read_back_byte_for_byte(int length)
    {
        var bytes = TestBytes.Of(length < 0 ? LargeLength : length, seed: 1);
        var key = StoreKey.Parse("roll/clip 001.mov");

        var published = await WriteAsync(key, bytes);

        Assert.Equal(bytes.Length, published.Length);
        Assert.Equal(key, published.Key);
        AssertSame(bytes, await ReadAsync(key));
        AssertSame(bytes, await ReadAsync(key, new ReadOptions { BypassCache = true }));
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(4096, 4096)]
    [InlineData(4000, 200)]
    [InlineData(99_990, null)]
    [InlineData(99_990, 500)]
    [InlineData(100_000, null)]
    public async Task A_range_is_exactly_that_range(int offset, int? length)
    {
        var bytes = TestBytes.Of(100_000, seed: 2);
        var key = StoreKey.Parse("range");
        await WriteAsync(key, bytes);
        var expected = bytes[offset..Math.Min(bytes.Length, offset + (length ?? bytes.Length))];

        Assert.Equal(expected, await ReadAsync(key, new ReadOptions { Offset = offset, Length = length }));
        Assert.Equal(expected, await ReadAsync(key, new ReadOptions { Offset = offset, Length = length, BypassCache = true }));
    }

    [Fact]
    public async Task An_absent_file_is_null_or_not_found_and_never_empty()
    {
        var key = StoreKey.Parse("no/such/file");

        Assert.Null(await Store.FindAsync(key, Token));
        Assert.False(await Store.DeleteAsync(key, Token));
        var problem = await Assert.ThrowsAsync<StoreException>(() => ReadAsync(key));
        Assert.Equal(StoreProblem.NotFound, problem.Problem);
        Assert.True(problem.IsPermanent);
    }

    [Theory]
    [InlineData("plain.mov")]
    [InlineData("Ünïcödé 映画.mov")]
    [InlineData("decomposed e\u0301.mov")]
    [InlineData("spaces and + % # ? & = signs.mov")]
    [InlineData("emoji 🎬.mov")]
    [InlineData("back\\slash.mov")]
    [InlineData(".hidden")]
    [InlineData("a/deep/folder/of/many/parts/file")]
    [InlineData("quote'\"<>|*:;.wav")]
    public async Task A_name_is_kept_exactly(string name)
    {
        var key = StoreKey.Parse(name);
        await WriteAsync(key, [1, 2, 3]);

        Assert.Equal([1, 2, 3], await ReadAsync(key));
        Assert.Equal(key, (await Store.FindAsync(key, Token))?.Key);
        Assert.Equal([key], await ListAsync());
    }

    [Fact]
    public async Task Names_that_differ_only_in_case_or_unicode_form_are_different_files()
    {
        string[] names = ["A001.mov", "a001.mov", "\u00e9", "e\u0301"];
        foreach (var (index, name) in names.Index()) await WriteAsync(StoreKey.Parse(name), [(byte)index]);

        foreach (var (index, name) in names.Index()) Assert.Equal([(byte)index], await ReadAsync(StoreKey.Parse(name)));
    }

    [Fact]
    public async Task A_name_of_255_bytes_is_written_and_listed()
    {
        var key = StoreKey.Parse("folder/" + new string('ü', 127) + "x");

        await WriteAsync(key, TestBytes.Of(5_000_000, seed: 3));

        Assert.Equal([key], await ListAsync());
    }

    [Fact]
    public async Task The_list_is_in_the_order_of_utf8_keys_and_holds_all_and_only_the_prefix()
    {
        string[] names = ["a/b", "a.b", "a/b.c/d", "a/b/c", "ab", "b", "a-b", "a/\uE000", "a/🎬", "a/B"];
        foreach (var name in names.Where(n => n != "a/b")) await WriteAsync(StoreKey.Parse(name), [1]);
        var expected = names.Where(n => n != "a/b").Order(Comparer<string>.Create(ByUtf8)).ToArray();

        Assert.Equal(expected, (await ListAsync()).Select(key => key.ToString()));
        Assert.Equal(expected.Where(n => n.StartsWith("a/", StringComparison.Ordinal)),
            (await ListAsync(StoreKey.Parse("a"))).Select(key => key.ToString()));
        Assert.Empty(await ListAsync(StoreKey.Parse("nothing")));

        static int ByUtf8(string x, string y) =>
            System.Text.Encoding.UTF8.GetBytes(x).AsSpan().SequenceCompareTo(System.Text.Encoding.UTF8.GetBytes(y));
    }

    [Fact]
    public async Task More_than_a_thousand_files_are_all_listed()
    {
        var names = Enumerable.Range(0, 1100).Select(i => StoreKey.Parse($"seq/frame.{i:00000}.dng")).ToImmutableArray();
        foreach (var chunk in names.Chunk(100))
        {
            var writers = await Task.WhenAll(chunk.Select(key => BegunAsync(key, [7])));
            Assert.All(await Store.PublishAllAsync(writers, Token), outcome => Assert.Null(outcome.Problem));
            foreach (var writer in writers) await writer.DisposeAsync();
        }

        Assert.Equal(names, await ListAsync(StoreKey.Parse("seq")));
    }

    [Fact]
    public async Task A_taken_key_is_refused_and_its_file_is_untouched()
    {
        var key = StoreKey.Parse("once");
        await WriteAsync(key, [1]);

        var problem = await Assert.ThrowsAsync<StoreException>(() => WriteAsync(key, [2]));

        Assert.Equal(StoreProblem.AlreadyExists, problem.Problem);
        Assert.Contains("once", problem.Message, StringComparison.Ordinal);
        Assert.Equal([1], await ReadAsync(key));
    }

    [Fact]
    public async Task Replacing_is_done_when_it_is_asked_for()
    {
        var key = StoreKey.Parse("again");
        await WriteAsync(key, [1]);

        await WriteAsync(key, [2, 3], replace: true);

        Assert.Equal([2, 3], await ReadAsync(key));
        Assert.Equal([key], await ListAsync());
    }

    [Theory]
    [InlineData(10)]
    [InlineData(-1)]
    public async Task Of_two_writers_of_one_key_one_wins_and_the_file_is_whole(int length)
    {
        var size = length < 0 ? LargeLength : length;
        var key = StoreKey.Parse("contested");
        var (first, second) = (TestBytes.Of(size, seed: 4), TestBytes.Of(size, seed: 5));
        await using var other = await OpenAgainAsync();

        await using var writer = await BegunAsync(key, first);
        var problem = await Assert.ThrowsAsync<StoreException>(async () =>
        {
            await using var rival = await other.OpenWriteAsync(key, new WriteOptions { Length = size, ResumeTag = "rival" }, Token);
            await rival.WriteAsync(second, Token);
            await writer.PublishAsync(Token);
            await rival.PublishAsync(Token);
        });
        if (problem.Problem == StoreProblem.Busy) await writer.PublishAsync(Token);

        Assert.True(problem.Problem is StoreProblem.Busy or StoreProblem.AlreadyExists, problem.Message);
        AssertSame(first, await ReadAsync(key));
    }

    [Fact]
    public async Task A_file_does_not_appear_before_it_is_published()
    {
        var key = StoreKey.Parse("roll/large");
        await using var writer = await BegunAsync(key, TestBytes.Of(LargeLength, seed: 6));

        Assert.Null(await Store.FindAsync(key, Token));
        Assert.Empty(await ListAsync());
    }

    [Theory]
    [InlineData(99)]
    [InlineData(101)]
    [InlineData(0)]
    public async Task Any_other_number_of_bytes_than_announced_is_refused(int length)
    {
        var key = StoreKey.Parse("count");
        var problem = await Assert.ThrowsAsync<StoreException>(async () =>
        {
            await using var writer = await Store.OpenWriteAsync(key, new WriteOptions { Length = 100, ResumeTag = "t" }, Token);
            await writer.WriteAsync(new byte[length], Token);
            await writer.PublishAsync(Token);
        });

        Assert.Equal(StoreProblem.Mismatch, problem.Problem);
        Assert.Null(await Store.FindAsync(key, Token));
    }

    [Fact]
    public async Task Writing_in_ragged_pieces_gives_the_same_bytes()
    {
        var bytes = TestBytes.Of(LargeLength, seed: 11);
        var key = StoreKey.Parse("ragged");
        await using var writer = await OpenAsync(key, bytes.Length, "tag");
        int[] pieces = [1, 4095, 4097, 65536, 999_999, 7, 1 << 20];
        for (int at = 0, turn = 0; at < bytes.Length; turn++)
        {
            var count = Math.Min(pieces[turn % pieces.Length], bytes.Length - at);
            await writer.WriteAsync(bytes.AsMemory(at, count), Token);
            at += count;
            Assert.Equal(at, writer.Position);
        }

        await writer.PublishAsync(Token);

        AssertSame(bytes, await ReadAsync(key));
    }

    [Fact]
    public async Task Publishing_together_gives_each_file_its_own_outcome()
    {
        await WriteAsync(StoreKey.Parse("b/taken"), [9]);
        await using var replaced = await Store.OpenWriteAsync(StoreKey.Parse("b/short"), new WriteOptions { Length = 5, ResumeTag = "t" }, Token);
        var good = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => BegunAsync(StoreKey.Parse($"b/{i}"), [(byte)i, 1])));

        var outcomes = await Store.PublishAllAsync([.. good[..10], replaced, .. good[10..]], Token);

        Assert.Equal(StoreProblem.Mismatch, outcomes[10].Problem?.Problem);
        Assert.Equal(20, outcomes.Count(outcome => outcome.File is { Length: 2 }));
        for (var i = 0; i < 20; i++) Assert.Equal([(byte)i, 1], await ReadAsync(StoreKey.Parse($"b/{i}")));
        Assert.Null(await Store.FindAsync(StoreKey.Parse("b/short"), Token));
        foreach (var writer in good) await writer.DisposeAsync();
    }

    [Fact]
    public async Task A_deleted_file_is_gone_and_its_key_is_free()
    {
        var key = StoreKey.Parse("roll/gone");
        await WriteAsync(key, [1]);

        Assert.True(await Store.DeleteAsync(key, Token));

        Assert.Null(await Store.FindAsync(key, Token));
        await WriteAsync(key, [2]);
        Assert.Equal([2], await ReadAsync(key));
    }

    [Fact]
    public async Task The_modification_date_is_kept_where_the_store_says_so()
    {
        var modified = new DateTimeOffset(2025, 3, 4, 5, 6, 7, 125, TimeSpan.FromHours(9));
        var key = StoreKey.Parse("dated");
        await using (var writer = await Store.OpenWriteAsync(key, new WriteOptions { Length = 1, ResumeTag = "t", Modified = modified }, Token))
        {
            await writer.WriteAsync(new byte[1], Token);
            await writer.PublishAsync(Token);
        }

        var found = await Store.FindAsync(key, Token);

        if (Store.Features.KeepsModified) Assert.Equal(modified, found!.Modified);
        else Assert.InRange(found!.Modified, modified.AddDays(1), DateTimeOffset.MaxValue);
    }

    [Fact]
    public async Task The_location_opens_the_same_store()
    {
        var key = StoreKey.Parse("found/again");
        await WriteAsync(key, [4, 5]);

        await using var again = await StoreUrl.OpenAsync(Store.Location, StoreAccess.Read, Token);

        Assert.Equal(2, (await again.FindAsync(key, Token))?.Length);
        var problem = await Assert.ThrowsAsync<StoreException>(
            () => again.OpenWriteAsync(StoreKey.Parse("x"), new WriteOptions { Length = 1, ResumeTag = "t" }, Token));
        Assert.Equal(StoreProblem.Denied, problem.Problem);
    }

    [Fact]
    public async Task Cancelling_stops_and_publishes_nothing()
    {
        var key = StoreKey.Parse("cancelled");
        using var stop = new CancellationTokenSource();
        await using var writer = await OpenAsync(key, LargeLength, "tag");
        await writer.WriteAsync(TestBytes.Of(LargeLength, seed: 13), Token);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writer.PublishAsync(stop.Token));

        Assert.Null(await Store.FindAsync(key, Token));
    }

    /// <summary>Compares large contents quickly, and names the first byte that differs.</summary>
    protected static void AssertSame(byte[] expected, byte[] actual)
    {
        var common = expected.AsSpan().CommonPrefixLength(actual);
        Assert.True(common == expected.Length && common == actual.Length,
            $"The contents differ from byte {common:N0}; {expected.Length:N0} bytes were expected and {actual.Length:N0} came.");
    }

    protected Task<StoreWriter> OpenAsync(StoreKey key, long length, string tag) =>
        Store.OpenWriteAsync(key, new WriteOptions { Length = length, ResumeTag = tag }, Token);

    protected async Task<StoreWriter> BegunAsync(StoreKey key, byte[] bytes)
    {
        var writer = await OpenAsync(key, bytes.Length, "tag");
        await writer.WriteAsync(bytes, Token);
        return writer;
    }

    protected async Task<StoredFile> WriteAsync(StoreKey key, byte[] bytes, bool replace = false)
    {
        await using var writer = await Store.OpenWriteAsync(
            key, new WriteOptions { Length = bytes.Length, ResumeTag = "tag", Replace = replace }, Token);
        await writer.WriteAsync(bytes.AsMemory((int)writer.Position), Token);
        return await writer.PublishAsync(Token);
    }

    protected async Task<byte[]> ReadAsync(StoreKey key, ReadOptions? options = null)
    {
        await using var stream = await Store.OpenReadAsync(key, options ?? new ReadOptions(), Token);
        return await AllOf(stream);
    }

    protected static async Task<byte[]> AllOf(Stream stream)
    {
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, Token);
        return bytes.ToArray();
    }

    protected async Task<List<StoreKey>> ListAsync(StoreKey prefix = default)
    {
        var keys = new List<StoreKey>();
        await foreach (var file in Store.ListAsync(prefix, Token)) keys.Add(file.Key);
        return keys;
    }
}
