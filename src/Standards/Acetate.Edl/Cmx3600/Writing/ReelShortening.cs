using System.Collections.Immutable;

namespace Acetate.Edl.Cmx3600.Writing;

/// <summary>Gives each clip the reel that a style can carry, and tells where two reels become one.</summary>
internal sealed class ReelShortening(EdlStyle style, ImmutableArray<EdlProblem>.Builder problems)
{
    private readonly Dictionary<string, HashSet<string>> wholeNames = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The reel to write, and its whole name.</summary>
    public (string Written, string Whole) Of(EdlClip clip)
    {
        if (clip.IsBlack) return ("BL", "BL");
        var file = File(clip.MediaPath);
        var whole = ListText.OneLine(clip.Reel ?? file ?? clip.Name);
        if (style.UsesAuxiliaryReels) return ("AX", whole);

        // A reel by a file's name is that without its ending; one that was given is taken as it is.
        var written = Fit(clip.Reel is null && file is not null ? WithoutEnding(whole) : whole);
        if (written.Length == 0)
        {
            problems.Add(new(EdlRule.ReelShortened, EdlSeverity.Warning, 0, $"The reel '{whole}' of the clip '{clip.Name}' has no letter that a reel may have; AX is written.", "Give the clip a reel of letters and digits."));
            return ("AX", whole);
        }

        Remember(written, WithoutEnding(whole));
        return (written, whole);
    }

    private void Remember(string written, string whole)
    {
        if (!wholeNames.TryGetValue(written, out var others)) wholeNames[written] = others = new(StringComparer.OrdinalIgnoreCase);
        if (!others.Add(whole) || others.Count == 1) return;
        problems.Add(new(
            EdlRule.ReelShortened, EdlSeverity.Warning, 0,
            $"The reels '{others.First()}' and '{whole}' are both written as {written}; a program that knows the short one only cannot tell them apart.",
            "Use a style with longer reels, such as File_32 or File_129."));
    }

    private string Fit(string reel)
    {
        if (style.ReelLength is not { } longest) return reel;
        var letters = style.KeepsReelCharacters
            ? string.Concat(reel.Select(c => char.IsWhiteSpace(c) ? '_' : c))
            : string.Concat(reel.Where(char.IsAsciiLetterOrDigit));
        return letters.Length <= longest ? letters : letters[..longest];
    }

    private static string? File(string? path)
    {
        if (string.IsNullOrWhiteSpace(path)) return null;
        var name = path[(path.LastIndexOfAny(['/', '\\']) + 1)..].Trim();
        return name.Length > 0 ? name : null;
    }

    private static string WithoutEnding(string file)
    {
        var dot = file.LastIndexOf('.');
        var stem = dot > 0 ? file[..dot] : file;
        var sequence = stem.LastIndexOfAny(['[', '(']);
        return sequence > 0 && Reading.CommentWords.Sequence(stem) is not null ? stem[..sequence].TrimEnd('.', '_', ' ') : stem;
    }
}
