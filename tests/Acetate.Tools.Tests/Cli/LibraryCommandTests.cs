using System.Text;
using Acetate.Cli;
using Acetate.Hashing;
using Acetate.Library;
using Acetate.Library.Audit;
using Acetate.Library.Rolls;
using Acetate.Library.Shows;

namespace Acetate.Tools.Tests.Cli;

/// <summary>A library that is copied or moved, and the store that its copies name.</summary>
public sealed class LibraryCommandTests : IAsyncLifetime
{
    private static readonly Guid Roll = Guid.CreateVersion7();

    private readonly TempFolder folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Old => Path.Join(folder.Path, "old");

    private string New => Path.Join(folder.Path, "new");

    /// <summary>A library with one roll of six small files in its own store, and a copy of all of it beside it.</summary>
    public async ValueTask InitializeAsync()
    {
        await using (var library = await MediaLibrary.OpenAsync(LibraryOptions.InFolder(Old), Token))
        {
            var roll = Directory.CreateDirectory(Path.Join(Old, "store", "film", "A001")).FullName;
            var files = Enumerable.Range(1, 6).Select(i =>
            {
                var content = Encoding.UTF8.GetBytes($"the content of file {i}");
                File.WriteAllBytes(Path.Join(roll, $"{i}.mov"), content);
                return new RollFile { Number = i, Path = $"{i}.mov", Length = content.Length, Verdict = RollFileVerdict.Listed, Digests = [DigestOf(content)] };
            }).ToList();
            await library.WriteAsync(async tx =>
            {
                await tx.AddShowAsync(new Show { Name = "film", Title = "A film" }, Token);
                await tx.AddRollAsync(new Roll { Id = Roll, Show = "film", Name = "A001", Kind = RollKind.Camera, ShootDay = new(2026, 3, 2), StorePrefix = "film/A001", Stage = RollStage.Verified, FoundAt = tx.Now }, Token);
                await tx.PutFilesAsync(Roll, files, Token);
                await tx.PutCopyAsync(new() { Id = Guid.CreateVersion7(), Roll = Roll, Tier = CopyTier.Library, Store = library.Options.Store.ToString(), Prefix = "film/A001", State = CopyState.Verified, Files = 6 }, Token);
            }, Token);
        }

        foreach (var file in Directory.EnumerateFiles(Old, "*", SearchOption.AllDirectories))
        {
            var target = Path.Join(New, Path.GetRelativePath(Old, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    public ValueTask DisposeAsync()
    {
        folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("--quick")]
    [InlineData("--json")]
    public async Task A_store_that_is_whole_in_its_new_place_is_taken_over_and_the_audit_log_has_it(string how)
    {
        var said = await SaidAsync();
        var (code, output, error) = await MoveAsync(how);
        var (again, _, gone) = await MoveAsync(how);

        Assert.Contains($"'acetate library move-store {Path.Join(Old, "store")} {Path.Join(New, "store")} --library {New}' checks them", said, StringComparison.Ordinal);
        Assert.True(code == ExitCode.Done, error + output);
        Assert.Equal((ExitCode.NotFound, null), (again, await SaidAsync()));
        Assert.Contains("No copy of a roll lies in", gone, StringComparison.Ordinal);
        Assert.Equal([Path.Join(New, "store")], await StoresAsync());
        await using var library = await MediaLibrary.OpenAsync(LibraryOptions.InFolder(New), Token);
        Assert.Equal(["store.moved"], (await library.ReadAsync(tx => tx.AuditAfterAsync(0, 10, Token), Token)).Select(entry => entry.Action));
    }

    [Fact]
    public async Task One_byte_that_differs_or_one_file_that_is_missing_and_nothing_is_changed()
    {
        var (changed, lost) = (Path.Join(New, "store", "film", "A001", "2.mov"), Path.Join(New, "store", "film", "A001", "5.mov"));
        await File.WriteAllTextAsync(changed, "THE content of file 2", Token);
        File.Delete(lost);

        var (code, output, error) = await MoveAsync();

        Assert.True(code == ExitCode.Found, error + output);
        Assert.Contains("A001: '2.mov': ", output, StringComparison.Ordinal);
        Assert.Contains("A001: '5.mov': ", output, StringComparison.Ordinal);
        Assert.Contains("2 of 6 files are not as they came in, so nothing was changed.", output, StringComparison.Ordinal);
        Assert.Equal([Path.Join(Old, "store")], await StoresAsync());
    }

    [Fact]
    public async Task A_quick_check_finds_every_file_that_is_missing_or_shorter()
    {
        File.Delete(Path.Join(New, "store", "film", "A001", "3.mov"));

        var (code, output, _) = await MoveAsync("--quick");

        Assert.Equal(ExitCode.Found, code);
        Assert.Contains("'3.mov'", output, StringComparison.Ordinal);
        Assert.Equal([Path.Join(Old, "store")], await StoresAsync());
    }

    [Fact]
    public async Task While_somebody_works_at_the_library_its_store_is_not_moved()
    {
        await using (var library = await MediaLibrary.OpenAsync(LibraryOptions.InFolder(New), Token))
            await library.WriteAsync(tx => Library.Jobs.RunnerQueries.RegisterRunnerAsync(tx, "r", "elsewhere", Token), Token);

        var (code, _, error) = await MoveAsync();

        Assert.Equal(ExitCode.Unavailable, code);
        Assert.Contains("Somebody works at this library", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_copies_lie_is_listed()
    {
        var (code, output, _) = await DemoCommandTests.RunAsync("library", "stores", "--library", New);

        Assert.Equal(ExitCode.Done, code);
        Assert.Matches($@"library +{System.Text.RegularExpressions.Regex.Escape(Path.Join(Old, "store"))} +1 +not what the settings name", output);
        Assert.Contains($"New copies go to {Path.Join(New, "store")} and {Path.Join(New, "archive")}.", output, StringComparison.Ordinal);
    }

    private Task<(ExitCode Code, string Output, string Error)> MoveAsync(params string[] more) =>
        DemoCommandTests.RunAsync(["library", "move-store", Path.Join(Old, "store"), Path.Join(New, "store"), "--library", New, .. more]);

    private static FileDigest DigestOf(byte[] content)
    {
        using var hash = new MultiHash(HashFormat.Xxh128);
        hash.Append(content);
        return new("xxh128", hash.Finish()[0].Text);
    }

    private async Task<string?> SaidAsync()
    {
        await using var library = await MediaLibrary.OpenAsync(LibraryOptions.InFolder(New), Token);
        return await LibraryOption.CopiedFromAsync(library, Token);
    }

    private async Task<IEnumerable<string>> StoresAsync()
    {
        await using var library = await MediaLibrary.OpenAsync(LibraryOptions.InFolder(New), Token);
        return (await library.ReadAsync(tx => tx.CopiesAsync(Roll, Token), Token)).Select(copy => Path.TrimEndingDirectorySeparator(new Uri(copy.Store).LocalPath));
    }
}
