using System.Net;

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

    // Kestrel also knows '*' and '+', which Uri does not.
    private static string HostOf(string url)
    {
        var rest = url[(url.IndexOf("://", StringComparison.Ordinal) is var at and >= 0 ? at + 3 : 0)..].TrimEnd('/');
        if (rest.StartsWith('[')) return rest[1..Math.Max(1, rest.IndexOf(']', StringComparison.Ordinal))];
        var colon = rest.LastIndexOf(':');
        return colon < 0 ? rest : rest[..colon];
    }
}
