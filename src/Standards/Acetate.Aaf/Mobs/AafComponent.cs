using System.Collections.Immutable;
using Acetate.Aaf.Objects;

namespace Acetate.Aaf.Mobs;

/// <summary>What a slot or a component carries.</summary>
public enum AafMediaKind
{
    /// <summary>Moving or still picture.</summary>
    Picture,

    /// <summary>Sound.</summary>
    Sound,

    /// <summary>Timecode.</summary>
    Timecode,

    /// <summary>Edge code of film.</summary>
    Edgecode,

    /// <summary>Markers and other descriptions.</summary>
    Description,

    /// <summary>Anything else.</summary>
    Other,
}

/// <summary>What lies on a slot, or on the timeline within another component.</summary>
public abstract record AafComponent
{
    private AafComponent() { }

    /// <summary>Edit units of the slot; -1 when it is not told, as for timecode of material without end.</summary>
    public long Length { get; init; } = -1;

    /// <summary>What it carries.</summary>
    public AafMediaKind Media { get; init; } = AafMediaKind.Other;

    /// <summary>What people noted.</summary>
    public ImmutableArray<AafTag> Comments { get; init; } = [];

    /// <summary>What the program noted for itself.</summary>
    public ImmutableArray<AafTag> Attributes { get; init; } = [];

    /// <summary>The object with everything else.</summary>
    public required AafObject Raw { get; init; }

    /// <summary>One after the other. A transition overlaps its neighbours: its length is taken off theirs together.</summary>
    public sealed record Sequence(ImmutableArray<AafComponent> Components) : AafComponent;

    /// <summary>A stretch of another mob's slot.</summary>
    /// <param name="Mob">The mob; the null id when nothing is further back; null when it is not told, which means this same mob.</param>
    /// <param name="SlotId">Its slot.</param>
    /// <param name="Start">From where, in edit units of the slot that this clip lies on.</param>
    public sealed record SourceClip(AafMobId? Mob, int SlotId, long Start) : AafComponent;

    /// <summary>Nothing: black or silence.</summary>
    public sealed record Filler : AafComponent;

    /// <summary>A dissolve, wipe or other way from one component to the next.</summary>
    /// <param name="Operation">What is done; null when it is not told.</param>
    /// <param name="CutPoint">Where the cut would be, counted from the beginning of the transition.</param>
    public sealed record Transition(Effect? Operation, long CutPoint) : AafComponent;

    /// <summary>An effect over inputs: speed, resize, picture in picture, colour. AAF calls it an operation group.</summary>
    public sealed record Effect : AafComponent
    {
        /// <summary>Which one.</summary>
        public required AafOperation Operation { get; init; }

        /// <summary>What it works on, the first from below.</summary>
        public ImmutableArray<AafComponent> Inputs { get; init; } = [];

        /// <summary>Its settings.</summary>
        public ImmutableArray<AafParameter> Parameters { get; init; } = [];

        /// <summary>The clip it was rendered into; null when it was not.</summary>
        public AafComponent? Rendering { get; init; }

        /// <summary>The setting of this name; null when it has none.</summary>
        public AafParameter? Parameter(string name) => Parameters.FirstOrDefault(parameter => parameter.Name == name);
    }

    /// <summary>A choice: one component plays, the others are kept. Avid writes group clips so, and clips that are switched off.</summary>
    public sealed record Selector(AafComponent? Selected, ImmutableArray<AafComponent> Alternates) : AafComponent;

    /// <summary>Layers within a component: the last one is what is seen, and it may refer to those before it.</summary>
    public sealed record NestedScope(ImmutableArray<AafComponent> Slots) : AafComponent;

    /// <summary>A layer of the scope around this one.</summary>
    /// <param name="RelativeScope">How many scopes outwards; 0 is the innermost.</param>
    /// <param name="RelativeSlot">How many layers back from the one that this reference lies in.</param>
    public sealed record ScopeReference(int RelativeScope, int RelativeSlot) : AafComponent;

    /// <summary>Timecode that counts on from a label.</summary>
    /// <param name="Start">The label as a count of frames since 00:00:00:00.</param>
    /// <param name="FramesPerSecond">Labels in a second, such as 24 for 23.976.</param>
    /// <param name="IsDrop">Whether it is drop-frame.</param>
    public sealed record Timecode(long Start, int FramesPerSecond, bool IsDrop) : AafComponent;

    /// <summary>Edge code of film.</summary>
    /// <param name="Start">The number of the first frame.</param>
    /// <param name="Film">The gauge, such as <c>Ft35MM</c>, as far as the file names it.</param>
    /// <param name="Format">The kind of code, such as <c>EtKeycode</c>, as far as the file names it.</param>
    /// <param name="Header">The letters before the number.</param>
    public sealed record Edgecode(long Start, string Film, string Format, string Header) : AafComponent;

    /// <summary>A change between film speed and tape speed by repeated or left out fields.</summary>
    /// <param name="Input">What is changed.</param>
    /// <param name="Kind">Its number in the standard: 0 for 2:3, 1 for PAL, 2 and 3 for one to one.</param>
    /// <param name="IsFilmToTape">Film becomes tape; otherwise tape becomes film.</param>
    /// <param name="Phase">Where in the pattern it begins.</param>
    public sealed record Pulldown(AafComponent? Input, int Kind, bool IsFilmToTape, int Phase) : AafComponent;

    /// <summary>The same material in several forms, of which a program picks one.</summary>
    public sealed record EssenceGroup(ImmutableArray<AafComponent> Choices) : AafComponent;

    /// <summary>A marker ("locator").</summary>
    public sealed record Marker : AafComponent
    {
        /// <summary>The edit unit of its slot at which it stands; null when it stands for the whole.</summary>
        public long? Position { get; init; }

        /// <summary>What it says; empty when nothing.</summary>
        public string Comment { get; init; } = "";

        /// <summary>Who made it; empty when that is not told.</summary>
        public string User { get; init; } = "";

        /// <summary>The name of its colour, such as <c>Red</c>; empty when it has none.</summary>
        public string ColourName { get; init; } = "";

        /// <summary>Its colour, 16 bits each; null when it has none.</summary>
        public (int Red, int Green, int Blue)? Colour { get; init; }

        /// <summary>The slots it belongs to; none when it belongs to the mob.</summary>
        public ImmutableArray<int> Slots { get; init; } = [];

        /// <summary>The program's notes about it.</summary>
        public ImmutableArray<AafTag> Details { get; init; } = [];
    }

    /// <summary>A class of component that this reader has no words for.</summary>
    public sealed record Other : AafComponent;
}

/// <summary>Which effect it is.</summary>
/// <param name="Id">The id of its definition.</param>
/// <param name="Name">Its name, such as <c>Motion Control</c>; empty when the file does not define it.</param>
/// <param name="IsTimeWarp">Whether it changes speed.</param>
public sealed record AafOperation(Guid Id, string Name, bool IsTimeWarp);

/// <summary>A setting of an effect: constant, or changing over time.</summary>
public sealed record AafParameter
{
    /// <summary>The id of its definition.</summary>
    public required Guid Id { get; init; }

    /// <summary>Its name, such as <c>SpeedRatio</c>; empty when the file does not define it.</summary>
    public string Name { get; init; } = "";

    /// <summary>The value, when it is constant; otherwise null.</summary>
    public AafValue? Value { get; init; }

    /// <summary>The key frames, when it changes, in order of time.</summary>
    public ImmutableArray<AafKeyFrame> Points { get; init; } = [];

    /// <summary>How it goes from one key frame to the next, such as <c>LinearInterp</c>; empty when it is constant.</summary>
    public string Interpolation { get; init; } = "";

    /// <summary>The constant value as a number; null when it is none, or changes.</summary>
    public double? Number => AafKeyFrame.NumberOf(Value);
}

/// <summary>The value of a setting at a time.</summary>
/// <param name="Time">In edit units from the beginning of the effect, or as a part of it from 0 to 1: which, the setting's definition says.</param>
/// <param name="Value">The value.</param>
/// <param name="Details">Notes, such as the tangents of a curve (<c>PP_IN_TANGENT_POS_U</c>).</param>
public sealed record AafKeyFrame(AafRational Time, AafValue? Value, ImmutableArray<AafParameter> Details)
{
    /// <summary>The value as a number; null when it is none.</summary>
    public double? Number => NumberOf(Value);

    internal static double? NumberOf(AafValue? value) => value switch
    {
        AafValue.Whole { Number: var number } => (double)number,
        AafValue.Ratio { Number: { IsNumber: true } number } => number.ToDouble(),
        _ => null,
    };
}
