using Acetate.Storage.Local;

namespace Acetate.Library.Tests.Storage;

/// <summary>Files that hold secrets.</summary>
public sealed class PrivateFileTests
{
    [Fact]
    public void A_secret_takes_the_place_of_one_that_others_could_read_and_only_its_owner_reads_it()
    {
        using var folder = new TempFolder();
        var file = Path.Join(folder.Path, "token");
        File.WriteAllText(file, "old, and much longer than the new one");

        PrivateFile.Write(file, "new");

        Assert.Equal("new", File.ReadAllText(file));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Equal([file], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void A_link_that_somebody_laid_under_the_name_is_replaced_and_not_followed()
    {
        using var folder = new TempFolder();
        var (file, elsewhere) = (Path.Join(folder.Path, "token"), Path.Join(folder.Path, "elsewhere"));
        File.WriteAllText(elsewhere, "somebody else's");
        File.CreateSymbolicLink(file, elsewhere);

        PrivateFile.Write(file, "new");

        Assert.Equal(("new", "somebody else's"), (File.ReadAllText(file), File.ReadAllText(elsewhere)));
    }

    [Fact]
    public void Of_several_who_make_a_secret_at_once_one_wins_and_all_see_it()
    {
        using var folder = new TempFolder();
        // Once is luck: looking first and renaming then also passes most of the time.
        for (var round = 0; round < 200; round++)
        {
            var file = Path.Join(folder.Path, $"key{round}");
            var won = new System.Collections.Concurrent.ConcurrentBag<string>();

            Parallel.For(0, 16, n => { if (PrivateFile.TryCreate(file, $"key {n}")) won.Add($"key {n}"); });

            Assert.Equal(Assert.Single(won), File.ReadAllText(file));
        }

        Assert.Equal(200, Directory.GetFileSystemEntries(folder.Path).Length);
    }
}
