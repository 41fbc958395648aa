using System.Text.Json;
using Acetate.Steps;
using Acetate.Steps.Transfer;

namespace Acetate.Library.Tests.Steps;

/// <summary>Requests and results with an entry for each file say the same as the serializer's own form of them.</summary>
public sealed class StepJsonTests
{
    private static readonly DigestText[] Two = [new("xxh128", "0123456789abcdef0123456789abcdef"), new("c9", "quo\"ted ä")];

    [Fact]
    public void Entries_are_read_back_as_they_were()
    {
        var moment = new DateTimeOffset(2026, 5, 11, 12, 0, 0, TimeSpan.FromHours(2)).AddTicks(1234567);
        Same(new CopyFile("a b/\u00e4\n\"", 1L << 40) { Expected = [.. Two] }, f => (f.Path, f.Length), f => f.Expected);
        Same(new CopyFile("a", 0), f => (f.Path, f.Length), f => f.Expected);
        Same(new CopyFile("a", null) { As = "b/c", Expected = [Two[1]] }, f => (f.Path, f.Length, f.As), f => f.Expected);
        Same(new HashFile("a", null) { Expected = [Two[0]] }, f => (f.Path, f.Length), f => f.Expected);
        Same(new HashFile("a", 5), f => (f.Path, f.Length), f => f.Expected);
        foreach (var outcome in Enum.GetValues<CopyOutcome>())
            Same(new CopiedFile("a", 3, outcome, [.. Two], "why"), f => (f.Path, f.Length, f.Outcome, f.Message), f => f.Digests);
        foreach (var verdict in Enum.GetValues<HashVerdict>())
            Same(new HashedFile("a", 3, moment, verdict, [], ""), f => (f.Path, f.Length, f.Modified, f.Verdict, f.Message), f => f.Digests);
        Same(new HashedFile("a", 3, null, HashVerdict.Missing, [], "gone"), f => (f.Path, f.Length, f.Modified, f.Verdict, f.Message), f => f.Digests);
    }

    [Fact]
    public void Words_stand_in_kebab_case_and_what_is_unknown_is_not_written() =>
        Assert.Equal("""{"path":"a","length":3,"verdict":"size-differs","digests":[{"format":"md5","text":"00"}],"message":"m"}""",
            JsonSerializer.Serialize(new HashedFile("a", 3, null, HashVerdict.SizeDiffers, [new("md5", "00")], "m"), StepJson.Options));

    [Theory]
    [InlineData("""{"Path":"a","LENGTH":3,"Outcome":"Already-There","message":"","other":{"path":["b"]},"digests":[{"format":"md5","more":[1],"text":"00"}]}""")]
    [InlineData("""{"digests":[{"text":"00","format":"md5"}],"outcome":"already-there","length":3,"path":"a","modified":null,"later":1}""")]
    public void Other_members_and_other_cases_are_passed_over(string json)
    {
        var file = JsonSerializer.Deserialize<CopiedFile>(json, StepJson.Options)!;

        Assert.Equal(("a", 3L, CopyOutcome.AlreadyThere, ""), (file.Path, file.Length, file.Outcome, file.Message));
        Assert.Equal([new DigestText("md5", "00")], file.Digests);
    }

    [Theory]
    [InlineData("""{"length":3,"outcome":"copied"}""")]
    [InlineData("""{"path":"a","length":3,"outcome":"0"}""")]
    [InlineData("""{"path":"a","length":3,"outcome":1}""")]
    [InlineData("""{"path":"a","length":3}""")]
    [InlineData("""{"path":"a","length":"3","outcome":"copied"}""")]
    [InlineData("""{"path":"a","outcome":"copied","digests":{}}""")]
    [InlineData("""{"path":"a","outcome":"copied","digests":[{"format":"md5"}]}""")]
    [InlineData("""{"path":"a","outcome":"copied","digests":["md5"]}""")]
    [InlineData("""{"path":["a"],"outcome":"copied"}""")]
    [InlineData("\"a\"")]
    [InlineData("[]")]
    public void What_is_no_entry_is_refused(string json) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<CopiedFile>(json, StepJson.Options));

    private static void Same<T, TFacts>(T entry, Func<T, TFacts> facts, Func<T, IEnumerable<DigestText>> digests)
    {
        var read = JsonSerializer.Deserialize<T>(JsonSerializer.Serialize(entry, StepJson.Options), StepJson.Options)!;
        Assert.Equal(facts(entry), facts(read));
        Assert.Equal(digests(entry), digests(read));
    }
}
