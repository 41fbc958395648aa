using Acetate.Aaf;
using Acetate.Library.Matching;
using Acetate.Standards.Tests.Aaf;

namespace Acetate.Library.Tests.Matching.Dialects;

/// <summary>AAF as Avid makes it: a sequence, a master clip, a media file and a tape, made object by object.</summary>
internal static class AafDialect
{
    private const string Tape = "01012e00", Media = "01012800";
    private const long Day = 10_000_000;

    public static ListDialect Only { get; } = new("AAF", "reel1.aaf", Write);

    private static IEnumerable<byte[]> Write(CarriedEvent e)
    {
        if (!e.HasSource || e.Mangled.IsColumnsOnly || (e.Reel is not null && e.Tape is not null)) yield break;
        // Black is room in an AAF, and no tape.
        if (e.Reel is "BL") yield break;
        var origins = (NameOrigin[])[NameOrigin.Reel, NameOrigin.Tape, NameOrigin.ClipName, NameOrigin.SourceFile, NameOrigin.Umid, NameOrigin.Comment];
        if (!(e.IsMulticam ? new CarriedEvent(e.Mangled with { Claim = e.Mangled.Claim with { IsMulticam = false } }) : e).IsOnly(origins)) yield break;
        var make = new TestAaf();
        var (rate, tape) = (e.Rate, e.Reel ?? e.Tape);
        TestObject Slot(int id, TestObject segment, int? track = null) => make.Slot(id, segment, rate.Numerator, rate.Denominator, track);
        TestObject Timecode(long start) => make.Timecode(start, rate.LabelsPerSecond, e.IsDrop, Day);
        var fileId = e.Umid is { } umid && AafMobId.TryParse("0x" + umid, out var given) ? given : TestAaf.MobId(3);
        // The medium begins 100 frames before what is played.
        const int Before = 100;
        var media = tape is null
            ? make.Source(fileId, e.SourceFile ?? "", Media, Slot(1, make.Clip(default, 0, 0, Day)), Slot(2, Timecode(e.Start.AddWrapping(-Before).Frame), track: 1))
            : make.Source(fileId, e.SourceFile ?? "", Media, Slot(1, make.Clip(TestAaf.MobId(4), 1, e.Start.AddWrapping(-Before).Frame, Day)));
        var master = make.Master(2, e.ClipName ?? "", Slot(1, make.Clip(fileId, 1, 0, Day)));
        if (e.Comments.Length > 0) master = master.With(make.Tags(0x4406, [.. e.Comments.Select((comment, i) => ($"Comments{i}", comment))]));
        var (record, played) = ((int)e.RecordFrames, (int)e.Played);
        var shown = make.Clip(TestAaf.MobId(2), 1, Before, e.Speed == 1 ? record : played);
        if (e.Speed == 0) shown = make.Effect("Freeze Frame", record, [shown], [make.Constant("SpeedRatio", record, 1)], isTimeWarp: true);
        else if (e.Speed != 1)
            shown = make.Effect("Motion Control", record, [shown], [e.Speed > 0 ? make.Curve("PARAM_SPEED_OFFSET_MAP_U", (0, 1, 0), (record, 1, played)) : make.Curve("PARAM_SPEED_OFFSET_MAP_U", (0, 1, played - 1), (record, 1, -1))], isTimeWarp: true);
        if (e.IsMulticam) shown = make.Component("01010e00", record).Owns(0x0f01, shown).OwnsList(0x0f02, make.Clip(TestAaf.MobId(2), 1, 0, record));
        var sequence = make.Composition(1, "reel 1", Slot(1, make.Sequence(record, shown)), Slot(2, make.Timecode(e.RecordStart.Frame, rate.LabelsPerSecond, e.IsDrop, Day), track: 1));
        yield return tape is null ? make.File(sequence, master, media) : make.File(sequence, master, media, make.Source(4, tape, Tape, Slot(1, make.Clip(default, 0, 0, Day)), Slot(2, Timecode(0), track: 1)));
    }
}
