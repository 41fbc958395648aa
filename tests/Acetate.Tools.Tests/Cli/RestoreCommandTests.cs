using Acetate.Tools.Tests.Cards;

namespace Acetate.Tools.Tests.Cli;

/// <summary><c>acetate archive restore</c> on a store that is not what the library thinks.</summary>
public sealed class RestoreCommandTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Damage_that_nobody_knew_of_is_found_by_reading_back_and_mended_by_the_same_command()
    {
        var library = Path.Join(folder.Path, "library");
        var good = File.ReadAllBytes(folder.Write("card/A001/A001C001.MOV", 5000));
        folder.Write("card/A001/A001C002.MOV", 7000);
        var ingested = await AcetateProcess.RunAsync("ingest", Path.Join(folder.Path, "card", "A001"), "--show", "film", "--library", library, "--yes");
        var stored = Directory.GetFiles(Path.Join(library, "store"), "A001C001.MOV", SearchOption.AllDirectories).Single();
        var bytes = good.ToArray();
        bytes[77] ^= 4;
        File.SetAttributes(stored, FileAttributes.Normal);
        File.WriteAllBytes(stored, bytes);

        var estimated = await AcetateProcess.RunAsync("archive", "restore", "A001", "--show", "film", "--library", library, "--to", folder.Path, "--clip", "A001C001", "--estimate");
        var restored = await AcetateProcess.RunAsync("archive", "restore", "A001", "--show", "film", "--library", library);

        Assert.True(ingested.Code == 0, ingested.Error + ingested.Output);
        Assert.True(restored.Code == 0, restored.Error + restored.Output);
        Assert.Contains("Reading back found 1 file of the library store damaged; what the archive has takes its place.", restored.Error, StringComparison.Ordinal);
        Assert.Equal(good, File.ReadAllBytes(stored));
        Assert.True(estimated.Code == 0, estimated.Error + estimated.Output);
        Assert.Matches("^1 file, 5[^:]*: about [0-9]+ seconds?, as quick as the last copy to or from the archive", estimated.Output);
    }
}
