using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Acetate.Library;
using Acetate.Library.Access;
using Acetate.Library.Jobs;
using Acetate.Library.Pulls;

namespace Acetate.Tools.Tests.Server;

/// <summary>The queue, budgets that stop and the capacity through the API. Nothing works here, so what is submitted waits.</summary>
public sealed class QueueApiTests(RunningServer server) : IClassFixture<RunningServer>
{
    private async Task<HttpClient> AsAsync(ShowRole role) => server.Client(await server.TokenAsync($"queue-{KebabCase.Of(role)}", role: role));

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage answer)
    {
        using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return document.RootElement.Clone();
    }

    private Task<JobRow> SubmitAsync(string show, string kind, string key, DateTimeOffset? deadline = null) => server.Library.WriteAsync(async tx => (await tx.SubmitJobAsync(
        new() { Key = key, Kind = kind, Title = key, Show = show, Deadline = deadline, Actor = "ann", Steps = [new() { Name = "a", Function = "render-frames", Request = "{}" }] }, default)).Job, default);

    [Fact]
    public async Task Who_has_a_role_in_a_show_sees_its_queue_and_why_a_job_is_late_and_nothing_of_other_shows()
    {
        var late = await SubmitAsync("film", "make-pull", "late pull", server.Library.Clock.GetUtcNow().AddHours(-2));
        await SubmitAsync("other", "dailies-roll", "secret dailies", server.Library.Clock.GetUtcNow().AddHours(-2));
        using var viewer = await AsAsync(ShowRole.Viewer);

        using var answer = await viewer.GetAsync("api/jobs/queue");
        using var hidden = await viewer.GetAsync("api/jobs/queue?show=other");
        var queue = await JsonAsync(answer);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound), (answer.StatusCode, hidden.StatusCode));
        var line = Assert.Single(queue.GetProperty("lines").EnumerateArray(), one => one.GetProperty("kind").GetString() == "make-pull");
        Assert.Equal(("film", 1), (line.GetProperty("show").GetString(), line.GetProperty("ready").GetInt32()));
        Assert.InRange(line.GetProperty("tightest").GetProperty("slackSeconds").GetDouble(), -8000, -7200);
        var told = Assert.Single(queue.GetProperty("late").EnumerateArray());
        Assert.Equal((late.Id, true), (told.GetProperty("job").GetGuid(), told.GetProperty("isOver").GetBoolean()));
        Assert.EndsWith(".", told.GetProperty("why").GetString(), StringComparison.Ordinal);
        Assert.Equal(Environment.MachineName, queue.GetProperty("scheduler").GetString());
        Assert.DoesNotContain("secret", queue.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_budget_that_is_used_up_holds_a_job_that_cannot_be_tried_again_before_an_owner_raises_it()
    {
        using var owner = await AsAsync(ShowRole.Owner);
        var job = await SubmitAsync("film", "still", "a still");
        await server.Library.WriteAsync(async tx =>
        {
            var step = (await tx.StepsAsync((await tx.SubmitJobAsync(new() { Key = "spent", Kind = "ingest-roll", Title = "spent", Show = "film", Actor = "ann", Steps = [new() { Name = "a", Function = "copy-files", Request = "{}" }] }, default)).Job.Id, default))[0];
            return await tx.ClaimAsync(step.Id, "spent", "r", null, default);
        }, default);
        try
        {
            using var set = await owner.PatchAsJsonAsync("api/shows/film", new { settings = new { budget = new { coreHours = 1e-9, coreHoursStopPercent = 100 } } });
            var usage = (await JsonAsync(await owner.GetAsync("api/shows/film/usage"))).GetProperty("usage");
            using var again = await owner.PostAsync($"api/jobs/{job.Id}/replay", null);
            var held = await JsonAsync(await owner.GetAsync($"api/jobs/{job.Id}"));
            using var raised = await owner.PatchAsJsonAsync("api/shows/film", new { settings = new { budget = new { coreHours = 1e9, coreHoursStopPercent = 100 } } });
            var free = await JsonAsync(await owner.GetAsync($"api/jobs/{job.Id}"));

            Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Forbidden, HttpStatusCode.OK), (set.StatusCode, again.StatusCode, raised.StatusCode));
            Assert.Equal("budget-used-up", await RunningServer.ProblemAsync(again));
            Assert.StartsWith("The work budget of the show is used up", usage.GetProperty("stop").GetString(), StringComparison.Ordinal);
            Assert.Equal(("held", "waiting"), (held.GetProperty("job").GetProperty("state").GetString(), free.GetProperty("job").GetProperty("state").GetString()));
            Assert.Contains("the budget of show film is used up", held.GetProperty("steps")[0].GetProperty("problem").GetString(), StringComparison.Ordinal);
        }
        finally
        {
            using var back = await owner.PatchAsJsonAsync("api/shows/film", new { settings = new { } });
        }
    }

    [Fact]
    public async Task Capacity_is_answered_from_measured_plates_and_without_any_it_says_what_to_do()
    {
        using var viewer = await AsAsync(ShowRole.Viewer);
        const string question = "api/capacity?plates=1000&framesEach=120&nodes=4&cores=32";
        using var nothing = await viewer.GetAsync(question);
        // The pull of the server's own show, as if it had been delivered.
        await server.Library.WriteAsync(tx => tx.PutPullWorkAsync(server.Roll, new(new(PullTask.Plates, "arriraw 4448x3096", "EXR zips 4448x3096"), 4800, 4850, 100, 50), default), default);

        using var answer = await viewer.GetAsync(question);
        using var odd = await viewer.GetAsync("api/capacity?plates=0&framesEach=120&nodes=4&cores=32");
        using var unknown = await viewer.GetAsync($"{question}&source=r3d");
        var told = await JsonAsync(answer);
        var kinds = await JsonAsync(await viewer.GetAsync("api/capacity/kinds"));

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.OK, HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (nothing.StatusCode, answer.StatusCode, odd.StatusCode, unknown.StatusCode));
        Assert.Contains("Make a small VFX pull", await nothing.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        // 1,000 plates by 48, 48 and 24 frames on 128 cores.
        Assert.Equal(3000, told.GetProperty("steps").GetInt64());
        Assert.InRange(told.GetProperty("seconds").GetDouble(), 121_500 / 128.0, (121_500 / 128.0) + 49);
        Assert.StartsWith("About 16 minutes", told.GetProperty("sentences")[0].GetString(), StringComparison.Ordinal);
        Assert.Equal("arriraw 4448x3096", Assert.Single(kinds.GetProperty("kinds").EnumerateArray()).GetProperty("source").GetString());
    }
}
