using System.Text.Json;
using Acetate.Amf;

namespace Acetate.Standards.Tests.Amf;

/// <summary>Our verdict on each of the reference's documents beside those of the schema and of the reference validators.</summary>
public sealed class AmfVerdictTests
{
    /// <summary>What the reference validators find, and what we call it; several words where we tell cases apart.</summary>
    private static readonly Dictionary<(string Validator, string Type), string[]> Ours = new()
    {
        [("temporal", "INVALID_DATE_LOGIC")] = ["dates-reversed"],
        [("temporal", "FUTURE_TIMESTAMP")] = ["date-in-future"],
        [("uuid", "DUPLICATE_UUID")] = ["duplicate-uuid"],
        [("cdl", "CDL_INVALID_VALUES")] = ["cdl-impossible"],
        [("cdl", "CDL_EXTREME_VALUES")] = ["cdl-extreme"],
        [("cdl", "CDL_IDENTITY")] = ["cdl-neutral"],
        [("cdl", "CDL_MISSING_CCR_FILE")] = ["missing-element"],
        [("metadata", "MISSING_AUTHOR")] = ["missing-author"],
        [("metadata", "MISSING_DESCRIPTION")] = ["missing-description"],
        [("metadata", "MISSING_TRANSFORM_DESCRIPTION")] = ["missing-transform-description"],
        [("applied_order", "INVALID_APPLIED_ORDER")] = ["applied-after-not-applied"],
        [("file_paths", "NON_CLF_TRANSFORM_FILE")] = ["wrong-file-kind"],
        [("file_paths", "UNSAFE_FILE_PATH")] = ["unsafe-path"],
        [("file_paths", "NON_PORTABLE_PATH")] = ["non-portable-path"],
        [("file_references", "MISSING_REFERENCED_FILE")] = ["missing-file"],
        [("file_references", "CCC_MISSING_ID")] = ["missing-correction"],
        [("file_references", "CCC_PARSE_ERROR")] = ["unreadable-correction"],
        [("working_space", "MISSING_CDL_WORKING_SPACE")] = ["missing-cdl-working-space"],
        [("transform_ids", "INVALID_TRANSFORM_ID")] = ["wrong-slot", "malformed-transform-id"],
        [("transform_placement", "INVALID_TRANSFORM_ID")] = ["wrong-slot"],
        [("file_hashes", "HASH_MISMATCH")] = ["hash-mismatch"],
        [("file_hashes", "HASH_FILE_NOT_FOUND")] = ["missing-file"],
        [("transform_id_registry", "MALFORMED_TRANSFORM_ID")] = ["malformed-transform-id"],
        [("transform_id_registry", "INVALID_TRANSFORM_ID")] = ["unknown-transform", "transform-of-another-version", "malformed-transform-id", "unknown-aces-version"],
        [("transform_id_registry", "VERSION_MISMATCH_TRANSFORM_ID")] = ["earlier-name"],
    };

    /// <summary>What we find and the reference does not look for.</summary>
    private static readonly string[] OnlyOurs =
        ["mismatched-cdl-working-space", "applied-out-of-order", "hash-length", "date-without-zone", "known-schema-gap", "unknown-aces-version", "input-leads-away", "missing-transform-description", "non-portable-path", "missing-file", "missing-email", "named-by-id-alone"];

    /// <summary>Findings of the reference that we leave out: identifiers of 1.0 as a urn, which AMF demands and the list of 1.0 lacks.</summary>
    private static readonly string[] UrnsOfOldVersions = ["examples/example2.amf", "examples/example3.amf"];

    [Theory]
    [InlineData("samples/verdicts.json", 46)]
    [InlineData("samples/mutation-verdicts.json", 90)]
    [InlineData("examples/verdicts.json", 121)]
    [InlineData("lib-data/verdicts.json", 5)]
    public void Every_document_gets_the_verdict_of_schema_and_validators(string verdicts, int documents)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Corpus.PathOf($"conformance/amf/{verdicts}")));
        List<string> differences = [];
        var seen = 0;
        foreach (var verdict in json.RootElement.EnumerateArray())
        {
            seen++;
            differences.AddRange(Compare(verdict).Select(difference => $"{verdict.GetProperty("file").GetString()}: {difference}"));
        }

        Assert.Equal(documents, seen);
        Assert.True(differences is [], string.Join('\n', differences));
    }

    private static IEnumerable<string> Compare(JsonElement verdict)
    {
        var file = verdict.GetProperty("file").GetString()!;
        var path = Corpus.PathOf($"conformance/amf/{file}");
        if (Read(path, out var refusal) is not { } document)
        {
            if (verdict.GetProperty("wellformed").GetBoolean()) yield return $"refused: {refusal}";
            yield break;
        }

        var schemaErrors = document.Problems.Where(problem => problem.Severity == AmfSeverity.Error).ToList();
        // The published schema has no form for ACES 1.3's own gamut compression; everybody takes it.
        var isGap = document.Problems.Any(problem => problem.Code == "known-schema-gap");
        if (verdict.GetProperty("schema_valid_community_lib").GetBoolean() != (schemaErrors.Count == 0 && !isGap)
            || verdict.GetProperty("schema_valid_ampas_main").GetBoolean() != (schemaErrors.Count == 0 && !isGap && document.Problems.All(problem => problem.Code != "missing-email")))
            yield return $"the schema says {verdict.GetProperty("schema_valid_ampas_main")}, we {string.Join(", ", schemaErrors)}";
        Assert.All(schemaErrors, problem => Assert.True(problem.Line > 0, $"{file}: {problem}"));

        var semantic = verdict.GetProperty("semantic").EnumerateArray().ToList();
        if (semantic.Any(finding => finding.GetProperty("type").GetString() == "LOAD_ERROR")) yield break;
        var problems = AmfValidation.Check(document, new() { Folder = Path.GetDirectoryName(path), Now = new(2028, 1, 1, 0, 0, 0, TimeSpan.Zero) });
        var expected = semantic.GroupBy(finding => (finding.GetProperty("validator").GetString()!, finding.GetProperty("type").GetString()!)).ToList();
        foreach (var finding in expected)
        {
            var level = finding.First().GetProperty("level").GetString();
            var codes = Ours[finding.Key];
            var same = problems.Where(problem => codes.Contains(problem.Code)).ToList();
            if (UrnsOfOldVersions.Contains(file) && codes.Contains("unknown-transform"))
            {
                if (same.Count == 0) yield return "nothing unknown";
            }
            else if (same.Count == 0 || (level == "error" && same.All(problem => problem.Severity != AmfSeverity.Error)))
                yield return $"the reference finds {finding.Key}: {finding.First().GetProperty("message")}, we {string.Join(", ", same)}";
            else if (finding.Key.Item1 == "transform_id_registry" && same.All(problem => problem.Code != "unknown-aces-version")
                && (same.Count < finding.Count() || same.Count(problem => problem.Code != "malformed-transform-id") > finding.Count()))
                yield return $"{finding.Key} is found {finding.Count()} times, by us {same.Count} times: {string.Join(", ", same)}";
        }

        var known = expected.SelectMany(finding => Ours[finding.Key]).Concat(OnlyOurs).Concat(schemaErrors.Select(problem => problem.Code)).ToHashSet();
        foreach (var extra in problems.Where(problem => !known.Contains(problem.Code))) yield return $"only we find {extra}";
    }

    private static AmfDocument? Read(string path, out string refusal)
    {
        try
        {
            refusal = "";
            return AmfReader.Read(path);
        }
        catch (AmfException problem)
        {
            refusal = problem.Message;
            return null;
        }
    }
}
