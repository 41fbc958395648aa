using Acetate.Cli;

namespace Acetate.Tools.Tests.Scenarios;

/// <summary>The first thing anyone reads in the README, run for real: the demo shoot day goes from a drive into a library, and back.</summary>
[Trait("kind", "scenario")]
public sealed class CardToLibrary
{
    [Fact]
    public async Task A_shoot_day_goes_from_the_drive_into_the_library_and_a_clip_comes_back()
    {
        Corpus.Program("ffmpeg");
        using var folder = new TempFolder();
        var transcript = new Transcript(folder.Path);

        await transcript.RunAsync("acetate demo shoot /media/shuttle --small --seconds 2", isQuiet: true);
        var ingest = await transcript.RunAsync("acetate ingest /media/shuttle --show film --library /raid --brought-by Mara --yes");
        await transcript.RunAsync("acetate archive restore B001 --show film --library /raid --clip B001C001_260102_R1AC --to /pull");
        Damage(Path.Join(folder.Path, "media/shuttle/20260102_Day01_MU/Camera_Media/B001/B001C001_260102_R1AC.mov"));
        await transcript.RunAsync("acetate ingest /media/shuttle --show second --library /raid --yes", ExitCode.Found);

        Approved.Is("docs/scenarios/card-to-library.md", $"""
            # From the card to the library

            A shuttle drive arrives with the demo shoot day: a CinemaDNG roll, a ProRes roll and a sound roll, sealed with ASC MHL on set.
            It is checked against its manifests before a byte is copied; then every file is copied, read back past the cache, sealed,
            inspected, made playable and archived. A clip is restored from the archive. At last one bit on the drive is flipped and the
            drive is ingested into another show: that file never gets its name in the store, and the roll is held.

            This page is written by a test (`{nameof(CardToLibrary)}.cs`); moments are replaced by one moment, hashes left out and the disk named cart:/raid, everything else is as it was printed.

            ```text
            {transcript.Text}
            ```

            """);
        Approved.IsInReadme("card-to-library", ingest);
    }

    private static void Damage(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        file.Position = file.Length / 2;
        var b = file.ReadByte();
        file.Position--;
        file.WriteByte((byte)(b ^ 1));
    }
}
