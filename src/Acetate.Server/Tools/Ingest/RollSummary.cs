using System.Collections.Immutable;
using Acetate.Library.Clips;
using Acetate.Library.Jobs;
using Acetate.Library.Rolls;
using Acetate.Tools.Ingest;
using Acetate.Tools.Ingest.Advice;
using Acetate.Tools.Ingest.Reports;
using Acetate.Tools.Ingest.Targets;

namespace Acetate.Server.Tools.Ingest;

/// <summary>A roll as a row of its day.</summary>
/// <param name="Roll">The roll.</param>
/// <param name="Stages">How far each stage is.</param>
/// <param name="Clips">How its clips stand; null when it has none.</param>
/// <param name="Targets">When it must be where, and why it is late.</param>
/// <param name="Copies">Its copies.</param>
/// <param name="Faults">Files at fault.</param>
/// <param name="Advice">Whether the card may be formatted.</param>
public sealed record RollSummary(Roll Roll, ImmutableArray<StageBar> Stages, ClipCounts? Clips, ImmutableArray<StageTarget> Targets,
    ImmutableArray<ReportCopy> Copies, long Faults, WipeAdvice Advice)
{
    /// <summary>Puts one together.</summary>
    public static RollSummary Of(RollReport report, ImmutableArray<StageProgress> stages, ClipCounts? clips) =>
        new(report.Roll, [.. stages.Select(StageBar.Of)], clips, report.Targets, report.Copies, report.FaultCount, report.Advice);
}

/// <summary>A bar that fills.</summary>
/// <param name="Stage">Which.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Fraction">How full it is, 0 to 1.</param>
/// <param name="Done">Work done.</param>
/// <param name="Total">All work; 0 while not known.</param>
/// <param name="Since">When it began.</param>
/// <param name="EndedAt">When it ended.</param>
/// <param name="Actor">Who brought it there.</param>
/// <param name="Reason">Why it is held or failed; empty when it is not.</param>
public sealed record StageBar(RollStage Stage, StageState State, double Fraction, double Done, double Total, DateTimeOffset? Since,
    DateTimeOffset? EndedAt, string Actor, string Reason)
{
    /// <summary>The bar of a stage.</summary>
    public static StageBar Of(StageProgress stage) =>
        new(stage.Stage, stage.State, stage.Fraction, stage.Done, stage.Total, stage.Since, stage.EndedAt, stage.Actor, stage.Reason);
}

/// <summary>A roll with everything its page shows at first.</summary>
/// <param name="Summary">The roll as a row of its day.</param>
/// <param name="ShowTitle">The show's title.</param>
/// <param name="Findings">What was found on the card.</param>
/// <param name="Ignored">Files of the card that are not footage.</param>
/// <param name="Jobs">Work about the roll, newest first.</param>
/// <param name="CanTakeReleaseBack">Whether a person released the roll and no file of it has moved since.</param>
public sealed record RollView(
    RollSummary Summary, string ShowTitle, ImmutableArray<Finding> Findings, ImmutableArray<string> Ignored, ImmutableArray<JobRow> Jobs, bool CanTakeReleaseBack);
