using Acetate.Media.Decode;
using Acetate.Media.Decode.Adapters;
using Acetate.Media.Inspect;

namespace Acetate.Imaging.Tests.Decode;

/// <summary>The sample of docs/guide/adapters.md, end to end, and adapters that do not keep to the contract.</summary>
public sealed class AdapterTests : IDisposable
{
    // Nobody's format: adapters are found by environment variables, which tests share.
    private const string Extension = "pixtest", Variable = "ACETATE_ADAPTER_PIXTEST";

    private readonly string folder = Directory.CreateTempSubdirectory("acetate-adapter-").FullName;

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(Variable, null);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task The_sample_adapter_gives_pictures_faults_and_a_recipe()
    {
        Corpus.Program("python3");
        var clip = Clip(4);
        File.WriteAllBytes(clip.Files[2].LocalPath!, File.ReadAllBytes(clip.Files[2].LocalPath!)[..100]);
        Environment.SetEnvironmentVariable(Variable, Path.Join(Corpus.RepositoryRoot, "docs/guide/examples/adapter.py"));

        await using var source = await PictureFormats.OpenAsync(clip, Inspection, new() { Debayer = DebayerQuality.Half }, TestContext.Current.CancellationToken);
        var frames = await Decoding.FramesAsync(source, 1, 3);
        var picture = Decoding.Picture(frames[0], 16);

        Assert.Equal((24, 16, 4L, "ACEScg", "sample pixmap decoder 1.0"), (source.Description.Width, source.Description.Height, source.Description.Frames, source.Description.Encoding!.Name, source.Description.Decoder));
        for (var c = 0; c < 3; c++)
            for (var y = 0; y < 16; y++)
                for (var x = 0; x < 24; x++) Assert.Equal((float)(Sample(1, x, y, c) / 65535.0), picture[c][y][x]);
        Assert.Equal("01:00:00:01", frames[0].Timecode);
        Assert.Equal("Frame 2 cannot be decoded: the picture is cut: 85 of 2304 bytes are there", Decoding.FaultOf(frames[1]));
        Assert.Equal(["decoded by the engine adapter 'adapter.py'", "pixmap to light"], source.Description.Steps.Select(step => step.Name));
        Assert.Equal("half", source.Description.Steps[1].Parameters["debayer"]);
        foreach (var frame in frames) frame.Dispose();
    }

    [Theory]
    [InlineData("echo no licence >&2; exit 3", "cannot open 'clip': no licence")]
    [InlineData("echo hello", "answered what the contract does not have")]
    [InlineData("""echo '{"contract":2}'""", "speaks another contract than 1")]
    [InlineData("""echo '{"contract":1,"decoder":"d","width":99999999,"height":2,"frames":1,"samples":"half"}'""", "which cannot be")]
    [InlineData("""echo '{"contract":1,"decoder":"d","width":2,"height":2,"frames":1,"samples":"half","encoding":"Mine"}'""", "'Mine', which is no encoding that is known here")]
    [InlineData("""echo '{"contract":1,"decoder":"d","width":2,"height":2,"frames":1,"samples":"int"}'""", "they are 'half' or 'float'")]
    [InlineData("yes", "cannot open 'clip': it wrote too much")]
    public async Task An_adapter_that_does_not_keep_to_the_contract_is_told_of_in_a_sentence(string script, string sentence)
    {
        Program(script);

        var refused = await Assert.ThrowsAsync<DecodeException>(() => PictureFormats.OpenAsync(Clip(1), Inspection, new(), TestContext.Current.CancellationToken));

        Assert.Contains(sentence, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""printf '{"frame":7}\n'""", "gave frame 7 where frame 0 is due")]
    [InlineData("""printf '{"frame":0}\n123'; echo out of memory >&2; exit 1""", "ended before frame 0: out of memory")]
    [InlineData("printf 'rubbish\\n'", "gave what the contract does not have before frame 0")]
    [InlineData("exit 4", "it said nothing, and its code is 4")]
    public async Task An_adapter_that_fails_half_way_is_told_of_in_a_sentence(string script, string sentence)
    {
        Program($$"""if [ "$1" = describe ]; then echo '{"contract":1,"decoder":"d","width":4,"height":4,"frames":2,"samples":"half"}'; else {{script}}; fi""");
        await using var source = await PictureFormats.OpenAsync(Clip(1), Inspection, new(), TestContext.Current.CancellationToken);

        var failed = await Assert.ThrowsAsync<DecodeException>(() => Decoding.FramesAsync(source, 0, 2));

        Assert.Contains(sentence, failed.Message, StringComparison.Ordinal);
        Assert.Null(source.Description.Encoding);
    }

    [Fact]
    public void Adapters_are_named_by_a_file_or_by_a_variable_of_their_own()
    {
        var path = Path.Join(folder, "adapters.json");
        File.WriteAllText(path, """{"adapters": [{"name": "RED", "formats": [".R3D"], "program": "/opt/red", "arguments": ["--gpu", "0"]}]}""");

        var red = Assert.Single(EngineAdapters.Read(path));

        Assert.Equal(("RED", "r3d", "/opt/red"), (red.Name, Assert.Single(red.Extensions), red.Program));
        Assert.Equal(["--gpu", "0"], red.Arguments);
        Assert.Null(red.Licences);
        File.WriteAllText(path, """{"adapters": [{"name": "RED", "formats": ["r3d"], "program": "/opt/red", "licences": 2}]}""");
        Assert.Equal(2, Assert.Single(EngineAdapters.Read(path)).Licences);
        foreach (var wrong in (string[])["0", "-1", "1.5", "9999999999999", "\"two\"", "null"])
        {
            File.WriteAllText(path, $$"""{"adapters": [{"name": "RED", "formats": ["r3d"], "program": "/opt/red", "licences": {{wrong}}}]}""");
            Assert.Contains("'licences' is a number from 1 on", Assert.Throws<DecodeException>(() => EngineAdapters.Read(path)).Message, StringComparison.Ordinal);
        }

        File.WriteAllText(path, """{"adapters": 3}""");
        Assert.Contains("cannot be understood", Assert.Throws<DecodeException>(() => EngineAdapters.Read(path)).Message, StringComparison.Ordinal);
        Assert.Null(EngineAdapters.For("../etc"));
    }

    [Fact]
    public async Task A_program_that_is_not_there_is_named()
    {
        Environment.SetEnvironmentVariable(Variable, "/nowhere/adapter");

        var refused = await Assert.ThrowsAsync<DecodeException>(() => PictureFormats.OpenAsync(Clip(1), Inspection, new(), TestContext.Current.CancellationToken));

        Assert.Equal(("The program '/nowhere/adapter' of the engine adapter 'adapter' is not there. Mend the configuration or install it.", true), (refused.Message, refused.IsPassing));
    }

    private static ClipInspection Inspection => new() { Name = "clip", Kind = ClipKind.Sequence, Files = [] };

    private ClipSource Clip(int frames)
    {
        for (var frame = 0; frame < frames; frame++)
        {
            var bytes = new List<byte>("P6 24 16 65535\n".Select(letter => (byte)letter));
            for (var i = 0; i < 24 * 16 * 3; i++)
            {
                var sample = Sample(frame, i / 3 % 24, i / 72, i % 3);
                bytes.AddRange([(byte)(sample >> 8), (byte)sample]);
            }

            File.WriteAllBytes(Path.Join(folder, $"clip.{frame:0000}.{Extension}"), [.. bytes]);
        }

        return new() { Name = "clip", Kind = ClipKind.Sequence, Files = [.. Enumerable.Range(0, frames).Select(frame => ClipFile.At(Path.Join(folder, $"clip.{frame:0000}.{Extension}")))] };
    }

    private void Program(string script)
    {
        var path = Path.Join(folder, "adapter.sh");
        File.WriteAllText(path, $"#!/bin/sh\ncat > /dev/null\n{script}\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Environment.SetEnvironmentVariable(Variable, path);
    }

    private static int Sample(int frame, int x, int y, int c) => (frame * 911 + x * 2001 + y * 333 + c * 77) % 65536;
}
