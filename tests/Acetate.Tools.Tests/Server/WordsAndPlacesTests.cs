using System.Net;
using System.Text.Json;
using Acetate.Library.Access;

namespace Acetate.Tools.Tests.Server;

/// <summary>What people write into addresses and requests: words of the API, and folders of the server's machine.</summary>
public sealed class WordsAndPlacesTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Theory]
    [InlineData("api/jobs?state=held")]
    [InlineData("api/rolls/{roll}/files?state=size-differs")]
    [InlineData("api/rolls/{roll}/advice?medium=shuttle")]
    public async Task A_query_takes_the_words_that_the_answers_use(string address)
    {
        using var client = server.Client(server.Admin);

        using var answer = await client.GetAsync(address.Replace("{roll}", $"{server.Roll}", StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("api/jobs?state=Held", "'Held' is not one of waiting, running, done, held, cancelled.")]
    [InlineData("api/rolls/{roll}/files?state=SizeDiffers", "'SizeDiffers' is not one of waiting, ")]
    [InlineData("api/rolls/{roll}/advice?medium=2", "'2' is not one of card, shuttle, raid.")]
    public async Task Any_other_word_is_refused_and_the_right_ones_are_named(string address, string sentence)
    {
        using var client = server.Client(server.Admin);

        using var answer = await client.GetAsync(address.Replace("{roll}", $"{server.Roll}", StringComparison.Ordinal));

        Assert.Equal("invalid-request", await RunningServer.ProblemAsync(answer));
        using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.StartsWith(sentence, document.RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"to":"pull"}""", "invalid-request")]
    [InlineData("""{"to":"/nowhere/at/all"}""", "not-found")]
    [InlineData("""{"to":"{home}/store"}""", "invalid-request")]
    [InlineData("""{"to":"{home}/store/../archive"}""", "invalid-request")]
    [InlineData("""{"clips":["A001C001"]}""", "invalid-request")]
    public async Task A_restore_goes_only_where_footage_may_lie(string body, string problem)
    {
        foreach (var folder in new[] { "store", "archive" }) Directory.CreateDirectory(Path.Join(server.Home, folder));
        using var client = server.Client(server.Admin);

        using var answer = await client.PostAsync($"api/rolls/{server.Roll}/restore", RunningServer.Json(body.Replace("{home}", server.Home, StringComparison.Ordinal)));

        Assert.Equal(problem, await RunningServer.ProblemAsync(answer));
    }

    [Fact]
    public async Task Who_is_no_administrator_restores_onto_drives_only()
    {
        using var client = server.Client(await server.TokenAsync("operator", role: ShowRole.Operator));

        using var answer = await client.PostAsync($"api/rolls/{server.Roll}/restore", RunningServer.Json("""{"to":"/var/lib"}"""));

        Assert.Equal("not-permitted", await RunningServer.ProblemAsync(answer));
    }
}
