namespace Acetate.Steps.Render;

/// <summary>How far along the pipeline of an AMF pictures are taken.</summary>
public enum AmfExtent
{
    /// <summary>The input transform alone: light of the scene, for plates.</summary>
    InputOnly,

    /// <summary>The input transform and the looks.</summary>
    WithLooks,

    /// <summary>All of it, to the display.</summary>
    WithOutput,
}
