using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Acetate.Library;
using Acetate.Library.Access;
using Acetate.Library.Database;
using Acetate.Library.Rolls;
using Acetate.Library.Shows;
using Acetate.Tests.Workers;
using Acetate.Tools.Tests.Server;
using Npgsql;

namespace Acetate.Tools.Tests.Fleet;

/// <summary>A library in PostgreSQL, and servers of it as processes of their own, each with its home.</summary>
internal sealed class FleetBench : IAsyncDisposable
{
    private readonly List<FleetServer> servers = [];
    private readonly string worker;

    private FleetBench(string connection, string schema, MediaLibrary library)
    {
        (Connection, Schema, Library) = (connection, schema, library);
        worker = Path.Join(Files.Path, "worker");
        File.WriteAllText(worker, $"#!/bin/sh\nexec '{Environment.ProcessPath}' {TestFunctions.WorkerArgument}\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(worker, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public TempFolder Files { get; } = new();

    public string Connection { get; }

    public string Schema { get; }

    /// <summary>Where the database listens.</summary>
    public int Port => new NpgsqlConnectionStringBuilder(Connection).Port;

    /// <summary>The library as this process sees it, which is no server.</summary>
    public MediaLibrary Library { get; }

    /// <summary>A roll that is there.</summary>
    public Guid Roll { get; } = Guid.CreateVersion7(TimeProvider.System.GetUtcNow());

    /// <summary>Set for the servers.</summary>
    public Dictionary<string, string> Variables { get; } = [];

    /// <summary>An administrator's token.</summary>
    public string Admin { get; private set; } = "";

    public string Folder(string name) => Directory.CreateDirectory(Path.Join(Files.Path, name)).FullName;

    public static async Task<FleetBench> OpenAsync()
    {
        var (connection, schema) = ((await PostgresServer.SharedAsync()).ConnectionString, PostgresServer.NewSchema());
        var library = await MediaLibrary.OpenAsync(
            LibraryOptions.InFolder(Directory.CreateTempSubdirectory("acetate-fleet-").FullName) with { Database = DatabaseOptions.Postgres(connection, schema) }, CancellationToken.None);
        var bench = new FleetBench(connection, schema, library);
        bench.Admin = await library.WriteAsync(async tx =>
        {
            var boss = await tx.AddPrincipalAsync(new Principal { Id = Guid.CreateVersion7(tx.Now), Name = "boss", Kind = PrincipalKind.Person, IsAdministrator = true }, default);
            await tx.AddShowAsync(new Show { Name = RunningServer.Show, Title = "A film" }, default);
            await tx.AddRollAsync(new Roll
            {
                Id = bench.Roll,
                Show = RunningServer.Show,
                Name = "A001",
                Kind = RollKind.Camera,
                ShootDay = new DateOnly(2026, 11, 21),
                StorePrefix = RunningServer.Prefix,
                FoundAt = tx.Now,
            }, default);
            return (await tx.AddTokenAsync(boss.Id, "test", [.. Enum.GetValues<TokenScope>()], null, default)).Secret.Text;
        }, default);
        return bench;
    }

    /// <summary>Starts a server with a home of its own.</summary>
    public async Task<FleetServer> StartAsync(string name, Wire? wire = null)
    {
        var home = Folder(name);
        await File.WriteAllTextAsync(Path.Join(home, LibraryOptions.SettingsFile), JsonSerializer.Serialize(new
        {
            store = Folder("store"),
            archive = Folder("archive"),
            derived = Folder("derived"),
            workspaces = Folder("workspaces"),
            database = new { schema = Schema },
        }));
        var key = servers.Select(one => Path.Join(one.Home, SecondFactorKey.FileName)).FirstOrDefault(File.Exists);
        if (key is not null) File.Copy(key, Path.Join(home, SecondFactorKey.FileName), overwrite: true);
        var info = new ProcessStartInfo(Programs.Server, ["--library", home, "--listen", "http://127.0.0.1:0", "--log", "text", "--cores", "2"])
        { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        info.Environment["ACETATE_DATABASE"] = wire is null ? Connection : $"{Connection};Port={wire.Port}";
        info.Environment["ACETATE_WORKER"] = worker;
        foreach (var (variable, value) in Variables) info.Environment[variable] = value;
        var server = new FleetServer(home, Process.Start(info)!, Admin);
        servers.Add(server);
        await server.ListensAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in servers) await server.DisposeAsync();
        await Library.DisposeAsync();
        Directory.Delete(Library.Options.Home, recursive: true);
        Files.Dispose();
    }
}

/// <summary>A server that can be killed.</summary>
internal sealed class FleetServer : IAsyncDisposable
{
    private readonly System.Text.StringBuilder log = new();
    private readonly TaskCompletionSource<Uri> listens = new();
    private readonly string token;

    public FleetServer(string home, Process process, string token)
    {
        (Home, Process, this.token) = (home, process, token);
        process.OutputDataReceived += (_, e) =>
        {
            if (e.Data is { } line && line.IndexOf("http://", StringComparison.Ordinal) is >= 0 and var at) listens.TrySetResult(new(line[at..].Split([' ', ';'])[0]));
        };
        process.ErrorDataReceived += (_, e) => { lock (log) log.AppendLine(e.Data); };
        process.Exited += (_, _) => listens.TrySetException(new InvalidOperationException($"The server ended with {process.ExitCode}."));
        process.EnableRaisingEvents = true;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public string Home { get; }

    public Process Process { get; }

    public HttpClient Http { get; private set; } = null!;

    public string Log { get { lock (log) return log.ToString(); } }

    public int Port => Http.BaseAddress!.Port;

    public async Task ListensAsync()
    {
        try
        {
            Http = ClientOf(await listens.Task.WaitAsync(TimeSpan.FromSeconds(60)), token);
        }
        catch (InvalidOperationException ended)
        {
            await Process.WaitForExitAsync();
            throw new InvalidOperationException($"{ended.Message} {Log}");
        }
    }

    public static HttpClient ClientOf(Uri address, string? token)
    {
        // A connection for each request: what goes from server to server takes another one each time.
        var client = new HttpClient(new SocketsHttpHandler { UseCookies = false, PooledConnectionLifetime = TimeSpan.Zero }) { BaseAddress = address, Timeout = TimeSpan.FromSeconds(30) };
        if (token is not null) client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>Where this server says that the scheduler is.</summary>
    public async Task<string> SchedulerAsync()
    {
        using var answer = await Http.GetAsync("/readyz");
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("scheduler").GetProperty("place").GetString()!;
    }

    /// <summary>Waits until the scheduler is where it should be.</summary>
    public async Task UntilSchedulerAsync(string place)
    {
        var since = Stopwatch.StartNew();
        while (await SchedulerAsync() is var now && now != place)
        {
            Assert.True(since.Elapsed < TimeSpan.FromSeconds(60), $"After a minute the scheduler is {now} and not {place}. {Log}");
            await Task.Delay(50);
        }
    }

    public async Task KillAsync()
    {
        Process.Kill();
        await Process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!Process.HasExited) Process.Kill(entireProcessTree: true);
        await Process.WaitForExitAsync();
        Process.Dispose();
        Http?.Dispose();
    }
}
