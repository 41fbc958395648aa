using Acetate.Library.Access;
using Acetate.Library.Activity;
using Acetate.Library.Audit;
using Acetate.Library.Clips;
using Acetate.Library.Events;
using Acetate.Library.Rolls;
using Acetate.Library.Sharing;
using Acetate.Library.Shows;

namespace Acetate.Library.Tests.Database;

public abstract partial class LibraryConformance
{
    [Fact]
    public async Task A_timeline_merges_events_and_audit_in_one_order_and_pages_lose_nothing()
    {
        var clock = new TestClock(Noon);
        await using var library = await OpenAsync(clock);
        await library.WriteAsync(async tx =>
        {
            await AddFilmAsync(tx);
            // Several of each source in one moment, so that pages end within it.
            for (var i = 0; i < 30; i++)
            {
                if (i % 4 == 0) clock.Now += TimeSpan.FromSeconds(1);
                await tx.AppendEventAsync(new LibraryEvent { At = tx.Now, Kind = "day.confirmed", Actor = "anna", Message = $"event {i}", Show = "film" }, Token);
                await tx.AuditAsync("ben", "file.downloaded", "x", "film", new { path = $"{i}.mov" }, Token);
            }

            await tx.AuditAsync("ben", "api.confirm-day", "x", "film", null, Token);
            await tx.AuditAsync("ben", "api.confirm-day.refused", "x", "film", new { detail = "It is not over." }, Token);
        }, Token);
        await using var read = await library.ReadAsync(Token);

        var (pages, all, place) = (0, new List<ActivityLine>(), (ActivityPlace?)null);
        while (await read.ActivityAsync(new() { Show = "film" }, ActivityReader.Everything, place, 7, Token) is { Count: > 0 } page)
        {
            all.AddRange(page);
            place = ActivityPlace.TryParse(new ActivityPlace(page[^1].At, page[^1].Source, page[^1].Sequence).ToString(), out var next) ? next : throw new FormatException();
            pages++;
        }

        Assert.Equal((61, 9), (all.Count, pages));
        Assert.Equal(all, all.OrderByDescending(line => line.At).ThenBy(line => line.Source).ThenByDescending(line => line.Sequence));
        Assert.Equal(61, all.Select(line => (line.Source, line.Sequence)).Distinct().Count());
        // A call that succeeded is told by its event; one that was refused is told.
        Assert.Equal("ben was refused: confirm day. It is not over.", Assert.Single(all, line => line.Kind.StartsWith("api.", StringComparison.Ordinal)).Words);
        Assert.Equal(30, (await read.ActivityAsync(new() { Actor = "anna" }, ActivityReader.Everything, null, 500, Token)).Count);
        Assert.All(await read.ActivityAsync(new() { ReadsOnly = true }, ActivityReader.Everything, null, 500, Token), line => Assert.Equal("file.downloaded", line.Kind));
        Assert.Empty(await read.ActivityAsync(new() { Since = clock.Now.AddSeconds(1) }, ActivityReader.Everything, null, 500, Token));
    }

    [Fact]
    public async Task A_clips_timeline_begins_with_its_card_and_nobody_is_told_of_another_title()
    {
        await using var library = await OpenAsync();
        var (roll, other, one, two, share, maker) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        await library.WriteAsync(async tx =>
        {
            await AddFilmAsync(tx);
            await tx.AddShowAsync(new Show { Name = "secret" }, Token);
            foreach (var (id, show) in ((Guid, string)[])[(roll, "film"), (other, "secret")])
                await tx.AddRollAsync(new Roll { Id = id, Show = show, Name = "A001", Kind = RollKind.Camera, ShootDay = new(2026, 5, 11), StorePrefix = $"{show}/A001", FoundAt = tx.Now }, Token);
            await tx.PutClipsAsync([new Clip { Id = one, Roll = roll, Name = "C001" }, new Clip { Id = two, Roll = roll, Name = "C002" }], Token);
            async Task TellAsync(string kind, string show, Guid? of, Guid? clip) => await tx.AppendEventAsync(new LibraryEvent { At = tx.Now, Kind = kind, Actor = "anna", Message = kind, Show = show, Roll = of, Clip = clip }, Token);
            await TellAsync("roll.found", "film", roll, null);
            await TellAsync("clip.commented", "film", roll, one);
            await TellAsync("clip.edited", "film", roll, two);
            await TellAsync("roll.found", "secret", other, null);
            await tx.AuditAsync("ben", "clip.watched", one.ToString(), "film", new { clip = "C001" }, Token);
            await tx.AuditAsync("cleo", "file.downloaded", two.ToString(), "film", new { path = "C002.mov" }, Token);
            await tx.AuditAsync("ben", "session.begun", "x", "", null, Token);
            await tx.AddPrincipalAsync(new Principal { Id = maker, Name = "mia", Kind = PrincipalKind.Person }, Token);
            await tx.AddShareAsync(new Share { Id = share, Show = "film", Title = "Reel 2", Maker = maker, CreatedBy = "mia" }, [new() { Number = 0, Clip = one }, new() { Number = 1, Clip = two }], null, Token);
            await tx.AuditAsync("link:zoe@a.example", "share.watched", share.ToString(), "film", new { title = "Reel 2", item = 0, path = "C001" }, Token);
            await tx.AuditAsync("link:kim@a.example", "share.downloaded", share.ToString(), "film", new { title = "Reel 2", item = 1, path = "C002" }, Token);
            await tx.AuditAsync("link", "share.watched", Guid.Empty.ToString(), "secret", new { title = "Reel 1", item = 0, path = "C009.mp4" }, Token);
            await tx.AuditAsync("north", "roll.proxies-downloaded", other.ToString(), "secret", new { roll = "A001" }, Token);
            await tx.AuditAsync("anna", "cut.kept", Guid.Empty.ToString(), "secret", null, Token);
            await tx.AuditAsync("anna", "share.taken-back", Guid.Empty.ToString(), "secret", new { title = "Reel 1" }, Token);
            await tx.AuditAsync("zoë", "workspace.uploaded", Guid.Empty.ToString(), "secret", new { workspace = "north", path = "a.exr" }, Token);
        }, Token);
        await using var read = await library.ReadAsync(Token);
        async Task<string> OfAsync(ActivityFilter filter, ActivityReader reader) => string.Join(' ', (await read.ActivityAsync(filter, reader, null, 100, Token)).Select(line => line.Kind).Order(StringComparer.Ordinal));

        // Who saw a clip by a share is told with the clip, and with no other of the share.
        Assert.Equal("clip.commented clip.watched roll.found share.watched", await OfAsync(new() { Clip = one }, ActivityReader.Everything));
        Assert.Equal("link:zoe@a.example watched C001 of the share Reel 2.", Assert.Single(await read.ActivityAsync(new() { Clip = one, ReadsOnly = true }, ActivityReader.Everything, null, 100, Token), line => line.Kind == "share.watched").Words);
        Assert.Equal("file.downloaded share.downloaded", string.Join(' ', (await read.ActivityAsync(new() { Clip = two, ReadsOnly = true }, ActivityReader.Everything, null, 100, Token)).Select(line => line.Kind).Order(StringComparer.Ordinal)));
        Assert.Equal("clip.commented clip.edited clip.watched file.downloaded roll.found", await OfAsync(new() { Roll = roll }, ActivityReader.Everything));
        Assert.Equal("clip.commented clip.edited clip.watched file.downloaded roll.found share.downloaded share.watched", await OfAsync(new(), new("owner", ["film"], ["film"])));
        // A viewer is told what happened, and what they themselves did.
        Assert.Equal("clip.commented clip.edited clip.watched roll.found", await OfAsync(new(), new("ben", ["film"], [])));
        Assert.Equal("", await OfAsync(new() { Clip = one }, new("ben", [], [])));
        // What an event of the same name tells is not told twice.
        Assert.Equal("roll.found roll.proxies-downloaded share.taken-back share.watched workspace.uploaded", await OfAsync(new() { Show = "secret" }, new("x", ["secret"], ["secret"])));
        Assert.Contains(await read.ActivityAsync(new() { Show = "secret" }, ActivityReader.Everything, null, 100, Token), line => line.Words == "anna took the share Reel 1 back.");
        // Whoever saw or fetched something, by whatever way, and nobody else.
        var reads = await read.ActivityAsync(new() { Show = "secret", ReadsOnly = true }, ActivityReader.Everything, null, 100, Token);
        Assert.Equal(["roll.proxies-downloaded", "share.watched"], reads.Select(line => line.Kind).Order(StringComparer.Ordinal));
        Assert.Contains(reads, line => line.Words == "link watched C009.mp4 of the share Reel 1.");
        Assert.Equal("", await OfAsync(new() { Clip = Guid.CreateVersion7() }, ActivityReader.Everything));
        Assert.Equal("", await OfAsync(new() { Show = "film", Shot = "' OR 1=1 --" }, ActivityReader.Everything));
        Assert.Equal(LibraryProblem.Settings, (await Assert.ThrowsAsync<LibraryException>(() => read.ActivityAsync(new() { Shot = "010" }, ActivityReader.Everything, null, 1, Token))).Problem);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("20260511T120000.000000-e")]
    [InlineData("20260511T120000.000000-x-1")]
    [InlineData("20260511T120000.000000-e--1")]
    [InlineData("20260511T120000.000000-e-99999999999999999999")]
    [InlineData("20261311T120000.000000-e-1")]
    [InlineData("20260511T120000.000000-e-1' OR '1'='1")]
    [InlineData("20260511T120000.000000-e-١")]
    public void A_place_that_no_page_named_is_none(string text) => Assert.False(ActivityPlace.TryParse(text, out _));
}
