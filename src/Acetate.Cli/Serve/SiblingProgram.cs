using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Acetate.Cli.Serve;

/// <summary>The programs that lie beside <c>acetate</c> and are started by it: the server and the worker.</summary>
internal static class SiblingProgram
{
    /// <summary>The program's file: beside this one, or where a build of the checkout puts it.</summary>
    /// <exception cref="CommandException">It is not there.</exception>
    public static string Find(string name)
    {
        var file = OperatingSystem.IsWindows() ? name + ".exe" : name;
        var beside = Path.Join(AppContext.BaseDirectory, file);
        if (File.Exists(beside)) return beside;

        // artifacts/bin/Acetate.Cli/release/ → artifacts/bin/Acetate.Server/release/
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        if (own.Parent?.Parent is { } bin)
        {
            // The project that builds it before those that only have a copy beside them, which may be an old one.
            var owner = name.Replace('-', '.');
            foreach (var project in bin.EnumerateDirectories("Acetate.*").OrderBy(folder => !folder.Name.Equals(owner, StringComparison.OrdinalIgnoreCase)).ThenBy(folder => folder.Name, StringComparer.Ordinal))
            {
                var built = Path.Join(project.FullName, own.Name, file);
                if (File.Exists(built)) return built;
            }
        }

        throw new CommandException(ExitCode.NotFound,
            $"The program {name} is not beside {AppContext.BaseDirectory}. Install Acetate whole, or run './dev build'.");
    }

    /// <summary>Runs it in this terminal until it ends. A request to stop is handed on, and its end is waited for.</summary>
    /// <param name="name">Which.</param>
    /// <param name="arguments">What it is told.</param>
    /// <param name="endsWithInput">Whether it stops in good order when its input ends. We hold that input, so it never outlives us, however we end.</param>
    /// <param name="cancellationToken">Asks it to stop.</param>
    public static async Task<ExitCode> RunAsync(string name, IEnumerable<string> arguments, bool endsWithInput, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo(Find(name), arguments) { RedirectStandardInput = endsWithInput })
            ?? throw new CommandException(ExitCode.Unavailable, $"The program {name} could not be started.");
        // The terminal sends Ctrl+C to both of us; other signals come to us alone.
        using var interrupt = cancellationToken.Register(End);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            End();
        });
        await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        return cancellationToken.IsCancellationRequested && process.ExitCode != 0 ? ExitCode.Cancelled : (ExitCode)process.ExitCode;

        void End()
        {
            // A worker has nothing to put in order; it may be killed at any instant.
            if (endsWithInput) process.StandardInput.Close();
            else process.Kill();
        }
    }
}
