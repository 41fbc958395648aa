using System.Collections.Immutable;
using Acetate.Cuts.Reading;

namespace Acetate.Cuts.Writing;

/// <summary>Collects what a format cannot hold.</summary>
internal sealed class LossList
{
    private readonly ProblemLog log = new();

    public void Add(string code, CutEvent? item, string message, string fix)
    {
        var who = item is null ? "" : $"event {(item.Number.Length > 0 ? item.Number : item.Id)}{(item.Name.Length > 0 ? $" '{ProblemLog.Shown(item.Name)}'" : "")}";
        log.Warning(code, item?.Line ?? 0, who, message, fix, item?.Id);
    }

    public ImmutableArray<CutProblem> ToImmutable() => log.ToImmutable();
}
