using System.Collections.Immutable;

namespace Acetate.Mhl;

/// <summary>What a history and a request together leave out, seen from the root.</summary>
/// <remarks>
/// Patterns are relative to their scope. Patterns of the history never hide a file that the newest generation lists: whoever
/// wrote that generation with those patterns did not mean that file. Patterns of the request hide whatever they match.
/// </remarks>
public sealed class HidingRules
{
    private readonly MhlHistory history;
    private readonly ImmutableArray<(ScopeHistory Scope, IgnorePatterns Patterns)> stored;
    private readonly IgnorePatterns extra;
    private readonly HashSet<string> keptFolders = new(StringComparer.Ordinal);

    /// <summary>Gathers the rules.</summary>
    /// <param name="history">Whose patterns apply.</param>
    /// <param name="extraPatterns">Further patterns, relative to the root.</param>
    /// <param name="reading">How the history's own patterns are read.</param>
    public HidingRules(MhlHistory history, ImmutableArray<string> extraPatterns = default, PatternReading reading = PatternReading.Git)
    {
        ArgumentNullException.ThrowIfNull(history);
        this.history = history;
        extra = new IgnorePatterns(extraPatterns.IsDefault ? [] : extraPatterns);
        stored = [.. history.Scopes.Select(s => (s, new IgnorePatterns(s.IgnorePatterns, reading)))];
        foreach (var (scope, _) in stored)
        {
            foreach (var (path, record) in scope.Records.Files)
            {
                if (record.NewestGeneration != scope.Latest?.Number || !HidesByStored(scope.FromRoot(path), isFolder: false)) continue;
                for (var folder = MhlPath.FolderOf(scope.FromRoot(path)); folder.Length > 0; folder = MhlPath.FolderOf(folder)) keptFolders.Add(folder);
            }
        }
    }

    /// <summary>Whether an entry is left out.</summary>
    /// <param name="path">Relative to the root.</param>
    /// <param name="isFolder">Whether it is a folder; a hidden folder need not be entered.</param>
    public bool Hides(string path, bool isFolder)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (extra.Hides(path, isFolder)) return true;
        if (isFolder ? keptFolders.Contains(path) : IsListedNow(path)) return false;
        return HidesByStored(path, isFolder);
    }

    private bool IsListedNow(string path)
    {
        var scope = history.ScopeOf(path);
        var record = scope.Records.File(scope.Path.Length == 0 ? path : path.AsSpan(scope.Path.Length + 1));
        return record is not null && record.NewestGeneration == scope.Latest?.Number;
    }

    private bool HidesByStored(string path, bool isFolder)
    {
        foreach (var (scope, patterns) in stored)
        {
            if (scope.Path.Length == 0 ? patterns.Hides(path, isFolder)
                : MhlPath.IsBelow(path, scope.Path) && patterns.Hides(path[(scope.Path.Length + 1)..], isFolder))
            {
                return true;
            }
        }

        return false;
    }
}
