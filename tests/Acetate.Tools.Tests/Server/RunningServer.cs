using System.Collections.Immutable;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Acetate.Library;
using Acetate.Library.Access;
using Acetate.Library.Pulls;
using Acetate.Library.Rolls;
using Acetate.Library.Shows;
using Acetate.Server.Hosting;
using Acetate.Tools.VfxPulls;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Acetate.Tools.Tests.Server;

/// <summary>A whole server in this process, on a free port, over a library of its own with two shows, a roll and an empty pull.</summary>
public sealed class RunningServer : IAsyncLifetime
{
    public const string Show = "film";
    public const string OtherShow = "other";
    public const string Prefix = "film/20261121/Camera_Media/A001";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("acetate-server-");
    private OpenedLibrary opened = null!;
    private WebApplication? app;

    /// <summary>Done with the library's home before it is opened.</summary>
    public Func<string, Task> Before { get; init; } = static _ => Task.CompletedTask;

    /// <summary>Proxies that it believes.</summary>
    public IReadOnlyList<System.Net.IPNetwork> Proxies { get; init; } = [];

    public string Home => Path.Join(folder.FullName, "library");

    public Uri Url { get; private set; } = null!;

    public MediaLibrary Library => opened.Library;

    public WebApplication App => app ?? throw new InvalidOperationException("The server was not started.");

    public Guid Roll { get; private set; }

    /// <summary>Tokens by name: admin, owner, operator, viewer (of the show), stranger (no role), and scopeless ones.</summary>
    public string Admin { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Home);
        await Before(Home);
        await StartAsync();
        Admin = await TokenAsync("admin", isAdministrator: true);
        await Library.WriteAsync(async tx =>
        {
            await tx.AddShowAsync(new Show { Name = Show, Title = "A film" }, default);
            await tx.AddShowAsync(new Show { Name = OtherShow, Title = "Another" }, default);
            Roll = Guid.CreateVersion7(tx.Now);
            await tx.AddRollAsync(new Roll
            {
                Id = Roll,
                Show = Show,
                Name = "A001",
                Kind = RollKind.Camera,
                ShootDay = new DateOnly(2026, 11, 21),
                StorePrefix = Prefix,
                FoundAt = tx.Now,
            }, default);
            // It has the roll's id, so that whoever asks for one thing of each kind needs one id alone.
            await tx.AddPullAsync(new Pull
            {
                Id = Roll,
                Show = Show,
                Kind = PullKind.Vfx,
                Recipient = "nobody",
                Number = 0,
                CutName = "empty.edl",
                Cut = "",
                Settings = JsonSerializer.Serialize(new VfxPullOrder { Show = Show, Recipient = "nobody" }, LibraryJson.Options),
                Plan = JsonSerializer.Serialize(new PlannedPull { Events = [], Plates = [], Estimate = new(0, 0, 0, 0) }, LibraryJson.Options),
                CreatedBy = "admin",
            }, [], default);
        }, default);
    }

    public async Task StartAsync()
    {
        var options = new ServerOptions { Home = Home, Listen = ["http://127.0.0.1:0"], Log = "none", Works = false, PasswordRounds = 1_000, Proxies = Proxies };
        opened = await OpenedLibrary.OpenAsync(options, default);
        app = ServerHost.Build(options, opened);
        await app.StartAsync();
        Url = new Uri(app.Urls.First() + "/");
    }

    public async Task StopAsync()
    {
        await App.StopAsync();
        await App.DisposeAsync();
        await opened.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        // What kept it from starting is the failure to see.
        if (app is not null) await StopAsync();
        folder.Delete(recursive: true);
    }

    /// <summary>Makes a principal with a role in the show, and a token.</summary>
    public Task<string> TokenAsync(string name, bool isAdministrator = false, ShowRole? role = null, params TokenScope[] scopes) =>
        Library.WriteAsync(async tx =>
        {
            var principal = await tx.PrincipalAsync(name, default) ?? await tx.AddPrincipalAsync(
                new Principal { Id = Guid.CreateVersion7(tx.Now), Name = name, Kind = PrincipalKind.Service, IsAdministrator = isAdministrator }, default);
            if (role is not null) await tx.GrantAsync(principal.Id, Show, role, default);
            var (_, secret) = await tx.AddTokenAsync(principal.Id, "test", scopes.Length == 0 ? [.. Enum.GetValues<TokenScope>()] : [.. scopes], null, default);
            return secret.Text;
        }, default);

    public HttpClient Client(string? token)
    {
        var client = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = Url };
        if (token is not null) client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    public static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    /// <summary>The name of the problem type that an answer holds.</summary>
    public static async Task<string> ProblemAsync(HttpResponseMessage answer)
    {
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return document.RootElement.GetProperty("type").GetString()!.Split('/')[^1];
    }

    /// <summary>An address of an endpoint, about the show and the roll that are there where it names such.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="values">What stands for some of its parameters, by their names.</param>
    public string PathOf(RouteEndpoint endpoint, IReadOnlyDictionary<string, string>? values = null) => string.Join('/', endpoint.RoutePattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part => part switch
    {
        RoutePatternLiteralPart literal => literal.Content,
        RoutePatternSeparatorPart separator => separator.Content,
        RoutePatternParameterPart parameter => values?.GetValueOrDefault(parameter.Name) ?? parameter.Name switch
        {
            "show" => Show,
            "id" when parameter.ParameterPolicies.Count > 0 => Roll.ToString(),
            "card" or "job" or "folder" or "comment" or "request" or "still" or "upload" or "kept" or "document" or "offline" => Guid.Empty.ToString(),
            "step" or "number" or "item" => "0",
            "day" => "2026-11-21",
            "form" => "json",
            "documentName" => "v1",
            _ => "x",
        },
        _ => "",
    }))));

    /// <summary>Every audit action so far.</summary>
    public Task<ImmutableArray<string>> AuditAsync() =>
        Library.ReadAsync(async tx => (await Acetate.Library.Audit.AuditLog.AuditAfterAsync(tx, 0, 10_000, default)).Select(entry => entry.Action).ToImmutableArray(), default);
}
