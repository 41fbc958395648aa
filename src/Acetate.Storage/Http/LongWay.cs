using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace Acetate.Storage.Http;

/// <summary>Connections that go far: they take a lost packet for a lost packet, and not for a line that is full.</summary>
/// <remarks>
/// The usual control of congestion (CUBIC) slows down with every lost packet: over 100 ms with 1 % loss a connection is left with 1 to 2
/// Mbit/s, whatever the line carries. BBR sends at the rate that it measures. It is asked for where an answer takes longer than
/// <see cref="Begins"/>; nearer by, and where the system has no BBR, the system's own stays. Linux: tcp(7), TCP_CONGESTION and TCP_INFO.
/// </remarks>
public static class LongWay
{
    /// <summary>From this time of an answer on a way is long.</summary>
    public static readonly TimeSpan Begins = TimeSpan.FromMilliseconds(5);

    /// <summary>Set to <c>0</c>, it leaves every connection as the system made it.</summary>
    public const string Variable = "ACETATE_BBR";

    private const int Tcp = 6, CongestionOption = 13, InfoOption = 11;
    // struct tcp_info: tcpi_rtt, in microseconds.
    private const int RoundTripAt = 68;
    private static readonly byte[] Bbr = Encoding.ASCII.GetBytes("bbr");
    private static int found = (int)LineKind.Near;

    /// <summary>What the last connection that this process made turned out to be.</summary>
    public static LineKind Last => (LineKind)Volatile.Read(ref found);

    /// <summary>Connects for an HTTP client and suits the connection to its way; for <c>SocketsHttpHandler.ConnectCallback</c>.</summary>
    /// <exception cref="SocketException">Nobody answers there.</exception>
    public static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken).ConfigureAwait(false);
            Volatile.Write(ref found, (int)Suit(socket));
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Suits a connection that stands to its way.</summary>
    /// <returns>What was found; a system that does not tell, or does not let us, changes nothing.</returns>
    public static LineKind Suit(Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        if (!OperatingSystem.IsLinux()) return LineKind.Unknown;
        try
        {
            Span<byte> info = stackalloc byte[256];
            if (socket.GetRawSocketOption(Tcp, InfoOption, info) < RoundTripAt + sizeof(uint)) return LineKind.Unknown;
            if (TimeSpan.FromMicroseconds(BinaryPrimitives.ReadUInt32LittleEndian(info[RoundTripAt..])) < Begins) return LineKind.Near;
            if (Environment.GetEnvironmentVariable(Variable) == "0") return LineKind.Unknown;
            socket.SetRawSocketOption(Tcp, CongestionOption, Bbr);
            return LineKind.Measured;
        }
        catch (Exception problem) when (problem is SocketException or ObjectDisposedException)
        {
            // No module of that name, or it is not allowed to everybody (net.ipv4.tcp_allowed_congestion_control).
            return LineKind.Unknown;
        }
    }
}

/// <summary>The way of a connection.</summary>
public enum LineKind
{
    /// <summary>Short: the system's own control of congestion serves.</summary>
    Near,

    /// <summary>Long, and sent over at the rate that is measured (BBR).</summary>
    Measured,

    /// <summary>Long, or of unknown length, with the system's own control of congestion: it takes several connections to fill it.</summary>
    Unknown,
}
