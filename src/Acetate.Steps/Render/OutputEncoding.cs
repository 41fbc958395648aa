using System.Collections.Immutable;
using System.Globalization;
using Acetate.Imaging.Colour;
using Acetate.Imaging.Colour.Curves;
using Acetate.Imaging.Colour.Encodings;
using Acetate.Media.Encode;
using Acetate.Media.Render;

namespace Acetate.Steps.Render;

/// <summary>An encoding that pictures are delivered in, and the way to it from ACES2065-1.</summary>
public sealed record OutputEncoding
{
    /// <summary>As people ask for it: <c>ACEScg</c>, <c>Rec.709</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What the values mean: its gamut gives the chromaticities of a file's header, its curve the transfer.</summary>
    public required ColourEncoding Encoding { get; init; }

    /// <summary>From ACES2065-1; null when that is the encoding itself.</summary>
    public IColourOperation? FromAces { get; init; }

    /// <summary>The official id of that transform, where it has one.</summary>
    public string? TransformId { get; init; }

    /// <summary>What it is done with, for the recipe.</summary>
    public ImmutableSortedDictionary<string, string> Parameters { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Luminance of the display's peak in cd/m²; null when the values are those of a scene, or nobody says it.</summary>
    public double? Peak { get; init; }

    /// <summary>Whether the values stand for the light of a display.</summary>
    public bool IsVideo => VideoEncodings.IsVideo(Encoding);

    /// <summary>What files say of it; movies by the numbers of <see cref="CodePoints"/>.</summary>
    public PictureColour Colour => IsVideo
        ? new(Name, Encoding.Gamut, Encoding.Curve switch
        {
            PerceptualQuantizer => PictureTransfer.Pq,
            HybridLogGamma => PictureTransfer.Hlg,
            SrgbCurve => PictureTransfer.Srgb,
            PowerCurve { Exponent: 2.2 } => PictureTransfer.Gamma22,
            PowerCurve { Exponent: 2.4 } => PictureTransfer.Bt1886,
            PowerCurve { Exponent: 2.6 } => PictureTransfer.Gamma26,
            _ => PictureTransfer.Other,
        })
        : PictureColour.Of(Encoding);

    /// <summary>The step of the recipe.</summary>
    public RecipeStep Step => new(RecipeStage.Output, FromAces?.Name ?? Name) { TransformId = TransformId, Parameters = Parameters, Tool = ColourTool.Name };
}

/// <summary>The encodings that can be asked for by name.</summary>
public static class OutputEncodings
{
    private const string Urn = "urn:ampas:aces:transformId:";

    // What people say, and the output transform of ACES 2.0 that is meant.
    private static readonly Lazy<(string Name, string Transform)[]> Friendly = new(() =>
    [
        ("Rec.709", "Rec709-D65_100nit_in_Rec709-D65_BT1886"),
        ("sRGB", "Rec709-D65_100nit_in_Rec709-D65_sRGB-Piecewise"),
        ("Rec.709 gamma 2.2", "Rec709-D65_100nit_in_Rec709-D65_Gamma2pt2"),
        ("P3-D65", "P3-D65_48nit_in_P3-D65_Gamma2pt6"),
        ("Display P3", "P3-D65_100nit_in_P3-D65_sRGB-Piecewise"),
        ("Display P3 HDR", "P3-D65_1000nit_in_P3-D65_sRGB-Piecewise"),
        ("DCDM", "P3-D65_48nit_in_XYZ-E_Gamma2pt6"),
        ("DCDM HDR 300 nit", "P3-D65_300nit_in_XYZ-E_ST2084"),
        ("P3-D65 PQ 108 nit", "P3-D65_108nit_in_P3-D65_ST2084"),
        .. ((int[])[500, 1000, 2000, 4000]).SelectMany(peak => ((string, string)[])
        [
            (Nits($"Rec.2100 PQ {peak} nit"), Nits($"Rec2100-D65_{peak}nit_in_Rec2100-D65_ST2084")),
            (Nits($"Rec.2100 PQ {peak} nit P3"), Nits($"P3-D65_{peak}nit_in_Rec2100-D65_ST2084")),
            (Nits($"P3-D65 PQ {peak} nit"), Nits($"P3-D65_{peak}nit_in_P3-D65_ST2084")),
        ]),
        ("Rec.2100 HLG", "P3-D65_1000nit_in_Rec2100-D65_HLG"),
    ]);

    /// <summary>ACES2065-1 itself: what plates are in.</summary>
    public static OutputEncoding Aces { get; } = new() { Name = KnownEncodings.Aces.Name, Encoding = KnownEncodings.Aces };

    /// <summary>What pictures are looked at in when nobody says otherwise: ACES 2.0 on a Rec.709 display of 100 cd/m².</summary>
    public static OutputEncoding Rec709 => Looked.Value;

    /// <summary>A picture that somebody else finished for a Rec.709 display of 100 cd/m²: nothing is computed to come there.</summary>
    internal static OutputEncoding FinishedRec709 { get; } = new() { Name = "Rec.709", Encoding = VideoEncodings.Rec709, Peak = 100 };

    // Its tables take a worker that renders plates longer than everything else that it makes ready.
    private static readonly Lazy<OutputEncoding> Looked = new(() => Display("Rec.709", AcesOutputName.Parse("Rec709-D65_100nit_in_Rec709-D65_BT1886")!));

    /// <summary>Every name that <see cref="Find"/> knows in full; of LogC3 the usual exposure index alone.</summary>
    public static ImmutableArray<string> Names =>
        [.. KnownEncodings.All.Concat(KnownEncodings.CameraLinear).Select(encoding => encoding.Name), KnownEncodings.LogC3(800).Name, .. Friendly.Value.Select(row => row.Name)];

    /// <summary>The encoding of a name, or null: one of <see cref="Names"/> in any spelling that leaves its letters and digits,
    /// a short name such as <c>LogC4</c>, or the id of an output transform or of a transform from ACES to an encoding, with its urn or without.</summary>
    public static OutputEncoding? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length > 200) return null;
        var plain = Plain(name);
        if (Friendly.Value.FirstOrDefault(row => Plain(row.Name) == plain) is { Transform: { } transform } known) return Display(known.Name, AcesOutputName.Parse(transform)!);
        return ById(name) ?? (KnownEncodings.Find(name) is { } encoding && !VideoEncodings.IsVideo(encoding) ? Scene(encoding) : null);
    }

    /// <summary>A scene encoding as output.</summary>
    internal static OutputEncoding Scene(ColourEncoding encoding) => encoding == KnownEncodings.Aces ? Aces : new()
    {
        Name = encoding.Name,
        Encoding = encoding,
        FromAces = encoding.FromAces(),
        TransformId = AcesInputs.IdFromAces(encoding),
        Parameters = Facts(("adaptation", encoding.Gamut.Adaptation.Name), ("curve", encoding.Curve.Name), ("gamut", encoding.Gamut.Name)),
    };

    private static OutputEncoding Display(string name, AcesOutputName output) => new()
    {
        Name = name,
        Encoding = output.Encoding with { Name = name },
        FromAces = output.Operation(),
        TransformId = output.TransformId,
        Peak = output.Peak,
        Parameters = FactsOf(output),
    };

    internal static ImmutableSortedDictionary<string, string> FactsOf(AcesOutputName output) => Facts(
        ("display", output.Container), ("limiting gamut", $"{output.Limits}-{(output.IsD60 ? "D60" : "D65")}"), ("peak", Nits($"{output.Peak} cd/m²")), ("transfer", output.Transfer));

    private static OutputEncoding? ById(string name)
    {
        var id = name.StartsWith(Urn, StringComparison.Ordinal) && name.IndexOf(':', Urn.Length) is > 0 and var colon ? name[(colon + 1)..] : name;
        const string output = "Output.Academy.", version = ".a2.v1";
        if (id.StartsWith(output, StringComparison.Ordinal) && id.EndsWith(version, StringComparison.Ordinal))
            return AcesOutputName.Parse(id[output.Length..^version.Length]) is { } parsed ? Display(parsed.ToString(), parsed) : null;
        if (AcesTransforms.Resolve(name) is { Role: AcesRole.Output or AcesRole.FromAces, Operation: { } operation, Encoding: { } made } transform)
            return new() { Name = made.Name, Encoding = made, FromAces = operation, TransformId = transform.Id, Peak = transform.Peak, Parameters = transform.Parameters };
        return AcesInputs.All.FirstOrDefault(row => !row.ToAces && row.Id == id).Encoding is { } encoding ? Scene(encoding) : null;
    }

    internal static ImmutableSortedDictionary<string, string> Facts(params ReadOnlySpan<(string Name, string Value)> facts)
    {
        var all = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in facts) all[name] = value;
        return all.ToImmutable();
    }

    private static string Nits(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Plain(string name) => new([.. name.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant)]);
}
