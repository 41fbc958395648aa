using Acetate.Library.Clips;
using Acetate.Library.Days;
using Acetate.Library.Deliveries;
using Acetate.Library.Rolls;

namespace Acetate.Library.Tests.Database;

public abstract partial class LibraryConformance
{
    private static readonly DateOnly Day = new(2026, 11, 21);

    private static ExpectedRoll NewExpected(string name, DateOnly? day = null) => new()
    {
        Id = Guid.CreateVersion7(),
        Show = "film",
        ShootDay = day ?? Day,
        Name = name,
        Kind = RollKind.Camera,
        Unit = "MU",
        Clips = ["c1", "c2"],
        Source = "report.csv",
        ImportedBy = "zoë",
        ImportedAt = Noon,
    };

    [Fact]
    public async Task Days_count_what_came_what_is_held_and_what_is_missing()
    {
        await using var library = await OpenAsync();
        await library.WriteAsync(async tx =>
        {
            await AddFilmAsync(tx);
            await tx.AddRollAsync(NewRoll("A001"), Token);
            await tx.AddRollAsync(NewRoll("A002") with { Hold = null, Stage = RollStage.Complete, Bytes = 5, Files = 1 }, Token);
            await tx.PutExpectedRollsAsync([NewExpected("A001"), NewExpected("A003"), NewExpected("A004"), NewExpected("B001", Day.AddDays(1))], Token);
            await tx.WaiveExpectedRollAsync((await tx.ExpectedRollsAsync("film", Day, Token)).Single(e => e.Name == "A004").Id, "zoë", "Not shot.", Token);
            await tx.PutDayStatusAsync("film", Day, DayState.Confirmed, "zoë", "", Token);
        }, Token);

        var days = await library.ReadAsync(tx => tx.DaysAsync("film", Token), Token);

        Assert.Equal(
            [
                new DaySummary(Day.AddDays(1), 0, 0, 0, 1, 1, 0, 0, DayState.Open),
                new DaySummary(Day, 2, 1, 1, 2, 1, 43_201, 3_000_000_000_005, DayState.Confirmed),
            ],
            days);
    }

    [Fact]
    public async Task An_expected_roll_imported_again_is_replaced_and_its_waiver_stays()
    {
        await using var library = await OpenAsync();
        var first = NewExpected("A001");
        await library.WriteAsync(async tx =>
        {
            await AddFilmAsync(tx);
            await tx.PutExpectedRollsAsync([first], Token);
            Assert.True(await tx.WaiveExpectedRollAsync(first.Id, "zoë", "Not shot.", Token));
            Assert.False(await tx.WaiveExpectedRollAsync(first.Id, "bo", "Again.", Token));
            await tx.PutExpectedRollsAsync([NewExpected("A001") with { Clips = ["c9"], Source = "second.csv" }], Token);
        }, Token);

        var kept = Assert.Single(await library.ReadAsync(tx => tx.ExpectedRollsAsync("film", Token), Token));

        Assert.Equal((first.Id, "second.csv", "zoë", "Not shot."), (kept.Id, kept.Source, kept.WaivedBy, kept.WaivedReason));
        Assert.Equal(["c9"], kept.Clips);
    }

    [Fact]
    public async Task A_waiver_that_is_taken_back_leaves_the_roll_waited_for_as_before()
    {
        await using var library = await OpenAsync();
        var roll = NewExpected("A001");
        await library.WriteAsync(async tx => { await AddFilmAsync(tx); await tx.PutExpectedRollsAsync([roll], Token); }, Token);
        Assert.False(await library.WriteAsync(tx => tx.AwaitExpectedRollAsync(roll.Id, Token), Token));
        await library.WriteAsync(tx => tx.WaiveExpectedRollAsync(roll.Id, "zoë", "Not shot.", Token), Token);

        Assert.True(await library.WriteAsync(tx => tx.AwaitExpectedRollAsync(roll.Id, Token), Token));

        await using var read = await library.ReadAsync(Token);
        var kept = Assert.Single(await read.ExpectedRollsAsync("film", Token));
        Assert.Equal((null, null, null), (kept.WaivedBy, kept.WaivedAt, kept.WaivedReason));
        Assert.Equal(1, Assert.Single(await read.DaysAsync("film", Token)).Missing);
    }

    [Fact]
    public async Task A_day_keeps_who_confirmed_it_and_when()
    {
        var clock = new TestClock(Noon);
        await using var library = await OpenAsync(clock);
        await library.WriteAsync(AddFilmAsync, Token);
        Assert.Equal(new DayStatus("film", Day, DayState.Open, "", null, ""), await library.ReadAsync(tx => tx.DayStatusAsync("film", Day, Token), Token));

        await library.WriteAsync(tx => tx.PutDayStatusAsync("film", Day, DayState.Confirmed, "zoë", "", Token), Token);
        clock.Now = Noon.AddHours(1);
        Assert.True(await library.WriteAsync(tx => tx.ReopenDayAsync("film", Day, "A009 came.", Token), Token));
        Assert.False(await library.WriteAsync(tx => tx.ReopenDayAsync("film", Day, "A010 came.", Token), Token));

        Assert.Equal(
            new DayStatus("film", Day, DayState.Reopened, "zoë", Noon, "A009 came."),
            await library.ReadAsync(tx => tx.DayStatusAsync("film", Day, Token), Token));
    }

    [Fact]
    public async Task The_submissions_of_a_day_come_back_in_order()
    {
        await using var library = await OpenAsync();
        var (one, two) = (new Submission(Guid.CreateVersion7(), "film", Day, "/media/a", "part 1", "zoë", Noon), new Submission(Guid.CreateVersion7(), "film", Day, "/media/b", "", "bo", Noon.AddHours(1)));

        await library.WriteAsync(async tx => { await AddFilmAsync(tx); await tx.AddSubmissionAsync(two, Token); await tx.AddSubmissionAsync(one, Token); }, Token);

        Assert.Equal([one, two], await library.ReadAsync(tx => tx.SubmissionsAsync("film", Day, Token), Token));
    }

    [Fact]
    public async Task A_format_card_appears_once_and_its_corrections_hold_for_later_clips()
    {
        var clock = new TestClock(Noon);
        await using var library = await OpenAsync(clock);
        var key = new FormatCardKey("A", "ALEXA 35", "4.6K 3:2 Open Gate", "ARRIRAW", "2");
        var found = new Dictionary<string, string> { ["lens.squeeze"] = "2", ["camera.model"] = "ALEXA 35" };
        await library.WriteAsync(AddFilmAsync, Token);

        var card = await library.WriteAsync(tx => tx.EnsureFormatCardAsync("film", key, found, null, Token), Token);
        clock.Now = Noon.AddMinutes(1);
        await library.WriteAsync(tx => tx.CorrectFormatCardAsync(card.Id, "lens.squeeze", "1.8", "The lens is marked 1.8.", "zoë", Token), Token);
        await library.WriteAsync(tx => tx.CorrectFormatCardAsync(card.Id, "note", "x", "", "bo", Token), Token);
        await library.WriteAsync(tx => tx.CorrectFormatCardAsync(card.Id, "note", null, "", "bo", Token), Token);
        var again = await library.WriteAsync(tx => tx.EnsureFormatCardAsync("film", key, new Dictionary<string, string>(), null, Token), Token);

        await using var read = await library.ReadAsync(Token);
        var history = await read.FormatCardHistoryAsync(card.Id, Token);
        Assert.Equal((card.Id, "1.8", "ALEXA 35", "bo"), (again.Id, again.Values["lens.squeeze"], again.Values["camera.model"], again.ChangedBy));
        Assert.Equal(new FormatCardCorrection(1, "lens.squeeze", "2", "1.8", "The lens is marked 1.8.", "zoë", clock.Now), history[0]);
        Assert.Equal([("x", null), (null, "x")], history.Skip(1).Select(c => (c.After, c.Before)));
        Assert.Equal(
            [new ClipFact("lens.squeeze", "1.8", "2.0", "format-card"), new ClipFact("iso", "800", "800", "header")],
            again.ApplyTo([new ClipFact("lens.squeeze", "2", "2.0", "header"), new ClipFact("iso", "800", "800", "header")]));
        Assert.Single(await read.FormatCardsAsync("film", Token));
    }

    [Fact]
    public async Task News_is_kept_once_claimed_by_one_sender_and_tried_until_it_arrives()
    {
        var clock = new TestClock(Noon);
        await using var library = await OpenAsync(clock);
        Delivery New(string key) => new()
        {
            Id = Guid.CreateVersion7(),
            Show = "film",
            Key = key,
            Kind = DeliveryKind.Webhook,
            Target = "https://hooks.example/a",
            Subject = "roll.verified",
            Payload = "{}",
            CreatedAt = Noon,
            DueAt = Noon,
        };
        var news = New("1");
        await library.WriteAsync(async tx =>
        {
            Assert.True(await tx.AddDeliveryAsync(news, Token));
            Assert.False(await tx.AddDeliveryAsync(New("1"), Token));
            Assert.True(await tx.AddDeliveryAsync(New("2") with { DueAt = Noon.AddHours(1) }, Token));
        }, Token);
        Task<List<Delivery>> ClaimAsync() => library.WriteAsync(tx => tx.ClaimDeliveriesAsync(TimeSpan.FromMinutes(5), 10, Token), Token);

        var claimed = Assert.Single(await ClaimAsync());
        Assert.Equal(news with { Attempts = 1, DueAt = Noon.AddMinutes(5) }, claimed);
        Assert.Empty(await ClaimAsync());
        clock.Now = Noon.AddMinutes(6);
        Assert.Equal(2, Assert.Single(await ClaimAsync()).Attempts);
        await library.WriteAsync(tx => tx.NotDeliveredAsync(news.Id, "No answer.", clock.Now.AddMinutes(1), Token), Token);
        Assert.Empty(await ClaimAsync());
        clock.Now = Noon.AddMinutes(7);
        Assert.Equal("No answer.", Assert.Single(await ClaimAsync()).LastError);
        await library.WriteAsync(tx => tx.DeliveredAsync(news.Id, Token), Token);
        clock.Now = Noon.AddDays(1);

        Assert.Equal("2", Assert.Single(await ClaimAsync()).Key);
        Assert.Equal(DeliveryState.Delivered, (await library.ReadAsync(tx => tx.DeliveryAsync(news.Id, Token), Token))!.State);
    }
}
