using Acetate.Library;
using Acetate.Server.Hosting;
using Acetate.Tools.Stills;

namespace Acetate.Server.Tools.Stills;

/// <summary>Removes every few hours the stills that nobody needs any more; they can be made again.</summary>
public sealed class StillSweep(Fleet fleet, MediaLibrary library, ILogger<StillSweep> logger) : Sweep(fleet, TimeSpan.FromHours(6), "Old stills", library.Clock, logger)
{
    /// <inheritdoc/>
    protected override Task TidyAsync(CancellationToken cancellationToken) => new StillDesk(library).TidyAsync(cancellationToken);
}
