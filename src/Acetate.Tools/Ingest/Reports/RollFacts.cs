using System.Collections.Immutable;
using System.Text.Json;
using Acetate.Library;
using Acetate.Library.Events;
using Acetate.Library.Rolls;
using Acetate.Library.Shows;
using Acetate.Tools.Ingest.Advice;
using Acetate.Tools.Ingest.Targets;

namespace Acetate.Tools.Ingest.Reports;

/// <summary>What a roll's timeline and its stages say to reports: findings, holds, timings. Pure, over what was read.</summary>
internal static class RollFacts
{
    /// <summary>What was found on the card, as the event of the roll's arrival keeps it.</summary>
    public static (ImmutableArray<Finding> Findings, ImmutableArray<string> Ignored) OfArrival(IEnumerable<LibraryEvent> timeline)
    {
        if (timeline.LastOrDefault(e => e.Kind == "roll.found")?.Data is not { } data) return ([], []);
        var findings = data.TryGetProperty("findings", out var list) ? list.Deserialize<ImmutableArray<Finding>>(LibraryJson.Options) : [];
        var ignored = data.TryGetProperty("ignored", out var names) ? names.Deserialize<ImmutableArray<string>>(LibraryJson.Options) : [];
        return (findings, ignored);
    }

    /// <summary>What was left on the card when it was read last.</summary>
    public static LeftOnCard Left(IEnumerable<LibraryEvent> timeline) =>
        timeline.LastOrDefault(e => e.Kind is "roll.found" or "roll.scanned-again" && e.Data is { } left && left.TryGetProperty("notIngested", out _))?.Data is { } data
            ? new LeftOnCard(data.GetProperty("notIngested").GetInt32(), data.TryGetProperty("notRead", out var unread) ? unread.Deserialize<ImmutableArray<string>>(LibraryJson.Options) : [])
            : LeftOnCard.Nothing;

    /// <summary>When the roll was held, and why. A card that takes the place of one that was held is found anew, and may be held anew.</summary>
    public static ImmutableArray<HeldTime> Holds(IEnumerable<LibraryEvent> timeline)
    {
        var holds = ImmutableArray.CreateBuilder<HeldTime>();
        LibraryEvent? open = null;
        foreach (var item in timeline)
        {
            if (item.Kind == "roll.held") open ??= item;
            else if (open is not null && item.Kind is "roll.released" or "roll.repairing" or "roll.found")
            {
                holds.Add(new HeldTime(open!.At, item.At, open.Message));
                open = null;
            }
        }

        if (open is not null) holds.Add(new HeldTime(open.At, null, open.Message));
        return holds.ToImmutable();
    }

    /// <summary>How the show's targets stand for one roll.</summary>
    /// <param name="roll">The roll.</param>
    /// <param name="bars">Its stages.</param>
    /// <param name="timeline">Its events.</param>
    /// <param name="targets">What the show promises.</param>
    /// <param name="usual">How long each stage usually takes for a roll of this size; may lack stages.</param>
    /// <param name="now">The moment of asking.</param>
    public static ImmutableArray<StageTarget> Targets(
        Roll roll, ImmutableArray<StageProgress> bars, IReadOnlyCollection<LibraryEvent> timeline, ShowTargets targets, IReadOnlyDictionary<RollStage, TimeSpan> usual, DateTimeOffset now)
    {
        var held = Holds(timeline);
        var result = ImmutableArray.CreateBuilder<StageTarget>();
        void Add(string name, int? minutes, params RollStage[] stages)
        {
            if (minutes is not { } within) return;
            var timings = ImmutableArray.CreateBuilder<StageTiming>();
            var ready = roll.FoundAt;
            foreach (var stage in stages)
            {
                var bar = bars.FirstOrDefault(b => b.Stage == stage) ?? new StageProgress { Stage = stage };
                timings.Add(new StageTiming
                {
                    Stage = Doing(stage),
                    ReadyAt = ready,
                    StartedAt = bar.Since,
                    EndedAt = bar.State == StageState.Done ? bar.EndedAt ?? bar.Since : null,
                    Fraction = bar.Fraction,
                    Usual = usual.TryGetValue(stage, out var time) ? time : null,
                    LimitedBy = stage == RollStage.Uploading ? LimitedBy(timeline) : "",
                    Retries = Retries(timeline, stage),
                });
                ready = bar.EndedAt is { } ended && ended > ready ? ended : ready;
            }

            result.Add(TargetClock.Judge(name, roll.FoundAt, TimeSpan.FromMinutes(within), timings.ToImmutable(), held, now));
        }

        Add("card to library", targets.CardToLibraryMinutes, RollStage.ManifestChecked, RollStage.Uploading, RollStage.Verified);
        Add("card to proxy", targets.CardToProxyMinutes, RollStage.ManifestChecked, RollStage.Uploading, RollStage.Verified, RollStage.Inspected, RollStage.Proxied);
        Add("card to archive", targets.CardToArchiveMinutes, RollStage.ManifestChecked, RollStage.Uploading, RollStage.Verified, RollStage.Archived);
        return result.ToImmutable();
    }

    /// <summary>How long the stages of a roll usually take: the median pace of other rolls, times this roll's bytes.</summary>
    public static Dictionary<RollStage, TimeSpan> Usual(Roll roll, IEnumerable<(Roll Roll, ImmutableArray<StageProgress> Bars)> others)
    {
        var paces = new Dictionary<RollStage, List<double>>();
        foreach (var (other, bars) in others.Where(o => o.Roll.Id != roll.Id && o.Roll.Bytes > 0))
            foreach (var bar in bars.Where(b => b is { State: StageState.Done, Since: not null, EndedAt: not null }))
                (paces.TryGetValue(bar.Stage, out var list) ? list : paces[bar.Stage] = []).Add((bar.EndedAt!.Value - bar.Since!.Value).TotalSeconds / other.Bytes);
        return paces.ToDictionary(p => p.Key, p => TimeSpan.FromSeconds(p.Value.Order().ElementAt(p.Value.Count / 2) * roll.Bytes));
    }

    /// <summary>Whether the card may be formatted, from what the library knows and which copies can be seen.</summary>
    public static WipeAdvice Advice(Roll roll, ImmutableArray<RollCopy> copies, CopyPolicy policy, LeftOnCard left, IEnumerable<string> neverArrived, MediumClass medium, int otherRollsOpen, Func<RollCopy, string> away) =>
        WipeAdvice.For(new AdviceFacts
        {
            Medium = medium,
            Files = roll.Files,
            Bytes = roll.Bytes,
            Manifest = roll.Manifest,
            Hold = roll.Hold,
            CopiesNeeded = policy.Copies,
            PlacesNeeded = policy.Places,
            Copies = [.. copies.Select(c => new CopyFacts(KebabCase.Of(c.Tier), c.Place, c.Files, c.Bytes, c.State == CopyState.Verified ? c.VerifiedAt : null, c.State == CopyState.Failed ? c.Message : "", away(c)))],
            NotIngested = left.NotIngested,
            NotRead = left.NotRead,
            NeverArrived = [.. neverArrived],
            OtherRollsOpen = otherRollsOpen,
        });

    private static string Doing(RollStage stage) => stage switch
    {
        RollStage.ManifestChecked => "checking the manifest",
        RollStage.Uploading or RollStage.Uploaded => "uploading",
        RollStage.Verified => "verifying",
        RollStage.Inspected => "inspecting",
        RollStage.Proxied => "making proxies",
        RollStage.Archived => "archiving",
        _ => StageWords.Of(stage),
    };

    private static string LimitedBy(IEnumerable<LibraryEvent> timeline) =>
        timeline.LastOrDefault(e => e.Kind == "roll.uploaded")?.Data is { } data && data.TryGetProperty("limitedBy", out var word) ? word.GetString() ?? "" : "";

    private static int Retries(IEnumerable<LibraryEvent> timeline, RollStage stage) => timeline.Count(e => e.Kind == "job.step-failed" && e.Data is { } data
        && data.TryGetProperty("stage", out var name) && Plans.Stages.Bar(name.GetString() ?? "") == stage);
}

/// <summary>What of a card is in no copy, because it was not taken in or could not be read.</summary>
/// <param name="NotIngested">Files outside every roll.</param>
/// <param name="NotRead">What could not be read, one sentence each: at most the first hundred.</param>
internal sealed record LeftOnCard(int NotIngested, ImmutableArray<string> NotRead)
{
    public static LeftOnCard Nothing { get; } = new(0, []);

    /// <summary>What of this offer concerns whoever formats the card that a roll came on: what lies outside all rolls, and in this one.</summary>
    public static LeftOnCard Of(Scan.CardScan scan, Scan.ScannedRoll roll) =>
        new(scan.Loose.Length, [.. scan.Findings.Concat(roll.Findings).Where(f => f.IsUnread).Select(f => f.Message).Distinct().Take(100)]);

    /// <summary>What this and another reading left, when they may not have read the same card.</summary>
    public LeftOnCard And(LeftOnCard other) => new(Math.Max(NotIngested, other.NotIngested), [.. NotRead.Union(other.NotRead).Take(100)]);

    public bool Equals(LeftOnCard? other) => other is not null && NotIngested == other.NotIngested && NotRead.SequenceEqual(other.NotRead);

    public override int GetHashCode() => HashCode.Combine(NotIngested, NotRead.Length);
}
