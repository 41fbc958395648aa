using Acetate.Library.Matching;
using Acetate.Library.Matching.Rules;

namespace Acetate.Library.Tests.Matching;

public sealed class MatchRulesTests
{
    [Theory]
    [InlineData("\"automatic\": 0.99", "\"automatic\": 1.5", "\"automatic\" lies between 0.5 and 1")]
    [InlineData("\"automatic\": 0.99", "\"automatik\": 0.99", "automatik")]
    [InlineData("\"automatic\": 0.99,", "", "automatic")]
    [InlineData("\"stub\": {", "\"stubb\": {", "'stubb'")]
    [InlineData("\"kind\": \"stock\"", "\"kind\": \"stok\"", "'stok'")]
    [InlineData("\"find\": \"\\\\.(wav", "\"find\": \"(?=x)\\\\.(wav", "Lookarounds")]
    [InlineData("\"find\": \"\\\\.(wav", "\"find\": \"((\\\\.(wav", "cannot be used")]
    [InlineData("\"0O\"", "\"0OO\"", "two characters")]
    [InlineData("\"unit\": 1", "\"unit\": 9", "never decide alone")]
    public void Rules_that_are_not_valid_are_refused_with_what_is_wrong(string before, string after, string words)
    {
        var text = MatchRules.DefaultText();
        Assert.Contains(before, text, StringComparison.Ordinal);

        var refused = Assert.Throws<FormatException>(() => MatchRules.Parse(text.Replace(before, after, StringComparison.Ordinal)));

        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"version\": \"one\"}")]
    public void Something_else_than_rules_is_refused_in_a_sentence(string text) =>
        Assert.Contains("matching rules", Assert.Throws<FormatException>(() => MatchRules.Parse(text)).Message, StringComparison.OrdinalIgnoreCase);

    [Fact]
    public void A_show_can_have_rules_of_its_own()
    {
        var show = FilmedShow.Shoot(3, [Family.Arri], days: 2);
        var clip = show.Clips[17];
        var claim = Mangling.Claim(new(clip.Start.AddWrapping(5), 24), ($"{clip.Name}__ACME-7", NameOrigin.ClipName));
        var own = MatchRules.Parse(MatchRules.DefaultText().Replace("\"names\": [", "\"names\": [ { \"rule\": \"acme\", \"words\": \"Acme adds its number\", \"find\": \"__ACME-[0-9]+$\", \"replace\": \"\" },", StringComparison.Ordinal));

        var without = new ClipMatcher().Match([claim], show.Index).Outcomes.Single();
        var with = new ClipMatcher(own).Match([claim], show.Index).Outcomes.Single();

        Assert.IsType<MatchOutcome.Matched>(with);
        Assert.Contains("Acme adds its number", with.Candidates[0].Evidence[0].Words, StringComparison.Ordinal);
        Assert.DoesNotContain("Acme", without.Candidates[0].Evidence[0].Words, StringComparison.Ordinal);
    }

    [Fact]
    public void Mutated_rules_are_valid_or_refused_and_nothing_else()
    {
        var (text, dice) = (MatchRules.DefaultText(), new Dice(5));
        for (var trial = 0; trial < 60; trial++)
        {
            var at = dice.Next(text.Length);
            var mutated = dice.Next(3) switch
            {
                0 => text[..at],
                1 => text.Remove(at, Math.Min(text.Length - at, dice.Between(1, 40))),
                _ => text[..at] + dice.Letters(2, "\"[]{}0-9\\,:(*+?") + text[at..],
            };
            try
            {
                MatchRules.Parse(mutated);
            }
            catch (FormatException e)
            {
                Assert.NotEmpty(e.Message);
            }
        }
    }
}
