using Acetate.Cli.Ingest.Station;
using Acetate.Library.Rolls;

namespace Acetate.Tools.Tests.Station;

/// <summary>The station: drives come, one key begins, and the server may be away.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class StationCommandTests
{
    private const string Stored = "film/20260511_MU/Sound_Media/A001/S001T001.WAV";

    [Fact]
    public async Task A_new_drive_is_shown_and_one_key_brings_it_in()
    {
        await using var bench = await StationBench.OpenAsync();
        var station = await StartAsync(bench);
        Plug(bench, "drive1");
        await StationBench.UntilAsync(() => station.Error.Contains("Enter or u uploads", StringComparison.Ordinal), "the drive is offered");
        Assert.Contains("A001", station.Error);
        Assert.Contains("unit MU", station.Error);
        Assert.Empty(await bench.RollsAsync());

        station.Type("bMara\n");
        await StationBench.UntilAsync(() => station.Error.Contains("brought by Mara", StringComparison.Ordinal), "the name is taken");
        station.Type("u");
        await StationBench.UntilAsync(() => station.Output.Contains("The card may be formatted.", StringComparison.Ordinal), "the drive is in", 120);
        station.Type("q");

        Assert.True(await station.EndAsync(20) == 0, station.Error);
        var roll = Assert.Single(await bench.RollsAsync());
        Assert.Equal((RollStage.Complete, "Mara"), (roll.Stage, roll.CarriedBy));
        Assert.True(bench.IsStored("drives/drive1/A001/S001T001.WAV", Stored));
    }

    [Fact]
    public async Task A_skipped_drive_stays_as_it_is()
    {
        await using var bench = await StationBench.OpenAsync();
        var station = await StartAsync(bench);
        Plug(bench, "drive1");
        await StationBench.UntilAsync(() => station.Error.Contains("Enter or u uploads", StringComparison.Ordinal), "the drive is offered");
        station.Type("s");
        await StationBench.UntilAsync(() => station.Error.Contains("is skipped", StringComparison.Ordinal), "it is skipped");
        station.Type("q");

        Assert.Equal(0, await station.EndAsync(20));
        Assert.Empty(await bench.RollsAsync());
    }

    [Fact]
    public async Task Without_the_server_a_drive_is_noted_and_handed_over_when_the_server_is_back()
    {
        await using var bench = await StationBench.OpenAsync();
        await bench.KillServerAsync();
        var station = await StartAsync(bench, "--auto");
        Plug(bench, "drive1");
        await StationBench.UntilAsync(() => station.Error.Contains("is noted with the hash of every file", StringComparison.Ordinal), "the drive is noted");
        // The note outlives the program.
        await station.KillAsync();
        Assert.Single(Directory.GetFiles(Path.Join(bench.Folder.Path, "queue")));

        await bench.StartServerAsync();
        var again = await StartAsync(bench);
        await StationBench.UntilAsync(() => again.Error.Contains("Enter or u uploads", StringComparison.Ordinal), "the drive is offered");
        again.Type("s");
        await StationBench.UntilAsync(() => again.Output.Contains("The card may be formatted.", StringComparison.Ordinal), "it is handed over", 120);
        again.Type("q");

        Assert.Equal(0, await again.EndAsync(20));
        Assert.Empty(Directory.GetFiles(Path.Join(bench.Folder.Path, "queue")));
        Assert.True(bench.IsStored("drives/drive1/A001/S001T001.WAV", Stored));
    }

    [Fact]
    public async Task Two_drives_at_once_are_both_offered_and_go_into_a_library_of_this_machine()
    {
        await using var bench = await StationBench.OpenAsync(works: false);
        await bench.KillServerAsync();
        Plug(bench, "drive1");
        Plug(bench, "drive2", "B001");
        var home = Path.Join(bench.Folder.Path, "own");
        var station = bench.Cli(["station", "--show", "film", "--library", home, "--watch", Path.Join(bench.Folder.Path, "drives"), "--day", "2026-05-11", "--unit", "MU"], []);
        await StationBench.UntilAsync(() => station.Error.Contains("Enter or u uploads", StringComparison.Ordinal), "the first drive is offered");
        Assert.Contains("2 drives are plugged in; they are offered one after the other.", station.Error);

        station.Type("u");
        await StationBench.UntilAsync(() => station.Error.Split("Enter or u uploads").Length == 3, "the second drive is offered", 120);
        station.Type("u");
        await StationBench.UntilAsync(() => station.Output.Split("The card may be formatted.").Length == 3, "both are in", 120);
        station.Type("q");

        Assert.True(await station.EndAsync(20) == 0, station.Error);
        foreach (var (drive, roll) in new[] { ("drive1", "A001"), ("drive2", "B001") })
            Assert.Equal(
                await File.ReadAllBytesAsync(Path.Join(bench.Folder.Path, "drives", drive, roll, "S001T001.WAV"), TestContext.Current.CancellationToken),
                await File.ReadAllBytesAsync(Path.Join(home, "store/film/20260511_MU/Sound_Media", roll, "S001T001.WAV"), TestContext.Current.CancellationToken));
    }

    [Trait("kind", "thorough")]
    [Fact]
    public async Task While_a_drive_is_hashed_without_the_server_its_progress_is_shown_at_the_terminal()
    {
        await using var bench = await StationBench.OpenAsync(works: false);
        await bench.KillServerAsync();
        Plug(bench, "drive1", bytes: 64 << 20);
        var drives = Path.Join(bench.Folder.Path, "drives");
        // 'script' gives the program a terminal.
        var station = bench.Terminal(["station", "--show", "film", "--server", bench.Url, "--watch", drives, "--queue", Path.Join(bench.Folder.Path, "queue"), "--auto"]);

        await StationBench.UntilAsync(() => station.Output.Contains("is noted with the hash of every file", StringComparison.Ordinal), "the drive is noted", 120);

        Assert.Matches(@"reading [\d.]+ [kM]B of 64\.\d MB|reading [\d.]+ [kM]B of 67\.\d MB", station.Output);
    }

    [Fact]
    public void Where_mounts_cannot_be_read_the_drives_are_polled()
    {
        (string Root, DriveType Type, bool IsReady)[] drives =
        [
            ("/", DriveType.Fixed, true), ("/Volumes/A001/", DriveType.Fixed, true), ("/Volumes/Empty/", DriveType.Removable, false),
            ("C:\\", DriveType.Fixed, true), ("E:\\", DriveType.Removable, true), ("F:\\", DriveType.Removable, false),
        ];
        using var folder = new TempFolder();
        var polled = DriveWatch.OfFolders([folder.Path]);

        Assert.Equal(["/Volumes/A001"], DriveWatch.Polled(drives, isMac: true));
        Assert.Equal(["E:\\"], DriveWatch.Polled(drives, isMac: false));
        Assert.Empty(polled.Now());
        folder.Write("B002/clip.mov");
        folder.Write("A001/clip.mov");
        folder.Write(".Trashes/clip.mov");
        Assert.Equal([Path.Join(folder.Path, "A001"), Path.Join(folder.Path, "B002")], polled.Now());
        Directory.Delete(Path.Join(folder.Path, "A001"), recursive: true);
        Assert.Equal([Path.Join(folder.Path, "B002")], polled.Now());
    }

    [Fact]
    public void Mounts_are_read_from_what_the_kernel_lists()
    {
        const string text = """
            22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
            90 22 8:17 / /media/mara/A001\040CARD rw,nosuid - exfat /dev/sdb1 rw
            91 22 8:33 / /run/media/mara/K\303\266ln rw - vfat /dev/sdc1 rw
            92 22 0:5 / /dev/shm rw - tmpfs tmpfs rw
            """;

        Assert.Equal(["/media/mara/A001 CARD", "/run/media/mara/Köln"], DriveWatch.Mounted(text));
    }

    private static void Plug(StationBench bench, string drive, string roll = "A001", int bytes = 200_000)
    {
        // Written elsewhere and moved in: a drive is whole when it is mounted.
        Directory.CreateDirectory(Path.Join(bench.Folder.Path, "drives"));
        bench.Folder.Write($"new/{roll}/A001C001_260511_R2EC.txt", 10_000);
        bench.Folder.Write($"new/{roll}/S001T001.WAV", bytes);
        Directory.Move(Path.Join(bench.Folder.Path, "new"), Path.Join(bench.Folder.Path, "drives", drive));
    }

    private static async Task<Command> StartAsync(StationBench bench, params string[] more)
    {
        var drives = Path.Join(bench.Folder.Path, "drives");
        Directory.CreateDirectory(drives);
        var station = bench.Cli(["station", "--show", "film", "--server", bench.Url, "--watch", drives, "--queue", Path.Join(bench.Folder.Path, "queue"), "--day", "2026-05-11", "--unit", "MU", .. more]);
        await StationBench.UntilAsync(() => station.Error.Contains("Waiting for drives", StringComparison.Ordinal), "the station watches");
        return station;
    }
}
