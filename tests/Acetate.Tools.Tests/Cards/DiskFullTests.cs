using Acetate.Cli;

namespace Acetate.Tools.Tests.Cards;

/// <summary>Disks that fill up under <c>acetate ingest</c>: it ends with one sentence, keeps what is whole, and goes on once there is room.</summary>
public sealed class DiskFullTests
{
    private const string Again = "run the same command again";

    [Fact]
    public async Task A_library_disk_without_room_is_told_before_the_first_byte_and_one_that_fills_up_in_the_middle_loses_nothing()
    {
        using var folder = Card();
        using var disk = MountedFolder.InMemory(10);

        var (code, output, error) = await IngestAsync(folder, disk.Path);

        Assert.True(code == ExitCode.Unavailable, output + error);
        Assert.True(error.Contains($"The disk at {disk.Path} has ", StringComparison.Ordinal), error);
        Assert.True(error.Contains("So nothing is copied yet. Make room there", StringComparison.Ordinal), error);
        Assert.True(error.Contains(Again, StringComparison.Ordinal), error);
        Assert.Contains("Do not format the card", output, StringComparison.Ordinal);
        Assert.Empty(Stored(disk.Path, "store"));

        disk.Remount("size=60m");
        (code, output, error) = await WhileFillingUpAsync(folder, disk.Path, disk, leave: 4 << 20);

        Assert.True(code == ExitCode.Unavailable, output + error);
        Assert.True(error.Contains("there is no room left on the disk. The disk at", StringComparison.Ordinal), error);
        Assert.True(error.Contains(Again, StringComparison.Ordinal), error);
        Assert.Contains("Do not format the card", output, StringComparison.Ordinal);
        AssertWhole(folder, Stored(disk.Path, "store"));

        await CompletesAsync(folder, disk.Path, Path.Join(disk.Path, "archive"));
    }

    [Fact]
    public async Task A_full_disk_of_the_database_alone_is_told_and_the_roll_goes_on_when_there_is_room()
    {
        using var folder = Card();
        using var disk = MountedFolder.InMemory(10);
        var (home, database) = (Path.Join(folder.Path, "library"), Path.Join(disk.Path, "library.db"));

        var (code, output, error) = await WhileFillingUpAsync(folder, home, disk, leave: 0, database);

        Assert.True(code == ExitCode.Unavailable, output + error);
        Assert.True(error.Contains($"The disk that holds {database} is full.", StringComparison.Ordinal), error);
        Assert.True(error.Contains(Again, StringComparison.Ordinal), error);
        AssertWhole(folder, Stored(home, "store"));

        File.Delete(Path.Join(disk.Path, "filler"));
        await CompletesAsync(folder, home, Path.Join(home, "archive"), database);
    }

    [Fact]
    public async Task A_full_archive_disk_leaves_the_first_copy_and_the_second_follows_when_there_is_room()
    {
        using var folder = Card();
        using var disk = MountedFolder.InMemory(8);
        var home = Path.Join(folder.Path, "library");
        folder.Write("library/acetate.json", System.Text.Encoding.UTF8.GetBytes($$"""{ "archive": "{{disk.Path}}" }"""));

        var (code, output, error) = await IngestAsync(folder, home);

        Assert.True(code == ExitCode.Unavailable, output + error);
        Assert.True(error.Contains("The first copy is made; the second waits until there is room.", StringComparison.Ordinal), error);
        Assert.True(error.Contains($"Writing '{disk.Path}/", StringComparison.Ordinal), error);
        Assert.True(error.Contains(Again, StringComparison.Ordinal), error);
        Assert.Contains("copied and verified", output, StringComparison.Ordinal);
        Assert.Contains("Only 1 verified copy exists (library); 2 are needed.", output, StringComparison.Ordinal);
        Assert.Equal(22, Whole(folder, Stored(home, "store")));
        AssertWhole(folder, Stored(disk.Path, ""));

        disk.Remount("size=60m");
        await CompletesAsync(folder, home, disk.Path);
    }

    /// <summary>A sound card of 14 MB: two files that reserve their room, and twenty that do not.</summary>
    private static TempFolder Card()
    {
        var folder = new TempFolder();
        folder.Write("A001/S001T001.WAV", 6_000_000);
        folder.Write("A001/notes.bin", 6_000_000);
        for (var n = 1; n <= 20; n++) folder.Write($"A001/x{n:00}.dat", 100_000);
        return folder;
    }

    private static Task<(ExitCode Code, string Output, string Error)> IngestAsync(TempFolder folder, string home, string? database = null) =>
        AcetateProcess.RunAsync(Environment(database), "ingest", Path.Join(folder.Path, "A001"), "--library", home, "--show", "s", "--yes");

    private static Dictionary<string, string> Environment(string? database) => database is null ? [] : new() { ["ACETATE_DATABASE"] = $"sqlite:{database}" };

    /// <summary>Runs the ingest while somebody else takes the room: after it was looked at, and before a worker has read the card for the first time.</summary>
    private static async Task<(ExitCode Code, string Output, string Error)> WhileFillingUpAsync(TempFolder folder, string home, MountedFolder disk, int leave, string? database = null)
    {
        var ingest = IngestAsync(folder, home, database);
        while (!HasBegun(Path.Join(home, "work")) && !ingest.IsCompleted) await Task.Delay(5);
        Assert.False(ingest.IsCompleted, "The ingest ended before the disk was full.");
        await disk.FillAsync(leave);
        return await ingest;
    }

    /// <summary>Whether an engine has made room for an attempt at a step.</summary>
    private static bool HasBegun(string work) =>
        Directory.Exists(work) && Directory.EnumerateDirectories(work).Any(engine => Directory.EnumerateDirectories(engine).Any());

    private static async Task CompletesAsync(TempFolder folder, string home, string archive, string? database = null)
    {
        if (File.Exists(Path.Join(home, "filler"))) File.Delete(Path.Join(home, "filler"));
        var (code, output, error) = await IngestAsync(folder, home, database);

        Assert.True(code == ExitCode.Done, output + error);
        Assert.Contains("The card may be formatted.", output, StringComparison.Ordinal);
        Assert.Equal((22, 22), (Whole(folder, Stored(home, "store")), Whole(folder, Stored(archive, ""))));
        Assert.Empty(Directory.GetFiles(home, ".*.acetate-*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }));
    }

    /// <summary>The files under their final names.</summary>
    private static string[] Stored(string home, string tier) => !Directory.Exists(Path.Join(home, tier)) ? []
        : [.. Directory.GetFiles(Path.Join(home, tier), "*", SearchOption.AllDirectories).Where(f => f.Contains("/A001/", StringComparison.Ordinal) && !Path.GetFileName(f).StartsWith('.') && !f.Contains("/ascmhl/", StringComparison.Ordinal))];

    private static void AssertWhole(TempFolder folder, string[] stored) => Assert.Equal(stored.Length, Whole(folder, stored));

    private static int Whole(TempFolder folder, string[] stored) =>
        stored.Count(f => File.ReadAllBytes(f).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Join(folder.Path, "A001", Path.GetFileName(f)))));
}
