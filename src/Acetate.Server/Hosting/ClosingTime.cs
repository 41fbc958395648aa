namespace Acetate.Server.Hosting;

/// <summary>The end of the server's day: from the request to stop on nothing new is begun, and a moment later what still runs is ended.</summary>
/// <remarks>An upload in one request may last for hours; its bytes so far are kept, and its sender goes on when the server is back.</remarks>
public sealed class ClosingTime : IDisposable
{
    /// <summary>How long requests that run may go on.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource over;
    private readonly CancellationTokenRegistration registration;
    private readonly IHostApplicationLifetime lifetime;

    /// <summary>Waits for the host to stop.</summary>
    public ClosingTime(IHostApplicationLifetime lifetime, TimeProvider clock)
    {
        this.lifetime = lifetime;
        over = new CancellationTokenSource(Timeout.InfiniteTimeSpan, clock);
        registration = lifetime.ApplicationStopping.Register(() => over.CancelAfter(Grace));
    }

    /// <summary>Whether the server was asked to stop.</summary>
    public bool HasBegun => lifetime.ApplicationStopping.IsCancellationRequested;

    /// <summary>Cancelled when requests must end.</summary>
    public CancellationToken Over => over.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        registration.Dispose();
        over.Dispose();
    }
}
