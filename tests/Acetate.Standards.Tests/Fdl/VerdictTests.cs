using System.Text;
using System.Text.Json;
using Acetate.Fdl;

namespace Acetate.Standards.Tests.Fdl;

/// <summary>Our verdicts beside those of the reference.</summary>
public sealed class VerdictTests
{
    /// <summary>The reference's words for its checks, and our kinds of problem.</summary>
    private static readonly (string Words, FdlRule[] Rules)[] Meanings =
    [
        ("Required property 'effective_anchor_point' not found", [FdlRule.Combination]),
        ("Required property 'protection_anchor_point' not found", [FdlRule.Combination]),
        ("Required property", [FdlRule.MissingMember]),
        ("Additional property", [FdlRule.UnknownMember]),
        ("No schema found", [FdlRule.UnknownVersion]),
        ("Expected integer", [FdlRule.WrongType]),
        ("Expected object", [FdlRule.WrongType]),
        ("Expected string", [FdlRule.WrongType]),
        ("Number of characters", [FdlRule.BadId]),
        ("does not match pattern", [FdlRule.BadId]),
        ("not a valid enum", [FdlRule.UnknownWord]),
        ("inimum value is 0", [FdlRule.OutOfRange, FdlRule.ZeroTarget]),
        ("must not be valid", [FdlRule.Combination]),
        ("ID duplicated", [FdlRule.DuplicateId]),
        ("not in framing_intents", [FdlRule.UnknownReference]),
        ("Not in framing_intents", [FdlRule.UnknownReference]),
        ("not in canvases", [FdlRule.UnknownReference]),
        ("ID doesn't match", [FdlRule.IdMismatch]),
        ("exceeds canvas dimensions (4096x2304). Anchor", [FdlRule.AnchorOutside]),
        ("exceeds canvas dimensions (4096x2160). Anchor", [FdlRule.AnchorOutside]),
        ("exceeds", [FdlRule.LayerTooLarge]),
        ("is outside", [FdlRule.AnchorOutside]),
        ("ValueError", [FdlRule.NotJson]),
    ];

    public static TheoryData<string> Files => FdlCorpus.Names("file-verdicts.json", "", "file");
    public static TheoryData<string> Mutations => FdlCorpus.Names("vectors/validation/mutations.json", "vectors", "label");
    public static TheoryData<string> Rules => FdlCorpus.Names("vectors/validation/validation_vectors.json", "vectors", "label");
    public static TheoryData<string> Schemas => FdlCorpus.Names("vectors/validation/schema_validation_vectors.json", "vectors", "label");

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_is_valid_exactly_when_the_reference_says_so(string file)
    {
        var verdict = FdlCorpus.Case("file-verdicts.json", "", "file", file);

        AssertVerdict(FdlReader.Read(File.ReadAllBytes(Path.Join(FdlCorpus.Folder, file))), verdict.GetProperty("valid").GetBoolean(), Texts(verdict, "messages"));
    }

    [Theory]
    [MemberData(nameof(Mutations))]
    public void A_damaged_list_is_refused_for_the_reason_of_the_reference(string label)
    {
        var mutation = FdlCorpus.Case("vectors/validation/mutations.json", "vectors", "label", label);
        var json = mutation.TryGetProperty("text", out var text) ? text.GetString()! : mutation.GetProperty("document").GetRawText();

        AssertVerdict(FdlReader.Read(Encoding.UTF8.GetBytes(json)), mutation.GetProperty("expected_valid").GetBoolean(), Texts(mutation, "reference_messages"));
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_rule_beyond_the_schema_is_held(string label)
    {
        var vector = FdlCorpus.Case("vectors/validation/validation_vectors.json", "vectors", "label", label);

        AssertVerdict(Read(vector.GetProperty("input")), vector.GetProperty("expected_error_count").GetInt32() == 0, Texts(vector, "expected_errors"));
    }

    [Theory]
    [MemberData(nameof(Schemas))]
    public void A_rule_of_the_schema_is_held(string label)
    {
        var vector = FdlCorpus.Case("vectors/validation/schema_validation_vectors.json", "vectors", "label", label);

        Assert.Equal(vector.GetProperty("expected_error_count").GetInt32() == 0, Read(vector.GetProperty("input")).IsValid);
    }

    [Fact]
    public void A_file_without_unknown_parts_is_written_as_the_reference_writes_it() =>
        Assert.All(FdlCorpus.Load("vectors/document/roundtrip_vectors.json").GetProperty("vectors").EnumerateArray(), vector =>
        {
            var reading = Read(vector.GetProperty("input"));

            var written = JsonDocument.Parse(FdlWriter.ToBytes(reading.List!)).RootElement;

            Assert.True(JsonElement.DeepEquals(vector.GetProperty("expected"), written), written.GetRawText());
            Assert.Equal(Order(vector.GetProperty("expected")), Order(written));
        });

    [Theory]
    [MemberData(nameof(Files))]
    public void What_is_read_and_written_says_the_same(string file)
    {
        var before = File.ReadAllBytes(Path.Join(FdlCorpus.Folder, file));
        if (FdlReader.Read(before).List is not { } list) return;

        var once = FdlWriter.ToBytes(list);

        Assert.Equal(Normal(JsonDocument.Parse(before).RootElement), Normal(JsonDocument.Parse(once).RootElement));
        Assert.Equal(once, FdlWriter.ToBytes(FdlReader.Read(once).List!));
    }

    [Fact]
    public void Attributes_of_ones_own_survive()
    {
        var before = File.ReadAllBytes(Path.Join(FdlCorpus.Folder, "vectors/document/custom_attrs_fixture.json"));

        var reading = FdlReader.Read(before);

        Assert.Equal(42, reading.List!.Custom["_vendor_count"]!.Value.GetInt32());
        Assert.Equal(Normal(JsonDocument.Parse(before).RootElement), Normal(JsonDocument.Parse(FdlWriter.ToBytes(reading.List)).RootElement));
    }

    /// <summary>Members and values in their order of names, whole numbers without a point, without empty lists.</summary>
    internal static string Normal(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "{" + string.Join(',', element.EnumerateObject().Where(m => m.Value.ValueKind != JsonValueKind.Array || m.Value.GetArrayLength() > 0)
            .OrderBy(m => m.Name, StringComparer.Ordinal).Select(m => $"{m.Name}:{Normal(m.Value)}")) + "}",
        JsonValueKind.Array => "[" + string.Join(',', element.EnumerateArray().Select(Normal)) + "]",
        JsonValueKind.Number => element.GetDouble().ToString("R"),
        JsonValueKind.String => JsonSerializer.Serialize(element.GetString()),
        _ => element.GetRawText(),
    };

    private static string Order(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "{" + string.Join(',', element.EnumerateObject().Select(m => $"{m.Name}:{Order(m.Value)}")) + "}",
        JsonValueKind.Array => "[" + string.Join(',', element.EnumerateArray().Select(Order)) + "]",
        _ => "",
    };

    private static FdlReading Read(JsonElement element) => FdlReader.Read(Encoding.UTF8.GetBytes(element.GetRawText()));

    private static List<string> Texts(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out var texts) ? [.. texts.EnumerateArray().Select(text => text.GetString()!).Where(text => text != "Validation failed!")] : [];

    private static void AssertVerdict(FdlReading reading, bool isValid, List<string> reasons)
    {
        Assert.True(isValid == reading.IsValid, $"{string.Join('\n', reading.Problems)}\nreference: {string.Join('\n', reasons)}");
        if (isValid) return;
        foreach (var reason in reasons)
        {
            var rules = Meanings.First(meaning => reason.Contains(meaning.Words, StringComparison.Ordinal)).Rules;
            var path = reason.StartsWith("Schema Error: ", StringComparison.Ordinal) ? reason["Schema Error: ".Length..].Split(": ")[0] : null;
            Assert.True(
                reading.Problems.Any(problem => problem.Severity == FdlSeverity.Error && rules.Contains(problem.Rule)
                    && (path is null || problem.Path == path || problem.Rule == FdlRule.UnknownVersion || problem.Path == path + "/clip_id" || problem.Rule == FdlRule.UnknownMember)),
                $"'{reason}' is not among\n{string.Join('\n', reading.Problems)}");
        }
    }
}
