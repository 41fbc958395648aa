using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Acetate.Cuts;
using Acetate.Cuts.Diff;

namespace Acetate.Cli.Cuts;

/// <summary><c>acetate cut diff</c>.</summary>
internal static class CutDiffCommand
{
    private static readonly ImmutableArray<EventChanges> Kinds = EventChange.Gravest.Add(EventChanges.Same);

    public static Command Create()
    {
        var (old, now, json, input) = (CutInput.File("OLD", "The version before."), CutInput.File("NEW", "The version now; may be of another format."), CutInput.Json(), new CutInput());
        var command = new Command("diff", "Says what became of every event: new, extended, shortened, slipped, moved, retimed, altered, omitted or the same. Numbers do not matter.") { old, now, json };
        input.AddTo(command);
        command.SetAction(parsed =>
        {
            var output = parsed.InvocationConfiguration.Output;
            var (before, after) = (input.Read(parsed, parsed.GetRequiredValue(old)), input.Read(parsed, parsed.GetRequiredValue(now)));
            var differences = CutDiff.Between(before, after);
            if (parsed.GetValue(json)) CliJson.Write(output, Document(differences));
            else Write(output, differences);
            return (int)(differences.IsSame ? ExitCode.Done : ExitCode.Found);
        });
        return command.Explain(
            "acetate cut diff R1_v12.edl R1_v13.edl --rate 23.976\nacetate cut diff R1_v12.edl R1_v13.otio --rate 23.976 --json",
            (ExitCode.Done, "no event differs"),
            (ExitCode.Found, "something differs"),
            (ExitCode.BadInput, "one of both is not a cut; the message says where and why"));
    }

    private static object Document(CutDifferences differences) => new
    {
        same = differences.IsSame,
        ranges = "half-open",
        counts = Kinds.ToDictionary(EventChange.WordOf, differences.Count),
        changes = differences.Changes.Select(change => new
        {
            kinds = change.Words,
            headFrames = change.HeadFrames.ToString(),
            tailFrames = change.TailFrames.ToString(),
            recordShift = change.RecordShift.ToString(),
            newSource = change.NewSource.Select(range => new { @in = range.StartLabel, @out = range.EndLabel, frames = range.Length.ToString(), rate = range.Rate.ToRatio() }),
            change.Details,
            old = Side(change.Old),
            @new = Side(change.New),
        }),
    };

    private static object? Side(CutEvent? item) => item is null ? null : new
    {
        item.Id,
        item.Number,
        item.Line,
        reel = item.Source.Reel,
        clipName = CutText.Name(item),
        sourceIn = item.Source.Range?.StartLabel,
        sourceOut = item.Source.Range?.EndLabel,
        usedIn = item.Source.Used?.StartLabel,
        usedOut = item.Source.Used?.EndLabel,
        recordIn = item.Record?.StartLabel,
        recordOut = item.Record?.EndLabel,
        track = item.Tracks.FirstOrDefault(),
    };

    private static void Write(TextWriter output, CutDifferences differences)
    {
        var table = new Table("change", "old", "new", "reel", "record", "head", "tail", "clip");
        foreach (var change in differences.Changes.Where(change => change.Kinds != EventChanges.Same))
        {
            var item = change.New ?? change.Old!;
            table.Add(string.Join(' ', change.Words), Number(change.Old), Number(change.New), item.Source.Reel ?? "", item.Record?.StartLabel ?? "", Signed(change.HeadFrames), Signed(change.TailFrames),
                CutText.Name(item) + (change.Details.IsEmpty ? "" : $" ({string.Join("; ", change.Details)})"));
        }

        if (!table.IsEmpty) table.Write(output);
        output.WriteLine(string.Join(", ", Kinds.Where(kind => differences.Count(kind) > 0).Select(kind => string.Create(CultureInfo.InvariantCulture, $"{differences.Count(kind)} {EventChange.WordOf(kind)}"))) + ".");
    }

    private static string Number(CutEvent? item) => item is null ? "" : item.Number.Length > 0 ? item.Number : item.Id;

    private static string Signed(Ratio frames) => frames.Sign == 0 ? "" : frames.Approximate.ToString("+0.##;-0.##", CultureInfo.InvariantCulture);
}
