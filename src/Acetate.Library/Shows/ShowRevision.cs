using System.Collections.Immutable;

namespace Acetate.Library.Shows;

/// <summary>A change of a show's title and settings. Revisions are never changed.</summary>
public sealed record ShowRevision
{
    /// <summary>The version of the show from then on; the first change makes it 2.</summary>
    public required long Version { get; init; }

    /// <summary>Who.</summary>
    public required string Author { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What became different, by the names of the fields.</summary>
    public required ImmutableArray<ShowFieldChange> Fields { get; init; }
}

/// <summary>A field of a show that became different.</summary>
/// <param name="Field">Its name: <c>title</c>, <c>policy.copies</c>.</param>
/// <param name="Before">What stood there, as JSON or bare text; empty for nothing.</param>
/// <param name="After">What stands there since.</param>
public sealed record ShowFieldChange(string Field, string Before, string After);

/// <summary>What somebody wants a show to be; what is null stays.</summary>
/// <param name="Title">The title.</param>
/// <param name="Settings">The whole settings.</param>
/// <param name="Version">The version of the show that the wish rests on; null: it holds whatever others changed.</param>
public sealed record ShowWish(string? Title, ShowSettings? Settings, long? Version);

/// <summary>What became of a wish.</summary>
public abstract record ShowChangeOutcome
{
    private ShowChangeOutcome()
    {
    }

    /// <summary>It was kept, beside what others changed in other fields.</summary>
    /// <param name="Show">The show as it is now.</param>
    public sealed record Kept(Show Show) : ShowChangeOutcome;

    /// <summary>The show is so already; nothing was written.</summary>
    /// <param name="Show">The show.</param>
    public sealed record Unchanged(Show Show) : ShowChangeOutcome;

    /// <summary>Somebody else changed the same field since; nothing was written.</summary>
    /// <param name="Version">The version of the show now.</param>
    /// <param name="Field">The first field that both changed.</param>
    /// <param name="Theirs">What stands there now.</param>
    /// <param name="Yours">What was wanted.</param>
    /// <param name="By">Who wrote what stands there.</param>
    /// <param name="At">When.</param>
    public sealed record Conflicting(long Version, string Field, string Theirs, string Yours, string By, DateTimeOffset? At) : ShowChangeOutcome
    {
        /// <summary>A sentence with both.</summary>
        public string Why => $"{(By.Length > 0 ? By : "Somebody else")} changed {Field} since you looked: it says {Shown(Theirs)}, and you want {Shown(Yours)}. Nothing of yours was kept.";

        private static string Shown(string value) => value.Length == 0 ? "nothing" : $"'{value}'";
    }
}
