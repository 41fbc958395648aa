using System.Text.RegularExpressions;

namespace Acetate.Amf.Reading;

/// <summary>A place for a transform, and the identifiers that the schema allows there.</summary>
/// <param name="Name">The element's name.</param>
/// <param name="Pattern">Of the schemas 1.0 and 2.0 together.</param>
internal sealed record TransformSlot(string Name, Regex Pattern)
{
    private const string V15 = @"urn:ampas:aces:transformId:v1\.5:", V20 = @"urn:ampas:aces:transformId:v2\.0:";
    private const string Vendor = @"\S+\.\S+\.a\d+\.v\d+", Academy = @"\.Academy\.\S+\.a\d+\.\d+\.\d+";

    public static readonly TransformSlot Input = Of("inputTransform", $@"{V15}(IDT\.{Vendor}|ACEScsc\.\S+\.a\d+\.\d+\.\d+)|{V20}(Input\.{Vendor}|CSC\.\S+\.a\d+\.v\d+)");
    public static readonly TransformSlot Look = Of("lookTransform", $@"{V15}(LMT\.{Vendor}|LMT{Academy})|{V20}Look\.{Vendor}");
    public static readonly TransformSlot Output = Of("outputTransform", $@"{V15}(RRTODT\.{Vendor}|RRTODT{Academy})|{V20}Output\.{Vendor}");
    public static readonly TransformSlot InverseOutput = Of("inverseOutputTransform", $@"{V15}(InvRRTODT\.{Vendor}|InvRRTODT{Academy})|{V20}InvOutput\.{Vendor}");
    public static readonly TransformSlot ToSpace = Of("toCdlWorkingSpace", $@"{V15}(ACEScsc\.{Vendor}|ACEScsc{Academy})|{V20}CSC\.{Vendor}");
    public static readonly TransformSlot FromSpace = ToSpace with { Name = "fromCdlWorkingSpace" };
    public static readonly TransformSlot Rendering = Of("referenceRenderingTransform", $@"{V15}RRT\.a\d+\.\d+\.\d+");
    public static readonly TransformSlot Device = Of("outputDeviceTransform", $@"{V15}(ODT\.{Vendor}|ODT{Academy})");
    public static readonly TransformSlot InverseRendering = Of("inverseReferenceRenderingTransform", $@"{V15}InvRRT\.a\d+\.\d+\.\d+");
    public static readonly TransformSlot InverseDevice = Of("inverseOutputDeviceTransform", $@"{V15}(InvODT\.{Vendor}|InvODT{Academy})");

    // Backtracking would let a long identifier cost its square.
    private static TransformSlot Of(string name, string pattern) =>
        new(name, new Regex($@"\A(?:{pattern})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant));
}
