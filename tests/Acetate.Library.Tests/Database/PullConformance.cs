using Acetate.Library.Pulls;

namespace Acetate.Library.Tests.Database;

public abstract partial class LibraryConformance
{
    private static Pull NewPull(string recipient) => new()
    {
        Id = Guid.CreateVersion7(),
        Show = "film",
        Kind = PullKind.Vfx,
        Recipient = recipient,
        Number = 0,
        CutName = "reel 1.edl",
        Cut = "VElUTEU=",
        Settings = "{}",
        Plan = "{}",
        CreatedBy = "zoë",
    };

    private static PullPlate NewPlate(Guid pull, int place, string shot, int version) => new()
    {
        Pull = pull,
        Place = place,
        Shot = shot,
        Element = "PL01",
        Version = version,
        Clip = new Guid("00000000-0000-0000-0000-00000000000a"),
        UsedStart = 100,
        UsedEnd = 148,
        Start = 92,
        End = 156,
        Recipe = "ACES2065-1",
        Pattern = $"{shot}/{shot}.####.exr",
        FirstNumber = 993,
    };

    [Fact]
    public async Task Pulls_are_counted_for_each_recipient_and_told_as_they_stand()
    {
        await using var library = await OpenAsync();
        await library.WriteAsync(tx => AddFilmAsync(tx), Token);

        var pulls = await library.WriteAsync(async tx => new[]
        {
            await tx.AddPullAsync(NewPull("X"), [], Token),
            await tx.AddPullAsync(NewPull("x"), [], Token),
            await tx.AddPullAsync(NewPull("Y"), [], Token),
            await tx.AddPullAsync(NewPull("x") with { Kind = PullKind.Conform }, [], Token),
        }, Token);
        await library.WriteAsync(tx => tx.PutPullAsync(pulls[0] with { State = PullState.Held, Message = "why", ApprovedBy = "bo", ApprovedAt = Noon, Job = pulls[0].Id }, Token), Token);

        Assert.Equal([1, 2, 1, 1], pulls.Select(pull => pull.Number));
        var first = await library.ReadAsync(tx => tx.PullAsync(pulls[0].Id, Token), Token);
        Assert.Equal(pulls[0] with { State = PullState.Held, Message = "why", ApprovedBy = "bo", ApprovedAt = Noon, Job = pulls[0].Id }, first);
        Assert.Equal(3, (await library.ReadAsync(tx => tx.PullsAsync("film", PullKind.Vfx, Token), Token)).Count);
        Assert.Equal(4, (await library.ReadAsync(tx => tx.PullsAsync("film", null, Token), Token)).Count);
        Assert.Null(await library.ReadAsync(tx => tx.PullAsync(Guid.Empty, Token), Token));
    }

    [Fact]
    public async Task Only_plates_of_pulls_that_are_ready_count_as_delivered_and_to_whom()
    {
        await using var library = await OpenAsync();
        var (ready, planned) = (NewPull("X"), NewPull("x"));
        await library.WriteAsync(async tx =>
        {
            await AddFilmAsync(tx);
            await tx.AddPullAsync(ready, [NewPlate(ready.Id, 1, "S1", 1), NewPlate(ready.Id, 2, "S2", 1)], Token);
            await tx.AddPullAsync(planned, [NewPlate(planned.Id, 1, "S1", 2)], Token);
            await tx.PutPullAsync(ready with { State = PullState.Ready }, Token);
            await tx.PutPullPlateAsync(NewPlate(ready.Id, 2, "S2", 1) with { Made = 64, Failed = "one" }, Token);
        }, Token);

        Assert.Equal([NewPlate(ready.Id, 1, "S1", 1), NewPlate(ready.Id, 2, "S2", 1) with { Made = 64, Failed = "one" }], await library.ReadAsync(tx => tx.DeliveredPlatesAsync("film", "X", Token), Token));
        Assert.Empty(await library.ReadAsync(tx => tx.DeliveredPlatesAsync("film", "Y", Token), Token));
        Assert.Equal([NewPlate(planned.Id, 1, "S1", 2)], await library.ReadAsync(tx => tx.PullPlatesAsync(planned.Id, Token), Token));
    }

    [Fact]
    public async Task Who_was_given_which_version_of_which_plate_is_known_by_shot_and_by_vendor()
    {
        await using var library = await OpenAsync();
        var (first, second, other, planned) = (NewPull("X"), NewPull("X"), NewPull("Y"), NewPull("X"));
        await library.WriteAsync(async tx =>
        {
            await AddFilmAsync(tx);
            await tx.AddPullAsync(first, [NewPlate(first.Id, 1, "S2", 1), NewPlate(first.Id, 2, "S1", 1)], Token);
            await tx.AddPullAsync(second, [NewPlate(second.Id, 1, "S1", 2)], Token);
            await tx.AddPullAsync(other, [NewPlate(other.Id, 1, "S1", 1)], Token);
            await tx.AddPullAsync(planned, [NewPlate(planned.Id, 1, "S1", 3)], Token);
            foreach (var pull in new[] { first, second, other }) await tx.PutPullAsync(pull with { State = PullState.Ready, ApprovedBy = "bo", EndedAt = Noon }, Token);
        }, Token);

        Task<List<Turnover>> Of(string? shot, string? recipient) => library.ReadAsync(tx => tx.TurnoversAsync("film", shot, recipient, Token), Token);
        var all = await Of(null, null);
        Assert.Equal([("S1", "X", 1, 1), ("S1", "X", 2, 2), ("S1", "Y", 1, 1), ("S2", "X", 1, 1)], all.Select(one => (one.Plate.Shot, one.Recipient, one.Plate.Version, one.Number)));
        Assert.Equal(("bo", Noon, ""), (all[0].ApprovedBy, all[0].DeliveredAt, all[0].Package));
        Assert.Equal(NewPlate(first.Id, 2, "S1", 1), all[0].Plate);
        Assert.Equal(["S2"], (await Of("S2", null)).Select(one => one.Plate.Shot));
        Assert.Equal(["Y"], (await Of(null, "y")).Select(one => one.Recipient));
        Assert.Empty(await library.ReadAsync(tx => tx.TurnoversAsync("other", null, null, Token), Token));
    }

    [Fact]
    public async Task The_reels_of_a_pull_stay_in_their_order_and_those_of_earlier_libraries_are_found_in_their_orders()
    {
        const string Order = """{"reels":[{"name":"R2.edl","content":"QQ=="},{"name":"R3 \u00e9.edl","content":"QQ=="}]}""";
        var options = await TestLibrary.NewOptionsAsync(postgres);
        var (conform, plain, vfx) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        await using (var old = await MediaLibrary.OpenAsync(options, TimeProvider.System, Acetate.Library.Database.Migration.In(postgres ? "Postgres" : "Sqlite")[..10], Token))
            await old.WriteAsync(async tx =>
            {
                await tx.ExecuteAsync("INSERT INTO shows (name, title, settings, created_at) VALUES ('film', 'A Film', '{}', @Noon)", new { Noon }, Token);
                foreach (var (id, kind, settings) in ((Guid, string, string)[])[(conform, "conform", Order), (plain, "conform", "{}"), (vfx, "vfx", "{}")])
                    await tx.ExecuteAsync(
                        """
                        INSERT INTO pulls (id, show, kind, recipient, number, state, cut_name, cut, settings, plan, message, created_by, created_at, approved_by)
                        VALUES (@id, 'film', @kind, @recipient, 1, 'planned', 'R1.edl', '', @settings, '{}', '', 'zoë', @Noon, '')
                        """, new { id, kind, recipient = $"to {id}", settings, Noon }, Token);
            }, Token);

        await using var library = await MediaLibrary.OpenAsync(options, Token);
        var now = await library.WriteAsync(tx => tx.AddPullAsync(NewPull("X") with { Reels = ["b.edl", "a.edl"] }, [], Token), Token);

        var all = (await library.ReadAsync(tx => tx.PullsAsync("film", null, Token), Token)).ToDictionary(pull => pull.Id, pull => pull.Reels);
        Assert.Equal(["R2.edl", "R3 é.edl"], all[conform]);
        Assert.Empty(all[plain].Concat(all[vfx]));
        Assert.Equal(["b.edl", "a.edl"], all[now.Id]);
        Assert.Equal(["b.edl", "a.edl"], (await library.ReadAsync(tx => tx.PullAsync(now.Id, Token), Token))!.Reels);
    }

    [Fact]
    public async Task Pulls_are_found_between_ids()
    {
        await using var library = await OpenAsync();
        var ids = new[] { "0199a7c2-1f0e-7000-8000-000000000001", "0199a7c2-1f0e-7fff-8000-000000000000", "0199a7c2-1f0f-7000-8000-000000000000" }.Select(Guid.Parse).ToList();
        await library.WriteAsync(async tx =>
        {
            await AddFilmAsync(tx);
            foreach (var id in ids) await tx.AddPullAsync(NewPull("X") with { Id = id }, [], Token);
        }, Token);

        async Task<IEnumerable<Guid>> Between(string first, string last) => (await library.ReadAsync(tx => tx.PullsBetweenAsync(Guid.Parse(first), Guid.Parse(last), Token), Token)).Select(pull => pull.Id);
        Assert.Equal(ids, await Between("0199a7c2-0000-0000-0000-000000000000", "0199a7c2-ffff-ffff-ffff-ffffffffffff"));
        Assert.Equal(ids[..2], await Between("0199a7c2-1f0e-0000-0000-000000000000", "0199a7c2-1f0e-ffff-ffff-ffffffffffff"));
        Assert.Equal(ids[1..2], await Between($"{ids[1]}", $"{ids[1]}"));
        Assert.Empty(await Between("0199a7c3-0000-0000-0000-000000000000", "0199a7c3-ffff-ffff-ffff-ffffffffffff"));
    }

    [Fact]
    public async Task What_work_took_is_kept_once_for_each_pull_and_told_of_the_ten_newest()
    {
        var clock = new TestClock(Noon);
        await using var library = await OpenAsync(clock);
        var kind = new WorkKind(PullTask.Plates, "prores 1920x1080", "EXR zips 1920x1080");
        for (var i = 0; i < 12; i++)
        {
            clock.Now += TimeSpan.FromMinutes(1);
            await library.WriteAsync(async tx =>
            {
                if (i == 0) await AddFilmAsync(tx);
                var pull = await tx.AddPullAsync(NewPull("X"), [], Token);
                // The first tells the most: it is among the oldest, and counts no more.
                await tx.PutPullWorkAsync(pull.Id, new(kind, 1L << 40, 7, 9, 6), Token);
                if (i > 0) await tx.PutPullWorkAsync(pull.Id, new(kind, 3_000_000_000, 0.5 + i, 2, 0.25), Token);
                await tx.PutPullWorkAsync(pull.Id, new(kind with { Task = PullTask.Copies }, 0, 0, 0, 0), Token);
            }, Token);
        }

        Assert.Equal(new WorkSpeed(30_000_000_000, Enumerable.Range(2, 10).Sum(i => 0.5 + i), 10) { Steps = 20, FixedSeconds = 2.5 }, await library.ReadAsync(tx => tx.WorkSpeedAsync(kind, Token), Token));
        // Nothing that took no time says how long anything takes.
        Assert.Null(await library.ReadAsync(tx => tx.WorkSpeedAsync(kind with { Task = PullTask.Copies }, Token), Token));
        Assert.Null(await library.ReadAsync(tx => tx.WorkSpeedAsync(kind with { Made = "" }, Token), Token));
    }
}
