using Acetate.Library;
using Acetate.Server.Hosting;
using Acetate.Tools.Dailies;

namespace Acetate.Server.Tools.Dailies;

/// <summary>Removes every few hours what was made of dailies before they were made again.</summary>
public sealed class DailiesSweep(Fleet fleet, MediaLibrary library, ILogger<DailiesSweep> logger) : Sweep(fleet, TimeSpan.FromHours(6), "Dailies that were made again", library.Clock, logger)
{
    /// <inheritdoc/>
    protected override Task TidyAsync(CancellationToken cancellationToken) => new DailiesTidying(library).RunAsync(cancellationToken);
}
