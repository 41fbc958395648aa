using Acetate.Library.Access;
using Acetate.Server.Access;

namespace Acetate.Server.Observability;

/// <summary>The page for Prometheus.</summary>
public static class MetricsApi
{
    /// <summary>Maps <c>/metrics</c>.</summary>
    public static void MapMetrics(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/metrics", (PrometheusText text, HttpResponse response) =>
        {
            response.Headers.CacheControl = "no-store";
            return TypedResults.Text(text.Write(), "text/plain; version=0.0.4");
        }).WithTags("Health").WithName("Metrics").WithSummary("Metrics in the Prometheus text format").Needs(LibraryAction.SeeMetrics);
}
