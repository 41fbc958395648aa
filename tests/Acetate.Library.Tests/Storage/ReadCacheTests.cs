using Acetate.Storage;
using Acetate.Storage.Local;
using Acetate.Storage.Ranges;

namespace Acetate.Library.Tests.Storage;

/// <summary>Parts of stored files on a disk of this machine.</summary>
public sealed class ReadCacheTests : IDisposable
{
    private const int Length = 1_000_000;

    private readonly TempFolder stored = new(), kept = new();
    private readonly byte[] bytes = [.. Enumerable.Range(0, Length).Select(i => (byte)(i * 31 ^ i >> 9))];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_read_once_is_not_fetched_again_by_anybody_on_this_machine()
    {
        var (store, file) = await StoredAsync("clip.mov");
        var first = await ReadAsync(store, file, 100, 5_000);

        var second = await ReadAsync(store, file, 100, 5_000);
        var more = await ReadAsync(store, file, 0, 10_000);

        Assert.Equal((5_000, 0, 5_000), (first, second, more));
    }

    [Fact]
    public async Task Another_content_of_the_same_name_is_another_file()
    {
        var (store, file) = await StoredAsync("clip.mov");
        await ReadAsync(store, file with { ContentTag = "one" }, 0, 4_000);

        var other = await ReadAsync(store, file with { ContentTag = "two" }, 0, 4_000);

        Assert.Equal(4_000, other);
    }

    [Theory]
    [InlineData("0 1000000 1000000")]
    [InlineData("0 1000000 999999\n")]
    [InlineData("0 9000000000000 9000000000000\n")]
    [InlineData("-5 100 95\n")]
    [InlineData("rubbish\n")]
    public async Task A_note_that_a_crash_or_anybody_else_spoilt_counts_for_nothing(string line)
    {
        var (store, file) = await StoredAsync("clip.mov");
        await ReadAsync(store, file, 0, 1_000);
        File.AppendAllText(Directory.GetFiles(kept.Path, "ranges", SearchOption.AllDirectories).Single(), line);

        var fetched = await ReadAsync(store, file, 0, 50_000);
        var again = await ReadAsync(store, file, 0, 50_000);

        Assert.Equal((49_000, 0), (fetched, again));
    }

    [Fact]
    public async Task What_was_used_longest_ago_goes_first_and_never_what_is_open()
    {
        var (store, one) = await StoredAsync("one.mov");
        var (_, two) = await StoredAsync("two.mov");
        var (_, three) = await StoredAsync("three.mov");
        var clock = new HandClock();
        var cache = new ReadCache(kept.Path, 500_000, clock);
        using (var open = await cache.OpenAsync(store, one, Token))
        {
            foreach (var file in (StoredFile[])[one, two, three])
            {
                clock.Hours++;
                using var cached = await cache.OpenAsync(store, file, Token);
                await cached.ReadAsync(0, new byte[200_000], Token);
            }
        }

        var (oldest, removed) = (await ReadAsync(store, one, 0, 200_000), await ReadAsync(store, two, 0, 200_000));
        Assert.Equal((0, 200_000), (oldest, removed));
    }

    [Fact]
    public async Task Bytes_outside_the_file_are_refused_and_nothing_is_asked_of_the_store()
    {
        var (store, file) = await StoredAsync("clip.mov");
        using var cached = await new ReadCache(kept.Path, long.MaxValue, TimeProvider.System).OpenAsync(store, file, Token);

        var problem = await Assert.ThrowsAsync<StoreException>(() => cached.FetchAsync([new(1L << 50, 1L << 50)], () => { }, Token));

        Assert.Equal(StoreProblem.Mismatch, problem.Problem);
        Assert.Equal(0, cached.Fetched);
    }

    [Fact]
    public void Neighbours_come_in_one_request_while_little_is_fetched_besides_and_long_ranges_in_several()
    {
        StoredRange[] wanted = [.. Enumerable.Range(0, 10).Select(i => new StoredRange(i * 1_010_000L, 1_000_000))];

        var near = ReadPlan.Of(wanted, 16_384);
        var far = ReadPlan.Of(wanted, 4_096);
        var sparse = ReadPlan.Of(Enumerable.Range(0, 10).Select(i => new StoredRange(i * 100_000L, 1_000)), 1 << 20);
        var whole = ReadPlan.Of([new(7, 20L << 20)], 0);

        Assert.Equal(10_090_000, near.Sum(request => request.Length));
        Assert.Equal((2, 10, 10), (near.Count, far.Count, sparse.Count));
        Assert.Equal((3, 7L, 20L << 20), (whole.Count, whole[0].Offset, whole.Sum(request => request.Length)));
        Assert.All(whole, request => Assert.InRange(request.Length, 1, ReadPlan.Longest));
    }

    [Fact]
    public void Ranges_that_touch_become_one_and_what_is_missing_between_is_named()
    {
        var set = new RangeSet();
        foreach (var range in (StoredRange[])[new(10, 10), new(40, 10), new(20, 5), new(0, 3), new(100, 1)]) set.Add(range);

        Assert.Equal([new(3, 7), new(25, 15), new(50, 10)], set.Missing(new(0, 60)));
        Assert.Equal((29, true, false), (set.Length, set.Covers(new(10, 15)), set.Covers(new(10, 16))));
    }

    [Theory]
    [InlineData("20GB", 20_000_000_000)]
    [InlineData("1.5 GiB", 1_610_612_736)]
    [InlineData("0", 0)]
    [InlineData("500mb", 500_000_000)]
    public void Sizes_are_read_as_people_write_them(string text, long bytes) => Assert.Equal(bytes, ReadCache.BytesOf(text));

    [Fact]
    public void What_is_no_size_is_refused_with_a_way_out() => Assert.Contains("20GB", Assert.Throws<StoreException>(() => ReadCache.BytesOf("much")).Message, StringComparison.Ordinal);

    public void Dispose()
    {
        stored.Dispose();
        kept.Dispose();
    }

    private async Task<(IFileStore Store, StoredFile File)> StoredAsync(string name)
    {
        await File.WriteAllBytesAsync(Path.Join(stored.Path, name), bytes, Token);
        var store = LocalStore.Open(stored.Path, StoreAccess.Read);
        return (store, (await store.FindAsync(StoreKey.Parse(name), Token))!);
    }

    /// <summary>Reads, compares every byte, and gives how many came from the store.</summary>
    private async Task<long> ReadAsync(IFileStore store, StoredFile file, int offset, int count, long most = long.MaxValue)
    {
        using var cached = await new ReadCache(kept.Path, most, TimeProvider.System).OpenAsync(store, file, Token);
        var read = new byte[count];
        Assert.Equal(count, await cached.ReadAsync(offset, read, Token));
        Assert.True(read.AsSpan().SequenceEqual(bytes.AsSpan(offset, count)));
        return cached.Fetched;
    }

    /// <summary>Goes on when it is told to.</summary>
    private sealed class HandClock : TimeProvider
    {
        public int Hours { get; set; }

        public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero).AddHours(Hours);
    }
}
