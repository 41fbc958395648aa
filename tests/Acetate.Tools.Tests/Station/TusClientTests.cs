using System.Diagnostics;
using Acetate.Library;
using Acetate.Library.Rolls;

namespace Acetate.Tools.Tests.Station;

/// <summary>The reference tus client against the real server program, each killed in the middle.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class TusClientTests
{
    private const string Prefix = "film/20260511_MU/Camera_Media/A001";

    [Fact]
    public async Task The_reference_client_and_the_server_are_killed_in_the_middle_and_the_file_is_whole()
    {
        var client = Path.Join(Corpus.RepositoryRoot, "web", "node_modules", "tus-js-client");
        if (!Directory.Exists(client)) Corpus.Lacks("web/node_modules has no tus-js-client. './dev test' installs it.");
        await using var bench = await StationBench.OpenAsync(works: false);
        await using (var library = await MediaLibrary.OpenAsync(LibraryOptions.Load(bench.Home), default))
            await library.WriteAsync(tx => tx.AddRollAsync(new Roll
            {
                Id = Guid.CreateVersion7(tx.Now),
                Show = "film",
                Name = "A001",
                Kind = RollKind.Camera,
                ShootDay = new DateOnly(2026, 5, 11),
                StorePrefix = Prefix,
                FoundAt = tx.Now,
            }, default), default);
        var source = bench.Folder.Write("A001C001.mov", (48 << 20) + 7);

        using (var killed = Node())
        {
            await UntilAsync(killed, line => line.StartsWith("at ", StringComparison.Ordinal) && int.Parse(line[3..]) > 9 << 20);
            killed.Kill();
            await killed.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        using var second = Node();
        await UntilAsync(second, line => line == "resumed");
        var first = await UntilAsync(second, line => line.StartsWith("at ", StringComparison.Ordinal));
        await UntilAsync(second, line => line.StartsWith("at ", StringComparison.Ordinal) && int.Parse(line[3..]) > 25 << 20);
        await bench.KillServerAsync();
        await bench.StartServerAsync(works: false);
        await UntilAsync(second, line => line == "done");

        Assert.True(int.Parse(first[3..]) > 9 << 20, $"it began anew, {first}");
        Assert.True(bench.IsStored("A001C001.mov", $"{Prefix}/A001C001.mov"));

        Process Node()
        {
            var start = new ProcessStartInfo(Corpus.Program("node"),
                [Path.Join(Corpus.RepositoryRoot, "tests", "Acetate.Tools.Tests", "Station", "tus-resume.mjs"), client, $"{bench.Url}/api/uploads", source, $"{Prefix}/A001C001.mov", Path.Join(bench.Folder.Path, "memory")])
            { RedirectStandardOutput = true };
            start.Environment["ACETATE_TOKEN"] = bench.Token;
            return Process.Start(start)!;
        }
    }

    private static async Task<string> UntilAsync(Process node, Func<string, bool> isIt)
    {
        while (true)
        {
            var line = await node.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(90), TestContext.Current.CancellationToken);
            Assert.True(line is not null, "the client ended too soon");
            if (isIt(line)) return line;
        }
    }
}
