using Acetate.Library.Database.Sqlite;
using Acetate.Library.Shows;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Acetate.Library.Tests.Database;

/// <summary>What only a file can be: somebody else's, damaged, in a folder that is not there.</summary>
public sealed class SqliteFileTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static LibraryOptions NewOptions() => LibraryOptions.InFolder(Path.Join(TempFolder.NewPath(), "new", "library"));

    [Fact]
    public async Task The_log_is_on_disk_before_a_commit_returns()
    {
        var options = NewOptions();
        await using var library = await MediaLibrary.OpenAsync(options, Token);
        await using var tx = await library.BeginAsync(Token);

        Assert.Equal("wal", await tx.ScalarAsync<string>("PRAGMA journal_mode", null, Token));
        Assert.Equal(2, await tx.ScalarAsync<long>("PRAGMA synchronous", null, Token));
        Assert.Equal(1, await tx.ScalarAsync<long>("PRAGMA foreign_keys", null, Token));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(options.Home));
    }

    [Fact]
    public async Task Another_programs_database_is_left_alone()
    {
        var options = NewOptions();
        Directory.CreateDirectory(options.Home);
        await using (var other = new SqliteConnection($"Data Source={options.Database.File};Pooling=False"))
        {
            SqliteLibrary.Load();
            await other.OpenAsync(Token);
            await other.ExecuteAsync("CREATE TABLE photos (a TEXT)");
        }

        var before = await File.ReadAllBytesAsync(options.Database.File, Token);
        var refused = await Assert.ThrowsAsync<LibraryException>(() => MediaLibrary.OpenAsync(options, Token));

        Assert.Equal(LibraryProblem.Damaged, refused.Problem);
        Assert.Equal(before, await File.ReadAllBytesAsync(options.Database.File, Token));
    }

    [Theory]
    [InlineData("store/film/A001/clip.mov", "archive rebuild --library")]
    [InlineData("archive/film/A001/clip.mov", "Put a backup of library.db there")]
    [InlineData("library.db-wal", "Keep both elsewhere")]
    public async Task An_empty_file_beside_what_a_library_keeps_is_no_new_library(string kept, string wayOut)
    {
        var options = NewOptions();
        var beside = Path.Join(options.Home, kept);
        Directory.CreateDirectory(Path.GetDirectoryName(beside)!);
        await File.WriteAllTextAsync(beside, "footage", Token);
        await File.WriteAllBytesAsync(options.Database.File, [], Token);

        var refused = await Assert.ThrowsAsync<LibraryException>(() => MediaLibrary.OpenAsync(options, Token));

        Assert.Equal(LibraryProblem.Damaged, refused.Problem);
        Assert.Contains(wayOut, refused.Message, StringComparison.Ordinal);
        Assert.Equal((0, "footage"), (new FileInfo(options.Database.File).Length, await File.ReadAllTextAsync(beside, Token)));
    }

    [Fact]
    public async Task An_empty_file_that_an_opening_left_behind_which_was_killed_becomes_a_library()
    {
        var options = NewOptions();
        foreach (var made in (string[])["store", "archive", "work/engine"]) Directory.CreateDirectory(Path.Join(options.Home, made));
        await File.WriteAllBytesAsync(options.Database.File, [], Token);

        await using var library = await MediaLibrary.OpenAsync(options, Token);

        Assert.Empty(await library.ReadAsync(tx => tx.ShowsAsync(Token), Token));
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_said_and_left_alone()
    {
        var options = NewOptions();
        Directory.CreateDirectory(options.Home);
        await File.WriteAllTextAsync(options.Database.File, new string('x', 5000), Token);

        var refused = await Assert.ThrowsAsync<LibraryException>(() => MediaLibrary.OpenAsync(options, Token));

        Assert.Equal(LibraryProblem.Damaged, refused.Problem);
        Assert.Equal(5000, new FileInfo(options.Database.File).Length);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_said()
    {
        var file = Path.GetTempFileName();

        var refused = await Assert.ThrowsAsync<LibraryException>(() => MediaLibrary.OpenAsync(LibraryOptions.InFolder(Path.Join(file, "library")), Token));

        Assert.Equal(LibraryProblem.Settings, refused.Problem);
        Assert.Contains(file, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_disk_keeps_nothing_and_is_said()
    {
        var options = NewOptions();
        await using var library = await MediaLibrary.OpenAsync(options, Token);

        var refused = await Assert.ThrowsAsync<LibraryException>(async () =>
        {
            await using var tx = await library.BeginAsync(Token);
            await tx.ExecuteAsync("PRAGMA max_page_count = 10", null, Token);
            for (var i = 0; i < 200; i++) await tx.AddShowAsync(new Show { Name = $"film{i}", Title = new string('x', 5000) }, Token);
            await tx.CommitAsync(Token);
        });

        Assert.Equal(LibraryProblem.Full, refused.Problem);
        Assert.Empty(await library.ReadAsync(tx => tx.ShowsAsync(Token), Token));
    }

    [Fact]
    public void The_chosen_sqlite_is_at_least_the_bundled_one()
    {
        var chosen = SqliteLibrary.Load();

        Assert.True(new Version(chosen.Split(' ')[1]) >= new Version(3, 35, 5), chosen);
    }
}
