using Acetate.Library.Rolls;
using Acetate.Tools.Ingest;
using Acetate.Tools.Ingest.Scan;

namespace Acetate.Tools.Tests.Ingest.Scan;

public sealed class CardScanTests : IDisposable
{
    private readonly TempFolder drive = new();

    [Fact]
    public void A_shuttle_drive_shows_its_rolls_with_day_unit_and_kind()
    {
        drive.Write("20260511_EP101_Day01_MU/Camera_Media/A001R2EC/A001C001_260511_R2EC.mov");
        drive.Write("20260511_EP101_Day01_MU/Camera_Media/A001R2EC/ascmhl/0001_A001R2EC_2026-05-11_180000Z.mhl");
        drive.Write("20260511_EP101_Day01_MU/Camera_Media/ARRIRAW/A002R2EC/A002C001_260511_R2EC/A002C001_260511_R2EC.0000001.ari");
        drive.Write("20260511_EP101_Day01_MU/Camera_Media/ARRIRAW/A002R2EC/A002C001_260511_R2EC/A002C001_260511_R2EC.0000002.ari");
        drive.Write("20260511_EP101_Day01_MU/Sound_Media/S001/S001-T001.WAV");
        drive.Write("20260511_EP101_Day01_MU/Reports/sound.csv");
        drive.Write("20260511_EP101_Day01_MU/.DS_Store");
        drive.Write("20260511_EP101_Day01_MU/Camera_Media/A001R2EC/._A001C001_260511_R2EC.mov");
        drive.Write("$RECYCLE.BIN/x.mov");
        drive.Write(".Trashes/501/y.mov");

        var scan = Scan();

        Assert.Equal(["A001R2EC", "A002R2EC", "Reports", "S001"], scan.Rolls.Select(r => r.Name).Order(StringComparer.Ordinal));
        Assert.Equal([RollKind.Camera, RollKind.Camera, RollKind.Other, RollKind.Sound], scan.Rolls.OrderBy(r => r.Name, StringComparer.Ordinal).Select(r => r.Kind));
        Assert.All(scan.Rolls, r => Assert.Equal(("EP101", 1, "MU"), (r.DayFolder!.Episode, r.DayFolder.DayNumber, r.DayFolder.Unit)));
        Assert.True(scan.Rolls.Single(r => r.Name == "A001R2EC").HasManifest);
        Assert.Equal(4, scan.Ignored.Length);
        Assert.Empty(scan.Loose);
    }

    [Theory]
    [InlineData("A001/Clips/A001C001_141024_R2EC.mov", "A001")]
    [InlineData("A001/CONTENTS/CLIPS001/A001C001_190520AB_CANON.CRM", "A001")]
    [InlineData("A001/A001C001_141024_R2EC.mov", "A001")]
    [InlineData("20260511/S001T001.WAV", "20260511")]
    [InlineData("Show/20260511/Camera Media/A001/A001C001_141024_R2EC.mov", "A001")]
    [InlineData("Show/20260511/Sound Media/S001/T001.WAV", "S001")]
    [InlineData("A001/A001_C001/A001_C001_000001.dng", "A001")]
    public void The_roll_is_the_folder_that_one_card_filled(string path, string roll)
    {
        drive.Write(path);
        drive.Write(path.Replace("000001", "000002", StringComparison.Ordinal));

        Assert.Equal(roll, Assert.Single(Scan().Rolls).Name);
    }

    [Fact]
    public void A_card_named_itself_is_the_roll()
    {
        drive.Write("A001/PRIVATE/M4ROOT/CLIP/C0001.MP4");

        var roll = Assert.Single(CardScan.Read(Path.Join(drive.Path, "A001"), TimeProvider.System, default).Rolls);

        Assert.Equal(("A001", "", "sony-m4root"), (roll.Name, roll.Path, roll.Layout));
        Assert.Equal("PRIVATE/M4ROOT/CLIP/C0001.MP4", Assert.Single(roll.Files).Path);
    }

    [Fact]
    public void Links_are_reported_and_never_followed()
    {
        drive.Write("A001/A001C001_141024_R2EC.mov");
        Directory.CreateSymbolicLink(Path.Join(drive.Path, "A001/out"), "/etc");
        File.CreateSymbolicLink(Path.Join(drive.Path, "A001/passwd.mov"), "/etc/passwd");
        Directory.CreateSymbolicLink(Path.Join(drive.Path, "A001/loop"), drive.Path);

        var roll = Assert.Single(Scan().Rolls);

        Assert.Equal("A001C001_141024_R2EC.mov", Assert.Single(roll.Files).Path);
        Assert.Equal(3, roll.Findings.Count(f => f.Code == "link-not-followed"));
    }

    [Fact]
    public void A_name_that_is_not_UTF8_holds_the_roll()
    {
        drive.Write("A001/A001C001_141024_R2EC.mov");
        drive.Shell(@"printf x > A001/$'caf\xe9.mov'");

        var held = Assert.Single(Assert.Single(Scan().Rolls).Holding);

        Assert.Equal("name-not-utf8", held.Code);
        Assert.Contains("cannot be opened", held.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_break_in_a_name_holds_the_roll_and_cannot_forge_a_line_of_the_report()
    {
        drive.Write("A001/A001C001\nSAFE TO FORMAT.mov");

        var held = Assert.Single(Assert.Single(Scan().Rolls).Holding);

        Assert.Equal("name-control-character", held.Code);
        Assert.DoesNotContain('\n', held.Message + held.Advice);
        Assert.Contains("A001C001_SAFE_TO_FORMAT.mov", held.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void Odd_names_are_reported_with_a_fix_and_kept()
    {
        drive.Write("A001/caf\u0065\u0301.mov");
        drive.Write("A001/take#1.mov");
        drive.Write("A001/TAKE.mov");
        drive.Write("A001/take.mov");

        var roll = Assert.Single(Scan().Rolls);

        Assert.Equal(["name-collision", "name-decomposed", "name-illegal-character"], roll.Findings.Select(f => f.Code).Order(StringComparer.Ordinal));
        Assert.Empty(roll.Holding);
        Assert.Equal(4, roll.Files.Length);
        Assert.Contains("take_1.mov", roll.Findings.Single(f => f.Code == "name-illegal-character").Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_of_more_than_4096_bytes_is_reported_and_the_walk_ends()
    {
        drive.Write("A001/A001C001_141024_R2EC.mov");
        drive.Shell("""cd A001; d=$(printf 'd%.0s' {1..200}); for i in $(seq 25); do mkdir $d && cd $d || exit 1; done; echo x > deep.mov""");

        var roll = Assert.Single(Scan().Rolls);

        Assert.Contains(roll.Holding, f => f.Code == "folder-too-deep");
    }

    [Theory]
    [InlineData("\u00e9", "e\u0301")]
    [InlineData("\u304c", "\u304b\u3099")]
    [InlineData("\ud55c", "\u1112\u1161\u11ab")]
    public void Names_in_both_Unicode_forms_collide(string composed, string decomposed)
    {
        drive.Write($"A001/{composed}.mov");
        drive.Write($"A001/{decomposed}.mov");

        var codes = Assert.Single(Scan().Rolls).Findings.Select(f => f.Code).ToList();

        Assert.Contains("name-collision", codes);
        Assert.Contains("name-decomposed", codes);
    }

    [Fact]
    public void Files_outside_every_roll_are_named()
    {
        drive.Write("A001/A001C001_141024_R2EC.mov");
        drive.Write("notes.txt");

        var finding = Assert.Single(Scan().Findings);

        Assert.Equal(("loose-files", FindingSeverity.Warning), (finding.Code, finding.Severity));
        Assert.Contains("notes.txt", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Three_kinds_of_duplicate_are_three_findings()
    {
        var a = new RollIdentity("A001", "in the library", "x");

        Assert.Equal("roll-again", Assert.Single(Duplicates.Of(a, [a])).Code);
        Assert.Equal("roll-name-taken", Assert.Single(Duplicates.Of(a with { Content = "y" }, [a])).Code);
        Assert.Equal("roll-content-known", Assert.Single(Duplicates.Of(a with { Name = "A002" }, [a])).Code);
        Assert.Empty(Duplicates.Of(new RollIdentity("A003", "", "z"), [a]));
    }

    [Fact]
    public void A_missing_folder_is_an_error_and_a_file_is_not_a_card()
    {
        var file = drive.Write("x.mov");

        Assert.Throws<DirectoryNotFoundException>(() => CardScan.Read(Path.Join(drive.Path, "gone"), TimeProvider.System, default));
        Assert.Throws<IOException>(() => CardScan.Read(file, TimeProvider.System, default));
    }

    public void Dispose() => drive.Dispose();

    private CardScan Scan() => CardScan.Read(drive.Path, TimeProvider.System, TestContext.Current.CancellationToken);
}
