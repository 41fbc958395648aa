using System.Collections.Immutable;
using Acetate.Hashing;

namespace Acetate.Mhl;

/// <summary>The history of a folder and of all histories nested in it, checked against their chains.</summary>
/// <remarks>Loading never fails because of what a history says: what is wrong stands in <see cref="Findings"/>, and
/// <see cref="IsTrusted"/> says whether the history may be relied upon. Failures of the storage itself come as exceptions.</remarks>
public sealed partial class MhlHistory
{
    internal MhlHistory(ImmutableArray<ScopeHistory> scopes, ImmutableArray<HistoryFinding> findings)
    {
        Scopes = scopes;
        Findings = findings;
    }

    /// <summary>All scopes, the root first, then ordered by path. The root is there even when it has no history.</summary>
    public ImmutableArray<ScopeHistory> Scopes { get; }

    /// <summary>The scope that was loaded.</summary>
    public ScopeHistory Root => Scopes[0];

    /// <summary>Everything noteworthy about the history itself; those that break trust first.</summary>
    public ImmutableArray<HistoryFinding> Findings { get; }

    /// <summary>Whether there is a history and nothing about it breaks trust.</summary>
    public bool IsTrusted => Root.Exists && !Findings.Any(f => f.BreaksTrust);

    /// <summary>Loads and checks a history.</summary>
    /// <param name="files">Where it is kept.</param>
    /// <param name="rootName">The name of the root folder, which new manifests carry.</param>
    /// <param name="cancellationToken">Stops the loading.</param>
    public static Task<MhlHistory> LoadAsync(HistoryFiles files, string rootName, CancellationToken cancellationToken = default) =>
        new HistoryLoader(files, rootName).LoadAsync(cancellationToken);

    /// <summary>What the history says about a file, followed through renames; null when it does not know the path.</summary>
    /// <param name="path">Relative to the root.</param>
    public FileRecord? Find(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var scope = ScopeOf(path);
        return scope.Records.File(path.AsSpan(scope.Path.Length == 0 ? 0 : scope.Path.Length + 1));
    }

    /// <summary>The formats in which a file must be hashed so that a new generation can stand on the older ones:
    /// those asked for, and when none of them is recorded for the file, the first that is.</summary>
    public ImmutableArray<HashFormat> FormatsFor(string path, ImmutableArray<HashFormat> requested) =>
        FormatsFor(Find(path), requested);

    /// <summary>Throws <see cref="MhlException"/> with all reasons when the history must not be relied upon.</summary>
    public void ThrowIfUntrusted()
    {
        if (IsTrusted) return;
        var reasons = Findings.Where(f => f.BreaksTrust).Select(f => f.Message).ToList();
        throw new MhlException(
            Root.Exists ? MhlProblem.Untrusted : MhlProblem.NoHistory,
            reasons.Count == 0 ? "There is no ASC MHL history." : string.Join(Environment.NewLine, reasons));
    }

    internal static ImmutableArray<HashFormat> FormatsFor(FileRecord? record, ImmutableArray<HashFormat> requested) =>
        record is null || record.Trusted.IsEmpty || requested.Any(f => record.Hash(f) is not null)
            ? requested
            : requested.Add(record.Trusted[0].Digest.Format);

    /// <summary>The closest scope at or above a path that has a history, or the root.</summary>
    internal ScopeHistory ScopeOf(string path)
    {
        // Few histories nest; the deepest match is the longest.
        var closest = Root;
        for (var i = 1; i < Scopes.Length; i++)
            if (Scopes[i].Path.Length > closest.Path.Length && MhlPath.IsBelow(path, Scopes[i].Path))
                closest = Scopes[i];
        return closest;
    }

    /// <summary>The closest scope above another.</summary>
    internal ScopeHistory ParentOf(ScopeHistory scope) => ScopeOf(scope.Path);
}
