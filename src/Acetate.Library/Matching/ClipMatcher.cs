using Acetate.Library.Matching.Rules;

namespace Acetate.Library.Matching;

/// <summary>Finds the camera originals that a cut means: events and clips in, one outcome per event out, each with its reasons.</summary>
/// <remarks>
/// <para>Pure: nothing is read, written or changed, and the same input gives the same outcomes. Names bring up candidates; names and
/// timecode are then weighed as evidence, in natural logarithms, against the possibility that the footage was never ingested; the
/// probabilities of the candidates and of "none of them" add up to 1. Timecode alone brings up nobody.</para>
/// <para>Two passes: the first one's sure matches tell the offsets of rolls and where the cut was shot, which the second one uses.</para>
/// </remarks>
public sealed class ClipMatcher(MatchRules rules)
{
    /// <summary>With the rules that come with the program.</summary>
    public ClipMatcher() : this(MatchRules.Default)
    {
    }

    /// <summary>The rules.</summary>
    public MatchRules Rules => rules;

    /// <summary>Matches a cut.</summary>
    /// <param name="events">What the cut says, event by event.</param>
    /// <param name="index">The clips of the library.</param>
    /// <param name="decisions">What people decided before about this cut or earlier versions.</param>
    public MatchResult Match(IReadOnlyList<EventClaim> events, ClipIndex index, IReadOnlyList<MatchDecision>? decisions = null)
    {
        var run = new MatchRun(rules, events);
        run.Begin(index);
        return run.End(index, decisions ?? []);
    }
}
