using System.Reflection;
using System.Text.Json;
using Acetate.Compute.Remote;
using Acetate.Library;
using Acetate.Library.Access;
using Acetate.Library.Scheduling;
using Acetate.Server.Access;
using Acetate.Server.Access.Provider;
using Acetate.Server.Events;
using Acetate.Server.Observability;
using Acetate.Server.Problems;
using Acetate.Server.Tools.Dailies;
using Acetate.Server.Tools.Downloader;
using Acetate.Server.Tools.Jobs;
using Acetate.Server.Tools.Matching;
using Acetate.Server.Tools.Pulls;
using Acetate.Server.Tools.Sharing;
using Acetate.Server.Tools.Stills;
using Acetate.Server.Tools.Workspaces;
using Acetate.Server.Uploads;
using Acetate.Server.Web;
using Acetate.Storage.Http;
using Acetate.Tools.Sharing;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Extensions.Logging.Console;

namespace Acetate.Server.Hosting;

/// <summary>Puts the server together.</summary>
public static class ServerHost
{
    private const int LargestBody = 16 << 20;

    /// <summary>Whether the build runs this program only to write down its API.</summary>
    public static bool IsWritingTheDocument => Assembly.GetEntryAssembly()?.GetName().Name == "GetDocument.Insider";

    /// <summary>The server, not started yet.</summary>
    /// <param name="options">The command line.</param>
    /// <param name="opened">The library; null only to write down the API.</param>
    public static WebApplication Build(ServerOptions options, OpenedLibrary? opened)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddEnvironmentVariables();
        builder.WebHost.UseKestrelHttpsConfiguration().UseUrls([.. options.Listen]).ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestBody;
            kestrel.Limits.MaxRequestHeadersTotalSize = 64 << 10;
            kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Use(next => connection =>
            {
                // What is fetched from here goes over long ways, too.
                if (connection.Features.Get<IConnectionSocketFeature>()?.Socket is { } socket) LongWay.Suit(socket);
                return next(connection);
            }));
        });
        AddLogging(builder, options);
        builder.AddTelemetry();
        var services = builder.Services;
        services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(20));
        services.ConfigureHttpJsonOptions(json => Copy(LibraryJson.Options, json.SerializerOptions));
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.AddApiDocument();

        services.AddSingleton(options);
        services.AddSingleton(_ => opened!);
        services.AddSingleton(_ => opened!.Library);
        services.AddSingleton(_ => opened!.Stores);
        services.AddSingleton(_ => opened!.Uploads);
        services.AddSingleton(_ => opened!.Library.Clock);
        services.AddSingleton(provider => new ClosingTime(provider.GetRequiredService<IHostApplicationLifetime>(), TimeProvider.System));
        services.AddSingleton<FailureLimit>();
        services.AddSingleton<TokenCheck>();
        services.AddSingleton(_ => new Passwords(options.PasswordRounds));
        services.AddSingleton<SecondFactors>();
        if (opened?.Provider is { } provider) services.AddSingleton(_ => new ProviderDoor(provider, opened.Library));
        services.AddSingleton<SharedAnswers>();
        services.AddSingleton<ReadTrail>();
        services.AddSingleton<OriginalsGate>();
        services.AddSingleton<WorkspaceReads>();
        services.AddSingleton(_ => UploadLimits.Of(opened!.Library.Options));
        services.AddSingleton(provider => new KeptUploads(opened!.Library, opened.Stores.Workspaces, opened.WorkspaceUploads, provider.GetRequiredService<UploadLimits>()));
        services.AddSingleton(provider => new OfflineUploads(opened!.Library, opened.Stores.Workspaces, opened.WorkspaceUploads, provider.GetRequiredService<UploadLimits>()));
        services.AddSingleton<DownloadReads>();
        services.AddSingleton<ShareDoor>();
        services.AddSingleton<ShareReads>();
        services.AddSingleton(_ => new MarkedCopyDesk(opened!.Library, WatermarkLimits.Of(opened.Library.Options)));
        services.AddSingleton<ProgressFeed>();
        services.AddSingleton<EventPulse>();
        services.AddSingleton(provider => new RemoteStations(provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<Stations>();
        services.AddSingleton<SchedulerPost>();
        services.AddSingleton<Fleet>();
        services.AddSingleton<Workshop>();
        if (opened is not null)
        {
            services.AddHostedService(provider => provider.GetRequiredService<EventPulse>());
            // Before the workshop, so that it ends after it: the role is given away when all work has been put down.
            services.AddHostedService(provider => provider.GetRequiredService<Fleet>());
            services.AddHostedService(provider => provider.GetRequiredService<Workshop>());
            services.AddHostedService<ProgressElsewhere>();
            services.AddHostedService<UploadSweep>();
            services.AddHostedService<ArrivalCheck>();
            services.AddHostedService<BudgetWatch>();
            services.AddHostedService<QueueMeters>();
            services.AddHostedService<PullSweep>();
            services.AddHostedService<StillSweep>();
            services.AddHostedService<DailiesSweep>();
            services.AddHostedService<MarkedCopySweep>();
            services.AddHostedService<BinSweep>();
            services.AddHostedService<OfflineArrival>();
            services.AddHostedService<OfflineSweep>();
        }

        var app = builder.Build();
        app.UseTrustedProxies(options.Proxies);
        app.UseSecurityHeaders();
        app.UseMiddleware<ProblemDocuments>();
        app.UseRouting();
        app.UseTelemetry();
        if (opened is not null)
        {
            app.UseMiddleware<SchedulerRelay>();
            app.UseMiddleware<Gate>();
            app.UseMiddleware<AuditTrail>();
        }

        app.MapApi();
        app.MapWebApp(WebApp.Find(options.Web));
        return app;
    }

    private static void AddLogging(WebApplicationBuilder builder, ServerOptions options)
    {
        var json = (options.Log ?? (Console.IsErrorRedirected ? "json" : "text")) == "json";
        builder.Logging.ClearProviders();
        if (options.Log == "none") return;
        // Standard output belongs to the one line with the link; logs go to standard error.
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        if (json)
        {
            builder.Logging.AddJsonConsole(format =>
            {
                format.IncludeScopes = true;
                format.UseUtcTimestamp = true;
                format.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
                format.JsonWriterOptions = new JsonWriterOptions { Indented = false };
            });
        }
        else
        {
            builder.Logging.AddSimpleConsole(format =>
            {
                format.SingleLine = true;
                format.TimestampFormat = "HH:mm:ss ";
            });
        }

        builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Information);
    }

    private static void Copy(JsonSerializerOptions source, JsonSerializerOptions target)
    {
        target.DefaultIgnoreCondition = source.DefaultIgnoreCondition;
        target.Encoder = source.Encoder;
        foreach (var converter in source.Converters) target.Converters.Add(converter);
        target.RespectNullableAnnotations = true;
        target.RespectRequiredConstructorParameters = true;
    }
}
