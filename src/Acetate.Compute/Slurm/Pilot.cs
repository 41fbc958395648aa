namespace Acetate.Compute.Slurm;

/// <summary>A pilot as the engine sees it: a Slurm job that waits, runs, or has ended.</summary>
/// <param name="submission">The call of <c>sbatch</c> that asked for it.</param>
/// <param name="task">Its number in the array.</param>
/// <param name="folder">Its folder.</param>
/// <param name="terms">What it has.</param>
/// <param name="longestLine">The longest line that it may write.</param>
internal sealed class Pilot(string submission, int task, string folder, PilotTerms terms, int longestLine)
{
    // Steps so short that fetching the next one would take longer than making it are given ahead: as many as take about this long.
    private static readonly TimeSpan Ahead = TimeSpan.FromSeconds(0.6);
    private const int MostAhead = 16;

    private readonly List<PilotOrder> _unsent = [];
    private long _ordersLength;

    public string Submission => submission;
    public int Task => task;
    public string Folder => folder;
    public PilotTerms Terms => terms;
    public LineTail Journal { get; } = new(Path.Join(folder, PilotFiles.Journal), longestLine);

    /// <summary>Slurm's id; empty until it is known.</summary>
    public string Job { get; set; } = "";

    /// <summary>Where it runs; empty until it does.</summary>
    public string Node { get; set; } = "";

    /// <summary>Why it waits, in Slurm's words.</summary>
    public string Reason { get; set; } = "";

    /// <summary>A timestamp: when it was submitted, and then when it began.</summary>
    public long Since { get; set; }

    /// <summary>A timestamp: when it last gave a sign of life.</summary>
    public long Sign { get; set; }

    /// <summary>A timestamp: when it last had an attempt.</summary>
    public long Busy { get; set; }

    /// <summary>Whether it has said that it is there.</summary>
    public bool HasBegun { get; set; }

    /// <summary>Whether it was told to take no more.</summary>
    public bool IsLeaving { get; private set; }

    /// <summary>Whether the engine took it back before it began.</summary>
    public bool IsTakenBack { get; set; }

    /// <summary>A timestamp: when the last of its attempts ended.</summary>
    public long LastEnd { get; set; }

    /// <summary>Whether Slurm halted it for another.</summary>
    public bool IsHalted { get; set; }

    /// <summary>Whether <c>sbatch</c> has answered: from then on Slurm knows it.</summary>
    public bool IsSubmitted { get; set; }

    /// <summary>Whether it was given its work by an earlier life of the engine.</summary>
    public bool IsRecovered { get; init; }

    /// <summary>Why it is over; null while it is not. Nothing that it says from then on counts.</summary>
    public string? Over { get; set; }

    /// <summary>Whether it was over because it did not keep to its contract.</summary>
    public bool IsBroken { get; set; }

    /// <summary>Looks at Slurm in a row that did not see it, or saw its end.</summary>
    public int Missed { get; set; }

    /// <summary>What it was given and has not told the end of, in order.</summary>
    public List<OpenAttempt> Attempts { get; } = [];

    /// <summary>How many more attempts of such a length it takes, now and ahead.</summary>
    /// <param name="needs">What each needs.</param>
    /// <param name="usual">How long such attempts take; null when that is not known.</param>
    public bool Takes(StepNeeds needs, TimeSpan? usual)
    {
        if (!HasBegun || IsLeaving || IsHalted) return false;
        if (Fits(needs)) return true;
        if (usual is not { } each || each >= Ahead || needs.Cores > terms.Cores || needs.MemoryMiB > terms.MemoryMiB) return false;
        return Attempts.Count < (terms.Cores / Math.Max(needs.Cores, 0.1)) + AheadOf(each);
    }

    /// <summary>How many attempts of such a length are given ahead.</summary>
    public static int AheadOf(TimeSpan each) =>
        each >= Ahead ? 0 : (int)Math.Clamp(Ahead / (each > TimeSpan.FromMilliseconds(10) ? each : TimeSpan.FromMilliseconds(10)), 1, MostAhead);

    /// <summary>Whether an attempt with these needs could begin at once.</summary>
    public bool Fits(StepNeeds needs) =>
        Attempts.Count == 0
            ? needs.Cores <= terms.Cores + 1e-9 && needs.MemoryMiB <= terms.MemoryMiB
            : Attempts.Sum(one => one.Attempt.Needs.Cores) + needs.Cores <= terms.Cores + 1e-9
                && Attempts.Sum(one => (long)one.Attempt.Needs.MemoryMiB) + needs.MemoryMiB <= terms.MemoryMiB;

    public void Say(PilotOrder order)
    {
        _unsent.Add(order);
        IsLeaving |= order.Leave || order.End;
    }

    /// <summary>Writes what is to be said.</summary>
    /// <param name="gate">Held while what is to be said is touched, never while it is written.</param>
    /// <exception cref="IOException">The folder cannot be written now; it is said with the next call.</exception>
    public void Send(Lock gate)
    {
        PilotOrder[] orders;
        lock (gate) orders = [.. _unsent];
        if (orders.Length == 0) return;
        LineFile.Append(Path.Join(folder, PilotFiles.Orders), ref _ordersLength, orders);
        lock (gate) _unsent.RemoveRange(0, orders.Length);
    }

    /// <summary>A pilot of an earlier engine, from its files; null when it was told to end, or its files say nothing.</summary>
    /// <exception cref="IOException">They cannot be read now.</exception>
    public static (Pilot Pilot, IReadOnlyList<StepAttempt> Given)? Recover(string submission, int task, string folder, int longestLine)
    {
        try
        {
            var tail = new LineTail(Path.Join(folder, PilotFiles.Orders), longestLine);
            List<PilotOrder> orders = [];
            while (tail.Read<PilotOrder>() is { Count: > 0 } some) orders.AddRange(some);
            if (orders is not [{ Terms: { } terms }, ..] || orders.Any(order => order.End)) return null;
            var pilot = new Pilot(submission, task, folder, terms, longestLine) { _ordersLength = tail.Offset, IsSubmitted = true, IsRecovered = true };
            pilot.IsLeaving = orders.Any(order => order.Leave);
            return (pilot, [.. orders.Select(order => order.Attempt).OfType<StepAttempt>()]);
        }
        catch (Exception problem) when (problem is InvalidDataException or FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}

/// <summary>An attempt whose end this engine answers for.</summary>
internal sealed class OpenAttempt(StepAttempt attempt, long number)
{
    public StepAttempt Attempt { get; set; } = attempt;

    /// <summary>Grows from one to the next.</summary>
    public long Number { get; } = number;

    /// <summary>Who has it; null while it waits.</summary>
    public Pilot? Pilot { get; set; }

    /// <summary>A timestamp: when it was given to its pilot.</summary>
    public long Given { get; set; }

    public bool CancelAsked { get; set; }
    public bool CancelSent { get; set; }
    public bool RateChanged { get; set; }

    /// <summary>Whether it was given in an earlier life of the engine and nobody has asked for it in this one.</summary>
    public bool IsUnclaimed { get; set; }

    /// <summary>How it ended, while nobody has asked for it.</summary>
    public StepResult? Ended { get; set; }
}
