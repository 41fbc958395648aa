using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Acetate.Tests;
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
        var folder = Directory.CreateTempSubdirectory("acetate-trace-");
        var bin = new DirectoryInfo(AppContext.BaseDirectory);
        var program = Path.Join(bin.Parent!.Parent!.FullName, "Acetate.Server", bin.Name, "acetate-server");
        var start = new ProcessStartInfo(program, ["--library", folder.FullName, "--listen", "http://127.0.0.1:0", "--no-work"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = sink.Url;
        start.Environment["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
        start.Environment["OTEL_BSP_SCHEDULE_DELAY"] = "200";
        start.Environment["OTEL_BLRP_SCHEDULE_DELAY"] = "200";
        start.Environment["OTEL_METRIC_EXPORT_INTERVAL"] = "500";
        using var server = Process.Start(start)!;
        _ = server.StandardError.ReadToEndAsync();
        var url = Address().Match((await server.StandardOutput.ReadLineAsync())!).Value;
        var link = await File.ReadAllTextAsync(Path.Join(folder.FullName, "first-link"));
        var trace = ActivityTraceId.CreateRandom();

        using (var client = new HttpClient { BaseAddress = new Uri(url) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/rolls/00000000-0000-0000-0000-000000000000/files");
            request.Headers.Authorization = new("Bearer", link.Trim()[(link.IndexOf('=') + 1)..]);
            request.Headers.TryAddWithoutValidation("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01");
            using var answer = await client.SendAsync(request);
        }

        var id = Convert.FromHexString(trace.ToHexString());
        var name = Encoding.UTF8.GetBytes("GET /api/rolls/{id:guid}/files");
        await sink.UntilAsync("/v1/traces", body => Holds(body, id) && Holds(body, name));
        await sink.UntilAsync("/v1/metrics", body => Holds(body, "http.server.request.duration"u8));
        await sink.UntilAsync("/v1/logs", body => Holds(body, id) && Holds(body, "not-found"u8));
        using var kill = Process.Start(Corpus.Program("kill"), ["-TERM", server.Id.ToString()]);
        await server.WaitForExitAsync();
        folder.Delete(recursive: true);
    }

    private static bool Holds(byte[] body, ReadOnlySpan<byte> part) => body.AsSpan().IndexOf(part) >= 0;

    [GeneratedRegex(@"http://[\d.]+:\d+")]
    private static partial Regex Address();

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
            for (var i = 0; i < 200; i++)
            {
                if (bodies.Any(one => one.Path == path && found(one.Body))) return;
                await Task.Delay(100);
            }

            Assert.Fail($"What was looked for never arrived at {path}; {bodies.Count(one => one.Path == path)} bodies did.");
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();
    }
}
