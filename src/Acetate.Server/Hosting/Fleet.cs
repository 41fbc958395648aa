using Acetate.Library;
using Acetate.Library.Access;
using Acetate.Library.Scheduling;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using WorkerLookup = Acetate.Compute.Local.WorkerProgram;

namespace Acetate.Server.Hosting;

/// <summary>This server among those that serve the library. One of them, the scheduler, does what must be done once; where there is one, it is that.</summary>
public sealed class Fleet(SchedulerPost post, MediaLibrary library, ServerOptions options, OriginalsGate originals, IServer server, IHostApplicationLifetime lifetime) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private volatile bool isOpen;

    /// <summary>Its part in the scheduling.</summary>
    public SchedulerPost Post => post;

    /// <summary>Whether what only the scheduler does is done here now: work, uploads, stations, sweeps.</summary>
    public bool IsHere => !post.IsShared || (isOpen && post.Term is not null);

    /// <summary>Who gives out the work, by the name under which others reach it, else by its machine's; empty where nobody does.</summary>
    public string Scheduler => IsHere ? Shown(Environment.MachineName, options.Address) : post.Scheduler is { } there ? Shown(there.Name, there.Address) : "";

    /// <summary>The name in a server's address; its machine's name where the address has a number, or is of its own machine alone.</summary>
    internal static string Shown(string machine, string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var url) && url.HostNameType is UriHostNameType.Dns && !url.IsLoopback ? url.Host : machine;

    /// <summary>What the scheduler alone does begins, or ends, here.</summary>
    public void Open(bool begins) => isOpen = begins;

    /// <summary>The stores of a server, in words that two servers with the same stores have in common.</summary>
    public static string StoresOf(LibraryOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return string.Join(", ", new[] { options.Store, options.Archive, options.Derived, options.Workspaces }.Select(url => url.IsFile ? url.LocalPath.TrimEnd('/') : url.ToString()));
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!post.IsShared) return;
        // The address is known when the server listens.
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (lifetime.ApplicationStarted.Register(started.SetResult)) await started.Task.WaitAsync(stoppingToken);
        var self = new LibraryServer
        {
            Id = post.Id,
            Name = Environment.MachineName,
            Address = options.Address ?? AddressOf(server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? ListenAddress.Default),
            Version = WorkerLookup.OwnVersion,
            Works = options.Works,
            Stores = StoresOf(library.Options),
        };
        await Task.WhenAll(post.RunAsync(self, stoppingToken), CountAsync(stoppingToken));
    }

    /// <summary>An address that listens to all has the machine's name.</summary>
    internal static string AddressOf(string listens)
    {
        var written = listens.Replace("//*", "//0.0.0.0", StringComparison.Ordinal).Replace("//+", "//0.0.0.0", StringComparison.Ordinal);
        var url = new UriBuilder(written);
        if (url.Host is "0.0.0.0" or "[::]") url.Host = Environment.MachineName;
        return url.Uri.GetLeftPart(UriPartial.Authority);
    }

    private async Task CountAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            originals.Servers = Math.Max(1, post.Servers.Length);
            await Task.Delay(Look, TimeProvider.System, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
