using System.Collections.Immutable;

namespace Acetate.Tools.Pulls.Delivery;

/// <summary>Gathers problems. A package of strangers may have millions: beyond a number they are counted only.</summary>
public sealed class DeliveryFindings
{
    /// <summary>The most problems that are kept.</summary>
    public const int Most = 10_000;

    private readonly Lock gate = new();
    private readonly List<DeliveryProblem> problems = [];

    /// <summary>Problems that were found, kept or not.</summary>
    public int Count { get; private set; }

    /// <summary>Those that were counted and not kept.</summary>
    public long More => Count - problems.Count;

    /// <summary>Something that must be mended.</summary>
    public void Error(string code, string path, string message, string advice) => Add(new(DeliverySeverity.Error, code, path, message, advice));

    /// <summary>Something to look at.</summary>
    public void Warning(string code, string path, string message, string advice) => Add(new(DeliverySeverity.Warning, code, path, message, advice));

    /// <summary>Errors first, otherwise in the order in which they were found.</summary>
    public ImmutableArray<DeliveryProblem> ToImmutable() => [.. problems.OrderBy(problem => problem.Severity)];

    private void Add(DeliveryProblem problem)
    {
        lock (gate)
        {
            Count++;
            if (problems.Count < Most) problems.Add(problem);
        }
    }
}
