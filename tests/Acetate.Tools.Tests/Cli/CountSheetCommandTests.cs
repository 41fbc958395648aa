using System.Text.Json;
using Acetate.Cli;
using Acetate.Library;
using Acetate.Library.Clips;
using Acetate.Library.Pulls;
using Acetate.Library.Rolls;
using Acetate.Tools.VfxPulls;
using Acetate.Tools.VfxPulls.Plates;

namespace Acetate.Tools.Tests.Cli;

/// <summary><c>acetate pull sheet</c> and <c>acetate pull history</c> over a library with a pull that is planned and two that are delivered.</summary>
public sealed class CountSheetCommandTests : IAsyncLifetime
{
    private readonly TempFolder folder = new();
    private Guid planned;

    private string Home => Path.Join(folder.Path, "library");

    public async ValueTask InitializeAsync()
    {
        await using var library = await MediaLibrary.OpenAsync(LibraryOptions.InFolder(Home), default);
        await MatchCommandTests.FillAsync(library);
        planned = await FillAsync(library);
    }

    public ValueTask DisposeAsync()
    {
        folder.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Adds pulls for two vendors.</summary>
    /// <returns>The one that is only planned.</returns>
    internal static Task<Guid> FillAsync(MediaLibrary library) => library.WriteAsync(async tx =>
    {
        var clip = (await tx.ClipsAsync((await tx.RollsOnDayAsync("film", new DateOnly(2026, 3, 2), default))[0].Id, default))[0];
        var plan = new PlannedPull
        {
            Events = [new("e1", "001", "S1", PulledEventFate.Pulled, "Reel and timecode agree.", []), new("e2", "002", "S2", PulledEventFate.Refused, "No clip has this name.", [])],
            Plates =
            [
                new()
                {
                    Shot = "S1",
                    Element = "PL01",
                    Version = 3,
                    Change = PlateChange.Extended,
                    Events = ["e1"],
                    Clip = clip.Id,
                    ClipName = clip.Name,
                    Range = new(32, 56, 24, 64, 0, 0),
                    Render = [new(24, 64)],
                    Pattern = "S1_PL01_v003.####.exr",
                    FirstNumber = 993,
                    Width = 2048,
                    Height = 1152,
                    Recipe = "aces2065",
                },
            ],
            Estimate = new(1, 40, 40, 500_000_000),
        };
        var at = new DateTimeOffset(2026, 5, 11, 18, 0, 0, TimeSpan.Zero);
        Pull Of(string vendor) => new()
        {
            Id = Guid.CreateVersion7(at = at.AddMilliseconds(1)),
            Show = "film",
            Kind = PullKind.Vfx,
            Recipient = vendor,
            Number = 0,
            CutName = "reel1.edl",
            Cut = "",
            Settings = JsonSerializer.Serialize(new VfxPullOrder { Show = "film", Recipient = vendor }, LibraryJson.Options),
            Plan = JsonSerializer.Serialize(plan, LibraryJson.Options),
            CreatedBy = "zoë",
        };
        PullPlate PlateOf(Guid pull, int version) => new() { Pull = pull, Place = 1, Shot = "S1", Element = "PL01", Version = version, Clip = clip.Id, UsedStart = 32, UsedEnd = 48, Start = 24, End = 56, Recipe = "aces2065", Pattern = "S1.####.exr", FirstNumber = 993 };
        foreach (var (vendor, version) in new[] { ("north", 1), ("north", 2), ("south", 1) })
        {
            var pull = Of(vendor);
            pull = await tx.AddPullAsync(pull, [PlateOf(pull.Id, version)], default);
            await tx.PutPullAsync(pull with { State = PullState.Ready, ApprovedBy = "bo", EndedAt = new DateTimeOffset(2026, 5, 11, 18, 30, 0, TimeSpan.Zero) }, default);
        }

        return (await tx.AddPullAsync(Of("north"), [], default)).Id;
    }, default);

    [Fact]
    public async Task The_sheet_of_a_planned_pull_is_written_as_table_page_and_print_and_over_nothing()
    {
        foreach (var (name, beginning) in new[] { ("sheet.csv", "State,Shot,"), ("sheet.html", "<!doctype html>"), ("sheet.pdf", "%PDF-1.7") })
        {
            var file = Path.Join(folder.Path, name);
            var (code, output, error) = await DemoCommandTests.RunAsync("pull", "sheet", $"{planned}", "-o", file, "--library", Home);
            Assert.Equal((ExitCode.Done, "", ""), (code, output, error));
            Assert.StartsWith(beginning, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), StringComparison.Ordinal);
            Assert.Equal(ExitCode.BadInput, (await DemoCommandTests.RunAsync("pull", "sheet", $"{planned}", "-o", file, "--library", Home)).Code);
        }

        var csv = await DemoCommandTests.RunAsync("pull", "sheet", $"{planned}", "--library", Home);
        Assert.Contains("\nplanned,S1,PL01,3,extended,001,40,993,1032,1001,1024,8,8,0,0,A001C001_260302_R1AB,A001R1AB,,10:00:01:00,10:00:02:16,24,24,64,2048,1152,ACES2065-1,,,Reel and timecode agree.,S1_PL01_v003.####.exr", csv.Output, StringComparison.Ordinal);
        Assert.Contains("Signature", await File.ReadAllTextAsync(Path.Join(folder.Path, "sheet.html"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sheet_of_another_kind_or_of_no_pull_is_refused_with_a_sentence()
    {
        var gone = await DemoCommandTests.RunAsync("pull", "sheet", $"{Guid.Empty}", "--library", Home);
        var form = await DemoCommandTests.RunAsync("pull", "sheet", $"{planned}", "-o", "sheet.xlsx", "--library", Home);

        Assert.Equal((ExitCode.NotFound, ExitCode.Usage), (gone.Code, form.Code));
        Assert.Contains(".csv, .html or .pdf", form.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pull_is_named_by_as_much_of_its_id_as_tells_it_from_the_others()
    {
        var ids = (await DemoCommandTests.RunAsync("pull", "list", "--show", "film", "--library", Home)).Output.TrimEnd().Split('\n')[1..].Select(line => line.TrimEnd().Split(' ')[^1]).ToList();

        Assert.Equal(4, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Equal(13, id.Length));
        var whole = await DemoCommandTests.RunAsync("pull", "sheet", $"{planned}", "--library", Home);
        Assert.Equal(whole, await DemoCommandTests.RunAsync("pull", "sheet", ids.Single(id => $"{planned}".StartsWith(id, StringComparison.Ordinal)).ToUpperInvariant(), "--library", Home));
        Assert.Equal(ExitCode.Found, (await DemoCommandTests.RunAsync("pull", "show", $"{planned}"[..35], "--library", Home)).Code);
        // They were planned one after the other: their ids begin alike.
        var several = await DemoCommandTests.RunAsync("pull", "show", $"{planned}"[..8], "--library", Home);
        Assert.Equal(ExitCode.Usage, several.Code);
        Assert.Contains($"Several pulls' ids begin with '{$"{planned}"[..8]}': ", several.Error, StringComparison.Ordinal);
        Assert.Contains($"{planned} (VFX pull 3 for north of film)", several.Error, StringComparison.Ordinal);
        foreach (var (id, code, says) in new[] { ("01234567", ExitCode.NotFound, "No pull's id begins with '01234567'."), ("0123456", ExitCode.Usage, "'0123456' is not an id."), ("0123456-", ExitCode.Usage, "is not an id."), ("banana12", ExitCode.Usage, "is not an id.") })
        {
            var (ended, _, error) = await DemoCommandTests.RunAsync("pull", "approve", id, "--library", Home);
            Assert.Equal(code, ended);
            Assert.Contains(says, error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_history_says_who_has_which_version()
    {
        var all = await DemoCommandTests.RunAsync("pull", "history", "--show", "film", "--library", Home);
        var newest = await DemoCommandTests.RunAsync("pull", "history", "--show", "film", "--vendor", "NORTH", "--newest", "--csv", "--library", Home);
        var none = await DemoCommandTests.RunAsync("pull", "history", "--show", "film", "--shot", "S9", "--library", Home);
        var json = await DemoCommandTests.RunAsync("pull", "history", "--show", "film", "--json", "--library", Home);

        Assert.Equal(["SHOT  PLATE  VERSION  VENDOR  PULL  DELIVERED                FRAMES    CLIP                  PACKAGE",
            "S1    PL01   v001     north      1  2026-05-11 18:30:00 UTC  993-1024  A001C001_260302_R1AB",
            "S1    PL01   v002     north      2  2026-05-11 18:30:00 UTC  993-1024  A001C001_260302_R1AB",
            "S1    PL01   v001     south      1  2026-05-11 18:30:00 UTC  993-1024  A001C001_260302_R1AB"], all.Output.TrimEnd().Split('\n').Select(line => line.TrimEnd()));
        Assert.Equal(2, newest.Output.TrimEnd().Split('\n').Length);
        Assert.Contains("film,S1,PL01,2,north,2,", newest.Output, StringComparison.Ordinal);
        Assert.Equal((ExitCode.Done, "No plate was delivered yet."), (none.Code, none.Output.TrimEnd()));
        Assert.Equal(3, JsonDocument.Parse(json.Output).RootElement.GetProperty("turnovers").GetArrayLength());
        Assert.Equal(ExitCode.NotFound, (await DemoCommandTests.RunAsync("pull", "history", "--show", "other", "--library", Home)).Code);
    }
}
