using System.Diagnostics.CodeAnalysis;
using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace Acetate.Server.Hosting;

/// <summary>Proxies in front of the server that are believed when they say who asks, and whether by TLS.</summary>
internal static class TrustedProxies
{
    /// <summary>Reads an address (<c>127.0.0.1</c>) or a network (<c>10.20.0.0/16</c>), or says false.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out IPNetwork network)
    {
        if (IPAddress.TryParse(text, out var address))
        {
            network = new IPNetwork(address, address.GetAddressBytes().Length * 8);
            return true;
        }

        return IPNetwork.TryParse(text, out network);
    }

    /// <summary>Takes the asker's address and scheme from <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c>, from the nearest proxy inwards for as long as each is one of these; from anybody else both headers are ignored.</summary>
    public static IApplicationBuilder UseTrustedProxies(this IApplicationBuilder app, IReadOnlyCollection<IPNetwork> proxies)
    {
        if (proxies.Count == 0) return app;
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto, ForwardLimit = null };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var proxy in proxies) options.KnownIPNetworks.Add(proxy);
        return app.UseForwardedHeaders(options);
    }
}
