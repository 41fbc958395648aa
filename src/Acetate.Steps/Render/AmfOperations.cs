using System.Collections.Immutable;
using System.Globalization;
using Acetate.Amf;
using Acetate.Amf.Registry;
using Acetate.Cdl;
using Acetate.Imaging.Colour;
using Acetate.Imaging.Colour.Cdl;
using Acetate.Imaging.Colour.Encodings;
using Acetate.Imaging.Colour.Luts;
using Acetate.Media.Render;

namespace Acetate.Steps.Render;

/// <summary>What a transform of an AMF computes, or why it cannot be had.</summary>
internal sealed record AmfOperation
{
    public required string Name { get; init; }

    public IColourOperation? Operation { get; init; }

    public string? Id { get; init; }

    public ColourEncoding? Encoding { get; init; }

    public double? Peak { get; init; }

    public ImmutableSortedDictionary<string, string> Parameters { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    public string? WhyNot { get; init; }

    public RecipeStep Step(RecipeStage stage) => new(stage, Name) { TransformId = Id, Parameters = Parameters, Tool = ColourTool.Name };
}

/// <summary>From the contents of transforms to operations. Files are read from the folder of the document alone.</summary>
internal static class AmfOperations
{
    /// <summary>The operation of a transform that is to have a role: input, look or output.</summary>
    public static AmfOperation Of(AmfTransform transform, AcesRole role, string folder) => transform.Content switch
    {
        AmfContent.ById(var id) => ById(id, role),
        AmfContent.ByFile(var address) => Table(transform, address, folder),
        AmfContent.ByUuid(var uuid) => No($"LUT {uuid}", $"The LUT is named by its id alone ({uuid}), and no file says which that is. Have the AMF name the file."),
        AmfContent.Rendering(_, var device) when role == AcesRole.Output => Of(device, role, folder),
        AmfContent.InverseOutput(var output) when role == AcesRole.Input => Of(output, role, folder),
        AmfContent.InverseRendering(var device, _) when role == AcesRole.Input => Of(device, role, folder),
        AmfContent.Grade(var space, var values) when role == AcesRole.Look => Graded("CDL", space, values, folder),
        AmfContent.Correction(var space, var id, var file) when role == AcesRole.Look => Correction(transform, space, id, file, folder),
        _ => No("transform", "What the AMF says here cannot be applied here."),
    };

    /// <summary>The id that tells what a transform is: of a pair that of the device.</summary>
    public static string? IdOf(AmfContent content) => content switch
    {
        AmfContent.ById(var id) => id,
        AmfContent.Rendering(_, { Content: var device }) => IdOf(device),
        AmfContent.InverseOutput({ Content: var output }) => IdOf(output),
        AmfContent.InverseRendering({ Content: var device }, _) => IdOf(device),
        _ => null,
    };

    private static AmfOperation ById(string id, AcesRole role)
    {
        var transform = AcesTransforms.Resolve(id);
        var name = AmfColour.NameOf(id, transform.Operation?.Name ?? id);
        if (transform.Operation is not { } operation) return No(name, transform.WhyNot!) with { Id = id };
        var fits = role switch
        {
            AcesRole.Input => transform.Role is AcesRole.Input or AcesRole.InverseOutput,
            AcesRole.Look => transform.Role is AcesRole.Look,
            AcesRole.Output => transform.Role is AcesRole.Output,
            _ => transform.Role == role,
        };
        return fits
            ? new() { Name = name, Operation = operation, Id = id, Encoding = transform.Encoding, Peak = transform.Peak, Parameters = transform.Parameters }
            : No(name, $"{name} ({id}) cannot stand at this place of a pipeline.") with { Id = id };
    }

    private static AmfOperation Table(AmfTransform transform, string address, string folder)
    {
        var path = Uri.UnescapeDataString(address.Trim());
        var name = $"file {Path.GetFileName(path)}";
        if (!AmfFiles.TryRead(folder, address, transform.Hash, out var bytes, out var reason)) return No(name, reason);
        try
        {
            var operation = LutFile.Read(new MemoryStream(bytes, writable: false), Path.GetFileName(path));
            return new()
            {
                Name = $"{name}: {operation.Name}",
                Operation = operation,
                Parameters = OutputEncodings.Facts(("file", path), ("hash", transform.Hash is null ? "none in the AMF" : "as the AMF says"), ("sha256", Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)))),
            };
        }
        catch (LutException fault)
        {
            return No(name, fault.Message);
        }
    }

    private static AmfOperation Correction(AmfTransform transform, AmfWorkingSpace? space, string id, string? file, string folder)
    {
        var name = $"CDL '{id}'";
        if (file is null) return No(name, $"The correction '{id}' is named without its file. Have the AMF name the file, or hold the numbers.");
        if (!AmfFiles.TryRead(folder, file, transform.Hash, out var bytes, out var reason)) return No(name, reason);
        try
        {
            var corrections = CdlReader.Read(new MemoryStream(bytes, writable: false), Path.GetFileName(file));
            var found = corrections.Find(id) ?? (corrections.Kind == CdlDocumentKind.Correction && corrections.Corrections.First() is { Id: null or "" } only ? only : null);
            return found is null ? No(name, $"'{Path.GetFileName(file)}' has no correction '{id}'.") : Graded($"{name} of {Path.GetFileName(file)}", space, found.Values, folder);
        }
        catch (CdlException fault)
        {
            return No(name, fault.Message);
        }
    }

    /// <summary>Into the working space, the grade, and back. Nothing is limited to 0 and 1: the spaces are scene light, most of them logarithms.</summary>
    private static AmfOperation Graded(string name, AmfWorkingSpace? space, CdlValues values, string folder)
    {
        if (values.WhyNot() is { } wrong) return No(name, wrong);
        if (space?.From is not { } from) return No(name, "The CDL does not say in which space it works. Have the AMF say it; ACEScct is usual.");
        var back = Of(from, AcesRole.Input, folder);
        if (back.Operation is null) return No(name, $"The way from the CDL's space back to ACES cannot be had: {back.WhyNot}");
        var there = space.To is { } to ? Of(to, AcesRole.FromAces, folder) : Inverse(back);
        if (there.Operation is null) return No(name, $"The way from ACES into the CDL's space cannot be had: {there.WhyNot}");
        var spaceName = back.Encoding?.Name ?? back.Name;
        return new()
        {
            Name = $"{name} in {spaceName}",
            Operation = new ColourChain($"{name} in {spaceName}", [there.Operation, Grade(values), back.Operation]),
            Parameters = Facts(values).SetItem("from space", back.Id ?? back.Name).SetItem("to space", there.Id ?? there.Name),
        };
    }

    /// <summary>A correction on the values of its space; what is below 0 or above 1 stays.</summary>
    public static CdlOperation Grade(CdlValues values) => new(Of(values.Slope), Of(values.Offset), Of(values.Power), values.Saturation, IsClamped: false);

    /// <summary>A correction's numbers, for the recipe.</summary>
    public static ImmutableSortedDictionary<string, string> Facts(CdlValues values) => OutputEncodings.Facts(
        ("offset", Text(values.Offset)), ("power", Text(values.Power)), ("saturation", values.Saturation.ToString("R", CultureInfo.InvariantCulture)), ("slope", Text(values.Slope)), ("style", "not clamped"));

    private static AmfOperation Inverse(AmfOperation back)
    {
        if (back.Encoding is { } encoding) return new() { Name = $"ACES2065-1 to {encoding.Name}", Operation = encoding.FromAces(), Id = AcesInputs.IdFromAces(encoding), Encoding = encoding };
        return back.Id is { } id && AmfRegistry.Official.Find(id)?.InverseId is { } inverse ? ById(inverse, AcesRole.FromAces) : No("working space", $"{back.Name} has no inverse here. Have the AMF name <toCdlWorkingSpace>.");
    }

    private static AmfOperation No(string name, string why) => new() { Name = name, WhyNot = why };

    private static Imaging.Colour.Rgb Of(Cdl.Rgb values) => new(values.Red, values.Green, values.Blue);

    private static string Text(Cdl.Rgb values) => string.Create(CultureInfo.InvariantCulture, $"{values.Red:R} {values.Green:R} {values.Blue:R}");
}
