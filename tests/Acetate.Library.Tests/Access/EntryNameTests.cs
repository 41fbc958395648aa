using Acetate.Library.Workspaces;

namespace Acetate.Library.Tests.Access;

public sealed class EntryNameTests
{
    [Theory]
    [InlineData("a b#1.exr")]
    [InlineData("Plätze")]
    [InlineData(".hidden")]
    [InlineData("日本語 – ok.mov")]
    public void Names_that_every_disk_can_hold_are_taken_as_they_are(string name) => Assert.Null(EntryName.WhyNot(name));

    [Theory]
    [InlineData("", "file")]
    [InlineData(".", "file")]
    [InlineData("..", "file")]
    [InlineData("../x", ".._x")]
    [InlineData("a\\b", "a_b")]
    [InlineData("a:b?.exr", "a_b_.exr")]
    [InlineData("a\u0000b", "ab")]
    [InlineData("a\u202Egpj.exe", "agpj.exe")]
    [InlineData("con.txt", "_con.txt")]
    [InlineData("end. ", "end")]
    [InlineData(" begin", "begin")]
    public void What_is_no_name_is_refused_and_a_near_one_is_told(string name, string safe)
    {
        Assert.NotNull(EntryName.WhyNot(name));
        Assert.Equal(safe, EntryName.Safe(name));
        Assert.Null(EntryName.WhyNot(EntryName.Safe(name)));
    }

    [Fact]
    public void Long_names_are_cut_at_a_letter_and_numbers_stand_before_the_ending()
    {
        var name = new string('ä', 200) + ".exr";

        Assert.NotNull(EntryName.WhyNot(name));
        Assert.Null(EntryName.WhyNot(EntryName.Safe(name)));
        Assert.Null(EntryName.WhyNot(EntryName.Numbered(EntryName.Safe(name), 999)));
        Assert.Equal(("plate 2.exr", "folder 3", ".hidden 2"), (EntryName.Numbered("plate.exr", 2), EntryName.Numbered("folder", 3), EntryName.Numbered(".hidden", 2)));
        Assert.Equal(("a_b", "The name holds what is no character."), (EntryName.Safe("a" + (char)0xD800 + "b"), EntryName.WhyNot("a" + (char)0xD800 + "b")));
        Assert.Equal(EntryName.Fold("PLÄTZE"), EntryName.Fold("plÄtze"));
    }
}
