using Acetate.Compute.Slurm;

namespace Acetate.Library.Tests.Compute;

/// <summary>Where a step goes whose clip was read somewhere before.</summary>
public sealed class ReadBeforeTests
{
    [Fact]
    public void A_free_place_that_read_the_clip_takes_the_step_though_another_has_less_to_do() =>
        Assert.Equal(1, ReadBefore.Choose([new(0, IsFree: true, HasRead: false), new(3, IsFree: true, HasRead: true)]));

    [Fact]
    public void Nobody_waits_for_a_place_that_is_not_free() =>
        Assert.Equal(0, ReadBefore.Choose([new(0, IsFree: true, HasRead: false), new(1, IsFree: false, HasRead: true)]));

    [Fact]
    public void Of_places_with_equally_much_to_do_the_one_that_read_it_takes_it() =>
        Assert.Equal(2, ReadBefore.Choose([new(2, IsFree: false, HasRead: false), new(1, IsFree: false, HasRead: false), new(1, IsFree: false, HasRead: true)]));

    [Fact]
    public void Of_several_that_read_it_the_one_with_least_to_do_takes_it() =>
        Assert.Equal(1, ReadBefore.Choose([new(2, IsFree: true, HasRead: true), new(1, IsFree: true, HasRead: true), new(0, IsFree: true, HasRead: false)]));

    [Fact]
    public void Without_anything_read_the_first_with_least_to_do_takes_it_and_none_where_there_is_none()
    {
        Assert.Equal(1, ReadBefore.Choose([new(1, true, false), new(0, true, false), new(0, true, false)]));
        Assert.Equal(-1, ReadBefore.Choose([]));
    }

    [Fact]
    public void A_step_goes_where_it_was_slow_only_when_there_is_nowhere_else()
    {
        Assert.Equal(1, ReadBefore.Choose([new(0, true, true, IsAvoided: true), new(3, false, false)]));
        Assert.Equal(0, ReadBefore.Choose([new(0, true, true, IsAvoided: true)]));
    }

    [Fact]
    public void A_machine_is_known_by_what_it_read_last()
    {
        var memory = new ReadBefore(most: 2);
        foreach (var reads in (string[])["a", "b", "a", "c"]) memory.Note("n1", reads);
        memory.Note("", "d");
        memory.Note("n2", "");

        Assert.Equal([true, false, true, false], ((string[])["a", "b", "c", ""]).Select(reads => memory.Has("n1", reads)));
        Assert.False(memory.Has("n2", "a") || memory.Has("n2", "") || memory.Has("", "d"));
    }
}
