using System.Collections.Immutable;

namespace Acetate.Otio;

/// <summary>An object with a schema. Which objects there are is closed; one of a schema that is not known is an <see cref="UnknownSchema"/>.</summary>
public abstract record OtioObject : OtioValue
{
    private protected OtioObject()
    {
    }

    /// <summary>The name of the schema without its version, such as <c>Clip</c>.</summary>
    public abstract string SchemaName { get; }

    /// <summary>Members that the schema does not know, in order: they are kept, and written first, as the reference implementation does.</summary>
    /// <remarks>Of an <see cref="UnknownSchema"/> all members.</remarks>
    public OtioDictionary<OtioValue> OtherMembers { get; init; } = [];
}

/// <summary>An object with a name and metadata: every object but those of unknown schemas.</summary>
public abstract record NamedObject : OtioObject
{
    private protected NamedObject()
    {
    }

    /// <summary>The name for people; empty when there is none. Not unique.</summary>
    public string Name { get; init; } = "";

    /// <summary>What programs keep beside the model, each under a name of its own (<c>cmx_3600</c>, <c>fcp_xml</c>): kept and written back.</summary>
    public OtioDictionary<OtioValue> Metadata { get; init; } = [];
}

/// <summary>An object of a schema that this library does not know: kept whole and written back.</summary>
/// <remarks>
/// It may stand wherever an object may, also where the reference implementation refuses the file: among the children of a track (without a duration),
/// the effects of a clip, the media references. The abstract schemas of the reference (such as <c>Item.1</c>) are read like this too.
/// </remarks>
/// <param name="Name">The name of the schema.</param>
/// <param name="Version">Its version.</param>
public sealed record UnknownSchema(string Name, int Version) : OtioObject
{
    /// <inheritdoc/>
    public override string SchemaName => Name;
}

/// <summary>A file's collection of timelines, clips or anything else, such as the bin an Avid log describes.</summary>
public sealed record SerializableCollection : NamedObject
{
    /// <inheritdoc/>
    public override string SchemaName => "SerializableCollection";

    /// <summary>What is in it, in order.</summary>
    public ImmutableArray<OtioObject> Children { get; init; } = [];
}
