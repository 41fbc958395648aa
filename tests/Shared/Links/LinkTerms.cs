namespace Acetate.Tests.Links;

/// <summary>What a link does to the packets that pass, the same in both directions.</summary>
internal sealed record LinkTerms
{
    /// <summary>How long a packet is on its way, in each direction; 50 ms by default, so that an answer takes 100.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>The share of packets that are lost, from 0 to 1; 0.01 by default.</summary>
    public double Loss { get; init; } = 0.01;

    /// <summary>What the line carries in each direction; null for as much as this machine can forward.</summary>
    public long? BitsPerSecond { get; init; }

    /// <summary>What the router before a line with a rate holds back before it drops packets; 100 ms of the line by default.</summary>
    public TimeSpan Queue { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The control of congestion that connections of the site begin with; <c>reno</c> by default. CUBIC, the usual one, is no quicker where losses keep windows this
    /// small (RFC 9438, 4.3), and Linux lets a namespace have it only where it is the whole machine's.</summary>
    public string Congestion { get; init; } = "reno";
}
