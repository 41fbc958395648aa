using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Acetate.Tools.Tests.Server;

/// <summary>A server that is asked to stop: it says so, and keeps what has come.</summary>
public sealed class ClosingTests
{
    [Fact]
    public async Task An_upload_that_is_under_way_is_told_that_the_server_stops_and_goes_on_at_the_next_one()
    {
        await using var server = new RunningServer();
        await server.InitializeAsync();
        using var client = server.Client(server.Admin);
        var key = RunningServer.Prefix + "/long.mov";
        var address = await CreateAsync(client, key, 4 << 20);
        using var line = new TcpClient();
        await line.ConnectAsync(server.Url.Host, server.Url.Port);
        await using var stream = line.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"""
            PATCH {address} HTTP/1.1
            Host: {server.Url.Authority}
            Authorization: Bearer {server.Admin}
            Tus-Resumable: 1.0.0
            Upload-Offset: 0
            Content-Type: application/offset+octet-stream
            Content-Length: {4 << 20}


            """.ReplaceLineEndings("\r\n")));
        await stream.WriteAsync(new byte[3 << 20]);
        while (await OffsetAsync(client, address) < 3 << 20) await Task.Delay(20);

        var stopping = server.StopAsync();
        var answer = await new StreamReader(stream).ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(30));
        await stopping;
        await server.StartAsync();
        using var next = server.Client(server.Admin);

        Assert.StartsWith("HTTP/1.1 503", answer);
        Assert.Contains("/problems/shutting-down", answer);
        Assert.Contains("Retry-After: 5", answer);
        Assert.Equal(3 << 20, await OffsetAsync(next, await CreateAsync(next, key, 4 << 20)));
    }

    private static async Task<string> CreateAsync(HttpClient client, string key, long length)
    {
        static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/uploads");
        request.Headers.Add("Tus-Resumable", "1.0.0");
        request.Headers.Add("Upload-Length", $"{length}");
        request.Headers.Add("Upload-Metadata", $"key {Base64(key)},tag {Base64("card")}");
        using var answer = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return answer.Headers.Location!.ToString();
    }

    private static async Task<long> OffsetAsync(HttpClient client, string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, address);
        request.Headers.Add("Tus-Resumable", "1.0.0");
        using var answer = await client.SendAsync(request);
        return long.Parse(answer.Headers.GetValues("Upload-Offset").Single());
    }
}
