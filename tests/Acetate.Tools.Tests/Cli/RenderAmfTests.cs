using System.Text.Json;
using Acetate.Amf;
using Acetate.Cli;

namespace Acetate.Tools.Tests.Cli;

/// <summary><c>acetate render --write-amf</c>: a plate's own AMF.</summary>
public sealed class RenderAmfTests : IDisposable
{
    private const string Author = "Ann Other <ann@example.org>";

    private readonly TempFolder folder = new();

    private static string Clip
    {
        get
        {
            Corpus.Program("ffmpeg");
            return Corpus.PathOf("samples/prores-mov/apple-prores-422-hq.mov");
        }
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_plate_has_an_AMF_that_is_valid_and_tells_its_frames_and_made_again_it_counts_as_made()
    {
        string[] arguments = ["render", Clip, "--from", "LogC4", "-o", At("plate.####.exr"), "--frames", "4-7", "--start", "96", "--write-amf", Author];
        var (code, output, error) = await RunAsync(arguments);
        var written = File.ReadAllText(At("plate.amf"));
        var again = await RunAsync([.. arguments, "--threads", "1"]);
        var (valid, validation, _) = await RunAsync("amf", "validate", At("plate.amf"), "--json");

        Assert.True(code == ExitCode.Done, error);
        Assert.Contains("plate.amf", output, StringComparison.Ordinal);
        using var report = JsonDocument.Parse(validation);
        Assert.Equal((ExitCode.Done, "valid"), (valid, report.RootElement.GetProperty("verdict").GetString()));
        var document = AmfReader.Read(At("plate.amf"));
        Assert.Equal(("plate", new AmfSequence("plate.####.exr", "#", 96, 98)), (document.Clip!.Name, document.Clip.Sequence));
        Assert.Equal((true, new AmfAuthor("Ann Other", "ann@example.org")), (document.Pipeline.Input!.Applied, document.Info.Authors.Single()));
        Assert.True(again.Code == ExitCode.Done, again.Error);
        Assert.Equal(written, File.ReadAllText(At("plate.amf")));
    }

    [Fact]
    public async Task The_files_that_the_clip_s_AMF_names_go_with_the_plate()
    {
        var show = Directory.CreateDirectory(At("show")).FullName;
        Directory.CreateDirectory(Path.Join(show, "luts"));
        File.WriteAllText(Path.Join(show, "luts", "the look.clf"), """<ProcessList xmlns="urn:AMPAS:CLF:v3.0" id="look" compCLFversion="3"><Matrix inBitDepth="32f" outBitDepth="32f"><Array dim="3 3">1 0 0 0 1 0 0 0 0.9</Array></Matrix></ProcessList>""");
        WriteAmf(Path.Join(show, "clip.amf"));

        var (code, _, error) = await RunAsync("render", Clip, "--amf", Path.Join(show, "clip.amf"), "--from", "ARRI LogC4", "-o", At("plate_####.exr"), "--frames", "0-1", "--write-amf", Author);
        var (valid, validation, _) = await RunAsync("amf", "validate", At("plate.amf"));

        Assert.True(code == ExitCode.Done, error);
        Assert.True(valid == ExitCode.Done, validation);
        Assert.Equal(File.ReadAllText(Path.Join(show, "luts", "the look.clf")), File.ReadAllText(At("luts/the look.clf")));
        var plate = AmfReader.Read(At("plate.amf"));
        Assert.Equal((true, false), (plate.Pipeline.Input!.Applied, plate.Pipeline.Looks.Single().Applied));
        Assert.Single(plate.Archived);
    }

    [Fact]
    public async Task A_named_file_that_is_not_there_is_told_before_anything_is_rendered()
    {
        WriteAmf(At("clip.amf"));

        var (code, _, error) = await RunAsync("render", Clip, "--amf", At("clip.amf"), "--from", "ARRI LogC4", "-o", At("plate.####.exr"), "--frames", "0-1", "--write-amf", Author);

        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains("'luts/the look.clf' is not in the folder", error, StringComparison.Ordinal);
        Assert.Equal(["clip.amf"], Directory.EnumerateFileSystemEntries(folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Another_document_of_that_name_is_never_replaced_and_nothing_is_rendered()
    {
        File.WriteAllText(At("plate.amf"), "mine");

        var (code, _, error) = await RunAsync("render", Clip, "--from", "LogC4", "-o", At("plate.####.exr"), "--frames", "0-2", "--write-amf", Author);

        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains("'plate.amf' is there already and holds another AMF", error, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(At("plate.amf")));
        Assert.Equal(["plate.amf"], Directory.EnumerateFileSystemEntries(folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public async Task An_AMF_of_other_frames_is_another_document()
    {
        await RunAsync("render", Clip, "--from", "LogC4", "-o", At("plate.####.exr"), "--frames", "0-2", "--write-amf", Author);

        var (code, _, error) = await RunAsync("render", Clip, "--from", "LogC4", "-o", At("plate.####.exr"), "--frames", "0-3", "--write-amf", Author);

        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains("holds another AMF", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "OpenEXR", "a.####.png", Author)]
    [InlineData(2, "OpenEXR", "a.mov", Author)]
    [InlineData(2, "Name <mail@example.com>", "a.####.exr", "Ann")]
    [InlineData(2, "Name <mail@example.com>", "a.####.exr", "<ann@example.org>")]
    public async Task Mistakes_are_told_and_leave_nothing_behind(int expected, string says, string output, string author)
    {
        var (code, _, error) = await RunAsync("render", Clip, "--from", "Rec.709", "-o", At(output), "--write-amf", author);

        Assert.True((ExitCode)expected == code, $"{code}: {error}");
        Assert.Contains(says, error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    private static void WriteAmf(string path)
    {
        AmfInfo Info() => new() { Authors = [new("A", "a@example.org")], Created = DateTimeOffset.UnixEpoch, Modified = DateTimeOffset.UnixEpoch, Uuid = Guid.NewGuid() };
        using var file = File.Create(path);
        AmfWriter.Write(new()
        {
            Version = AmfVersion.V2,
            Info = Info(),
            Pipeline = new()
            {
                Info = Info(),
                System = new AcesVersion(2, 0, 0),
                Input = new() { Applied = false, Content = new AmfContent.ById("urn:ampas:aces:transformId:v2.0:CSC.Arri.LogC4_to_ACES.a2.v1") },
                Stages = [new AmfStage.Look(new() { Applied = false, Content = new AmfContent.ByFile("luts/the%20look.clf") })],
            },
        }, file);
    }

    private string At(string name) => Path.Join(folder.Path, name);

    private static Task<(ExitCode Code, string Output, string Error)> RunAsync(params string[] arguments) => DemoCommandTests.RunAsync(arguments);
}
