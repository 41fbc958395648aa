using System.Diagnostics;
using Acetate.Cli;

namespace Acetate.Tools.Tests.Cli;

/// <summary>The program itself, stopped in the middle of its work.</summary>
public sealed class StoppedCommandTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("-TERM")]
    [InlineData("-INT", Traits = ["kind", "thorough"])]
    public async Task A_command_that_is_told_to_stop_leaves_nothing_half_made(string signal)
    {
        var clip = Path.Join(folder.Path, "long.mp4");
        using (var made = Process.Start(Corpus.Program("ffmpeg"), ["-v", "error", "-f", "lavfi", "-i", "testsrc2=s=1920x1080:r=25", "-frames:v", "1500", "-c:v", "libx264", "-preset", "ultrafast", "-g", "25", clip]))
            await made.WaitForExitAsync(TestContext.Current.CancellationToken);
        var target = Directory.CreateDirectory(Path.Join(folder.Path, "target")).FullName;
        // Whoever starts the tests in the background has SIGINT ignored, which programs inherit.
        using var program = Process.Start(new ProcessStartInfo("env", [$"--default-signal={signal[1..]}", Programs.Acetate, "proxy", clip, "-o", Path.Join(target, "a.mp4")]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        // It has begun when its own folder is there.
        while (!program.HasExited && !Directory.EnumerateFileSystemEntries(target).Any()) await Task.Delay(20, TestContext.Current.CancellationToken);

        using (var kill = Process.Start("kill", [signal, $"{program.Id}"])) await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        await program.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(ExitCode.Cancelled, (ExitCode)program.ExitCode);
        Assert.Contains("Cancelled", await program.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(target));
    }
}
