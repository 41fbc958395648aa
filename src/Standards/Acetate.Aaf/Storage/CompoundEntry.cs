namespace Acetate.Aaf.Storage;

/// <summary>A folder ("storage") or a file ("stream") within a compound file.</summary>
internal sealed class CompoundEntry
{
    public required int Number { get; init; }
    public required string Name { get; init; }
    public required bool IsStream { get; init; }
    public required Guid ClassId { get; init; }
    public required uint Start { get; init; }
    public required long Size { get; init; }

    /// <summary>The entries of a folder by name; empty for a stream.</summary>
    public Dictionary<string, CompoundEntry> Children { get; } = new(0, StringComparer.Ordinal);

    /// <summary>The entry of this name, if there is one of the kind.</summary>
    public CompoundEntry? Find(string name, bool isStream) =>
        Children.TryGetValue(name, out var entry) && entry.IsStream == isStream ? entry : null;
}
