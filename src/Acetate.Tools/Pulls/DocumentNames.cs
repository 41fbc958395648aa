using System.Collections.Immutable;

namespace Acetate.Tools.Pulls;

/// <summary>The names that a document may have because of what it belongs to: the narrowest goes first.</summary>
public sealed record DocumentNames
{
    /// <summary>Who asks, for messages: <c>AGM_104_065_010 PL01</c> or a clip's name.</summary>
    public required string For { get; init; }

    /// <summary>The plate, as <c>shot_element</c>; empty where there is none.</summary>
    public string Plate { get; init; } = "";

    /// <summary>The shot; empty where there is none.</summary>
    public string Shot { get; init; } = "";

    /// <summary>The clip.</summary>
    public required string Clip { get; init; }

    /// <summary>The clip's reel; empty when it has none.</summary>
    public string Reel { get; init; } = "";

    /// <summary>The clip's roll; empty when not known.</summary>
    public string Roll { get; init; } = "";

    /// <summary>All of them with what they name, in order.</summary>
    internal ImmutableArray<(string Name, string Of)> All =>
        [.. ((string Name, string Of)[])[(Plate, "plate"), (Shot, "shot"), (Clip, "clip"), (Reel, "reel"), (Roll, "roll")] is var all ? all.Where(one => one.Name.Length > 0) : []];
}
