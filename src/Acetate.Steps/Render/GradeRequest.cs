namespace Acetate.Steps.Render;

/// <summary>Colour that was decided on set and that no AMF says: a CDL, a LUT, or a CDL and then a LUT.</summary>
public sealed record GradeRequest
{
    /// <summary>A document with the correction: .cdl, .ccc or .cc; null: there is none.</summary>
    public StoredDocument? Cdl { get; init; }

    /// <summary>The id of the correction in it; null: the only one, or the one that has the clip's name or reel.</summary>
    public string? Correction { get; init; }

    /// <summary>The encoding in which the correction works and which the LUT takes, by name; the default is ACEScct. <c>ARRI LogC4</c> grades in the camera's log.</summary>
    public string In { get; init; } = "ACEScct";

    /// <summary>A table (.cube, .3dl, .clf …) from <see cref="In"/> to a finished Rec.709 picture, in place of the default output; null: there is none.</summary>
    public StoredDocument? Lut { get; init; }
}
