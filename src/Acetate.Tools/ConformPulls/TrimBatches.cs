using System.Collections.Immutable;

namespace Acetate.Tools.ConformPulls;

/// <summary>Puts the trims of a plan into steps. Pure: the same plan gives the same steps.</summary>
/// <remarks>A process of its own for each piece costs more than a short piece does. A step that is tried again repeats little: what it made is there.</remarks>
internal static class TrimBatches
{
    /// <summary>Pieces of a step. FFmpeg compares so many in one process.</summary>
    public const int MostPieces = 32;

    /// <summary>Bytes of a step's pieces together, by the estimate: so much is soon repeated, and other machines get their share. A larger piece is alone.</summary>
    public const long MostBytes = 1L << 30;

    /// <summary>The steps, each named after its first piece. What a step took tells what work of one kind takes, so its pieces are of one kind.</summary>
    public static ImmutableArray<TrimBatch> Of(PlannedConform plan) =>
    [
        .. plan.Clips.GroupBy(ConformPullWork.KindOf).SelectMany(kind => Of(kind.Select(piece => (piece.Step, piece.Bytes)))),
        .. Of(plan.Sound.Select(one => (one.Step, one.Bytes))),
    ];

    /// <summary>The steps that make pieces of a size, in their order.</summary>
    public static IEnumerable<TrimBatch> Of(IEnumerable<(string Piece, long Bytes)> pieces)
    {
        var (batch, bytes) = (ImmutableArray.CreateBuilder<string>(), 0L);
        foreach (var (piece, length) in pieces)
        {
            if (batch.Count > 0 && (batch.Count == MostPieces || bytes + length > MostBytes))
            {
                yield return new(batch[0], batch.DrainToImmutable());
                bytes = 0;
            }

            batch.Add(piece);
            bytes += length;
        }

        if (batch.Count > 0) yield return new(batch[0], batch.DrainToImmutable());
    }
}

/// <summary>A step, and the pieces that it makes.</summary>
/// <param name="Step">Its name.</param>
/// <param name="Pieces">The pieces as plans name them, in its order.</param>
internal sealed record TrimBatch(string Step, ImmutableArray<string> Pieces);
