using System.Collections.Immutable;

namespace Acetate.Cdl;

/// <summary>A file of one or more corrections, with everything else that stands in it, in its order.</summary>
public sealed record CdlDocument
{
    /// <summary>What its root says it is; the extension of a file is not asked.</summary>
    public required CdlDocumentKind Kind { get; init; }

    /// <summary>What stands in it, in order; for a <c>.cc</c> its one correction.</summary>
    public ImmutableArray<CdlItem> Items { get; init; } = [];

    /// <summary>Attributes of the root that the format does not know, by expanded name; written back.</summary>
    public ImmutableDictionary<string, string> OtherAttributes { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>What the file did in its own way; empty for documents made here.</summary>
    public ImmutableArray<CdlNotice> Notices { get; init; } = [];

    /// <summary>All corrections in order, those of decisions included.</summary>
    public IEnumerable<ColorCorrection> Corrections => Items.SelectMany(Of);

    /// <summary>The first correction with this id, or null.</summary>
    public ColorCorrection? Find(string id) => Corrections.FirstOrDefault(correction => correction.Id == id);

    /// <summary>A document that holds these corrections: a <c>.cc</c> for exactly one is made by naming the kind.</summary>
    /// <exception cref="ArgumentException">A <c>.cc</c> holds one correction.</exception>
    public static CdlDocument Of(CdlDocumentKind kind, params IEnumerable<ColorCorrection> corrections)
    {
        var all = corrections.ToImmutableArray();
        if (kind == CdlDocumentKind.Correction && all.Length != 1)
            throw new ArgumentException($"A .cc file holds one correction, not {all.Length}.", nameof(corrections));
        return new()
        {
            Kind = kind,
            Items = [.. all.Select(correction => kind == CdlDocumentKind.DecisionList
                ? (CdlItem)new CdlItem.Decision([new CdlItem.Correction(correction)])
                : new CdlItem.Correction(correction))],
        };
    }

    private static IEnumerable<ColorCorrection> Of(CdlItem item) => item switch
    {
        CdlItem.Correction(var correction) => [correction],
        CdlItem.Decision(var items) => items.OfType<CdlItem.Correction>().Select(inner => inner.Value),
        _ => [],
    };
}

/// <summary>The three kinds of file.</summary>
public enum CdlDocumentKind
{
    /// <summary><c>.cc</c>, root ColorCorrection.</summary>
    Correction,

    /// <summary><c>.ccc</c>, root ColorCorrectionCollection.</summary>
    Collection,

    /// <summary><c>.cdl</c>, root ColorDecisionList.</summary>
    DecisionList,
}

/// <summary>One correction: an id, the two nodes, and what people wrote beside them.</summary>
public sealed record ColorCorrection
{
    /// <summary>The id; null when there is none, which many tools take for the file's name or the place in the collection.</summary>
    public string? Id { get; init; }

    /// <summary>Nodes, notes and what is not known, in order.</summary>
    public ImmutableArray<CdlItem> Items { get; init; } = [];

    /// <summary>Attributes that the format does not know, by expanded name; written back.</summary>
    public ImmutableDictionary<string, string> OtherAttributes { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Line of the element, from 1; 0 when made here.</summary>
    public int Line { get; init; }

    /// <summary>The ten numbers; what is not given is neutral.</summary>
    public CdlValues Values
    {
        get
        {
            var sop = Items.OfType<CdlItem.SopNode>().FirstOrDefault();
            var sat = Items.OfType<CdlItem.SatNode>().FirstOrDefault();
            return new()
            {
                Slope = sop?.Slope ?? Rgb.Of(1),
                Offset = sop?.Offset ?? Rgb.Of(0),
                Power = sop?.Power ?? Rgb.Of(1),
                Saturation = sat?.Saturation ?? 1,
            };
        }
    }

    /// <summary>A correction with these numbers and a note, if there is one.</summary>
    public static ColorCorrection Of(string? id, CdlValues values, string? description = null) => new ColorCorrection
    {
        Id = id,
        Items = description is null ? [] : [new CdlItem.Note(CdlNoteKind.Description, description)],
    }.With(values);

    /// <summary>The same correction with other numbers; notes and what is not known stay where they are.</summary>
    public ColorCorrection With(CdlValues values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.WhyNot() is { } reason) throw new ArgumentException(reason, nameof(values));
        var items = Items.Select(item => item switch
        {
            CdlItem.SopNode sop => sop with { Slope = values.Slope, Offset = values.Offset, Power = values.Power },
            CdlItem.SatNode sat => sat with { Saturation = values.Saturation },
            _ => item,
        }).ToList();
        if (!items.OfType<CdlItem.SopNode>().Any()) items.Insert(AfterNotes(), new CdlItem.SopNode(values.Slope, values.Offset, values.Power, []));
        if (!items.OfType<CdlItem.SatNode>().Any()) items.Insert(items.FindIndex(item => item is CdlItem.SopNode) + 1, new CdlItem.SatNode(values.Saturation, []));
        return this with { Items = [.. items] };

        int AfterNotes() => items.FindLastIndex(item => item is CdlItem.Note) is var last && items.FindIndex(item => item is CdlItem.SatNode) is >= 0 and var sat
            ? Math.Min(last + 1, sat) : last + 1;
    }
}

/// <summary>What stands in a CDL file, at any level.</summary>
public abstract record CdlItem
{
    private CdlItem() { }

    /// <summary>What a person wrote.</summary>
    public sealed record Note(CdlNoteKind Kind, string Text) : CdlItem;

    /// <summary>A correction.</summary>
    public sealed record Correction(ColorCorrection Value) : CdlItem;

    /// <summary>A decision of a decision list: a shot and its correction.</summary>
    public sealed record Decision(ImmutableArray<CdlItem> Items) : CdlItem;

    /// <summary>The shot of a decision: a path or address.</summary>
    public sealed record MediaReference(string Address) : CdlItem;

    /// <summary>The id of a correction that stands elsewhere. It is never followed here.</summary>
    public sealed record Reference(string Id) : CdlItem;

    /// <summary>Slope, offset and power; null is what the file left out.</summary>
    public sealed record SopNode(Rgb? Slope, Rgb? Offset, Rgb? Power, ImmutableArray<CdlItem> Others) : CdlItem;

    /// <summary>The saturation; null when the file left it out.</summary>
    public sealed record SatNode(double? Saturation, ImmutableArray<CdlItem> Others) : CdlItem;

    /// <summary>An element that the format does not know, as XML; written back where it stood.</summary>
    public sealed record Foreign(string Xml) : CdlItem;
}

/// <summary>What a note is about.</summary>
public enum CdlNoteKind
{
    /// <summary>The element it stands in.</summary>
    Description,

    /// <summary>The pictures as they come in, such as their colour space.</summary>
    InputDescription,

    /// <summary>The way to look at the result.</summary>
    ViewingDescription,
}
