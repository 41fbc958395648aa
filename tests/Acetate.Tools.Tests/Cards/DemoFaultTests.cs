using System.Security.Cryptography;
using Acetate.Cli;
using Acetate.Cli.Demo;
using Acetate.Tools.Tests.Cli;

namespace Acetate.Tools.Tests.Cards;

/// <summary>Every fault that the demo can make, through the command that people use: what it ends with, what it says, and that the card stays as it is.</summary>
public sealed class DemoFaultTests(DemoCards demo)
{
    private const string Recopy = "Copy the roll again from the camera's card; ingest that, and keep this drive as it is.", Find = "Find the files on the camera's card or another copy and ingest that.",
        Compare = "Compare with another copy of the roll.", Movie = "B001C002_260102_R1AC.mov";

    /// <summary>Faults that keep the card from being formatted: the folder they are in, and what must be said, the file and the way out among it.</summary>
    private static readonly Dictionary<string, (string Roll, string[] Says)> Held = new()
    {
        ["bitflip"] = ("Camera_Media/B001", ["1 file could not be copied: B001C001_260102_R1AC.mov.", "nothing was published", "Put the card back in and repair the roll"]),
        ["missing"] = ("Camera_Media/B001", ["Roll B001 lacks files that its manifest lists: B001C001_260102_R1AC.mov", Find]),
        ["truncated"] = ("Camera_Media/B001", [$"Roll B001 does not agree with its manifest in size or state: {Movie}", Recopy]),
        ["hole"] = ("Camera_Media/A001", ["Roll A001 lacks files that its manifest lists: A001_01021012_C001/A001_01021012_C001_000020.dng", Find]),
        ["odd-size"] = ("Camera_Media/A001", ["Roll A001 does not agree with its manifest in size or state: A001_01021012_C001/A001_01021012_C001_000030.dng", Recopy]),
        ["zero-length"] = ("Sound_Media/S001", ["Roll S001 does not agree with its manifest in size or state: 12A_T01.WAV", Recopy]),
        ["bad-chain"] = ("Camera_Media/B001", ["The roll's own history cannot be trusted", ".mhl", Compare]),
        ["edited-manifest"] = ("Camera_Media/B001", ["The roll's own history cannot be trusted", ".mhl", Compare]),
        ["missing-generation"] = ("Camera_Media/B001", ["The roll's own history cannot be trusted", ".mhl", Compare]),
        ["duplicate-name"] = ("Camera_Media", ["Roll B001 has the name of the one", "Find out which of the two carries the wrong name."]),
        ["newline-name"] = ("Camera_Media/B001", ["two", "lines.txt", "contains a line break or another control character"]),
    };

    /// <summary>Faults that are told and do no harm to the footage, all on one day: what must be said of each.</summary>
    private static readonly Dictionary<string, string[]> Told = new()
    {
        ["extra"] = ["Roll S001 has files that its manifest does not list: notes.txt", "They are copied and verified"],
        ["unlisted"] = ["Roll B001 has files that its manifest does not list: B001C004_260102_R1AC.mov"],
        ["case-collision"] = ["'12A_T01.WAV'", "'12a_t01.wav'", "differ only in case or Unicode form", "put one of them into a folder of its own"],
        ["illegal-name"] = ["'take: good?.txt'", "which deliveries do not allow"],
        ["symlink"] = ["B001C009_260102_R1AC.mov' is a link; it was not followed", "put the file itself on the drive"],
        ["bad-ixml"] = ["12A_T01: The iXML"],
        ["lost-moov"] = ["B001C003_260102_R1AC: ", "in the camera, or look at another copy, before the card is formatted"],
        ["missing-roll"] = ["never arrived", "S002"],
    };

    [Fact]
    public void No_fault_is_without_an_expected_end() =>
        Assert.Equal(DemoFaults.All.Select(f => f.Name).Order(StringComparer.Ordinal), Held.Keys.Concat(Told.Keys).Append("no-manifest").Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("bitflip")]
    [InlineData("missing")]
    [InlineData("truncated", Traits = ["kind", "thorough"])]
    [InlineData("hole")]
    [InlineData("odd-size", Traits = ["kind", "thorough"])]
    [InlineData("zero-length", Traits = ["kind", "thorough"])]
    [InlineData("bad-chain")]
    [InlineData("edited-manifest")]
    [InlineData("missing-generation", Traits = ["kind", "thorough"])]
    [InlineData("duplicate-name")]
    [InlineData("newline-name")]
    public async Task A_fault_of_the_footage_holds_the_roll_names_the_file_and_the_way_out_and_leaves_the_card_as_it_is(string fault)
    {
        using var folder = new TempFolder();
        var (roll, says) = Held[fault];
        var card = Path.Join(await demo.CopyAsync(folder.Path, fault), roll);
        // The names of the two rolls decide; the raw roll beside them would only take time.
        if (fault == "duplicate-name") Directory.Delete(Path.Join(card, "A001"), recursive: true);

        await EndsAsync(folder, card, ExitCode.Found, says);
    }

    [Fact]
    public async Task Faults_that_do_the_footage_no_harm_are_told_and_the_card_may_be_formatted()
    {
        using var folder = new TempFolder();
        var day = await demo.CopyAsync(folder.Path, [.. Told.Keys]);
        Directory.Delete(Path.Join(day, "Camera_Media/A001"), recursive: true);

        await EndsAsync(folder, day, ExitCode.Done, [.. Told.Values.SelectMany(s => s)]);
    }

    [Fact]
    public async Task A_roll_that_was_never_sealed_is_read_twice_and_told_as_unproven()
    {
        using var folder = new TempFolder();
        var day = await demo.CopyAsync(folder.Path, "no-manifest");

        await EndsAsync(folder, Path.Join(day, "Sound_Media/S001"), ExitCode.Done, ["manifest unproven at source"]);
    }

    private static async Task EndsAsync(TempFolder folder, string card, ExitCode expected, string[] says)
    {
        var before = AsItIs(card);

        var (code, output, error) = await DemoCommandTests.RunAsync("ingest", card, "--library", Path.Join(folder.Path, "library"), "--show", "demo", "--yes");

        var said = output + error;
        Assert.True(code == expected, $"{code}: {said}");
        Assert.Contains(expected == ExitCode.Done ? "The card may be formatted." : "Do not format the card", output, StringComparison.Ordinal);
        Assert.All(says, sentence => Assert.Contains(sentence, said, StringComparison.Ordinal));
        Assert.DoesNotContain("   at Acetate.", said, StringComparison.Ordinal);
        Assert.Equal(before, AsItIs(card));
    }

    /// <summary>Everything below a folder: names, dates, lengths, links and bytes.</summary>
    private static string[] AsItIs(string card) =>
    [
        .. new DirectoryInfo(card).EnumerateFileSystemInfos("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
            .Select(e => $"{e.FullName} {e.LinkTarget} {e.LastWriteTimeUtc.Ticks} {e.UnixFileMode} {(e is FileInfo { LinkTarget: null } ? Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(e.FullName))) : "")}")
            .Order(StringComparer.Ordinal),
    ];
}
