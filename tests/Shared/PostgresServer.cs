using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Acetate.Tests;

/// <summary>A real PostgreSQL server of this run's own: on loopback, on a free port, in a temporary folder.</summary>
/// <remarks>It ends with the process, however that ends: a small shell holds it and stops it when its standard input closes.</remarks>
internal sealed partial class PostgresServer : IAsyncDisposable
{
    private readonly string folder;
    private readonly bool isKept;
    private readonly int port = FreePort();
    private readonly string binaries;
    private Process? holder;

    private PostgresServer(string binaries, string? folder) =>
        (this.binaries, this.folder, isKept) = (binaries, folder ?? Path.Join(Path.GetTempPath(), $"acetate-postgres-{Guid.NewGuid():N}"), folder is not null);

    /// <summary>Where it listens, on loopback.</summary>
    public int Port => port;

    /// <summary>The superuser's password; it must appear in no message.</summary>
    public string Password { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));

    /// <summary>Npgsql's connection string.</summary>
    public string ConnectionString => $"Host=127.0.0.1;Port={port};Database=postgres;Username=acetate;Password={Password};Timeout=5";

    /// <summary>A new server; null where PostgreSQL is not installed.</summary>
    /// <param name="folder">Where it lives and leaves its log; null for a temporary folder.</param>
    public static async Task<PostgresServer?> TryStartAsync(string? folder = null)
    {
        if (FindBinaries() is not { } binaries) return null;
        var server = new PostgresServer(binaries, folder);
        await server.InitialiseAsync();
        await server.StartAsync();
        return server;
    }

    /// <summary>Whether the server's process runs.</summary>
    public bool IsUp => File.Exists(Postmaster) && File.ReadLines(Postmaster).FirstOrDefault() is { Length: > 0 } process && Directory.Exists($"/proc/{process}");

    private string Postmaster => Path.Join(folder, "data", "postmaster.pid");

    /// <summary>Stops the server as a power cut would: every connection breaks, open transactions are lost.</summary>
    public async Task CrashAsync()
    {
        var postmaster = (await File.ReadAllLinesAsync(Postmaster))[0];
        await RunAsync("kill", "-QUIT", postmaster);
        await StopHolderAsync();
    }

    /// <summary>Starts the server again, on the same port; one that runs is left alone.</summary>
    public async Task StartAsync()
    {
        if (IsUp) return;
        // The shell hands the server's end over: when our end of its input closes, even by SIGKILL, the server stops.
        var script = $"""
            exec 3<&0
            {AsUser()} '{binaries}/postgres' -D '{folder}/data' -k '{folder}' -p {port} -c listen_addresses=127.0.0.1 \
              -c fsync=off -c max_connections=60 -c shared_buffers=32MB -c logging_collector=off >>'{folder}/log' 2>&1 </dev/null &
            server=$!
            cat <&3 >/dev/null
            kill -QUIT $server 2>/dev/null
            wait $server
            {(isKept ? "" : $"[ -d /proc/{Environment.ProcessId} ] || rm -rf '{folder}'")}
            """;
        // Ctrl+C at a terminal goes to us and not to the shell, which must live to stop the server.
        holder = Process.Start(new ProcessStartInfo("setsid", ["bash", "-c", script]) { RedirectStandardInput = true })!;
        for (var tries = 0; ; tries++)
        {
            if (await TryRunAsync(Path.Join(binaries, "pg_isready"), "-q", "-h", "127.0.0.1", "-p", port.ToString(CultureInfo.InvariantCulture)) == 0) return;
            if (tries > 200 || holder.HasExited) throw new InvalidOperationException($"PostgreSQL did not start: {await File.ReadAllTextAsync(Path.Join(folder, "log"))}");
            await Task.Delay(100);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopHolderAsync();
        if (isKept) return;
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (IOException)
        {
            // Left to the system's cleaning of temporary files.
        }
    }

    private static string? FindBinaries()
    {
        var versions = Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql") : [];
        return versions.Select(version => Path.Join(version, "bin")).Where(bin => File.Exists(Path.Join(bin, "initdb"))).Order(StringComparer.Ordinal).LastOrDefault();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    // PostgreSQL refuses to run as root; Debian's package brings a user for it. It may pass through folders on the way to its own that are root's alone.
    private string AsUser() => Environment.UserName != "root" ? "exec"
        : $"exec setpriv --reuid=postgres --regid=postgres --init-groups {(isKept ? "--inh-caps=+dac_read_search --ambient-caps=+dac_read_search " : "")}--";

    private async Task InitialiseAsync()
    {
        Directory.CreateDirectory(folder);
        var passwordFile = Path.Join(folder, "password");
        await File.WriteAllTextAsync(passwordFile, Password);
        if (Environment.UserName == "root") await RunAsync("chown", "-R", "postgres", folder);
        await RunAsync("bash", "-c",
            $"cd /; {AsUser()} '{binaries}/initdb' -D '{folder}/data' -U acetate --pwfile='{passwordFile}' --auth=scram-sha-256 "
            + "--no-sync --encoding=UTF8 --locale=C.UTF-8 >/dev/null");
    }

    private async Task StopHolderAsync()
    {
        if (holder is null) return;
        holder.StandardInput.Close();
        await holder.WaitForExitAsync();
        holder.Dispose();
        holder = null;
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        var exit = await TryRunAsync(program, arguments);
        if (exit != 0) throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {exit}.");
    }

    private static async Task<int> TryRunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments))!;
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
