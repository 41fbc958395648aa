using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Acetate.Tools.Tests.Server;

/// <summary>A trace follows a request out of the process, over OTLP/HTTP, to a real collector's door.</summary>
public sealed partial class TraceTests
{
    [Fact]
    public async Task A_request_arrives_at_the_collector_with_its_route_and_the_callers_trace_id()
    {
        await using var sink = await OtlpSink.StartAsync();
        await using var server = await TracedServer.StartAsync(sink, "--no-work");
        var trace = ActivityTraceId.CreateRandom();

        await server.CallAsync(HttpMethod.Get, "/api/rolls/00000000-0000-0000-0000-000000000000/files", null, trace);

        var id = Convert.FromHexString(trace.ToHexString());
        var name = Encoding.UTF8.GetBytes("GET /api/rolls/{id:guid}/files");
        await sink.UntilAsync("/v1/traces", body => Holds(body, id) && Holds(body, name));
        await sink.UntilAsync("/v1/metrics", body => Holds(body, "http.server.request.duration"u8));
        await sink.UntilAsync("/v1/logs", body => Holds(body, id) && Holds(body, "not-found"u8));
    }

    [Fact]
    public async Task A_trace_follows_a_roll_through_the_API_its_job_and_the_workers()
    {
        await using var sink = await OtlpSink.StartAsync();
        await using var server = await TracedServer.StartAsync(sink);
        var roll = Directory.CreateDirectory(Path.Join(server.Folder, "card", "20260102_Day01_MU", "Sound_Media", "S001")).FullName;
        await File.WriteAllBytesAsync(Path.Join(roll, "12A_T01.WAV"), new byte[100_000]);
        var trace = ActivityTraceId.CreateRandom();

        await server.CallAsync(HttpMethod.Post, "/api/shows", new { name = "film" }, ActivityTraceId.CreateRandom());
        var answer = await server.CallAsync(
            HttpMethod.Post, "/api/ingest/submissions", new { path = Path.Join(server.Folder, "card"), tags = new { show = "film" } }, trace);

        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        var id = Convert.FromHexString(trace.ToHexString());
        await sink.UntilAsync("/v1/traces", body => Holds(body, id) && Holds(body, "acetate-server"u8) && Holds(body, "POST /api/ingest/submissions"u8));
        await sink.UntilAsync("/v1/traces", body => Holds(body, id) && Holds(body, "acetate-server"u8) && Holds(body, "step copy-files"u8));
        await sink.UntilAsync("/v1/traces", body => Holds(body, id) && Holds(body, "acetate-worker"u8) && Holds(body, "copy-files"u8));
    }

    private static bool Holds(byte[] body, ReadOnlySpan<byte> part) => body.AsSpan().IndexOf(part) >= 0;

    [GeneratedRegex(@"http://[\d.]+:\d+")]
    private static partial Regex Address();

    /// <summary>A real server process over a library of its own that exports to a sink, and a client that signs every call with its first token.</summary>
    private sealed class TracedServer(Process process, DirectoryInfo folder, HttpClient client) : IAsyncDisposable
    {
        public string Folder => folder.FullName;

        public static async Task<TracedServer> StartAsync(OtlpSink sink, params string[] options)
        {
            var folder = Directory.CreateTempSubdirectory("acetate-trace-");
            var start = new ProcessStartInfo(Programs.Server, ["--library", Path.Join(folder.FullName, "library"), "--listen", "http://127.0.0.1:0", .. options]) { RedirectStandardOutput = true, RedirectStandardError = true };
            start.Environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = sink.Url;
            start.Environment["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
            start.Environment["OTEL_BSP_SCHEDULE_DELAY"] = "200";
            start.Environment["OTEL_BLRP_SCHEDULE_DELAY"] = "200";
            start.Environment["OTEL_METRIC_EXPORT_INTERVAL"] = "500";
            var server = Process.Start(start)!;
            _ = server.StandardError.ReadToEndAsync();
            var url = Address().Match((await server.StandardOutput.ReadLineAsync())!).Value;
            var link = await File.ReadAllTextAsync(Path.Join(folder.FullName, "library", "first-link"));
            var client = new HttpClient { BaseAddress = new Uri(url) };
            client.DefaultRequestHeaders.Authorization = new("Bearer", link.Trim()[(link.IndexOf('=') + 1)..]);
            return new TracedServer(server, folder, client);
        }

        public async Task<HttpResponseMessage> CallAsync(HttpMethod method, string path, object? body, ActivityTraceId trace)
        {
            using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
            request.Headers.TryAddWithoutValidation("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01");
            return await client.SendAsync(request);
        }

        public async ValueTask DisposeAsync()
        {
            client.Dispose();
            using (Process.Start(Corpus.Program("kill"), ["-TERM", process.Id.ToString()])) await process.WaitForExitAsync();
            process.Dispose();
            folder.Delete(recursive: true);
        }
    }

    // Protobuf keeps trace ids as 16 raw bytes and names as UTF-8, so both can be looked for without a decoder.
    private sealed class OtlpSink(WebApplication app) : IAsyncDisposable
    {
        private readonly ConcurrentQueue<(string Path, byte[] Body)> bodies = [];

        public string Url => app.Urls.First();

        public static async Task<OtlpSink> StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Logging.ClearProviders();
            var app = builder.Build();
            var sink = new OtlpSink(app);
            app.Run(async context =>
            {
                using var body = new MemoryStream();
                await context.Request.Body.CopyToAsync(body);
                sink.bodies.Enqueue((context.Request.Path, body.ToArray()));
                context.Response.ContentType = "application/x-protobuf";
            });
            await app.StartAsync();
            return sink;
        }

        public async Task UntilAsync(string path, Func<byte[], bool> found)
        {
            for (var i = 0; i < 900; i++)
            {
                if (bodies.Any(one => one.Path == path && found(one.Body))) return;
                await Task.Delay(100);
            }

            Assert.Fail($"What was looked for never arrived at {path}; {bodies.Count(one => one.Path == path)} bodies did.");
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();
    }
}
