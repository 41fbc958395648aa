using System.Diagnostics;
using System.Text.Json;
using Acetate.Library.Clips;
using Acetate.Library.Rolls;

namespace Acetate.Library.Tests.Database;

public abstract partial class LibraryConformance
{
    private static RollFile NewFile(long number, string path) => new()
    {
        Number = number,
        Path = path,
        Length = 70_000_000_000 + number,
        ModifiedAt = Noon.AddSeconds(number),
        Expected = [new FileDigest("md5", "aa")],
        Digests = [new FileDigest("xxh128", $"{number:x32}"), new FileDigest("c4", "c4x")],
        Verdict = RollFileVerdict.Listed,
        Message = "it's \"listed\"",
    };

    private static async Task<Roll> AddRollAsync(MediaLibrary library)
    {
        var roll = NewRoll();
        await library.WriteAsync(async tx => { await AddFilmAsync(tx); await tx.AddRollAsync(roll, Token); }, Token);
        return roll;
    }

    private static RollCopy NewCopy(Roll roll, CopyTier tier = CopyTier.Library) => new()
    {
        Id = Guid.CreateVersion7(),
        Roll = roll.Id,
        Tier = tier,
        Store = $"file:///{tier}",
        Prefix = roll.StorePrefix,
        Place = "here",
        State = CopyState.Writing,
        Files = 3,
        Bytes = 70_000_000_000,
    };

    [Fact]
    public async Task Files_come_back_as_they_were_kept_a_page_at_a_time()
    {
        await using var library = await OpenAsync();
        var roll = await AddRollAsync(library);
        RollFile[] files = [NewFile(1, "b/ä\n.mov"), NewFile(2, "B"), NewFile(3, "a") with { Verdict = RollFileVerdict.Unlisted, ModifiedAt = null, Expected = [], Digests = [] }];

        await library.WriteAsync(tx => tx.PutFilesAsync(roll.Id, files, Token), Token);

        await using var read = await library.ReadAsync(Token);
        var first = await read.FilesAsync(roll.Id, null, 0, 2, Token);
        var second = await read.FilesAsync(roll.Id, null, 2, 2, Token);
        Assert.Equal(LibraryJson.Write(files), LibraryJson.Write(first.Concat(second)));
        Assert.Equal("a", (await read.FilesAsync(roll.Id, RollFileVerdict.Unlisted, 0, 9, Token)).Single().Path);
        Assert.Equal((2, 140_000_000_003), (await read.FileVerdictsAsync(roll.Id, Token))[RollFileVerdict.Listed]);
    }

    [Fact]
    public async Task Files_are_found_by_how_their_names_end_whatever_the_case_and_nothing_in_a_name_is_a_wildcard()
    {
        await using var library = await OpenAsync();
        var roll = await AddRollAsync(library);
        await library.WriteAsync(tx => tx.PutFilesAsync(roll.Id, [NewFile(1, "Stills/ä_B.PNG"), NewFile(2, "b.jpeg"), NewFile(3, "png"), NewFile(4, "c.png.mov"), NewFile(5, "d%png"), NewFile(6, "e.Jpg"), NewFile(7, "g")], Token), Token);
        await using var read = await library.ReadAsync(Token);

        Assert.Equal(["Stills/ä_B.PNG", "b.jpeg", "e.Jpg"], (await read.FilesEndingAsync(roll.Id, [".png", ".jpeg", ".jpg"], 9, Token)).Select(file => file.Path));
        Assert.Equal(["Stills/ä_B.PNG"], (await read.FilesEndingAsync(roll.Id, [".png", ".jpeg", ".jpg"], 1, Token)).Select(file => file.Path));
        Assert.Empty(await read.FilesEndingAsync(Guid.NewGuid(), [".png"], 9, Token));
    }

    [Fact]
    public async Task Two_files_cannot_have_one_path()
    {
        await using var library = await OpenAsync();
        var roll = await AddRollAsync(library);

        var refused = await Assert.ThrowsAsync<LibraryException>(
            () => library.WriteAsync(tx => tx.PutFilesAsync(roll.Id, [NewFile(1, "a"), NewFile(2, "a")], Token), Token));

        Assert.Equal(LibraryProblem.Conflict, refused.Problem);
    }

    [Fact]
    public async Task What_steps_found_about_files_is_kept_per_copy_and_their_digests_with_the_file()
    {
        await using var library = await OpenAsync();
        var roll = await AddRollAsync(library);
        var (copy, archive) = (NewCopy(roll), NewCopy(roll, CopyTier.Archive));

        await library.WriteAsync(async tx =>
        {
            await tx.PutFilesAsync(roll.Id, [NewFile(1, "a"), NewFile(2, "b"), NewFile(3, "c")], Token);
            await tx.PutCopyAsync(copy, Token);
            await tx.PutCopyAsync(archive, Token);
            await tx.PutCopyFilesAsync(copy, [new("a", CopyFileState.Copied, [new FileDigest("xxh64", "1"), new FileDigest("c4", "other")]), new("b", CopyFileState.Mismatch, [], "No.")], Noon, Token);
            await tx.PutCopyFilesAsync(copy, [new("a", CopyFileState.Intact, [])], Noon, Token);
            await tx.PutCopyFilesAsync(archive, [new("c", CopyFileState.AlreadyThere, [])], Noon, Token);
            await tx.PutCopyAsync(copy with { State = CopyState.Verified, VerifiedAt = Noon, Generation = 2 }, Token);
        }, Token);

        await using var read = await library.ReadAsync(Token);
        var status = await read.FileStatusAsync(roll.Id, null, 0, 10, Token);
        Assert.Equal([(CopyFileState.Intact, null), (CopyFileState.Mismatch, null), ((CopyFileState?)null, (CopyFileState?)CopyFileState.AlreadyThere)], status.Select(s => (s.Library, s.Archive)));
        Assert.Equal(["xxh128", "c4", "xxh64"], status[0].File.Digests.Select(d => d.Format));
        Assert.Equal("c4x", status[0].File.Digests[1].Text);
        Assert.Equal("No.", (await read.FileStatusAsync(roll.Id, CopyFileState.Mismatch, 0, 10, Token)).Single().Message);
        Assert.Equal(1, (await read.CopyFileStatesAsync(copy.Id, Token))[CopyFileState.Waiting].Files);
        Assert.Equal([copy with { State = CopyState.Verified, VerifiedAt = Noon, Generation = 2 }, archive], await read.CopiesAsync(roll.Id, Token));
        Assert.Equal(2, (await read.CopiesOnDayAsync("film", roll.ShootDay, Token))[roll.Id].Count());
    }

    [Fact]
    public async Task Hashes_of_blocks_count_as_long_as_the_file_has_the_hash_with_which_they_were_made()
    {
        await using var library = await OpenAsync();
        var roll = await AddRollAsync(library);
        FileDigest Whole(long number) => new("xxh128", $"{number:x32}");
        await library.WriteAsync(async tx =>
        {
            await tx.PutFilesAsync(roll.Id, [NewFile(1, "a"), NewFile(2, "b"), NewFile(3, "c")], Token);
            await tx.PutBlocksAsync(roll.Id, [new("a", Whole(9), "old"), new("b", Whole(2), "of b"), new("gone", Whole(4), "of nothing")], Token);
            await tx.PutBlocksAsync(roll.Id, [new("a", Whole(1), "of a")], Token);
        }, Token);

        var first = await library.ReadAsync(tx => tx.BlocksAsync(roll.Id, Token), Token);
        await library.WriteAsync(tx => tx.PutFilesAsync(roll.Id, [NewFile(1, "b"), NewFile(2, "a")], Token), Token);
        var second = await library.ReadAsync(tx => tx.BlocksAsync(roll.Id, Token), Token);

        Assert.Equal([("a", "of a"), ("b", "of b")], first.Select(pair => (pair.Key, pair.Value)).Order());
        Assert.Empty(second);
    }

    [Fact]
    public async Task News_of_a_file_that_the_roll_does_not_have_is_refused_and_nothing_of_it_kept()
    {
        await using var library = await OpenAsync();
        var roll = await AddRollAsync(library);
        var copy = NewCopy(roll);
        await library.WriteAsync(async tx => { await tx.PutFilesAsync(roll.Id, [NewFile(1, "a")], Token); await tx.PutCopyAsync(copy, Token); }, Token);

        await Assert.ThrowsAsync<LibraryException>(() => library.WriteAsync(
            tx => tx.PutCopyFilesAsync(copy, [new("a", CopyFileState.Copied, []), new("x", CopyFileState.Copied, [])], Noon, Token), Token));

        Assert.Equal(1, (await library.ReadAsync(tx => tx.CopyFileStatesAsync(copy.Id, Token), Token))[CopyFileState.Waiting].Files);
    }

    [Fact]
    public async Task A_roll_of_43200_files_is_kept_and_its_news_taken_in_seconds()
    {
        await using var library = await OpenAsync();
        var roll = await AddRollAsync(library);
        var copy = NewCopy(roll);
        var files = Enumerable.Range(1, 43_200).Select(i => NewFile(i, $"A001/A001C001_261121_R2EC.{i:0000000}.dng") with { Digests = [] }).ToList();
        var started = Stopwatch.GetTimestamp();

        await library.WriteAsync(async tx => { await tx.PutCopyAsync(copy, Token); await tx.PutFilesAsync(roll.Id, files, Token); }, Token);
        var put = Stopwatch.GetElapsedTime(started);
        await library.WriteAsync(tx => tx.PutCopyFilesAsync(
            copy, files.ConvertAll(f => new CopyFileNews(f.Path, CopyFileState.Copied, [new FileDigest("xxh128", $"{f.Number:x32}")])), Noon, Token), Token);
        var all = Stopwatch.GetElapsedTime(started);

        TestContext.Current.SendDiagnosticMessage($"43,200 files ({(postgres ? "PostgreSQL" : "SQLite")}): put {put.TotalSeconds:0.00} s, with news {all.TotalSeconds:0.00} s");
        await using var read = await library.ReadAsync(Token);
        Assert.Equal(43_200, (await read.CopyFileStatesAsync(copy.Id, Token))[CopyFileState.Copied].Files);
        Assert.Equal("xxh128", (await read.FilesAsync(roll.Id, null, 43_199, 1, Token)).Single().Digests.Single().Format);
        // Ten times what it takes on a busy machine: one statement a file over the network would take longer.
        Assert.InRange(all.TotalSeconds, 0, 30);
    }

    [Fact]
    public async Task A_clip_comes_back_as_it_was_kept_and_keeps_its_id()
    {
        await using var library = await OpenAsync();
        var roll = await AddRollAsync(library);
        var clip = new Clip
        {
            Id = Guid.CreateVersion7(),
            Roll = roll.Id,
            Name = "A001C001",
            Kind = "sequence",
            Reel = "A001R2EC",
            Files = ["a.[1-3].dng"],
            Frames = 43_200,
            Rate = "24000/1001",
            TimecodeStart = "10:00:00:00",
            TimecodeEnd = "10:30:00:00",
            Width = 4608,
            Height = 3164,
            Codec = "ARRIRAW",
            Camera = "A",
            State = ClipState.Inspected,
            Facts = [new ClipFact("camera.model", "ALEXA 35", "ALEXA 35\0\0", "header")],
            Problems = ["Truncated."],
            Inspection = JsonSerializer.Deserialize<JsonElement>("""{"b":1,"a":"\u0000\ud800","n":1.50}"""),
            InspectedAt = Noon,
            ProxyState = ProxyState.Made,
            Proxy = new ClipProxy { Video = "p.mp4", Frames = 43_200, Timecode = "10:00:00:00" },
            ProxiedAt = Noon,
        };
        await library.WriteAsync(tx => tx.PutClipsAsync([clip with { State = ClipState.Found, Proxy = null, Inspection = null }], Token), Token);

        await library.WriteAsync(tx => tx.PutClipsAsync([clip with { Id = Guid.CreateVersion7() }, new Clip { Id = Guid.CreateVersion7(), Roll = roll.Id, Name = "B" }], Token), Token);

        await using var read = await library.ReadAsync(Token);
        var kept = (await read.ClipAsync(clip.Id, Token))!;
        Assert.Equal("""{"b":1,"a":"\u0000\ud800","n":1.50}""", kept.Inspection!.Value.GetRawText());
        Assert.Equal(LibraryJson.Write(clip with { Inspection = null }), LibraryJson.Write(kept with { Inspection = null }));
        Assert.Equal(["A001C001", "B"], (await read.ClipsAsync(roll.Id, Token)).Select(c => c.Name));
        Assert.Equal(["B"], (await read.ClipsAsync(roll.Id, "A001C001", 5, Token)).Select(c => c.Name));
        Assert.Equal(["B"], (await read.ClipsFromAsync(roll.Id, 1, 5, Token)).Select(c => c.Name));
        Assert.Equal(["A001C001", "B"], await read.ClipNamesAsync(roll.Id, Token));
        Assert.Equal(((2, 1), (2, 0)), (await read.ClipPlaceAsync(roll.Id, "B", Token), await read.ClipPlaceAsync(roll.Id, "", Token)));
        Assert.Equal(new ClipCounts(2, 1, 1, 0, 0, 1), (await read.ClipCountsOnDayAsync("film", roll.ShootDay, Token))[roll.Id]);
    }

    [Fact]
    public async Task A_removed_roll_takes_its_files_copies_and_clips_along_and_leaves_its_events()
    {
        await using var library = await OpenAsync();
        var roll = await AddRollAsync(library);
        var copy = NewCopy(roll);
        await library.WriteAsync(async tx =>
        {
            await tx.PutFilesAsync(roll.Id, [NewFile(1, "a")], Token);
            await tx.PutCopyAsync(copy, Token);
            await tx.PutCopyFilesAsync(copy, [new("a", CopyFileState.Copied, [])], Noon, Token);
            await tx.PutClipsAsync([new Clip { Id = Guid.CreateVersion7(), Roll = roll.Id, Name = "c" }], Token);
            await tx.PutStagesAsync(roll.Id, [new StageProgress { Stage = RollStage.Found }], Token);
            foreach (var kind in new[] { "seen", "again", "last" })
                await Acetate.Library.Events.EventQueries.AppendEventAsync(tx, NewEvent(kind) with { Roll = roll.Id, Message = kind }, Token);
        }, Token);

        Assert.True(await library.WriteAsync(tx => tx.RemoveRollAsync(roll.Id, Token), Token));

        await using var read = await library.ReadAsync(Token);
        foreach (var table in new[] { "roll_files", "copies", "copy_files", "clips", "roll_stages" })
            Assert.Equal(0, await read.ScalarAsync<long>($"SELECT COUNT(*) FROM {table}", null, Token));
        var latest = await Acetate.Library.Events.EventQueries.TimelineAsync(read, roll.Id, long.MaxValue, 2, Token);
        Assert.Equal(["again", "last"], latest.Select(e => e.Message));
        Assert.Equal("seen", Assert.Single(await Acetate.Library.Events.EventQueries.TimelineAsync(read, roll.Id, latest[0].Sequence, 2, Token)).Message);
    }

    [Fact]
    public async Task The_media_of_a_clip_are_its_files_or_the_frames_that_its_pattern_means_and_no_others()
    {
        await using var library = await OpenAsync();
        var roll = NewRoll("A001");
        string[] paths = ["c/A_0001.dng", "c/A_0002.dng", "c/A_0010.dng", "c/A_10000.dng", "c/A_0003.wav", "c/A_x001.dng", "c/A_00011.dng.bak", "c/AB_0001.dng", "d/A_0001.dng"];
        var missing = NewFile(paths.Length + 1, "c/A_0004.dng") with { Verdict = RollFileVerdict.Missing };
        var sequence = new Clip { Id = Guid.CreateVersion7(), Roll = roll.Id, Name = "A", Kind = "sequence", Files = ["c/A_####.dng"], Sidecars = ["c/A.xml"] };
        await library.WriteAsync(async tx =>
        {
            await AddFilmAsync(tx);
            await tx.AddRollAsync(roll, Token);
            await tx.PutFilesAsync(roll.Id, [.. paths.Select((path, i) => NewFile(i + 1, path) with { Verdict = RollFileVerdict.Unlisted }), missing], Token);
            await tx.PutClipsAsync([sequence], Token);
        }, Token);

        var known = await library.ReadAsync(tx => tx.ClipAsync(sequence.Id, Token), Token);

        Assert.Equal(["c/A.xml"], known!.Sidecars);
        Assert.Equal(["c/A_0001.dng", "c/A_0002.dng", "c/A_0010.dng", "c/A_10000.dng"], await library.ReadAsync(tx => tx.MediaFilesAsync(known, Token), Token));
        Assert.Equal(["x.mov"], await library.ReadAsync(tx => tx.MediaFilesAsync(known with { Kind = "single", Files = ["x.mov"] }, Token), Token));
    }
}
