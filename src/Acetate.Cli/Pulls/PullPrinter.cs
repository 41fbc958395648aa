using System.Collections.Immutable;
using System.Globalization;
using Acetate.Cli.Downloader;
using Acetate.Library;
using Acetate.Library.Pulls;
using Acetate.Tools.ConformPulls;
using Acetate.Tools.Pulls;
using Acetate.Tools.VfxPulls;
using Acetate.Tools.VfxPulls.Plates;

namespace Acetate.Cli.Pulls;

/// <summary>Pulls on a terminal.</summary>
internal static class PullPrinter
{
    /// <summary>Lists pulls.</summary>
    public static void List(ImmutableArray<PullView> pulls, TextWriter output)
    {
        var table = new Table("PULL", "STATE", "CUT", "PLANNED", "BY", "APPROVED BY", "ID");
        foreach (var (pull, id) in pulls.Zip(PullId.Short([.. pulls.Select(pull => pull.Id)])))
            table.Add(pull.Title, pull is { State: PullState.Running, Message.Length: > 0 } ? "stands still" : KebabCase.Of(pull.State), Lists(pull), pull.CreatedAt.ToLocalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture), pull.CreatedBy, pull.ApprovedBy, id);
        table.Write(output);
    }

    /// <summary>Prints one whole, and says what the command ends with.</summary>
    public static ExitCode Show(PullView pull, bool isJson, TextWriter output)
    {
        if (isJson)
        {
            CliJson.Write(output, pull);
        }
        else
        {
            Plan(pull, output);
            Closing(pull, output);
            ReceiptLines.Write(pull.Receipts, hasMany: false, output);
        }

        return pull.State == PullState.Held || pull is { State: PullState.Ready, Message.Length: > 0 } || pull.Vfx is { IsWhole: false } || pull.Conform is { IsWhole: false }
            || (pull.State == PullState.Planned && (IsEmpty(pull) || pull.Vfx is { IsToBeLookedAt: true } || pull.Conform is { IsToBeLookedAt: true })) ? ExitCode.Found : ExitCode.Done;
    }

    /// <summary>What was decided: each event with its reason, what is made of it, and what that takes.</summary>
    public static void Plan(PullView pull, TextWriter output)
    {
        if (pull.Vfx is { } plan) Plates(plan, output);
        if (pull.Conform is { } conform) Pieces(conform, output);
        foreach (var sentence in (pull.Vfx?.Estimate.Work ?? pull.Conform?.Estimate.Work)?.Sentences ?? []) output.WriteLine(Table.Visible(sentence));
        if (!pull.FromShow.IsEmpty) output.WriteLine(Table.Visible($"From the show's settings: {string.Join(", ", pull.FromShow)}."));
        if (pull.NewRecipient.Length > 0) output.WriteLine(Table.Visible(pull.NewRecipient));
        if (pull.Room.Length > 0) output.WriteLine($"NO ROOM  {Table.Visible(pull.Room)}");
        if (pull.FinishAt is { } finish)
            output.WriteLine($"{(pull.State == PullState.Planned ? "If it were approved now, it would" : "By that it should")} be delivered {finish.ToLocalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)}.");
        if (pull.Actual is { } actual) output.WriteLine(Table.Visible(actual.Sentence));
    }

    /// <summary>Whether a plan has nothing to deliver.</summary>
    public static bool IsEmpty(PullView pull) => pull.Vfx is { IsEmpty: true } || pull.Conform is { IsEmpty: true };

    private static void Plates(PlannedPull plan, TextWriter output)
    {
        var events = new Table("EVENT", "SHOT", "PULLED", "WHY");
        foreach (var one in plan.Events)
            events.Add(one.Number.Length > 0 ? one.Number : one.Id, one.Shot ?? "", Word(one.Fate), string.Join(" ", one.Notes.Insert(0, one.Why)));
        events.Write(output);
        if (!plan.Events.IsEmpty && plan.Events.All(one => one.Shot is null))
            output.WriteLine("No event names a shot in the way that is looked for, as DEM_010_0020 or sq001_s010 in a shot list's column, a marker or a comment. 'shotRules' in --settings say how yours are named; the guide to VFX pulls has an example.");
        output.WriteLine();
        var plates = new Table("PLATE", "CHANGE", "CLIP", "FRAMES", "HANDLES", "NUMBERS", "SIZE", "TO KNOW");
        plates.RightAligned.Add(3);
        foreach (var plate in plan.Plates)
            plates.Add(
                FormattableString.Invariant($"{plate.Shot} {plate.Element} v{plate.Version:000}"), Change(plate), plate.ClipName, plate.IsDelivered ? plate.Range.Frames : "",
                plate.IsDelivered ? $"{plate.Range.Head}+{plate.Range.Tail}" : "", plate.IsDelivered ? $"{plate.FirstNumber}-{plate.FirstNumber + plate.Range.Frames - 1}" : plate.IsStanding ? $"shown {plate.Shown.First}-{plate.Shown.Last}" : "",
                plate.IsDelivered ? $"{plate.Width}x{plate.Height}" : "", string.Join(" ", plate.Notes.Concat(plate.Remaining)));
        plates.Write(output);
        output.WriteLine();
        ToLookAt(plan.Unread, plan.Doubts, output);
        var (refused, made) = (plan.Events.Count(one => one.Fate == PulledEventFate.Refused), plan.Estimate);
        if (plan.Events.Count(one => one.Fate == PulledEventFate.NotWanted) is > 0 and var others) output.WriteLine($"{others} event{(others == 1 ? " belongs" : "s belong")} to no shot that is wanted: the reasons stand above.");
        if (refused > 0) output.WriteLine($"{refused} event{(refused == 1 ? " of a wanted shot has" : "s of wanted shots have")} no plate: the reasons stand above.");
        if (plan.Estimate.Plates == 0 && plan is { IsNews: true, Since: { } since }) output.WriteLine(Table.Visible($"No frame is new. The package says what changed since {since.Package} ({since.CutName}): the lists, changes.csv and the count sheet."));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{made.Plates:N0} plate{(made.Plates == 1 ? "" : "s")}, {made.Frames:N0} frames, of which {made.RenderFrames:N0} must be rendered; {made.Bytes / 1e9:0.##} GB at most."));
    }

    private static void ToLookAt(IReadOnlyCollection<string> parts, IEnumerable<string> doubts, TextWriter output)
    {
        const int Most = 20;
        foreach (var part in parts.Take(Most)) output.WriteLine($"NOT READ  {Table.Visible(part)}");
        if (parts.Count > Most) output.WriteLine($"NOT READ  {parts.Count - Most} more places; 'acetate cut read' lists all.");
        foreach (var doubt in doubts) output.WriteLine($"DOUBTFUL  {Table.Visible(doubt)}");
    }

    private static void Pieces(PlannedConform plan, TextWriter output)
    {
        var events = new Table("REEL", "EVENT", "RECORD", "OUTCOME", "CLIP", "WHY");
        foreach (var one in plan.Events)
            events.Add(one.Reel, one.Number.Length > 0 ? one.Number : one.Id, one.RecordIn, KebabCase.Of(one.Fate).Replace('-', ' '), one.ClipName, string.Join(" ", one.Notes.Select(note => note.Text).Prepend(one.Why)));
        events.Write(output);
        output.WriteLine();
        var pieces = new Table("FILE", "CLIP", "FRAMES", "FROM", "TO", "EVENTS", "HOW");
        pieces.RightAligned.UnionWith([2, 5]);
        foreach (var piece in plan.Clips)
            pieces.Add(piece.Path, piece.ClipName, piece.Range.Count, piece.TimecodeIn, piece.TimecodeOut, piece.Events.Length, piece.IsWhole ? $"whole: {piece.WhyWhole}" : "cut out");
        pieces.Write(output);
        foreach (var one in plan.Sound) output.WriteLine($"Sound {Table.Visible(one.Path)}: {one.Why}");
        output.WriteLine();
        ToLookAt(plan.Unread, plan.Doubts, output);
        foreach (var one in plan.Missing) output.WriteLine($"NOT THERE  {Table.Visible(one.Source)} ({one.Events.Length} event{(one.Events.Length == 1 ? "" : "s")}): {one.Why}");
        var made = plan.Estimate;
        if (plan.Clips.IsEmpty && plan.Sound.IsEmpty && plan.IsNews) output.WriteLine("No frame is new. The package has the lists, relinked to what the recipient has, and changes.csv.");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{plan.Clips.Length:N0} piece{(plan.Clips.Length == 1 ? "" : "s")} of originals, {made.Frames:N0} frames, {made.Files:N0} files, {made.Bytes / 1e9:0.##} GB at most; {made.WholeCopies:N0} copied whole, {made.Saved / 1e9:0.##} GB saved by cutting."));
    }

    private static void Closing(PullView pull, TextWriter output) => output.WriteLine(pull.State switch
    {
        PullState.Planned when IsEmpty(pull) => $"{pull.Title} is planned and has nothing to deliver, so it cannot be approved. 'acetate pull withdraw {pull.Id}' gives it up.",
        PullState.Planned => $"{pull.Title} is planned. 'acetate pull approve {pull.Id}' makes it.",
        PullState.Running when pull.Message.Length > 0 => $"{pull.Title} does not go on for now: {Table.Visible(pull.Message)} A server tries again by itself; 'acetate pull retry {pull.Id}' tries at once.",
        PullState.Running => $"{pull.Title} is being made.",
        PullState.Held => $"{pull.Title} waits for a person: {Table.Visible(pull.Message)} Then run 'acetate pull retry {pull.Id}'.",
        PullState.Withdrawn => $"{pull.Title} was given up. {Table.Visible(pull.Message)}".TrimEnd(),
        _ => $"{pull.Title} is delivered: {pull.Folder?.Files:N0} files in {pull.Path ?? pull.Folder?.Prefix}, read back and sealed. {(pull.Message.Length > 0 ? $"{Table.Visible(pull.Message)} " : "")}Its id is {PullId.Short(pull.Id)}.",
    });

    private static string Lists(PullView pull) => pull.Reels.Length <= 3 ? string.Join(", ", pull.Reels.Insert(0, pull.Cut)) : string.Create(CultureInfo.InvariantCulture, $"{pull.Cut} +{pull.Reels.Length}");

    private static string Word(PulledEventFate fate) => fate switch
    {
        PulledEventFate.Pulled => "yes",
        PulledEventFate.NotCameraMedia => "no camera media",
        PulledEventFate.NotWanted => "not wanted",
        _ => "NO",
    };

    private static string Change(PlannedPlate plate) => plate.Change == PlateChange.New ? "new" : $"{KebabCase.Of(plate.Change)}{(plate.IsDelivered ? "" : ", not sent again")}";
}
