using Acetate.Library.Matching.Rules;

namespace Acetate.Library.Matching.Names;

/// <summary>How a name stands to a clip, and how that was found.</summary>
internal readonly record struct NameFit(NameRelation Relation, NameReading? Reading, string Words, double Cost = 0);

/// <summary>Compares names with clips.</summary>
internal sealed class NameComparison(MatchRules rules)
{
    private static readonly NameFit None = new(NameRelation.None, null, "");

    /// <summary>The best relation over all readings; the earlier reading wins, for it needed fewer rules.</summary>
    public NameFit Compare(ReadName name, IndexedClip clip)
    {
        if (name.Claim.Origin == NameOrigin.Umid)
            return clip.Clip.Umid.Length > 0 && name.Readings[0].Key == LetterKey.Of(clip.Clip.Umid)
                ? new(NameRelation.Umid, name.Readings[0], "the list gives the file's own unique id")
                : None;
        if (name.Ignored.Length > 0) return None;
        var best = None;
        foreach (var reading in name.Readings)
        {
            var fit = Compare(reading, clip);
            if (fit.Relation != NameRelation.None && (best.Relation == NameRelation.None || fit.Relation < best.Relation)) best = fit;
            if (best.Relation is NameRelation.Exact or NameRelation.Letters) break;
        }

        // A chapter of the joined recording is a part of the clip even where the library knows only the first file.
        return best;
    }

    private NameFit Compare(NameReading reading, IndexedClip clip)
    {
        var (key, folded) = (reading.Key, reading.Folded);
        if (key.Length < 2) return None;
        if (key == clip.Key)
            return reading.Text == clip.Clip.Name ? Fit(NameRelation.Exact, "is the clip's name")
                : Fit(NameRelation.Letters, reading.Trace.IsEmpty ? "is the clip's name but for case and punctuation" : "is the clip's name");
        for (var i = 0; i < clip.FileKeys.Length; i++)
            if (key == clip.FileKeys[i]) return Fit(NameRelation.File, $"is the clip's file {clip.Clip.Files[i]}");
        if (key.Length < 4 && reading.Camera is null) return None;
        if (folded == clip.Folded) return Fit(NameRelation.Alike, $"is {clip.Clip.Name} with letters that look alike", Differences(key, clip.Key));
        if (clip.Key.Length >= 6 && reading.Beginnings.Contains(clip.Key))
            return Fit(NameRelation.NameAndMore, $"begins with the clip's name and goes on with '{reading.Text[Math.Min(reading.Text.Length, clip.Clip.Name.Length)..]}'");
        if (IsChapter(key, clip.Key)) return Fit(NameRelation.Chapter, $"is another chapter of {clip.Clip.Name}");
        if (key.Length == 8 && clip.Key.Length > 8 && clip.Key.AsSpan(0, 4).SequenceEqual(key.AsSpan(0, 4)) && clip.Key.EndsWith(key[4..], StringComparison.Ordinal))
            return Fit(NameRelation.Ends, $"is the first four and last four letters of {clip.Clip.Name}");
        if (key == clip.RollKey) return Fit(NameRelation.Roll, $"is the clip's roll {clip.Clip.Roll.Name}");
        if (folded == clip.FoldedRoll) return Fit(NameRelation.Roll, $"is the clip's roll {clip.Clip.Roll.Name} with letters that look alike", Differences(key, clip.RollKey));
        if (clip.TapeKey.Length > 0 && folded == clip.FoldedTape) return Fit(NameRelation.Roll, $"is the tape name {clip.TapeKey} that the camera gives to the roll", Differences(key, clip.TapeKey));
        if (clip.ReelKey.Length > 0 && folded == clip.FoldedReel) return Fit(NameRelation.Reel, $"is the reel that the camera wrote into the file", Differences(key, clip.ReelKey));
        if (key.Length >= 5 && clip.Folded.StartsWith(folded, StringComparison.Ordinal) && !IsRoll(reading, clip))
            return Fit(NameRelation.Stub, $"is the first {reading.Text.Length} letters of {clip.Clip.Name}", Differences(key, clip.Key));
        if (Tokens(reading, clip) is { } tokens) return tokens;
        if (IsRoll(reading, clip) || (key.Length >= 4 && (clip.FoldedRoll.StartsWith(folded, StringComparison.Ordinal) || (clip.ReelKey.Length > key.Length && clip.FoldedReel.StartsWith(folded, StringComparison.Ordinal)))))
            return Fit(NameRelation.RollStub, $"names the roll {clip.Clip.Roll.Name} by its beginning");
        if (key.Length >= rules.Document.Typing.Shortest && Typing(reading, clip) is { } typing) return typing;
        return None;

        NameFit Fit(NameRelation relation, string words, double cost = 0) => new(relation, reading, words, cost);
    }

    private NameFit? Typing(NameReading reading, IndexedClip clip)
    {
        var typing = rules.Document.Typing;
        var cost = TypingDistance.Of(reading.Key, clip.Key, typing, rules.Pairs);
        var words = clip.Clip.Name;
        if (reading.Key.Length == 8 && clip.Key.Length > 8)
        {
            var (stub, tape) = (TypingDistance.Of(reading.Key, clip.Key[..8], typing, rules.Pairs), clip.TapeKey.Length == 8 ? TypingDistance.Of(reading.Key, clip.TapeKey, typing, rules.Pairs) : double.PositiveInfinity);
            if (stub < cost) (cost, words) = (stub, $"the first 8 letters of {clip.Clip.Name}");
            if (tape < cost) (cost, words) = (tape, $"the tape name {clip.TapeKey}");
        }

        return double.IsFinite(cost) ? new(NameRelation.Typing, reading, $"is {words} with a typing mistake", cost) : null;
    }

    // Camera, roll and clip number are the same, whatever the zeros; a date or an id that both have must be the same too.
    private static NameFit? Tokens(NameReading reading, IndexedClip clip) =>
        reading.Camera is { IsWhole: false, Clip: >= 0 } said && clip.Camera is { Clip: >= 0 } has
            && said.Camera == has.Camera && said.Roll == has.Roll && said.Clip == has.Clip
            ? new(NameRelation.Tokens, reading, $"gives camera {has.Camera}, roll {has.Roll} and clip {has.Clip} as {clip.Clip.Name} does, written otherwise")
            : null;

    private static bool IsRoll(NameReading reading, IndexedClip clip) =>
        reading.Camera is { IsWhole: false, Clip: < 0 } said && clip.Camera is { } has && said.Camera == has.Camera && said.Roll == has.Roll;

    private static bool IsChapter(string key, string name) =>
        key.Length == 8 && name.Length == 8 && key[0] == 'G' && name[0] == 'G' && key.AsSpan(4).SequenceEqual(name.AsSpan(4)) && key[1] == name[1] && key[1] is 'X' or 'H'
        && key.AsSpan(2).IndexOfAnyExceptInRange('0', '9') < 0 && name.AsSpan(2).IndexOfAnyExceptInRange('0', '9') < 0;

    private static double Differences(string key, string other)
    {
        var different = 0;
        for (var i = 0; i < Math.Min(key.Length, other.Length); i++)
            if (key[i] != other[i]) different++;
        return different;
    }
}
