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

    private static void Plug(StationBench bench, string drive)
    {
        // Written elsewhere and moved in: a drive is whole when it is mounted.
        bench.Folder.Write("new/A001/A001C001_260511_R2EC.txt", 10_000);
        bench.Folder.Write("new/A001/S001T001.WAV", 200_000);
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
