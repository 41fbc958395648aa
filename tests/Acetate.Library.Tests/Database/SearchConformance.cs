using System.Collections.Immutable;
using Acetate.Library.Access;
using Acetate.Library.Clips;
using Acetate.Library.Rolls;
using Acetate.Library.Search;
using Acetate.Library.Shows;

namespace Acetate.Library.Tests.Database;

public abstract partial class LibraryConformance
{
    private static readonly string[] Film = ["film"];

    private static Clip Shot(Roll roll, string name, string start = "", string rate = "24", long? frames = 240, params (string Field, string Value)[] facts) => new()
    {
        Id = Guid.CreateVersion7(),
        Roll = roll.Id,
        Name = name,
        Kind = "single",
        Rate = rate,
        TimecodeStart = start,
        Frames = frames,
        Width = 4608,
        Height = 3164,
        Codec = "arriraw",
        Camera = "ARRI ALEXA 35",
        State = ClipState.Inspected,
        Facts = [.. facts.Select(fact => new ClipFact(fact.Field, fact.Value, fact.Value, "header"))],
    };

    private static Roll Roll(string name, string day = "2026-01-02", string show = "film", RollKind kind = RollKind.Camera) => NewRoll(name) with
    {
        Show = show,
        ShootDay = DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture),
        Kind = kind,
        Tags = ImmutableDictionary<string, string>.Empty,
        Fingerprint = "",
        StorePrefix = $"{show}/{day}/{name}",
        Hold = null,
    };

    private static Task ShootAsync(MediaLibrary library, params (Roll Roll, Clip[] Clips)[] rolls) => library.WriteAsync(async tx =>
    {
        foreach (var show in rolls.Select(r => r.Roll.Show).Distinct())
            if (await tx.ShowAsync(show, Token) is null) await tx.AddShowAsync(new Show { Name = show, Title = show }, Token);
        foreach (var (roll, clips) in rolls)
        {
            if (await tx.RollAsync(roll.Id, Token) is null) await tx.AddRollAsync(roll, Token);
            await tx.PutClipsAsync(clips, Token);
        }
    }, Token);

    private static async Task<string> FindAsync(MediaLibrary library, string query, string sort = "name", string[]? shows = null) =>
        string.Join(' ', (await library.SearchClipsAsync(ClipQuery.Parse(query), shows ?? Film, Order(sort), "", 0, 500, Token)).Clips.Select(clip => clip.Name));

    private static SearchOrder Order(string text) => SearchOrder.TryParse(text, out var order, out var reason) ? order : throw new FormatException(reason);

    private static async Task<MediaLibrary> ShotAsync(MediaLibrary library)
    {
        var (a, b, s) = (Roll("A001R2EC"), Roll("B001R1AB", "2026-01-03"), Roll("S001", kind: RollKind.Sound));
        await ShootAsync(library,
            (a,
            [
                Shot(a, "A001_C001_260102_R2EC", "14:02:00:00", "24", 24 * 65, ("exposure.iso", "800"), ("lens.focalLength", "35"), ("slate.scene", "24A"), ("slate.take", "1"), ("slate.circled", "true"), ("lens.model", "Signature Prime 35")),
                Shot(a, "A001_C003_260102_R2EC", "14:03:15:00", "24", 240, ("exposure.iso", "1600"), ("lens.focalLength", "34.98 mm"), ("slate.scene", "24b"), ("slate.take", "2"), ("lens.iris", "T2.8")),
            ]),
            (b,
            [
                Shot(b, "B001_C001_260103_R1AB", "14:03:10;02", "30000/1001", 300, ("exposure.iso", "3200"), ("slate.scene", "25"), ("slate.note", "Regen über Zürich")) with
                {
                    Camera = "Sony PXW-FX9", Codec = "xavc-i", Width = 3840, Height = 2160, ProxyState = ProxyState.Made, Proxy = new ClipProxy { StripGrid = new(20, 5, 4, 160, 90) }, Problems = ["Dark."],
                },
            ]),
            (s, [Shot(s, "S001T01", "14:00:00:00", "25", 25 * 600) with { Kind = "sound", Width = null, Height = null, Codec = "pcm", Camera = "", Files = ["SOUND/24B-T02.WAV"] }]));
        await library.WriteAsync(tx => tx.UpdateRollAsync(b with { Hold = new Hold("A reason.", "An advice.") }, Token), Token);
        await library.WriteAsync(tx => tx.PutCopyAsync(new RollCopy { Id = Guid.CreateVersion7(), Roll = a.Id, Tier = CopyTier.Archive, Store = "tape", Prefix = "", State = CopyState.Verified }, Token), Token);
        return library;
    }

    [Fact]
    public async Task Clips_are_found_by_names_parts_fields_and_what_they_are_not()
    {
        await using var library = await ShotAsync(await OpenAsync());
        const string A1 = "A001_C001_260102_R2EC", A3 = "A001_C003_260102_R2EC", B1 = "B001_C001_260103_R1AB", S1 = "S001T01";

        (string Query, string Found)[] expected =
        [
            ("", $"{A1} {A3} {B1} {S1}"), ("C00", $"{A1} {A3} {B1}"), ("c003", A3), ("001_C003", A3), ("A001C003", A3), ("a001*", $"{A1} {A3}"), ("1_C", $"{A1} {A3} {B1}"),
            ("\"alexa 35\"", $"{A1} {A3}"), ("\"alexa 3\"", ""), ("alexa", $"{A1} {A3}"), ("lexa", $"{A1} {A3}"), ("zurich", B1), ("ZÜRICH", B1), ("-zurich C00", $"{A1} {A3}"), ("24b", $"{A3} {S1}"), ("s", $"{A1} {B1} {S1}"), ("24", $"{A1} {A3} {S1}"),
            ("iso:800..1600", $"{A1} {A3}"), ("iso:>800", $"{A3} {B1}"), ("iso:<=800", A1), ("-iso:800", $"{A3} {B1} {S1}"), ("lens:35", $"{A1} {A3}"), ("lens:35.0", $"{A1} {A3}"), ("lens:35.00", A1), ("stop:2.8", A3),
            ("scene:24*", $"{A1} {A3}"), ("scene:24B,25", $"{A3} {B1}"), ("scene:2??", $"{A1} {A3}"), ("scene:?4a", A1), ("-scene:24*", $"{B1} {S1}"), ("scene:\"\"", S1), ("scene:*", $"{A1} {A3} {B1}"), ("take:2", A3),
            ("date:2026-01-02", $"{A1} {A3} {S1}"), ("date:2026-01-03..", B1), ("date:2026-01", $"{A1} {A3} {B1} {S1}"), ("date:2025", ""), ("roll:a001*", $"{A1} {A3}"), ("roll:A001R2EC|S001", $"{A1} {A3} {S1}"), ("name:*_c001_*", $"{A1} {B1}"),
            ("camera:\"ALEXA 35\"", $"{A1} {A3}"), ("camera:alexa,fx9", $"{A1} {A3} {B1}"), ("camera:=\"arri alexa 35\"", $"{A1} {A3}"), ("camera:ale", ""), ("camera:ale*", ""), ("camera:*ale*", $"{A1} {A3}"), ("glass:signature", A1), ("letter:b", B1),
            ("kind:camera|sound", $"{A1} {A3} {B1} {S1}"), ("kind:sound", S1), ("-kind:sound", $"{A1} {A3} {B1}"), ("rate:23.976", ""), ("rate:24", $"{A1} {A3}"), ("rate:29.97", B1), ("rate:>=25", $"{B1} {S1}"), ("width:>=3840", $"{A1} {A3} {B1}"), ("width:<4000", B1),
            ("codec:arri*", $"{A1} {A3}"), ("has:proxy", B1), ("proxy:made", B1), ("has:problems", B1), ("has:timecode", $"{A1} {A3} {B1} {S1}"), ("is:held", B1), ("held:no", $"{A1} {A3} {S1}"), ("archived:yes", $"{A1} {A3}"), ("-is:archived", $"{B1} {S1}"), ("is:circled", A1),
            ("length:>=1m", $"{A1} {S1}"), ("length:10", A3), ("length:10.01", B1), ("show:film iso:>=3200", B1), ("unit:mu c003", A3), ("episode:ep101 kind:sound", S1),
            ("100%", ""), ("name:100%", ""), ("name:A001?C003*", A3), ("name:\"A001_C003_260102_R2EC\"", A3), ("\"'; DROP TABLE clips; --\"", ""), ("c00 -c001 iso:1600 scene:24* date:2026", A3),
        ];
        var found = new List<(string, string)>();
        foreach (var (query, _) in expected) found.Add((query, await FindAsync(library, query)));

        Assert.Equal(expected, found);
    }

    [Fact]
    public async Task Clips_are_found_by_timecode_across_rates_drop_frame_and_midnight()
    {
        await using var library = await OpenAsync();
        var roll = Roll("A001R2EC");
        await ShootAsync(library, (roll,
        [
            // Half a second after 14:03:10 in four ways of counting, each of 2 frames or as long as it says.
            Shot(roll, "a24", "14:03:10:12", "24", 2), Shot(roll, "b25", "14:03:10:12", "25", 2), Shot(roll, "c2997df", "14:03:10;15", "30000/1001", 2), Shot(roll, "d60", "14:03:10:30", "60", 2),
            Shot(roll, "e23976", "14:03:00:00", "24000/1001", 240), Shot(roll, "f120", "14:03:20:000", "120", 1200),
            Shot(roll, "g.midnight", "23:59:55:00", "25", 250), Shot(roll, "h.after", "00:00:02:00", "24", 24), Shot(roll, "i.df", "23:59:59;28", "30000/1001", 4), Shot(roll, "j.none", "", "24", 24), Shot(roll, "k.openend", "10:00:00:00", "24", null),
        ]));

        (string Query, string Found)[] expected =
        [
            ("tc:14:03:10:00..14:03:20:00", "a24 b25 c2997df d60"), ("tc:14:03:10", "a24 b25 c2997df d60"), ("tc:14:03:10:00..14:03:20:00 date:2026-01-02", "a24 b25 c2997df d60"), ("tc:14:03:10:00..14:03:20:00 date:2026-01-03", ""),
            ("tc:14:03:09:23", "e23976"), ("tc:14:03:09:23@24", "e23976"), ("tc:14:03:10:00", ""), ("tc:14:03:20:00", "f120"), ("tc:14:03:20:00..14:03:21:00", "f120"), ("tc:14:03:00..14:03:20:00", "a24 b25 c2997df d60 e23976"),
            // The same label of each clip's own, and the same instant of one rate: frame 12 of 24 is 0.5 s; of 25 it is 0.48 s.
            ("tc:14:03:10:12", "a24 b25"), ("tc:14:03:10:12@24", "a24 b25 c2997df d60"), ("tc:14:03:10:12@25", "a24 b25 c2997df d60"), ("tc:14:03:10:11@24", "b25"),
            ("tc:14:03:10:31@60", "a24 b25 c2997df d60"), ("tc:14:03:10:32@60", "a24 b25 c2997df"), ("tc:14:03:10:29@60", "b25"), ("tc:14:03:10;17@29.97df", "a24"), ("tc:14:03:10;16@29.97df", "a24 b25 c2997df"),
            ("tc:23:59:58", "g.midnight"), ("tc:00:00:02", "g.midnight h.after"), ("tc:00:00:04:24", "g.midnight"), ("tc:00:00:05", ""), ("tc:23:59:50..00:00:03", "g.midnight h.after i.df"), ("tc:00:00:00", "g.midnight i.df"), ("tc:00:00:00:01", "g.midnight i.df"), ("tc:00:00:00:02@29.97", "g.midnight"),
            ("covers:23:59:56..00:00:04", "g.midnight"), ("covers:00:00:02..00:00:03", "g.midnight h.after"), ("covers:14:03:00..14:03:10", "e23976"), ("covers:14:03:00..14:03:11", ""), ("-has:timecode", "j.none"), ("tc:10:00", "k.openend"),
        ];
        var found = new List<(string, string)>();
        foreach (var (query, _) in expected) found.Add((query, await FindAsync(library, query)));

        Assert.Equal(expected, found);
    }

    [Fact]
    public async Task Clips_of_every_length_are_found_by_each_stretch_they_reach_into_and_by_no_other()
    {
        await using var library = await OpenAsync();
        // Numbers that are the same in every run.
        var state = 20UL;
        long Below(long bound) => (long)(((state = state * 6364136223846793005 + 1442695040888963407) >> 33) % (ulong)bound);
        long Long(int most) => (1L << (int)Below(most)) + Below(most * 40) + 1;
        var roll = Roll("A001R2EC");
        (long Start, long Frames)[] takes =
        [
            .. Enumerable.Range(0, 300).Select(_ => (Below(86_400 * 24), Long(23))),
            // As long as a span and one frame more; days; all day.
            .. Enumerable.Range(0, 18).SelectMany(span => new[] { (Below(86_400 * 24), 24L << span), (Below(86_400 * 24), (24L << span) + 1) }),
        ];
        await ShootAsync(library, (roll, [.. takes.Select((take, i) => Shot(roll, $"T{i:000}", new Acetate.Timing.Timecode(take.Start, Acetate.Timing.FrameRate.Fps24).ToString(), frames: take.Frames))]));

        for (var i = 0; i < 60; i++)
        {
            var (from, length) = (Below(86_400 * 24), Long(20));
            if (length >= 86_400 * 24) continue;
            var query = $"tc:{Label(from)}..{Label((from + length) % (86_400 * 24))}@24";
            var expected = takes.Select((take, at) => (take, at)).Where(one => Enumerable.Range(-1, 3).Any(day => Reaches(one.take, from + day * 86_400L * 24, length))).Select(one => $"T{one.at:000}");
            Assert.Equal((query, string.Join(' ', expected)), (query, await FindAsync(library, query)));
        }

        static bool Reaches((long Start, long Frames) take, long from, long length) => take.Start < from + length && take.Start + take.Frames > from;
        static string Label(long frame) => new Acetate.Timing.Timecode(frame, Acetate.Timing.FrameRate.Fps24).ToString();
    }

    [Fact]
    public async Task What_changes_is_found_as_it_is_now_and_what_was_undone_is_not_found()
    {
        await using var library = await ShotAsync(await OpenAsync());
        var roll = (await library.ReadAsync(tx => tx.RollsNamedAsync("film", "A001R2EC", Token), Token)).Single();
        var clip = (await library.ReadAsync(tx => tx.ClipsAsync(roll.Id, Token), Token))[1];

        await library.WriteAsync(tx => tx.PutClipsAsync([clip with { Id = Guid.CreateVersion7(), Facts = [new("slate.scene", "99", "99", "human:mara")] }], Token), Token);
        Assert.Equal(clip.Name, await FindAsync(library, "scene:99"));
        Assert.Equal("", await FindAsync(library, "iso:1600"));

        await library.WriteAsync(tx => tx.UpdateRollAsync(roll with { Name = "A777XXXX", ShootDay = roll.ShootDay.AddDays(30), Unit = "Splinter" }, Token), Token);
        Assert.Equal(2, (await FindAsync(library, "A777 date:2026-02-01 unit:splinter archived:yes")).Split(' ').Length);
        Assert.Equal("", await FindAsync(library, "roll:A001R2EC"));

        await using (var undone = await library.BeginAsync(Token)) await undone.PutClipsAsync([clip with { Facts = [new("slate.scene", "100", "100", "header")] }], Token);
        Assert.Equal("", await FindAsync(library, "scene:100"));

        await library.WriteAsync(tx => tx.RemoveRollAsync(roll.Id, Token), Token);
        Assert.Equal("", await FindAsync(library, "alexa"));
        Assert.Equal(2, (await library.CountClipsAsync(ClipQuery.Everything, Film, Token)).Total);
    }

    [Fact]
    public async Task A_library_of_an_earlier_program_is_searchable_at_the_first_search()
    {
        await using var library = await ShotAsync(await OpenAsync());
        await library.WriteAsync(async tx => { await tx.ExecuteAsync("DELETE FROM clip_search", null, Token); await tx.ExecuteAsync("DELETE FROM clip_search_folding", null, Token); }, Token);

        Assert.Equal("A001_C001_260102_R2EC A001_C003_260102_R2EC", await FindAsync(library, "alexa archived:yes"));
        Assert.Equal("B001_C001_260103_R1AB", await FindAsync(library, "is:held"));
    }

    [Fact]
    public async Task Parts_follow_each_other_without_a_gap_while_clips_arrive()
    {
        await using var library = await OpenAsync();
        var rolls = Enumerable.Range(0, 4).Select(i => Roll($"R{i}", $"2026-01-0{1 + i / 2}")).ToArray();
        Clip[] Of(Roll roll, string prefix) => [.. Enumerable.Range(0, 15).Select(i => Shot(roll, $"{prefix}{i:00}{(i % 3 == 0 ? "é" : "")}", facts: ("exposure.iso", $"{100 << i % 3}")))];
        await ShootAsync(library, [.. rolls.Select(roll => (roll, Of(roll, "k")))]);

        foreach (var sort in new[] { "", "name", "-iso", "iso,-name", "-date,-roll,name", "tc,take", "-length", "date,-roll,-name", "camera" })
        {
            var order = Order(sort);
            var whole = (await library.SearchClipsAsync(ClipQuery.Everything, Film, order, "", 0, 500, Token)).Clips;
            var (parts, next) = (new List<ClipHit>(), "");
            do
            {
                var page = await library.SearchClipsAsync(ClipQuery.Parse(parts.Count % 14 == 0 ? "k" : "-zzz"), Film, order, next, 0, 7, Token);
                parts.AddRange(page.Clips);
                next = page.Next ?? "";
            } while (next.Length > 0);
            Assert.Equal(60, whole.Length);
            Assert.Equal(whole.Select(c => c.Id), parts.Select(c => c.Id));
            Assert.Equal(whole[33..43].Select(c => c.Id), (await library.SearchClipsAsync(ClipQuery.Everything, Film, order, "", 33, 10, Token)).Clips.Select(c => c.Id));
        }

        var first = await library.SearchClipsAsync(ClipQuery.Everything, Film, SearchOrder.Default, "", 0, 20, Token);
        var late = Roll("R9", "2026-02-01");
        await ShootAsync(library, (late, Of(late, "new")));
        var second = await library.SearchClipsAsync(ClipQuery.Everything, Film, SearchOrder.Default, first.Next!, 0, 20, Token);
        Assert.Empty(first.Clips.Select(c => c.Id).Intersect(second.Clips.Select(c => c.Id)));
        Assert.DoesNotContain(second.Clips, c => c.Name.StartsWith("new", StringComparison.Ordinal));
        await Assert.ThrowsAsync<FormatException>(() => library.SearchClipsAsync(ClipQuery.Everything, Film, Order("name"), first.Next!, 0, 20, Token));
        await Assert.ThrowsAsync<FormatException>(() => library.SearchClipsAsync(ClipQuery.Everything, Film, SearchOrder.Default, "W10", 0, 20, Token));
    }

    [Fact]
    public async Task Nothing_of_a_show_that_may_not_be_seen_is_found_counted_or_told()
    {
        await using var library = await ShotAsync(await OpenAsync());
        var secret = Roll("X001SECR", "2026-01-02", "secret");
        await ShootAsync(library, (secret, [Shot(secret, "X001_C001_SECRET", "14:03:10:00", facts: [("exposure.iso", "800"), ("slate.scene", "SECRETSCENE")]) with { Camera = "Secret Camera" }]));
        var place = (await library.SearchClipsAsync(ClipQuery.Everything, ["film", "secret"], Order("-name"), "", 0, 1, Token)).Next!;

        foreach (var query in new[] { "", "secret", "show:secret", "-show:film", "show:film,secret", "show:*", "iso:800", "-iso:1", "scene:SECRETSCENE", "scene:S*", "\"secret camera\"", "camera:=\"secret camera\"", "tc:14:03:10", "date:2026-01-02", "roll:X001SECR", "kind:camera", "x001", "x", "\"' OR 1=1 --\"", "name:\"' OR s.show = 'secret\"" })
        {
            var page = await library.SearchClipsAsync(ClipQuery.Parse(query), Film, Order("-name"), "", 0, 500, Token);
            var after = await library.SearchClipsAsync(ClipQuery.Parse(query), Film, Order("-name"), place, 0, 500, Token);
            var summary = await library.CountClipsAsync(ClipQuery.Parse(query), Film, Token);
            Assert.DoesNotContain(page.Clips.Concat(after.Clips), clip => clip.Show != "film");
            Assert.Equal(page.Clips.Length, summary.Total);
            Assert.DoesNotContain("secret", LibraryJson.Write(summary), StringComparison.OrdinalIgnoreCase);
            Assert.Empty((await library.SearchClipsAsync(ClipQuery.Parse(query), [], SearchOrder.Default, "", 0, 10, Token)).Clips);
            Assert.Equal(0, (await library.CountClipsAsync(ClipQuery.Parse(query), [], Token)).Total);
        }

        Assert.Equal("X001_C001_SECRET", await FindAsync(library, "secret", shows: ["film", "secret"]));
        Assert.Equal("S001T01 X001_C001_SECRET", await FindAsync(library, "name:s001t01,x001*", shows: ["film", "secret"]));
        Assert.Equal(5, (await library.CountClipsAsync(ClipQuery.Everything, ["film", "secret"], Token)).Total);
    }

    [Fact]
    public async Task Facets_count_what_is_found_and_each_value_is_a_term_that_finds_as_many()
    {
        await using var library = await ShotAsync(await OpenAsync());

        var summary = await library.CountClipsAsync(ClipQuery.Everything, Film, Token);

        Assert.Equal((4, false, 4, false), (summary.Total, summary.IsTotalCapped, summary.Counted, summary.IsCapped));
        Assert.Equal("ARRI ALEXA 35: 2, Sony PXW-FX9: 1", string.Join(", ", summary.Facets.Single(f => f.Field == "camera").Values.Select(v => $"{v.Value}: {v.Clips}")));
        Assert.Equal("800: 1, 1600: 1, 3200: 1", string.Join(", ", summary.Facets.Single(f => f.Field == "iso").Values.Select(v => $"{v.Value}: {v.Clips}")));
        Assert.Equal("2026-01-03: 1, 2026-01-02: 3", string.Join(", ", summary.Facets.Single(f => f.Field == "date").Values.Select(v => $"{v.Value}: {v.Clips}")));
        foreach (var value in summary.Facets.SelectMany(f => f.Values))
            Assert.Equal((value.Term, value.Clips), (value.Term, (await library.CountClipsAsync(ClipQuery.Parse(value.Term), Film, Token)).Total));
    }

    [Fact]
    public async Task Collections_are_of_a_show_or_of_a_person_and_no_two_have_one_name()
    {
        await using var library = await ShotAsync(await OpenAsync());
        var mara = new Principal { Id = Guid.CreateVersion7(), Name = "mara", Kind = PrincipalKind.Person };
        var circled = new SmartCollection { Id = Guid.CreateVersion7(), Show = "film", Name = "Circled", Query = "is:circled", CreatedBy = "mara", CreatedAt = Noon };
        var own = new SmartCollection { Id = Guid.CreateVersion7(), Owner = mara.Id, Name = "Night", Query = "iso:>=1600", Sort = "-iso", CreatedBy = "mara", CreatedAt = Noon };
        await library.WriteAsync(async tx => { await tx.AddPrincipalAsync(mara, Token); await tx.PutSmartCollectionAsync(circled, Token); await tx.PutSmartCollectionAsync(own, Token); }, Token);

        var conflict = await Assert.ThrowsAsync<LibraryException>(() => library.WriteAsync(tx => tx.PutSmartCollectionAsync(circled with { Id = Guid.CreateVersion7(), Name = "CIRCLED" }, Token), Token));
        await library.WriteAsync(tx => tx.PutSmartCollectionAsync(circled with { Query = "is:circled scene:24*" }, Token), Token);

        Assert.Equal(LibraryProblem.Conflict, conflict.Problem);
        async Task<string> NamesAsync(string[] shows, Guid? owner) => string.Join(' ', (await library.ReadAsync(tx => tx.SmartCollectionsAsync(shows, owner, Token), Token)).Select(c => $"{c.Name}:{c.Query}"));
        Assert.Equal("Circled:is:circled scene:24* Night:iso:>=1600", await NamesAsync(Film, mara.Id));
        Assert.Equal("Night:iso:>=1600", await NamesAsync(["other"], mara.Id));
        Assert.Equal("Circled:is:circled scene:24*", await NamesAsync(Film, null));
        Assert.True(await library.WriteAsync(tx => tx.RemoveSmartCollectionAsync(own.Id, Token), Token));
        Assert.Equal("", await NamesAsync([], mara.Id));
    }
}
