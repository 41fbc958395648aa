using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Acetate.Cli;
using Acetate.Library;
using Acetate.Library.Clips;
using Acetate.Library.Rolls;
using Acetate.Storage;
using Acetate.Tools.Tests.Cards;

namespace Acetate.Tools.Tests.Server;

/// <summary>Real proxies, played from a disk and from S3 as a browser asks for them.</summary>
public sealed class PlaybackTests(DemoCards cards)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_proxy_its_poster_and_its_strip_are_served_with_ranges_and_conditions(bool isInS3)
    {
        var bucket = isInS3 ? await S3Server.NewBucketAsync() : null;
        await using var server = new RunningServer
        {
            Before = async home =>
            {
                if (bucket is not null) await File.WriteAllTextAsync(Path.Join(home, LibraryOptions.SettingsFile), JsonSerializer.Serialize(new { derived = bucket }));
                var day = await cards.CopyAsync(Path.Join(home, "card"));
                // One clip is enough to look at.
                var card = Path.Join(day, "Camera_Media", "B001");
                foreach (var extra in Directory.GetFiles(card, "*.mov").Order().Skip(1)) File.Delete(extra);
                Directory.Delete(Path.Join(card, "ascmhl"), recursive: true);
                var ingest = await AcetateProcess.RunAsync("ingest", card, "--show", "play", "--library", home, "--until", "proxied", "--yes");
                Assert.True(ingest.Code is ExitCode.Done or ExitCode.Found, ingest.Error);
            },
        };
        await server.InitializeAsync();
        var clip = Assert.Single(await server.Library.ReadAsync(async tx => await tx.ClipsAsync(Assert.Single(await tx.RollsNamedAsync("play", "B001", default)).Id, default), default));
        Assert.Equal(ProxyState.Made, clip.ProxyState);
        await using var derived = await StoreUrl.OpenAsync(server.Library.Options.Derived, StoreAccess.Read, default);
        Assert.Equal(isInS3, derived is not Acetate.Storage.Local.LocalStore);
        using var client = server.Client(server.Admin);

        foreach (var (name, type, key) in new[] { ("proxy.mp4", "video/mp4", clip.Proxy!.Video), ("poster.jpg", "image/jpeg", clip.Proxy.Poster), ("strip.jpg", "image/jpeg", clip.Proxy.Strip), ("waveform.json", "application/json", clip.Proxy.Waveform) })
        {
            var address = $"api/clips/{clip.Id}/{name}";
            var stored = await ReadAsync(derived, key);
            using var whole = await client.GetAsync(address);
            Assert.Equal((HttpStatusCode.OK, type), (whole.StatusCode, whole.Content.Headers.ContentType!.MediaType));
            Assert.Equal("bytes", Assert.Single(whole.Headers.AcceptRanges));
            Assert.Equal(stored, await whole.Content.ReadAsByteArrayAsync());
            Assert.True(name == "waveform.json" ? JsonDocument.Parse(stored).RootElement.GetProperty("channels")[0].EnumerateArray().Max(peak => peak.GetInt32()) > 0 : name == "proxy.mp4" ? Encoding.ASCII.GetString(stored, 4, 4) == "ftyp" : stored is [0xff, 0xd8, ..], name);
            var tag = whole.Headers.ETag!;

            using var head = await AskAsync(client, address, HttpMethod.Head);
            Assert.Equal((HttpStatusCode.OK, (long?)stored.Length, tag), (head.StatusCode, head.Content.Headers.ContentLength, head.Headers.ETag));
            Assert.Empty(await head.Content.ReadAsByteArrayAsync());

            await IsPartAsync(client, address, new RangeHeaderValue(10, 19), stored, 10..20);
            await IsPartAsync(client, address, new RangeHeaderValue(stored.Length / 2, null), stored, (stored.Length / 2)..stored.Length);
            await IsPartAsync(client, address, new RangeHeaderValue(null, 7), stored, (stored.Length - 7)..stored.Length);
            await IsPartAsync(client, address, new RangeHeaderValue(0, long.MaxValue / 2), stored, 0..stored.Length);

            using var beyond = await AskAsync(client, address, HttpMethod.Get, r => r.Range = new RangeHeaderValue(stored.Length, null));
            Assert.Equal((HttpStatusCode.RequestedRangeNotSatisfiable, (long?)stored.Length), (beyond.StatusCode, beyond.Content.Headers.ContentRange?.Length));
            Assert.Equal("range-not-satisfiable", await RunningServer.ProblemAsync(beyond));

            using var same = await AskAsync(client, address, HttpMethod.Get, r => (r.Range, r.IfRange) = (new RangeHeaderValue(0, 3), new RangeConditionHeaderValue(tag)));
            Assert.Equal(HttpStatusCode.PartialContent, same.StatusCode);
            using var other = await AskAsync(client, address, HttpMethod.Get, r => (r.Range, r.IfRange) = (new RangeHeaderValue(0, 3), new RangeConditionHeaderValue(new EntityTagHeaderValue("\"older\""))));
            Assert.Equal((HttpStatusCode.OK, stored.Length), (other.StatusCode, (await other.Content.ReadAsByteArrayAsync()).Length));
            using var known = await AskAsync(client, address, HttpMethod.Get, r => r.IfNoneMatch.Add(tag));
            Assert.Equal(HttpStatusCode.NotModified, known.StatusCode);
        }
    }

    private static async Task IsPartAsync(HttpClient client, string address, RangeHeaderValue range, byte[] whole, Range expected)
    {
        using var part = await AskAsync(client, address, HttpMethod.Get, r => r.Range = range);
        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal(whole[expected], await part.Content.ReadAsByteArrayAsync());
        Assert.Equal(new ContentRangeHeaderValue(expected.Start.Value, expected.End.Value - 1, whole.Length), part.Content.Headers.ContentRange);
    }

    private static async Task<HttpResponseMessage> AskAsync(HttpClient client, string address, HttpMethod method, Action<HttpRequestHeaders>? with = null)
    {
        using var request = new HttpRequestMessage(method, address);
        with?.Invoke(request.Headers);
        return await client.SendAsync(request);
    }

    private static async Task<byte[]> ReadAsync(IFileStore store, string key)
    {
        await using var stream = await store.OpenReadAsync(StoreKey.Parse(key), new ReadOptions(), default);
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes);
        return bytes.ToArray();
    }
}
