using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Acetate.Tests;

/// <summary>A real S3 server (Ceph RGW) for the tests of one assembly; started on first use, gone with the process.</summary>
/// <remarks>Where it is not installed the tests that ask for it are skipped, visibly. One server serves all tests: each takes
/// a bucket of its own.</remarks>
internal static class S3Server
{
    private static readonly Lazy<Task<int>> Port = new(StartAsync);
    private static readonly string Script = Path.Join(Corpus.RepositoryRoot, "eng", "s3-server.sh");
    private static int _buckets;

    /// <summary>The URL of a new, empty bucket. The keys are put into this process's environment.</summary>
    public static async Task<Uri> NewBucketAsync()
    {
        foreach (var program in (string[])["ceph-mon", "ceph-osd", "radosgw", "curl"]) _ = Corpus.Program(program);
        var port = await Port.Value;
        var name = $"test-{Interlocked.Increment(ref _buckets)}";
        await RunAsync("bucket", $"{port}", name);
        return UrlOf(name, port);
    }

    /// <summary>A bucket's URL, by way of another port (a proxy's) if one is given.</summary>
    public static Uri UrlOf(string bucket, int port) => new($"s3://{bucket}/?endpoint=http%3A%2F%2F127.0.0.1%3A{port}&region=default");

    private static async Task<int> StartAsync()
    {
        var keys = (await RunAsync("keys")).Trim().Split(' ');
        Environment.SetEnvironmentVariable("ACETATE_S3_ACCESS_KEY", keys[0]);
        Environment.SetEnvironmentVariable("ACETATE_S3_SECRET_KEY", keys[1]);
        var folder = Directory.CreateTempSubdirectory("acetate-s3-").FullName;
        var port = FreePort();
        await RunAsync("start", folder, $"{port}", $"{Environment.ProcessId}");
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            using var stop = Process.Start(Script, ["stop", folder]);
            stop.WaitForExit();
            Directory.Delete(folder, recursive: true);
        };
        return port;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task<string> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Script, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? await output : throw new InvalidOperationException($"{Script} {arguments[0]}: {await errors}");
    }
}
