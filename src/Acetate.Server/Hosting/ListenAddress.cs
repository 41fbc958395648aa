using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Acetate.Server.Hosting;

/// <summary>What an address to listen on means for safety.</summary>
public static class ListenAddress
{
    /// <summary>The address when nobody names one.</summary>
    public const string Default = "http://127.0.0.1:5480";

    /// <summary>Whether only this machine can reach the address.</summary>
    public static bool IsLoopback(string url)
    {
        var host = HostOf(url);
        return host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
    }

    /// <summary>The warning that an address deserves, or null.</summary>
    public static string? WarningFor(string url) =>
        IsLoopback(url) || url.StartsWith("https:", StringComparison.OrdinalIgnoreCase) ? null
            : $"{url} can be reached from other machines, and without TLS anybody on the way can read tokens and footage: "
              + "put a TLS proxy in front, or listen on 127.0.0.1.";

    /// <summary>Makes sure that this process can listen at an address: nobody does yet, this machine has it, and this user may.</summary>
    /// <exception cref="IOException">It cannot.</exception>
    public static void RequireUsable(string url)
    {
        if (BindingAddress.Parse(url) is not { IsUnixPipe: false, IsNamedPipe: false, Port: > 0 } parsed) return;
        var address = IPAddress.TryParse(HostOf(url), out var known) ? known : IsLoopback(url) ? IPAddress.Loopback : IPAddress.IPv6Any;
        try
        {
            SocketTransportOptions.CreateDefaultBoundListenSocket(new IPEndPoint(address, parsed.Port)).Dispose();
        }
        catch (SocketException problem) when (problem.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AddressNotAvailable or SocketError.AccessDenied)
        {
            throw new IOException($"{url} cannot be had: {problem.Message}.", problem);
        }
        catch (SocketException)
        {
            // Kestrel may know another way, such as IPv4 where there is no IPv6.
        }
    }

    // Kestrel also knows '*' and '+', which Uri does not.
    private static string HostOf(string url)
    {
        var rest = url[(url.IndexOf("://", StringComparison.Ordinal) is var at and >= 0 ? at + 3 : 0)..].TrimEnd('/');
        if (rest.StartsWith('[')) return rest[1..Math.Max(1, rest.IndexOf(']', StringComparison.Ordinal))];
        var colon = rest.LastIndexOf(':');
        return colon < 0 ? rest : rest[..colon];
    }
}
