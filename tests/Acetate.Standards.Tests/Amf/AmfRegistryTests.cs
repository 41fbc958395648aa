using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Acetate.Amf.Reading;
using Acetate.Amf.Registry;

namespace Acetate.Standards.Tests.Amf;

/// <summary>Our compact table says what the official registry says, and identifiers fall apart as the reference takes them apart.</summary>
public sealed class AmfRegistryTests
{
    /// <summary>Entries that differ between versions of ACES or are there twice; the newest version is taken.</summary>
    private const int Differing = 20;

    [Fact]
    public void Every_transform_of_every_version_is_in_the_table_with_name_inverse_and_earlier_names()
    {
        using var json = Open("transforms-trimmed.json");
        var registry = AmfRegistry.Official;
        var (compared, differing) = (0, 0);
        foreach (var version in json.RootElement.GetProperty("transformsData").EnumerateObject())
        {
            var listed = new HashSet<string>();
            foreach (var transform in version.Value.GetProperty("transforms").EnumerateArray().Where(transform => transform.TryGetProperty("transformId", out _)))
            {
                var id = transform.GetProperty("transformId").GetString()!;
                var entry = registry.Entries.Single(id);
                listed.Add(id);
                compared++;

                Assert.Contains(version.Name, entry.Versions);
                Assert.Equal(transform.GetProperty("transformType").GetString(), entry.Kind);
                Assert.Equal(transform.TryGetProperty("previousEquivalentTransformIds", out var old) ? old.EnumerateArray().Select(other => other.GetString()!) : [], entry.PreviousEquivalents.AsEnumerable());
                if ((Text(transform, "userName") ?? "") != entry.UserName || Text(transform, "inverseTransformId") != entry.InverseId) differing++;
            }

            Assert.Equal(listed.Count, registry.Entries.Count(entry => entry.Versions.Contains(version.Name)));
        }

        Assert.Equal((7740, 2735), (compared, registry.Entries.Count()));
        Assert.InRange(differing, 1, Differing);
    }

    [Fact]
    public void Versions_are_resolved_as_by_the_reference()
    {
        using var json = Open("version-resolution.json");
        var cases = json.RootElement.GetProperty("cases").EnumerateArray().ToList();

        Assert.Equal(20, cases.Count);
        Assert.Equal(json.RootElement.GetProperty("available").EnumerateArray().Select(version => version.GetString()!), AmfRegistry.Official.Versions.AsEnumerable());
        foreach (var row in cases)
            Assert.Equal(row.GetProperty("resolved").GetString(), AmfRegistry.Official.Resolve(row.GetProperty("requested").GetString()!));
    }

    [Fact]
    public void Identifiers_fall_apart_as_by_the_reference()
    {
        using var json = Open("urn-vectors.json");
        var compared = 0;
        foreach (var row in json.RootElement.EnumerateArray())
        {
            var urn = row.GetProperty("urn").GetString()!;
            var isOne = AmfTransformId.TryParse(urn, out var id);
            var parsed = row.GetProperty("parsed");
            if (parsed.ValueKind != JsonValueKind.Object)
            {
                Assert.False(isOne, urn);
            }
            else if (parsed.GetProperty("version_suffix").GetString() is { Length: > 0 } suffix)
            {
                Assert.Equal(
                    (parsed.GetProperty("spec_version").GetString(), parsed.GetProperty("transform_type").GetString(), parsed.GetProperty("namespace").GetString(), parsed.GetProperty("name").GetString(), suffix),
                    ($"v{id!.Specification}", id.Kind, id.Owner, id.Name, id.Version));
            }
            else
            {
                // RRT and the utilities have no owner: the reference takes the version for a part of the name. Blanks belong to no identifier.
                Assert.True(urn.EndsWith(' ') ? !isOne : isOne && (id!.Version.Length > 0 || urn.EndsWith("CSC.A.B", StringComparison.Ordinal)), urn);
            }

            compared++;
        }

        Assert.Equal(57, compared);
    }

    [Theory]
    [InlineData("urn:ampas:aces:transformId:v2.0:CSC.Arri.LogC4_to_ACES.a2.v1", "v2.0.0+2025.04.04", "Listed")]
    [InlineData("urn:ampas:aces:transformId:v1.5:ACEScsc.Academy.ACEScct_to_ACES.a1.0.3", "v2.0.0+2025.04.04", "Earlier")]
    [InlineData("urn:ampas:aces:transformId:v1.5:ACEScsc.Academy.ACEScct_to_ACES.a1.0.3", "v1.3.1", "Listed")]
    [InlineData("urn:ampas:aces:transformId:v2.0:CSC.Arri.LogC4_to_ACES.a2.v1", "v1.3.1", "OfOtherVersion")]
    [InlineData("urn:ampas:aces:transformId:v1.5:RRT.a1.0.3", "v1.0.3", "Listed")]
    [InlineData("urn:ampas:aces:transformId:v1.5:ACEScsc.Academy.ACEScct_to_ACES.a1.0.3", "v1.0.3", "Listed")]
    [InlineData("urn:ampas:aces:transformId:v1.5:ACEScsc.Academy.ACEScct_to_ACES.a1.0.3", "v1.0.1", "OfOtherVersion")]
    [InlineData("urn:ampas:aces:transformId:v2.0:CSC.Arri.LogCv3_to_ACES.a2.v1", "v2.0.0+2025.04.04", "Listed")]
    [InlineData("urn:ampas:aces:transformId:v2.0:CSC.Canon.CLog2_CGamut_to_ACES.a2.v1", "v2.0.0+2025.04.04", "Listed")]
    [InlineData("urn:ampas:aces:transformId:v1.5:IDT.ARRI.Alexa-v3-raw-EI800-CCT5600-ND1pt3.a1.v2", "v1.3.1", "Listed")]
    [InlineData("urn:ampas:aces:transformId:v1.5:IDT.ARRI.Alexa-v3-raw-EI801-CCT5600-ND1pt3.a1.v2", "v1.3.1", "Unknown")]
    [InlineData("urn:ampas:aces:transformId:v2.0:csc.arri.logc4_to_aces.a2.v1", "v2.0.0+2025.04.04", "Unknown")]
    public void An_identifier_stands_to_a_version_in_one_of_four_ways(string id, string version, string standing) =>
        Assert.Equal(standing, AmfRegistry.Official.StandingOf(id, version).GetType().Name);

    [Fact]
    public void Each_place_allows_exactly_the_identifiers_that_the_schema_s_patterns_allow()
    {
        using var json = Open("xsd-slot-patterns.json");
        (string Type, TransformSlot Slot)[] places =
        [
            ("tnInputTransform", TransformSlot.Input), ("tnLookTransform", TransformSlot.Look), ("tnOutputTransform", TransformSlot.Output), ("tnInverseOutputTransform", TransformSlot.InverseOutput),
            ("tnColorSpaceConversionTransform", TransformSlot.ToSpace), ("tnReferenceRenderingTransform", TransformSlot.Rendering), ("tnOutputDeviceTransform", TransformSlot.Device),
            ("tnInverseReferenceRenderingTransform", TransformSlot.InverseRendering), ("tnInverseOutputDeviceTransform", TransformSlot.InverseDevice),
        ];
        var damage = new Damage(13, ".", "Academy", ".Academy.", ".v1", ".a1.0.3", "a2", " ", "RRT", "Inv", "v1.5", "v2.0");
        var ids = AmfRegistry.Official.Entries.Where((_, i) => i % 5 == 0).Select(entry => entry.Id).Concat(AmfRegistry.Official.Entries.Select(entry => entry.Id).Where(id => id.StartsWith("urn:", StringComparison.Ordinal) && !id.Contains("Alexa", StringComparison.Ordinal))).ToList();
        ids.AddRange(ids.Take(1500).Select(id => Encoding.UTF8.GetString(damage.Of(Encoding.ASCII.GetBytes(id)))).Where(id => id.All(char.IsAscii)).ToList());

        foreach (var (type, slot) in places)
        {
            var patterns = json.RootElement.GetProperty(type).EnumerateArray().Select(pattern => new Regex($@"\A(?:{pattern.GetString()!.Replace("v1.5", @"v1\.5", StringComparison.Ordinal).Replace("v2.0", @"v2\.0", StringComparison.Ordinal)})\z", RegexOptions.ECMAScript)).ToList();
            var allowed = ids.Where(id => patterns.Any(pattern => pattern.IsMatch(id))).ToList();

            Assert.NotEmpty(allowed);
            Assert.Equal(allowed, ids.Where(slot.Allows));
        }
    }

    private static JsonDocument Open(string name) => JsonDocument.Parse(File.ReadAllBytes(Corpus.PathOf($"conformance/amf/registry/{name}")));

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var text) ? text.GetString() : null;
}

file static class Lookup
{
    private static readonly Lazy<Dictionary<string, AmfRegistryEntry>> ById = new(() => AmfRegistry.Official.Entries.ToDictionary(entry => entry.Id));

    /// <summary>The entry with exactly this identifier.</summary>
    public static AmfRegistryEntry Single(this IEnumerable<AmfRegistryEntry> _, string id) => ById.Value[id];
}
