using Acetate.Server.Problems;

namespace Acetate.Server.Tools.Jobs;

/// <summary>The address under which a station reaches this server. Behind a TLS proxy only the station knows it: what arrives here has another scheme, and perhaps another host.</summary>
internal static class StationRoute
{
    /// <summary>The server's store as the station opens it.</summary>
    /// <param name="named">The address that the station uses; null for the one of the request.</param>
    /// <param name="request">The request.</param>
    /// <param name="query">Which store; empty for the library's.</param>
    /// <exception cref="ProblemException">The address is none.</exception>
    public static Uri StoreFor(Uri? named, HttpRequest request, string query = "") => named switch
    {
        null => new Uri($"acetate+{request.Scheme}://{request.Host}/{query}"),
        { IsAbsoluteUri: true, Scheme: "http" or "https", UserInfo: "", Query: "" } => new Uri($"acetate+{named.GetLeftPart(UriPartial.Path).TrimEnd('/')}/{query}"),
        _ => throw new ProblemException(ProblemType.InvalidRequest, $"'{named}' is not the address of a server.", "It looks like https://acetate.example.com."),
    };
}
