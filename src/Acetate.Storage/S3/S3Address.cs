using System.Globalization;

namespace Acetate.Storage.S3;

/// <summary>Where a bucket is: <c>s3://bucket/prefix?endpoint=http://127.0.0.1:8000&amp;region=default</c>.</summary>
/// <param name="Bucket">The bucket; it must exist.</param>
/// <param name="Prefix">What all keys begin with; empty or ending in <c>/</c>.</param>
/// <param name="Endpoint">The server, or null for Amazon's own.</param>
/// <param name="Region">The region; the default is <c>default</c> with an endpoint and <c>us-east-1</c> without.</param>
internal sealed record S3Address(string Bucket, string Prefix, Uri? Endpoint, string Region)
{
    public static S3Address Parse(Uri url)
    {
        Uri? endpoint = null;
        string? region = null;
        foreach (var pair in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var split = pair.Split('=', 2);
            var value = Uri.UnescapeDataString(split.Length == 2 ? split[1] : "");
            switch (split[0])
            {
                case "endpoint":
                    if (!Uri.TryCreate(value, UriKind.Absolute, out endpoint) || endpoint.Scheme is not ("http" or "https"))
                        throw Wrong(url, $"its endpoint '{value}' is not an http or https URL");
                    if (endpoint.UserInfo.Length > 0) throw Wrong(url, "its endpoint holds a user name; keys come from the environment");
                    break;
                case "region":
                    region = value;
                    break;
                default:
                    throw Wrong(url, $"'{split[0]}' is not known; it takes 'endpoint' and 'region'");
            }
        }

        if (url.Host.Length < 3) throw Wrong(url, "it names no bucket");
        var prefix = Uri.UnescapeDataString(url.AbsolutePath).Trim('/');
        if (prefix.Length > 0 && !StoreKey.TryParse(prefix, out _, out var reason)) throw Wrong(url, reason);
        return new S3Address(url.Host, prefix.Length == 0 ? "" : prefix + "/", endpoint, region ?? (endpoint is null ? "us-east-1" : "default"));
    }

    public Uri ToUri()
    {
        var path = Uri.EscapeDataString(Prefix.TrimEnd('/')).Replace("%2F", "/", StringComparison.Ordinal);
        var query = Endpoint is null ? "" : $"endpoint={Uri.EscapeDataString(Endpoint.GetLeftPart(UriPartial.Path).TrimEnd('/'))}&";
        return new Uri(string.Create(CultureInfo.InvariantCulture, $"s3://{Bucket}/{path}?{query}region={Uri.EscapeDataString(Region)}"));
    }

    private static StoreException Wrong(Uri url, string reason) =>
        new(StoreProblem.InvalidName, $"The store URL '{url.GetLeftPart(UriPartial.Path)}' cannot be used: {reason}.");
}
