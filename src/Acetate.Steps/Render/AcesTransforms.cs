using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Acetate.Amf.Registry;
using Acetate.Imaging.Colour;

namespace Acetate.Steps.Render;

/// <summary>The transforms of the ACES registry by id: every version from 1.0 to 2.0, earlier names included.</summary>
public static partial class AcesTransforms
{
    private const string Urn = "urn:ampas:aces:transformId:";
    private static readonly ConcurrentDictionary<string, AcesTransform> Made = new(StringComparer.Ordinal);

    /// <summary>What an id computes; null when it is not known or not computed here, and <see cref="Resolve"/> says why.</summary>
    public static IColourOperation? Find(string transformId) => Resolve(transformId).Operation;

    /// <summary>What an id is. Earlier names and the spellings of the field mean the transform that the registry lists for them.</summary>
    public static AcesTransform Resolve(string transformId)
    {
        ArgumentNullException.ThrowIfNull(transformId);
        if (Entry(transformId) is not { } entry)
            return new(transformId, AcesRole.Unknown) { WhyNot = $"No version of ACES lists '{(transformId.Length <= 120 ? transformId : transformId[..120] + "…")}'." };
        return Made.GetOrAdd(entry.Id, static (id, kind) => Make(id, kind), entry.Kind) with { Id = transformId };
    }

    /// <summary>An id without its urn and without its version: <c>CSC.Sony.SLog3_SGamut3_to_ACES</c>.</summary>
    internal static string NameOf(string id)
    {
        var body = id.StartsWith(Urn, StringComparison.Ordinal) && id.IndexOf(':', Urn.Length) is > 0 and var colon ? id[(colon + 1)..] : id;
        return Version().Replace(body, "");
    }

    private static AmfRegistryEntry? Entry(string id)
    {
        var registry = AmfRegistry.Official;
        if (registry.Find(id) is { } entry) return entry;
        if (registry.Find($"{Urn}v1.5:{id}") is { } withUrn) return withUrn;
        foreach (var version in registry.Versions)
            if (registry.StandingOf(id, version) switch { AmfStanding.Listed(var listed) => listed, AmfStanding.Earlier(var next) => next, _ => null } is { } found)
                return found;
        return null;
    }

    private static AcesTransform Make(string id, string kind)
    {
        var name = NameOf(id);
        return kind switch
        {
            "CSC" or "ACEScsc" or "IDT" => AcesInputTransforms.Of(id, name),
            "LMT" or "Look" or "InvLMT" or "InvLook" => AcesLooks.Of(id, name),
            "RRT" or "InvRRT" or "ODT" or "InvODT" or "RRTODT" or "InvRRTODT" or "Output" or "InvOutput" => AcesOutputs.Of(id, kind, name),
            _ => new(id, AcesRole.Library) { WhyNot = $"{name} is a part of other transforms and is not applied alone." },
        };
    }

    [GeneratedRegex(@"\.a\d+(\.v?\d+)+(\.ctl)?\z")]
    private static partial Regex Version();
}
