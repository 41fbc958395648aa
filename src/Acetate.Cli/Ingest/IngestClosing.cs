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
    /// <summary>Prints it all, and says how the command ends.</summary>
    /// <param name="rolls">The rolls, in the order of the card.</param>
    /// <param name="missing">What reports and numbers promise and nobody has brought.</param>
    /// <param name="until">The stage that every roll was to reach.</param>
    /// <param name="json">One JSON document instead of lines.</param>
    /// <param name="again">The ingest as it was typed, to which the options for held rolls can be added; empty when it was not typed.</param>
    /// <param name="output">Standard output.</param>
    public static ExitCode Print(IReadOnlyList<ClosingRoll> rolls, IReadOnlyList<Finding> missing, RollStage until, bool json, string again, TextWriter output)
    {
        if (json)
        {
            CliJson.Write(output, new { rolls = rolls.Select(r => new { outcome = r.Receipt.Outcome, message = r.Receipt.Message, report = r.Report }), neverArrived = missing, mayFormat = rolls.All(r => r.Report.Advice.IsSafe) });
        }
        else
        {
            foreach (var line in rolls.SelectMany(r => IngestTranscript.Of(r.Report, r.Manifest, WayOut.Of(r.Report, again)))) output.WriteLine(line);
            foreach (var line in IngestTranscript.NeverArrived(missing)) output.WriteLine(line);
            output.WriteLine(IngestTranscript.Verdict([.. rolls.Select(r => r.Report)]));
        }

        return rolls.All(r => r.Report.Roll.Hold is null && (until == RollStage.Complete ? r.Report.Advice.IsSafe : r.Report.FaultCount == 0)) ? ExitCode.Done : ExitCode.Found;
    }
}
