using Acetate.Cli;

namespace Acetate.Tools.Tests.Cards;

/// <summary>The disk of the store or the archive is not mounted: nothing goes onto the system's disk, and no card may be formatted for a copy that cannot be seen.</summary>
public sealed class DiskAwayTests
{
    [Fact]
    public async Task A_store_whose_disk_is_away_is_not_made_anew_and_no_card_may_be_formatted_until_it_is_back()
    {
        using var folder = Cards();
        var real = Directory.CreateDirectory(Path.Join(folder.Path, "real")).FullName;
        using var disk = MountedFolder.Of(real);
        folder.Write("library/acetate.json", System.Text.Encoding.UTF8.GetBytes($$"""{ "store": "{{disk.Path}}/store" }"""));
        var (code, output, error) = await IngestAsync(folder, "A001");
        Assert.True(code == ExitCode.Done, output + error);
        disk.Pull();

        foreach (var card in (string[])["A002", "A001"])
        {
            (code, output, error) = await IngestAsync(folder, card);
            Assert.True(code == ExitCode.Unavailable, output + error);
            Assert.Contains($"The folder '{disk.Path}/store' does not exist. Is its disk connected and mounted?", error, StringComparison.Ordinal);
            Assert.DoesNotContain("may be formatted", output, StringComparison.Ordinal);
            Assert.Empty(Directory.GetFileSystemEntries(disk.Path));
        }

        // A folder that somebody made there, and that holds nothing, is not the store either.
        Directory.CreateDirectory(Path.Join(disk.Path, "store"));
        (code, output, error) = await IngestAsync(folder, "A002");
        Assert.True(code == ExitCode.Unavailable, output + error);
        Assert.Contains("has none of the rolls that this library keeps there. Is its disk connected and mounted?", error, StringComparison.Ordinal);
        Directory.Delete(Path.Join(disk.Path, "store"));

        (_, output, error) = await AcetateProcess.RunAsync([], "days", "show", "2026-05-11", "--library", Path.Join(folder.Path, "library"), "--show", "s");
        Assert.Contains("do not format", output, StringComparison.Ordinal);
        Assert.DoesNotContain("may be formatted", output, StringComparison.Ordinal);

        disk.PutBack(real);
        foreach (var card in (string[])["A002", "A001"])
        {
            (code, output, error) = await IngestAsync(folder, card);
            Assert.True(code == ExitCode.Done, output + error);
        }
    }

    [Fact]
    public async Task An_archive_whose_disk_is_away_is_not_made_anew_while_the_first_copy_is_made()
    {
        using var folder = Cards();
        var real = Directory.CreateDirectory(Path.Join(folder.Path, "real")).FullName;
        using var disk = MountedFolder.Of(real);
        folder.Write("library/acetate.json", System.Text.Encoding.UTF8.GetBytes($$"""{ "archive": "{{disk.Path}}/archive" }"""));
        var (code, output, error) = await IngestAsync(folder, "A001");
        Assert.True(code == ExitCode.Done, output + error);
        disk.Pull();

        (code, output, error) = await IngestAsync(folder, "A002");

        Assert.True(code == ExitCode.Unavailable, output + error);
        Assert.Contains($"The folder '{disk.Path}/archive' does not exist. Is its disk connected and mounted?", error, StringComparison.Ordinal);
        Assert.Contains("copied and verified", output, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(disk.Path));

        (code, output, error) = await IngestAsync(folder, "A001");

        Assert.True(code == ExitCode.Found, output + error);
        Assert.Contains($"Copy archive cannot be seen now: the folder '{disk.Path}/archive' does not exist.", output, StringComparison.Ordinal);
        Assert.DoesNotContain("may be formatted", output, StringComparison.Ordinal);

        disk.PutBack(real);
        (code, output, error) = await IngestAsync(folder, "A002");
        Assert.True(code == ExitCode.Done, output + error);
    }

    private static TempFolder Cards()
    {
        var folder = new TempFolder();
        folder.Write("A001/S001T001.WAV", 300_000);
        folder.Write("A002/S001T002.WAV", 400_000);
        return folder;
    }

    private static Task<(ExitCode Code, string Output, string Error)> IngestAsync(TempFolder folder, string card) =>
        AcetateProcess.RunAsync([], "ingest", Path.Join(folder.Path, card), "--library", Path.Join(folder.Path, "library"), "--show", "s", "--day", "2026-05-11", "--yes");
}
