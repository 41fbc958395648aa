namespace Acetate.Tools.Tests.Scenarios;

/// <summary>What the README says can be made of a clip, run for real: a still, plates, a proxy and a trim.</summary>
[Trait("kind", "scenario")]
public sealed class ClipToPlate
{
    [Fact]
    public async Task A_still_plates_a_proxy_and_a_trim_are_made_of_a_clip()
    {
        Corpus.Program("ffmpeg");
        using var folder = new TempFolder();
        var transcript = new Transcript(folder.Path);
        const string raw = "/shoot/20260102_Day01_MU/Camera_Media/A001/A001_01021012_C001", movie = "/shoot/20260102_Day01_MU/Camera_Media/B001/B001C001_260102_R1AC.mov";
        Directory.CreateDirectory(Path.Join(folder.Path, "plates"));

        await transcript.RunAsync("acetate demo shoot /shoot --small --seconds 2", isQuiet: true);
        var still = await transcript.RunAsync($"acetate frame {raw} --at 10:12:01:00 -o /still.png", isQuiet: true);
        var plates = await transcript.RunAsync($"acetate render {raw} --frames 24-28 -o /plates/A001C001.####.exr");
        var proxy = await transcript.RunAsync($"acetate proxy {raw} -o /A001C001.mp4");
        var trim = await transcript.RunAsync($"acetate trim {movie} --in 10:12:01:00 --out 10:12:01:12 -o /trims");

        Approved.Is("docs/scenarios/clip-to-plate.md", $"""
            # From a clip to a plate, a still, a proxy and a trim

            Of the demo's CinemaDNG clip a still is made to look at, and four plates to work on: debayered, in ACES2065-1, with every step told.
            Its proxy is developed the same way. Of a ProRes clip half a second is cut out without encoding it again, and proved to be the same frames.

            This page is written by a test (`{nameof(ClipToPlate)}.cs`); everything is as it was printed.

            ```text
            {transcript.Text}
            ```

            """);
        Approved.IsInReadme("clip-to-plate", string.Join("\n\n", still, plates, proxy, trim));
    }
}
