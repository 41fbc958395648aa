namespace Acetate.Media.Check;

/// <summary>What holding a clip against a still of the set gave.</summary>
public enum StillVerdict
{
    /// <summary>The look is the still's.</summary>
    Same,

    /// <summary>The look is another one.</summary>
    Differs,

    /// <summary>No frame that was looked at shows what the still shows.</summary>
    NotFound,

    /// <summary>They cannot be compared: the still cannot be read, or one of the two is for another display.</summary>
    NotCompared,
}
