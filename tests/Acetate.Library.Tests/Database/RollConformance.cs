using System.Collections.Immutable;
using Acetate.Library.Events;
using Acetate.Library.Rolls;
using Acetate.Library.Shows;

namespace Acetate.Library.Tests.Database;

public abstract partial class LibraryConformance
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, 123, 456, TimeSpan.Zero);

    private static Roll NewRoll(string name = "A001R2EC") => new()
    {
        Id = Guid.CreateVersion7(),
        Show = "film",
        Name = name,
        Kind = RollKind.Camera,
        ShootDay = new DateOnly(2026, 11, 21),
        Unit = "MU",
        Episode = "EP101",
        DayNumber = 12,
        Layout = "arri",
        LayoutReason = "It has a folder ARRI.",
        Source = "/media/a\u0301'b\n",
        Drive = "S/N 1",
        CarriedBy = "Zoë",
        Tags = ImmutableDictionary<string, string>.Empty.Add("scene", "12A"),
        Files = 43_200,
        Bytes = 3_000_000_000_000,
        Fingerprint = "f",
        StorePrefix = $"film/20261121/{name}",
        Manifest = ManifestState.UnprovenAtSource,
        Stage = RollStage.Uploading,
        Hold = new Hold("A reason.", "An advice."),
        Acknowledged = new Acknowledgement("Zoë", Noon),
        FoundAt = Noon,
    };

    private static async Task AddFilmAsync(LibraryTransaction tx) => await tx.AddShowAsync(new Show { Name = "film", Title = "A Film" }, Token);

    [Fact]
    public async Task A_roll_comes_back_as_it_was_kept()
    {
        await using var library = await OpenAsync();
        var roll = NewRoll();
        await library.WriteAsync(async tx => { await AddFilmAsync(tx); await tx.AddRollAsync(roll, Token); }, Token);

        var kept = await library.ReadAsync(tx => tx.RequireRollAsync(roll.Id, Token), Token);

        Assert.Equal(LibraryJson.Write(roll), LibraryJson.Write(kept));
        Assert.Equal(roll.FoundAt, kept.FoundAt);
    }

    [Fact]
    public async Task Who_takes_care_of_a_hold_is_forgotten_with_the_hold()
    {
        await using var library = await OpenAsync();
        var roll = NewRoll();
        await library.WriteAsync(async tx => { await AddFilmAsync(tx); await tx.AddRollAsync(roll, Token); }, Token);

        await library.WriteAsync(tx => tx.UpdateRollAsync(roll with { Hold = null }, Token), Token);

        Assert.Null((await library.ReadAsync(tx => tx.RequireRollAsync(roll.Id, Token), Token)).Acknowledged);
    }

    [Fact]
    public async Task A_changed_roll_comes_back_changed()
    {
        await using var library = await OpenAsync();
        var roll = NewRoll();
        await library.WriteAsync(async tx => { await AddFilmAsync(tx); await tx.AddRollAsync(roll, Token); }, Token);
        var changed = roll with { Hold = null, Acknowledged = null, Stage = RollStage.Verified, Manifest = ManifestState.Intact, DayNumber = null, Bytes = 7, Fingerprint = "" };

        await library.WriteAsync(tx => tx.UpdateRollAsync(changed, Token), Token);

        var kept = await library.ReadAsync(tx => tx.RequireRollAsync(roll.Id, Token), Token);
        Assert.Equal(LibraryJson.Write(changed), LibraryJson.Write(kept));
    }

    [Fact]
    public async Task Two_rolls_cannot_have_one_place_in_the_store()
    {
        await using var library = await OpenAsync();
        await library.WriteAsync(async tx => { await AddFilmAsync(tx); await tx.AddRollAsync(NewRoll(), Token); }, Token);

        var refused = await Assert.ThrowsAsync<LibraryException>(() => library.WriteAsync(tx => tx.AddRollAsync(NewRoll(), Token), Token));

        Assert.Equal(LibraryProblem.Conflict, refused.Problem);
        Assert.Contains("A001R2EC", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_roll_of_no_show_is_refused()
    {
        await using var library = await OpenAsync();

        var refused = await Assert.ThrowsAsync<LibraryException>(() => library.WriteAsync(tx => tx.AddRollAsync(NewRoll(), Token), Token));

        Assert.Equal(LibraryProblem.NotFound, refused.Problem);
    }

    [Fact]
    public async Task Rolls_are_paged_in_the_order_of_the_bytes_of_their_names()
    {
        await using var library = await OpenAsync();
        string[] names = ["a001", "B002", "A001", "Ä001", "A001_x", "b"];
        await library.WriteAsync(async tx =>
        {
            await AddFilmAsync(tx);
            foreach (var name in names) await tx.AddRollAsync(NewRoll(name), Token);
        }, Token);
        List<Roll> seen = [];

        await using var read = await library.ReadAsync(Token);
        while (await read.RollsAsync("film", seen.LastOrDefault(), 2, Token) is { Count: > 0 } page) seen.AddRange(page);

        Assert.Equal(["A001", "A001_x", "B002", "a001", "b", "Ä001"], seen.Select(roll => roll.Name));
    }

    [Fact]
    public async Task The_stages_of_a_day_are_found_by_roll_in_their_order()
    {
        await using var library = await OpenAsync();
        var roll = NewRoll();
        StageProgress verified = new() { Stage = RollStage.Verified, State = StageState.Running, Done = 1, Total = 4, Since = Noon, Actor = "acetate" };
        StageProgress found = new() { Stage = RollStage.Found, State = StageState.Done, Since = Noon, EndedAt = Noon.AddSeconds(1), Reason = "Seen." };

        await library.WriteAsync(async tx =>
        {
            await AddFilmAsync(tx);
            await tx.AddRollAsync(roll, Token);
            await tx.PutStagesAsync(roll.Id, [verified with { Done = 0 }, found], Token);
            await tx.PutStagesAsync(roll.Id, [verified], Token);
        }, Token);

        var stages = await library.ReadAsync(tx => tx.StagesOnDayAsync("film", roll.ShootDay, Token), Token);
        Assert.Equal<StageProgress>([found, verified], stages[roll.Id]);
        Assert.Equal(0.25, stages[roll.Id][1].Fraction);
    }

    [Fact]
    public async Task A_show_keeps_its_settings_and_its_name_whatever_its_case()
    {
        await using var library = await OpenAsync();
        var settings = new ShowSettings
        {
            FrameRate = "24000/1001",
            Policy = new CopyPolicy(3, 2),
            Targets = new ShowTargets { CardToLibraryMinutes = 60 },
            HashFormats = ["xxh64", "c4"],
            OneShootDayPerSubmission = false,
            Webhooks = [new WebhookSettings(new Uri("https://hooks.example/a"), ["roll.*"], "HOOK_KEY")],
            Mute = [new MuteRule(["roll.found"], Noon, "A")],
        };
        await library.WriteAsync(tx => tx.AddShowAsync(new Show { Name = "Film-1", Title = "Ein Film", Settings = settings }, Token), Token);

        var kept = await library.ReadAsync(tx => tx.RequireShowAsync("film-1", Token), Token);
        var taken = await Assert.ThrowsAsync<LibraryException>(() => library.WriteAsync(tx => tx.AddShowAsync(new Show { Name = "FILM-1" }, Token), Token));

        Assert.Equal("Film-1", kept.Name);
        Assert.Equal(LibraryJson.Write(settings), LibraryJson.Write(kept.Settings));
        Assert.Equal(LibraryProblem.Conflict, taken.Problem);
    }

    [Theory]
    [InlineData("")]
    [InlineData("../film")]
    [InlineData(".film")]
    [InlineData("film.")]
    [InlineData("a film")]
    [InlineData("a/b")]
    public async Task A_show_whose_name_could_not_be_a_folder_is_refused(string name)
    {
        await using var library = await OpenAsync();

        var refused = await Assert.ThrowsAsync<LibraryException>(() => library.WriteAsync(tx => tx.AddShowAsync(new Show { Name = name }, Token), Token));

        Assert.Equal(LibraryProblem.Settings, refused.Problem);
    }

    [Fact]
    public async Task An_undone_transaction_leaves_nothing()
    {
        await using var library = await OpenAsync();
        await using (var tx = await library.BeginAsync(Token))
        {
            await AddFilmAsync(tx);
            await tx.AppendEventAsync(NewEvent("lost"), Token);
        }

        await using var read = await library.ReadAsync(Token);
        Assert.Empty(await read.ShowsAsync(Token));
        Assert.Equal(0, await read.LastEventAsync(Token));
    }

    private static LibraryEvent NewEvent(string message, string show = "film") => new() { At = Noon, Kind = "roll.found", Actor = "test", Message = message, Show = show };
}
