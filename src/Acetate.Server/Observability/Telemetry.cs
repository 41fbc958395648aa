using System.Diagnostics;
using System.Diagnostics.Metrics;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Acetate.Server.Observability;

/// <summary>Where the server's traces, metrics and logs go.</summary>
/// <remarks>
/// Traces, metrics and logs leave by OTLP when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set; the other <c>OTEL_*</c> variables
/// are honoured too. Without it nothing is sent anywhere. Sources and meters are those that .NET and Npgsql bring,
/// and our own, which all begin with <c>Acetate</c>.
/// </remarks>
public static class Telemetry
{
    /// <summary>Spans the server makes itself.</summary>
    public static readonly ActivitySource Source = new("Acetate.Server");

    /// <summary>What the server counts itself.</summary>
    public static readonly Meter Meter = new("Acetate.Server");

    private static readonly string[] Sources = ["Acetate.*", "Microsoft.AspNetCore", "System.Net.Http", "Npgsql"];

    private static readonly string[] Meters =
        ["Acetate.*", "Microsoft.AspNetCore.*", "System.Net.Http", "System.Runtime", "Npgsql"];

    /// <summary>Whether a meter is one that we show.</summary>
    public static bool Shows(string meter) => Meters.Any(name =>
        name.EndsWith('*') ? meter.StartsWith(name[..^1], StringComparison.Ordinal) : meter == name);

    /// <summary>Adds the page for Prometheus and, when an endpoint is set, the OTLP exporters.</summary>
    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(new PrometheusText(Shows));
        builder.Logging.Configure(options => options.ActivityTrackingOptions =
            ActivityTrackingOptions.TraceId | ActivityTrackingOptions.SpanId | ActivityTrackingOptions.ParentId);
        if (string.IsNullOrEmpty(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"])) return;

        var resource = ResourceBuilder.CreateDefault().AddService("acetate-server",
            serviceVersion: typeof(Telemetry).Assembly.GetName().Version?.ToString(3)).AddEnvironmentVariableDetector();
        builder.Services.AddSingleton(_ => Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource)
            .AddSource(Sources).AddOtlpExporter().Build());
        builder.Services.AddSingleton(_ => Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource)
            .AddMeter(Meters).AddOtlpExporter().Build());
        builder.Logging.AddOpenTelemetry(options =>
        {
            options.SetResourceBuilder(resource);
            options.IncludeScopes = true;
            options.IncludeFormattedMessage = true;
            options.AddOtlpExporter();
        });
    }

    /// <summary>Starts the exporters (they are made when first asked for) and names the span of a request after its route.</summary>
    public static void UseTelemetry(this WebApplication app)
    {
        _ = app.Services.GetRequiredService<PrometheusText>();
        _ = app.Services.GetService<TracerProvider>();
        _ = app.Services.GetService<MeterProvider>();
        app.Use((context, next) =>
        {
            if (Activity.Current is { } activity && context.GetEndpoint() is RouteEndpoint { RoutePattern.RawText: { } route })
            {
                var path = "/" + route.TrimStart('/');
                activity.DisplayName = $"{context.Request.Method} {path}";
                activity.SetTag("http.route", path);
            }

            return next(context);
        });
    }
}
