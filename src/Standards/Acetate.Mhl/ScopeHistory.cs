using System.Collections.Immutable;
using Acetate.Hashing;

namespace Acetate.Mhl;

/// <summary>The history of one scope: one <c>ascmhl</c> folder and all its generations.</summary>
public sealed class ScopeHistory
{
    internal ScopeHistory(string path, string name, bool exists, ImmutableArray<MhlGeneration> generations, OrphanManifest? orphan)
    {
        (Path, Name, Exists, Generations, Orphan) = (path, name, exists, generations, orphan);
        Records = new RecordIndex(generations);
    }

    /// <summary>The scope's folder, relative to the root; empty for the root itself.</summary>
    public string Path { get; }

    /// <summary>The name of the scope's folder.</summary>
    public string Name { get; }

    /// <summary>Whether there is an <c>ascmhl</c> folder.</summary>
    public bool Exists { get; }

    /// <summary>As the chain lists them.</summary>
    public ImmutableArray<MhlGeneration> Generations { get; }

    /// <summary>A manifest that was written but never entered in the chain; null when there is none.</summary>
    public OrphanManifest? Orphan { get; }

    /// <summary>The newest generation that could be read; null when there is none.</summary>
    public MhlGeneration? Latest => Generations.LastOrDefault(g => g.Manifest is not null);

    /// <summary>The patterns in force after the newest generation.</summary>
    public ImmutableArray<string> IgnorePatterns => Latest?.Manifest?.IgnorePatterns ?? Mhl.IgnorePatterns.Defaults;

    internal RecordIndex Records { get; }

    /// <summary>A path of this scope, as seen from the root.</summary>
    internal string FromRoot(string path) => MhlPath.Join(Path, path);
}

/// <summary>One generation of a history.</summary>
/// <param name="Number">From 1.</param>
/// <param name="FileName">The manifest's name in the <c>ascmhl</c> folder.</param>
/// <param name="Verdict">Whether it can be trusted.</param>
/// <param name="C4">What the chain says the manifest's bytes are.</param>
/// <param name="Manifest">What it says; null when it could not be read.</param>
public sealed record MhlGeneration(int Number, string FileName, GenerationVerdict Verdict, HashDigest C4, MhlManifest? Manifest);

/// <summary>Whether a generation can be trusted.</summary>
public enum GenerationVerdict
{
    /// <summary>Its manifest is exactly the one that the chain names.</summary>
    Intact,

    /// <summary>Its manifest is not there.</summary>
    Missing,

    /// <summary>Its manifest was changed after it was written.</summary>
    Modified,

    /// <summary>Its manifest is the one that was written, and cannot be used.</summary>
    Unreadable,

    /// <summary>Its number does not follow the one before: a generation was removed, doubled or moved.</summary>
    OutOfOrder,
}

/// <summary>A manifest that was written but never entered in the chain, because a seal was interrupted between the two.</summary>
/// <param name="Number">The generation that it would be.</param>
/// <param name="FileName">Its name.</param>
/// <param name="C4">The C4 identifier of its bytes.</param>
/// <param name="Manifest">What it says.</param>
public sealed record OrphanManifest(int Number, string FileName, HashDigest C4, MhlManifest Manifest);

/// <summary>Something about a history that a person should know.</summary>
/// <param name="Kind">What kind.</param>
/// <param name="Scope">The scope's folder, relative to the root; empty for the root.</param>
/// <param name="Generation">Which generation; null when none in particular.</param>
/// <param name="Message">A whole sentence.</param>
public sealed record HistoryFinding(HistoryFindingKind Kind, string Scope, int? Generation, string Message)
{
    /// <summary>Whether the history must not be relied upon because of this.</summary>
    public bool BreaksTrust => Kind < HistoryFindingKind.OrphanManifest;
}

/// <summary>Kinds of <see cref="HistoryFinding"/>; those before <see cref="OrphanManifest"/> break the trust in a history.</summary>
public enum HistoryFindingKind
{
    /// <summary>There is no <c>ascmhl</c> folder.</summary>
    NoHistory,

    /// <summary>The <c>ascmhl</c> folder has no chain file.</summary>
    ChainMissing,

    /// <summary>The chain file cannot be used.</summary>
    ChainUnreadable,

    /// <summary>A generation's manifest is not there.</summary>
    ManifestMissing,

    /// <summary>A generation's manifest was changed after it was written.</summary>
    ManifestModified,

    /// <summary>A generation's manifest cannot be used.</summary>
    ManifestUnreadable,

    /// <summary>Generation numbers have a gap, repeat, or do not rise.</summary>
    GenerationsOutOfOrder,

    /// <summary>A nested history that a generation refers to is not there.</summary>
    NestedHistoryMissing,

    /// <summary>A manifest of a nested history is not the one that a generation refers to.</summary>
    NestedManifestModified,

    /// <summary>A manifest was written but never entered in the chain.</summary>
    OrphanManifest,

    /// <summary>A file that looks like a manifest is not part of the history.</summary>
    StrayManifest,

    /// <summary>The newest record of some files says that they failed verification.</summary>
    FailedEntries,

    /// <summary>A nested history lies elsewhere than a generation says.</summary>
    NestedHistoryMoved,

    /// <summary>A generation says a file was renamed from a path that no earlier generation knows.</summary>
    UnknownPreviousPath,

    /// <summary>A document departs from the official schema without becoming unusable.</summary>
    SchemaDeparture,
}
