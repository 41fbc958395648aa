namespace Acetate.Amf.Reading;

/// <summary>A place for a transform, and the forms of identifier that the schemas 1.0 and 2.0 together allow there.</summary>
/// <param name="Name">The element's name.</param>
/// <param name="Forms">The patterns of the schemas, taken apart: a pattern with two gaps would cost the square of a long identifier.</param>
internal sealed record TransformSlot(string Name, params TransformSlot.Form[] Forms)
{
    public static readonly TransformSlot Input = new("inputTransform", Vendor("1.5", "IDT"), new("1.5", "ACEScsc", Middle.One, IsVendor: false), Vendor("2.0", "Input"), new("2.0", "CSC", Middle.One, IsVendor: true));
    public static readonly TransformSlot Look = new("lookTransform", Vendor("1.5", "LMT"), Academy("LMT"), Vendor("2.0", "Look"));
    public static readonly TransformSlot Output = new("outputTransform", Vendor("1.5", "RRTODT"), Academy("RRTODT"), Vendor("2.0", "Output"));
    public static readonly TransformSlot InverseOutput = new("inverseOutputTransform", Vendor("1.5", "InvRRTODT"), Academy("InvRRTODT"), Vendor("2.0", "InvOutput"));
    public static readonly TransformSlot ToSpace = new("toCdlWorkingSpace", Vendor("1.5", "ACEScsc"), Academy("ACEScsc"), Vendor("2.0", "CSC"));
    public static readonly TransformSlot FromSpace = ToSpace with { Name = "fromCdlWorkingSpace" };
    public static readonly TransformSlot Rendering = new("referenceRenderingTransform", new Form("1.5", "RRT", Middle.None, IsVendor: false));
    public static readonly TransformSlot Device = new("outputDeviceTransform", Vendor("1.5", "ODT"), Academy("ODT"));
    public static readonly TransformSlot InverseRendering = new("inverseReferenceRenderingTransform", new Form("1.5", "InvRRT", Middle.None, IsVendor: false));
    public static readonly TransformSlot InverseDevice = new("inverseOutputDeviceTransform", Vendor("1.5", "InvODT"), Academy("InvODT"));

    /// <summary>What stands between kind and version.</summary>
    public enum Middle
    {
        /// <summary>Nothing.</summary>
        None,

        /// <summary>One part or more.</summary>
        One,

        /// <summary>Two parts or more: owner and name.</summary>
        Two,

        /// <summary>Academy and a name.</summary>
        Academy,
    }

    /// <summary>Whether the identifier has one of the forms.</summary>
    public bool Allows(string id) => Forms.Any(form => form.Fits(id));

    private static Form Vendor(string specification, string kind) => new(specification, kind, Middle.Two, IsVendor: true);

    private static Form Academy(string kind) => new("1.5", kind, Middle.Academy, IsVendor: false);

    /// <summary>One pattern: <c>urn:ampas:aces:transformId:v{Specification}:{Kind}.{Middle}.{version}</c>.</summary>
    /// <param name="Specification">1.5 or 2.0.</param>
    /// <param name="Kind">IDT, CSC and so on.</param>
    /// <param name="Between">What stands between kind and version.</param>
    /// <param name="IsVendor">The version is a1.v1; otherwise a1.0.3.</param>
    public sealed record Form(string Specification, string Kind, Middle Between, bool IsVendor)
    {
        private readonly string prefix = $"urn:ampas:aces:transformId:v{Specification}:{Kind}.";

        public bool Fits(string id)
        {
            if (!id.StartsWith(prefix, StringComparison.Ordinal)) return false;
            var rest = id.AsSpan(prefix.Length);
            foreach (var c in rest)
                if (char.IsWhiteSpace(c)) return false;
            if (!TakeLast(ref rest, IsVendor ? "v" : "") || (!IsVendor && !TakeLast(ref rest, ""))) return false;
            if (Between == Middle.None) return IsNumber(rest, "a");
            if (!TakeLast(ref rest, "a")) return false;
            return Between switch
            {
                Middle.One => rest.Length > 0,
                Middle.Two => rest.Length > 2 && rest[1..^1].Contains('.'),
                _ => rest.Length > "Academy.".Length && rest.StartsWith("Academy."),
            };
        }

        /// <summary>Takes the last part off, with its point, if it is a letter and digits.</summary>
        private static bool TakeLast(ref ReadOnlySpan<char> rest, string letter)
        {
            var point = rest.LastIndexOf('.');
            if (point < 0 || !IsNumber(rest[(point + 1)..], letter)) return false;
            rest = rest[..point];
            return true;
        }

        private static bool IsNumber(ReadOnlySpan<char> part, string letter) =>
            part.StartsWith(letter) && part.Length > letter.Length && !part[letter.Length..].ContainsAnyExceptInRange('0', '9');
    }
}
