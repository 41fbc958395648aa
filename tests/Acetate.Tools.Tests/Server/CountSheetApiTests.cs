using System.Net;
using System.Text.Json;
using Acetate.Library;
using Acetate.Library.Access;
using Acetate.Tools.Tests.Cli;
using Acetate.Tools.VfxPulls.Reports;

namespace Acetate.Tools.Tests.Server;

/// <summary>Count sheets and turnovers through the API.</summary>
public sealed class CountSheetApiTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task A_sheet_comes_in_every_form_and_the_turnovers_say_who_has_what()
    {
        await MatchCommandTests.FillAsync(server.Library);
        var pull = await CountSheetCommandTests.FillAsync(server.Library);
        using var client = server.Client(await server.TokenAsync("sheet-reader", role: ShowRole.Viewer));

        foreach (var (form, type) in new[] { ("json", "application/json"), ("csv", "text/csv"), ("html", "text/html"), ("pdf", "application/pdf") })
        {
            using var answer = await client.GetAsync($"api/pulls/{pull}/count-sheet.{form}");
            Assert.Equal((HttpStatusCode.OK, type), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
        }

        var sheet = JsonSerializer.Deserialize<CountSheet>(await client.GetStringAsync($"api/pulls/{pull}/count-sheet.json"), LibraryJson.Options)!;
        Assert.Equal(("S1", "refused", 40L), (Assert.Single(sheet.Plates).Shot, Assert.Single(sheet.Missing).Fate, sheet.Frames));
        using var xlsx = await client.GetAsync($"api/pulls/{pull}/count-sheet.xlsx");
        Assert.Equal(HttpStatusCode.NotFound, xlsx.StatusCode);
        var list = JsonSerializer.Deserialize<TurnoverList>(await client.GetStringAsync("api/shows/film/turnovers?recipient=north&shot=S1"), LibraryJson.Options)!;
        Assert.Equal([1, 2], list.Turnovers.Select(one => one.Plate.Version));
    }
}
