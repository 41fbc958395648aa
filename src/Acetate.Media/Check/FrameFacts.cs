namespace Acetate.Media.Check;

/// <summary>What is kept of each frame until the clip has ended: some 700 bytes, 60 MB for an hour.</summary>
internal sealed class FrameFacts
{
    public required long Number { get; init; }

    /// <summary>Why there is no picture; all else is then of no meaning.</summary>
    public string? Missing { get; set; }

    public string? Label { get; init; }

    public bool IsFinite { get; init; } = true;

    /// <summary>Of luma.</summary>
    public float Mean { get; init; }

    public float Low { get; init; }

    public float High { get; init; }

    /// <summary>The value that the part of the pixels which a black frame needs is at or below.</summary>
    public float BlackTop { get; init; }

    public float RedToGreen { get; init; }

    public float BlueToGreen { get; init; }

    public float Clipped { get; init; }

    public float BlockEdges { get; init; }

    public PictureRegion? BlockRegion { get; init; }

    public float Sharpness { get; init; }

    public (int Row, float Part)[] Steps { get; init; } = [];

    /// <summary>Mean difference to the frame before; negative where there is none.</summary>
    public float Motion { get; init; } = -1;

    /// <summary>Mean difference to the frame two before; negative where there is none.</summary>
    public float TwoMotion { get; init; } = -1;

    /// <summary>How alike the frame before is: 1 the same, 0 not at all; brightness and contrast are left out.</summary>
    public float Likeness { get; init; } = 1;

    /// <summary>Whether every pixel is as in the frame before.</summary>
    public bool IsSame { get; init; }

    /// <summary>Motion by area.</summary>
    public float[] AreaMotion { get; init; } = [];

    /// <summary>Difference to the frame two before by area; empty where there is none.</summary>
    public float[] AreaTwoMotion { get; init; } = [];

    /// <summary>By row of areas: the least difference to one of the frames two to six before.</summary>
    public float[] Older { get; init; } = [];

    /// <summary>Means by area.</summary>
    public float[] AreaMeans { get; init; } = [];

    /// <summary>Whether another shot begins with it, or the clip.</summary>
    public bool IsCut { get; set; }
}
