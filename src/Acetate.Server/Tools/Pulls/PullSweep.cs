using Acetate.Library;
using Acetate.Server.Hosting;
using Acetate.Tools.Pulls;

namespace Acetate.Server.Tools.Pulls;

/// <summary>Removes every few minutes what was made of pulls that were given up, once nobody works at them any more.</summary>
public sealed class PullSweep(Fleet fleet, MediaLibrary library, ILogger<PullSweep> logger) : Sweep(fleet, TimeSpan.FromMinutes(2), "What is left of pulls that were given up", library.Clock, logger)
{
    /// <inheritdoc/>
    protected override Task TidyAsync(CancellationToken cancellationToken) => new PullTidying(library).RunAsync(cancellationToken);
}
