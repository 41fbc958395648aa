using System.Text;
using System.Text.RegularExpressions;
using Acetate.Cli;

namespace Acetate.Tools.Tests.Scenarios;

/// <summary>The first thing anyone reads in the README, run for real: the demo shoot day goes from a drive into a library, and back.</summary>
[Trait("kind", "scenario")]
public sealed partial class CardToLibrary
{
    private const string Document = "docs/scenarios/card-to-library.md";
    private const string Opening = "<!-- transcript: card-to-library -->";
    private const string Closing = "<!-- /transcript -->";

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

        Approve(Document, $"""
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
        var readme = await File.ReadAllTextAsync(Path.Join(Corpus.RepositoryRoot, "README.md"));
        var (from, to) = (readme.IndexOf(Opening, StringComparison.Ordinal) + Opening.Length, readme.IndexOf(Closing, StringComparison.Ordinal));
        Approve("README.md", $"{readme[..from]}\n```text\n{ingest}\n```\n{readme[to..]}");
    }

    private static void Damage(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        file.Position = file.Length / 2;
        var b = file.ReadByte();
        file.Position--;
        file.WriteByte((byte)(b ^ 1));
    }

    /// <summary>Compares with the file of the repository, or rewrites it when <c>ACETATE_REWRITE=1</c> asks for it.</summary>
    private static void Approve(string path, string text)
    {
        var file = Path.Join(Corpus.RepositoryRoot, path);
        text = text.ReplaceLineEndings("\n");
        if (Environment.GetEnvironmentVariable("ACETATE_REWRITE") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text);
        }

        Assert.Equal(File.Exists(file) ? File.ReadAllText(file) : $"'{path}' is not there. Write it with ACETATE_REWRITE=1.", text);
    }

    /// <summary>Runs commands in this process and keeps what they print, with the temporary folder and moments taken out.</summary>
    private sealed partial class Transcript(string root)
    {
        private readonly StringBuilder text = new();

        public string Text => text.ToString().TrimEnd();

        public async Task<string> RunAsync(string command, ExitCode expected = ExitCode.Done, bool isQuiet = false)
        {
            var arguments = command.Split(' ').Skip(1).Select(a => a.StartsWith('/') ? root + a : a).ToArray();
            var (output, error) = (new StringWriter(), new StringWriter());

            var code = await CommandLine.RunAsync(arguments, output, error, TestContext.Current.CancellationToken);

            Assert.True(code == expected, $"'{command}' ended with {code}:\n{error}\n{output}");
            var printed = isQuiet ? "" : Masked(output.ToString());
            var block = $"$ {command}\n{printed}".TrimEnd();
            text.Append(block).Append(code == ExitCode.Done ? "" : $"\n(exit code {(int)code})").Append("\n\n");
            return block;
        }

        private string Masked(string printed) =>
            Place().Replace(Digest().Replace(Moment().Replace(printed.Replace(root, "", StringComparison.Ordinal), "2026-01-02_200000Z"), "…"), "in one place (cart:/raid)");

        // The machine's name and the disk that its temporary folder lies on.
        [GeneratedRegex(@"in one place \([^)]*\)")]
        private static partial Regex Place();

        // Another version of FFmpeg encodes the demo's clips to other bytes.
        [GeneratedRegex(@"\b[0-9a-f]{32}\b")]
        private static partial Regex Digest();

        [GeneratedRegex(@"\d{4}-\d\d-\d\d_\d{6}Z")]
        private static partial Regex Moment();
    }
}
