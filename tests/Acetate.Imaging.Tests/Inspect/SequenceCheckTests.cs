using System.Globalization;
using Acetate.Imaging.Tests.Formats;
using Acetate.Media.Inspect;
using Acetate.Timing;

namespace Acetate.Imaging.Tests.Inspect;

public sealed class SequenceCheckTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("acetate-sequence-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_whole_sequence_has_no_problem_and_ends_after_its_last_frame()
    {
        Shoot(12);

        var clip = await InspectAsync();

        Assert.Empty(clip.Problems);
        Assert.Equal((12L, "10:00:00:00", "10:00:00:12"), (clip.Frames!.Value, clip.Timecode?.Start, clip.Timecode?.End));
    }

    [Fact]
    public async Task A_missing_frame_is_a_hole_and_the_frames_after_it_still_fit()
    {
        Shoot(12);
        File.Delete(Frame(5));
        File.Delete(Frame(6));

        var clip = await InspectAsync();

        Assert.Equal(["hole"], clip.Problems.Select(problem => problem.Code));
        Assert.Contains("5 to 6", clip.Problems[0].Message);
    }

    [Fact]
    public async Task A_number_that_is_there_twice_is_reported()
    {
        Shoot(4);
        File.Copy(Frame(2), Path.Join(_folder, "clip_2.dng"));

        Assert.Contains("duplicate-number", await CodesAsync());
    }

    [Fact]
    public async Task A_cut_frame_is_odd_and_truncated()
    {
        Shoot(12);
        using (var file = File.OpenWrite(Frame(7))) file.SetLength(file.Length - 1000);

        var codes = await CodesAsync();

        Assert.Contains("odd-size", codes);
        Assert.Contains("truncated", codes);
    }

    [Fact]
    public async Task An_empty_frame_is_reported_and_does_not_hide_the_others()
    {
        Shoot(12);
        File.WriteAllBytes(Frame(0), []);

        var clip = await InspectAsync();

        Assert.Contains(clip.Problems, problem => problem is { Code: "zero-length", Severity: ProblemSeverity.Error });
        Assert.Equal(64, clip.Image?.Width);
    }

    [Fact]
    public async Task A_frame_of_another_size_or_reel_is_reported()
    {
        Shoot(6);
        Write(6, 6, height: 30, reel: "B007");

        var messages = (await InspectAsync()).Problems.Where(problem => problem.Code == "header-differs").Select(problem => problem.Message).ToList();

        Assert.Contains(messages, message => message.Contains("image.height", StringComparison.Ordinal));
        Assert.Contains(messages, message => message.Contains("B007", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_timecode_that_jumps_is_reported()
    {
        Shoot(6);
        Write(6, 400);

        Assert.Contains("timecode-jump", await CodesAsync());
    }

    [Fact]
    public async Task A_frame_that_is_something_else_is_reported()
    {
        Shoot(6);
        File.WriteAllText(Frame(3), "This is no picture but a shopping list, long enough to look like something.");

        Assert.Contains("unreadable", await CodesAsync());
    }

    [Theory]
    [InlineData("MissingSecondFrame", "hole")]
    [InlineData("MissingAllBut2Frames", "hole")]
    [InlineData("SecondAndBody", "header-differs")]
    [InlineData("SecondAndHeader", "unreadable")]
    public async Task Broken_DPX_sequences_are_found_out(string folder, string code)
    {
        var frames = Directory.GetFiles(Corpus.PathOf($"samples/dpx-sequence-gaps/{folder}")).Order(StringComparer.Ordinal);

        var clip = await Inspecting.FilesAsync(ClipKind.Sequence, frames);

        Assert.Contains(clip.Problems, problem => problem.Code == code && problem.Severity == ProblemSeverity.Error);
    }

    [Fact]
    public async Task A_hundred_thousand_frames_are_checked_without_opening_them_all()
    {
        Shoot(1);
        var length = new FileInfo(Frame(0)).Length;
        var files = Enumerable.Range(0, 100_000).Select(i => new ClipFile($"clip_{i:000000}.dng", i % 100 == 0 ? Frame(0) : null, length)).ToList();
        files.RemoveAt(501);

        var clip = await new ClipInspector(TimeProvider.System).InspectAsync(new() { Name = "clip", Kind = ClipKind.Sequence, Files = [.. files] }, default);

        Assert.Equal(99_999, clip.Frames);
        Assert.Contains(clip.Problems, problem => problem.Code == "hole" && problem.Message.Contains("501", StringComparison.Ordinal));
    }

    private async Task<IReadOnlyList<string>> CodesAsync() => [.. (await InspectAsync()).Problems.Select(problem => problem.Code)];

    private Task<ClipInspection> InspectAsync() => Inspecting.FilesAsync(ClipKind.Sequence, Directory.GetFiles(_folder).Order(StringComparer.Ordinal));

    private void Shoot(int frames)
    {
        for (var frame = 0; frame < frames; frame++) Write(frame, frame);
    }

    private void Write(int number, int timecodeFrame, int height = 36, string reel = "A001")
    {
        using var file = File.Create(Frame(number));
        DngWriterTests.Writer(height, reel).Write(file, Timecode.Parse("10:00:00:00", FrameRate.Fps24).AddWrapping(timecodeFrame), new byte[64 * height * 2]);
    }

    private string Frame(int number) => Path.Join(_folder, $"clip_{number.ToString("000000", CultureInfo.InvariantCulture)}.dng");
}
