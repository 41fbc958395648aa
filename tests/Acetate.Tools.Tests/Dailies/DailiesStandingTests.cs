using System.Text.Json;
using Acetate.Library;
using Acetate.Library.Clips;
using Acetate.Library.Dailies;
using Acetate.Library.Rolls;
using Acetate.Library.Shows;
using Acetate.Tools.Dailies;
using Acetate.Tools.Tests.Ingest;

namespace Acetate.Tools.Tests.Dailies;

/// <summary>How dailies stand: takes that are odd in their setup, and the board of what is late or will be.</summary>
public sealed class DailiesStandingTests
{
    private static readonly DateOnly Day = new(2026, 5, 11);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_take_that_is_darker_than_its_setup_is_doubted_whatever_roll_the_others_lie_on()
    {
        await using var bench = await IngestBench.OpenAsync();
        var (first, second) = (await RollAsync(bench.Library, "film", "A001"), await RollAsync(bench.Library, "film", "A002"));
        await ClipsAsync(bench.Library, first, ("42A", 0.40), ("42A", 0.41), ("43", 0.9));
        var clips = await ClipsAsync(bench.Library, second, ("42A", 0.405), ("42A", 0.20), ("42A", 0.20));

        var seen = await bench.Library.WriteAsync(async tx =>
        {
            var daily = (await tx.ClipDailiesAsync(second, Token))[2];
            await tx.PutClipDailyAsync(daily with { State = DailyState.Accepted }, Token);
            return await tx.DoubtOddTakesAsync(await tx.RequireRollDailiesAsync(second, Token), await tx.ClipDailiesAsync(second, Token), new ShowDailies(), Token);
        }, Token);

        Assert.Equal([DailyState.Made, DailyState.Doubted, DailyState.Accepted], seen.Select(clip => clip.State));
        var doubt = Assert.Single(seen[1].Doubts);
        Assert.Equal("setup", doubt.Kind);
        Assert.Contains("darker than the other takes of its setup", doubt.Words, StringComparison.Ordinal);
        Assert.Equal(clips[1], seen[1].Clip);
    }

    [Fact]
    public async Task Doubts_of_a_setup_go_when_the_take_was_made_again_and_is_like_the_others()
    {
        await using var bench = await IngestBench.OpenAsync();
        var roll = await RollAsync(bench.Library, "film", "A001");
        await ClipsAsync(bench.Library, roll, ("42A", 0.40), ("42A", 0.41), ("42A", 0.405), ("42A", 0.402));

        var seen = await bench.Library.WriteAsync(async tx =>
        {
            var clips = await tx.ClipDailiesAsync(roll, Token);
            clips[3] = clips[3] with { State = DailyState.Doubted, Doubts = [new("setup", "The take is darker.")] };
            return await tx.DoubtOddTakesAsync(await tx.RequireRollDailiesAsync(roll, Token), clips, new ShowDailies(), Token);
        }, Token);

        Assert.All(seen, clip => Assert.Equal((DailyState.Made, 0), (clip.State, clip.Doubts.Length)));
    }

    [Fact]
    public async Task The_board_has_what_is_due_first_first_over_all_shows_and_says_what_is_late_and_what_will_be()
    {
        await using var bench = await IngestBench.OpenAsync();
        var library = bench.Library;
        await library.WriteAsync(tx => tx.AddShowAsync(new Show { Name = "other" }, Token), Token);
        var now = library.Clock.GetUtcNow();
        // One of two clips took an hour, and the other is due in half of one.
        var slow = await RollAsync(library, "film", "A001", dailies => dailies with { State = DailiesState.Making, SoundAt = now.AddHours(-1), DueAt = now.AddMinutes(30) });
        await ClipsAsync(library, slow, ("1", 0.4), ("2", 0.4));
        await WaitAsync(library, slow, 1);
        var quick = await RollAsync(library, "film", "A002", dailies => dailies with { State = DailiesState.Making, SoundAt = now.AddMinutes(-1), DueAt = now.AddHours(9) });
        await ClipsAsync(library, quick, ("1", 0.4), ("2", 0.4));
        await WaitAsync(library, quick, 1);
        await RollAsync(library, "other", "B001", dailies => dailies with { State = DailiesState.Review, DueAt = now.AddMinutes(-5) });
        await RollAsync(library, "other", "B002", dailies => dailies with { State = DailiesState.Held, Message = "The look is missing." });
        await RollAsync(library, "other", "B003", dailies => dailies with { State = DailiesState.Delivered, DeliveredAt = now.AddHours(-2) });
        await RollAsync(library, "other", "B004", dailies => dailies with { State = DailiesState.Delivered, DeliveredAt = now.AddDays(-2) });

        var board = await library.DailiesBoardAsync(["film", "other"], Token);

        Assert.Equal(["B001", "A001", "A002", "B002", "B003"], board.Select(one => one.Name));
        Assert.Equal([(true, false), (false, true), (false, false), (false, false), (false, false)], board.Select(one => (one.IsLate, one.IsAtRisk)));
        Assert.InRange(board[1].Forecast!.Value, now.AddMinutes(55), now.AddMinutes(70));
        Assert.Equal("The look is missing.", board[3].Waits);
        Assert.Equal(["A002", "A001"], (await library.DailiesOfShowAsync("film", Token)).Select(one => one.Name));
    }

    [Fact]
    public async Task What_was_made_before_it_was_made_again_goes_a_day_after_the_delivery_and_nothing_else()
    {
        await using var bench = await IngestBench.OpenAsync();
        var now = bench.Library.Clock.GetUtcNow();
        var (old, young) = (await RollAsync(bench.Library, "film", "A001", Again(now.AddDays(-2))), await RollAsync(bench.Library, "film", "A002", Again(now.AddHours(-2))));
        foreach (var roll in (Guid[])[old, young])
        {
            await ClipsAsync(bench.Library, roll, ("1", 0.4), ("2", 0.4));
            await bench.Library.WriteAsync(async tx => await tx.PutClipDailyAsync((await tx.ClipDailiesAsync(roll, Token))[1] with { Attempt = 2 }, Token), Token);
            foreach (var file in (string[])["001/0001/a.mov", "001/0002/a.mov", "002/0002/a.mov", "documents-1f/look.cube"])
            {
                var path = Path.Join(bench.Library.Options.Derived.LocalPath, DailiesPlan.Folder(roll), file);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                await File.WriteAllTextAsync(path, "made", Token);
            }
        }

        Assert.Equal(1, await new DailiesTidying(bench.Library).RunAsync(Token));

        Assert.Equal(["001/0001/a.mov", "002/0002/a.mov", "documents-1f/look.cube"], Left(old));
        Assert.Equal(4, Left(young).Length);
        Assert.Equal(0, await new DailiesTidying(bench.Library).RunAsync(Token));

        Func<RollDailies, RollDailies> Again(DateTimeOffset delivered) => dailies => dailies with { State = DailiesState.Delivered, Attempt = 2, DeliveredAt = delivered };
        string[] Left(Guid roll)
        {
            var folder = Path.Join(bench.Library.Options.Derived.LocalPath, DailiesPlan.Folder(roll));
            return [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file)).Order(StringComparer.Ordinal)];
        }
    }

    private static async Task<Guid> RollAsync(MediaLibrary library, string show, string name, Func<RollDailies, RollDailies>? change = null)
    {
        var roll = new Roll { Id = Guid.CreateVersion7(), Show = show, Name = name, Kind = RollKind.Camera, ShootDay = Day, Fingerprint = $"{show}{name}", StorePrefix = name, FoundAt = DateTimeOffset.UnixEpoch };
        var dailies = new RollDailies { Roll = roll.Id, Show = show, BegunAt = DateTimeOffset.UnixEpoch };
        await library.WriteAsync(async tx =>
        {
            await tx.AddRollAsync(roll, Token);
            await tx.PutRollDailiesAsync(change?.Invoke(dailies) ?? dailies, Token);
        }, Token);
        return roll.Id;
    }

    private static async Task<Guid[]> ClipsAsync(MediaLibrary library, Guid roll, params (string Scene, double Brightness)[] takes)
    {
        var clips = takes.Select((take, i) => new Clip { Id = Guid.CreateVersion7(), Roll = roll, Name = $"{roll:N}_{i}", Rate = "24", Facts = [new("slate.scene", take.Scene, take.Scene, "header"), new("camera.serial", "1234", "1234", "header")] }).ToArray();
        await library.WriteAsync(async tx =>
        {
            await tx.PutClipsAsync(clips, Token);
            for (var i = 0; i < clips.Length; i++)
            {
                var picture = JsonSerializer.Serialize(new DailyPicture { Statistics = new(takes[i].Brightness, 1.1, 0.8, 0.5) }, DailiesJson.Options);
                await tx.PutClipDailyAsync(new() { Clip = clips[i].Id, Roll = roll, Show = (await tx.RequireRollAsync(roll, Token)).Show, Place = i + 1, Attempt = 1, State = DailyState.Made, Picture = picture }, Token);
            }
        }, Token);
        return [.. clips.Select(clip => clip.Id)];
    }

    private static Task WaitAsync(MediaLibrary library, Guid roll, int place) => library.WriteAsync(async tx =>
    {
        var daily = (await tx.ClipDailiesAsync(roll, Token))[place];
        await tx.PutClipDailyAsync(daily with { State = DailyState.Waiting }, Token);
    }, Token);
}
