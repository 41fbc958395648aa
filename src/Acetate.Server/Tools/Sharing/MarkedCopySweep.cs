using Acetate.Library;
using Acetate.Server.Hosting;
using Acetate.Tools.Sharing;

namespace Acetate.Server.Tools.Sharing;

/// <summary>Removes copies with the names of their viewers that nobody plays any more; they can be made again.</summary>
public sealed class MarkedCopySweep(Fleet fleet, MediaLibrary library, MarkedCopyDesk desk, ILogger<MarkedCopySweep> logger) : Sweep(fleet, TimeSpan.FromMinutes(5), "Copies with the names of their viewers", library.Clock, logger)
{
    /// <inheritdoc/>
    protected override Task TidyAsync(CancellationToken cancellationToken) => desk.TidyAsync(cancellationToken);
}
