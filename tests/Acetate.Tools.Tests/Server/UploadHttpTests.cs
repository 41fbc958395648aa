using System.Diagnostics;
using System.Net;
using System.Text;
using Acetate.Hashing;
using Acetate.Library.Access;
using Acetate.Library.Rolls;
using Acetate.Storage;

namespace Acetate.Tools.Tests.Server;

/// <summary>Uploads over real HTTP: with the reference client, and byte by byte.</summary>
public sealed class UploadHttpTests(RunningServer server) : IClassFixture<RunningServer>
{
    private readonly byte[] bytes = [.. Enumerable.Range(0, (9 << 20) + 5).Select(i => (byte)((i * 2654435761u) >> 11))];

    [Fact]
    public async Task The_reference_client_uploads_is_interrupted_and_goes_on()
    {
        var client = Path.Join(Corpus.RepositoryRoot, "web", "node_modules", "tus-js-client");
        if (!Directory.Exists(client)) Corpus.Lacks("web/node_modules has no tus-js-client. './dev test' installs it.");
        var source = Path.Join(server.Home, "source.bin");
        await File.WriteAllBytesAsync(source, bytes);
        var key = RunningServer.Prefix + "/tus-js.mov";
        var script = Path.Join(Corpus.RepositoryRoot, "tests", "Acetate.Tools.Tests", "Server", "tus-upload.mjs");
        var token = await server.TokenAsync("tus-js", role: ShowRole.Operator, scopes: TokenScope.Ingest);
        var start = new ProcessStartInfo(Corpus.Program("node"), [script, client, $"{server.Url}api/uploads", source, key]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["ACETATE_TOKEN"] = token;

        using var node = Process.Start(start)!;
        var output = await node.StandardOutput.ReadToEndAsync();
        var error = await node.StandardError.ReadToEndAsync();
        await node.WaitForExitAsync();

        Assert.True(node.ExitCode == 0, error);
        Assert.Contains("aborted at ", output);
        Assert.Contains("done", output);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(Path.Join(server.Home, "store", key)));
    }

    [Fact]
    public async Task A_broken_upload_goes_on_over_a_restart_of_the_server()
    {
        await using var own = new RunningServer();
        await own.InitializeAsync();
        var key = RunningServer.Prefix + "/restarted.mov";
        using (var client = own.Client(own.Admin))
        {
            var address = await CreateAsync(client, key, bytes.Length);
            using var half = await PatchAsync(client, address, 0, bytes.AsMemory(0, 6 << 20));
            Assert.Equal(HttpStatusCode.NoContent, half.StatusCode);
        }

        await own.StopAsync();
        await own.StartAsync();
        using var again = own.Client(own.Admin);
        var same = await CreateAsync(again, key, bytes.Length);
        using var head = await SendAsync(again, HttpMethod.Head, same);
        var offset = int.Parse(head.Headers.GetValues("Upload-Offset").Single());
        using var rest = await PatchAsync(again, same, offset, bytes.AsMemory(offset), ("Upload-Digest", Digest(bytes)));

        Assert.InRange(offset, 1, 6 << 20);
        Assert.Equal(HttpStatusCode.NoContent, rest.StatusCode);
        Assert.Equal(Digest(bytes), rest.Headers.GetValues("Upload-Digest").Single());
        Assert.Equal(bytes, await File.ReadAllBytesAsync(Path.Join(own.Home, "store", key)));
    }

    [Fact]
    public async Task Pieces_that_come_before_their_turn_wait_for_it_and_the_file_has_the_bytes_in_order()
    {
        using var client = server.Client(server.Admin);
        var key = RunningServer.Prefix + "/ahead.mov";
        var address = await CreateAsync(client, key, bytes.Length);
        (int From, int To)[] cuts = [(0, 1), (1, 3 << 20), (3 << 20, 4 << 20), (4 << 20, (9 << 20) + 4), ((9 << 20) + 4, bytes.Length)];

        using var head = await SendAsync(client, HttpMethod.Head, address);
        // The last first; the one that all wait for comes when the others lie there.
        var waiting = cuts.Skip(1).Reverse().Select(cut => AheadAsync(client, address, cut.From, cut.To)).ToList();
        await Task.Delay(300, TestContext.Current.CancellationToken);
        var early = waiting.Count(one => one.IsCompleted);
        using var first = await AheadAsync(client, address, 0, 1);
        var answers = await Task.WhenAll(waiting);

        Assert.Equal($"{8 << 20}", head.Headers.GetValues("Upload-Ahead").Single());
        Assert.Equal((0, HttpStatusCode.NoContent), (early, first.StatusCode));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode));
        Assert.Equal(cuts.Skip(1).Reverse().Select(cut => $"{cut.To}"), answers.Select(answer => answer.Headers.GetValues("Upload-Offset").Single()));
        Assert.Equal(Digest(bytes), answers[0].Headers.GetValues("Upload-Digest").Single());
        Assert.Equal(bytes, await File.ReadAllBytesAsync(Path.Join(server.Home, "store", key)));
    }

    [Fact]
    public async Task A_piece_ahead_that_is_late_or_longer_than_the_file_is_refused_and_the_upload_goes_on()
    {
        using var client = server.Client(server.Admin);
        var key = RunningServer.Prefix + "/ahead-refused.mov";
        var address = await CreateAsync(client, key, bytes.Length);

        using var beyond = await AheadAsync(client, address, 8 << 20, bytes.Length, more: 1);
        using var farOut = await PatchAsync(client, address, long.MaxValue, bytes.AsMemory(0, 1), ("Upload-Ahead", "1"));
        using var first = await AheadAsync(client, address, 0, 1 << 20);
        using var again = await AheadAsync(client, address, 0, 1 << 20);
        // A broken request's half of a piece counts for nothing while it is not its turn.
        using (var stop = new CancellationTokenSource(200))
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => AheadAsync(client, address, 2 << 20, 3 << 20, stop: stop.Token, stalls: true));
        using var head = await SendAsync(client, HttpMethod.Head, address);
        using var second = await PatchAsync(client, address, 1 << 20, bytes.AsMemory(1 << 20));

        Assert.Equal("size-mismatch", await RunningServer.ProblemAsync(beyond));
        Assert.Equal("size-mismatch", await RunningServer.ProblemAsync(farOut));
        Assert.Equal((HttpStatusCode.NoContent, "offset-conflict"), (first.StatusCode, await RunningServer.ProblemAsync(again)));
        Assert.Equal($"{1 << 20}", head.Headers.GetValues("Upload-Offset").Single());
        Assert.Equal(Digest(bytes), second.Headers.GetValues("Upload-Digest").Single());
        Assert.Equal(bytes, await File.ReadAllBytesAsync(Path.Join(server.Home, "store", key)));
    }

    [Theory]
    [InlineData("../../etc/passwd", "key-refused")]
    [InlineData("film/20261121/Camera_Media/A001/../A002/x", "key-refused")]
    [InlineData("/film/20261121/Camera_Media/A001/x", "key-refused")]
    [InlineData("film/20261121/Camera_Media/A002/x", "key-refused")]
    [InlineData("film/20261121/Camera_Media/A001", "key-refused")]
    [InlineData("other/x/y", "key-refused")]
    public async Task A_key_cannot_leave_the_folder_of_its_roll(string key, string problem)
    {
        using var client = server.Client(server.Admin);

        using var answer = await CreateAnswerAsync(client, key, 3);

        Assert.Equal(problem, await RunningServer.ProblemAsync(answer));
    }

    [Fact]
    public async Task What_the_manifest_of_the_card_says_is_held_against_the_bytes_and_their_length()
    {
        var good = Encoding.ASCII.GetBytes("the bytes of the camera");
        await server.Library.WriteAsync(tx => tx.PutFilesAsync(server.Roll,
            [new RollFile { Number = 1, Path = "listed.mov", Length = good.Length, Expected = [new FileDigest("xxh128", Digest(good).Split(':')[1])] }], default), default);
        var key = RunningServer.Prefix + "/listed.mov";
        using var client = server.Client(server.Admin);

        using var longer = await CreateAnswerAsync(client, key, good.Length + 1);
        Assert.Equal("size-mismatch", await RunningServer.ProblemAsync(longer));

        var flipped = good.ToArray();
        flipped[3] ^= 1;
        using var wrong = await PatchAsync(client, await CreateAsync(client, key, good.Length), 0, flipped);
        Assert.Equal((HttpStatusCode)460, wrong.StatusCode);
        Assert.False(File.Exists(Path.Join(server.Home, "store", key)));

        using var right = await PatchAsync(client, await CreateAsync(client, key, good.Length), 0, good);
        Assert.Equal(HttpStatusCode.NoContent, right.StatusCode);
        Assert.Equal(good, await File.ReadAllBytesAsync(Path.Join(server.Home, "store", key)));

        using var taken = await CreateAnswerAsync(client, key, good.Length, "another source");
        Assert.Equal("already-exists", await RunningServer.ProblemAsync(taken));
    }

    [Fact]
    public async Task Whoever_has_no_role_in_the_show_cannot_write_into_its_rolls()
    {
        var token = await server.TokenAsync("outsider", scopes: TokenScope.Ingest);
        var viewer = await server.TokenAsync("onlooker", role: ShowRole.Viewer, scopes: TokenScope.Ingest);
        using var outsider = server.Client(token);
        using var onlooker = server.Client(viewer);

        using var hidden = await CreateAnswerAsync(outsider, RunningServer.Prefix + "/x", 3);
        using var refused = await CreateAnswerAsync(onlooker, RunningServer.Prefix + "/x", 3);

        Assert.Equal("key-refused", await RunningServer.ProblemAsync(hidden));
        Assert.Equal("not-permitted", await RunningServer.ProblemAsync(refused));
    }

    [Fact]
    public async Task Our_own_store_client_writes_finds_and_refuses_through_the_server()
    {
        Environment.SetEnvironmentVariable("ACETATE_TOKEN", server.Admin);
        await using var store = await StoreUrl.OpenAsync(new Uri($"acetate+{server.Url}"), StoreAccess.ReadWrite, default);
        var key = StoreKey.Parse(RunningServer.Prefix + "/own-client.mov");

        await using (var writer = await store.OpenWriteAsync(key, new WriteOptions { Length = bytes.Length, ResumeTag = "card" }, default))
        {
            await writer.WriteAsync(bytes, default);
            await writer.PublishAsync(default);
        }

        Assert.Equal(bytes.Length, (await store.FindAsync(key, default))!.Length);
        Assert.Null(await store.FindAsync(StoreKey.Parse(RunningServer.Prefix + "/nothing"), default));
        Assert.Equal(bytes, await File.ReadAllBytesAsync(Path.Join(server.Home, "store", key.ToString())));
        using var client = server.Client(server.Admin);
        using var part = await client.SendAsync(new HttpRequestMessage(HttpMethod.Get, $"api/files/{key}") { Headers = { Range = new(100, 199) } });
        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal(bytes[100..200], await part.Content.ReadAsByteArrayAsync());
    }

    private static async Task<HttpResponseMessage> CreateAnswerAsync(HttpClient client, string key, long length, string tag = "card")
    {
        static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
        return await SendAsync(client, HttpMethod.Post, "api/uploads", ("Upload-Length", $"{length}"), ("Upload-Metadata", $"key {Base64(key)},tag {Base64(tag)}"));
    }

    private static async Task<string> CreateAsync(HttpClient client, string key, long length)
    {
        using var answer = await CreateAnswerAsync(client, key, length);
        Assert.True(answer.StatusCode == HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        return answer.Headers.Location!.ToString();
    }

    private static Task<HttpResponseMessage> PatchAsync(HttpClient client, string address, long offset, ReadOnlyMemory<byte> piece, params (string, string)[] more)
    {
        var content = new ByteArrayContent(piece.ToArray());
        content.Headers.ContentType = new("application/offset+octet-stream");
        return SendAsync(client, HttpMethod.Patch, address, content, [("Upload-Offset", $"{offset}"), .. more]);
    }

    private async Task<HttpResponseMessage> AheadAsync(HttpClient client, string address, int from, int to, int more = 0, bool stalls = false, CancellationToken stop = default)
    {
        byte[] piece = [.. bytes[from..to], .. new byte[more]];
        using var request = new HttpRequestMessage(HttpMethod.Patch, address) { Content = stalls ? new StreamContent(new StallingStream(piece)) : new ByteArrayContent(piece) };
        request.Content.Headers.ContentType = new("application/offset+octet-stream");
        request.Content.Headers.ContentLength = piece.Length;
        request.Headers.Add("Tus-Resumable", "1.0.0");
        request.Headers.Add("Upload-Ahead", "1");
        request.Headers.Add("Upload-Offset", $"{from}");
        return await client.SendAsync(request, stop);
    }

    /// <summary>Gives half of its bytes and then nothing more.</summary>
    private sealed class StallingStream(byte[] bytes) : MemoryStream(bytes[..(bytes.Length / 2)])
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = await base.ReadAsync(buffer, cancellationToken);
            if (count == 0) await Task.Delay(Timeout.Infinite, cancellationToken);
            return count;
        }
    }

    private static Task<HttpResponseMessage> SendAsync(HttpClient client, HttpMethod method, string address, params (string, string)[] headers) =>
        SendAsync(client, method, address, null, headers);

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, HttpMethod method, string address, HttpContent? content, (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, address) { Content = content };
        request.Headers.Add("Tus-Resumable", "1.0.0");
        foreach (var (name, value) in headers) request.Headers.Add(name, value);
        return await client.SendAsync(request);
    }

    private static string Digest(byte[] content)
    {
        using var hash = new MultiHash(HashFormat.Xxh128);
        hash.Append(content);
        return $"xxh128:{hash.Finish()[0].Text}";
    }
}
