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
}
