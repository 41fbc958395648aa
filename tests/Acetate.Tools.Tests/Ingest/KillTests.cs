using System.Diagnostics;
using Acetate.Library.Rolls;
using Acetate.Mhl.Disk;

namespace Acetate.Tools.Tests.Ingest;

/// <summary>The program killed with SIGKILL again and again in the middle of an ingest.</summary>
public sealed class KillTests
{
    [Fact]
    public async Task An_ingest_that_is_killed_again_and_again_ends_as_if_nothing_had_happened()
    {
        await using var bench = await IngestBench.OpenAsync();
        for (var i = 1; i <= 6; i++) bench.Folder.Write($"card/S001/S001T{i:000}.WAV", 4_000_000 + i);
        var card = Path.Join(bench.Folder.Path, "card/S001");
        int[] pauses = [900, 1_300, 1_700, 2_100];

        foreach (var pause in pauses)
        {
            using var process = Start(card, bench.Home);
            await Task.WhenAny(process.WaitForExitAsync(), Task.Delay(pause));
            if (!process.HasExited) process.Kill(entireProcessTree: false);
            await process.WaitForExitAsync();
        }

        using var last = Start(card, bench.Home);
        var said = await last.StandardOutput.ReadToEndAsync();
        await last.WaitForExitAsync();

        Assert.True(last.ExitCode == 0, said);
        Assert.Contains("The card may be formatted.", said, StringComparison.Ordinal);
        var roll = Assert.Single(await bench.Library.ReadAsync(tx => tx.RollsNamedAsync("film", "S001", default), default));
        Assert.Equal(RollStage.Complete, roll.Stage);
        foreach (var copy in new[] { bench.InStore(roll, ""), bench.InArchive(roll, "") })
        {
            Assert.Equal(6, Directory.GetFiles(copy, "*.WAV").Length);
            var history = await MhlFolder.OpenAsync(copy, default);
            Assert.True((await history.VerifyAsync(new VerifyOptions(), null, default)).IsIntact, copy);
        }

        // One seal for copy 1, and for copy 2 that one and its own: no generation was written twice.
        Assert.Single(Directory.GetFiles(bench.InStore(roll, "ascmhl"), "*.mhl"));
        Assert.Equal(2, Directory.GetFiles(bench.InArchive(roll, "ascmhl"), "*.mhl").Length);
        foreach (var kind in new[] { "roll.found", "roll.uploaded", "roll.verified", "roll.archived", "roll.complete" })
            Assert.Single((await bench.ReportAsync(roll.Id)).Timeline, e => e.Kind == kind);
    }

    private static Process Start(string card, string home) => Process.Start(new ProcessStartInfo(
        Programs.Acetate, ["ingest", card, "--show", "film", "--library", home, "--day", "2026-05-11", "--yes"])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        RedirectStandardInput = true,
    })!;
}
