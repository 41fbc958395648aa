using Acetate.Media.Native;

namespace Acetate.Imaging.Tests.Native;

public sealed class ChildProcessTests
{
    [Fact]
    public async Task Output_error_text_and_exit_code_come_back()
    {
        var result = await Shell("echo out; echo wrong >&2; exit 3").RunAsync(TimeProvider.System, default);

        Assert.Equal((3, "out\n", "wrong", false), (result.ExitCode, result.Output, result.Complaint, result.IsSuccess));
    }

    [Fact]
    public async Task A_program_that_runs_too_long_is_ended()
    {
        var started = TimeProvider.System.GetTimestamp();

        var result = await (Shell("sleep 60") with { TimeLimit = TimeSpan.FromMilliseconds(200) }).RunAsync(TimeProvider.System, default);

        Assert.Equal(ChildEnd.TimedOut, result.End);
        Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task A_program_that_goes_quiet_is_ended()
    {
        var result = await (Shell("echo one; sleep 60") with { StallLimit = TimeSpan.FromMilliseconds(300) }).RunAsync(TimeProvider.System, default);

        Assert.Equal(ChildEnd.Stalled, result.End);
    }

    [Fact]
    public async Task A_program_that_writes_without_end_is_ended()
    {
        var result = await (Shell("yes") with { OutputLimit = 1 << 20 }).RunAsync(TimeProvider.System, default);

        Assert.Equal(ChildEnd.TooMuchOutput, result.End);
    }

    [Fact]
    public async Task A_flood_of_error_text_keeps_its_end_only()
    {
        var result = await Shell("seq 1 200000 >&2; echo last words >&2; exit 1").RunAsync(TimeProvider.System, default);

        Assert.Equal("last words", result.Complaint);
        Assert.True(result.Error.Length <= 16384);
    }

    [Fact]
    public async Task Memory_is_bounded()
    {
        if (ChildProcess.Find("prlimit") is null) Acetate.Tests.Corpus.Lacks("prlimit is not installed.");

        // dd asks for its block in one piece.
        var result = await (Shell("dd if=/dev/zero of=/dev/null bs=1G count=1") with { MemoryLimit = 256 << 20 }).RunAsync(TimeProvider.System, default);

        Assert.False(result.IsSuccess);
    }

    [Fact]
    public async Task Cancelling_ends_the_program_and_what_it_started()
    {
        using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        var marker = $"{Random()}";

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Shell($"sh -c 'sleep 60; : {marker}' & wait").RunAsync(TimeProvider.System, source.Token));

        for (var tries = 0; tries < 50 && IsRunning(marker); tries++) await Task.Delay(100);
        Assert.False(IsRunning(marker));
    }

    [Fact]
    public async Task A_program_that_is_not_installed_is_named()
    {
        var problem = await Assert.ThrowsAsync<ToolMissingException>(() =>
            new ChildProcess { Program = "no-such-program-here", Arguments = [], Reads = [], Writes = [] }.RunAsync(TimeProvider.System, default));

        Assert.Contains("no-such-program-here", problem.Message);
    }

    [Fact]
    public async Task Arguments_are_passed_as_they_are()
    {
        var result = await new ChildProcess { Program = "printf", Arguments = ["%s|", "a b", "$HOME", "--", "'q'", "two\nlines"], Reads = [], Writes = [] }.RunAsync(TimeProvider.System, default);

        Assert.Equal("a b|$HOME|--|'q'|two\nlines|", result.Output);
    }

    private static long Random() => BitConverter.ToInt64(System.Security.Cryptography.RandomNumberGenerator.GetBytes(8));

    private static bool IsRunning(string marker) =>
        Directory.GetDirectories("/proc").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0])).Any(folder =>
        {
            try
            {
                return File.ReadAllText(Path.Join(folder, "cmdline")).Contains(marker, StringComparison.Ordinal);
            }
            catch (IOException)
            {
                return false;
            }
        });

    private static ChildProcess Shell(string script) => new() { Program = "sh", Arguments = ["-c", script], Reads = [], Writes = [] };
}
