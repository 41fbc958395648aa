using System.Collections.Immutable;
using Acetate.Compute;
using Acetate.Cuts;
using Acetate.Library;
using Acetate.Steps;
using Acetate.Steps.Conform;
using Acetate.Timing;
using Acetate.Tools.Jobs;
using Acetate.Tools.Pulls;

namespace Acetate.Tools.ConformPulls;

/// <summary>Says to the step that writes lists and reports what was planned; what trimming gave it hears from the trims. Pure.</summary>
public static class ConformLists
{
    /// <summary>The step that writes them.</summary>
    public const string StepName = "lists";

    /// <summary>The step, which uses every trim of the plan, and what was held against reference movies.</summary>
    /// <param name="package">The pull on its way.</param>
    /// <param name="order">What was asked for.</param>
    /// <param name="plan">What was decided.</param>
    /// <param name="checks">The steps of <see cref="ConformCheck"/>.</param>
    public static Step StepOf(PullPackage package, ConformPullOrder order, PlannedConform plan, ImmutableArray<Step> checks)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var compared = ConformCheck.ComparedBy(checks);
        return new()
        {
            Name = StepName,
            Function = WriteConformLists.Name,
            Stage = ConformPullSteps.Documents,
            Uses = [.. TrimBatches.Of(plan).Select(batch => batch.Step), .. compared.Select(check => check.Step)],
            Request = StepRequest.Of(RequestOf(package, order, plan, compared)),
        };
    }

    /// <summary>The request.</summary>
    /// <param name="package">The pull on its way.</param>
    /// <param name="order">What was asked for.</param>
    /// <param name="plan">What was decided.</param>
    /// <param name="checks">The steps that hold events against reference movies.</param>
    public static WriteConformListsRequest RequestOf(PullPackage package, ConformPullOrder order, PlannedConform plan, ImmutableArray<ConformCheckOf> checks)
    {
        ArgumentNullException.ThrowIfNull(package);
        ArgumentNullException.ThrowIfNull(order);
        ArgumentNullException.ThrowIfNull(plan);
        ImmutableArray<string> files = [package.Pull.CutName, .. order.Reels.Select(reel => reel.Name)];
        IEnumerable<byte[]> contents = [[.. package.CutBytes], .. order.Reels.Select(reel => reel.Content)];
        var names = ReelCut.NamesOf(files);
        var rolls = plan.Missing.SelectMany(one => one.Events.Select(name => (name, one.Roll))).GroupBy(one => one.name).ToDictionary(group => group.Key, group => group.First().Roll);
        var steps = plan.Clips.ToDictionary(piece => piece.Place, piece => piece.Step);
        var finals = plan.Finals.SelectMany(final => final.Events.Select(name => (name, final))).ToDictionary(one => one.name, one => one.final);
        return new()
        {
            Store = package.Target,
            Prefix = package.Prefix,
            Show = order.Show,
            Recipient = order.Recipient,
            Name = package.Name,
            At = package.At,
            IsChange = order.Since is not null,
            Edl = order.Settings.Layout == ConformLayout.Flame ? EdlForm.Flame : null,
            Cuts = [.. names.Zip(files, contents).Select((one, i) => new ConformCut(one.First, one.Second, one.Third, RateOf(plan, i) ?? order.Rate, order.Timeline))],
            Clips = [.. plan.Clips.Select(piece => piece.Clip).Concat(plan.Sound.Select(one => one.Clip)).Concat(plan.Events.Select(one => one.Clip).OfType<Guid>())
                .Distinct().Where(package.Clips.ContainsKey).Select(id => ClipOf(package, package.Clips[id]))],
            Events = [.. plan.Events.Select(one => EntryOf(one, package, finals, steps, rolls.GetValueOrDefault(new(one.Reel, one.Id), "")))],
            Media = [.. plan.Clips.Select(piece => MediumOf(piece, package)), .. plan.Sound.Select(MediumOf)],
            Checks = checks,
            Trims = [.. TrimBatches.Of(plan).Select(batch => new ConformTrims(batch.Step, batch.Pieces))],
            Manifest = ConformPackage.ManifestOf(package, order, plan),
        };
    }

    /// <summary>The rate at which a cut was read when it was planned: its ids and times are those.</summary>
    private static string? RateOf(PlannedConform plan, int cut) => cut < plan.Reels.Length && FrameRate.TryParse(plan.Reels[cut].Rate, out var rate) ? rate.ToRatio() : null;

    private static ConformClip ClipOf(PullPackage package, PulledClip pulled) => new()
    {
        Id = pulled.Clip.Id,
        Name = pulled.Clip.Name,
        Tape = pulled.Clip.Reel.Length > 0 ? pulled.Clip.Reel : pulled.Roll.Name,
        Roll = pulled.Roll.Name,
        ShootDay = pulled.Roll.ShootDay,
        Rate = pulled.Clip.Rate,
        Start = pulled.Clip.TimecodeStart,
        FramesPerLabel = ClipFacts.Of(pulled).FramesPerLabel,
        Frames = pulled.Clip.Frames,
        Poster = package.Derived is { } derived && pulled.Clip.Proxy?.Poster is { Length: > 0 } poster ? new(derived, poster) : null,
    };

    private static ConformEntry EntryOf(ConformedEvent one, PullPackage package, Dictionary<ReelEvent, ConformFinal> finals, Dictionary<int, string> steps, string roll) => new()
    {
        Cut = one.Reel,
        Id = one.Id,
        Number = one.Number,
        Name = one.Name,
        Reel = one.SourceReel,
        RecordIn = one.RecordIn,
        RecordOut = one.RecordOut,
        SourceIn = one.SourceIn,
        SourceOut = one.SourceOut,
        Fate = KebabCase.Of(one.Fate),
        Kind = one.Kind is { } kind ? KebabCase.Of(kind) : "",
        Why = one.Why,
        Confidence = one.Confidence,
        Clip = one.Clip is { } id && package.Clips.ContainsKey(id) ? id : null,
        ClipName = one.ClipName,
        Used = SpanOf(one.Used),
        IsClamped = one.Notes.Any(note => note.Concern == ConformConcern.RangeClamped),
        Step = one.Piece is { } place ? steps[place] : null,
        Earlier = finals.TryGetValue(new(one.Reel, one.Id), out var final) ? FinalOf(final, package) : one.Earlier is { } earlier ? EarlierOf(earlier, package) : null,
        NeededRoll = roll,
        Speed = one.Speed,
        Reposition = one.Reposition,
        Notes = [.. one.Notes.Select(note => note.Text)],
    };

    // Lists name it by the package that it is in, which is this one.
    private static ConformEarlier FinalOf(ConformFinal final, PullPackage package) =>
        new(package.Name, $"{final.Folder}/{final.Files[0].Path}", new(final.Range.Start, final.Range.End), IsSequence: true) { IsFinal = true };

    private static ConformEarlier EarlierOf(DeliveredPiece earlier, PullPackage package)
    {
        var pulled = package.Clips.GetValueOrDefault(earlier.Clip);
        var end = earlier.Range.End == long.MaxValue ? pulled?.Clip.Frames ?? earlier.Range.Start : earlier.Range.End;
        return new(earlier.Package, earlier.Path, new(earlier.Range.Start, end), pulled?.Media.Kind == Media.Inspect.ClipKind.Sequence);
    }

    private static ConformMedium MediumOf(ConformPiece piece, PullPackage package) => new()
    {
        Step = piece.Step,
        Clip = piece.Clip,
        IsSequence = piece.IsSequence,
        Range = piece.ClipFrames is null ? null : SpanOf(piece.Range),
        Used = SpanOf(piece.Used),
        FirstFile = piece.IsSequence ? "" : package.Clips[piece.Clip].Media.Files.FirstOrDefault() ?? "",
        WhyWhole = piece.WhyWhole,
        Events = [.. piece.Events.Select(one => new ConformEventName(one.Reel, one.Id))],
        Notes = [.. piece.Notes.Select(note => note.Text)],
    };

    private static ConformMedium MediumOf(ConformSound sound) => new()
    {
        Step = sound.Step,
        Clip = sound.Clip,
        IsSound = true,
        SampleRate = sound.SampleRate,
        Range = SpanOf(sound.Samples),
        Events = [.. sound.Events.Select(one => new ConformEventName(one.Reel, one.Id))],
        Notes = [sound.Why],
    };

    private static TrimSpan? SpanOf(FrameSpan? span) => span is null ? null : new(span.Start, span.End);
}
