using System.Collections.Immutable;
using Acetate.Library.Pulls;
using Acetate.Tools.Pulls.Work;

namespace Acetate.Tools.ConformPulls;

/// <summary>The work that a conform pull is. Pure.</summary>
internal static class ConformPullWork
{
    /// <summary>The work, with the names that <see cref="ConformPullSteps"/> gives its steps.</summary>
    /// <param name="plan">What was decided.</param>
    /// <param name="order">What was asked for.</param>
    public static PullWork Of(PlannedConform plan, ConformPullOrder order)
    {
        var parts = ImmutableArray.CreateBuilder<WorkPart>();
        var pieces = plan.Clips.ToDictionary(piece => piece.Step, piece => (Kind: KindOf(piece), Amount: piece.IsWhole ? piece.Bytes : piece.Range.Count), StringComparer.Ordinal);
        foreach (var one in plan.Sound) pieces[one.Step] = (new(PullTask.Sound, "", ""), one.Bytes);
        foreach (var batch in TrimBatches.Of(plan)) parts.Add(new(batch.Step, pieces[batch.Step].Kind, batch.Pieces.Sum(piece => pieces[piece].Amount), 1, new()));
        if (!order.References.IsEmpty && plan.Events.Count(one => one.Fate == ConformFate.Pulled) is > 0 and var compared)
            parts.Add(new("check", new(PullTask.Comparison, "", ""), compared, plan.Reels.Length, ConformCheck.Needs));
        return new() { Parts = parts.ToImmutable(), Package = new("", new(PullTask.Package, "", "conform"), plan.Estimate.Bytes, 1, new()) };
    }

    /// <summary>What kind of work a piece is.</summary>
    public static WorkKind KindOf(ConformPiece piece) => piece.IsWhole ? new(PullTask.WholeCopies, "", "")
        // Only the cutting itself can tell what a piece turns out as that may have to be whole.
        : new(PullTask.Originals, PullWork.SourceOf(piece.Codec, piece.Width, piece.Height), piece.WhyWhole.Length > 0 ? "cut, or whole" : "");
}
