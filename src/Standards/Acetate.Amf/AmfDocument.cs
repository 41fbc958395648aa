using System.Collections.Immutable;
using Acetate.Cdl;

namespace Acetate.Amf;

/// <summary>An ACES Metadata File (Academy S-2019-001): which colour transforms belong to a clip, and which are in its pixels already.</summary>
public sealed record AmfDocument
{
    /// <summary>Of the document's schema.</summary>
    public AmfVersion Version { get; init; } = AmfVersion.V2;

    /// <summary>Who wrote it and when.</summary>
    public AmfInfo Info { get; init; } = new();

    /// <summary>The clip it belongs to; null when something else makes the link.</summary>
    public AmfClipId? Clip { get; init; }

    /// <summary>The transforms.</summary>
    public AmfPipeline Pipeline { get; init; } = new();

    /// <summary>Earlier pipelines of the same pictures; history, never applied.</summary>
    public ImmutableArray<AmfPipeline> Archived { get; init; } = [];

    /// <summary>Where the file departs from its schema; empty for documents made here. With an error among them it must not be used.</summary>
    public ImmutableArray<AmfProblem> Problems { get; init; } = [];
}

/// <summary>The two schemas.</summary>
public enum AmfVersion
{
    /// <summary>AMF 1.0, <c>urn:ampas:aces:amf:v1.0</c>.</summary>
    V1,

    /// <summary>AMF 2.0, <c>urn:ampas:aces:amf:v2.0</c>.</summary>
    V2,
}

/// <summary>About a document or a pipeline.</summary>
public sealed record AmfInfo
{
    /// <summary>What people wrote; null when nothing.</summary>
    public string? Description { get; init; }

    /// <summary>Who wrote it.</summary>
    public ImmutableArray<AmfAuthor> Authors { get; init; } = [];

    /// <summary>When it was made; null when the file does not say.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>When it was last changed; null when the file does not say.</summary>
    public DateTimeOffset? Modified { get; init; }

    /// <summary>Its id; AMF 1.0 may do without.</summary>
    public Guid? Uuid { get; init; }
}

/// <summary>An author.</summary>
/// <param name="Name">The name.</param>
/// <param name="EmailAddress">Null when the file has none, which the schema does not allow.</param>
public sealed record AmfAuthor(string Name, string? EmailAddress);

/// <summary>The clip of a document.</summary>
public sealed record AmfClipId
{
    /// <summary>Without extension and frame digits.</summary>
    public required string Name { get; init; }

    /// <summary>The frames, when the clip is a sequence.</summary>
    public AmfSequence? Sequence { get; init; }

    /// <summary>The file, when it is one: an address.</summary>
    public string? File { get; init; }

    /// <summary>The id, when that is the link.</summary>
    public Guid? Uuid { get; init; }
}

/// <summary>A sequence with a file per frame.</summary>
/// <param name="Pattern">File name in which <paramref name="Placeholder"/> stands for the digits.</param>
/// <param name="Placeholder">Usually <c>#</c>.</param>
/// <param name="First">Number of the first frame.</param>
/// <param name="Last">Number of the last frame, included.</param>
public sealed record AmfSequence(string Pattern, string Placeholder, long First, long Last);

/// <summary>A version of ACES.</summary>
public readonly record struct AcesVersion(int Major, int Minor, int Patch)
{
    /// <summary>Such as 1.3.0.</summary>
    public override string ToString() => $"{Major}.{Minor}.{Patch}";
}

/// <summary>Transforms in the order in which they are applied: input, looks, output.</summary>
public sealed record AmfPipeline
{
    /// <summary>Who made it and when.</summary>
    public AmfInfo Info { get; init; } = new();

    /// <summary>The ACES version it is made for; null when the file does not say.</summary>
    public AcesVersion? System { get; init; }

    /// <summary>From the camera's code values to ACES2065-1; null when the pictures are ACES already.</summary>
    public AmfTransform? Input { get; init; }

    /// <summary>Looks, each from ACES to ACES, and the place of the user's own grade among them.</summary>
    public ImmutableArray<AmfStage> Stages { get; init; } = [];

    /// <summary>From ACES to the display; null when none is prescribed.</summary>
    public AmfTransform? Output { get; init; }

    /// <summary>The looks in order.</summary>
    public IEnumerable<AmfTransform> Looks => Stages.OfType<AmfStage.Look>().Select(look => look.Transform);

    /// <summary>In which line the pipeline begins; 0 when made here.</summary>
    public int Line { get; init; }
}

/// <summary>What stands between input and output.</summary>
public abstract record AmfStage
{
    private AmfStage() { }

    /// <summary>A look.</summary>
    public sealed record Look(AmfTransform Transform) : AmfStage;

    /// <summary>Where the user's grade belongs: before it is the input side, after it the viewing side.</summary>
    public sealed record WorkingLocation(int Line = 0) : AmfStage;
}

/// <summary>A transform at its place.</summary>
public sealed record AmfTransform
{
    /// <summary>What people wrote; null when nothing.</summary>
    public string? Description { get; init; }

    /// <summary>Of the file it names.</summary>
    public AmfHash? Hash { get; init; }

    /// <summary>True when it is in the pixels already, and must not be applied again. Null where the schema has no such mark.</summary>
    public bool? Applied { get; init; }

    /// <summary>What it is.</summary>
    public required AmfContent Content { get; init; }

    /// <summary>Line of the element, from 1; 0 when made here.</summary>
    public int Line { get; init; }
}

/// <summary>A hash of a file's bytes.</summary>
/// <param name="Algorithm">The address by which XML signatures name it.</param>
/// <param name="Digest">The bytes of the digest.</param>
public sealed record AmfHash(string Algorithm, ImmutableArray<byte> Digest)
{
    /// <summary>SHA-256.</summary>
    public const string Sha256 = "http://www.w3.org/2001/04/xmlenc#sha256";

    /// <summary>SHA-1.</summary>
    public const string Sha1 = "http://www.w3.org/2000/09/xmldsig#sha1";

    /// <summary>MD5.</summary>
    public const string Md5 = "http://www.w3.org/2001/04/xmldsig-more#md5";
}

/// <summary>What a transform is. One of a closed family.</summary>
public abstract record AmfContent
{
    private AmfContent() { }

    /// <summary>Nothing that could be read; the document has an error.</summary>
    public sealed record Missing : AmfContent;

    /// <summary>A transform by its identifier.</summary>
    public sealed record ById(string TransformId) : AmfContent;

    /// <summary>A file beside the document, by its address.</summary>
    public sealed record ByFile(string Address) : AmfContent;

    /// <summary>A LUT whose own id this is.</summary>
    public sealed record ByUuid(Guid Uuid) : AmfContent;

    /// <summary>Output: rendering, then device.</summary>
    public sealed record Rendering(AmfTransform ReferenceRendering, AmfTransform OutputDevice) : AmfContent;

    /// <summary>Input made of a display picture: the inverse of an output transform.</summary>
    public sealed record InverseOutput(AmfTransform Output) : AmfContent;

    /// <summary>Input made of a display picture: inverse device, then inverse rendering.</summary>
    public sealed record InverseRendering(AmfTransform OutputDevice, AmfTransform ReferenceRendering) : AmfContent;

    /// <summary>A look: an ASC CDL, and the space in which it works; null where a tool has left it out.</summary>
    public sealed record Grade(AmfWorkingSpace? Space, CdlValues Values) : AmfContent
    {
        /// <summary>Notes in the node of slope, offset and power.</summary>
        public ImmutableArray<string> SopDescriptions { get; init; } = [];

        /// <summary>Notes in the node of the saturation.</summary>
        public ImmutableArray<string> SatDescriptions { get; init; } = [];
    }

    /// <summary>A look: a correction of a <c>.cc</c>, <c>.ccc</c> or <c>.cdl</c> file, and the space in which it works.</summary>
    public sealed record Correction(AmfWorkingSpace? Space, string Id, string? File) : AmfContent;
}

/// <summary>The space in which a CDL works.</summary>
/// <param name="To">From ACES into the space; null means the inverse of <paramref name="From"/>.</param>
/// <param name="From">From the space back to ACES; null when the file has none, which no schema allows.</param>
public sealed record AmfWorkingSpace(AmfTransform? To, AmfTransform? From);
