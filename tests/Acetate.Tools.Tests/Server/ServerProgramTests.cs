using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Acetate.Tools.Tests.Server;

/// <summary>The server as a program: its first run, its lock, its end, and what it never writes.</summary>
public sealed partial class ServerProgramTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("acetate-serve-");

    private string Home => Path.Join(folder.FullName, "library");

    [Fact]
    public async Task The_first_run_makes_a_link_that_only_this_user_can_read_and_no_log_ever_holds()
    {
        using var server = Start();
        var line = await server.StandardOutput.ReadLineAsync();
        var url = Address().Match(line!).Value;
        var link = (await File.ReadAllTextAsync(Path.Join(Home, "first-link"))).Trim();
        var token = link[(link.IndexOf('=') + 1)..];

        using var client = new HttpClient { BaseAddress = new Uri(url) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        using var me = JsonDocument.Parse(await client.GetStringAsync("/api/me"));
        using var ready = await client.GetAsync("/readyz");
        await StopAsync(server);
        var log = await server.StandardError.ReadToEndAsync();

        Assert.Equal("admin", me.RootElement.GetProperty("name").GetString());
        Assert.InRange((me.RootElement.GetProperty("expires").GetDateTimeOffset() - TimeProvider.System.GetUtcNow()).TotalHours, 11.5, 12);
        Assert.True(ready.IsSuccessStatusCode, await ready.Content.ReadAsStringAsync());
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Join(Home, "first-link")));
        Assert.DoesNotContain(token, line);
        Assert.DoesNotContain(token, log);
        Assert.Equal(0, server.ExitCode);
        Assert.All(log.Split('\n', StringSplitOptions.RemoveEmptyEntries), entry => JsonDocument.Parse(entry).Dispose());
    }

    [Fact]
    public async Task A_second_server_on_the_same_library_ends_with_a_sentence_and_one_after_SIGKILL_starts()
    {
        using var first = Start();
        await first.StandardOutput.ReadLineAsync();
        using var second = Start();
        var refusal = await second.StandardError.ReadToEndAsync();
        await second.WaitForExitAsync();

        Assert.Equal(5, second.ExitCode);
        Assert.Contains($"Another server (process {first.Id}) serves the library", refusal);

        // From another home, too.
        var info = new ProcessStartInfo(Programs.Server, ["--library", Path.Join(folder.FullName, "other"), "--listen", "http://127.0.0.1:0", "--no-work"]) { RedirectStandardError = true, RedirectStandardOutput = true };
        info.Environment["ACETATE_DATABASE"] = $"sqlite:{Path.Join(Home, "library.db")}";
        using var elsewhere = Process.Start(info)!;
        var why = await elsewhere.StandardError.ReadToEndAsync();
        await elsewhere.WaitForExitAsync();
        Assert.Equal(5, elsewhere.ExitCode);
        Assert.Contains("A library in SQLite has one server", why);

        first.Kill();
        await first.WaitForExitAsync();
        using var third = Start();
        Assert.Contains("Acetate serves", await third.StandardOutput.ReadLineAsync());
        await StopAsync(third);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("*")]
    public async Task An_address_that_is_taken_is_one_sentence_and_nothing_else(string host)
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();

        await AssertRefusedAsync($"http://{host}:{((IPEndPoint)taken.LocalEndpoint).Port}");
    }

    // An address of documents; no machine has it.
    [Fact]
    public Task An_address_that_this_machine_does_not_have_is_one_sentence_and_nothing_else() => AssertRefusedAsync("http://192.0.2.1:5480");

    [Fact]
    public async Task A_server_that_cannot_listen_after_it_has_begun_stops_what_it_began_in_good_order()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var url = $"http://{free.LocalEndpoint}";
        free.Stop();
        using var server = StartAt(url, "--listen", url);
        var said = await server.StandardError.ReadToEndAsync();
        await server.WaitForExitAsync();

        Assert.Equal(5, server.ExitCode);
        Assert.Contains("The server cannot listen there: ", said);
        Assert.DoesNotContain("BackgroundService failed", said);
        Assert.DoesNotContain("met a bug", said);
    }

    [Fact]
    public async Task The_command_serve_takes_its_server_with_it_however_it_ends()
    {
        using var killed = Serve();
        await killed.StandardOutput.ReadLineAsync();
        killed.Kill();
        await killed.WaitForExitAsync();
        // The library is free again, or this one could not have it.
        using var stopped = Serve();
        Assert.Contains("Acetate serves", await stopped.StandardOutput.ReadLineAsync());
        await StopAsync(stopped);

        Assert.Equal(0, stopped.ExitCode);
        using var last = Serve();
        Assert.Contains("Acetate serves", await last.StandardOutput.ReadLineAsync());
        await StopAsync(last);

        Process Serve() => Process.Start(new ProcessStartInfo(Programs.Acetate, ["serve", "--library", Home, "--listen", "http://127.0.0.1:0", "--no-work"])
        { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
    }

    [Fact]
    public async Task A_server_that_still_ends_with_whoever_started_it_is_waited_for()
    {
        using var first = Start("--end-with-input");
        await first.StandardOutput.ReadLineAsync();
        first.StandardInput.Close();
        using var second = Start("--end-with-input");

        Assert.Contains("Acetate serves", await second.StandardOutput.ReadLineAsync());

        Assert.True(first.HasExited);
        second.StandardInput.Close();
        await second.WaitForExitAsync();
        Assert.Equal(0, second.ExitCode);
    }

    [Fact]
    public async Task A_link_that_is_asked_for_signs_in_for_twelve_hours_and_an_ordinary_start_prints_none()
    {
        using (var first = Start())
        {
            await first.StandardOutput.ReadLineAsync();
            await StopAsync(first);
        }

        using var linked = Start("--link");
        var link = (await linked.StandardOutput.ReadLineAsync())!;
        using var client = new HttpClient { BaseAddress = new Uri(Address().Match(link).Value) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", link[(link.IndexOf("#token=", StringComparison.Ordinal) + 7)..]);
        using var me = JsonDocument.Parse(await client.GetStringAsync("/api/me"));
        await StopAsync(linked);
        using var plain = Start();
        var line = await plain.StandardOutput.ReadLineAsync();
        await StopAsync(plain);

        Assert.Equal("admin", me.RootElement.GetProperty("name").GetString());
        Assert.InRange((me.RootElement.GetProperty("expires").GetDateTimeOffset() - TimeProvider.System.GetUtcNow()).TotalHours, 11.5, 12);
        Assert.DoesNotContain(link[(link.IndexOf('=') + 1)..], await linked.StandardError.ReadToEndAsync());
        Assert.DoesNotContain("act_", line);
        Assert.Contains("serve --link", line);
    }

    [Fact]
    public async Task Listening_to_the_world_without_TLS_is_warned_about()
    {
        using var server = StartAt("http://0.0.0.0:0");
        await server.StandardOutput.ReadLineAsync();
        await StopAsync(server);

        Assert.Contains("can be reached from other machines", await server.StandardError.ReadToEndAsync());
    }

    [Fact]
    public async Task A_server_whose_media_is_read_without_a_sandbox_says_so_once_and_one_that_cannot_know_does_not_start()
    {
        using var without = Start("off");
        await without.StandardOutput.ReadLineAsync();
        await StopAsync(without);
        using var unknown = Start("perhaps");
        var refusal = await unknown.StandardError.ReadToEndAsync();
        await unknown.WaitForExitAsync();

        Assert.Single((await without.StandardError.ReadToEndAsync()).Split('\n'), line => line.Contains("run without a sandbox, because ACETATE_SANDBOX is", StringComparison.Ordinal));
        Assert.Equal((3, "The variable ACETATE_SANDBOX is 'perhaps'; it is 'auto', 'require' or 'off'."), (unknown.ExitCode, refusal.Trim()));

        Process Start(string sandbox) => Process.Start(new ProcessStartInfo(Programs.Server, ["--library", Home, "--listen", "http://127.0.0.1:0"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["ACETATE_SANDBOX"] = sandbox },
        })!;
    }

    public void Dispose() => folder.Delete(recursive: true);

    private async Task AssertRefusedAsync(string url)
    {
        using var server = StartAt(url);
        var said = await server.StandardError.ReadToEndAsync();
        await server.WaitForExitAsync();

        Assert.Equal(5, server.ExitCode);
        Assert.StartsWith($"The server cannot listen there: {url} cannot be had: ", said);
        Assert.EndsWith("Choose another address with --listen, or port 0 for a free one.", said.Trim());
        Assert.Single(said.Trim().Split('\n'));
    }

    private Process Start(params string[] more) => StartAt("http://127.0.0.1:0", more);

    private Process StartAt(string listen, params string[] more) =>
        Process.Start(new ProcessStartInfo(Programs.Server, ["--library", Home, "--listen", listen, "--no-work", .. more]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;

    private static async Task StopAsync(Process server)
    {
        using var kill = Process.Start("/bin/bash", ["-c", $"kill -TERM {server.Id}"]);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await server.WaitForExitAsync(limit.Token);
    }

    [GeneratedRegex(@"http://[\d.]+:\d+")]
    private static partial Regex Address();
}
