using System.Collections.Immutable;
using System.Globalization;
using Acetate.Cli.Downloader;
using Acetate.Cli.Ingest;
using Acetate.Library;
using Acetate.Library.Dailies;
using Acetate.Media.Sound.Sync;
using Acetate.Steps.Documents;
using Acetate.Tools.Dailies;

namespace Acetate.Cli.Dailies;

/// <summary>Dailies for people on a terminal.</summary>
internal static class DailiesPrinter
{
    /// <summary>Rolls of a show, or of all.</summary>
    public static void List(ImmutableArray<DailiesSummary> rolls, bool isOfAllShows, TextWriter output)
    {
        string[] shown = ["DAY", "ROLL", "CLIPS", "TO LOOK AT", "STATE", "DUE", "MADE BY", "DELIVERED", "WHO", "WAITS FOR"];
        var table = new Table(isOfAllShows ? ["SHOW", .. shown] : shown);
        table.RightAligned.UnionWith(isOfAllShows ? [3, 4] : [2, 3]);
        foreach (var roll in rolls)
        {
            object[] cells = [RollsCommand.Day(roll.Day), roll.Name, roll.Clips, roll.Doubted, $"{KebabCase.Of(roll.State)}{(roll.IsLate ? ", late" : roll.IsAtRisk ? ", will be late" : "")}", ReportText.Moment(roll.DueAt),
                ReportText.Moment(roll.Forecast), ReportText.Moment(roll.DeliveredAt), roll.Assignee, roll.Waits];
            table.Add(isOfAllShows ? [roll.Show, .. cells] : cells);
        }

        table.Write(output);
    }

    /// <summary>Clips that wait.</summary>
    public static void Queue(ImmutableArray<ClipDailyView> clips, TextWriter output)
    {
        foreach (var clip in clips)
        {
            output.WriteLine($"{Table.Visible(clip.Name)} (roll {Table.Visible(clip.RollName)}) {KebabCase.Of(clip.State)}");
            foreach (var doubt in clip.Doubts) output.WriteLine($"  {Doubt(doubt)}");
        }

        output.WriteLine(clips.IsEmpty ? "No clip waits for anybody." : "'acetate dailies accept', 'reject' or 'redo' decides.");
    }

    /// <summary>A roll with its clips.</summary>
    public static void Show(DailiesView view, TextWriter output)
    {
        var table = new Table("CLIP", "STATE", "SOUND", "OFFSET (FRAMES)", "DRIFT (PPM)", "MADE");
        table.RightAligned.UnionWith([3, 4]);
        foreach (var clip in view.Clips)
        {
            var best = clip.Sound is { Sound: not null, Recordings: [var first, ..] } ? first : null;
            table.Add(clip.Name, $"{KebabCase.Of(clip.State)}{(clip.IsDelivered ? ", delivered" : "")}", SoundOf(clip), Number(best?.OffsetFrames), Number(best?.DriftPpm), string.Join(' ', clip.Files));
        }

        table.Write(output);
        foreach (var clip in view.Clips)
            foreach (var doubt in clip.Doubts) output.WriteLine($"{Table.Visible(clip.Name)}: {Doubt(doubt)}");
        foreach (var sentence in view.Defaults) output.WriteLine(sentence);
        output.WriteLine(view.Summary.State switch
        {
            DailiesState.Delivered => $"Delivered {ReportText.Moment(view.Summary.DeliveredAt)} into the folder {Table.Visible(view.Folder ?? "")}.",
            _ => Table.Visible(view.Summary.Waits),
        });
        ReceiptLines.Write(view.Receipts, hasMany: true, output);
    }

    private static string SoundOf(ClipDailyView clip) => clip.Sound switch
    {
        null => "",
        { Sound: { IsDecided: true } wave } => $"{wave.Recording}, decided",
        { Sound: { } wave } => $"{wave.Recording}, {(clip.Sound.Verdict == SyncVerdict.Sure ? "sure" : "by timecode alone")}",
        _ => clip.Sound.Verdict == SyncVerdict.Doubtful ? "doubted" : "none",
    };

    private static string Doubt(DailyDoubt doubt) => Table.Visible(doubt.Frame is { } frame ? string.Create(CultureInfo.InvariantCulture, $"{doubt.Kind}, frame {frame}: {doubt.Words}") : $"{doubt.Kind}: {doubt.Words}");

    private static string Number(double? value) => value?.ToString("0.0", CultureInfo.InvariantCulture) ?? "";
}
