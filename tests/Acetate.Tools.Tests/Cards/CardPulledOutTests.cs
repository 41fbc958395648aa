using Acetate.Library;
using Acetate.Library.Rolls;
using Acetate.Tools.Tests.Station;

namespace Acetate.Tools.Tests.Cards;

/// <summary>A mounted card that goes away in the middle of <c>acetate ingest</c>, as it does when somebody pulls it out.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class CardPulledOutTests
{
    [Theory]
    [InlineData(false, Traits = ["kind", "thorough"])]
    [InlineData(true)]
    public async Task A_card_pulled_out_is_waited_for_and_goes_on_when_it_is_back_or_is_offered_at_another_place(bool elsewhere)
    {
        using var folder = new TempFolder();
        for (var n = 1; n <= 12; n++) folder.Write($"card/A001/X{n:00}.dat", 1_000_000);
        folder.Write("card/A001/S001T001.WAV", 100_000);
        var (card, home) = (Path.Join(folder.Path, "card"), Path.Join(folder.Path, "library"));
        using var slot = MountedFolder.Of(card);
        using var command = new Running(slot.Path, home);
        await StationBench.ThrottleAsync(home, "film", 2 << 20);
        await StationBench.UntilAsync(() => StationBench.StoredFiles(home, "A001").Count >= 3, "files arrive");

        slot.Pull();

        await StationBench.UntilAsync(() => command.Said.Error.Contains("it was pulled out", StringComparison.Ordinal), "the command says so");
        Assert.Contains($"The card {slot.Path} is not there", command.Said.Error, StringComparison.Ordinal);
        Assert.Contains("plug it in again and the copy goes on where it was. Do not format it.", command.Said.Error, StringComparison.Ordinal);
        Assert.False(command.Said.Process.HasExited);
        Assert.Equal((RollStage.Uploading, null), await RollAsync(home));
        var there = StationBench.StoredFiles(home, "A001");
        await StationBench.ThrottleAsync(home, "film", null);

        if (elsewhere)
        {
            await command.Said.KillAsync();
            using var other = MountedFolder.Of(card);
            using var again = new Running(other.Path, home);
            Assert.True(await again.Said.EndAsync() == 0, again.Said.Error + again.Said.Output);
        }
        else
        {
            slot.PutBack(card);
            Assert.True(await command.Said.EndAsync() == 0, command.Said.Error + command.Said.Output);
            Assert.Contains("is back; the copy goes on", command.Said.Error, StringComparison.Ordinal);
        }

        Assert.Equal((RollStage.Complete, null), await RollAsync(home));
        var stored = StationBench.StoredFiles(home, "A001");
        Assert.Subset(stored, there);
        Assert.Equal(13, stored.Count);
        Assert.All(stored, line => Assert.Equal(File.ReadAllBytes(Path.Join(card, "A001", Path.GetFileName(line))), File.ReadAllBytes(line[(line.IndexOf(' ') + 1)..])));
    }

    private static async Task<(RollStage Stage, Hold? Hold)> RollAsync(string home)
    {
        await using var library = await MediaLibrary.OpenAsync(LibraryOptions.InFolder(home), TestContext.Current.CancellationToken);
        var roll = Assert.Single(await library.ReadAsync(tx => tx.RollsOnDayAsync("film", new DateOnly(2026, 5, 11), default), default));
        return (roll.Stage, roll.Hold);
    }

    /// <summary>An ingest that runs; it does not outlive the test.</summary>
    private sealed class Running(string card, string home) : IDisposable
    {
        public Command Said { get; } = new(AcetateProcess.Start("ingest", card, "--library", home, "--show", "film", "--day", "2026-05-11", "--yes"));

        public void Dispose()
        {
            if (!Said.Process.HasExited) Said.Process.Kill(entireProcessTree: true);
            Said.Process.Dispose();
        }
    }
}
