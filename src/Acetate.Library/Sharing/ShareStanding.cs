using System.Collections.Immutable;
using System.Globalization;

namespace Acetate.Library.Sharing;

/// <summary>A share as it stands: until when it is open, or why it is over.</summary>
/// <param name="Share">The share.</param>
/// <param name="Until">The instant at which it ends: its own, or that of a share that it passes on; null for never.</param>
/// <param name="Over">Why it is over whatever the time, as a sentence for who gets it; null while nobody ended it.</param>
public sealed record ShareStanding(Share Share, DateTimeOffset? Until, string? Over)
{
    /// <summary>The most that anybody may do with it: of what was passed on, what all have who passed it on.</summary>
    public ImmutableArray<ShareRight> Most { get; init; } = [.. Enum.GetValues<ShareRight>()];

    /// <summary>Whether every picture of it carries the name of who sees it: because it was made so, or something that it passes on was.</summary>
    public bool HasWatermark { get; init; } = Share.HasWatermark;

    /// <summary>What of some rights holds now.</summary>
    public ImmutableArray<ShareRight>? Of(ImmutableArray<ShareRight>? rights) => rights is { IsDefault: false } given ? [.. given.Where(Most.Contains)] : null;

    /// <summary>Why it is over at this moment, as a sentence; null while it is open.</summary>
    public string? EndedAt(DateTimeOffset now) =>
        Over ?? (Until is { } end && now >= end ? $"The share '{Share.Title}' ended on {Instant(end)}." : null);

    /// <summary>Whether somebody with these rights may do this now. Pure, and deny by default.</summary>
    /// <param name="rights">What they were given; null when nothing was.</param>
    /// <param name="wanted">What they want to do.</param>
    /// <param name="now">When.</param>
    public ShareAnswer Answer(ImmutableArray<ShareRight>? rights, ShareRight wanted, DateTimeOffset now)
    {
        // Who was given nothing learns nothing, not even that it is over.
        if (Of(rights) is not { } given || !given.Contains(ShareRight.View)) return new ShareAnswer.NoSuchShare();
        if (EndedAt(now) is { } reason) return new ShareAnswer.Ended(reason);
        return given.Contains(wanted) ? new ShareAnswer.Open()
            : new ShareAnswer.NotPermitted($"'{Share.Title}' is open to you to {string.Join(" and ", given.Order().Select(KebabCase.Of))}, and not to {KebabCase.Of(wanted)}.");
    }

    /// <summary>An instant, in words.</summary>
    public static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("d MMMM yyyy 'at' HH:mm 'UTC'", CultureInfo.InvariantCulture);
}

/// <summary>What a share answers to somebody.</summary>
public abstract record ShareAnswer
{
    private ShareAnswer()
    {
    }

    /// <summary>Go ahead.</summary>
    public sealed record Open : ShareAnswer;

    /// <summary>It was open to them, and is over.</summary>
    public sealed record Ended(string Reason) : ShareAnswer;

    /// <summary>It is open to them, but not for this.</summary>
    public sealed record NotPermitted(string Reason) : ShareAnswer;

    /// <summary>For them it does not exist.</summary>
    public sealed record NoSuchShare : ShareAnswer;
}
