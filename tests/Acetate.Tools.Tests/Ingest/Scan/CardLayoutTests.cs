using Acetate.Library.Rolls;
using Acetate.Tools.Ingest.Scan;

namespace Acetate.Tools.Tests.Ingest.Scan;

public sealed class CardLayoutTests
{
    public static TheoryData<string, string, string, string[]> Cards => new()
    {
        { "arri", "ARRI", "A131R3KN", ["A131C001_190520_R3KN.mov", "A131C002_190520_R3KN.mov", "A131R3KN_AVID.ale"] },
        { "arri", "ARRI", "A003R24Y", ["A003C001_190625_R24Y/A003C001_190625_R24Y.0049275.ari", "A003C001_190625_R24Y/A003C001_190625_R24Y.0049276.ari"] },
        { "arri-35", "ARRI", "A_0001_12NR", ["A_0001C001_230202_052359_h12NR.mxf", "A_0001_12NR_AVID.ale"] },
        { "red", "RED", "A007_0124J4.RDM", ["A007_C001_0124UA.RDC/A007_C001_0124UA_001.R3D", "A007_C001_0124UA.RDC/A007_C001_0124UA.RMD"] },
        { "red", "RED", "A007", ["A007_0124J4.RDM/A007_C001_0124UA.RDC/A007_C001_0124UA_001.R3D"] },
        { "sony-xdroot", "Sony", "A001", ["XDROOT/Clip/A001C001_230101AB.MXF", "XDROOT/Clip/A001C001_230101ABM01.XML", "XDROOT/MEDIAPRO.XML"] },
        { "sony-axs", "Sony", "A002", ["AXSM0001/CLIP/A002C001_230101AB.MXF"] },
        { "sony-m4root", "Sony", "S1", ["PRIVATE/M4ROOT/CLIP/C0001.MP4", "PRIVATE/M4ROOT/CLIP/C0001M01.XML", "PRIVATE/M4ROOT/MEDIAPRO.XML"] },
        { "canon-contents", "Canon", "A001", ["CONTENTS/CLIPS001/A_0001C001X250601_112233AB_CANON_001.MXF"] },
        { "canon-contents", "Canon", "A001", ["CONTENTS/CLIPS001/A001C001_190520AB_CANON.CRM"] },
        { "canon-dcim", "Canon", "EOS_DIGITAL", ["DCIM/100CANON/MVI_0001.MOV"] },
        { "blackmagic", "Blackmagic Design", "A001", ["A001_08151512_C001.braw", "A001_08151520_C002.braw"] },
        { "dji", "DJI", "DJI_CARD", ["DCIM/DJI_001/DJI_20230101123456_0001_D.MP4", "DCIM/DJI_001/DJI_20230101123456_0001_D.SRT"] },
        { "dji", "DJI", "SD", ["DCIM/100MEDIA/DJI_0001.MP4"] },
        { "gopro", "GoPro", "HERO", ["DCIM/100GOPRO/GX010001.MP4", "DCIM/100GOPRO/GL010001.LRV", "DCIM/100GOPRO/GX010001.THM", "MISC/version.txt"] },
        { "panasonic-p2", "Panasonic", "P2", ["CONTENTS/CLIP/0001AB.XML", "CONTENTS/VIDEO/0001AB.MXF", "CONTENTS/AUDIO/0001AB00.MXF", "LASTCLIP.TXT"] },
        { "panasonic-dcim", "Panasonic", "GH5", ["DCIM/100_PANA/P1000001.MOV"] },
        { "avchd", "Panasonic", "AV", ["PRIVATE/AVCHD/BDMV/STREAM/00000.MTS", "PRIVATE/PANA_GRP/001CDPFP/AAAA.JPG"] },
        { "avchd", "", "AV", ["PRIVATE/AVCHD/BDMV/STREAM/00000.MTS"] },
        { "apple", "Apple", "phone", ["DCIM/100APPLE/IMG_1234.MOV", "DCIM/100APPLE/IMG_1235.HEIC"] },
        { "cinemadng", "", "A001", ["A001_C001/A001_C001_000001.dng", "A001_C001/A001_C001_000002.dng"] },
        { "generic", "", "B001", ["interview.mov", "interview 2.mov"] },
        { "sony-cine", "Sony", "A001", ["A001C001_230101AB.mxf"] },
    };

    [Theory, MemberData(nameof(Cards))]
    public void A_card_is_known_by_its_folders_or_names(string layout, string maker, string name, string[] paths)
    {
        var found = CardLayout.Of(Trees.Of(name, paths));

        Assert.Equal((layout, maker, RollKind.Camera), (found.Layout, found.Maker, found.Kind));
        Assert.NotEmpty(found.Reason);
    }

    [Theory, MemberData(nameof(Cards))]
    public void No_card_is_taken_for_another_maker_when_sidecars_are_gone(string layout, string maker, string name, string[] paths)
    {
        var media = paths.Where(p => MediaNames.IsPicture(p) || MediaNames.IsFrame(p)).ToArray();

        var found = CardLayout.Of(Trees.Of(name, media));

        Assert.True(found.Maker == maker || found.Maker.Length == 0, $"{layout} became {found.Layout} of {found.Maker}");
    }

    [Theory]
    [InlineData("S001", "S001-T001.WAV", "S001-T002.WAV")]
    [InlineData("230101", "ZOOM0001_Tr1.WAV", "ZOOM0001_Tr2.WAV")]
    public void Sound_without_picture_is_a_sound_roll(string name, params string[] paths) =>
        Assert.Equal(("sound", RollKind.Sound), (CardLayout.Of(Trees.Of(name, paths)).Layout, CardLayout.Of(Trees.Of(name, paths)).Kind));

    [Fact]
    public void Paperwork_is_neither_camera_nor_sound() =>
        Assert.Equal(RollKind.Other, CardLayout.Of(Trees.Of("Reports", "camera.pdf", "sound.csv")).Kind);

    [Theory]
    [InlineData("Stills", "A001C003_still.tif", "A001C003_still.png")]
    [InlineData("DIT Grabs", "A001C003_f0012.tif", "A001C003_f0013.tif", "A001C003_10123305.tiff")]
    public void Stills_of_the_set_are_neither_camera_nor_sound(string name, params string[] paths) => Assert.Equal(RollKind.Other, CardLayout.Of(Trees.Of(name, paths)).Kind);

    [Fact]
    public void Frames_of_a_recording_are_a_camera_s_wherever_they_lie() =>
        Assert.Equal(RollKind.Camera, CardLayout.Of(Trees.Of("A001", "A001C003.0000001.tif", "A001C003.0000002.tif", "Stills/A001C003.tif")).Kind);

    [Theory]
    [InlineData("A001C001_200303_F701", true)]
    [InlineData("A004C010_20100610_R1JL", true)]
    [InlineData("C001C005_230101_R1JL", true)]
    [InlineData("A007_C001_0124UA", false)]
    public void An_ARRI_name_need_not_end_in_R_or_L(string name, bool isArri) => Assert.Equal(isArri, MediaNames.ArriClassic().IsMatch(name));
}
