using System.Diagnostics;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Acetate.Library.Access;

namespace Acetate.Tools.Tests.Server;

/// <summary>A whole run of a server program, with people, tokens and work: no secret of anybody stands in what it leaves behind.</summary>
public sealed partial class SecretsTests : IDisposable
{
    private const string Password = "seven rolls of film", Wrong = "nineteen lenses in a box", Typed = "password in the field of the name";

    // What holds a secret on purpose, and is for its user alone.
    private static readonly string[] Private = ["first-link", SecondFactorKey.FileName, "custody-key.pem"];

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("acetate-secrets-");
    private readonly Dictionary<string, byte[]> secrets = new(StringComparer.Ordinal);

    private string Home => Path.Join(folder.FullName, "library");

    [Fact]
    public async Task No_secret_stands_in_logs_jobs_steps_or_anything_else_that_a_run_leaves_behind()
    {
        var start = new ProcessStartInfo(Programs.Server, ["--library", Home, "--listen", "http://127.0.0.1:0", "--log", "json"]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["ACETATE_S3_ACCESS_KEY"] = Keep("S3 access key", "access-key-0123456789");
        start.Environment["ACETATE_S3_SECRET_KEY"] = Keep("S3 secret key", "secret-key-9876543210");
        using var server = Process.Start(start)!;
        var log = server.StandardError.ReadToEndAsync();
        var line = await server.StandardOutput.ReadLineAsync();
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = new Uri(Address().Match(line!).Value) };
        try
        {
            var link = (await File.ReadAllTextAsync(Path.Join(Home, "first-link"))).Trim();
            await RunAsync(client, Keep("first token", link[(link.IndexOf('=') + 1)..]));
        }
        finally
        {
            using var kill = Process.Start("/bin/bash", ["-c", $"kill -TERM {server.Id}"]);
            await server.WaitForExitAsync();
        }

        var left = new List<(string Name, byte[] Bytes)> { ("standard output", Encoding.UTF8.GetBytes(line + await server.StandardOutput.ReadToEndAsync())), ("standard error", Encoding.UTF8.GetBytes(await log)) };
        foreach (var file in Directory.EnumerateFiles(Home, "*", SearchOption.AllDirectories).Where(file => !Private.Contains(Path.GetFileName(file))))
            left.Add((Path.GetRelativePath(Home, file), await File.ReadAllBytesAsync(file)));
        var found = from one in left from secret in secrets where one.Bytes.AsSpan().IndexOf(secret.Value) >= 0 select $"{secret.Key} stands in {one.Name}";

        // What is looked for would be found: names of people and of files are there.
        Assert.Contains(left, one => one.Name.StartsWith("library.db", StringComparison.Ordinal) && one.Bytes.AsSpan().IndexOf("12A_T01.WAV"u8) >= 0);
        Assert.Contains(left, one => one.Name.StartsWith("library.db", StringComparison.Ordinal) && one.Bytes.AsSpan().IndexOf("second-factor.set"u8) >= 0);
        Assert.True(secrets.Count > 15, $"Only {secrets.Count} secrets were looked for.");
        Assert.Empty(found);
    }

    public void Dispose() => folder.Delete(recursive: true);

    private async Task RunAsync(HttpClient client, string admin)
    {
        await SendAsync(client, admin, HttpMethod.Post, "api/principals", new { name = "anna" });
        await SendAsync(client, admin, HttpMethod.Post, "api/principals", new { name = "cart", kind = "station" });
        var invitation = Keep("invitation", (await SendAsync(client, admin, HttpMethod.Post, "api/principals/anna/invitation", new { })).GetProperty("secret").GetString()!);
        await SendAsync(client, invitation, HttpMethod.Post, "api/me/password", new { password = Keep("password", Password) });
        Keep("wrong password", Wrong);
        Keep("password in the field of the name", Typed);
        await client.PostAsJsonAsync("api/session", new { name = "anna", password = Wrong });
        await client.PostAsJsonAsync("api/session", new { name = Typed, password = Password });
        var signedIn = await client.PostAsJsonAsync("api/session", new { name = "anna", password = Password });
        var session = Keep("session", signedIn.Headers.GetValues("Set-Cookie").Single(one => one.Contains("act_", StringComparison.Ordinal)).Split(';')[0].Split('=', 2)[1]);

        var offer = await SendAsync(client, session, HttpMethod.Post, "api/me/second-factor", new { password = Password });
        var text = Keep("secret of the codes", offer.GetProperty("secret").GetString()!.Replace(" ", "", StringComparison.Ordinal));
        var secret = secrets["secret of the codes, its bytes"] = [.. string.Concat(text.Select(letter => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(letter, StringComparison.Ordinal), 2).PadLeft(5, '0'))).Chunk(8).Select(eight => Convert.ToByte(new string(eight), 2))];
        var code = OneTimeCode.At(secret, OneTimeCode.StepAt(TimeProvider.System.GetUtcNow()));
        foreach (var one in (await SendAsync(client, session, HttpMethod.Post, "api/me/second-factor/confirmation", new { code })).GetProperty("codes").EnumerateArray()) Keep($"recovery code {secrets.Count}", one.GetString()!);

        var cart = Keep("token of a cart", (await SendAsync(client, admin, HttpMethod.Post, "api/tokens", new { principal = "cart", scopes = (string[])["read", "ingest"] })).GetProperty("secret").GetString()!);
        Keep("renewed token", (await SendAsync(client, cart, HttpMethod.Post, "api/tokens/renew", new { })).GetProperty("secret").GetString()!);
        // Whoever puts a token where none belongs has it hidden all the same.
        using var misplaced = new HttpRequestMessage(HttpMethod.Post, $"api/shows?token={cart}&code=123456") { Content = JsonContent.Create(new { name = "no/name", title = $"made with {cart}" }) };
        misplaced.Headers.Authorization = new("Bearer", admin);
        await client.SendAsync(misplaced);

        var roll = Directory.CreateDirectory(Path.Join(folder.FullName, "card", "20260102_Day01_MU", "Sound_Media", "S001")).FullName;
        await File.WriteAllBytesAsync(Path.Join(roll, "12A_T01.WAV"), new byte[100_000]);
        await SendAsync(client, admin, HttpMethod.Post, "api/shows", new { name = "film" });
        await SendAsync(client, admin, HttpMethod.Post, "api/ingest/submissions", new { path = Path.Join(folder.FullName, "card"), tags = new { show = "film" } });
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (!(await SendAsync(client, admin, HttpMethod.Get, "api/jobs", null)).GetProperty("jobs").EnumerateArray().Any(job => job.GetProperty("state").GetString() is "done" or "held"))
            await Task.Delay(100, limit.Token);
    }

    private string Keep(string name, string secret)
    {
        secrets[name] = Encoding.UTF8.GetBytes(secret);
        return secret;
    }

    private static async Task<JsonElement> SendAsync(HttpClient client, string token, HttpMethod method, string path, object? body)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new("Bearer", token);
        if (body is not null) request.Content = JsonContent.Create(body);
        using var answer = await client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text);
    }

    [GeneratedRegex(@"http://[\d.]+:\d+")]
    private static partial Regex Address();
}
