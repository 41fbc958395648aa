using System.Net;
using Acetate.Server.Access;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Acetate.Tools.Tests.Server;

/// <summary>What a browser that opened a link reaches, asked of every endpoint that there is. A server of its own: who lies so often must wait.</summary>
public sealed class ShareDoorTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task A_browser_that_opened_a_link_reaches_its_share_and_nothing_else_on_any_endpoint()
    {
        var clip = await server.ClipToShareAsync("A001C020");
        var (mine, beside) = (await server.FolderToShareAsync("shared-folder"), await server.FolderToShareAsync("beside"));
        using var admin = server.Client(server.Admin);
        var first = await SharedThings.ShareAsync(admin, new { show = RunningServer.Show, clips = new[] { new { clip } }, folders = new[] { mine }, link = new { rights = new[] { "view", "download" } } });
        var second = await SharedThings.ShareAsync(admin, new { show = RunningServer.Show, folders = new[] { beside }, link = new { } });
        var (id, otherId) = (first.GetProperty("share").GetProperty("id").GetGuid(), second.GetProperty("share").GetProperty("id").GetGuid());
        var (browser, secret) = await server.OpenLinkAsync(id, new { linkToken = first.GetProperty("linkToken").GetString() });
        using var _ = browser;
        // The secret as a token, under the name of an account's cookie, and as what it is.
        using var liar = server.Client(secret);
        using var forger = server.Client(null);
        forger.DefaultRequestHeaders.Add("Cookie", $"acetate-{server.Url.Port}={secret}");
        forger.DefaultRequestHeaders.Add("X-Acetate", "1");
        browser.DefaultRequestHeaders.Add("X-Acetate", "1");
        var opened = new List<string>();
        var tried = 0;

        foreach (var endpoint in server.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>())
        {
            var rule = endpoint.Metadata.GetMetadata<AccessRule>()!;
            if (rule.Open is not null) continue;
            foreach (var method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"])
            {
                var values = new Dictionary<string, string> { ["item"] = "1", ["path"] = "count-sheet.html", ["request"] = Guid.Empty.ToString() };
                if (endpoint.RoutePattern.RawText!.Contains("shared/", StringComparison.Ordinal))
                {
                    using var own = await browser.SendAsync(new(new(method), server.PathOf(endpoint, new Dictionary<string, string>(values) { ["id"] = id.ToString() })));
                    if (own.IsSuccessStatusCode) opened.Add($"{method} {endpoint.RoutePattern.RawText.TrimStart('/')["api/shared/{id:guid}".Length..].TrimEnd('/')}");
                    values["id"] = otherId.ToString();
                }

                var address = server.PathOf(endpoint, values);
                foreach (var client in (HttpClient[])[browser, liar, forger])
                {
                    // Each lie counts against the address; what is asked here is what they get, not how soon they must wait.
                    using var answer = await client.SendAsync(new(new(method), address));
                    Assert.True(answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.TooManyRequests, $"{method} {address} answered {(int)answer.StatusCode}");
                    Assert.DoesNotContain("A001", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
                    tried++;
                }
            }
        }

        Assert.True(tried > 200, $"Only {tried} were tried.");
        Assert.Equal(["GET ", "GET /items/{item:int}/archive", "GET /items/{item:int}/files", "GET /items/{item:int}/files/{**path}", "HEAD /items/{item:int}/files/{**path}"], opened.Order(StringComparer.Ordinal));
        using var outside = await browser.GetAsync($"api/shared/{id}/items/1/files/..%2fbeside%2fcount-sheet.html");
        Assert.True(outside.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.BadRequest);
    }
}
