using Acetate.Cuts;
using Acetate.Tools.Pulls;
using Acetate.Tools.VfxPulls.Shots;

namespace Acetate.Tools.Tests.VfxPulls;

public sealed class ShotNamesTests
{
    [Theory]
    [InlineData("208_050_E05 // SPLIT SCREEN", "208_050_E05", null)]
    [InlineData("AGM_104_065_010 clean plate", "AGM_104_065_010", null)]
    [InlineData("AGM_104_065_010_BG01", "AGM_104_065_010", "BG01")]
    [InlineData("VFX (sq001_s010)", "sq001_s010", null)]
    [InlineData("rig removal", null, null)]
    [InlineData("", null, null)]
    public void A_marker_says_the_shot_as_productions_write_it(string text, string? shot, string? element)
    {
        var name = Assert.Single(ShotNames.Of([Event("1") with { Markers = [new() { Name = text }] }], ShotRule.Usual));

        Assert.Equal((shot, element, shot is null ? 0 : 2), (name.Shot, name.Element, name.Rule));
    }

    [Theory]
    [InlineData("a/b_010_0030", "b_010_0030", "b_010_0030 was read out of 'a/b_010_0030': look whether")]
    [InlineData("b_010_0030/c", "b_010_0030", "b_010_0030 was read out of 'b_010_0030/c': look whether")]
    [InlineData("208_050_E05 // SPLIT SCREEN", "208_050_E05", "")]
    [InlineData("(208_050_E05)", "208_050_E05", "")]
    public void A_name_that_stands_beside_a_slash_is_told_to_be_a_part(string text, string shot, string note)
    {
        var name = Assert.Single(ShotNames.Of([Event("1") with { Markers = [new() { Name = text }] }], ShotRule.Usual));

        Assert.Equal(shot, name.Shot);
        Assert.StartsWith(note, string.Concat(name.Notes), StringComparison.Ordinal);
        Assert.Equal(note.Length > 0, !name.Notes.IsEmpty);
    }

    [Theory]
    [InlineData("a/b_010_0030", "a_b_010_0030")]
    [InlineData(@"..\..\b_010", ".._.._b_010")]
    public void A_slash_in_a_shot_is_made_safe_and_told(string text, string shot)
    {
        var name = Assert.Single(ShotNames.Of([Event("1", new SourceName(SourceNameKind.Shot, text, "column Shot"))], ShotRule.Usual));

        Assert.Equal(shot, name.Shot);
        Assert.Equal([$"The cut says '{text}', and a name of a shot has no slash: it is called {shot}."], name.Notes);
    }

    [Fact]
    public void The_first_rule_that_finds_a_shot_decides_and_the_shot_list_comes_first()
    {
        var one = Event("1", new SourceName(SourceNameKind.Shot, "010 A", "column Shot")) with
        {
            Markers = [new() { Comment = "AGM_104_065_020" }],
            Comments = ["VFX AGM_104_065_030"],
        };

        Assert.Equal("010 A", Assert.Single(ShotNames.Of([one], ShotRule.Usual)).Shot);
        Assert.Equal("AGM_104_065_030", Assert.Single(ShotNames.Of([one], [new() { From = ShotText.Comment }])).Shot);
    }

    [Fact]
    public void A_camera_s_clip_name_is_no_shot_unless_a_rule_says_so()
    {
        var one = Event("1", new SourceName(SourceNameKind.ClipName, "A001C001_190520_R3KN", "* FROM CLIP NAME"));

        Assert.Null(Assert.Single(ShotNames.Of([one], ShotRule.Usual)).Shot);
        Assert.Equal("A001", Assert.Single(ShotNames.Of([one], [new() { From = ShotText.ClipName, Pattern = "^(?<shot>[A-Z][0-9]{3})" }])).Shot);
    }

    [Fact]
    public void A_colour_chooses_among_markers_and_a_second_shot_is_told()
    {
        var one = Event("1") with
        {
            Markers = [new() { Name = "AGM_104_065_010", Color = "RED" }, new() { Name = "AGM_104_065_020", Color = "CYAN" }],
        };

        Assert.Equal("AGM_104_065_020", Assert.Single(ShotNames.Of([one], [new() { From = ShotText.Marker, Color = "cyan" }])).Shot);
        Assert.Equal("The event also says AGM_104_065_020; AGM_104_065_010 stands first.", Assert.Single(Assert.Single(ShotNames.Of([one], ShotRule.Usual)).Notes));
    }

    [Fact]
    public void Shots_that_stand_twice_or_are_spelled_in_two_ways_are_told()
    {
        var names = ShotNames.Of(
            [.. new[] { "AB_010_010", "AB_010_010", "ab_010_010" }.Select((text, i) => Event($"{i}") with { Comments = [text] })], ShotRule.Usual);

        Assert.Equal(["2 events say AB_010_010: they become plates of one shot.", "The cut writes this shot in several ways (AB_010_010, ab_010_010): they are different shots unless somebody says otherwise."], names[1].Notes);
        Assert.StartsWith("The cut writes this shot in several ways", Assert.Single(names[2].Notes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(?<shot>a)(?=b)")]
    [InlineData(@"(?<shot>a)\k<shot>")]
    [InlineData("(unclosed")]
    public void A_pattern_that_cannot_be_used_is_refused_with_the_pattern(string pattern) =>
        Assert.StartsWith($"The shot rule's pattern '{pattern}' cannot be used: ",
            Assert.Throws<PullException>(() => ShotNames.Of([], [new() { From = ShotText.Comment, Pattern = pattern }])).Message, StringComparison.Ordinal);

    private static CutEvent Event(string id, params SourceName[] names) => new() { Id = id, Source = new() { Names = [.. names] } };
}
