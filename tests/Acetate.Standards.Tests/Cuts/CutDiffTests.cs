using System.Collections.Immutable;
using Acetate.Cuts;
using Acetate.Cuts.Diff;
using Acetate.Timing;

namespace Acetate.Standards.Tests.Cuts;

public sealed class CutDiffTests
{
    /// <summary>Ten events of two seconds, one after the other.</summary>
    private static readonly Cut Old = Of(Enumerable.Range(1, 10).Select(i => Shot(i, 100 * i, 48)));

    [Fact]
    public void A_cut_with_other_numbers_is_the_same()
    {
        var renumbered = Of(Old.Events.Select((item, i) => item with { Id = $"x{i}", Number = $"{i * 10:D6}" }));

        Assert.True(CutDiff.Between(Old, renumbered).IsSame);
    }

    [Fact]
    public void An_event_that_only_follows_an_insert_is_the_same()
    {
        var differences = CutDiff.Between(Old, Of([.. Old.Events.Take(3), Shot(77, 5000, 24), .. Old.Events.Skip(3)]));

        Assert.Equal((EventChanges.New, "S77"), (differences.Changes[3].Kinds, differences.Changes[3].New!.Name));
        Assert.Equal([new CutRange(5000, 24, FrameRate.Fps24)], differences.Changes[3].NewSource);
        Assert.Equal((10, 1), (differences.Count(EventChanges.Same), differences.Count(EventChanges.New)));
        Assert.Equal(24, differences.Changes[5].RecordShift);
    }

    [Fact]
    public void An_event_that_is_gone_is_omitted()
    {
        var differences = CutDiff.Between(Old, Of(Old.Events.RemoveAt(4)));

        var omitted = Assert.Single(differences.Changes, change => change.Kinds != EventChanges.Same);
        Assert.Equal((EventChanges.Omitted, "S5"), (omitted.Kinds, omitted.Old!.Name));
    }

    [Theory]
    [InlineData(500, 60, EventChanges.Extended, 0, 12)]
    [InlineData(490, 58, EventChanges.Extended, 10, 0)]
    [InlineData(500, 40, EventChanges.Shortened, 0, -8)]
    [InlineData(505, 43, EventChanges.Shortened, -5, 0)]
    [InlineData(507, 48, EventChanges.Slipped, -7, 7)]
    [InlineData(490, 50, EventChanges.Extended | EventChanges.Shortened, 10, -8)]
    public void More_fewer_or_other_frames_are_told_apart(int start, int length, EventChanges kinds, int head, int tail)
    {
        var differences = CutDiff.Between(Old, Of(Old.Events.SetItem(4, Shot(5, start, length))));

        var changed = Assert.Single(differences.Changes, change => change.Kinds != EventChanges.Same);
        Assert.Equal((kinds, new Ratio(head), new Ratio(tail)), (changed.Kinds, changed.HeadFrames, changed.TailFrames));
    }

    [Fact]
    public void Only_frames_that_were_not_shown_before_are_new()
    {
        var changed = CutDiff.Between(Old, Of(Old.Events.SetItem(4, Shot(5, 490, 70)))).Changes[4];

        Assert.Equal([new CutRange(490, 10, FrameRate.Fps24), new CutRange(548, 12, FrameRate.Fps24)], changed.NewSource);
    }

    [Fact]
    public void An_event_that_changes_places_moved_and_the_others_did_not()
    {
        var events = Old.Events.RemoveAt(1).Insert(7, Old.Events[1]);

        var moved = Assert.Single(CutDiff.Between(Old, Of(events)).Changes, change => change.Kinds != EventChanges.Same);
        Assert.Equal((EventChanges.Moved, "S2"), (moved.Kinds, moved.New!.Name));
    }

    [Fact]
    public void A_gap_moves_the_event_after_it_and_no_other()
    {
        var events = Old.Events.Select((item, i) => i < 4 ? item : item with { Record = item.Record!.Value.Shift(100) }).ToImmutableArray();

        var moved = Assert.Single(CutDiff.Between(Old, Old with { Events = events }).Changes, change => change.Kinds != EventChanges.Same);
        Assert.Equal((EventChanges.Moved, "S5"), (moved.Kinds, moved.New!.Name));
    }

    [Fact]
    public void Another_speed_is_a_retime()
    {
        var faster = Old.Events[4] with { Speed = CutSpeed.Of(2), Source = Old.Events[4].Source with { Used = new(500, 96, FrameRate.Fps24) } };

        var changed = Assert.Single(CutDiff.Between(Old, Of(Old.Events.SetItem(4, faster))).Changes, change => change.Kinds != EventChanges.Same);
        Assert.Equal(EventChanges.Retimed | EventChanges.Extended, changed.Kinds);
        Assert.Equal(["speed 100 % became 200 %"], changed.Details);
    }

    [Fact]
    public void Two_events_of_one_clip_are_paired_by_the_frames_they_show()
    {
        var old = Of([Shot(1, 100, 48), Shot(1, 300, 48), Shot(1, 500, 48)]);
        var next = Of([Shot(1, 500, 48), Shot(1, 304, 48)]);

        var changes = CutDiff.Between(old, next).Changes;
        Assert.Equal(new Ratio(300), changes[1].Old!.Source.Range!.Value.Start);
        Assert.True(changes[1].Kinds.HasFlag(EventChanges.Slipped));
        Assert.Equal((EventChanges.Omitted, new Ratio(100)), (changes[2].Kinds, changes[2].Old!.Source.Range!.Value.Start));
    }

    [Fact]
    public void A_grade_that_changes_alters_the_event()
    {
        var graded = Old.Events[0] with { Grade = new() { Saturation = 0.5 } };

        Assert.Equal(EventChanges.Altered, CutDiff.Between(Old, Of(Old.Events.SetItem(0, graded))).Changes[0].Kinds);
    }

    [Fact]
    public void A_list_and_a_timeline_of_the_same_cut_are_the_same()
    {
        var list = CutReader.Read(Corpus.PathOf("conformance/edl/otio-cmx3600-adapter/screening_example.edl"), new() { Rate = FrameRate.Fps24 });
        var timeline = CutReader.Read(new MemoryStream(CutWriter.Convert(list, CutFormat.Otio).Documents[0].Content.ToArray()), "a.otio");

        var differences = CutDiff.Between(list, timeline);
        Assert.Equal(list.Events.Length, differences.Changes.Length);
        Assert.All(differences.Changes, change => Assert.True(change.Kinds is EventChanges.Same, $"{change.New?.Name}: {change.Kinds} {string.Join("; ", change.Details)}"));
    }

    [Fact]
    public void A_hundred_thousand_events_of_one_reel_are_compared()
    {
        var old = Of(Enumerable.Range(0, 100_000).Select(i => Shot(1, 60 * i, 48)));
        var next = Of(Enumerable.Range(0, 100_000).Where(i => i != 500).Select(i => Shot(1, 60 * i, i == 70_000 ? 50 : 48)));

        var differences = CutDiff.Between(old, next);
        Assert.Equal((1, 1, 99_998), (differences.Count(EventChanges.Omitted), differences.Count(EventChanges.Extended), differences.Count(EventChanges.Same)));
    }

    private static CutEvent Shot(int clip, int start, int length) => new()
    {
        Id = "",
        Name = $"S{clip}",
        Tracks = ["V1"],
        Source = new() { Names = [new(SourceNameKind.Reel, $"A{clip:D3}", "")], Range = new(start, length, FrameRate.Fps24), Used = new(start, length, FrameRate.Fps24) },
    };

    private static Cut Of(IEnumerable<CutEvent> events)
    {
        var at = Ratio.Zero;
        var placed = ImmutableArray.CreateBuilder<CutEvent>();
        foreach (var item in events)
        {
            var length = item.Source.Range!.Value.Length;
            placed.Add(item with { Id = $"{placed.Count + 1:D4}", Number = item.Number.Length > 0 ? item.Number : $"{placed.Count + 1:D3}", Record = new(at, length, FrameRate.Fps24) });
            at += length;
        }

        return new() { Format = CutFormat.Edl, Rate = FrameRate.Fps24, Events = placed.ToImmutable() };
    }
}
