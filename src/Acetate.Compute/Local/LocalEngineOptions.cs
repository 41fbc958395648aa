using System.Collections.Immutable;

namespace Acetate.Compute.Local;

/// <summary>How many workers this machine runs at once, and which program they are.</summary>
public sealed record LocalEngineOptions
{
    /// <summary>The name that <see cref="Step.Place"/> refers to; empty (the default) for "anywhere".</summary>
    public string Name { get; init; } = "";

    /// <summary>The worker program and its arguments; the default is what <see cref="WorkerProgram.Find"/> finds.</summary>
    public ImmutableArray<string> Worker { get; init; } = [WorkerProgram.Find()];

    /// <summary>Workers of other versions that are installed as well, by version: jobs that began with one of them run in it to their end. The default is what <see cref="WorkerProgram.Installed"/> finds.</summary>
    public ImmutableDictionary<string, string> Versions { get; init; } = WorkerProgram.Installed();

    /// <summary>All cores of this machine, or of its container.</summary>
    public static double AllCores => Environment.ProcessorCount;

    /// <summary>Three quarters of the memory that this machine, or its container, has, in MiB.</summary>
    public static int MostMemoryMiB => (int)Math.Min(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4 * 3 >> 20, int.MaxValue);

    /// <summary>How long a worker usually waits for another step of its kind.</summary>
    public static TimeSpan UsuallyWarmFor { get; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a worker that has done a step waits for another of its kind; the default is 3 seconds.</summary>
    public TimeSpan WarmFor { get; init; } = UsuallyWarmFor;

    /// <summary>Cores to give away; the default is all of this machine's.</summary>
    public double Cores { get; init; } = AllCores;

    /// <summary>Memory to give away in MiB; the default is three quarters of what the machine (or its container) has.</summary>
    public int MemoryMiB { get; init; } = MostMemoryMiB;

    /// <summary>Where workers keep files that are not results. Each engine has a folder of its own in there.</summary>
    public string ScratchRoot { get; init; } =
        Path.Join(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "acetate", "work");

    /// <summary>Variables added to the environment of workers: where secrets travel.</summary>
    public ImmutableDictionary<string, string> Variables { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>How long a worker may take to stop after it was told to, and again after it was sent SIGTERM.</summary>
    public TimeSpan CancelGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How many steps of one kind a worker's process may do, one after the other, as long as they go well; 1 is a process for each. The default is 50.</summary>
    public int StepsPerWorker { get; init; } = 50;

    /// <summary>The longest line a worker may write, in bytes; a longer one fails the attempt.</summary>
    public int LongestLine { get; init; } = 256 << 20;
}
