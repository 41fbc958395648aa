using Acetate.Tools.Pulls;
using Acetate.Tools.VfxPulls.Plates;

namespace Acetate.Tools.Tests.VfxPulls;

public sealed class PlateTemplateTests
{
    private static readonly PlateNaming Values = new() { Show = "AGM", Shot = "104_065_010", Element = "PL01", Version = 2, Vendor = "XYZ", Clip = "A001C003_190520_R3KN", Event = "007", Width = 4448, Height = 3096 };

    [Theory]
    [InlineData(PlateTemplate.Usual, "104_065_010_PL01_v002/104_065_010_PL01_v002.####.exr")]
    [InlineData("{show}_{shot}_{element}_v{version:4}/{width}x{height}/{shot}.{frame:7}.exr", "AGM_104_065_010_PL01_v0002/4448x3096/104_065_010.#######.exr")]
    [InlineData("{sequence}/{shot}_{element}_v{version:3}.{frame}.exr", "065/104_065_010_PL01_v002.####.exr")]
    [InlineData("{vendor}/{event:5}-{clip}.{shot}.{element}.v{version:3}.{frame}.EXR", "XYZ/00007-A001C003_190520_R3KN.104_065_010.PL01.v002.####.EXR")]
    public void Tokens_become_what_they_stand_for(string template, string name) => Assert.Equal(name, PlateTemplate.Parse(template).Pattern(Values));

    [Theory]
    [InlineData("LUP_010_0200", "010")]
    [InlineData("SQ010-SH0200", "SQ010")]
    [InlineData("SH0200", "")]
    [InlineData("LUP_", "")]
    [InlineData("_0200", "")]
    public void The_sequence_is_the_part_of_the_shots_name_before_its_number(string shot, string sequence) => Assert.Equal(sequence, (Values with { Shot = shot }).Sequence);

    [Theory]
    [InlineData("", "A template of names has 1 to 500 characters.")]
    [InlineData("{shot}_{element}_v{version:3}.exr", "The template {shot}_{element}_v{version:3}.exr gives all frames one name.")]
    [InlineData("{frame}/{shot}_{element}_v{version:3}.exr", "The template {frame}/{shot}_{element}_v{version:3}.exr gives all frames one name.")]
    [InlineData("{shot}_v{version:3}.{frame}.exr", "The template {shot}_v{version:3}.{frame}.exr leaves out {element}")]
    [InlineData("{shot}_{element}_v{version}.{frame}.exr", "Versions have three or four digits")]
    [InlineData("{shot}_{element}_v{version:3}.{frame}.dpx", "Plates are OpenEXR")]
    [InlineData("{shot}_{take}_v{version:3}.{frame}.exr", "The template {shot}_{take}_v{version:3}.{frame}.exr cannot be used: at character 8, there is no token 'take'")]
    [InlineData("{shot} {element}_v{version:3}.{frame}.exr", "The template {shot} {element}_v{version:3}.{frame}.exr cannot be used: at character 7, ' ' does not belong")]
    [InlineData("{shot", "The template {shot cannot be used: at character 1, the brace is not closed")]
    [InlineData("{shot:3}_{element}_v{version:3}.{frame}.exr", "The template {shot:3}_{element}_v{version:3}.{frame}.exr cannot be used: at character 1, 'shot' is no number")]
    [InlineData("/{shot}_{element}_v{version:3}.{frame}.exr", "The template /{shot}_{element}_v{version:3}.{frame}.exr begins with a slash")]
    public void A_template_that_cannot_name_plates_is_refused_with_the_place(string template, string message) =>
        Assert.StartsWith(message, Assert.Throws<PullException>(() => PlateTemplate.Parse(template)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("../010", "The shot '../010' has a character ('/')")]
    [InlineData("010 A", "The shot '010 A' has a character (U+0020)")]
    [InlineData("Szene_ä", "The shot 'Szene_ä' has a character ('ä')")]
    [InlineData("", "The template {shot}/{element}_v{version:3}.{frame}.exr asks for the shot, and plate  has none.")]
    [InlineData("..", "The template {shot}/{element}_v{version:3}.{frame}.exr makes the name '../PL01_v002.####.exr', which has an empty part, one of dots")]
    [InlineData("aux", "The template {shot}/{element}_v{version:3}.{frame}.exr makes the name 'aux/PL01_v002.####.exr': 'aux' is a name that Windows keeps for itself.")]
    public void A_shot_that_cannot_be_a_name_is_refused_and_never_leaves_the_package(string shot, string message) =>
        Assert.StartsWith(message, Assert.Throws<PullException>(() => PlateTemplate.Parse("{shot}/{element}_v{version:3}.{frame}.exr").Pattern(Values with { Shot = shot })).Message, StringComparison.Ordinal);
}
