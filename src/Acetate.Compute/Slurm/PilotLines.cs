namespace Acetate.Compute.Slurm;

/// <summary>What the engine tells a pilot: one line of its orders. The first line has the terms.</summary>
/// <param name="Terms">Under which it works.</param>
/// <param name="Attempt">An attempt to make.</param>
/// <param name="Cancel">The id of an attempt to stop.</param>
/// <param name="Throttle">The id of an attempt to give another rate.</param>
/// <param name="BytesPerSecond">The rate; null for as fast as possible.</param>
/// <param name="Leave">Whether to end when all attempts have ended: no more will come.</param>
/// <param name="End">Whether to end now: nobody wants what it does any more.</param>
internal sealed record PilotOrder(
    PilotTerms? Terms = null, StepAttempt? Attempt = null, string? Cancel = null, string? Throttle = null, long? BytesPerSecond = null,
    bool Leave = false, bool End = false);

/// <summary>What a pilot has and how it behaves.</summary>
/// <param name="Lane">The number of its lane in the options.</param>
/// <param name="Cores">Cores for attempts.</param>
/// <param name="MemoryMiB">Memory for attempts, in MiB.</param>
/// <param name="Worker">The worker program and its arguments.</param>
/// <param name="Scratch">Where workers keep files that are not results; empty for the temporary folder.</param>
/// <param name="CancelGraceSeconds">How long a worker may take to stop.</param>
/// <param name="LeaseSeconds">A sign of life is wanted well within this time.</param>
/// <param name="OrphanedSeconds">How long the engine may be silent before a pilot without attempts ends.</param>
/// <param name="LookSeconds">How often orders are looked at.</param>
/// <param name="IsWarm">Whether it is kept for steps that somebody waits for: then it looks as often when it has nothing to do, and its workers stay.</param>
internal sealed record PilotTerms(
    int Lane, double Cores, int MemoryMiB, string[] Worker, string Scratch, double CancelGraceSeconds, double LeaseSeconds, double OrphanedSeconds, double LookSeconds, bool IsWarm = false);

/// <summary>What a pilot tells the engine: one line of its journal. A line that says nothing is a sign of life.</summary>
/// <param name="Begun">The first line: it is there.</param>
/// <param name="Attempt">The attempt that the rest is about.</param>
/// <param name="Progress">How far the attempt is.</param>
/// <param name="Result">How the attempt ended.</param>
/// <param name="Ended">The last line: why the pilot ends. What it has not told the end of is lost.</param>
internal sealed record PilotNews(PilotBegun? Begun = null, string? Attempt = null, StepProgress? Progress = null, StepResult? Result = null, string? Ended = null);

/// <summary>Where a pilot runs.</summary>
/// <param name="Job">Slurm's id of the job.</param>
/// <param name="Node">The node's name.</param>
internal sealed record PilotBegun(string Job, string Node);
