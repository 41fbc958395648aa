using System.Collections.Immutable;

namespace Acetate.Compute.Remote;

/// <summary>A station's sign of life and its question for work.</summary>
/// <param name="Agent">The process that asks; a new one for every start of the station's program.</param>
/// <param name="Cores">Cores the station gives away in all.</param>
/// <param name="MemoryMiB">Memory it gives away in all.</param>
/// <param name="Running">Every attempt it has been given and whose result the server has not confirmed.</param>
/// <param name="WaitSeconds">How long the server may hold the answer back when there is no news; 0 to 30.</param>
public sealed record StationLeaseRequest(
    string Agent, double Cores, int MemoryMiB, ImmutableArray<string> Running, double WaitSeconds = 0);

/// <summary>What a station is to do.</summary>
/// <param name="Attempts">Attempts to start; one that runs already is left alone.</param>
/// <param name="Cancel">Attempts to stop.</param>
/// <param name="Drop">Attempts the server knows nothing of: stop them, their results are not wanted.</param>
/// <param name="Throttles">New rates for running attempts.</param>
/// <param name="Superseded">A newer agent speaks for this station: end.</param>
public sealed record StationLeaseResponse(
    ImmutableArray<StepAttempt> Attempts,
    ImmutableArray<string> Cancel,
    ImmutableArray<string> Drop,
    ImmutableArray<StationThrottle> Throttles,
    bool Superseded = false);

/// <summary>A new rate for one attempt; null for as fast as possible.</summary>
public sealed record StationThrottle(string Attempt, long? BytesPerSecond);
