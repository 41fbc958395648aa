using Acetate.Library.Clips;
using Acetate.Library.Matching;
using Acetate.Library.Rolls;
using Acetate.Library.Shows;
using Acetate.Library.Tests.Matching;

namespace Acetate.Library.Tests.Database;

public abstract partial class LibraryConformance
{
    private static readonly FilmedShow Filmed = FilmedShow.Shoot(13, [Family.Arri, Family.Arri35, Family.Red, Family.GoPro], days: 3, units: 2);

    private static async Task KeepAsync(MediaLibrary library, FilmedShow show, string name = "film") => await library.WriteAsync(async tx =>
    {
        await tx.AddShowAsync(new Show { Name = name, Title = "A Film" }, Token);
        foreach (var roll in show.Clips.Select(c => c.Roll).DistinctBy(r => r.Id))
            await tx.AddRollAsync(NewRoll(roll.Name) with { Id = roll.Id, Show = name, ShootDay = roll.ShootDay, Unit = roll.Unit, Fingerprint = $"{roll.Id}", StorePrefix = $"{roll.Id}" }, Token);
        await tx.PutClipsAsync(show.Clips.Select(c => new Clip
        {
            Id = c.Id,
            Roll = c.Roll.Id,
            Name = c.Name,
            Kind = "spanned",
            Files = [$"CLIPS/{c.Name}.mov", $"CLIPS/{c.Name}_002.mov"],
            Frames = c.Frames,
            Rate = c.Start.Rate.ToRatio(),
            TimecodeStart = c.Start.ToString(),
            Width = c.Width,
            Height = c.Height,
            State = ClipState.Inspected,
            Facts = [new ClipFact("clip.umid", c.Umid.ToLowerInvariant(), c.Umid, "header")],
        }), Token);
    }, Token);

    private static List<EventClaim> Cut(FilmedShow show)
    {
        var (dice, events) = (new Dice(3), new List<EventClaim>());
        var mangling = new Mangling(show, dice);
        for (var i = 0; i < 120; i++)
        {
            var clip = dice.Of(show.Clips);
            (string, NameOrigin)[] names = (i % 8) switch
            {
                0 => [(clip.Name, NameOrigin.Reel)],
                1 => [(clip.Name.Length > 8 ? clip.Name[..8] : clip.Name, NameOrigin.Reel)],
                2 => [(clip.Roll.Name, NameOrigin.Tape)],
                3 => [("AX", NameOrigin.Reel), ($"{clip.Name}_002.mov", NameOrigin.SourceFile)],
                4 => [("AX", NameOrigin.Reel), (clip.Umid, NameOrigin.Umid)],
                5 => [(clip.Name.Replace('0', 'O'), NameOrigin.Reel)],
                6 => [($"{clip.Name[..^1]}!{clip.Name[^1]}Q", NameOrigin.ClipName)],
                _ => [(clip.Name[..4], NameOrigin.Reel), ("Z999C001_260101_R1AB", NameOrigin.ClipName)],
            };
            events.Add(Mangling.Claim(mangling.Range(clip), names) with { Event = $"{i:000}", RecordStart = i * 60 });
        }

        return events;
    }

    [Fact]
    public async Task A_cut_matches_in_the_database_as_in_memory()
    {
        await using var library = await OpenAsync();
        await KeepAsync(library, Filmed);
        var (events, inMemory) = (Cut(Filmed), ClipIndex.Of(Filmed.Clips.Select(c => c with { Files = [$"{c.Name}_002"] })));

        var result = await library.MatchAsync("film", events, new ClipMatcher(), Token);

        var expected = new ClipMatcher().Match(events, inMemory);
        Assert.Equal(expected.Outcomes.Select(Told), result.Outcomes.Select(Told));
        Assert.True(expected.Outcomes.Select(o => o.Word).Distinct().Count() >= 3);
        static string Told(MatchOutcome o) => $"{o.Event} {o.Word} {o.Why} {string.Join(' ', o.Candidates.Select(c => $"{c.Clip.Id} {c.Probability:F6} {c.Frames}"))}";
    }

    [Fact]
    public async Task Clips_of_another_show_and_sound_are_no_candidates()
    {
        await using var library = await OpenAsync();
        await KeepAsync(library, Filmed);
        await library.WriteAsync(tx => tx.AddShowAsync(new Show { Name = "other", Title = "Another" }, Token), Token);
        var (clip, sound) = (Filmed.Clips[0], Filmed.Clips[1]);
        await library.WriteAsync(tx => tx.PutClipsAsync([new Clip { Id = sound.Id, Roll = sound.Roll.Id, Name = sound.Name, Kind = "sound" }], Token), Token);
        EventClaim[] events = [Mangling.Claim(new(clip.Start, 24), (clip.Name, NameOrigin.Reel)), Mangling.Claim(new(sound.Start, 24), (sound.Name, NameOrigin.Reel)) with { Event = "002" }];

        var other = await library.MatchAsync("other", events, new ClipMatcher(), Token);
        var film = await library.MatchAsync("film", events, new ClipMatcher(), Token);

        Assert.All(other.Outcomes, o => Assert.True(o is MatchOutcome.Missing && o.Candidates.IsEmpty));
        Assert.IsType<MatchOutcome.Matched>(film.Outcomes[0]);
        Assert.IsNotType<MatchOutcome.Matched>(film.Outcomes[1]);
    }

    [Fact]
    public async Task A_clip_that_is_kept_again_is_found_by_its_new_names_only()
    {
        await using var library = await OpenAsync();
        await KeepAsync(library, Filmed);
        var clip = Filmed.Clips[5];
        var kept = (await library.ReadAsync(tx => tx.ClipAsync(clip.Id, Token), Token))!;
        // Another id for the same roll and name: the clip keeps its own.
        await library.WriteAsync(tx => tx.PutClipsAsync([kept with { Id = Guid.CreateVersion7(), Reel = "TAPE77", Files = ["x/OTHER_99.mov"] }], Token), Token);
        EventClaim By(string name) => Mangling.Claim(new(clip.Start.AddWrapping(3), 24), (name, NameOrigin.Reel));
        async Task<MatchOutcome> Of(string name) => (await library.MatchAsync("film", [By(name)], new ClipMatcher(), Token)).Outcomes.Single();

        Assert.Equal(clip.Id, Assert.IsType<MatchOutcome.Matched>(await Of("other_99")).Clip.Id);
        Assert.Contains((await Of("TAPE77")).Candidates, c => c.Clip.Id == clip.Id);
        Assert.Equal(0, await library.ReadAsync(tx => tx.ScalarAsync<long>("SELECT COUNT(*) FROM clip_keys k WHERE NOT EXISTS (SELECT 1 FROM clips c WHERE c.id = k.clip_id)", null, Token), Token));
    }

    [Fact]
    public async Task A_library_of_an_earlier_program_gets_its_keys_at_the_first_match()
    {
        await using var library = await OpenAsync();
        await KeepAsync(library, Filmed);
        await library.WriteAsync(async tx => { await tx.ExecuteAsync("DELETE FROM clip_keys", null, Token); await tx.ExecuteAsync("DELETE FROM clip_key_folding", null, Token); }, Token);
        var clip = Filmed.Clips[8];

        var result = await library.MatchAsync("film", [Mangling.Claim(new(clip.Start.AddWrapping(3), 24), ("AX", NameOrigin.Reel), (clip.Umid, NameOrigin.Umid))], new ClipMatcher(), Token);

        Assert.Equal(clip.Id, Assert.IsType<MatchOutcome.Matched>(result.Outcomes.Single()).Clip.Id);
    }

    [Fact]
    public async Task Decisions_are_kept_used_and_taken_back()
    {
        await using var library = await OpenAsync();
        await KeepAsync(library, Filmed);
        var (clip, other) = (Filmed.Clips[3], Filmed.Clips[90]);
        var claim = Mangling.Claim(new(clip.Start.AddWrapping(5), 24), ("SLATE 7", NameOrigin.ClipName));
        var decision = MatchDecision.About(claim, "Mara", Noon) with { Clip = other.Id, NotClips = [clip.Id], Note = "seen" };
        await library.WriteAsync(tx => tx.AddMatchDecisionAsync("film", decision, Token), Token);

        var kept = Assert.Single(await library.ReadAsync(tx => tx.MatchDecisionsAsync("film", Token), Token));
        var decided = (await library.MatchAsync("film", [claim], new ClipMatcher(), Token)).Outcomes.Single();
        var isGone = await library.WriteAsync(tx => tx.RemoveMatchDecisionAsync("film", decision.Id, "anna", Token), Token);
        var undecided = (await library.MatchAsync("film", [claim], new ClipMatcher(), Token)).Outcomes.Single();

        Assert.Equal(LibraryJson.Write(decision), LibraryJson.Write(kept));
        Assert.Equal(other.Id, Assert.IsType<MatchOutcome.Matched>(decided).Clip.Id);
        Assert.True(isGone);
        Assert.IsType<MatchOutcome.Missing>(undecided);
    }
}
