using Acetate.Imaging.Compare;

namespace Acetate.Imaging.Tests.Compare;

/// <summary>What the places of an event say together.</summary>
public sealed class EventLikenessTests
{
    private static readonly Scene Shot = new(21, 4);
    private static readonly int[] Frames = [10, 22, 34];

    [Fact]
    public void The_frames_of_the_list_are_alike_and_have_no_slip_under_a_grade_and_noise()
    {
        var likeness = EventLikeness.Of([.. Frames.Select(frame => Shot.Place(Offline(frame), frame))]);

        Assert.Equal((PictureVerdict.Alike, 0, false), (likeness.Verdict, likeness.Slip, likeness.WantsMore));
        Assert.All(likeness.Places, place => Assert.True(place.Score > 0.9, $"{place.Score}"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-2)]
    [InlineData(5)]
    public void A_slip_is_named_in_frames_and_in_its_direction(int slip)
    {
        var likeness = EventLikeness.Of([.. Frames.Select(frame => Shot.Place(Offline(frame + slip), frame))]);

        Assert.Equal((PictureVerdict.Doubtful, slip, false), (likeness.Verdict, likeness.Slip, likeness.IsAtEdge));
    }

    [Fact]
    public void A_slip_beyond_the_frames_that_were_looked_at_wants_more_of_them()
    {
        var likeness = EventLikeness.Of([.. Frames.Select(frame => Shot.Place(Offline(frame + 5), frame, around: 2))]);

        Assert.Equal((2, true, true), (likeness.Slip, likeness.IsAtEdge, likeness.WantsMore));
    }

    [Fact]
    public void Another_speed_parts_more_and_more()
    {
        // The list says every frame, the offline shows every fourth third.
        var likeness = EventLikeness.Of([.. Frames.Select((frame, i) => Shot.Place(Offline(frame + 2 + 2 * i - 2), frame))]);

        Assert.Equal(PictureVerdict.Doubtful, likeness.Verdict);
        Assert.Equal([0, 2, 4], likeness.PlaceSlips);
        Assert.Equal(0, likeness.Slip);
    }

    [Fact]
    public void Another_take_of_the_same_set_is_doubtful_and_another_set_is_different()
    {
        var take = new Scene(21, 9);
        var other = new Scene(22, 4);

        var likeness = EventLikeness.Of([.. Frames.Select(frame => Shot.Place(Offline(frame, take), frame))]);
        var wrong = EventLikeness.Of([.. Frames.Select(frame => Shot.Place(Offline(frame, other), frame))]);

        Assert.Equal(PictureVerdict.Doubtful, likeness.Verdict);
        Assert.Equal((PictureVerdict.Different, 0), (wrong.Verdict, wrong.Slip));
        Assert.Contains(likeness.Places, place => place.Dissent > 0);
    }

    [Fact]
    public void What_most_events_show_is_how_the_offline_lies_and_another_place_is_doubtful()
    {
        var usual = EventLikeness.UsualOf([.. Frames.Select(frame => new PictureLikeness(Shot.Frame(frame, null, 0.02, 0.03, 0.95)).In(Shot.Frame(frame)))]);
        var settings = new LikenessSettings { Usual = usual!.Value, IsUsualKnown = true };

        var likeness = EventLikeness.Of([.. Frames.Select(frame => Shot.Place(Shot.Frame(frame, null, 0.02, 0.03, 0.95), frame))], settings);
        var moved = EventLikeness.Of([.. Frames.Select(frame => Shot.Place(Shot.Frame(frame, null, 0.1, 0.15, 0.8), frame))], settings);

        Assert.Equal(0.95, usual.Value.Scale, 0.01);
        Assert.Equal((PictureVerdict.Alike, false, false), (likeness.Verdict, likeness.IsOddlyFramed, likeness.WantsMore));
        Assert.Equal((PictureVerdict.Doubtful, true, 0), (moved.Verdict, moved.IsOddlyFramed, moved.Slip));
        Assert.All(moved.Places, place => Assert.Equal(0.8, place.Framing.Scale, 0.02));
    }

    [Fact]
    public void Pictures_that_lie_everywhere_have_no_usual_place()
    {
        Likeness Lying(double scale, double score = 0.95) => new(score, 0, 0.1, new(scale, 0, 0));

        Assert.Null(EventLikeness.UsualOf([Lying(1), Lying(1)]));
        Assert.Null(EventLikeness.UsualOf([Lying(1), Lying(0.9), Lying(0.8), Lying(0.7), Lying(0.65)]));
        Assert.Null(EventLikeness.UsualOf([Lying(1, 0.3), Lying(1, 0.3), Lying(1, 0.3)]));
        Assert.Equal(0.9, EventLikeness.UsualOf([Lying(0.9), Lying(0.9), Lying(0.9), Lying(0.7), Lying(1, 0.2)])!.Value.Scale);
    }

    [Fact]
    public void One_place_that_differs_makes_the_event_doubtful()
    {
        var likeness = EventLikeness.Of([Shot.Place(Offline(10), 10), Shot.Place(Offline(22), 22), Shot.Place(Offline(34, new(22)), 34)]);

        Assert.Equal(PictureVerdict.Doubtful, likeness.Verdict);
        Assert.True(likeness.Places[2].Score < 0.6);
    }

    [Fact]
    public void Black_is_not_compared_and_a_set_in_which_nothing_moves_names_no_frame()
    {
        var black = new PictureSketch(Scene.Width, Scene.Height, new float[Scene.Width * Scene.Height]);
        var still = Shot.Frame(10);
        var stills = System.Collections.Immutable.ImmutableSortedDictionary.CreateRange(Enumerable.Range(-6, 13).Select(offset => KeyValuePair.Create(offset, still)));

        Assert.Equal(PictureVerdict.NotComparable, EventLikeness.Of([Shot.Place(black, 10)]).Verdict);
        Assert.Equal((PictureVerdict.Alike, 0), EventLikeness.Of([new(Offline(10), stills)]) is var likeness ? (likeness.Verdict, likeness.Slip) : default);
    }

    private static PictureSketch Offline(int frame, Scene? of = null) =>
        (of ?? Shot).Frame(frame, (x, y, value) => MathF.Pow(0.05f + 0.85f * value, 1.3f) + 0.03f * (float)(new Grain((ulong)(y * Scene.Width + x + 100_000 * frame)).Unit() - 0.5));
}
