using System.Diagnostics;

namespace Acetate.Tests.Links;

/// <summary>One direction of a link: packets come from one card, wait as long as they would be on their way, and arrive at the other, or do not.</summary>
internal sealed class LinkDirection : IDisposable
{
    private const int LargestPacket = 65536;
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(100);

    private readonly TunDevice from, to;
    private readonly LinkTerms terms;
    private readonly Lock gate = new();
    private readonly Queue<(long Due, byte[] Packet)> under = new();
    private readonly Thread[] threads;
    private ulong dice;
    private long lineFreeAt;
    private readonly ManualResetEventSlim over = new();
    private volatile bool isCut;
    private long passed, lost, bytes;

    /// <param name="from">The card where they come from.</param>
    /// <param name="to">The card where they arrive.</param>
    /// <param name="terms">What happens to them.</param>
    /// <param name="seed">Which packets are lost; not 0.</param>
    public LinkDirection(TunDevice from, TunDevice to, LinkTerms terms, ulong seed)
    {
        (this.from, this.to, this.terms, dice) = (from, to, terms, seed);
        threads = [new(Take) { IsBackground = true, Name = $"{from.Name} out" }, new(Give) { IsBackground = true, Name = $"{to.Name} in" }];
        foreach (var thread in threads) thread.Start();
    }

    /// <summary>Whether nothing passes now.</summary>
    public bool IsCut { get => isCut; set => isCut = value; }

    /// <summary>Packets that arrived, those that did not, and bytes that did.</summary>
    public (long Passed, long Lost, long Bytes) Count => (Interlocked.Read(ref passed), Interlocked.Read(ref lost), Interlocked.Read(ref bytes));

    public void Dispose()
    {
        over.Set();
        foreach (var thread in threads) thread.Join();
        over.Dispose();
    }

    private void Take()
    {
        var packet = new byte[LargestPacket];
        while (!over.IsSet)
        {
            var count = from.Read(packet, Glance);
            if (count <= 0) continue;
            var now = Stopwatch.GetTimestamp();
            var due = now;
            if (terms.BitsPerSecond is { } rate)
            {
                var begins = Math.Max(now, lineFreeAt);
                if (Stopwatch.GetElapsedTime(now, begins) > terms.Queue)
                {
                    Interlocked.Increment(ref lost);
                    continue;
                }

                due = lineFreeAt = begins + (long)(count * 8.0 / rate * Stopwatch.Frequency);
            }

            if (isCut || Throw() < terms.Loss)
            {
                Interlocked.Increment(ref lost);
                continue;
            }

            lock (gate) under.Enqueue((due + (long)(terms.Delay.TotalSeconds * Stopwatch.Frequency), packet[..count]));
        }
    }

    private void Give()
    {
        while (!over.IsSet)
        {
            (long Due, byte[] Packet) next;
            lock (gate)
                if (!under.TryPeek(out next) || next.Due > Stopwatch.GetTimestamp()) next = default;
                else under.Dequeue();
            if (next.Packet is null)
            {
                over.Wait(1);
                continue;
            }

            if (isCut) Interlocked.Increment(ref lost);
            else
            {
                to.Write(next.Packet);
                Interlocked.Increment(ref passed);
                Interlocked.Add(ref bytes, next.Packet.Length);
            }
        }
    }

    /// <summary>From 0 to 1: xorshift64*, so that the same packets of a run are lost in the next.</summary>
    private double Throw()
    {
        dice ^= dice >> 12;
        dice ^= dice << 25;
        dice ^= dice >> 27;
        return (dice * 0x2545F4914F6CDD1DUL >> 11) / (double)(1UL << 53);
    }
}
