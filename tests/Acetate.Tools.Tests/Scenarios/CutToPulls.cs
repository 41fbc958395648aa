using System.Text.RegularExpressions;

namespace Acetate.Tools.Tests.Scenarios;

/// <summary>What the footage is for, run for real: plates of the demo's cut for a vendor, then the originals of its locked cut for the finishing house.</summary>
[Trait("kind", "scenario")]
public sealed partial class CutToPulls
{
    [Fact]
    public async Task A_cut_becomes_plates_and_a_locked_cut_becomes_originals()
    {
        Corpus.Program("ffmpeg");
        using var folder = new TempFolder();
        var transcript = new Transcript(folder.Path);

        await transcript.RunAsync("acetate demo shoot /media/shuttle --small --seconds 2", isQuiet: true);
        await transcript.RunAsync("acetate ingest /media/shuttle --show film --library /raid --yes", isQuiet: true);
        await transcript.RunAsync("acetate demo cut /cuts", isQuiet: true);
        var vfx = Plain(await transcript.RunAsync("acetate pull vfx /cuts/DEMO_v01.edl --show film --vendor lupus --rate 23.976 --library /raid --yes"));
        var package = Directory.EnumerateDirectories(Path.Join(folder.Path, "raid/workspaces/film/lupus")).Single()[folder.Path.Length..];
        await transcript.RunAsync($"acetate check-delivery {package}");
        await transcript.RunAsync("acetate pull vfx /cuts/DEMO_v02.edl --show film --vendor lupus --rate 23.976 --library /raid --yes");
        await transcript.RunAsync("acetate pull conform /cuts/DEMO_locked_R1.edl /cuts/DEMO_locked_R2.edl --show film --to grading --rate 23.976 --sound --library /raid --yes");

        Approved.Is("docs/scenarios/cut-to-pulls.md", $"""
            # From a cut to plates and originals

            The demo shoot day lies in the library. Editorial hands its first version over for visual effects: every event says why its clip is
            the one that is meant, the plates are planned, made by workers, read back and sealed, and appear in the vendor's workspace when they
            are whole. The vendor checks the package without a library. The second version brings only what is new. Then the locked cut of two
            reels goes to the finishing house: each stretch of an original once, with handles, as it was recorded.

            This page is written by a test (`{nameof(CutToPulls)}.cs`); days, moments, ids and what the work took are replaced by round ones, everything else is as it was printed.

            ```text
            {Plain(transcript.Text)}
            ```

            """);
        Approved.IsInReadme("cut-to-pulls", vfx);
    }

    private static string Plain(string text) => Ids().Replace(Paces().Replace(Share().Replace(Stretch().Replace(Cores().Replace(Moment().Replace(Day().Replace(Starts().Replace(text, ""), "_$1_20260102"), "2026-01-02 20:00:00 UTC"), "$1 8 cores"), "1 minute"), "as estimated"), "0.01 core-$1"), "Its id is 0199a7c2-1f0e");

    // Whether the few steps of a small pull tell what their start takes hangs on the machine.
    [GeneratedRegex(@" and [\d.,]+ core-seconds for each (?:step|package), however short")]
    private static partial Regex Starts();

    [GeneratedRegex(@"(on the) \d+ cores?")]
    private static partial Regex Cores();

    [GeneratedRegex(@"\d+ (?:seconds?|minutes)")]
    private static partial Regex Stretch();

    [GeneratedRegex(@"[\d.,]+ core-(hours|seconds)")]
    private static partial Regex Paces();

    [GeneratedRegex(@"\d+ % (?:more|less) than estimated")]
    private static partial Regex Share();

    [GeneratedRegex("Its id is [0-9a-f]{8}-[0-9a-f]{4}")]
    private static partial Regex Ids();

    [GeneratedRegex(@"_((?:vfx|conform)-\d{4})_\d{8}\b")]
    private static partial Regex Day();

    [GeneratedRegex(@"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC")]
    private static partial Regex Moment();
}
