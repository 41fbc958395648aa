using System.Collections.Immutable;
using Acetate.Library.Matching.Names;
using Acetate.Timing;

namespace Acetate.Library.Matching;

/// <summary>What a person decided about an event, kept so that the next version of the cut does not ask again.</summary>
/// <remarks>
/// It holds for events whose list says the same names, where their source ranges have a frame in common: an event that was trimmed keeps
/// its decision, and another stretch of the same source is asked about anew. Of two decisions that hold, the later one counts.
/// </remarks>
public sealed record MatchDecision
{
    /// <summary>The library's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The names, as <see cref="KeyOf"/> gives them.</summary>
    public required string Names { get; init; }

    /// <summary>The first source label that was decided about; empty when the list gave none.</summary>
    public string SourceStart { get; init; } = "";

    /// <summary>Rate of the source labels as a ratio; empty when there were none.</summary>
    public string SourceRate { get; init; } = "";

    /// <summary>How many source frames.</summary>
    public long SourceFrames { get; init; }

    /// <summary>The clip that it is; null when it is none or a clip was only ruled out.</summary>
    public Guid? Clip { get; init; }

    /// <summary>Clips that it is not.</summary>
    public ImmutableArray<Guid> NotClips { get; init; } = [];

    /// <summary>What it is when it is no camera original; null otherwise.</summary>
    public MediaKind? Kind { get; init; }

    /// <summary>Who decided.</summary>
    public string By { get; init; } = "";

    /// <summary>When.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Why; may be empty.</summary>
    public string Note { get; init; } = "";

    /// <summary>A decision about an event.</summary>
    /// <param name="claim">What the list says about it.</param>
    /// <param name="by">Who decides.</param>
    /// <param name="at">When.</param>
    public static MatchDecision About(EventClaim claim, string by, DateTimeOffset at) => new()
    {
        Id = Guid.CreateVersion7(at),
        Names = KeyOf(claim),
        SourceStart = claim.Source?.Start.ToString() ?? "",
        SourceRate = claim.Source?.Start.Rate.ToRatio() ?? "",
        SourceFrames = claim.Source?.Frames ?? 0,
        By = by,
        At = at,
    };

    /// <summary>The names of an event as one text: letters and digits of each, by where they were read. Comments do not count; they change.</summary>
    public static string KeyOf(EventClaim claim) => string.Join('|', claim.Names
        .Where(n => n.Origin is not (NameOrigin.Comment or NameOrigin.ToClipName))
        .Select(n => $"{KebabCase.Of(n.Origin)}:{LetterKey.Of(n.Text)}").Where(n => !n.EndsWith(':'))
        .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    /// <summary>Whether the decision holds for an event.</summary>
    public bool HoldsFor(EventClaim claim)
    {
        if (Names.Length == 0 || Names != KeyOf(claim)) return false;
        if (claim.Source is not { Start.IsSet: true } source || SourceRate.Length == 0) return claim.Source is null == (SourceRate.Length == 0);
        if (!FrameRate.TryParse(SourceRate, out var rate) || rate != source.Start.Rate || !Timecode.TryParse(SourceStart, rate, out var start)) return false;
        var (a, b) = (start.Frame, source.Start.Frame);
        return a < b + Math.Max(1, source.Frames) && b < a + Math.Max(1, SourceFrames);
    }
}
