using System.Globalization;
using Acetate.Library.Search;
using Acetate.Library.Tests.Matching;

namespace Acetate.Library.Tests.Search;

public sealed class ClipQueryTests
{
    [Theory]
    [InlineData("C00", "Inside:c00")]
    [InlineData("A001_C003", "Inside:a001 c003")]
    [InlineData("a001*", "Beginning:a001")]
    [InlineData("*c003", "Inside:c003")]
    [InlineData("\"ALEXA  35\"", "Whole:alexa 35")]
    [InlineData("Zoë's", "Inside:zoe s")]
    [InlineData("-rain", "not Inside:rain")]
    [InlineData("iso:800..1600", "iso=800-1600")]
    [InlineData("iso:>800 iso:<800 iso:>=800 iso:<=800 iso:..800 iso:800..", "iso=801- iso=0-799 iso=800- iso=0-800 iso=0-800 iso=800-")]
    [InlineData("lens:35", "lens=34500-35499")]
    [InlineData("lens:35.0mm", "lens=34950-35049")]
    [InlineData("stop:<=2.8", "stop=0-2849")]
    [InlineData("lens:24..35", "lens=23500-35499")]
    [InlineData("length:>=2m", "length=120000-")]
    [InlineData("length:1.5..2h", "length=1500-7200000")]
    [InlineData("rate:23.976 rate:24000/1001", "rate=23976023-23976023 rate=23976023-23976023")]
    [InlineData("scene:24*,25?", "scene~24*,~25?")]
    [InlineData("scene:\"24*\"", "scene=24*")]
    [InlineData("roll:A001|B001", "roll=a001,=b001")]
    [InlineData("camera:\"ALEXA 35\"", "camera has alexa 35")]
    [InlineData("camera:=\"ARRI ALEXA 35\"", "camera=arri alexa 35")]
    [InlineData("kind:camera|sound", "kind is camera, is sound")]
    [InlineData("has:proxy is:held archived:yes -circled:yes", "has is proxy is is held archived is yes not circled is yes")]
    [InlineData("date:2026-01-02", "date=2026-01-02..2026-01-02")]
    [InlineData("date:2026-02", "date=2026-02-01..2026-02-28")]
    [InlineData("day:20260102..2027", "date=2026-01-02..2027-12-31")]
    [InlineData("date:>2026-01", "date=2026-02-01..9999-12-31")]
    [InlineData("tc:14:03:10:00..14:03:20:00", "tc=50590+0..50600+0@0")]
    [InlineData("tc:14:03:10:12@25", "tc=50590+12..50590+13@25")]
    [InlineData("tc:14:03:10", "tc=50590+0..50591+0@0")]
    [InlineData("14:03:10:00", "tc=50590+0..50590+1@0")]
    [InlineData("-14:03:10..14:03:20 C003", "not tc=50590+0..50600+0@0 Inside:c003")]
    [InlineData("tc:14:03", "tc=50580+0..50640+0@0")]
    [InlineData("tc:23:59:50..00:00:10", "tc=86390+0..86410+0@0")]
    [InlineData("tc:01:00:00;02@29.97df", "tc=3600+2..3600+3@30")]
    [InlineData("covers:01:00:00..01:00:01", "covers=3600+0..3601+0@0")]
    [InlineData("scene:\"\"", "scene=")]
    [InlineData("   ", "")]
    public void A_query_is_read_as_it_is_meant(string text, string meant) => Assert.Equal(meant, Told(ClipQuery.Parse(text)));

    [Theory]
    [InlineData("iso:8oo", 4, 3, "'8oo' is no number or range of iso.", "iso:800..1600")]
    [InlineData("A001 iso:", 9, 0, "After 'iso:' a value is missing.", "iso:800")]
    [InlineData("iso: 800", 4, 1, "After 'iso:' a value is missing.", "without a space")]
    [InlineData("iso:1600..800", 4, 9, "The range begins with its larger end", "iso:800..1600")]
    [InlineData("izo:800", 0, 3, "There is no field 'izo'.", "Did you mean iso:?")]
    [InlineData("colour:red", 0, 6, "There is no field 'colour'.", "in quotes")]
    [InlineData("14:63:10:00", 0, 11, "'14:63:10:00' is no time of the day.", "tc:")]
    [InlineData("one \"two", 4, 4, "The quotation mark is not closed.", "another one")]
    [InlineData("a OR b", 2, 2, "There is no OR between terms.", "roll:A001,A002")]
    [InlineData("a - b", 2, 1, "A minus stands before", "-roll:A001")]
    [InlineData("A*C003", 0, 6, "In free text an asterisk", "name:A*C003")]
    [InlineData("___", 0, 3, "There is no letter or digit", "iso:800")]
    [InlineData("kind:film", 5, 4, "'film' is no value of kind.", "camera, sound, still")]
    [InlineData("date:2026-02-30", 5, 10, "'2026-02-30' is no day.", "date:2026-01")]
    [InlineData("date:2026..2025", 5, 10, "The range begins with its later day", "date:")]
    [InlineData("rate:fast", 5, 4, "'fast' is no frame rate.", "24000/1001")]
    [InlineData("tc:25:00:00:00", 3, 11, "'25:00:00:00' is no time of the day.", "tc:")]
    [InlineData("tc:10:00:00:24@24", 3, 14, "", "tc:")]
    [InlineData("tc:10:00:00:00@25df", 3, 16, "not counted drop-frame", "tc:")]
    [InlineData("tc:10:00:00:00..10:00:00:00", 3, 24, "has no frame", "tc:")]
    [InlineData("roll:A001..A009", 5, 10, "Names have no ranges", "wildcard")]
    [InlineData("roll:\"A001\"x", 11, 1, "After a value in quotes", "space")]
    [InlineData("roll:A001,", 10, 0, "a value is missing", "roll:")]
    public void A_mistake_says_where_it_is_and_what_to_write(string text, int position, int length, string message, string fix)
    {
        Assert.False(ClipQuery.TryParse(text, out _, out var mistake));

        Assert.Equal((position, length), (mistake.Position, mistake.Length));
        Assert.Contains(message, mistake.Message, StringComparison.Ordinal);
        Assert.Contains(fix, mistake.Fix, StringComparison.Ordinal);
        Assert.EndsWith(".", mistake.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_example_of_a_field_is_a_query() =>
        Assert.All(SearchField.All, field => Assert.Equal(field, Assert.IsType<SearchTerm.Of>(Assert.Single(ClipQuery.Parse(field.Example).Terms)).Field));

    [Fact]
    public void Every_example_of_the_guide_is_a_query_and_every_field_stands_in_it()
    {
        var guide = File.ReadAllLines(Path.Join(Corpus.RepositoryRoot, "docs", "guide", "library.md"));
        var examples = guide.Where(line => line.StartsWith("| `", StringComparison.Ordinal)).SelectMany(line => line.Split("| ")[1].Split("`").Where((_, i) => i % 2 == 1)).Select(cell => cell.Replace(@"\|", "|", StringComparison.Ordinal)).ToList();

        Assert.True(examples.Count > 40);
        Assert.All(examples, example => Assert.True(ClipQuery.TryParse(example, out _, out var mistake), $"{example}: {mistake}"));
        var used = examples.SelectMany(example => ClipQuery.Parse(example).Terms).OfType<SearchTerm.Of>().Select(term => term.Field.Name).ToHashSet();
        Assert.Equal([], SearchField.All.Select(field => field.Name).Where(name => !used.Contains(name)));
    }

    [Fact]
    public void Mutated_queries_are_read_or_refused_with_a_place_in_the_text()
    {
        var dice = new Dice(20260102);
        var seeds = SearchField.All.Select(field => field.Example).Concat(["\"a b\" -c* d", "tc:23:59:59;29@29.97df..00:00:10:00", "iso:>=1,2..3,<4"]).ToArray();
        const string Letters = "aA0:;..,|\"*-=@><? %_\\'\u0000\u0301é\ud83d\udf00";
        var (read, refused) = (0, 0);
        for (var i = 0; i < 20_000; i++)
        {
            var text = new System.Text.StringBuilder(seeds[dice.Next(seeds.Length)]);
            for (var n = dice.Between(1, 5); n > 0; n--)
            {
                var at = dice.Next(text.Length + 1);
                if (dice.Next(3) == 0 && at < text.Length) text.Remove(at, Math.Min(dice.Between(1, 3), text.Length - at));
                else text.Insert(at, dice.Next(8) == 0 ? seeds[dice.Next(seeds.Length)] : Letters[dice.Next(Letters.Length)].ToString());
            }

            if (ClipQuery.TryParse(text.ToString(), out _, out var mistake)) read++;
            else
            {
                refused++;
                Assert.InRange(mistake.Position, 0, text.Length);
                Assert.InRange(mistake.Position + mistake.Length, mistake.Position, text.Length);
            }
        }

        Assert.True(read > 1000 && refused > 1000);
    }

    [Fact]
    public void Queries_have_bounds()
    {
        Assert.False(ClipQuery.TryParse(new string('a', ClipQuery.LongestText + 1), out _, out var tooLong));
        Assert.False(ClipQuery.TryParse(string.Join(' ', Enumerable.Repeat("ab", 41)), out _, out var tooMany));
        Assert.False(ClipQuery.TryParse("take:" + string.Join(',', Enumerable.Range(0, 101)), out _, out var tooManyValues));

        Assert.Contains("2000 characters", tooLong.Message, StringComparison.Ordinal);
        Assert.Contains("40 terms", tooMany.Message, StringComparison.Ordinal);
        Assert.Contains("100 values", tooManyValues.Message, StringComparison.Ordinal);
    }

    private static string Told(ClipQuery query) => string.Join(' ', query.Terms.Select(term => (term.IsNot ? "not " : "") + term switch
    {
        SearchTerm.Free free => $"{free.Fit}:{free.Words}",
        SearchTerm.Of of => of.Field.Name + string.Join(",", of.Values.Select(value => value switch
        {
            FieldValue.Exactly exactly => $"={exactly.Key}",
            FieldValue.Like like => $"~{like.Pattern}",
            FieldValue.Words words => $" has {words.Sequence}",
            FieldValue.Between between => string.Create(CultureInfo.InvariantCulture, $"={between.From}-{(between.To > 1L << 50 ? "" : between.To)}"),
            FieldValue.Days days => $"={days.From:O}..{days.To:O}",
            FieldValue.Choice choice => $" is {choice.Chosen.Word}",
            FieldValue.Time time => $"={time.From.Second}+{time.From.Frame}..{time.To.Second}+{time.To.Frame}@{time.LabelsPerSecond}",
            _ => "?",
        })),
        _ => "?",
    }));
}
