using System.Collections.Concurrent;
using Acetate.Storage;
using Acetate.Storage.S3;

namespace Acetate.Library.Tests.Storage;

/// <summary>A real S3 server behind a network with bad days.</summary>
public sealed class S3FaultTests : IAsyncLifetime
{
    private const int Large = 20_000_123;
    private static readonly StoreKey Key = StoreKey.Parse("roll/a.mov");
    private static readonly S3Patience Short = new(
        4, TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(5), TimeSpan.FromSeconds(20), TimeSpan.FromMilliseconds(300));
    private FaultyProxy? _proxy;
    private S3Store? _store;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private FaultyProxy Proxy => _proxy!;

    private S3Store Store => _store!;

    public async ValueTask InitializeAsync()
    {
        var direct = await S3Server.NewBucketAsync();
        _proxy = new FaultyProxy(S3Address.Parse(direct).Endpoint!.Port);
        _store = await S3Store.OpenAsync(S3Server.UrlOf(direct.Host, Proxy.Port), StoreAccess.ReadWrite, Short, TimeProvider.System, Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (_store is not null) await _store.DisposeAsync();
        if (_proxy is not null) await _proxy.DisposeAsync();
    }

    public static TheoryData<string> Faults { get; } = new("500", "503", "cut-request", "cut-answer", "lose-answer", "flip-bit");

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_file_is_sent_right_although_every_kind_of_request_fails_once(string kind)
    {
        var failed = new ConcurrentDictionary<string, bool>();
        Proxy.Choose = line => failed.TryAdd(Shape(line), true) ? Of(kind) : new Fault.None();
        var (small, large) = (TestBytes.Of(100_000, 1), TestBytes.Of(Large, 2));

        await WriteAsync(StoreKey.Parse("small"), small);
        await WriteAsync(Key, large);

        Proxy.Choose = _ => new Fault.None();
        Assert.Equal(small, await ReadAsync(StoreKey.Parse("small")));
        AssertSame(large, await ReadAsync(Key));
        Assert.InRange(failed.Count, 5, 50);
    }

    [Fact]
    public async Task A_download_that_is_cut_again_and_again_is_taken_up_where_it_was()
    {
        var bytes = TestBytes.Of(Large, 3);
        await WriteAsync(Key, bytes);
        var gets = 0;
        // Each answer brings a few MB and ends; every third is cut in its head.
        Proxy.Choose = line => line.StartsWith("GET", StringComparison.Ordinal) ? new Fault.CutAnswer(++gets % 3 == 0 ? 100 : 3_000_000) : new Fault.None();

        AssertSame(bytes, await ReadAsync(Key));
        Assert.InRange(gets, 7, 30);
    }

    [Fact]
    public async Task A_download_that_stalls_is_asked_for_again()
    {
        var bytes = TestBytes.Of(Large, 4);
        await WriteAsync(Key, bytes);
        var gets = 0;
        Proxy.Choose = line => line.StartsWith("GET", StringComparison.Ordinal) && ++gets == 1 ? new Fault.Stall(5_000_000) : new Fault.None();

        AssertSame(bytes, await ReadAsync(Key));
        Assert.Equal(2, gets);
    }

    [Theory]
    [InlineData("500")]
    [InlineData("503")]
    [InlineData("cut-answer")]
    public async Task A_server_that_stays_ill_is_said_to_be_unavailable_and_nothing_is_published(string kind)
    {
        await using var writer = await Store.OpenWriteAsync(Key, new WriteOptions { Length = 1000, ResumeTag = "t" }, Token);
        await writer.WriteAsync(new byte[1000], Token);
        Proxy.Choose = _ => Of(kind);

        var problem = await Assert.ThrowsAsync<StoreException>(() => writer.PublishAsync(Token));
        var reading = await Assert.ThrowsAsync<StoreException>(() => ReadAsync(Key));

        Assert.Equal((StoreProblem.Unavailable, StoreProblem.Unavailable), (problem.Problem, reading.Problem));
        Assert.False(problem.IsPermanent);
        Assert.Contains("4 times", problem.Message, StringComparison.Ordinal);
        if (kind == "cut-answer") return;
        Proxy.Choose = _ => new Fault.None();
        Assert.Null(await Store.FindAsync(Key, Token));
    }

    [Fact]
    public async Task An_upload_that_failed_is_taken_up_and_only_missing_parts_are_sent()
    {
        var bytes = TestBytes.Of(40_000_000, 5);
        Proxy.Choose = line => "345".Any(part => line.Contains($"partNumber={part}", StringComparison.Ordinal)) ? Of("500") : new Fault.None();
        await Assert.ThrowsAsync<StoreException>(() => WriteAsync(Key, bytes));
        var sent = 0;
        Proxy.Choose = line =>
        {
            if (line.Contains("partNumber=", StringComparison.Ordinal)) Interlocked.Increment(ref sent);
            return new Fault.None();
        };

        await WriteAsync(Key, bytes);

        Assert.Equal(3, sent);
        AssertSame(bytes, await ReadAsync(Key));
    }

    private static void AssertSame(byte[] expected, byte[] actual) => Assert.True(expected.AsSpan().SequenceEqual(actual), "The contents differ.");

    private static Fault Of(string kind) => kind switch
    {
        "500" => new Fault.Answer(500, "InternalError"),
        "503" => new Fault.Answer(503, "SlowDown"),
        "cut-request" => new Fault.CutRequest(10),
        "cut-answer" => new Fault.CutAnswer(20),
        "lose-answer" => new Fault.LoseAnswer(),
        "flip-bit" => new Fault.FlipBit(4321),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>The kind of a request: its method and the names of its parameters.</summary>
    private static string Shape(string line)
    {
        var parts = line.Split(' ');
        var query = parts[1].Contains('?') ? string.Join('&', parts[1].Split('?')[1].Split('&').Select(pair => pair.Split('=')[0])) : "";
        return $"{parts[0]} {query} {parts[1].Contains(".acetate-partial", StringComparison.Ordinal)}";
    }

    private async Task WriteAsync(StoreKey key, byte[] bytes)
    {
        await using var writer = await Store.OpenWriteAsync(key, new WriteOptions { Length = bytes.Length, ResumeTag = "tag" }, Token);
        await writer.WriteAsync(bytes.AsMemory((int)writer.Position), Token);
        await writer.PublishAsync(Token);
    }

    private async Task<byte[]> ReadAsync(StoreKey key)
    {
        await using var stream = await Store.OpenReadAsync(key, new ReadOptions(), Token);
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, Token);
        return bytes.ToArray();
    }
}
