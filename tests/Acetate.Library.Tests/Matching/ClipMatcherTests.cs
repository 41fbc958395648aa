using Acetate.Library.Matching;
using Acetate.Library.Matching.Names;
using Acetate.Library.Matching.Rules;
using Acetate.Timing;

namespace Acetate.Library.Tests.Matching;

public sealed class ClipMatcherTests
{
    private static readonly FilmedShow Show = FilmedShow.Shoot(5, [Family.Arri, Family.Sony], days: 5);

    private static readonly DateTimeOffset Monday = new(2026, 11, 16, 9, 0, 0, TimeSpan.Zero);

    private static EventClaim At(FilmedClip clip, long from, long frames, string reel, string name = "001") =>
        Mangling.Claim(new(clip.Start.AddWrapping(from), frames), (reel, NameOrigin.Reel)) with { Event = name };

    [Fact]
    public void Every_candidate_says_what_fits_and_what_does_not()
    {
        var clip = Show.Clips[40];
        var claim = Mangling.Claim(new(clip.Start.AddWrapping(10), 24), (clip.Name[..8], NameOrigin.Reel), ("LAB0042", NameOrigin.Tape), ($"{clip.Name}.new.01", NameOrigin.ClipName));

        var outcome = Assert.IsType<MatchOutcome.Matched>(new ClipMatcher().Match([claim], Show.Index).Outcomes.Single());

        var evidence = outcome.Candidates[0].Evidence;
        Assert.Contains(evidence, e => e is { Fits: true } && e.Words.Contains("first 8 letters", StringComparison.Ordinal));
        Assert.Contains(evidence, e => e is { Fits: false } && e.Words.Contains("'LAB0042'", StringComparison.Ordinal));
        Assert.Contains(evidence, e => e is { Fits: true } && e.Words.Contains("(avid)", StringComparison.Ordinal));
        Assert.Contains(evidence, e => e is { Fits: true } && e.Words.Contains("source range lies in the clip", StringComparison.Ordinal));
    }

    [Fact]
    public void An_offset_that_most_events_of_a_roll_share_is_found_and_used_for_the_others()
    {
        var roll = Show.Clips.Where(c => c.Roll.Id == Show.Clips[0].Roll.Id).ToList();
        // Proxies of this roll were stamped one hour late.
        EventClaim Late(FilmedClip clip, string reel, int number) => At(clip with { Start = clip.Start.AddWrapping(3600 * 24) }, 20, 48, reel, $"{number:000}");
        var claims = roll.Take(5).Select((c, i) => Late(c, c.Name, i)).Append(Late(roll[7], roll[7].Roll.Name, 7)).ToList();

        var result = new ClipMatcher().Match(claims, Show.Index);

        var offset = Assert.Single(result.Offsets);
        Assert.Equal((-3600 * 24, 5, 5, true), (offset.Frames, offset.Agreeing, offset.Events, offset.IsExact));
        Assert.Equal([.. roll.Take(5).Append(roll[7]).Select(c => c.Id)], result.Outcomes.Select(o => Assert.IsType<MatchOutcome.Matched>(o).Clip.Id));
        Assert.All(result.Outcomes, o => Assert.Equal(new ClipFrames(20, 48), ((MatchOutcome.Matched)o).Frames));
    }

    [Fact]
    public void A_library_that_is_filled_again_with_the_same_clips_tells_the_same()
    {
        var show = FilmedShow.Shoot(7, [Family.Arri, Family.Sony, Family.Red], days: 12, units: 2, isRecordRun: true);
        var (dice, rolls) = (new Dice(3), new Dictionary<Guid, FilmedRoll>());
        var again = show.Clips.ConvertAll(clip =>
        {
            if (!rolls.TryGetValue(clip.Roll.Id, out var roll)) rolls[clip.Roll.Id] = roll = clip.Roll with { Id = dice.Id() };
            return clip with { Id = dice.Id(), Roll = roll };
        });
        var claims = Enumerable.Range(0, 400).Select(i => dice.Of(show.Clips) is var clip
            ? At(clip, dice.Next(200), dice.Between(10, 100), clip.Name[..Math.Min(clip.Name.Length, 8)], $"{i:0000}") with { RecordStart = i * 50 } : null!).ToList();

        static IEnumerable<string> Told(MatchResult result) => result.Outcomes.Select(one =>
            $"{one.Event} {one.GetType().Name} {string.Join(' ', one.Candidates.Select(candidate => $"{candidate.Clip.Roll.Unit}/{candidate.Clip.Roll.Name}/{candidate.Clip.Name}:{candidate.Probability:R}"))}");
        Assert.Equal(Told(new ClipMatcher().Match(claims, show.Index)), Told(new ClipMatcher().Match(claims, ClipIndex.Of(again))));
    }

    [Fact]
    public void Two_events_that_are_off_are_no_offset_but_conflicts()
    {
        var roll = Show.Clips.Where(c => c.Roll.Id == Show.Clips[0].Roll.Id).Take(2);
        var claims = roll.Select((c, i) => At(c with { Start = c.Start.AddWrapping(3600 * 24) }, 20, 48, c.Name, $"{i}")).ToList();

        var result = new ClipMatcher().Match(claims, Show.Index);

        Assert.Empty(result.Offsets);
        Assert.All(result.Outcomes, o => Assert.IsType<MatchOutcome.Conflict>(o));
    }

    [Fact]
    public void A_persons_decision_holds_for_the_next_version_of_the_cut_and_not_for_another_stretch_of_the_source()
    {
        var (clip, other) = (Show.Clips[3], Show.Clips[30]);
        var first = At(clip, 100, 48, "SLATE 12A");
        var decision = MatchDecision.About(first, "Mara", Monday) with { Clip = other.Id, Note = "seen on the reference movie" };

        MatchOutcome Of(EventClaim claim) => new ClipMatcher().Match([claim], Show.Index, [decision]).Outcomes.Single();

        var again = Assert.IsType<MatchOutcome.Matched>(Of(first));
        Assert.True(again is { IsDecided: true, Confidence: 1 } && again.Clip.Id == other.Id);
        Assert.Contains("Mara", again.Why, StringComparison.Ordinal);
        Assert.IsType<MatchOutcome.Matched>(Of(At(clip, 120, 90, "SLATE 12A")));
        Assert.IsType<MatchOutcome.Missing>(Of(At(clip, 300, 20, "SLATE 12A")));
        Assert.IsType<MatchOutcome.Missing>(Of(At(clip, 100, 48, "SLATE 12B")));
    }

    [Fact]
    public void The_later_of_two_decisions_counts_and_a_clip_that_was_ruled_out_is_not_offered()
    {
        var clip = Show.Clips[3];
        var claim = At(clip, 100, 48, clip.Name);
        var title = MatchDecision.About(claim, "Mara", Monday) with { Kind = MediaKind.Title };
        var itself = MatchDecision.About(claim, "Zoë", Monday.AddDays(1)) with { Clip = clip.Id };
        var not = MatchDecision.About(claim, "Zoë", Monday.AddDays(2)) with { NotClips = [clip.Id] };

        Assert.IsType<MatchOutcome.Matched>(new ClipMatcher().Match([claim], Show.Index, [title, itself]).Outcomes.Single());
        Assert.IsType<MatchOutcome.NotCameraMedia>(new ClipMatcher().Match([claim], Show.Index, [title]).Outcomes.Single());
        Assert.DoesNotContain(new ClipMatcher().Match([claim], Show.Index, [not]).Outcomes.Single().Candidates, c => c.Clip.Id == clip.Id);
    }

    [Fact]
    public void Rolls_that_the_library_lacks_are_listed_by_day()
    {
        var source = new SourceRange(Timecode.Parse("10:00:00:00", FrameRate.Fps23976), 24);
        EventClaim[] claims =
        [
            Mangling.Claim(source, ("A900C003_260304_R1AB", NameOrigin.Reel)) with { Event = "001" },
            Mangling.Claim(source, ("A900C001_260304_R1AB.mov", NameOrigin.ClipName)) with { Event = "002" },
            Mangling.Claim(source, ("B901C001_260303AB", NameOrigin.Reel)) with { Event = "003" },
            Mangling.Claim(source, ("C902C001", NameOrigin.Reel)) with { Event = "004" },
        ];

        var needed = new ClipMatcher().Match(claims, Show.Index).NeededRolls;

        Assert.Equal(["B901 2026-03-03 003", "A900R1AB 2026-03-04 001 002", "C902  004"], needed.Select(n => $"{n.Name} {n.ShootDay:yyyy-MM-dd} {string.Join(' ', n.Events)}"));
        Assert.Equal(["A900C001_260304_R1AB", "A900C003_260304_R1AB"], needed[1].Clips);
    }

    [Fact]
    public void The_same_clip_twice_in_the_library_is_a_question_for_a_person()
    {
        var clip = Show.Clips[3];
        var index = ClipIndex.Of(Show.Clips.Append(clip with { Id = Guid.CreateVersion7(), Roll = clip.Roll with { Id = Guid.CreateVersion7() } }));

        var outcome = Assert.IsType<MatchOutcome.Ambiguous>(new ClipMatcher().Match([At(clip, 10, 24, clip.Name)], index).Outcomes.Single());

        Assert.Equal(2, outcome.Candidates.Count(c => c.Clip.Name == clip.Name));
    }

    [Fact]
    public void A_clip_without_timecode_is_matched_by_its_whole_name_and_asked_about_by_a_stub()
    {
        var clip = Show.Clips[3] with { Start = default };
        var index = ClipIndex.Of(Show.Clips.Where(c => c.Id != clip.Id).Append(clip));
        MatchOutcome Of(string reel) => new ClipMatcher().Match([At(Show.Clips[3], 10, 24, reel)], index).Outcomes.Single();

        Assert.True(Assert.IsType<MatchOutcome.Matched>(Of(clip.Name)) is { Frames: null, IsPictureUnverified: true });
        Assert.IsType<MatchOutcome.Ambiguous>(Of(clip.Name[..8]));
    }

    [Fact]
    public void A_name_that_cameras_give_out_again_and_again_is_taken_with_its_timecode_only()
    {
        var show = FilmedShow.Shoot(6, [Family.Phone], days: 2);
        var clip = show.Clips[5];
        MatchOutcome Of(SourceRange? source) => new ClipMatcher().Match([Mangling.Claim(source, ($"{clip.Name}.MOV", NameOrigin.ClipName))], show.Index).Outcomes.Single();

        Assert.IsType<MatchOutcome.Matched>(Of(new(clip.Start.AddWrapping(20), 24)));
        Assert.IsType<MatchOutcome.Ambiguous>(Of(null));
        Assert.IsNotType<MatchOutcome.Matched>(Of(new(Timecode.Parse("00:00:01:00", FrameRate.Fps23976), 24)));
    }

    [Fact]
    public void The_order_of_the_clips_changes_nothing()
    {
        var claims = Show.Clips.Take(40).Select((c, i) => At(c, 10, 24, i % 2 == 0 ? c.Name[..8] : c.Roll.Name, $"{i}")).ToList();
        var other = ClipIndex.Of(Enumerable.Reverse(Show.Clips));

        var (one, two) = (new ClipMatcher().Match(claims, Show.Index), new ClipMatcher().Match(claims, other));

        Assert.Equal(one.Outcomes.Select(Told), two.Outcomes.Select(Told));
        static string Told(MatchOutcome o) => $"{o.Why} {string.Join(' ', o.Candidates.Select(c => $"{c.Clip.Id} {c.Probability:F9}"))}";
    }

    [Fact]
    public void Names_of_any_kind_and_length_are_answered()
    {
        var dice = new Dice(9);
        var claims = new List<EventClaim>();
        for (var i = 0; i < 300; i++)
        {
            var text = dice.Next(4) switch
            {
                0 => new string((char)dice.Next(0xD7FF), dice.Between(1, 4000)),
                1 => string.Concat(Enumerable.Range(0, dice.Between(1, 60)).Select(_ => (char)dice.Next(0x3000))),
                2 => $"{Show.Clips[i].Name}{dice.Letters(3, "._- ()*/\\\"'")}",
                _ => "../../etc/passwd\0",
            };
            claims.Add(Mangling.Claim(new(Timecode.Wrapping(dice.Next(int.MaxValue), FrameRate.Fps24), dice.Next(1 << 30)), (text, (NameOrigin)dice.Next(8))) with { Event = $"{i}", Speed = dice.Next(2000) - 1000, RecordFrames = dice.Next(1 << 30) });
        }

        var outcomes = new ClipMatcher().Match(claims, Show.Index).Outcomes;

        Assert.Equal(claims.Select(c => c.Event), outcomes.Select(o => o.Event));
        Assert.All(outcomes, o => Assert.DoesNotContain('\0', o.Why));
    }

    [Theory]
    [InlineData("A001C001", "A0O1C001", 0.3)]
    [InlineData("A001C001", "A010C001", 0.6)]
    [InlineData("A001C001", "A001C002", 1)]
    [InlineData("A001C001", "A001C01", 1)]
    [InlineData("A001C001", "B777X123", double.PositiveInfinity)]
    public void Typing_mistakes_cost_what_they_are(string one, string other, double cost)
    {
        var rules = MatchRules.Default;

        Assert.Equal(cost, TypingDistance.Of(one, other, rules.Document.Typing, rules.Pairs));
        Assert.Equal(cost, TypingDistance.Of(other, one, rules.Document.Typing, rules.Pairs));
    }

    [Theory]
    [InlineData("Café_01", "CAFE01")]
    [InlineData("Cafe\u0301_01", "CAFE01")]
    [InlineData("\uFEFFa b\u00A0c-1", "ABC1")]
    [InlineData("東京_１", "東京１")]
    public void A_key_is_what_survives_of_a_name(string name, string key) => Assert.Equal(key, LetterKey.Of(name));
}
