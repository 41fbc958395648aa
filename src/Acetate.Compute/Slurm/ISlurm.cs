using System.Collections.Immutable;

namespace Acetate.Compute.Slurm;

/// <summary>The three things that are asked of Slurm, by its programs or over HTTP.</summary>
internal interface ISlurm
{
    /// <summary>Submits an array of equal jobs.</summary>
    /// <returns>Slurm's id of the array.</returns>
    /// <exception cref="SlurmException">Slurm refuses, or cannot be reached. After a time-out nobody knows whether they were submitted.</exception>
    Task<string> SubmitAsync(PilotArray array, CancellationToken cancellationToken);

    /// <summary>All jobs of a name that Slurm knows: those that wait, run, and have ended not long ago.</summary>
    /// <exception cref="SlurmException">Slurm cannot be reached.</exception>
    Task<ImmutableArray<SlurmJob>> QueueAsync(string name, CancellationToken cancellationToken);

    /// <summary>Takes jobs back. Those that have ended, or are not known, do not matter.</summary>
    /// <exception cref="SlurmException">Slurm cannot be reached.</exception>
    Task CancelAsync(IReadOnlyCollection<string> jobs, CancellationToken cancellationToken);
}

/// <summary>Where <c>slurmrestd</c> answers, and as whom it is asked.</summary>
public sealed record SlurmRestOptions
{
    /// <summary>Its address, such as <c>http://slurm:6820</c>.</summary>
    public required Uri Url { get; init; }

    /// <summary>A file with the token (JWT), for this server's account alone; read for each call.</summary>
    public required string TokenFile { get; init; }

    /// <summary>The user whose token it is, as whom jobs run; empty (the default) for the user of this process.</summary>
    public string User { get; init; } = "";

    /// <summary>The version of its API; the default is v0.0.40.</summary>
    public string Version { get; init; } = "v0.0.40";
}
