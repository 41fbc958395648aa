using Acetate.Cli;

namespace Acetate.Tools.Tests.Cli;

/// <summary>Slips of people at a keyboard: a sentence, the right exit code, and nothing lost.</summary>
public sealed class RefusalTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("clip.mp4")]
    [InlineData("clip.poster.jpg")]
    [InlineData("clip.strip.jpg")]
    public async Task A_proxy_never_takes_the_place_of_a_file_that_is_there(string taken)
    {
        var original = File.ReadAllBytes(Corpus.PathOf("samples/natural-video/bbb_prog_10s.mp4"));
        var clip = folder.Write("card/GX010001.MP4", original);
        var there = folder.Write(taken, "somebody's"u8);

        var run = await DemoCommandTests.RunAsync("proxy", clip, "-o", Path.Join(folder.Path, "clip.mp4"));
        var onto = await DemoCommandTests.RunAsync("proxy", clip, "-o", clip);

        Assert.Equal((ExitCode.BadInput, ExitCode.BadInput), (run.Code, onto.Code));
        Assert.StartsWith($"'{there}' is there already, and nothing is overwritten.", run.Error, StringComparison.Ordinal);
        Assert.Equal("somebody's", File.ReadAllText(there));
        Assert.Equal(original, File.ReadAllBytes(clip));
        Assert.Equal([there], Directory.GetFiles(folder.Path));
        Assert.Equal([clip], Directory.GetFiles(Path.GetDirectoryName(clip)!));
    }

    [Fact]
    public async Task A_proxy_of_a_clip_with_a_missing_frame_names_it_and_is_something_found()
    {
        Corpus.Program("ffmpeg");
        var output = Path.Join(folder.Path, "clip.mp4");

        var run = await DemoCommandTests.RunAsync("proxy", Corpus.PathOf("samples/dpx-sequence-gaps/MissingSecondFrame"), "-o", output);

        Assert.Equal((ExitCode.Found, ""), (run.Code, run.Error));
        Assert.Contains("Frame 1: ", run.Output, StringComparison.Ordinal);
        Assert.Contains("the proxy shows the one before it", run.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(output), "The proxy was made all the same.");
    }

    [Fact]
    public async Task A_proxy_that_is_not_named_as_one_is_refused()
    {
        var run = await DemoCommandTests.RunAsync("proxy", folder.Write("a.mov"), "-o", Path.Join(folder.Path, "b.mov"));

        Assert.Equal((ExitCode.Usage, "A proxy is an .mp4 file; 'b.mov' is not named so."), (run.Code, run.Error.TrimEnd()));
    }

    [Fact]
    public async Task A_stage_that_there_is_not_is_said_in_one_sentence()
    {
        var run = await DemoCommandTests.RunAsync("ingest", folder.Path, "--show", "film", "--library", Path.Join(folder.Path, "library"), "--until", "uploded");

        Assert.Equal(ExitCode.Usage, run.Code);
        Assert.StartsWith("'uploded' is not a stage to stop at. Use uploaded, verified, inspected, proxied, archived or complete.", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--unit", "ZZ", "'ZZ' is not a unit. Use one of ")]
    [InlineData("--episode", "../up", "'../up' is not an episode. Use letters, digits and hyphens, such as EP101 or B02.")]
    public async Task A_tag_that_there_is_not_is_said_before_the_card_is_looked_at(string option, string value, string reason)
    {
        var library = Path.Join(folder.Path, "library");

        var run = await DemoCommandTests.RunAsync("ingest", Path.Join(folder.Path, "no such card"), "--show", "film", "--library", library, option, value);

        Assert.Equal(ExitCode.Usage, run.Code);
        Assert.StartsWith(reason, run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(library));
    }

    [Theory]
    [InlineData("one\ntwo")]
    [InlineData("one two")]
    [InlineData("schlüssel")]
    public async Task A_token_file_that_holds_anything_but_one_token_is_refused(string content)
    {
        var file = folder.Write("token", System.Text.Encoding.UTF8.GetBytes(content));
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        var run = await DemoCommandTests.RunAsync("rolls", "list", "--server", "http://127.0.0.1:9", "--token-file", file);

        Assert.Equal((ExitCode.NotPermitted, $"The token file {file} must hold one token in one line, and nothing else."), (run.Code, run.Error.TrimEnd()));
    }
}
