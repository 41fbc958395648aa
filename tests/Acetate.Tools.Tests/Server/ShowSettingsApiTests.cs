using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Acetate.Library;
using Acetate.Library.Access;
using Acetate.Library.Clips;
using Acetate.Library.Rolls;

namespace Acetate.Tools.Tests.Server;

/// <summary>Looks, framing lists and names of a show, and what pulls have of them.</summary>
public sealed class ShowSettingsApiTests(RunningServer server) : IClassFixture<RunningServer>, IAsyncLifetime
{
    private const string List = """
        TITLE:   REEL 1
        FCM: NON-DROP FRAME
        001  S001C001 V     C        10:00:01:00 10:00:02:00 01:00:00:00 01:00:01:00
        * LOC: 01:00:00:12 CYAN    LUP_010_020
        """;

    private const string Cdl = """
        <ColorDecisionList xmlns="urn:ASC:CDL:v1.01"><ColorDecision><ColorCorrection id="film"><SOPNode><Slope>1 1 1</Slope><Offset>0 0 0</Offset><Power>1 1 1</Power></SOPNode>
        <SatNode><Saturation>0.9</Saturation></SatNode></ColorCorrection></ColorDecision></ColorDecisionList>
        """;

    private const string Cube = "LUT_3D_SIZE 2\n0 0 0\n1 0 0\n0 1 0\n1 1 0\n0 0 1\n1 0 1\n0 1 1\n1 1 1\n";

    private static readonly Guid Roll = Guid.CreateVersion7();

    public async ValueTask InitializeAsync() => await server.Library.WriteAsync(async tx =>
    {
        if (await tx.RollAsync(Roll, default) is not null) return;
        const string file = "S001C001_260302_R1AB.mxf", prefix = "film/20260302/Camera_Media/S001R1AB";
        await tx.AddRollAsync(new Roll { Id = Roll, Show = RunningServer.Show, Name = "S001R1AB", Kind = RollKind.Camera, ShootDay = new DateOnly(2026, 3, 2), StorePrefix = prefix, FoundAt = tx.Now }, default);
        await tx.PutFilesAsync(Roll, [new RollFile { Number = 1, Path = file, Length = 1_000_000, Verdict = RollFileVerdict.Listed, Digests = [new("xxh128", new string('a', 32))] }], default);
        await tx.PutCopyAsync(
            new RollCopy { Id = Guid.CreateVersion7(), Roll = Roll, Tier = CopyTier.Library, Store = server.Library.Options.Store.ToString(), Prefix = prefix, State = CopyState.Verified, Files = 1, Bytes = 1_000_000, WrittenAt = tx.Now, VerifiedAt = tx.Now },
            default);
        await tx.PutClipsAsync(
            [new Clip { Id = Guid.CreateVersion7(), Roll = Roll, Name = "S001C001_260302_R1AB", Kind = "single", Files = [file], Frames = 1440, Rate = "24", TimecodeStart = "10:00:00:00", Width = 1920, Height = 1080 }],
            default);
    }, default);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<HttpClient> AsAsync(ShowRole role) => server.Client(await server.TokenAsync($"settings-{KebabCase.Of(role)}", role: role));

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage answer)
    {
        using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return document.RootElement.Clone();
    }

    private static Task<HttpResponseMessage> AddAsync(HttpClient client, string name, string content, bool isDefault = true) =>
        client.PostAsJsonAsync("api/shows/film/documents", new { name, content = Encoding.UTF8.GetBytes(content), isDefault });

    private static async Task<JsonElement> PlanAsync(HttpClient client, string recipient, object order)
    {
        var body = JsonSerializer.SerializeToNode(order)!.AsObject();
        (body["show"], body["recipient"], body["rate"]) = ("film", recipient, "24");
        using var answer = await client.PostAsJsonAsync("api/shows/film/pulls/vfx", new { cutName = "reel1.edl", cut = Encoding.UTF8.GetBytes(List), order = body });
        Assert.True(answer.StatusCode == HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        return await JsonAsync(answer);
    }

    private static string[] FromShow(JsonElement pull) => [.. pull.GetProperty("fromShow").EnumerateArray().Select(one => one.GetString()!)];

    [Fact]
    public async Task A_plan_says_money_at_the_rates_of_the_show_unless_its_order_states_a_price()
    {
        using var owner = await AsAsync(ShowRole.Owner);
        using var odd = await owner.PatchAsJsonAsync("api/shows/film", new { settings = new { rates = new { coreHour = 0.08 } } });
        using var set = await owner.PatchAsJsonAsync("api/shows/film", new { settings = new { rates = new { currency = "EUR", coreHour = 0.08, tebibyteMonth = 20 } } });

        var plain = (await PlanAsync(owner, "rated", new { })).GetProperty("vfx").GetProperty("estimate").GetProperty("work");
        var own = (await PlanAsync(owner, "priced", new { settings = new { coreHour = new { amount = 0.5, currency = "USD" } } })).GetProperty("vfx").GetProperty("estimate").GetProperty("work");

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.OK), (odd.StatusCode, set.StatusCode));
        Assert.Equal((0.08m, "EUR", 20m), (plain.GetProperty("price").GetProperty("amount").GetDecimal(), plain.GetProperty("price").GetProperty("currency").GetString(), plain.GetProperty("storage").GetProperty("tebibyteMonth").GetDecimal()));
        Assert.StartsWith("Kept, its ", plain.GetProperty("sentences")[1].GetString(), StringComparison.Ordinal);
        Assert.EndsWith(" EUR a month at 20 EUR a tebibyte.", plain.GetProperty("sentences")[1].GetString(), StringComparison.Ordinal);
        Assert.Equal((0.5m, "USD"), (own.GetProperty("price").GetProperty("amount").GetDecimal(), own.GetProperty("price").GetProperty("currency").GetString()));
    }

    [Fact]
    public async Task Who_operates_a_show_sees_what_it_uses_and_viewers_do_not()
    {
        using var owner = await AsAsync(ShowRole.Owner);
        using var runner = await AsAsync(ShowRole.Operator);
        using var viewer = await AsAsync(ShowRole.Viewer);
        using var odd = await owner.PatchAsJsonAsync("api/shows/film", new { settings = new { budget = new { bytes = 0 } } });
        using var set = await owner.PatchAsJsonAsync("api/shows/film", new { settings = new { budget = new { bytes = 1, coreHours = 1e9 } } });

        using var seen = await runner.GetAsync("api/shows/film/usage");
        using var refused = await viewer.GetAsync("api/shows/film/usage");
        var answer = await JsonAsync(seen);
        var (usage, rooms) = (answer.GetProperty("usage"), answer.GetProperty("rooms").EnumerateArray().ToList());

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.Forbidden), (odd.StatusCode, set.StatusCode, seen.StatusCode, refused.StatusCode));
        Assert.Equal(("film", "over", "within"), (usage.GetProperty("show").GetString(), usage.GetProperty("storage").GetProperty("state").GetString(), usage.GetProperty("computing").GetProperty("state").GetString()));
        Assert.Equal(["library", "archive", "derived", "workspaces"], rooms.Select(room => room.GetProperty("name").GetString()));
        Assert.All(rooms, room => Assert.InRange(room.GetProperty("free").GetInt64(), 1, room.GetProperty("total").GetInt64()));
        Assert.DoesNotContain(server.Library.Options.Store.LocalPath, answer.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pull_has_the_shows_look_and_names_where_it_names_none_and_says_so_and_its_own_where_it_does()
    {
        using var owner = await AsAsync(ShowRole.Owner);
        using var cdl = await AddAsync(owner, "film.cdl", Cdl);
        using var cube = await AddAsync(owner, "kept.cube", Cube, isDefault: false);
        using var named = await owner.PatchAsJsonAsync("api/shows/film", new { settings = new { pulls = new { plateTemplate = "{show}_{shot}_{element}_v{version:3}.{frame}.exr" } } });

        var plain = await PlanAsync(owner, "plain", new { documents = new[] { new { name = "old.cube", content = Encoding.UTF8.GetBytes(Cube), isOfShow = true } }, fromShow = new[] { "lies" } });
        var own = await PlanAsync(owner, "own", new { documents = new[] { new { name = "mine.cdl", content = Encoding.UTF8.GetBytes(Cdl) } }, settings = new { template = "{shot}_{element}_v{version:3}.{frame}.exr" } });
        var without = await PlanAsync(owner, "without", new { withoutShow = true });
        var preview = await JsonAsync(await owner.GetAsync("api/shows/film/name-preview?template={shot}-{element}-v{version:4}.{frame}.exr"));
        var wrong = await JsonAsync(await owner.GetAsync("api/shows/film/name-preview?template={shot}.exr"));

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created, HttpStatusCode.OK), (cdl.StatusCode, cube.StatusCode, named.StatusCode));
        Assert.Equal(["names of plates", "look film.cdl"], FromShow(plain));
        Assert.Equal("film_LUP_010_020_PL01_v001.####.exr", plain.GetProperty("vfx").GetProperty("plates")[0].GetProperty("pattern").GetString());
        Assert.Empty(FromShow(own));
        Assert.Equal("LUP_010_020_PL01_v001.####.exr", own.GetProperty("vfx").GetProperty("plates")[0].GetProperty("pattern").GetString());
        Assert.Empty(FromShow(without));
        Assert.Equal("LUP_010_020_PL01_v001/LUP_010_020_PL01_v001.####.exr", without.GetProperty("vfx").GetProperty("plates")[0].GetProperty("pattern").GetString());
        Assert.Equal((false, "LUP_010_020-PL01-v0001.0993.exr"), (preview.GetProperty("isExample").GetBoolean(), preview.GetProperty("names")[0].GetString()));
        Assert.NotEqual("", wrong.GetProperty("problem").GetString());
    }

    [Theory]
    [InlineData("film.cube", "LUT_3D_SIZE 2\n0 0 0\n")]
    [InlineData("film.cube", "LUT_3D_SIZE 100000\n0 0 0\n")]
    [InlineData("film.cdl", "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><ColorDecisionList>&a;</ColorDecisionList>")]
    [InlineData("film.amf", "<aces/>")]
    [InlineData("film.fdl", "{")]
    [InlineData("film.exr", "x")]
    [InlineData("../film.cube", Cube)]
    [InlineData("film.cube", "")]
    public async Task What_is_no_look_is_refused_in_a_sentence_and_not_kept(string name, string content)
    {
        using var owner = await AsAsync(ShowRole.Owner);

        using var answer = await AddAsync(owner, name, content);
        var list = await JsonAsync(await owner.GetAsync("api/shows/film/documents"));

        Assert.Equal((HttpStatusCode.BadRequest, "invalid-request"), (answer.StatusCode, await RunningServer.ProblemAsync(answer)));
        Assert.DoesNotContain(list.GetProperty("documents").EnumerateArray(), one => one.GetProperty("name").GetString() == name);
    }

    [Fact]
    public async Task Two_owners_who_change_one_setting_are_told_of_each_other_and_a_change_is_taken_back()
    {
        using var owner = await AsAsync(ShowRole.Owner);
        var seen = (await JsonAsync(await owner.GetAsync("api/shows/film"))).GetProperty("version").GetInt64();

        using var first = await owner.PatchAsJsonAsync("api/shows/film", new { title = "Nightfall", version = seen });
        using var late = await owner.PatchAsJsonAsync("api/shows/film", new { title = "Daybreak", version = seen });
        using var wrong = await owner.PatchAsJsonAsync("api/shows/film", new { settings = new { pulls = new { plateTemplate = "{shot}.exr" } } });
        var changed = (await JsonAsync(first)).GetProperty("version").GetInt64();
        using var back = await owner.PostAsync($"api/shows/film/changes/{changed}/revert", null);
        var changes = (await JsonAsync(await owner.GetAsync("api/shows/film/changes"))).GetProperty("changes");

        Assert.Equal((HttpStatusCode.Conflict, "edit-conflict", HttpStatusCode.BadRequest), (late.StatusCode, await RunningServer.ProblemAsync(late), wrong.StatusCode));
        var conflict = (await JsonAsync(late)).GetProperty("conflict");
        Assert.Equal(("Nightfall", "Daybreak", "settings-owner"), (conflict.GetProperty("theirs").GetString(), conflict.GetProperty("yours").GetString(), conflict.GetProperty("by").GetString()));
        Assert.Equal(HttpStatusCode.OK, back.StatusCode);
        Assert.Equal((changed + 1, "settings-owner", "title"), (changes[0].GetProperty("version").GetInt64(), changes[0].GetProperty("author").GetString(), changes[0].GetProperty("fields")[0].GetProperty("field").GetString()));
    }

    [Fact]
    public async Task Looks_are_the_owners_to_change_and_a_show_that_one_has_no_role_in_has_none()
    {
        using var owner = await AsAsync(ShowRole.Owner);
        using var operating = await AsAsync(ShowRole.Operator);
        using var stranger = server.Client(await server.TokenAsync("settings-stranger"));
        var id = (await JsonAsync(await AddAsync(owner, "owned.cube", Cube, isDefault: false))).GetProperty("id").GetGuid();

        using var added = await AddAsync(operating, "mine.cube", Cube);
        using var removed = await operating.DeleteAsync($"api/shows/film/documents/{id}");
        var bytes = await operating.GetStringAsync($"api/shows/film/documents/{id}/file");
        using var unseen = await stranger.GetAsync("api/shows/film/documents");
        using var elsewhere = await server.Client(server.Admin).GetAsync($"api/shows/other/documents/{id}/file");
        using var taken = await AddAsync(owner, "OWNED.cube", Cube);

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (added.StatusCode, removed.StatusCode));
        Assert.Equal(Cube, bytes);
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound, HttpStatusCode.Conflict), (unseen.StatusCode, elsewhere.StatusCode, taken.StatusCode));
    }
}
