using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;

namespace Acetate.Media.Native;

/// <summary>Whether programs that read hostile media run in a sandbox.</summary>
public enum SandboxUse
{
    /// <summary>Wherever the machine can make one; the default.</summary>
    WherePossible,

    /// <summary>Always: where none can be made nothing is started.</summary>
    Required,

    /// <summary>Never.</summary>
    Off,
}

/// <summary>The sandbox of <see cref="ChildProcess"/>, made by bubblewrap: whether this machine has it, and what is said where it has not.</summary>
public static class Sandbox
{
    /// <summary>The environment variable that says whether it is used: <c>auto</c> (the default), <c>require</c> or <c>off</c>.</summary>
    public const string Variable = "ACETATE_SANDBOX";

    private const string Maker = "bwrap";

    private const int SystemAdministration = 21; // linux/capability.h: CAP_SYS_ADMIN

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly Lazy<Task<string?>> Tried = new(TryAsync);

    /// <summary>What the environment says.</summary>
    /// <exception cref="ToolMissingException">It says a word that is none of the three.</exception>
    public static SandboxUse Use => UseOf(Environment.GetEnvironmentVariable(Variable));

    /// <inheritdoc cref="Use"/>
    internal static SandboxUse UseOf(string? word) => word switch
    {
        null or "" or "auto" => SandboxUse.WherePossible,
        "require" => SandboxUse.Required,
        "off" => SandboxUse.Off,
        var other => throw new ToolMissingException(Maker, $"The variable {Variable} is '{other}'; it is 'auto', 'require' or 'off'."),
    };

    /// <summary>Why programs that read media run without a sandbox here, as a sentence with the way out; null when they run in one. Found out once per process.</summary>
    /// <exception cref="ToolMissingException">The variable's word is unknown, or a sandbox is required and this machine can make none.</exception>
    public static async Task<string?> WhyNoneAsync() => Use is var use && use == SandboxUse.Off ? Sentence(use, null) : Sentence(use, await Tried.Value.ConfigureAwait(false));

    /// <summary>What is said, or thrown, where a machine has a problem with sandboxes.</summary>
    internal static string? Sentence(SandboxUse use, string? problem) => (use, problem) switch
    {
        (SandboxUse.Off, _) => $"FFmpeg and other programs that read media run without a sandbox, because {Variable} is 'off'.",
        (_, null) => null,
        (SandboxUse.Required, _) => throw new ToolMissingException(Maker, $"FFmpeg and other programs that read media are not started without a sandbox, because {Variable} is 'require'. {problem}"),
        _ => $"FFmpeg and other programs that read media run without a sandbox. {problem}",
    };

    /// <summary>The command line that puts a program into a sandbox, up to the program; null where there is none.</summary>
    /// <exception cref="ToolMissingException">One is required and this machine can make none.</exception>
    internal static async Task<IReadOnlyList<string>?> CommandAsync(SandboxView view) =>
        await WhyNoneAsync().ConfigureAwait(false) is null ? Command(view) : null;

    private static IReadOnlyList<string> Command(SandboxView view) => [ChildProcess.Find(Maker)!, .. Bubblewrap.Arguments(view, LinkOf), "--"];

    /// <summary>Whether this process makes namespaces by the right of root; in a container root has lost it, and makes them as any user does.</summary>
    internal static bool IsRoot { get; } = Environment.IsPrivilegedProcess && OperatingSystem.IsLinux()
        && File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith("CapEff:", StringComparison.Ordinal)) is { } line
        && ulong.TryParse(line.AsSpan("CapEff:".Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var rights) && (rights >> SystemAdministration & 1) == 1;

    private static string? LinkOf(string folder) => new DirectoryInfo(folder).LinkTarget;

    /// <summary>Puts a program that does nothing into one.</summary>
    private static async Task<string?> TryAsync()
    {
        if (!OperatingSystem.IsLinux()) return "Sandboxes are made on Linux only.";
        if (ChildProcess.Find(Maker) is null) return "Bubblewrap is not installed. Install it (on Debian: apt install bubblewrap).";
        using var filter = FilterOf(isConnected: false);
        var command = Command(new() { Program = "/usr/bin/true", Reads = [], Writes = [], IsRoot = IsRoot, Filter = filter?.Number });
        var info = new ProcessStartInfo(command[0], [.. command.Skip(1), "/usr/bin/true"]) { RedirectStandardError = true, RedirectStandardInput = true, RedirectStandardOutput = true };
        info.Environment.Clear();
        try
        {
            using var process = await LauncherThread.StartAsync(info, filter is null ? [] : [filter]).ConfigureAwait(false);
            process.StandardInput.Close();
            var said = process.StandardError.ReadToEndAsync();
            using var limit = new CancellationTokenSource(Patience);
            try
            {
                await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                ChildProcess.Kill(process);
                return $"Bubblewrap did not make a sandbox within {Patience.TotalSeconds:0} seconds.";
            }

            return process.ExitCode == 0 ? null : Explain((await said.ConfigureAwait(false)).Trim());
        }
        catch (IOException problem)
        {
            return problem.Message;
        }
    }

    private static string Explain(string said) => $"Bubblewrap cannot make a sandbox here: {(said.Length == 0 ? "it says nothing" : said.TrimEnd('.'))}. "
        + "The kernel, or the container that this runs in, has to let its users make namespaces (kernel.unprivileged_userns_clone, user.max_user_namespaces, the container's seccomp profile).";

    /// <summary>The filter of system calls in a file that a child can be given; null for a processor that is not known.</summary>
    [SupportedOSPlatform("linux")]
    internal static HollowFile? FilterOf(bool isConnected)
    {
        if (SyscallFilter.Program(isConnected) is not { } program || HollowFile.TryMake(program.Length) is not { } file) return null;
        file.Write(program, 0);
        return file;
    }
}
