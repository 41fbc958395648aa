using System.Collections.Immutable;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Acetate.Compute.Slurm;

/// <summary>Slurm's own programs: <c>sbatch</c>, <c>squeue</c> and <c>scancel</c>, each call for any number of jobs.</summary>
/// <remarks>Arguments are lists, never a shell's words. What <c>squeue</c> prints is asked for field by field: its JSON has another shape in each release. docs/decisions/0238.</remarks>
internal sealed class SlurmCommands(string folder, ImmutableDictionary<string, string> variables) : ISlurm
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>What a refusal for good says; everything else may pass by itself.</summary>
    private static readonly string[] Refusals =
    [
        "node configuration is not available", "Memory specification can not be satisfied", "Invalid ", "invalid ", "denied", "More processors requested than permitted",
        "Node count specification invalid", "not permitted", "Unable to open file", "unrecognized option", "disabled",
    ];

    /// <inheritdoc/>
    public async Task<string> SubmitAsync(PilotArray array, CancellationToken cancellationToken)
    {
        var answer = await RunAsync("sbatch", Arguments(array), cancellationToken).ConfigureAwait(false);
        // "4711", or "4711;cluster" where there are several.
        return answer.Trim().Split(';')[0];
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<SlurmJob>> QueueAsync(string name, CancellationToken cancellationToken)
    {
        var answer = await RunAsync("squeue",
            ["--noheader", "--array", "--states=all", $"--name={name}", "--format=%i|%k|%T|%N|%r"], cancellationToken).ConfigureAwait(false);
        return [.. answer.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(SlurmJob.Parse).OfType<SlurmJob>()];
    }

    /// <inheritdoc/>
    public async Task CancelAsync(IReadOnlyCollection<string> jobs, CancellationToken cancellationToken)
    {
        foreach (var some in jobs.Chunk(500))
        {
            try
            {
                await RunAsync("scancel", ["--quiet", .. some], cancellationToken).ConfigureAwait(false);
            }
            catch (SlurmException problem) when (problem.Message.Contains("Invalid job id", StringComparison.Ordinal))
            {
                // Forgotten already.
            }
        }
    }

    /// <summary>Whether what Slurm said of a submission would be said again.</summary>
    internal static bool IsRefusal(string said) =>
        Refusals.Any(word => said.Contains(word, StringComparison.Ordinal)) && !said.Contains("Invalid authentication", StringComparison.Ordinal);

    /// <summary>The arguments of <c>sbatch</c>.</summary>
    internal static string[] Arguments(PilotArray array)
    {
        List<string> arguments =
        [
            "--parsable", Invariant($"--array=0-{array.Count - 1}"), $"--job-name={array.Name}", $"--comment={array.Submission}",
            // A job that Slurm would start again begins nothing: what it had is given to another.
            "--no-requeue", "--export=ALL", "--nodes=1", "--ntasks=1", Invariant($"--cpus-per-task={array.Cores}"), Invariant($"--mem={array.MemoryMiB}M"),
            "--chdir=/", $"--output={array.Folder}/%a.log", "--open-mode=append",
        ];
        if (array.Lane.Partition.Length > 0) arguments.Add($"--partition={array.Lane.Partition}");
        if (array.Lane.Qos.Length > 0) arguments.Add($"--qos={array.Lane.Qos}");
        if (array.Lane.Account.Length > 0) arguments.Add($"--account={array.Lane.Account}");
        if (array.Lane.Licences.Length > 0) arguments.Add($"--licenses={array.Lane.Licences}");
        if (array.Shunned.Length > 0) arguments.Add($"--exclude={string.Join(',', array.Shunned)}");
        if (array.Nice > 0) arguments.Add(Invariant($"--nice={array.Nice}"));
        if (!array.Lane.Arguments.IsDefault) arguments.AddRange(array.Lane.Arguments);
        return [.. arguments, array.Script, .. array.Worker, PilotProgram.Argument, array.Folder];
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private async Task<string> RunAsync(string program, string[] arguments, CancellationToken cancellationToken)
    {
        var info = new ProcessStartInfo(folder.Length > 0 ? Path.Join(folder, program) : program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = "/",
        };
        foreach (var (name, value) in variables) info.Environment[name] = value;
        info.Environment["LC_ALL"] = "C.UTF-8";
        // Who started this process is nothing to a worker on another machine.
        info.Environment.Remove(Hosting.WorkerHost.ParentVariable);
        info.Environment.Remove(Local.EngineScratch.EngineVariable);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            using var process = Process.Start(info)!;
            process.StandardInput.Close();
            try
            {
                var output = process.StandardOutput.ReadToEndAsync(limit.Token);
                var error = process.StandardError.ReadToEndAsync(limit.Token);
                await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
                var said = (await error.ConfigureAwait(false)).Trim();
                if (process.ExitCode == 0) return await output.ConfigureAwait(false);
                throw new SlurmException($"{program} says: {Shortened(said)}", isRefusal: program == "sbatch" && IsRefusal(said));
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                cancellationToken.ThrowIfCancellationRequested();
                throw new SlurmException($"{program} did not answer within {Patience.TotalSeconds:0} s.", isRefusal: false);
            }
        }
        catch (Win32Exception problem)
        {
            throw new SlurmException($"{info.FileName} cannot be started ({problem.Message}). Install Slurm's client programs on this machine (Debian: slurm-client), or name their folder as 'programs'.", isRefusal: false);
        }
    }

    private static string Shortened(string said) => said.Length > 600 ? said[..600] + "…" : said.Length > 0 ? said.ReplaceLineEndings(" ") : "nothing";
}

/// <summary>Equal jobs to submit in one call.</summary>
/// <param name="Name">The name of all jobs of the engine.</param>
/// <param name="Submission">Tells this call from all others, for ever.</param>
/// <param name="Count">How many.</param>
/// <param name="Cores">Cores of each.</param>
/// <param name="MemoryMiB">Memory of each, in MiB.</param>
/// <param name="Lane">Where they go.</param>
/// <param name="Nice">How far they step back behind others, 0 for not at all.</param>
/// <param name="Shunned">Nodes that they must not run on.</param>
/// <param name="Folder">The folder of their files.</param>
/// <param name="Script">The script that starts a program by its arguments.</param>
/// <param name="Worker">The program, and its first arguments.</param>
internal sealed record PilotArray(
    string Name, string Submission, int Count, int Cores, int MemoryMiB, SlurmLane Lane, int Nice, ImmutableArray<string> Shunned, string Folder, string Script, ImmutableArray<string> Worker);

/// <summary>A job as Slurm sees it.</summary>
/// <param name="Id">Its id; of a task of an array with its number, as in <c>4711_2</c>.</param>
/// <param name="Submission">What it was marked with when it was submitted.</param>
/// <param name="State">Slurm's word, such as <c>RUNNING</c>.</param>
/// <param name="Node">Where it runs or ran.</param>
/// <param name="Reason">Why it waits or ended.</param>
internal sealed record SlurmJob(string Id, string Submission, string State, string Node, string Reason)
{
    /// <summary>The number of its task; 0 for a job that is none.</summary>
    public int Task => Id.IndexOf('_', StringComparison.Ordinal) is > 0 and var at && int.TryParse(Id.AsSpan(at + 1), CultureInfo.InvariantCulture, out var task) ? task : 0;

    /// <summary>Whether it has not run yet.</summary>
    public bool Waits => State is "PENDING" or "CONFIGURING" or "REQUEUED" or "REQUEUE_HOLD" or "SPECIAL_EXIT" or "RESV_DEL_HOLD" or "REQUEUE_FED";

    /// <summary>Whether its processes may be there.</summary>
    public bool Runs => State is "RUNNING" or "COMPLETING" or "SIGNALING" or "STAGE_OUT" or "RESIZING" || IsHalted;

    /// <summary>Whether it was halted for another and goes on later.</summary>
    public bool IsHalted => State is "SUSPENDED" or "STOPPED";

    /// <summary>Reads a line of <c>squeue</c>; null for what is none.</summary>
    public static SlurmJob? Parse(string line)
    {
        var fields = line.Split('|', 5);
        return fields.Length == 5 ? new(fields[0].Trim(), fields[1].Trim(), fields[2].Trim(), fields[3].Trim(), fields[4].Trim()) : null;
    }
}

/// <summary>Slurm could not do what it was asked.</summary>
internal sealed class SlurmException(string message, bool isRefusal) : Exception(message)
{
    /// <summary>Whether it would refuse again: the request itself is at fault.</summary>
    public bool IsRefusal => isRefusal;

    /// <summary>Whether nobody was there to decide.</summary>
    public bool IsAway { get; init; }
}
