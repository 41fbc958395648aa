using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Acetate.Cdl;
using Acetate.Timing;

namespace Acetate.Edl.Cmx3600.Writing;

/// <summary>Writes the lines of one list, in the columns that CMX 3600 and its Avid forms have.</summary>
internal sealed class ListText(EdlProgramme programme, EdlStyle style, ReelShortening reels, ImmutableArray<EdlProblem>.Builder problems)
{
    private const int MostNumbers = 999;
    private readonly StringBuilder text = new();
    private bool sourceIsDrop;

    /// <summary>What may stand in one line.</summary>
    public static string OneLine(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var c in text.Trim()) clean.Append(char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c);
        return clean.ToString();
    }

    public string Write(string title, List<EdlTrack> tracks)
    {
        var clips = tracks.SelectMany(Laid).OrderBy(laid => laid.Clip.RecordIn.Frame).ThenBy(laid => laid.Channel).ToList();
        var isDrop = clips.Count > 0 && clips[0].Clip.RecordIn.IsDrop;
        sourceIsDrop = isDrop;
        Line($"TITLE: {OneLine(title)}".TrimEnd());
        Line($"FCM: {(isDrop ? "DROP FRAME" : "NON-DROP FRAME")}");
        Line("");
        foreach (var line in programme.OtherLines) Line(OneLine(line));
        if (clips.Count > MostNumbers && style.NumberDigits == 3)
            problems.Add(new(EdlRule.EventNumber, EdlSeverity.Warning, 0, $"The list has {clips.Count:N0} events; CMX 3600 counts to 999, and old programs stop there.", "Use a style with six digits, or write the reels apart."));
        var number = 0;
        foreach (var laid in clips) Event(++number, laid);
        return text.ToString();
    }

    /// <summary>The clips of a track that are written, each with what it comes from, and transitions moved to where they begin.</summary>
    private List<LaidClip> Laid(EdlTrack track)
    {
        var clips = track.Clips.Where(clip => clip.IsEnabled).OrderBy(clip => clip.RecordIn.Frame).ToList();
        for (var i = 0; i < clips.Count; i++)
        {
            var clip = clips[i];
            if (clip.Transition.Kind is not (EdlTransitionKind.Cut or EdlTransitionKind.Dissolve or EdlTransitionKind.Wipe) || (clip.Transition.Kind != EdlTransitionKind.Cut && clip.Transition.Frames is null or <= 0))
            {
                problems.Add(new(EdlRule.NotWritten, EdlSeverity.Warning, 0, $"The transition '{clip.Transition.Text}' into the clip '{clip.Name}' cannot be written; a cut stands in its place.", "Dissolves and wipes of at least one frame are written; a key needs its background in a list made by hand."));
                clips[i] = clip with { Transition = EdlTransition.Cut };
                continue;
            }

            if (clip.Transition.Kind == EdlTransitionKind.Cut || clip.TransitionFramesBefore == 0) continue;

            // What comes begins earlier, and what goes ends there.
            var before = clip.TransitionFramesBefore;
            var source = clip.Speed.SourceFrames(before);
            clips[i] = clip with { RecordIn = clip.RecordIn.AddWrapping(-before), RecordFrames = clip.RecordFrames + before, SourceIn = clip.Speed.Numerator > 0 ? clip.SourceIn.AddWrapping(-source) : clip.SourceIn };
            if (i > 0 && clips[i - 1].RecordIn.Frame + clips[i - 1].RecordFrames > clips[i].RecordIn.Frame)
                clips[i - 1] = Shortened(clips[i - 1], clips[i].RecordIn.Frame - clips[i - 1].RecordIn.Frame);
        }

        return [.. clips.Select((clip, i) => new LaidClip(clip, i > 0 && Touches(clips[i - 1], clip) ? clips[i - 1] : null, track.Channel))];
    }

    private static EdlClip Shortened(EdlClip clip, long frames)
    {
        frames = Math.Max(frames, 0);
        var cut = clip with { RecordFrames = frames };
        return clip.Speed.Numerator < 0 ? cut with { SourceIn = clip.SourceIn.AddWrapping(clip.SourceFrames - cut.SourceFrames) } : cut;
    }

    private static bool Touches(EdlClip before, EdlClip clip) => before.RecordIn.Frame + before.RecordFrames == clip.RecordIn.Frame;

    private void Event(int number, LaidClip laid)
    {
        var (clip, before) = (laid.Clip, laid.Before);
        var (reel, whole) = reels.Of(clip);
        if (clip.Transition.Kind == EdlTransitionKind.Cut)
        {
            EventLine(number, reel, laid.Channel, clip.Transition, clip.SourceIn, clip.SourceFrames, clip.RecordIn, clip.RecordFrames);
            Speed(reel, clip, isClear: true);
            Names(clip, whole, reel, "FROM");
            Rest(clip);
            return;
        }

        // A transition out of nothing comes from black.
        var (goneReel, goneWhole) = before is null ? ("BL", "BL") : reels.Of(before);
        var goneAt = before is null ? new(0, programme.Rate, clip.SourceIn.IsDrop) : End(before);
        EventLine(number, goneReel, laid.Channel, EdlTransition.Cut, goneAt, 0, clip.RecordIn, 0);
        EventLine(number, reel, laid.Channel, clip.Transition, clip.SourceIn, clip.SourceFrames, clip.RecordIn, clip.RecordFrames);

        // Where both sides have one reel, a single speed could be of either.
        var isClear = !goneReel.Equals(reel, StringComparison.OrdinalIgnoreCase) || (clip.Speed == EdlFactor.One && before?.Speed == EdlFactor.One);
        if (before is not null && (before.Speed != EdlFactor.One || !isClear)) SpeedLine(goneReel, before.Speed, goneAt);
        Speed(reel, clip, isClear);
        if (clip.EffectName is { Length: > 0 } effect) Comment($"EFFECT NAME: {effect}");
        if (before is { IsBlack: false }) Names(before, goneWhole, goneReel, "FROM");
        if (!clip.IsBlack) Names(clip, whole, reel, "TO");
        Rest(clip);
    }

    private void EventLine(int number, string reel, EdlChannel channel, EdlTransition transition, Timecode source, long sourceFrames, Timecode record, long recordFrames)
    {
        if (source.IsDrop != sourceIsDrop)
        {
            // FCM speaks of the source that follows; the record keeps the list's first one.
            sourceIsDrop = source.IsDrop;
            Line($"FCM: {(sourceIsDrop ? "DROP FRAME" : "NON-DROP FRAME")}");
        }

        var name = number.ToString(new string('0', style.NumberDigits), CultureInfo.InvariantCulture);
        var where = channel.IsVideo ? channel.Number == 1 ? "V" : $"V{channel.Number}" : channel.Number == 1 ? "A" : $"A{channel.Number}";
        var frames = transition.Kind == EdlTransitionKind.Cut ? "" : transition.Frames!.Value.ToString("000", CultureInfo.InvariantCulture);
        Line($"{name}  {reel.PadRight(style.ReelColumn)} {where,-5} {transition.Text,-5}{frames,3} {source} {source.AddWrapping(sourceFrames)} {record} {record.AddWrapping(recordFrames)}");
    }

    private void Speed(string reel, EdlClip clip, bool isClear)
    {
        if (clip.Speed == EdlFactor.One && isClear) return;

        // Backwards, the last frame is shown first, and there the speed begins.
        SpeedLine(reel, clip.Speed, clip.Speed.Numerator < 0 ? clip.SourceIn.AddWrapping(Math.Max(clip.SourceFrames - 1, 0)) : clip.SourceIn);
        var written = Math.Round(PerSecond(clip.Speed), 1, MidpointRounding.AwayFromZero);
        var meant = Reading.PlayedSource.Factor(written, programme.Rate);
        if (meant != clip.Speed && Math.Abs(written - PerSecond(clip.Speed)) > 0.000_001m)
            problems.Add(new(EdlRule.NotWritten, EdlSeverity.Notice, 0, $"The speed {clip.Speed.Value:0.######} of the clip '{clip.Name}' is written as {written:0.0} frames per second, which has one decimal only; the source times stay exact.", ""));
    }

    private decimal PerSecond(EdlFactor factor) => (decimal)factor.Numerator * programme.Rate.Numerator / ((decimal)factor.Denominator * programme.Rate.Denominator);

    private void SpeedLine(string reel, EdlFactor factor, Timecode time)
    {
        var speed = Math.Round(PerSecond(factor), 1, MidpointRounding.AwayFromZero).ToString("000.0;-000.0", CultureInfo.InvariantCulture);
        var isWide = style.ReelColumn > 8;
        Line(isWide
            ? $"{"M2".PadRight(style.NumberDigits + 2)}{reel.PadRight(style.ReelColumn)}{speed,15} {time}"
            : $"M2   {reel.PadRight(style.ReelColumn)}{speed,12}{"",16}{time}");
    }

    /// <summary>Name, path and reel of a clip, with FROM or TO.</summary>
    private void Names(EdlClip clip, string whole, string reel, string side)
    {
        if (clip.IsBlack) return;
        var isFrozen = clip.Speed.Numerator == 0;
        Comment($"{side} CLIP NAME:  {clip.Name}{(isFrozen ? " FF" : "")}");
        if (isFrozen) Comment("* FREEZE FRAME");
        if (clip.MediaPath is { Length: > 0 } path) Path(clip, path, side);
        if (reel.Equals(whole, StringComparison.Ordinal)) return;
        switch (style.LongReels)
        {
            case EdlReelOrigin.FinalCut: Line($"FINAL CUT PRO REEL: {whole} REPLACED BY: {reel}"); break;
            case EdlReelOrigin.Flame: Line($"DLEDL: REEL: {reel} {whole}"); break;
            case EdlReelOrigin.SourceTable: Comment($"SOURCE FILE: {whole}"); break;
            default: Comment($"OTIO TRUNCATED REEL NAME FROM: {whole}"); break;
        }
    }

    private void Path(EdlClip clip, string path, string side)
    {
        switch (style.Paths)
        {
            case EdlPathForm.FromClip: Comment($"{side} CLIP: {path}"); break;
            case EdlPathForm.FromFile: Comment($"{side} FILE: {path}"); break;
            case EdlPathForm.Reference: Comment($"OTIO REFERENCE FROM: {path}"); break;
            case EdlPathForm.Flame when side == "FROM" || clip.Transition.Kind != EdlTransitionKind.Cut:
                var slash = path.LastIndexOfAny(['/', '\\']);
                if (clip.MediaStart is { } start) Line($"DLEDL: START TC: {start}");
                if (slash > 0) Line($"DLEDL: PATH: {OneLine(path[..slash])}");
                Line($"DLEDL: EDIT:0 FILENAME: {OneLine(path[(slash + 1)..])}");
                break;
            default: break;
        }
    }

    private void Rest(EdlClip clip)
    {
        if (clip.SourceFile is { Length: > 0 } file) Comment($"SOURCE FILE: {file}");
        if (clip.AmfName is { Length: > 0 } amf) Comment($"AMF_NAME {amf}");
        if (clip.AmfUuid is { Length: > 0 } amfId) Comment($"AMF_UUID {amfId}");
        if (clip.FdlUuid is { Length: > 0 } fdl) Comment($"FDL-UUID: {fdl}");
        if (clip.FdlFramingDecision is { Length: > 0 } framing) Comment($"FDL-FRAMING-DECISION-ID: {framing}");
        if (clip.Grade is { } grade && clip.AmfName is null && clip.AmfUuid is null)
        {
            if (grade.Slope is not null || grade.Offset is not null || grade.Power is not null) Comment($"ASC_SOP {CdlText.WriteSop(grade.Values)}");
            if (grade.Saturation is not null) Comment($"ASC_SAT {CdlText.WriteSaturation(grade.Values)}");
        }

        if (clip.GradeReference is { Length: > 0 } reference) Comment($"ASC_CC_XML {reference}");
        foreach (var marker in clip.Markers)
            Comment($"LOC: {marker.Time.Timecode?.ToString() ?? marker.Time.Text} {OneLine(marker.Colour).Replace(' ', '_'),-7} {marker.Text}".TrimEnd());
        foreach (var comment in clip.Comments) Comment(comment);
        foreach (var line in clip.OtherLines) Line(OneLine(line));
    }

    private static Timecode End(EdlClip clip) => clip.Speed.Numerator switch
    {
        0 => clip.SourceIn,
        < 0 => clip.SourceIn,
        _ => clip.SourceIn.AddWrapping(clip.SourceFrames),
    };

    private void Comment(string comment) => Line($"* {OneLine(comment)}");

    private void Line(string line)
    {
        text.Append(line).Append(style.LineEnd == EdlLineEnd.None ? "\n" : style.LineEnd.Text());
    }

    private sealed record LaidClip(EdlClip Clip, EdlClip? Before, EdlChannel Channel);
}
