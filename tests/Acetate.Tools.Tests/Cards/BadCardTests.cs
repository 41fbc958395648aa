using System.Text;
using Acetate.Cli;
using Acetate.Tools.Ingest.Scan;
using Acetate.Tools.Tests.Cli;

namespace Acetate.Tools.Tests.Cards;

/// <summary>Cards that are broken or hostile, through the command: the exit code, the sentence, and nothing wrong in the store.</summary>
public sealed class BadCardTests
{
    private const string Md5 = "d41d8cd98f00b204e9800998ecf8427e";

    [Theory]
    [InlineData("<hash><file>../../../etc/passwd</file><size>1</size></hash>", "contains '..', which could leave the scope")]
    [InlineData("<hash><file>/etc/passwd</file><size>1</size></hash>", "is absolute; paths are relative to the scope")]
    [InlineData("<hash><file>&e;</file><size>1</size></hash>", "document type (DOCTYPE) or entities, which are refused", "<!DOCTYPE h SYSTEM \"file:///etc/passwd\" [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>")]
    [InlineData("<hash><file>&b;</file></hash>", "document type (DOCTYPE) or entities, which are refused", "<!DOCTYPE h [<!ENTITY a \"haha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]>")]
    [InlineData("<hash><file>\u00ff</file></hash>", "Invalid character in the given encoding")]
    [InlineData("<hash><file>S001T001.WAV</file>", "The document is not well-formed XML")]
    public async Task A_manifest_that_reaches_out_or_is_broken_holds_the_roll_and_nothing_is_copied(string hashes, string says, string type = "")
    {
        using var folder = new TempFolder();
        folder.Write("A001/S001T001.WAV", 2_000);
        // Latin 1, so that one case is a byte that its declared encoding does not know.
        folder.Write("A001/A001.mhl", Encoding.Latin1.GetBytes($"<?xml version=\"1.0\" encoding=\"UTF-8\"?>{type}<hashlist version=\"1.1\">{hashes.Replace("</hash>", $"<md5>{Md5}</md5></hash>", StringComparison.Ordinal)}</hashlist>"));

        var (code, said) = await IngestAsync(folder, "A001");

        Assert.Equal(ExitCode.Found, code);
        Assert.Contains("The roll's manifest cannot be used: A001.mhl", said, StringComparison.Ordinal);
        Assert.Contains(says, said, StringComparison.Ordinal);
        Assert.DoesNotContain("root:", said, StringComparison.Ordinal);
        Assert.Empty(Stored(folder));
        Assert.Equal(ExitCode.BadInput, (await DemoCommandTests.RunAsync("mhl", "verify", Path.Join(folder.Path, "A001"))).Code);
    }

    [Theory]
    [InlineData("printf x > \"A001/$(printf 'bad\\377.wav')\"", "is not valid UTF-8")]
    [InlineData("printf x > \"A001/$(printf 'two\\nlines.wav')\"", "contains a line break or another control character")]
    [InlineData("cd A001; for i in $(seq 40); do mkdir $(printf 'd%.0s' $(seq 200)); cd $(printf 'd%.0s' $(seq 200)); done; printf x > a.wav", "so deep that its path cannot be opened")]
    [InlineData("cd A001; for i in $(seq 8); do mkdir $(printf 'd%.0s' $(seq 200)); cd $(printf 'd%.0s' $(seq 200)); done; printf x > a.wav", "the most that S3 takes")]
    public async Task A_name_that_no_store_takes_holds_the_roll_and_nothing_is_copied(string make, string says)
    {
        using var folder = new TempFolder();
        folder.Write("A001/S001T001.WAV", 2_000);
        folder.Shell(make);

        var (code, said) = await IngestAsync(folder, "A001");

        Assert.Equal(ExitCode.Found, code);
        Assert.Contains(says, said, StringComparison.Ordinal);
        Assert.Contains("Do not format the card", said, StringComparison.Ordinal);
        Assert.Empty(Stored(folder));
    }

    [Theory]
    [InlineData("printf x > \"card/A001/$(printf 'bad\\377.wav')\"")]
    [InlineData("mkdir \"card/$(printf 'x\\377')\"; printf x > \"card/$(printf 'x\\377')/S002T001.WAV\"")]
    public async Task What_was_never_read_keeps_the_card_from_being_formatted_whoever_releases_it_until_it_was_read(string make)
    {
        using var folder = new TempFolder();
        folder.Write("card/A001/S001T001.WAV", 2_000);
        folder.Shell(make);

        var (code, said) = await IngestAsync(folder, "card", "--release");

        Assert.Equal(ExitCode.Found, code);
        Assert.Contains("Do not format the card: A001: Something on the card was never read and is in no copy:", said, StringComparison.Ordinal);
        Assert.Contains("copied and verified", said, StringComparison.Ordinal);

        folder.Shell("rm -r card/*$(printf '\\377')* card/*/*$(printf '\\377')* 2>/dev/null; true");
        (code, said) = await IngestAsync(folder, "card");

        Assert.True(code == ExitCode.Done, said);
        Assert.Contains("The card may be formatted.", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_no_store_takes_cannot_be_released_and_a_missing_file_can_each_with_the_way_out()
    {
        using var folder = new TempFolder();
        folder.Write("card/A001/S001T001.WAV", 2_000);
        folder.Shell("printf x > \"card/A001/$(printf 'two\\nlines.wav')\"");
        folder.Write("card/A002/S002T001.WAV", 2_000);
        folder.Write("card/A002/A002.mhl", Encoding.UTF8.GetBytes($"<hashlist version=\"1.1\"><hash><file>S002T009.WAV</file><size>3</size><md5>{Md5}</md5></hash></hashlist>"));

        var (_, asked) = await IngestAsync(folder, "card");
        var (code, said) = await IngestAsync(folder, "card", "--release");

        Assert.Contains($"acetate ingest {folder.Path}/card --show s --library {folder.Path}/library --release\n", asked, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Found, code);
        Assert.Contains("Roll A001 cannot be released: The name 'two␊lines.wav' contains a line break", said, StringComparison.Ordinal);
        Assert.Contains("Copy the roll, call the file 'two_lines.wav' in the copy, and ingest that", said, StringComparison.Ordinal);
        Assert.Matches("copied and verified +\\S+/A002 +2/2", said);
    }

    [Fact]
    public async Task Links_off_the_card_are_not_followed_and_odd_names_are_kept_as_they_are()
    {
        using var folder = new TempFolder();
        folder.Write("secret/S009T009.WAV", 500);
        folder.Write("A001/S001T001.WAV", 2_000);
        folder.Write("A001/nai\u0308ve.txt", 10);
        folder.Write("A001/Notes.txt", 11);
        folder.Write("A001/notes.TXT", 12);
        File.CreateSymbolicLink(Path.Join(folder.Path, "A001/S001T002.WAV"), Path.Join(folder.Path, "secret/S009T009.WAV"));
        Directory.CreateSymbolicLink(Path.Join(folder.Path, "A001/more"), Path.Join(folder.Path, "secret"));

        var (code, said) = await IngestAsync(folder, "A001");

        Assert.True(code == ExitCode.Done, said);
        foreach (var sentence in new[] { "'S001T002.WAV' is a link; it was not followed", "'more' is a link", "decomposed Unicode form (NFD)", "differ only in case or Unicode form" })
            Assert.Contains(sentence, said, StringComparison.Ordinal);
        var names = Stored(folder).Where(f => !f.Contains("/ascmhl/", StringComparison.Ordinal)).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal);
        Assert.Equal(new[] { "Notes.txt", "S001T001.WAV", "nai\u0308ve.txt", "notes.TXT" }.Order(StringComparer.Ordinal), names);
    }

    [Fact]
    public async Task Sound_chunks_that_lie_about_their_size_come_in_whole_and_are_told()
    {
        Corpus.Program("ffmpeg");
        using var folder = new TempFolder();
        var wave = new byte[4_096];
        "RIFF"u8.CopyTo(wave);
        wave.AsSpan(4, 4).Fill(0x7f);
        "WAVEbext"u8.CopyTo(wave.AsSpan(8));
        wave.AsSpan(16, 4).Fill(0x7f);
        folder.Write("A001/S001T001.WAV", wave);
        "WAVEiXML"u8.CopyTo(wave.AsSpan(8));
        wave.AsSpan(16, 4).Fill(0xff);
        folder.Write("A001/S001T002.WAV", wave);

        var (_, said) = await IngestAsync(folder, "A001");
        var (code, output, error) = await AcetateProcess.RunAsync("inspect", Path.Join(folder.Path, "A001"));

        Assert.Contains("copied and verified", said, StringComparison.Ordinal);
        Assert.Contains("proxies               0 of 2", said, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Found, code);
        Assert.Contains("S001T001", output + error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sequence_of_a_million_frames_is_one_clip_and_takes_little_memory()
    {
        var (root, held) = Filled();
        // Other tests of this process hold something too; what is held in vain here would be held every time.
        for (var again = 0; again < 5 && held >= 40_000_000; again++) (root, held) = Filled();
        var found = Assert.Single(ClipGrouping.Of(root));

        Assert.True(held < 40_000_000, $"{held:N0} bytes are held for a million frames");
        Assert.Contains(found.Findings, f => f.Code == "sequence-hole" && f.Message.Contains("500000", StringComparison.Ordinal));

        static (CardFolder Root, long Held) Filled()
        {
            var root = new CardFolder("A001");
            var clip = new CardFolder("A001C001", root);
            var before = GC.GetTotalMemory(forceFullCollection: true);
            for (var n = 0; n < 1_000_000; n++)
                if (n != 500_000)
                    clip.Add($"A001C001.{n:0000000}.dng", 0);
            return (root, GC.GetTotalMemory(forceFullCollection: true) - before);
        }
    }

    private static async Task<(ExitCode Code, string Said)> IngestAsync(TempFolder folder, string card, params string[] more)
    {
        var (code, output, error) = await DemoCommandTests.RunAsync(["ingest", Path.Join(folder.Path, card), "--library", Path.Join(folder.Path, "library"), "--show", "s", "--yes", .. more]);
        Assert.DoesNotContain("   at Acetate.", output + error, StringComparison.Ordinal);
        return (code, output + error);
    }

    private static string[] Stored(TempFolder folder) => Directory.Exists(Path.Join(folder.Path, "library/store"))
        ? Directory.GetFiles(Path.Join(folder.Path, "library/store"), "*", SearchOption.AllDirectories) : [];
}
