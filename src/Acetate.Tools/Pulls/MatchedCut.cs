using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Acetate.Cuts;
using Acetate.Library;
using Acetate.Library.Matching;
using Acetate.Timing;

namespace Acetate.Tools.Pulls;

/// <summary>A cut as it was handed in, read, and held against the library.</summary>
/// <param name="Name">Its file's name.</param>
/// <param name="Bytes">The file.</param>
/// <param name="Cut">What it says.</param>
/// <param name="Result">What became of each picture event.</param>
public sealed record MatchedCut(string Name, ImmutableArray<byte> Bytes, Cut Cut, MatchResult Result)
{
    /// <summary>The outcomes by the ids of their events.</summary>
    public IReadOnlyDictionary<string, MatchOutcome> Outcomes { get; } = Result.Outcomes.ToDictionary(outcome => outcome.Event, StringComparer.Ordinal);

    /// <summary>The clips that were found.</summary>
    public IEnumerable<Guid> Clips => Result.Outcomes.OfType<MatchOutcome.Matched>().Select(matched => matched.Clip.Id).Distinct();

    /// <summary>What could not be read of it, a sentence each with file, line and what to do: events may be missing or lack their times.</summary>
    public ImmutableArray<string> Unread =>
    [
        .. Cut.Problems.Where(problem => problem.Severity == CutSeverity.Error)
            .Select(problem => $"{Name}{(problem.Line > 0 ? $", line {problem.Line}" : problem.Element.Length > 0 ? $", {problem.Element}" : "")}: {problem.Message} {problem.Fix}"),
    ];

    /// <summary>What a person has to look at before anything is made of it, a sentence each.</summary>
    /// <remarks>An EDL counts frames and does not say how many make a second: read at another rate it means other frames, of the right clips.</remarks>
    public ImmutableArray<string> Doubts
    {
        get
        {
            if (Cut.Format != CutFormat.Edl) return [];
            var rates = Result.Outcomes.OfType<MatchOutcome.Matched>().Where(one => one.Clip.Start.IsSet).Select(one => one.Clip.Start.Rate).Distinct().ToList();
            return rates.Count == 0 || rates.Exists(rate => rate.LabelsPerSecond == Cut.Rate.LabelsPerSecond) ? []
                : [$"{Name} was read at {Cut.Rate} frames per second, and every clip that was found for it runs at {string.Join(" or ", rates)}. If the list counts those, other frames than it means are delivered: say its rate, as in --rate {rates[0]}."];
        }
    }

    /// <summary>Why an outcome gives no clip, and what to do where a person can say which it is.</summary>
    internal static string WhyOpen(MatchOutcome outcome) =>
        outcome is MatchOutcome.Ambiguous or MatchOutcome.Conflict ? $"{outcome.Why} Decide which clip it is ('acetate match decide', or the cut's page), then plan again." : outcome.Why;

    /// <summary>Reads a cut.</summary>
    /// <exception cref="PullException">It is none; the message has the line.</exception>
    public static Cut Read(string name, ImmutableArray<byte> bytes, string? rate, string? timeline)
    {
        FrameRate? counted = null;
        if (rate is not null) counted = FrameRate.TryParse(rate, out var parsed, out var reason) ? parsed : throw new PullException(reason);
        try
        {
            using var source = new MemoryStream(ImmutableCollectionsMarshal.AsArray(bytes)!, writable: false);
            return CutReader.Read(source, name, new() { Rate = counted, Name = timeline });
        }
        catch (CutException problem)
        {
            throw new PullException(problem.Message);
        }
    }

    /// <summary>Reads a cut and matches it.</summary>
    /// <exception cref="PullException">It is none; the message has the line. Or it, or a document of the order, has a name that no file of a package can have.</exception>
    /// <exception cref="LibraryException">There is no such show, or the library cannot be read.</exception>
    public static async Task<MatchedCut> OfAsync(MediaLibrary library, PullOrder order, string name, ImmutableArray<byte> bytes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(library);
        ArgumentNullException.ThrowIfNull(order);
        PullDocument.RequirePlainName(name, "cut");
        foreach (var document in order.Documents) PullDocument.RequirePlainName(document.Name, "document");
        var cut = Read(name, bytes, order.Rate, order.Timeline);
        return new(name, bytes, cut, await library.MatchAsync(order.Show, CutClaims.Of(cut), new ClipMatcher(), cancellationToken));
    }
}
