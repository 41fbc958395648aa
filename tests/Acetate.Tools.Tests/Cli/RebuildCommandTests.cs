using Acetate.Cli;

namespace Acetate.Tools.Tests.Cli;

/// <summary><c>acetate archive rebuild</c> when there is nothing to rebuild from.</summary>
public sealed class RebuildCommandTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_rebuild_that_fails_leaves_no_empty_library_behind()
    {
        var home = Path.Join(folder.Path, "library");
        folder.Write("library/archive/film/2026-05-11/A001/S001T001.WAV", 1_000);

        var (code, _, error) = await DemoCommandTests.RunAsync("archive", "rebuild", "--library", home, "--show", "nix");

        Assert.Equal(ExitCode.NotFound, code);
        Assert.Contains("The archive holds no roll of a show 'nix'.", error, StringComparison.Ordinal);
        Assert.Equal([Path.Join(home, "archive")], Directory.GetFileSystemEntries(home));
    }

    [Fact]
    public async Task Where_there_is_no_archive_a_rebuild_makes_no_library()
    {
        var home = Path.Join(folder.Path, "library");

        var (code, _, error) = await DemoCommandTests.RunAsync("archive", "rebuild", "--library", home);

        Assert.Equal(ExitCode.NotFound, code);
        Assert.Contains(Path.Join(home, "archive"), error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(home), "Nothing was made.");
    }
}
