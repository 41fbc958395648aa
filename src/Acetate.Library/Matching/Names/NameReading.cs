using System.Collections.Immutable;
using Acetate.Library.Matching.Rules;

namespace Acetate.Library.Matching.Names;

/// <summary>A name after the rules that were needed to read it so.</summary>
/// <param name="Text">What is left.</param>
/// <param name="Key">Its letters and digits.</param>
/// <param name="Folded">The same with letters that look alike made one.</param>
/// <param name="Trace">The rules, in order, in words.</param>
/// <param name="IsUnverified">Whether one of the rules says that the picture may be another one.</param>
internal sealed record NameReading(string Text, string Key, string Folded, ImmutableArray<string> Trace, bool IsUnverified)
{
    /// <summary>What cameras' ways of naming say about it.</summary>
    public CameraName? Camera { get; } = CameraName.Parse(Key);

    /// <summary>The keys of its beginnings up to each separator, without the whole: where a clip's name may end and something else begin.</summary>
    public ImmutableArray<string> Beginnings { get; } = BeginningsOf(Text, Key.Length);

    private static ImmutableArray<string> BeginningsOf(string text, int length)
    {
        var found = ImmutableArray.CreateBuilder<string>();
        for (var i = 1; i < text.Length && found.Count < 12; i++)
        {
            if (char.IsLetterOrDigit(text[i])) continue;
            var key = LetterKey.Of(text.AsSpan(0, i));
            if (key.Length >= 6 && key.Length < length && (found.Count == 0 || found[^1] != key)) found.Add(key);
        }

        return found.ToImmutable();
    }
}

/// <summary>A name of an event with all its readings, from as it was written to what the rules left.</summary>
internal sealed record ReadName(NameClaim Claim, ImmutableArray<NameReading> Readings)
{
    /// <summary>Names that say nothing, in words why; empty for names that say something.</summary>
    public string Ignored { get; init; } = "";

    private const int Longest = 512;

    /// <summary>Applies the rules, each as long as it changes anything.</summary>
    public static ReadName Of(NameClaim claim, MatchRules rules)
    {
        var text = claim.Text.Length <= Longest ? claim.Text : claim.Text[..Longest];
        if (claim.Origin == NameOrigin.Umid) return new(claim, [new(text, LetterKey.Of(text), "", [], false)]);
        var readings = ImmutableArray.CreateBuilder<NameReading>();
        var (trace, isUnverified) = (ImmutableArray<string>.Empty, false);
        Add(text.Trim());
        // A name as cameras write it has nothing to be taken off.
        for (var round = 0; round < 6 && readings is not [{ Camera.IsWhole: true }]; round++)
        {
            var before = text;
            foreach (var (rule, find) in rules.Names)
            {
                var after = find.Replace(text, rule.Replace).Trim();
                if (after == text.Trim() || after.Length == 0) continue;
                text = after;
                trace = trace.Add($"{rule.Words} ({rule.Rule})");
                isUnverified |= rule.Unverified;
                Add(text);
            }

            if (text == before) break;
        }

        foreach (var (find, words) in rules.Ignored)
            if (find.IsMatch(text) || find.IsMatch(claim.Text)) return new(claim, readings.ToImmutable()) { Ignored = words };
        return new(claim, readings.ToImmutable()) { Ignored = readings[^1].Key.Length == 0 ? "it has no letters" : "" };

        void Add(string reading)
        {
            var key = LetterKey.Of(reading);
            if (readings.Count == 0 || readings[^1].Key != key || readings[^1].Text.Length != reading.Length) readings.Add(new(reading, key, LetterKey.Folded(key), trace, isUnverified));
        }
    }
}
