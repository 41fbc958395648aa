using Acetate.Library.Pulls;
using Acetate.Tools.Pulls;

namespace Acetate.Tools.Tests.Pulls;

/// <summary>Folders of packages are known by their names where many lie together.</summary>
public sealed class PackageNameTests
{
    [Theory]
    [InlineData("film", "lupus", PullKind.Vfx, 3, "film_lupus_vfx-0003_20261224")]
    [InlineData("film", "grading", PullKind.Conform, 12, "film_grading_conform-0012_20261224")]
    [InlineData("a-show-whose-name-is-quite-long-already", "a-recipient-of-many-letters", PullKind.Vfx, 1, "a-recipient-of-many-letters_vfx-0001_20261224")]
    [InlineData("film", "a-recipient-whose-name-alone-leaves-no-room-for-anything-else", PullKind.Vfx, 1, "vfx-0001_20261224")]
    public void A_package_names_show_recipient_and_number_as_far_as_a_name_may_be_long(string show, string recipient, PullKind kind, int number, string expected) =>
        Assert.Equal(expected, PullApproval.FolderOf(
            new Pull { Id = Guid.Empty, Show = show, Kind = kind, Recipient = recipient, Number = number, CutName = "", Cut = "", Settings = "", Plan = "", CreatedBy = "" }, new DateTimeOffset(2026, 12, 24, 20, 0, 0, TimeSpan.Zero)));
}
