using System.Collections.Immutable;
using Acetate.Aaf.Mobs;
using Acetate.Timing;

namespace Acetate.Aaf.Compositions;

/// <summary>What an item of a track is.</summary>
public enum AafItemKind
{
    /// <summary>A stretch of another mob: picture or sound.</summary>
    Clip,

    /// <summary>Nothing: black or silence.</summary>
    Gap,

    /// <summary>What lies beneath is seen through: the layer below, with effects upon it where there are some (an adjustment layer, a title).</summary>
    Below,

    /// <summary>Several layers or several clips under one effect: a picture in picture, a collapsed stack, a nest.</summary>
    Stack,

    /// <summary>An effect that needs no input: a title, bars, a colour.</summary>
    Generator,

    /// <summary>A dissolve, a wipe, a fade.</summary>
    Transition,

    /// <summary>Something that this reader has no words for.</summary>
    Other,
}

/// <summary>An item of a track as an editor sees it: from cut to cut, with its effects and with where it comes from.</summary>
public sealed record AafItem
{
    /// <summary>What it is.</summary>
    public required AafItemKind Kind { get; init; }

    /// <summary>Where it lies on the track, from cut to cut. Items follow each other; a transition lies over both of its neighbours.</summary>
    public required FrameRange Range { get; init; }

    /// <summary>The name of the clip, the stack's first clip, or the effect; empty when there is none.</summary>
    public string Name { get; init; } = "";

    /// <summary>Whether it plays: Avid keeps clips that are switched off.</summary>
    public bool IsOn { get; init; } = true;

    /// <summary>Where the first frame comes from; null when it is no clip.</summary>
    /// <remarks>With a change of speed this is the first frame of the clip within it: see <see cref="AafSpeed.FirstOffset"/>.</remarks>
    public AafSourceChain? Source { get; init; }

    /// <summary>The change of speed; null when there is none.</summary>
    public AafSpeed? Speed { get; init; }

    /// <summary>The effects on it, the innermost first; those that change speed among them.</summary>
    public ImmutableArray<AafComponent.Effect> Effects { get; init; } = [];

    /// <summary>Frames that it plays on before its cut, beneath the transition.</summary>
    public long HeadOverlap { get; init; }

    /// <summary>Frames that it plays on after its cut, beneath the transition.</summary>
    public long TailOverlap { get; init; }

    /// <summary>What a stack holds, from below; each layer's items lie in the frames of the stack's first effect or scope, from 0.</summary>
    public ImmutableArray<ImmutableArray<AafItem>> Layers { get; init; } = [];

    /// <summary>The other choices, of a group clip: the cameras that were not chosen.</summary>
    public ImmutableArray<AafItem> Alternates { get; init; } = [];

    /// <summary>Of a transition, the frame of the track on which the cut would lie; otherwise null.</summary>
    public long? CutPoint { get; init; }

    /// <summary>The component that it was made of.</summary>
    public required AafComponent Component { get; init; }

    /// <summary>The source's timecode at the first frame of the clip; null when no source has one.</summary>
    public Timecode? SourceStart => Source?.Start;
}

/// <summary>A track of a composition.</summary>
public sealed record AafTrack
{
    /// <summary>Picture or sound.</summary>
    public required AafMediaKind Media { get; init; }

    /// <summary>The slot that it lies in. The layers of one slot are tracks each: V1, V2 and so on.</summary>
    public required AafSlot Slot { get; init; }

    /// <summary>The number among tracks of its kind, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>Its layer within the slot, from 1, the lowest first.</summary>
    public int Layer { get; init; } = 1;

    /// <summary>The name; empty when it has none.</summary>
    public string Name { get; init; } = "";

    /// <summary>The rate in which its items are counted.</summary>
    public required FrameRate Rate { get; init; }

    /// <summary>Frames from the beginning to the end of the last item.</summary>
    public required long Length { get; init; }

    /// <summary>The items in order.</summary>
    public required ImmutableArray<AafItem> Items { get; init; }

    /// <summary>The effects on the whole track, the innermost first, such as the pan of a sound track.</summary>
    public ImmutableArray<AafComponent.Effect> Effects { get; init; } = [];
}

/// <summary>A marker of a mob.</summary>
public sealed record AafMarker
{
    /// <summary>What it says, its colour and who made it.</summary>
    public required AafComponent.Marker Text { get; init; }

    /// <summary>The frame at which it stands, from the beginning of the mob.</summary>
    public required long Frame { get; init; }

    /// <summary>Frames that it covers, at least 1.</summary>
    public required long Length { get; init; }

    /// <summary>The rate in which it is counted.</summary>
    public required FrameRate Rate { get; init; }

    /// <summary>The slots that it belongs to; none when it belongs to the mob.</summary>
    public required ImmutableArray<int> Slots { get; init; }

    /// <summary>The number of its own slot among tracks, which says the layer it belongs to; null when it has none.</summary>
    public int? PhysicalTrack { get; init; }
}
