using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Acetate.Library;
using Acetate.Tools.VfxPulls.Plates;
using Acetate.Tools.VfxPulls.Shots;

namespace Acetate.Tools.VfxPulls;

/// <summary>What a show and a vendor agreed on: how plates are named, numbered and made. Every member has a default.</summary>
public sealed record VfxPullSettings
{
    /// <summary>Frames before the cut, in the time of the cut; 8, the field's usual least.</summary>
    public int HeadHandle { get; init; } = 8;

    /// <summary>Frames after the cut, in the time of the cut.</summary>
    public int TailHandle { get; init; } = 8;

    /// <summary>How frames are numbered.</summary>
    public FrameNumbering Numbering { get; init; } = new();

    /// <summary>How plates are named; see <see cref="PlateTemplate"/>.</summary>
    public string Template { get; init; } = PlateTemplate.Usual;

    /// <summary>Where the names of shots stand in a cut.</summary>
    public ImmutableArray<ShotRule> ShotRules { get; init; } = [.. ShotRule.Usual];

    /// <summary>What the numbers in a plate mean. A logarithm is not among them: compositing needs light.</summary>
    public PlateEncoding Encoding { get; init; } = PlateEncoding.Aces2065;

    /// <summary>Pixels across that a plate has at least; 0 asks for none.</summary>
    public int MinimumWidth { get; init; }

    /// <summary>Pixels across that plates are fitted into; null: as they were recorded. Never more than that.</summary>
    public int? Width { get; init; }

    /// <summary>Pixels down that plates are fitted into; null: as they were recorded.</summary>
    public int? Height { get; init; }
}

/// <summary>What the numbers in a plate mean: scene light, by one of two sets of primaries.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<PlateEncoding>))]
public enum PlateEncoding
{
    /// <summary>ACES2065-1 (SMPTE ST 2065-1), which SMPTE ST 2065-4 files hold.</summary>
    Aces2065,

    /// <summary>ACEScg (Academy S-2014-004), which renderers and compositors work in.</summary>
    AcesCg,
}
