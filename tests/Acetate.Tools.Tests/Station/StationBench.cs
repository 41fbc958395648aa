using System.Collections.Immutable;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Acetate.Library;
using Acetate.Library.Access;
using Acetate.Library.Jobs;
using Acetate.Library.Rolls;
using Acetate.Library.Shows;
using Acetate.Storage;
using Acetate.Tests.Links;

namespace Acetate.Tools.Tests.Station;

/// <summary>A server program and command lines that talk to it, as processes of their own that can be killed.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
internal sealed class StationBench : IAsyncDisposable
{
    private readonly int port = FreePort();
    private readonly List<Process> started = [];
    private readonly System.Text.StringBuilder said = new();
    private Dictionary<string, string?> variables = [];
    private Process? server;
    private string[] hosts = [];

    private StationBench()
    {
    }

    public TempFolder Folder { get; } = new();

    public string Home => Path.Join(Folder.Path, "library");

    public string Url => $"http://127.0.0.1:{port}";

    /// <summary>The server at another address of this machine, one of those that it was opened with.</summary>
    public string UrlAt(string host) => $"http://{host}:{port}";

    public string Token { get; private set; } = "";

    /// <summary>An administrator's token.</summary>
    public string Admin { get; private set; } = "";

    /// <summary>What the server wrote to standard output.</summary>
    public string ServerSaid { get { lock (said) return said.ToString(); } }

    /// <summary>Makes a library with a show and a token, and starts the server.</summary>
    public static async Task<StationBench> OpenAsync(TimeSpan? tokenLife = null, bool works = true, string? settings = null, Dictionary<string, string?>? variables = null, string[]? hosts = null)
    {
        var bench = new StationBench { variables = variables ?? [], hosts = hosts ?? [] };
        Directory.CreateDirectory(bench.Home, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        if (settings is not null) await File.WriteAllTextAsync(Path.Join(bench.Home, LibraryOptions.SettingsFile), settings);
        await using (var library = await MediaLibrary.OpenAsync(LibraryOptions.Load(bench.Home), default))
            (bench.Token, bench.Admin) = await library.WriteAsync(async tx =>
            {
                var boss = await tx.AddPrincipalAsync(new Principal { Id = Guid.CreateVersion7(tx.Now), Name = "boss", Kind = PrincipalKind.Person, IsAdministrator = true }, default);
                var admin = (await tx.AddTokenAsync(boss.Id, "test", [.. Enum.GetValues<TokenScope>()], null, default)).Secret.Text;
                await tx.AddShowAsync(new Show { Name = "film", Title = "The Film" }, default);
                var dit = await tx.AddPrincipalAsync(new Principal { Id = Guid.CreateVersion7(tx.Now), Name = "dit", Kind = PrincipalKind.Service }, default);
                await tx.GrantAsync(dit.Id, "film", ShowRole.Operator, default);
                ImmutableArray<TokenScope> scopes = [TokenScope.Read, TokenScope.Ingest, TokenScope.Station, TokenScope.Operate];
                return ((await tx.AddTokenAsync(dit.Id, "test", scopes, tokenLife is { } life ? tx.Now + life : null, default)).Secret.Text, admin);
            }, default);
        await bench.StartServerAsync(works);
        return bench;
    }

    public async Task StartServerAsync(bool works = true)
    {
        server = Start(Programs.Server, ["--library", Home, "--listen", Url, .. hosts.SelectMany(host => (string[])["--listen", UrlAt(host)]), "--log", "text", "--end-with-input", .. works ? Array.Empty<string>() : ["--no-work"]], variables);
        using var http = new HttpClient();
        for (var tries = 0; ; tries++)
        {
            try
            {
                if ((await http.GetAsync($"{Url}/healthz")).IsSuccessStatusCode) return;
            }
            catch (HttpRequestException) when (tries < 300)
            {
                Assert.False(server.HasExited, "the server ended");
            }

            await Task.Delay(100);
        }
    }

    public async Task KillServerAsync()
    {
        server!.Kill();
        await server.WaitForExitAsync();
    }

    /// <summary>Asks the server to stop, and gives its exit code.</summary>
    public async Task<int> StopServerAsync()
    {
        using (var kill = Process.Start("/bin/bash", ["-c", $"kill -TERM {server!.Id}"])) await kill.WaitForExitAsync();
        await server.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        return server.ExitCode;
    }

    /// <summary>Starts the command line; the token travels in the environment.</summary>
    public Command Cli(string[] arguments, Dictionary<string, string?>? environment = null) =>
        new(Start(Programs.Acetate, arguments, environment ?? new() { ["ACETATE_TOKEN"] = Token }));

    /// <summary>Starts the command line at a terminal of its own; what it writes there is its output.</summary>
    public Command Terminal(string[] arguments) =>
        new(Start(Corpus.Program("script"), ["-qfec", string.Join(' ', arguments.Prepend(Programs.Acetate).Select(a => $"'{a}'")), "/dev/null"], new() { ["ACETATE_TOKEN"] = Token, ["TERM"] = "xterm" }));

    public Command Ingest(string card, params string[] more) =>
        Cli(["ingest", Path.Join(Folder.Path, card), "--show", "film", "--day", "2026-05-11", "--unit", "MU", "--server", Url, "--yes", .. more]);

    /// <summary>The same at the other end of a line.</summary>
    public Command IngestAt(SiteLink site, string card, params string[] more) => new(Start(site.Inside[0],
        [.. site.Inside[1..], Programs.Acetate, "ingest", Path.Join(Folder.Path, card), "--show", "film", "--day", "2026-05-11", "--unit", "MU", "--server", UrlAt(site.Here), "--yes", .. more], new() { ["ACETATE_TOKEN"] = Token }));

    /// <summary>The rolls as the library's database has them.</summary>
    public async Task<ImmutableArray<Roll>> RollsAsync()
    {
        await using var library = await MediaLibrary.OpenAsync(LibraryOptions.Load(Home), default);
        return [.. await library.ReadAsync(tx => tx.RollsOnDayAsync("film", new DateOnly(2026, 5, 11), default), default)];
    }

    /// <summary>Whether the stored file has the card's bytes.</summary>
    public bool IsStored(string card, string stored) =>
        File.ReadAllBytes(Path.Join(Folder.Path, card)).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Join(Home, "store", stored)));

    /// <summary>The files of a roll in the library store with their inodes: a file that was sent twice would have another one.</summary>
    public HashSet<string> StoredFiles(string roll) => StoredFiles(Home, roll);

    /// <inheritdoc cref="StoredFiles(string)"/>
    public static HashSet<string> StoredFiles(string home, string roll, string tier = "store")
    {
        using var find = Process.Start(new ProcessStartInfo("find", [Path.Join(home, tier), "-type", "f", "-path", $"*/{roll}/*", "-not", "-name", ".*", "-not", "-path", "*/ascmhl/*", "-printf", "%i %p\n"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var text = find.StandardOutput.ReadToEnd();
        find.WaitForExit();
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }

    /// <summary>Gives the first job its rate, once it is there: a card is read slowly enough to be pulled out in the middle.</summary>
    public Task ThrottleAsync(long? bytesPerSecond) => ThrottleAsync(Home, "film", bytesPerSecond);

    /// <inheritdoc cref="ThrottleAsync(long?)"/>
    public static async Task ThrottleAsync(string home, string show, long? bytesPerSecond)
    {
        await UntilAsync(() => File.Exists(Path.Join(home, "library.db")), "the library is made");
        await ThrottleAsync(LibraryOptions.InFolder(home), show, bytesPerSecond);
    }

    /// <inheritdoc cref="ThrottleAsync(long?)"/>
    public static async Task ThrottleAsync(LibraryOptions options, string show, long? bytesPerSecond)
    {
        await using var library = await MediaLibrary.OpenAsync(options, TestContext.Current.CancellationToken);
        var watch = Stopwatch.StartNew();
        while (!await library.WriteAsync(async tx => await tx.JobsAsync(show, null, 1, default) is [var job] && await tx.SetThrottleAsync(job.Id, bytesPerSecond, default), default))
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), $"waited 60 s for a job of '{show}' to throttle: did the command end early?");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Whether the library store, wherever it is, has the card's bytes under a key.</summary>
    public async Task<bool> IsInStoreAsync(string card, string key)
    {
        await using var store = await StoreUrl.OpenAsync(LibraryOptions.Load(Home).Store, StoreAccess.Read, default);
        await using var stream = await store.OpenReadAsync(StoreKey.Parse(key), new ReadOptions(), default);
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes);
        return File.ReadAllBytes(Path.Join(Folder.Path, card)).AsSpan().SequenceEqual(bytes.ToArray());
    }

    /// <summary>Waits until bytes of an upload lie in the server's folder of uploads or store.</summary>
    public Task UntilBytesArriveAsync(long least) => UntilAsync(() => BytesArrived() >= least, "bytes arrive");

    /// <summary>Bytes in the server's store and in unfinished files there.</summary>
    public long BytesArrived() => new DirectoryInfo(Home).EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0, IgnoreInaccessible = true })
        .Where(f => f.FullName.Contains("/store/", StringComparison.Ordinal)).Sum(Length);

    public static async Task UntilAsync(Func<bool> isSo, string what, int seconds = 60)
    {
        var watch = Stopwatch.StartNew();
        while (!isSo())
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(seconds), $"waited {seconds} s until {what}");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in started)
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }

        Folder.Dispose();
    }

    private static long Length(FileInfo file)
    {
        try
        {
            return file.Length;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private Process Start(string program, IEnumerable<string> arguments, Dictionary<string, string?> environment)
    {
        var isServer = program == Programs.Server;
        var info = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var name in (string[])["ACETATE_TOKEN", "ACETATE_TOKEN_FILE", "ACETATE_LIBRARY"]) info.Environment.Remove(name);
        // Other tests of this program may have put the keys of their S3 server into its environment.
        if (!isServer)
            foreach (var name in (string[])["ACETATE_S3_ACCESS_KEY", "ACETATE_S3_SECRET_KEY"]) info.Environment.Remove(name);
        foreach (var (name, value) in environment) info.Environment[name] = value;
        // What commands keep for this user lies in the test's folder.
        info.Environment["HOME"] = Folder.Path;
        info.Environment.Remove("XDG_DATA_HOME");
        var process = Process.Start(info)!;
        started.Add(process);
        if (isServer)
        {
            process.OutputDataReceived += (_, e) => { lock (said) said.AppendLine(e.Data); };
            process.ErrorDataReceived += (_, _) => { };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
        }

        return process;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

/// <summary>A command line that runs.</summary>
internal sealed class Command
{
    private readonly Lock gate = new();
    private readonly System.Text.StringBuilder output = new(), error = new();

    public Command(Process process)
    {
        Process = process;
        process.OutputDataReceived += (_, e) => Add(output, e.Data);
        process.ErrorDataReceived += (_, e) => Add(error, e.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public Process Process { get; }

    public string Output { get { lock (gate) return output.ToString(); } }

    public string Error { get { lock (gate) return error.ToString(); } }

    public JsonElement Json => JsonDocument.Parse(Output).RootElement;

    public void Type(string keys)
    {
        Process.StandardInput.Write(keys);
        Process.StandardInput.Flush();
    }

    /// <summary>The exit code.</summary>
    public async Task<int> EndAsync(int seconds = 120)
    {
        try
        {
            await Process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(seconds), TestContext.Current.CancellationToken);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"The command did not end in {seconds} s.\n{Output}\n{Error}");
        }

        return Process.ExitCode;
    }

    public async Task KillAsync()
    {
        Process.Kill();
        await Process.WaitForExitAsync();
    }

    private void Add(System.Text.StringBuilder text, string? line)
    {
        if (line is null) return;
        lock (gate) text.AppendLine(line);
    }
}
