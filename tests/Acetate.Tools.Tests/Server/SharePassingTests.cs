using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Acetate.Library.Access;

namespace Acetate.Tools.Tests.Server;

/// <summary>What is passed on: never more than one has, never longer, never other clips, never without the watermark or what a link asks for; and it is over when what it came from is.</summary>
public sealed class SharePassingTests(RunningServer server) : IClassFixture<RunningServer>
{
    private const string Phrase = "vier Zebras grasen";
    private static readonly string[][] Domains = [[], ["a.example"], ["a.example", "b.example"], ["c.example"]];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Whatever_is_tried_nobody_passes_on_more_than_they_have(int seed)
    {
        const int Tries = 60;
        var random = new Dice(seed);
        var clips = new[] { await server.ClipToShareAsync($"P00{seed}C001"), await server.ClipToShareAsync($"P00{seed}C002") };
        using var admin = server.Client(server.Admin);
        using var lead = await PersonAsync($"lead-{seed}", ShowRole.Operator);
        using var artist = await PersonAsync($"artist-{seed}", ShowRole.Viewer);
        using var third = await PersonAsync($"third-{seed}", ShowRole.Viewer);
        var accepted = 0;

        for (var i = 0; i < Tries; i++)
        {
            var (given, link, until, mark) = (Rights(random), Link(random), Until(random), random.Next(2) == 0);
            var parent = await IdAsync(await admin.PostAsJsonAsync("api/shares", new
            {
                show = RunningServer.Show,
                clips = new object[] { new { clip = clips[0] }, new { clip = clips[1], @in = "10", @out = "20" } },
                recipients = new[] { new { name = $"lead-{seed}", rights = given } },
                link = link?.Order(),
                until,
                watermark = mark,
            }));
            var (wanted, child, childUntil, childMark) = (Rights(random), Link(random), Until(random), random.Next(2) == 0);
            var items = new[] { 0, 1, 2 }.Where(_ => random.Next(3) > 0).ToArray();
            using var answer = await lead.PostAsJsonAsync("api/shares", new { parent, items = items.Length == 0 ? null : items, recipients = new[] { new { name = $"artist-{seed}", rights = wanted } }, link = child?.Order(), until = childUntil, watermark = childMark });

            var tale = $"try {i}: {string.Join(' ', given)}, {link} -> {string.Join(' ', wanted)}, {child}, items {string.Join(' ', items)}";
            var isWithin = given.Contains("re-share") && wanted.All(given.Contains) && !items.Contains(2)
                && (child is null || (child.IsRestricted && (link is null || ((child.HasPhrase || !link.HasPhrase) && (link.Names.Length == 0 || (child.Names.Length > 0 && child.Names.All(link.Names.Contains)))))));
            Assert.True(answer.StatusCode == HttpStatusCode.Created == isWithin, $"{tale}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
            if (!isWithin) continue;

            accepted++;
            var id = await IdAsync(answer);
            var seen = await SharedThings.JsonAsync(await artist.GetAsync($"api/shared/{id}"));
            Assert.Equal(wanted.Order(StringComparer.Ordinal), Words(seen.GetProperty("rights")));
            Assert.Equal((items.Length == 0 ? [0, 1] : items).Select(item => item == 0 ? 240 : 10), seen.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("frames").GetInt32()));
            Assert.Equal(mark || childMark, seen.GetProperty("hasWatermark").GetBoolean());
            var ends = new[] { until, childUntil }.Where(one => one is not null).Order().FirstOrDefault();
            Assert.Equal(ends, seen.TryGetProperty("until", out var at) && at.ValueKind != JsonValueKind.Null ? at.GetDateTimeOffset() : null);
            var again = wanted.Contains("re-share") ? await IdAsync(await artist.PostAsJsonAsync("api/shares", new { parent = id, recipients = new[] { new { name = $"third-{seed}", rights = wanted.Where(right => right != "re-share") } } })) : (Guid?)null;

            // What is taken from who passed it on is taken from everybody behind, at once; and with the first all of it is over.
            await admin.PutAsJsonAsync($"api/shares/{parent}/recipients/lead-{seed}", new { rights = new[] { "view", "re-share" } });
            var left = await SharedThings.JsonAsync(await artist.GetAsync($"api/shared/{id}"));
            Assert.Equal(wanted.Where(right => right != "download").Order(StringComparer.Ordinal), Words(left.GetProperty("rights")));
            Assert.Equal(HttpStatusCode.Forbidden, (await artist.GetAsync($"api/shared/{id}/items/0/download")).StatusCode);
            if (again is { } last) Assert.Equal(["view"], Words((await SharedThings.JsonAsync(await third.GetAsync($"api/shared/{last}"))).GetProperty("rights")));
            await admin.DeleteAsync($"api/shares/{parent}");
            Assert.Equal("share-ended", await RunningServer.ProblemAsync(await artist.GetAsync($"api/shared/{id}/items/0/proxy.mp4")));
            if (again is { } over) Assert.Equal("share-ended", await RunningServer.ProblemAsync(await third.GetAsync($"api/shared/{over}")));
        }

        Assert.InRange(accepted, 3, Tries - 10);
    }

    [Fact]
    public async Task Who_shared_it_sees_what_became_of_it_as_a_tree_and_takes_a_branch_back()
    {
        var clip = await server.ClipToShareAsync("P003C001");
        using var maker = await PersonAsync("tree-maker", ShowRole.Operator);
        using var lead = await PersonAsync("tree-lead", ShowRole.Viewer);
        using var artist = await PersonAsync("tree-artist", ShowRole.Viewer);
        using var third = await PersonAsync("tree-third", ShowRole.Viewer);
        var root = await IdAsync(await maker.PostAsJsonAsync("api/shares", new { show = RunningServer.Show, clips = new[] { new { clip } }, recipients = new[] { new { name = "tree-lead", rights = new[] { "re-share" } } } }));
        var branch = await IdAsync(await lead.PostAsJsonAsync("api/shares", new { parent = root, recipients = new[] { new { name = "tree-artist", rights = new[] { "re-share" } } } }));
        var twig = await IdAsync(await artist.PostAsJsonAsync("api/shares", new { parent = branch, recipients = new[] { new { name = "tree-third" } } }));
        var beside = await IdAsync(await lead.PostAsJsonAsync("api/shares", new { parent = root, recipients = new[] { new { name = "tree-third" } } }));

        var tree = (await SharedThings.JsonAsync(await maker.GetAsync($"api/shares/{root}"))).GetProperty("passedOn").EnumerateArray().ToList();
        Assert.Equal([(branch, 1), (twig, 2), (beside, 1)], tree.Select(one => (one.GetProperty("summary").GetProperty("share").GetProperty("id").GetGuid(), one.GetProperty("depth").GetInt32())));
        Assert.Equal("tree-artist", tree[0].GetProperty("recipients")[0].GetProperty("principal").GetString());
        // Who passed on does not see what lies beside or before it.
        Assert.Equal(("not-found", "not-found"), (await RunningServer.ProblemAsync(await artist.GetAsync($"api/shares/{beside}")), await RunningServer.ProblemAsync(await lead.GetAsync($"api/shares/{root}"))));
        Assert.Equal(HttpStatusCode.NoContent, (await maker.DeleteAsync($"api/shares/{branch}")).StatusCode);
        Assert.Equal((HttpStatusCode.Gone, HttpStatusCode.Gone, HttpStatusCode.OK, HttpStatusCode.OK), (
            (await artist.GetAsync($"api/shared/{branch}")).StatusCode, (await third.GetAsync($"api/shared/{twig}")).StatusCode, (await third.GetAsync($"api/shared/{beside}")).StatusCode, (await lead.GetAsync($"api/shared/{root}")).StatusCode));
    }

    private static string[] Rights(Dice random) => ["view", .. new[] { "download", "re-share" }.Where(_ => random.Next(3) > 0)];

    private static DateTimeOffset? Until(Dice random) => random.Next(3) switch { 0 => null, 1 => new(2099, 1, 1, 0, 0, 0, TimeSpan.Zero), _ => new(2099, 6, 1, 0, 0, 0, TimeSpan.Zero) };

    private static LinkRule? Link(Dice random) => random.Next(3) == 0 ? null : new(random.Next(2) == 0, Domains[random.Next(Domains.Length)]);

    private static IEnumerable<string?> Words(JsonElement list) => list.EnumerateArray().Select(one => one.GetString()).Order(StringComparer.Ordinal);

    private static async Task<Guid> IdAsync(HttpResponseMessage answer) => (await SharedThings.JsonAsync(answer)).GetProperty("share").GetProperty("id").GetGuid();

    private async Task<HttpClient> PersonAsync(string name, ShowRole role)
    {
        await server.Library.WriteAsync(tx => tx.AddPrincipalAsync(new Principal { Id = Guid.CreateVersion7(), Name = name, Kind = PrincipalKind.Person }, default), default);
        return server.Client(await server.TokenAsync(name, role: role));
    }

    /// <summary>Numbers that are the same each time.</summary>
    private sealed class Dice(int seed)
    {
        private ulong state = (ulong)seed;

        public int Next(int sides)
        {
            // SplitMix64.
            var mixed = state += 0x9E3779B97F4A7C15;
            mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
            return (int)((mixed ^ (mixed >> 31)) % (ulong)sides);
        }
    }

    /// <summary>What a link asks for.</summary>
    private sealed record LinkRule(bool HasPhrase, string[] Names)
    {
        public bool IsRestricted => HasPhrase || Names.Length > 0;

        public object Order() => new { passphrase = HasPhrase ? Phrase : null, domains = Names };
    }
}
