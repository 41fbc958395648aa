using System.Text.Json;
using System.Text.Json.Nodes;
using Acetate.Fdl;

namespace Acetate.Standards.Tests.Fdl;

/// <summary>Our verdicts beside the official JSON schemas, over every file of the corpus and thousands of damaged ones.</summary>
public sealed class SchemaAgreementTests
{
    /// <summary>What we find and no schema can: ids and layers; and what a schema does not limit: a number beyond every picture, a member twice.</summary>
    private static readonly FdlRule[] BeyondSchema =
        [FdlRule.DuplicateId, FdlRule.UnknownReference, FdlRule.IdMismatch, FdlRule.LayerTooLarge, FdlRule.AnchorOutside, FdlRule.DuplicateMember];

    private static readonly JsonNode?[] Values =
    [
        null, true, false, 0, 1, -1, 2, 0.5, -0.0, 4096.0, 4096.5, 1e3, "", "FI1", "CV1", "a b", "x-y", "CV1-FI1", "center", "none", "even", "canvas.dimensions", "é",
        new string('A', 33), new JsonObject(), new JsonArray(), new JsonObject { ["width"] = 1, ["height"] = 2 }, new JsonObject { ["x"] = 0, ["y"] = -1 }, new JsonArray(1, "x"),
    ];

    public static TheoryData<string> Files => FdlCorpus.Names("file-verdicts.json", "", "file");

    public static TheoryData<string, ulong> Seeds()
    {
        var data = new TheoryData<string, ulong>();
        foreach (var version in (string[])["2.0.1", "1.0", "0.1"])
            for (var seed = 1ul; seed <= 4; seed++)
                data.Add(version, seed);
        return data;
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_breaks_the_schema_for_us_exactly_when_it_does_officially(string file)
    {
        var json = File.ReadAllBytes(Path.Join(FdlCorpus.Folder, file));
        var reading = FdlReader.Read(json);
        if (reading.Problems.Any(problem => problem.Rule == FdlRule.NotJson)) return;

        AssertAgreement("2.0.1", json, reading);
    }

    [Fact]
    public void The_schema_as_evaluated_here_agrees_with_the_reference_about_its_damaged_lists() =>
        Assert.All(FdlCorpus.Load("vectors/validation/mutations.json").GetProperty("vectors").EnumerateArray().Where(vector => vector.TryGetProperty("document", out _)), vector =>
        {
            var broken = vector.GetProperty("reference_messages").EnumerateArray().Any(message => message.GetString()!.StartsWith("Schema Error", StringComparison.Ordinal));
            var version = vector.GetProperty("label").GetString() == "version-1.0" ? "1.0" : "2.0.1";

            Assert.Equal(broken, OfficialFdlSchema.Of(version).Errors(vector.GetProperty("document")).Count > 0);
        });

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_damaged_list_breaks_the_schema_for_us_exactly_when_it_does_officially(string version, ulong seed)
    {
        var dice = new Dice(seed);
        var (valid, invalid) = (0, 0);
        for (var i = 0; i < 700; i++)
        {
            var document = Samples.Full(version);
            for (var hits = dice.Next(3); hits > 0; hits--) Damage(document, dice);
            var json = JsonSerializer.SerializeToUtf8Bytes(document);

            if (AssertAgreement(version, json, FdlReader.Read(json))) valid++;
            else invalid++;
        }

        Assert.True(valid > 50 && invalid > 50, $"{valid} valid and {invalid} invalid lists prove little.");
    }

    private static bool AssertAgreement(string version, byte[] json, FdlReading reading)
    {
        var document = JsonDocument.Parse(json).RootElement;
        var official = OfficialFdlSchema.Of(version).Errors(document);
        var ours = reading.Problems.Where(problem => problem.Severity == FdlSeverity.Error && !IsBeyondSchema(problem)).ToList();
        // 2.0 allowed 'none', 2.0.1 does not, and both call themselves 2.0: for us a warning.
        if (reading.Problems.Any(problem => problem.Rule == FdlRule.UnknownWord && problem.Severity == FdlSeverity.Warning)) official.RemoveAll(error => error.EndsWith("/preserve_from_source_canvas enum", StringComparison.Ordinal));
        // The file's own number decides which schema counts; one that no schema has is refused by all.
        Assert.True((official.Count == 0) == (ours.Count == 0), $"official: {string.Join(", ", official)}\nours: {string.Join('\n', reading.Problems)}\n{document.GetRawText()}");
        return official.Count == 0;
    }

    /// <summary>The schema forgets to say that sizes and points are objects, so that text or null passes for one.</summary>
    private static bool IsBeyondSchema(FdlProblem problem) =>
        BeyondSchema.Contains(problem.Rule)
        || (problem.Rule == FdlRule.OutOfRange && problem.Message.Contains("The most is", StringComparison.Ordinal))
        || (problem.Rule == FdlRule.OutOfRange && problem.Message.Contains("is negative", StringComparison.Ordinal))
        || (problem.Rule == FdlRule.WrongType
            && (problem.Message.Contains("Here should be an object", StringComparison.Ordinal) || problem.Message.Contains("is null", StringComparison.Ordinal))
            && (problem.Path.EndsWith("dimensions", StringComparison.Ordinal) || problem.Path.EndsWith("point", StringComparison.Ordinal) || problem.Path.EndsWith("aspect_ratio", StringComparison.Ordinal)));

    private static void Damage(JsonNode root, Dice dice)
    {
        var places = new List<JsonNode>();
        Gather(root, places);
        var place = places[dice.Next(places.Count)];
        var value = Values[dice.Next(Values.Length)]?.DeepClone();
        if (place is JsonObject members)
        {
            var names = members.Select(member => member.Key).ToList();
            var name = names.Count == 0 ? "label" : names[dice.Next(names.Count)];
            // The version decides on the schema: it stays.
            if (name is "version" or "major" or "minor") return;
            switch (dice.Next(5))
            {
                case 0: members.Remove(name); break;
                case 1: members["_own"] = value; break;
                case 2: members[$"not_{name}"] = value; break;
                default: members[name] = value; break;
            }
        }
        else if (place is JsonArray items)
        {
            if (items.Count > 0 && dice.Next(2) == 0) items[dice.Next(items.Count)] = value;
            else items.Add(value);
        }
    }

    private static void Gather(JsonNode? node, List<JsonNode> places)
    {
        if (node is JsonObject members)
        {
            places.Add(members);
            foreach (var member in members) Gather(member.Value, places);
        }
        else if (node is JsonArray items)
        {
            places.Add(items);
            foreach (var item in items) Gather(item, places);
        }
    }
}
