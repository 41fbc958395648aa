namespace Acetate.Edl.Cmx3600.Reading;

/// <summary>The key words of comments. Stars, blanks and capitals do not matter; the colon is needed only where a word could begin a sentence.</summary>
internal static class CommentWords
{
    // Longer words before those that they begin with.
    private static readonly (string Word, EdlCommentKind Kind, bool NeedsColon)[] Words =
    [
        ("FROM CLIP NAME", EdlCommentKind.FromClipName, false),
        ("TO CLIP NAME", EdlCommentKind.ToClipName, false),
        ("FROM CLIP", EdlCommentKind.FromClip, true),
        ("TO CLIP", EdlCommentKind.ToClip, true),
        ("FROM FILE", EdlCommentKind.FromFile, true),
        ("TO FILE", EdlCommentKind.ToFile, true),
        ("SOURCE FILE", EdlCommentKind.SourceFile, false),
        ("REEL", EdlCommentKind.Reel, true),
        ("LOC", EdlCommentKind.Locator, true),
        ("ASC_SOP", EdlCommentKind.AscSop, false),
        ("ASC_SAT", EdlCommentKind.AscSat, false),
        ("ASC_CC_XML", EdlCommentKind.AscCcXml, false),
        ("EFFECTS NAME IS", EdlCommentKind.EffectName, false),
        ("EFFECT NAME", EdlCommentKind.EffectName, false),
        ("KEY CLIP NAME", EdlCommentKind.KeyClipName, false),
        ("KEY CLIP IS", EdlCommentKind.KeyClipName, false),
        ("COMMENT", EdlCommentKind.Comment, true),
        ("FREEZE FRAME", EdlCommentKind.FreezeFrame, false),
        ("TIMEWARP EFFECT", EdlCommentKind.Timewarp, false),
        ("AMF_NAME", EdlCommentKind.AmfName, false),
        ("AMF_UUID", EdlCommentKind.AmfUuid, false),
        ("FDL-UUID", EdlCommentKind.FdlUuid, false),
        ("FDL-FRAMING-DECISION-ID", EdlCommentKind.FdlFramingDecision, false),
        ("FRMC START", EdlCommentKind.FrameCount, false),
        ("OTIO TRUNCATED REEL NAME FROM", EdlCommentKind.OtioTruncatedReel, false),
        ("OTIO REFERENCE FROM", EdlCommentKind.OtioReference, false),
        ("DLEDL", EdlCommentKind.Flame, true),
    ];

    /// <summary>A comment line, with or without its star.</summary>
    public static EdlComment Read(string line, int number)
    {
        var text = line.AsSpan().Trim();
        if (text.StartsWith("*")) text = text[1..].TrimStart();
        var whole = text.ToString();

        // "* * FREEZE FRAME" is a comment within a comment.
        var inner = text.StartsWith("*") ? text.TrimStart("* \t") : text;
        foreach (var (word, kind, needsColon) in Words)
        {
            if (inner.IsEmpty || (inner[0] | 0x20) != (word[0] | 0x20) || !inner.StartsWith(word, StringComparison.OrdinalIgnoreCase)) continue;
            var rest = inner[word.Length..];
            var hasEnd = rest.IsEmpty || rest[0] is ':' or ' ' or '\t' || (rest[0] == '(' && kind == EdlCommentKind.AscSop);
            var value = rest.TrimStart(" \t");
            var hasColon = value.StartsWith(":");
            if (!hasEnd || (needsColon && !hasColon)) continue;

            // FREEZE FRAME stands alone; FRMC keeps its words.
            if (kind == EdlCommentKind.FreezeFrame && !rest.Trim().IsEmpty) continue;
            return new(number, kind, whole, kind is EdlCommentKind.FrameCount or EdlCommentKind.Timewarp ? inner.ToString() : (hasColon ? value[1..] : value).Trim().ToString());
        }

        return new(number, EdlCommentKind.Other, whole, whole);
    }

    /// <summary>The numbers of FRMC START: 1001 FRMC END: 1102 FRMC DURATION:102.</summary>
    public static EdlFrameNumbers? FrameCount(string text)
    {
        var first = After(text, "START");
        var last = After(text, "END");
        return first is { } a && last is { } b ? new(a, b, After(text, "DURATION")) : null;

        static long? After(string text, string word)
        {
            var at = text.IndexOf(word, StringComparison.OrdinalIgnoreCase);
            if (at < 0) return null;
            var rest = text.AsSpan(at + word.Length).TrimStart(" \t:");
            var end = rest.IndexOfAnyExceptInRange('0', '9');
            return long.TryParse(end < 0 ? rest : rest[..end], System.Globalization.CultureInfo.InvariantCulture, out var value) ? value : null;
        }
    }

    /// <summary>First and last frame that a path names: a.[1001-1048].exr, a.(1025@1222).dpx.</summary>
    public static EdlFrameNumbers? Sequence(string? path)
    {
        if (path is null) return null;
        foreach (var (open, between, close) in new[] { ('[', '-', ']'), ('(', '@', ')') })
        {
            var from = path.LastIndexOf(open);
            var to = from < 0 ? -1 : path.IndexOf(close, from);
            var middle = from < 0 ? -1 : path.IndexOf(between, from);
            if (to > 0 && middle > from && middle < to
                && TimeText.IsNumber(path.AsSpan(from + 1, middle - from - 1)) && TimeText.IsNumber(path.AsSpan(middle + 1, to - middle - 1)))
                return new(Number(path.AsSpan(from + 1, middle - from - 1)), Number(path.AsSpan(middle + 1, to - middle - 1)));
        }

        return null;

        static long Number(ReadOnlySpan<char> digits) => long.Parse(digits, System.Globalization.CultureInfo.InvariantCulture);
    }
}
