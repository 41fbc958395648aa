using Acetate.Storage;
using Acetate.Storage.Http;

namespace Acetate.Library.Tests.Storage;

/// <summary>Sending files to a server whose network is not kind.</summary>
public sealed class TusStoreTests : IAsyncLifetime
{
    private static readonly StoreKey Key = StoreKey.Parse("show/A001/clip ü.mov");
    private static readonly TusPatience Short = new(4, TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(5), TimeSpan.FromSeconds(20));
    private TusServer? _server;
    private TusStore? _store;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private TusServer Server => _server!;

    private TusStore Store => _store!;

    public async ValueTask InitializeAsync()
    {
        Environment.SetEnvironmentVariable("ACETATE_TOKEN", "good");
        _server = await TusServer.StartAsync();
        _store = TusStore.Open(Server.Url, StoreAccess.ReadWrite, Short, TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        await Server.DisposeAsync();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(TusWriter.PieceSize)]
    [InlineData(TusWriter.PieceSize + 1)]
    [InlineData(3 * TusWriter.PieceSize)]
    public async Task A_file_of_any_size_arrives_whole(int length)
    {
        var bytes = TestBytes.Of(length, 1);

        await SendAsync(bytes);

        Assert.Equal(bytes, Server.Published[Key.ToString()]);
        Assert.Equal(length, (await Store.FindAsync(Key, Token))?.Length);
    }

    [Fact]
    public async Task Nothing_is_published_before_it_is_asked_for()
    {
        var bytes = TestBytes.Of(2 * TusWriter.PieceSize, 2);
        await using var writer = await OpenAsync(bytes.Length);
        await writer.WriteAsync(bytes, Token);

        Assert.Empty(Server.Published);
        Assert.Null(await Store.FindAsync(Key, Token));
    }

    [Fact]
    public async Task A_connection_that_breaks_in_every_piece_goes_on_where_it_broke()
    {
        var bytes = TestBytes.Of(3 * TusWriter.PieceSize, 3);
        Server.CutAfter = piece => piece % 2 == 1 ? 1_234_567 : null;

        await SendAsync(bytes);

        Assert.Equal(bytes, Server.Published[Key.ToString()]);
        Assert.Equal(6, Server.Pieces);
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(2 * TusWriter.PieceSize)]
    public async Task An_answer_that_is_lost_after_the_last_byte_is_not_taken_for_failure_or_for_another_file(int length)
    {
        var bytes = TestBytes.Of(length, 4);
        Server.CutAfter = _ => Server.Published.IsEmpty ? int.MaxValue : null;

        var problem = await Record.ExceptionAsync(() => SendAsync(bytes));

        Assert.True(problem is null or StoreException { Problem: StoreProblem.AlreadyExists }, problem?.ToString());
        Assert.Equal(bytes, Server.Published[Key.ToString()]);
    }

    [Fact]
    public async Task An_upload_is_taken_up_by_another_process_where_the_server_is()
    {
        var bytes = TestBytes.Of(3 * TusWriter.PieceSize, 5);
        await using (var writer = await OpenAsync(bytes.Length)) await writer.WriteAsync(bytes.AsMemory(0, 2 * TusWriter.PieceSize + 5), Token);

        await using var again = await OpenAsync(bytes.Length);

        Assert.Equal(2 * TusWriter.PieceSize, again.Position);
        await again.WriteAsync(bytes.AsMemory((int)again.Position), Token);
        await again.PublishAsync(Token);
        Assert.Equal(bytes, Server.Published[Key.ToString()]);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(423)]
    public async Task A_server_with_a_bad_moment_is_asked_again(int status)
    {
        var bad = 2;
        Server.Instead = () => bad-- > 0 ? status : null;

        await SendAsync([1, 2, 3]);

        Assert.Equal([1, 2, 3], Server.Published[Key.ToString()]);
    }

    [Fact]
    public async Task A_server_that_stays_away_is_said_to_be_unavailable()
    {
        Server.Instead = () => 503;

        var problem = await Assert.ThrowsAsync<StoreException>(() => SendAsync([1]));

        Assert.Equal(StoreProblem.Unavailable, problem.Problem);
        Assert.False(problem.IsPermanent);
    }

    [Fact]
    public async Task A_taken_name_is_refused()
    {
        await SendAsync([1]);

        var small = await Assert.ThrowsAsync<StoreException>(() => SendAsync([2]));
        var large = await Assert.ThrowsAsync<StoreException>(() => OpenAsync(2 * TusWriter.PieceSize));

        Assert.Equal((StoreProblem.AlreadyExists, StoreProblem.AlreadyExists), (small.Problem, large.Problem));
        Assert.Equal([1], Server.Published[Key.ToString()]);
    }

    [Fact]
    public async Task A_token_that_is_renewed_in_its_file_is_taken_up_in_the_middle_of_a_transfer()
    {
        using var folder = new TempFolder();
        var file = Path.Join(folder.Path, "token");
        await File.WriteAllTextAsync(file, "good\n", Token);
        Environment.SetEnvironmentVariable("ACETATE_TOKEN_FILE", file);
        try
        {
            var bytes = TestBytes.Of(2 * TusWriter.PieceSize, 6);
            await using var writer = await OpenAsync(bytes.Length);
            await writer.WriteAsync(bytes.AsMemory(0, TusWriter.PieceSize + 1), Token);
            Server.Token = "better";
            await File.WriteAllTextAsync(file, "better\n", Token);
            await writer.WriteAsync(bytes.AsMemory(TusWriter.PieceSize + 1), Token);
            await writer.PublishAsync(Token);

            Assert.Equal(bytes, Server.Published[Key.ToString()]);
        }
        finally
        {
            Environment.SetEnvironmentVariable("ACETATE_TOKEN_FILE", null);
        }
    }

    [Fact]
    public async Task A_token_that_is_not_taken_is_named_and_not_shown()
    {
        Server.Token = "other";

        var problem = await Assert.ThrowsAsync<StoreException>(() => SendAsync([1]));

        Assert.Equal(StoreProblem.Denied, problem.Problem);
        Assert.Contains("ACETATE_TOKEN", problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("good", problem.Message, StringComparison.Ordinal);
    }

    private Task<StoreWriter> OpenAsync(long length) => Store.OpenWriteAsync(Key, new WriteOptions { Length = length, ResumeTag = "tag" }, Token);

    private async Task SendAsync(byte[] bytes)
    {
        await using var writer = await OpenAsync(bytes.Length);
        await writer.WriteAsync(bytes, Token);
        await writer.PublishAsync(Token);
    }
}
