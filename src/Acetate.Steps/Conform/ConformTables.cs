using System.Collections.Immutable;
using System.Globalization;
using Acetate.Steps.Compare;
using Acetate.Steps.Documents;

namespace Acetate.Steps.Conform;

/// <summary>The tables of a conform package: which file is which original, what is lacking, what changed, what the files do not show.</summary>
internal static class ConformTables
{
    /// <summary>mapping.csv: a row for each event with its file, and one for each sound.</summary>
    public static string Mapping(WriteConformListsRequest request, ImmutableArray<DeliveredMedium> media)
    {
        var byStep = media.ToDictionary(medium => medium.Asked.Step, StringComparer.Ordinal);
        var clips = request.Clips.ToDictionary(clip => clip.Id);
        var rows = request.Events.Where(entry => entry.Clip is not null && (entry.Earlier is not null || entry.Step is { } step && byStep.TryGetValue(step, out var there) && there.IsThere))
            .Select(entry => Row(entry, clips[entry.Clip!.Value], entry.Step is { } step ? byStep.GetValueOrDefault(step) : null))
            .Concat(media.Where(medium => medium is { Asked.IsSound: true, IsThere: true }).Select(medium => Row(request, medium)));
        return CsvTable.Of(
        [
            "Cut", "Event", "Record In", "Record Out", "Original Clip", "Original Reel", "Roll", "Shoot Day", "List Name", "List Reel", "List Source In", "List Source Out", "First Frame Shown", "Frames Shown",
            "Delivered File", "Files", "Bytes", "First Frame", "Frames", "TC In", "TC Out", "First Sample", "Samples", "Treatment", "Why Whole", "Exact", "Proof", "Frames Missing", "xxh128 Of First File", "Why This Clip",
        ], rows);
    }

    /// <summary>missing.csv: a row for each event that shows something and has no file here.</summary>
    public static string Missing(WriteConformListsRequest request) => CsvTable.Of(
        ["Cut", "Event", "Record In", "Record Out", "What", "List Name", "List Reel", "List Source In", "List Source Out", "Why", "What To Do", "Roll Needed"],
        request.Events.Where(ConformWords.IsMissing).Select(entry => (IEnumerable<string>)
        [
            entry.Cut, ConformWords.Name(entry), entry.RecordIn, entry.RecordOut, ConformWords.Of(entry), entry.Name, entry.Reel, entry.SourceIn, entry.SourceOut, entry.Why, ConformWords.Advice(entry), entry.NeededRoll,
        ]));

    /// <summary>changes.csv: what became of each event since the packages before.</summary>
    public static string Changes(WriteConformListsRequest request, ImmutableArray<DeliveredMedium> media)
    {
        var byStep = media.ToDictionary(medium => medium.Asked.Step, StringComparer.Ordinal);
        return CsvTable.Of(
            ["Cut", "Event", "Record In", "Record Out", "Clip", "Change", "Package", "File", "Why"],
            request.Events.Select(entry =>
            {
                var (change, package, file) = entry switch
                {
                    { Earlier: { IsFinal: true } final } => ("approved final", final.Package, final.Path),
                    { Earlier: { } earlier } => ("delivered before", earlier.Package, earlier.Path),
                    { Step: { } step } when byStep.TryGetValue(step, out var medium) && medium.IsThere => ("new here", request.Name, medium.First),
                    _ when ConformWords.IsMissing(entry) => ("not delivered", "", ""),
                    _ => ("nothing to deliver", "", ""),
                };
                return (IEnumerable<string>)[entry.Cut, ConformWords.Name(entry), entry.RecordIn, entry.RecordOut, entry.ClipName, change, package, file, entry.Why];
            }));
    }

    /// <summary>repositions.csv: how the cut places and times its pictures, which the delivered files do not.</summary>
    public static string Repositions(WriteConformListsRequest request)
    {
        string[] known = ["scale x", "scale y", "x", "y", "rotation", "flip", "flop", "animated"];
        return CsvTable.Of(
            ["Cut", "Event", "Record In", "Record Out", "Clip", "Speed", "Scale X", "Scale Y", "X", "Y", "Rotation", "Flip", "Flop", "Animated", "As The List Says"],
            request.Events.Where(entry => entry.Speed.Length > 0 || !entry.Reposition.IsEmpty).Select(entry => (IEnumerable<string>)
            [
                entry.Cut, ConformWords.Name(entry), entry.RecordIn, entry.RecordOut, entry.ClipName, entry.Speed,
                .. known.Select(name => entry.Reposition.FirstOrDefault(value => value.Name == name)?.Value ?? ""),
                string.Join("; ", entry.Reposition.Where(value => !known.Contains(value.Name)).Select(value => $"{value.Name} {value.Value}")),
            ]));
    }

    /// <summary>report.csv: an answer for each event.</summary>
    public static string Report(WriteConformListsRequest request, ImmutableArray<DeliveredMedium> media)
    {
        var byStep = media.ToDictionary(medium => medium.Asked.Step, StringComparer.Ordinal);
        var clips = request.Clips.ToDictionary(clip => clip.Id);
        string[] header = ["Cut", "Event", "Record In", "Record Out", "List Name", "List Reel", "List Source In", "List Source Out", "Outcome", "Clip", "Roll", "Shoot Day", "Score", "Why", "Package", "File", "Treatment", "Notes"];
        var isChecked = !request.Checks.IsEmpty;
        return CsvTable.Of(
            isChecked ? [.. header, "Offline", "Offline Slip", "Offline Says", "Offline Picture"] : header,
            request.Events.Select(entry =>
            {
                var clip = entry.Clip is { } id ? clips.GetValueOrDefault(id) : null;
                var medium = entry.Step is { } step && byStep.TryGetValue(step, out var there) && there.IsThere ? there : null;
                return (IEnumerable<string>)
                [
                    entry.Cut, ConformWords.Name(entry), entry.RecordIn, entry.RecordOut, entry.Name, entry.Reel, entry.SourceIn, entry.SourceOut, ConformWords.Of(entry),
                    clip?.Name ?? entry.ClipName, clip?.Roll ?? "", clip is null ? "" : Day(clip.ShootDay), ConformWords.Score(entry.Confidence), entry.Why,
                    medium is not null ? request.Name : entry.Earlier?.Package ?? "", medium?.First ?? entry.Earlier?.Path ?? "", medium is null ? "" : Treatment(medium), string.Join(' ', entry.Notes),
                    .. !isChecked ? [] : entry.Check is { } check ? new[] { CheckWords.Of(check.Verdict), Text(check.Slip), check.Sentence, check.Picture ?? "" } : ["", "", "", ""],
                ];
            }));
    }

    /// <summary>lists/notes.csv: what the formats of the lists cannot hold.</summary>
    public static string Notes(IEnumerable<ListNote> notes) => CsvTable.Of(
        ["List", "Where", "Event", "What", "Message", "What To Do"],
        notes.Select(note => (IEnumerable<string>)[note.List, note.Problem.Element, note.Problem.Event ?? "", note.Problem.Code, note.Problem.Message, note.Problem.Fix]));

    /// <summary>Trimmed or whole.</summary>
    public static string Treatment(DeliveredMedium medium) => medium.IsWhole ? "whole" : "trimmed";

    private static IEnumerable<string> Row(ConformEntry entry, ConformClip clip, DeliveredMedium? medium) =>
    [
        entry.Cut, ConformWords.Name(entry), entry.RecordIn, entry.RecordOut, clip.Name, clip.Tape, clip.Roll, Day(clip.ShootDay), entry.Name, entry.Reel, entry.SourceIn, entry.SourceOut,
        Text(entry.Used?.Start), Text(entry.Used is { } used ? used.End - used.Start : null), .. medium is { IsThere: true } ? Of(medium) : Of(entry.Earlier!, clip), entry.Why,
    ];

    private static IEnumerable<string> Row(WriteConformListsRequest request, DeliveredMedium medium)
    {
        var events = medium.Asked.Events.ToHashSet();
        var entries = request.Events.Where(entry => events.Contains(new(entry.Cut, entry.Id))).ToList();
        return
        [
            string.Join(' ', entries.Select(entry => entry.Cut).Distinct()), string.Join(' ', entries.Select(ConformWords.Name)), "", "", medium.Clip.Name, medium.Clip.Tape, medium.Clip.Roll, Day(medium.Clip.ShootDay), "", "", "", "", "", "",
            .. Of(medium), string.Join(' ', medium.Asked.Notes),
        ];
    }

    private static IEnumerable<string> Of(DeliveredMedium medium) =>
    [
        medium.First, Text(medium.Files.Length), Text(medium.Bytes), Text(medium.Asked.IsSound ? medium.SoundFrames?.Start : medium.Range?.Start), Text(medium.SoundFrames is { } heard ? heard.End - heard.Start : medium.Frames), medium.TimecodeIn, medium.TimecodeOut,
        Text(medium.Samples?.Start), Text(medium.Samples is { } samples ? samples.End - samples.Start : null), Treatment(medium), medium.WhyWhole,
        medium.Result.Exact ? "yes" : "no", medium.Result.Proof ?? "", string.Join(' ', medium.Result.Missing.Select(frame => Text(frame))), medium.Files.FirstOrDefault(file => file.Path == medium.First)?.Xxh128 ?? "",
    ];

    private static IEnumerable<string> Of(ConformEarlier earlier, ConformClip clip) =>
    [
        earlier.IsFinal ? earlier.Path : $"../{earlier.Package}/{earlier.Path}", earlier.IsFinal ? Text(earlier.Range.End - earlier.Range.Start) : "", "", Text(earlier.Range.Start), earlier.Range.End == long.MaxValue ? "" : Text(earlier.Range.End - earlier.Range.Start),
        ClipLabels.Of(clip, earlier.Range.Start), earlier.Range.End == long.MaxValue ? "" : ClipLabels.Of(clip, earlier.Range.End), "", "", earlier.IsFinal ? "approved final" : "delivered before", "", "", "", "", "",
    ];

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Text(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";
}
