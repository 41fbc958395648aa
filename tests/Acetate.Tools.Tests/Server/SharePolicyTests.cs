using System.Net;
using System.Net.Http.Json;
using Acetate.Library.Access;
using Acetate.Library.Clips;
using Acetate.Library.Sharing;
using Acetate.Library.Workspaces;

namespace Acetate.Tools.Tests.Server;

/// <summary>Who may share with whom: the guide prints the table that the code has, and the server does what the table says, field by field.</summary>
public sealed class SharePolicyTests(RunningServer server) : IClassFixture<RunningServer>
{
    private static readonly string Guide = Path.Join(Corpus.RepositoryRoot, "docs/guide/sharing.md");

    [Fact]
    public async Task The_guide_prints_the_table()
    {
        var text = await File.ReadAllTextAsync(Guide);
        var start = text.IndexOf("| who shares |", StringComparison.Ordinal);
        var end = text.IndexOf("\n\n", start, StringComparison.Ordinal) + 1;
        if (Environment.GetEnvironmentVariable("ACETATE_REWRITE") == "1") await File.WriteAllTextAsync(Guide, text[..start] + SharePolicy.ToMarkdown() + text[end..]);

        Assert.Equal(SharePolicy.ToMarkdown(), text[start..end]);
    }

    [Fact]
    public async Task The_server_lets_everybody_share_with_everybody_exactly_as_the_table_says()
    {
        var clip = Guid.CreateVersion7();
        await server.Library.WriteAsync(async tx =>
        {
            await tx.PutClipsAsync([new Clip { Id = clip, Roll = server.Roll, Name = "A001C001" }], default);
            clip = (await tx.ClipAsync(server.Roll, "A001C001", default))!.Id;
        }, default);
        foreach (var sharer in Enum.GetValues<Sharer>()) await PersonAsync($"s-{sharer}", sharer);
        foreach (var audience in Enum.GetValues<Audience>().Where(one => one < Audience.RestrictedLink))
            await PersonAsync($"r-{audience}", audience switch { Audience.Show => Sharer.Viewer, Audience.OtherShow => Sharer.Insider, _ => Sharer.Guest }, isInWorkspace: audience == Audience.SameWorkspace);
        using var admin = server.Client(server.Admin);

        foreach (var sharer in Enum.GetValues<Sharer>())
        {
            using var client = server.Client(await server.TokenAsync($"s-{sharer}"));
            Guid? parent = null;
            if (!SharePolicy.Begins(sharer))
            {
                using var given = await admin.PostAsJsonAsync("api/shares", new { show = RunningServer.Show, clips = new[] { new { clip } }, recipients = new[] { new { name = $"s-{sharer}", rights = new[] { "re-share" } } } });
                parent = (await given.Content.ReadFromJsonAsync<System.Text.Json.JsonElement>()).GetProperty("share").GetProperty("id").GetGuid();
                using var begun = await client.PostAsJsonAsync("api/shares", new { show = RunningServer.Show, clips = new[] { new { clip } }, recipients = new[] { new { name = "r-Show" } } });
                Assert.True(begun.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.NotFound, $"{sharer} began a share: {(int)begun.StatusCode}");
            }

            foreach (var audience in Enum.GetValues<Audience>())
            {
                var order = new
                {
                    show = parent is null ? RunningServer.Show : null,
                    clips = parent is null ? new[] { new { clip } } : null,
                    parent,
                    recipients = audience < Audience.RestrictedLink ? new[] { new { name = $"r-{audience}" } } : null,
                    link = audience switch { Audience.RestrictedLink => new { domains = new[] { "vendor.example" } }, Audience.PublicLink => new { domains = Array.Empty<string>() }, _ => null },
                };
                using var answer = await client.PostAsJsonAsync("api/shares", order);
                var expected = SharePolicy.May(sharer, audience) ? HttpStatusCode.Created : HttpStatusCode.Forbidden;
                Assert.True(answer.StatusCode == expected, $"{sharer} with {audience} answered {(int)answer.StatusCode}, not {(int)expected}: {await answer.Content.ReadAsStringAsync()}");
            }
        }
    }

    [Fact]
    public async Task Stations_services_and_people_who_were_shut_out_get_no_shares()
    {
        using var admin = server.Client(server.Admin);
        var clip = Guid.CreateVersion7();
        await server.TokenAsync("robot");
        await server.Library.WriteAsync(async tx =>
        {
            await tx.PutClipsAsync([new Clip { Id = clip, Roll = server.Roll, Name = "A001C002" }], default);
            clip = (await tx.ClipsAsync(server.Roll, default)).Single(one => one.Name == "A001C002").Id;
            await tx.AddPrincipalAsync(new Principal { Id = Guid.CreateVersion7(), Name = "gone", Kind = PrincipalKind.Person, DisabledAt = tx.Now }, default);
        }, default);

        foreach (var name in (string[])["robot", "gone"])
            Assert.Equal("not-permitted", await RunningServer.ProblemAsync(await admin.PostAsJsonAsync("api/shares", new { show = RunningServer.Show, clips = new[] { new { clip } }, recipients = new[] { new { name } } })));
    }

    private Task PersonAsync(string name, Sharer what, bool isInWorkspace = false) => server.Library.WriteAsync(async tx =>
    {
        var person = await tx.AddPrincipalAsync(new Principal { Id = Guid.CreateVersion7(), Name = name, Kind = PrincipalKind.Person, IsAdministrator = what == Sharer.Administrator }, default);
        if (what is Sharer.Owner or Sharer.Operator or Sharer.Viewer) await tx.GrantAsync(person.Id, RunningServer.Show, Enum.Parse<ShowRole>(what.ToString()), default);
        if (what == Sharer.Insider) await tx.GrantAsync(person.Id, RunningServer.OtherShow, ShowRole.Viewer, default);
        // The guest who shares and the colleague they share with are let into one workspace.
        if (!isInWorkspace && name != $"s-{Sharer.Guest}") return;
        var space = await tx.EnsureWorkspaceAsync(RunningServer.Show, "vendor-of-both", WorkspaceKind.Vendor, "admin", default);
        await tx.PutWorkspaceMemberAsync(space.Id, person.Id, new(WorkspaceAccess.See, null), "admin", default);
    }, default);
}
