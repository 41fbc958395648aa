using Acetate.Timing;

namespace Acetate.Cuts;

/// <summary>How a file is read. The defaults suit files that say everything themselves.</summary>
public sealed record CutReadOptions
{
    /// <summary>The rate of lists that do not say theirs (EDLs never do; ALEs and shot lists may). Where the file says one, the file's counts.</summary>
    public FrameRate? Rate { get; init; }

    /// <summary>The format, where content and extension do not tell it.</summary>
    public CutFormat? Format { get; init; }

    /// <summary>The name of the cut, in files that hold several; null for the first.</summary>
    public string? Name { get; init; }

    /// <summary>Which columns of a shot list mean what; those that are not named here are found by their usual names.</summary>
    public ShotListColumns Columns { get; init; } = new();
}
