using Acetate.Library;
using Acetate.Library.Pulls;

namespace Acetate.Tools.Pulls.Work;

/// <summary>Says how long plates would take on machines that one has or might have, from what such plates took here.</summary>
/// <param name="library">The library.</param>
public sealed class CapacityDesk(MediaLibrary library)
{
    private const int MostNamed = 5;

    /// <summary>Answers a question.</summary>
    /// <param name="question">The question.</param>
    /// <param name="source">Plates of which clips: their codec and size as pulls have them; empty for those that were made last.</param>
    /// <param name="made">As what; empty for what was made last.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="PullException">The question makes no sense, or nothing like it was ever measured here; the message says what to do.</exception>
    public Task<CapacityAnswer> AskAsync(CapacityQuestion question, string source, string made, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(question);
        if (question.Problems().FirstOrDefault() is { } problem) throw new PullException(problem);
        return library.ReadAsync(async tx =>
        {
            var kinds = await tx.PlateKindsAsync(cancellationToken);
            if (kinds.IsEmpty)
                throw new PullException("No plate was ever made here, so nobody can say how long more of them take. Make a small VFX pull of your own footage, some plates of a few seconds: when it is delivered, its steps have been measured, and this is answered from them.");
            var kind = kinds.FirstOrDefault(one => (source.Length == 0 || one.Source.Equals(source, StringComparison.OrdinalIgnoreCase)) && (made.Length == 0 || one.Made.Equals(made, StringComparison.OrdinalIgnoreCase)))
                ?? throw new PullException($"Such plates were never made here. Measured were: {string.Join("; ", kinds.Take(MostNamed).Select(one => $"{one.Source} as {one.Made}"))}{(kinds.Length > MostNamed ? $"; and {kinds.Length - MostNamed} more kinds" : "")}.");
            return Capacity.Of(question, (await tx.PlateHistoryAsync(kind, cancellationToken))!);
        }, cancellationToken);
    }

    /// <summary>Kinds of plates that can be asked about, those that were made last first.</summary>
    public Task<System.Collections.Immutable.ImmutableArray<WorkKind>> KindsAsync(CancellationToken cancellationToken) => library.ReadAsync(tx => tx.PlateKindsAsync(cancellationToken), cancellationToken);
}
