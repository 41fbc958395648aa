using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Acetate.Media.Native;

/// <summary>Runs one external program to its end: with a time limit, bounded output, and no way to outlive this process.</summary>
/// <remarks>
/// <para>Programs that read hostile media run as children, so that a crash or a runaway allocation is theirs alone. On Linux each
/// is started through <c>setpriv</c> and <c>prlimit</c> (both in util-linux): the kernel kills it when this process dies, however
/// it dies; it gains no privileges, gets a bounded address space, and leaves no core file. It runs in a <see cref="Sandbox"/>, where the
/// machine can make one: it sees the system's programs, <see cref="Reads"/> and <see cref="Writes"/>, no other file, no process and no network.
/// Of our environment, which can hold secrets, it gets the PATH.</para>
/// <para>The kernel ties a child to the <em>thread</em> that started it, and threads of the pool retire; so every child is started
/// by one thread that lives as long as the process (<see cref="LauncherThread"/>).</para>
/// </remarks>
public sealed record ChildProcess
{
    /// <summary>The program's name or path.</summary>
    public required string Program { get; init; }

    /// <summary>Its arguments, each passed as it is: no shell reads them.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>Files and folders that it reads: its inputs, which it cannot change. Files that stand in them as links have to be named.</summary>
    public required IReadOnlyList<string> Reads { get; init; }

    /// <summary>Files and folders that it writes: its outputs. A file that is not there is made, and empty, before it begins.</summary>
    public required IReadOnlyList<string> Writes { get; init; }

    /// <summary>Whether it reaches the network; the default is that it does not.</summary>
    public bool IsConnected { get; init; }

    /// <summary>Whether it has a folder of its own for temporary files; the default is that it writes nothing but its outputs.</summary>
    public bool HasScratch { get; init; }

    /// <summary>How long it may run; the default is one minute.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long it may run without writing anything to its standard output; the default, null, is not checked.</summary>
    public TimeSpan? StallLimit { get; init; }

    /// <summary>Bytes of standard output that are taken; more ends the program. The default is 16 MiB.</summary>
    public int OutputLimit { get; init; } = 16 << 20;

    /// <summary>Bytes of memory (address space) it may have; the default is 8 GiB.</summary>
    public long MemoryLimit { get; init; } = 8L << 30;

    /// <summary>Variables added to its environment; the default is none.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = System.Collections.Immutable.ImmutableDictionary<string, string>.Empty;

    /// <summary>Writes the program's standard input; null gives it an empty one.</summary>
    public Func<Stream, CancellationToken, Task>? Input { get; init; }

    /// <summary>Called with every line of standard output instead of collecting them.</summary>
    public Action<string>? OnLine { get; init; }

    /// <summary>Files in memory that it has open; the default is none.</summary>
    internal IReadOnlyList<HollowFile> Given { get; init; } = [];

    /// <summary>Runs the program.</summary>
    /// <exception cref="ToolMissingException">It is not installed, or a sandbox is required and cannot be had.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; the program has ended.</exception>
    public async Task<ChildResult> RunAsync(TimeProvider clock, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(TimeLimit, clock);
        using var stall = new CancellationTokenSource();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token, stall.Token);
        using var process = await StartAsync().ConfigureAwait(false);
        using var stallTimer = StallLimit is { } stallLimit
            ? clock.CreateTimer(_ => stall.Cancel(), null, stallLimit, Timeout.InfiniteTimeSpan) : null;
        try
        {
            var output = ReadOutputAsync(process.StandardOutput.BaseStream, stallTimer, end.Token);
            var error = ReadTailAsync(process.StandardError.BaseStream, end.Token);
            var input = WriteInputAsync(process.StandardInput, end.Token);
            var (text, isTooMuch) = await output.ConfigureAwait(false);
            if (isTooMuch) Kill(process);
            await process.WaitForExitAsync(end.Token).ConfigureAwait(false);
            await input.ConfigureAwait(false);
            return new(process.ExitCode, text, await error.ConfigureAwait(false), isTooMuch ? ChildEnd.TooMuchOutput : ChildEnd.Exited);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Kill(process);
            return new(-1, "", "", stall.IsCancellationRequested ? ChildEnd.Stalled : ChildEnd.TimedOut);
        }
        finally
        {
            Kill(process);
        }
    }

    /// <summary>Starts the program and leaves its standard output, bytes as they are, to be read by the caller. Its time is not limited; <see cref="StallLimit"/> counts only while the caller waits for bytes.</summary>
    /// <param name="onErrorLine">Called with every line of standard error, on another thread, in order, and with null after the last.</param>
    /// <param name="clock">Tells the time for <see cref="StallLimit"/>.</param>
    /// <exception cref="ToolMissingException">It is not installed.</exception>
    public async Task<RunningChild> StartAsync(Action<string?> onErrorLine, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(onErrorLine);
        ArgumentNullException.ThrowIfNull(clock);
        return new(await StartAsync().ConfigureAwait(false), onErrorLine, Input, StallLimit, clock);
    }

    /// <summary>The file of a program on the PATH, or null.</summary>
    public static string? Find(string program)
    {
        if (program.Contains('/', StringComparison.Ordinal)) return File.Exists(program) ? program : null;
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Where(folder => folder.Length > 0)
            .Select(folder => Path.Join(folder, program + (OperatingSystem.IsWindows() ? ".exe" : "")))
            .FirstOrDefault(File.Exists);
    }

    private async Task<Process> StartAsync()
    {
        var path = Find(Program) ?? throw new ToolMissingException(Program);
        using var filter = OperatingSystem.IsLinux() ? Sandbox.FilterOf(IsConnected) : null;
        // Behind a link of the system's there may be a program that lies elsewhere.
        var target = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName;
        var sandbox = await Sandbox.CommandAsync(new()
        {
            Program = target ?? Path.GetFullPath(path),
            Reads = [.. Bubblewrap.Fewer(Reads), .. target is null || Bubblewrap.HomeOf(Path.GetFullPath(path)) is null ? (string[])[] : [Path.GetFullPath(path)]],
            Writes = [.. Writes.Select(Path.GetFullPath)],
            Folder = Environment.CurrentDirectory,
            IsConnected = IsConnected,
            HasScratch = HasScratch,
            IsRoot = Sandbox.IsRoot,
            Filter = filter?.Number,
        }).ConfigureAwait(false);
        if (sandbox is not null) foreach (var file in Writes.Where(file => !Path.Exists(file))) MakeRoom(file);
        return await LauncherThread.StartAsync(StartInfo(path, sandbox ?? []), filter is null || sandbox is null ? Given : [.. Given, filter]).ConfigureAwait(false);
    }

    private ProcessStartInfo StartInfo(string path, IReadOnlyList<string> sandbox)
    {
        List<string> line = [];
        if (OperatingSystem.IsLinux() && Find("setpriv") is { } setpriv && Find("prlimit") is { } prlimit)
            line.AddRange([setpriv, "--pdeathsig", "KILL", "--no-new-privs", prlimit, $"--as={MemoryLimit}", "--core=0", "--"]);
        line.AddRange(sandbox);
        line.Add(path);
        line.AddRange(Arguments);
        var info = new ProcessStartInfo(line[0], line.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        // What a program does must not hang on the operator's settings: no locale, no FFmpeg defaults, no report files. And no secret travels on.
        if (OperatingSystem.IsLinux())
        {
            info.Environment.Clear();
            info.Environment["PATH"] = Environment.GetEnvironmentVariable("PATH");
        }

        info.Environment["LC_ALL"] = "C.UTF-8";
        info.Environment.Remove("FFREPORT");
        info.Environment.Remove("FFMPEG_DATADIR");
        foreach (var (name, value) in Variables) info.Environment[name] = value;
        return info;
    }

    /// <summary>A file can only be seen in the sandbox when it is there. One that cannot be made is the program's to complain about.</summary>
    private static void MakeRoom(string file)
    {
        try
        {
            File.Create(file).Dispose();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            Debug.WriteLine(problem.Message);
        }
    }

    private async Task<(string Text, bool IsTooMuch)> ReadOutputAsync(Stream output, ITimer? stallTimer, CancellationToken cancellationToken)
    {
        var collected = new MemoryStream();
        var line = new MemoryStream();
        var buffer = new byte[65536];
        var total = 0L;
        while (await output.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var count)
        {
            if (StallLimit is { } stallLimit) stallTimer?.Change(stallLimit, Timeout.InfiniteTimeSpan);
            total += count;
            if (total > OutputLimit) return ("", true);
            if (OnLine is null) collected.Write(buffer, 0, count);
            else Lines(buffer.AsSpan(0, count), line);
        }

        return (Encoding.UTF8.GetString(collected.GetBuffer(), 0, (int)collected.Length), false);
    }

    private void Lines(ReadOnlySpan<byte> bytes, MemoryStream line)
    {
        foreach (var value in bytes)
        {
            if (value != '\n')
            {
                if (line.Length < 4096) line.WriteByte(value);
                continue;
            }

            OnLine!(Encoding.UTF8.GetString(line.GetBuffer(), 0, (int)line.Length));
            line.SetLength(0);
        }
    }

    private async Task WriteInputAsync(StreamWriter input, CancellationToken cancellationToken)
    {
        try
        {
            if (Input is not null) await Input(input.BaseStream, cancellationToken).ConfigureAwait(false);
            input.Close();
        }
        catch (IOException)
        {
            // The program ended before it had read everything; its exit code and error text say why.
        }
    }

    private static async Task<string> ReadTailAsync(Stream error, CancellationToken cancellationToken)
    {
        const int keep = 8192;
        var tail = new byte[2 * keep];
        var length = 0;
        var buffer = new byte[4096];
        while (await error.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var count)
        {
            if (length + count > tail.Length)
            {
                tail.AsSpan(length - keep, keep).CopyTo(tail);
                length = keep;
            }

            buffer.AsSpan(0, count).CopyTo(tail.AsSpan(length));
            length += count;
        }

        return Encoding.UTF8.GetString(tail, 0, length);
    }

    internal static void Kill(Process process)
    {
        try
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
        catch (Exception gone) when (gone is InvalidOperationException or Win32Exception)
        {
            // It ended by itself in the meantime.
        }
    }
}

/// <summary>How an external program ended.</summary>
/// <param name="ExitCode">What it returned; −1 when it was stopped.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Error">The end of its standard error, at most 16 KiB.</param>
/// <param name="End">Whether it ended by itself.</param>
public sealed record ChildResult(int ExitCode, string Output, string Error, ChildEnd End)
{
    /// <summary>Whether it ended by itself and said it succeeded.</summary>
    public bool IsSuccess => End == ChildEnd.Exited && ExitCode == 0;

    /// <summary>The last line of what it complained about that says something, for a sentence.</summary>
    public string Complaint => End switch
    {
        ChildEnd.TimedOut => "it took too long",
        ChildEnd.Stalled => "it stopped making progress",
        ChildEnd.TooMuchOutput => "it wrote too much",
        _ => TellingLine(Error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)) ?? $"it ended with code {ExitCode}",
    };

    // After what was wrong FFmpeg says what it did about it, which tells nobody anything.
    private static readonly string[] Closing = ["Error marking filters as finished", "Cannot determine format of input stream", "Error reinitializing filters", "Conversion failed!", "Last message repeated"];

    /// <summary>The last of a child's complaints that says what was wrong, without the addresses that FFmpeg puts before its lines; null when there is none.</summary>
    internal static string? TellingLine(IEnumerable<string> lines)
    {
        var telling = lines.Where(line => !Closing.Any(words => line.Contains(words, StringComparison.Ordinal))).Select(WithoutAddress).ToList();
        return telling.LastOrDefault(line => !line.StartsWith("Error while decoding stream", StringComparison.Ordinal)) ?? telling.LastOrDefault();
    }

    /// <summary>FFmpeg prefixes its lines with the address of an object, which differs from run to run.</summary>
    internal static string WithoutAddress(string line) =>
        line.StartsWith('[') && line.IndexOf(" @ 0x", StringComparison.Ordinal) is > 0 and var at && line.IndexOf(']', at) is > 0 and var end
            ? line[..at] + line[end..] : line;
}

/// <summary>Why an external program ended.</summary>
public enum ChildEnd
{
    /// <summary>By itself.</summary>
    Exited,

    /// <summary>It exceeded its time.</summary>
    TimedOut,

    /// <summary>It showed no progress for too long.</summary>
    Stalled,

    /// <summary>It wrote more than it may.</summary>
    TooMuchOutput,
}

/// <summary>A program or library that media work needs is not installed.</summary>
public sealed class ToolMissingException : IOException
{
    /// <summary>A program of FFmpeg is missing.</summary>
    public ToolMissingException(string program)
        : base($"The program '{program}' is not installed or not on the PATH. Install FFmpeg (on Debian: apt install ffmpeg) and try again.") => Program = program;

    /// <summary>A program is missing, or cannot do what it is for.</summary>
    internal ToolMissingException(string program, string sentence) : base(sentence) => Program = program;

    /// <summary>A library is missing.</summary>
    /// <param name="library">Its file's name.</param>
    /// <param name="purpose">What it is for: <c>JPEG files</c>.</param>
    /// <param name="package">The Debian package that has it.</param>
    /// <param name="inner">What came of loading it.</param>
    public ToolMissingException(string library, string purpose, string package, Exception inner)
        : base($"The library '{library}', which {purpose} need, is not installed. Install it (on Debian: apt install {package}) and try again.", inner) => Program = library;

    /// <summary>Its name.</summary>
    public string Program { get; }
}
