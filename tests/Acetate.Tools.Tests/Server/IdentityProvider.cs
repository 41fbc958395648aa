using System.Diagnostics;
using System.Net.Http.Json;

namespace Acetate.Tools.Tests.Server;

/// <summary>A real identity provider (npm's <c>oidc-provider</c>) on a free port, with somebody before its keyboard.</summary>
public sealed class IdentityProvider : IAsyncLifetime
{
    public const string ClientId = "acetate", ClientSecret = "a secret with spaces & signs: %+/";

    private readonly HttpClient control = new();
    private Process? process;

    public string Issuer { get; private set; } = "";

    /// <summary>Why it cannot run here, or an empty text.</summary>
    public static string Missing => Directory.Exists(Path.Join(Corpus.RepositoryRoot, "web", "node_modules", "oidc-provider")) ? "" : "web/node_modules/oidc-provider is missing (npm --prefix web ci)";

    public async ValueTask InitializeAsync()
    {
        if (Missing.Length > 0)
        {
            if (Corpus.IsRequired) Assert.Fail(Missing);
            return;
        }

        process = Process.Start(new ProcessStartInfo("node", [Path.Join(Corpus.RepositoryRoot, "web", "tests", "provider.mjs")]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var complaints = process.StandardError.ReadToEndAsync();
        Issuer = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException($"The identity provider did not start: {await complaints}");
    }

    /// <summary>Who signs in next; null for somebody who turns away.</summary>
    public Task PersonAsync(string? subject, object? claims = null, params string[] methods) => SetAsync("person", subject is null ? null : new { sub = subject, claims, amr = methods.Length == 0 ? null : methods });

    /// <summary>New keys of this algorithm; the old ones sign nothing more.</summary>
    public Task RotateAsync(string algorithm) => SetAsync("keys", new { alg = algorithm });

    /// <summary>Sets its clock so much beside the right time.</summary>
    public Task ClockAsync(int seconds) => SetAsync("clock", new { seconds });

    /// <summary>Writes the settings of a server that sends people here.</summary>
    public async Task WriteSettingsAsync(string home, object? more = null)
    {
        var secret = Path.Join(home, "provider-secret");
        await File.WriteAllTextAsync(secret, ClientSecret + "\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(secret, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var signIn = System.Text.Json.JsonSerializer.SerializeToNode(more ?? new { })!.AsObject();
        (signIn["issuer"], signIn["clientId"], signIn["clientSecretFile"], signIn["title"]) = (Issuer, ClientId, "provider-secret", "Studio account");
        await File.WriteAllTextAsync(Path.Join(home, "acetate.json"), new System.Text.Json.Nodes.JsonObject { ["signIn"] = signIn }.ToJsonString());
    }

    public async ValueTask DisposeAsync()
    {
        control.Dispose();
        if (process is null) return;
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private async Task SetAsync(string what, object? value)
    {
        using var answer = await control.PutAsJsonAsync($"{Issuer}/-/{what}", value);
        answer.EnsureSuccessStatusCode();
    }
}
