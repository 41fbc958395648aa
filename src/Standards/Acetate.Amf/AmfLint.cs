using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Acetate.Amf.Registry;

namespace Acetate.Amf;

/// <summary>What is known about a clip from elsewhere: its header, its log, its report.</summary>
public sealed record AmfClipFacts
{
    /// <summary>What messages call the clip.</summary>
    public required string Clip { get; init; }

    /// <summary>The set-up it was shot in, such as 24A; null when not known. Clips of one set-up should agree.</summary>
    public string? Setup { get; init; }

    /// <summary>How its pictures are written; null when not known.</summary>
    public AmfClipEncoding? Encoding { get; init; }

    /// <summary>The exposure index; null when not known.</summary>
    public int? ExposureIndex { get; init; }

    /// <summary>The white balance in kelvin; null when not known.</summary>
    public int? WhiteBalanceKelvin { get; init; }

    /// <summary>Its AMF; null when it has none.</summary>
    public AmfDocument? Amf { get; init; }
}

/// <summary>Something odd about a clip and its AMF.</summary>
/// <param name="Clip">The clip.</param>
/// <param name="Problem">What.</param>
public sealed record AmfFinding(string Clip, AmfProblem Problem);

/// <summary>Holds AMFs against the clips they belong to, and the clips of a set-up against each other.</summary>
public static partial class AmfLint
{
    /// <summary>Everything odd: input transforms that contradict their clip, set-ups that do not agree, and what is missing.</summary>
    public static ImmutableArray<AmfFinding> Check(IEnumerable<AmfClipFacts> clips)
    {
        ArgumentNullException.ThrowIfNull(clips);
        var all = clips.ToList();
        return [.. all.SelectMany(clip => OfClip(clip).Select(problem => new AmfFinding(clip.Clip, problem))), .. all.Where(clip => clip.Setup is not null).GroupBy(clip => clip.Setup!, StringComparer.OrdinalIgnoreCase).SelectMany(OfSetup)];
    }

    private static IEnumerable<AmfProblem> OfClip(AmfClipFacts clip)
    {
        List<string> missing = [.. new[] { clip.Encoding is null ? "its encoding" : "", clip.ExposureIndex is null ? "its exposure index" : "", clip.WhiteBalanceKelvin is null ? "its white balance" : "" }.Where(text => text.Length > 0)];
        if (missing.Count > 0) yield return new(AmfSeverity.Warning, "missing-critical-field", 0, "", $"Nothing says {string.Join(", ", missing)}: that cannot be compared.");
        if (clip.Amf is not { } amf)
        {
            yield return new(AmfSeverity.Warning, "no-amf", 0, "", "The clip has no AMF.");
            yield break;
        }

        var pipeline = amf.Pipeline;
        if (pipeline.Input is not { } input)
        {
            if (clip.Encoding is { Curve: not ("" or "ACES2065-1") } encoding)
                yield return new(AmfSeverity.Error, "input-contradicts-clip", pipeline.Line, "pipeline", $"The AMF has no input transform, which means ACES2065-1; the clip is {encoding}.");
        }
        else if (input.Content is AmfContent.ById(var id))
        {
            foreach (var problem in OfInput(clip, input, id)) yield return problem;
        }

        if (pipeline.System is null) yield return new(AmfSeverity.Warning, "missing-critical-field", pipeline.Line, "pipeline/pipelineInfo", "The AMF does not say for which version of ACES it is made.");
        if (pipeline.Output is null) yield return new(AmfSeverity.Info, "missing-critical-field", pipeline.Line, "pipeline", "The AMF prescribes no output transform: how it was looked at is not known.");
    }

    private static IEnumerable<AmfProblem> OfInput(AmfClipFacts clip, AmfTransform input, string id)
    {
        const string path = "pipeline/inputTransform";
        if (clip.Encoding is { } encoding && AmfClipEncoding.ExpectedBy(id) is { } expected && expected.Contradicts(encoding) && !IsArriRaw(expected, encoding))
            yield return new(AmfSeverity.Error, "input-contradicts-clip", input.Line, path, $"The input transform expects {expected} ({AmfReader.Shown(id)}), and the clip is {encoding}.");
        var name = AmfTransformId.TryParse(id, out var parsed) ? parsed.Name : "";
        if (clip.ExposureIndex is { } index && Index().Match(name) is { Success: true } ei && int.Parse(ei.Groups[1].ValueSpan, CultureInfo.InvariantCulture) is var saidIndex && saidIndex != index)
            yield return new(AmfSeverity.Warning, "input-contradicts-exposure-index", input.Line, path, $"The input transform is made for EI {saidIndex}, and the clip was shot at EI {index}.");
        if (clip.WhiteBalanceKelvin is { } kelvin && Temperature().Match(name) is { Success: true } cct && int.Parse(cct.Groups[1].ValueSpan, CultureInfo.InvariantCulture) is var saidKelvin && Math.Abs(saidKelvin - kelvin) > saidKelvin / 20)
            yield return new(AmfSeverity.Warning, "input-contradicts-white-balance", input.Line, path, $"The input transform is made for {saidKelvin} K, and the clip was shot at {kelvin} K.");
    }

    // Raw is developed to LogC by most decoders; the transforms named raw say so only about the sensor.
    private static bool IsArriRaw(AmfClipEncoding expected, AmfClipEncoding clip) => expected.Curve == "ARRIRAW" && clip.Curve is "" or "ARRIRAW";

    private static IEnumerable<AmfFinding> OfSetup(IGrouping<string, AmfClipFacts> setup) =>
    [
        .. Differing(setup, clip => clip.WhiteBalanceKelvin, "setup-white-balance", "white balance", " K"),
        .. Differing(setup, clip => clip.ExposureIndex, "setup-exposure-index", "exposure index", ""),
    ];

    /// <summary>The clips that are not as most of their set-up.</summary>
    private static IEnumerable<AmfFinding> Differing(IGrouping<string, AmfClipFacts> setup, Func<AmfClipFacts, int?> value, string code, string what, string unit)
    {
        var groups = setup.Where(clip => value(clip) is not null).GroupBy(value).OrderByDescending(group => group.Count()).ThenBy(group => group.Key).ToList();
        if (groups.Count < 2) return [];
        return groups.Skip(1).SelectMany(group => group.Select(clip => new AmfFinding(clip.Clip, new(
            AmfSeverity.Warning,
            code,
            0,
            "",
            string.Create(CultureInfo.InvariantCulture, $"In set-up {setup.Key} the {what} of this clip is {group.Key}{unit}, and that of {groups[0].Count()} {(groups[0].Count() == 1 ? "other is" : "others is")} {groups[0].Key}{unit}.")))));
    }

    [GeneratedRegex(@"(?:^|[-_])EI(\d{2,5})(?:$|[-_])")]
    private static partial Regex Index();

    [GeneratedRegex(@"(?:^|[-_])CCT(\d{4,5})(?:$|[-_])")]
    private static partial Regex Temperature();
}
