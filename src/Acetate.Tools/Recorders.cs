using System.Collections.Immutable;
using Acetate.Tools.Dailies;
using Acetate.Tools.Ingest.Recording;
using Acetate.Tools.Jobs;
using Acetate.Tools.Pulls;
using Acetate.Tools.Sharing;

namespace Acetate.Tools;

/// <summary>Who turns the results of jobs into facts of the library. Whoever runs jobs runs all kinds: a step is taken by whoever has room.</summary>
public static class Recorders
{
    /// <summary>One for each kind of plan.</summary>
    public static ImmutableArray<IJobRecorder> All { get; } = [.. RollRecorder.All, new PullRecorder(), new DailiesRecorder(), new DailiesDeliveryRecorder(), new ClipCutWork(), new MarkedCopyWork()];
}
