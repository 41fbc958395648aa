using Acetate.Compute.Hosting;
using Acetate.Steps;
using OpenTelemetry;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Acetate.Worker;

/// <summary>A worker whose spans somebody collects.</summary>
internal static class TracedWorker
{
    public static async Task<int> RunAsync()
    {
        using var traces = Sdk.CreateTracerProviderBuilder()
            .AddSource(WorkerHost.ActivitySourceName, "System.Net.Http")
            .ConfigureResource(resource => resource.AddService("acetate-worker"))
            .AddOtlpExporter()
            .Build();
        return await WorkerHost.RunAsync(StepCatalogue.Functions).ConfigureAwait(false);
    }
}
