using Acetate.Cli;

namespace Acetate.Tools.Tests.Scenarios;

/// <summary>What an assistant editor does before a turnover: read, look through, compare, convert.</summary>
[Trait("kind", "scenario")]
public sealed class CutTurnover
{
    [Fact]
    public async Task A_list_is_looked_through_compared_with_its_next_version_and_converted()
    {
        using var folder = new TempFolder();
        var transcript = new Transcript(folder.Path);
        File.WriteAllText(Path.Join(folder.Path, "R1_v1.edl"), """
            TITLE: REEL 1 V1
            FCM: NON-DROP FRAME

            001  A001R2EC V     C        10:12:00:00 10:12:02:00 01:00:00:00 01:00:02:00
            * FROM CLIP NAME: A001C001_260102_R2EC
            * LOC: 01:00:01:00 CYAN ABC_010_0010 sky replacement
            002  B001R1AC V     C        10:20:00:00 10:20:03:00 01:00:02:00 01:00:05:00
            * FROM CLIP NAME: B001C004_260102_R1AC
            003  B001R1AC V     C        10:20:03:00 10:20:03:00 01:00:05:00 01:00:05:00
            003  A001R2EC V     D    012 10:15:00:00 10:15:02:00 01:00:05:00 01:00:07:00
            * FROM CLIP NAME: B001C004_260102_R1AC
            * TO CLIP NAME: A001C002_260102_R2EC.sync.01
            004  B001R1AC V     C        10:30:00:00 10:30:04:00 01:00:07:00 01:00:09:00
            M2   B001R1AC       048.0                10:30:00:00
            * FROM CLIP NAME: B001C005_260102_R1AC

            """);
        File.WriteAllText(Path.Join(folder.Path, "R1_v2.edl"), """
            TITLE: REEL 1 V2
            FCM: NON-DROP FRAME

            010  A001R2EC V     C        10:12:00:00 10:12:02:12 01:00:00:00 01:00:02:12
            * FROM CLIP NAME: A001C001_260102_R2EC
            020  B001R1AC V     C        10:20:00:08 10:20:03:08 01:00:02:12 01:00:05:12
            * FROM CLIP NAME: B001C004_260102_R1AC
            030  A003R2EC V     C        11:00:00:00 11:00:01:00 01:00:05:12 01:00:06:12
            * FROM CLIP NAME: A003C001_260102_R2EC
            040  B001R1AC V     C        10:30:00:00 10:30:04:00 01:00:06:12 01:00:08:12
            M2   B001R1AC       048.0                10:30:00:00
            * FROM CLIP NAME: B001C005_260102_R1AC

            """);

        await transcript.RunAsync("acetate cut read /R1_v1.edl --rate 24");
        await transcript.RunAsync("acetate cut lint /R1_v1.edl --rate 24", ExitCode.Found);
        await transcript.RunAsync("acetate cut diff /R1_v1.edl /R1_v2.edl --rate 24", ExitCode.Found);
        await transcript.RunAsync("acetate cut convert /R1_v2.edl -o /R1_v2.otio --rate 24");
        await transcript.RunAsync("acetate cut diff /R1_v2.edl /R1_v2.otio --rate 24");

        Approved.Is("docs/scenarios/cut-turnover.md", $"""
            # A cut before its turnover

            A list is read with all names and exact times, looked through, compared with its next version by what its events show and not by
            their numbers, and converted; the converted timeline is the same cut.

            This page is written by a test (`{nameof(CutTurnover)}.cs`); everything is as it was printed.

            ```text
            {transcript.Text}
            ```

            """);
    }
}
