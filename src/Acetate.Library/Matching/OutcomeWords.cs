using System.Collections.Immutable;
using Acetate.Library.Matching.Names;
using Acetate.Library.Matching.Rules;
using Acetate.Library.Matching.Times;

namespace Acetate.Library.Matching;

/// <summary>Says in words what the matcher found: the reasons of an outcome, and the evidence for and against each candidate.</summary>
/// <param name="rules">The rules.</param>
/// <param name="e">The event.</param>
/// <param name="isSilent">Says nothing at all, where only the outcome is asked for.</param>
internal sealed class OutcomeWords(MatchRules rules, WeighedEvent e, bool isSilent)
{
    /// <summary>The candidates, the likeliest first, each with what fits and what does not.</summary>
    /// <param name="also">A clip that no name means and the timecode leads to.</param>
    public ImmutableArray<MatchCandidate> Candidates(Suspect? also = null)
    {
        if (isSilent) return [];
        var listed = e.Suspects.Take(rules.Document.MostCandidates).Select(s => new MatchCandidate(s.Clip.Clip, s.Probability, EvidenceOf(s), s.Time.Frames));
        if (also is not null && !e.Suspects.Take(rules.Document.MostCandidates).Contains(also))
        {
            also.Time = TimeComparison.Compare(e.Claim, also.Clip.Clip, 0, null);
            listed = listed.Append(new MatchCandidate(also.Clip.Clip, also.Probability, EvidenceOf(also), also.Time.Frames));
        }

        return [.. listed];
    }

    public string Matched(Suspect suspect)
    {
        if (isSilent) return "";
        var (name, fit) = Best(suspect);
        return $"{Capital(Origin(name))} {Quoted(name.Claim.Text)} {fit.Words}, and {(suspect.Time.Reading == TimeReading.Unknown ? $"{suspect.Time.Words}; the frames are not known" : suspect.Time.Words)}.";
    }

    public string Ambiguous(IReadOnlyCollection<Suspect> possible)
    {
        if (isSilent) return "";
        var first = e.Suspects[0];
        var (name, fit) = Best(first);
        if (e.IsTooMany) return $"{Capital(Origin(name))} {Quoted(name.Claim.Text)} fits more clips than can be weighed: a longer name is needed.";
        if (possible.Count > 1)
        {
            var inside = possible.Count(s => s.Time.IsInside);
            return $"{possible.Count} clips are possible: {Origin(name)} {Quoted(name.Claim.Text)} {fit.Words}, and so it is with others; "
                + (inside > 1 ? $"the source timecode lies in {inside} of them." : first.Time.Reading == TimeReading.Unknown ? $"{first.Time.Words} to choose by." : "the timecode does not choose clearly.");
        }

        return $"{Capital(Origin(name))} {Quoted(name.Claim.Text)} {fit.Words}, but that is not sure enough ({first.Probability:P0}): {first.Time.Words}.";
    }

    public string TimeConflict(Suspect named, Suspect? elsewhere)
    {
        if (isSilent) return "";
        var (name, fit) = Best(named);
        return $"{Capital(Origin(name))} {Quoted(name.Claim.Text)} {fit.Words}, but {named.Time.Words}{(elsewhere is null ? "" : $"; the timecode lies in {elsewhere.Clip.Clip.Name} of the same roll")}.";
    }

    public static string Contradiction(WeighedEvent e, int i, Suspect one, int j, Suspect other, bool oneInside, bool otherInside)
    {
        var (a, b) = (e.Names[i], e.Names[j]);
        var time = (oneInside, otherInside) switch
        {
            (true, true) => "The timecode lies in both: two cameras that ran together, as in a multicam group.",
            (true, false) => $"The timecode lies in {one.Clip.Clip.Name}.",
            (false, true) => $"The timecode lies in {other.Clip.Clip.Name}.",
            _ => "The timecode lies in neither.",
        };
        return $"The list contradicts itself: {Origin(a)} {Quoted(a.Claim.Text)} means {one.Clip.Clip.Name}, {Origin(b)} {Quoted(b.Claim.Text)} means {other.Clip.Clip.Name}. {time}";
    }

    public string Media(MediaKind kind)
    {
        if (isSilent) return "";
        var said = e.Names.Length == 0 ? "the list" : Quoted(e.Names[0].Claim.Text);
        foreach (var name in e.Names)
            if (rules.Media.Any(m => m.Kind == kind && (m.Find.IsMatch(name.Claim.Text.Trim()) || m.Find.IsMatch(name.Readings[^1].Text))))
            {
                said = $"{Origin(name)} {Quoted(name.Claim.Text)}";
                break;
            }

        return Capital(said) + kind switch
        {
            MediaKind.Black => " is black.",
            MediaKind.Bars => " is bars or a chart.",
            MediaKind.Title => " is a title made in the edit.",
            MediaKind.Graphics => " is a picture file or a design, no camera original.",
            MediaKind.VfxTemp => " is a version of a visual effects shot: what it was made from has to be asked for.",
            MediaKind.Stock => " is stock or archive: it comes from its owner, not from a camera roll.",
            MediaKind.Render => " was made by the editing system: decompose it, or ask for what lies in it.",
            MediaKind.Offline => " says that the editing system did not know its source either.",
            _ => " is sound.",
        };
    }

    public string Missing(MissingReason reason, string roll, List<ReadName> usable)
    {
        if (isSilent) return "";
        var said = usable.Count == 0 ? "" : string.Join(" and ", usable.Take(2).Select(n => $"{Origin(n)} {Quoted(n.Claim.Text)}"));
        var near = e.Suspects.Count > 0 ? $" Nearest is {e.Suspects[0].Clip.Clip.Name}, but {(e.Suspects[0].Time.IsInside ? Best(e.Suspects[0]).Fit.Words : e.Suspects[0].Time.Words)}." : "";
        return reason switch
        {
            MissingReason.NoName => e.Names.Length == 0 ? "The list names no source for it, and a timecode alone is never enough."
                : $"{Capital(Origin(e.Names[0]))} {Quoted(e.Names[0].Claim.Text)} says nothing ({(e.Names[0].Ignored.Length > 0 ? e.Names[0].Ignored : "a comment")}), and a timecode alone is never enough.",
            MissingReason.RollNotInLibrary => $"{Capital(said)} name{(usable.Count == 1 ? "s" : "")} roll {roll}, which the library does not have.{near}",
            MissingReason.ClipNotOnRoll => $"{Capital(said)}: {(roll.Length > 0 ? $"roll {roll} is in the library" : "such clips are in the library")}, but no clip of it is meant.{near}",
            _ => $"Nothing in the library is called like {said}.{near}",
        };
    }

    private ImmutableArray<Evidence> EvidenceOf(Suspect suspect)
    {
        var evidence = ImmutableArray.CreateBuilder<Evidence>();
        for (var i = 0; i < e.Names.Length; i++)
        {
            var (name, fit) = (e.Names[i], suspect.Fits[i]);
            if (fit.Relation != NameRelation.None)
                evidence.Add(new(true, $"{Capital(Origin(name))} {Quoted(name.Claim.Text)} {fit.Words}{(fit.Reading is { Trace.IsEmpty: false } reading ? $"; {string.Join("; ", reading.Trace)}" : "")}."));
            else if (name.Ignored.Length > 0) evidence.Add(new(false, $"{Capital(Origin(name))} {Quoted(name.Claim.Text)} was not looked at: {name.Ignored}."));
            else if (name.Claim.Origin != NameOrigin.Comment) evidence.Add(new(false, $"{Capital(Origin(name))} {Quoted(name.Claim.Text)} has nothing to do with this clip."));
        }

        if (suspect.IsRepeated) evidence.Add(new(false, $"{Capital(rules.Document.Repeated.Words)}: the name alone says little."));
        if (suspect.Time.Words is { Length: > 0 } time) evidence.Add(new(suspect.Time.IsInside, $"{Capital(time)}."));
        if (e.Claim is { Width: { } width, Height: { } height } && suspect.Clip.Clip is { Width: { } has, Height: { } high })
            evidence.Add(width == has && height == high ? new(true, $"The list and the clip say {width}x{height}.") : new(false, $"The list says {width}x{height}, the clip is {has}x{high}; the edit may have used a proxy."));
        if (suspect.Prior.Length > 0) evidence.Add(new(true, $"{Capital(suspect.Prior)}."));
        if (e.Claim.IsMulticam) evidence.Add(new(false, "The list says that this came out of a multicam group: the picture may be another camera's."));
        return evidence.ToImmutable();
    }

    private (ReadName Name, NameFit Fit) Best(Suspect suspect)
    {
        var best = -1;
        for (var i = 0; i < e.Names.Length; i++)
            if (suspect.Fits[i].Relation != NameRelation.None && (best < 0 || suspect.Fits[i].Relation < suspect.Fits[best].Relation)) best = i;
        return best < 0 ? (e.Names[0], new NameFit(NameRelation.None, null, "is near")) : (e.Names[best], suspect.Fits[best]);
    }

    private static string Origin(ReadName name) => name.Claim.Origin switch
    {
        NameOrigin.Reel => "the reel",
        NameOrigin.Map => "the list's own table of reels with",
        NameOrigin.SourceFile => "the source file",
        NameOrigin.ClipName => "the clip name",
        NameOrigin.ToClipName => "the name of the other side",
        NameOrigin.Tape => "the tape",
        NameOrigin.Umid => "the unique id",
        _ => "the comment",
    };

    private static string Quoted(string text) => $"'{string.Concat(text.Take(120).Select(c => char.IsControl(c) ? ' ' : c))}'";

    private static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];
}
