using Acetate.Library.Rolls;
using Acetate.Tools.Ingest;
using Acetate.Tools.Ingest.Reports;

namespace Acetate.Cli.Ingest;

/// <summary>A roll at the end of an ingest.</summary>
/// <param name="Receipt">What became of the offer.</param>
/// <param name="Report">The roll's report.</param>
/// <param name="Manifest">The manifest that seals the library's copy; empty when it is not sealed.</param>
internal sealed record ClosingRoll(RollReceipt Receipt, RollReport Report, string Manifest);

/// <summary>What every ingest ends with, here or on a server: the rolls, whether the card may be formatted, and the exit code.</summary>
internal static class IngestClosing
{
    public static ExitCode Print(IReadOnlyList<ClosingRoll> rolls, IReadOnlyList<Finding> missing, RollStage until, bool json, TextWriter output)
    {
        if (json)
        {
            CliJson.Write(output, new { rolls = rolls.Select(r => new { outcome = r.Receipt.Outcome, message = r.Receipt.Message, report = r.Report }), neverArrived = missing, mayFormat = rolls.All(r => r.Report.Advice.IsSafe) });
        }
        else
        {
            foreach (var line in rolls.SelectMany(r => IngestTranscript.Of(r.Report, r.Manifest))) output.WriteLine(line);
            foreach (var line in IngestTranscript.NeverArrived(missing)) output.WriteLine(line);
            output.WriteLine(IngestTranscript.Verdict([.. rolls.Select(r => r.Report)]));
        }

        return rolls.All(r => r.Report.Roll.Hold is null && (until == RollStage.Complete ? r.Report.Advice.IsSafe : r.Report.FaultCount == 0)) ? ExitCode.Done : ExitCode.Found;
    }
}
