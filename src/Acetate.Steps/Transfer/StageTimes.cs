using System.Diagnostics;

namespace Acetate.Steps.Transfer;

/// <summary>What a transfer waits for most.</summary>
public enum TransferLimit
{
    /// <summary>Reading the source.</summary>
    Card,

    /// <summary>Writing the target.</summary>
    Disk,

    /// <summary>A store at the other end of a network.</summary>
    Network,

    /// <summary>Hashing.</summary>
    Hash,

    /// <summary>The rate that somebody set.</summary>
    Throttle,
}

/// <summary>Adds up where the time of a transfer goes. Safe to share between tasks.</summary>
internal sealed class StageTimes
{
    private readonly long[] _ticks = new long[4];

    public enum Stage
    {
        Read,
        Hash,
        Write,
        Throttle,
    }

    public void Add(Stage stage, long since) => Interlocked.Add(ref _ticks[(int)stage], Stopwatch.GetTimestamp() - since);

    /// <summary>The stage that was busy longest: the others had to wait for it.</summary>
    public TransferLimit LimitedBy(bool sourceIsRemote, bool targetIsRemote)
    {
        var longest = 0;
        for (var stage = 1; stage < _ticks.Length; stage++)
            if (Interlocked.Read(ref _ticks[stage]) > Interlocked.Read(ref _ticks[longest])) longest = stage;
        return (Stage)longest switch
        {
            Stage.Read => sourceIsRemote ? TransferLimit.Network : TransferLimit.Card,
            Stage.Write => targetIsRemote ? TransferLimit.Network : TransferLimit.Disk,
            Stage.Hash => TransferLimit.Hash,
            _ => TransferLimit.Throttle,
        };
    }

    /// <summary>Seconds of each stage, added over all tasks.</summary>
    public StageSeconds ToSeconds() => new(Seconds(Stage.Read), Seconds(Stage.Hash), Seconds(Stage.Write), Seconds(Stage.Throttle));

    private double Seconds(Stage stage) => Math.Round((double)Interlocked.Read(ref _ticks[(int)stage]) / Stopwatch.Frequency, 3);
}

/// <summary>Seconds that the tasks of a transfer spent in each stage.</summary>
public sealed record StageSeconds(double Read, double Hash, double Write, double Throttle);
