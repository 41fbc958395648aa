using Acetate.Library.Downloads;
using Acetate.Steps.Documents;

namespace Acetate.Cli.Downloader;

/// <summary>What sites say of a package that they fetched, on a terminal.</summary>
internal static class ReceiptLines
{
    /// <summary>Writes a line for each site.</summary>
    /// <param name="receipts">What they say.</param>
    /// <param name="hasMany">Whether they are of several packages, so that each line names its own.</param>
    /// <param name="output">The terminal.</param>
    public static void Write(IEnumerable<FolderAtSite> receipts, bool hasMany, TextWriter output)
    {
        foreach (var one in receipts) output.WriteLine($"{(hasMany ? $"{Table.Visible(one.Name)}: " : "")}{Of(one)}");
    }

    private static string Of(FolderAtSite one)
    {
        var (site, who, when) = (Table.Visible(one.Site), Table.Visible(one.ReportedBy), ReportText.Moment(one.ReportedAt));
        return one.State switch
        {
            ReceiptState.Complete => $"Arrived at {site} {when} by {who}: {ReportText.Count(one.Files, "file", "files")}, {ReportText.Size(one.Bytes)}, {one.SealWords} ({Table.Visible(one.ManifestHash)}).",
            ReceiptState.Failed => $"NOT WHOLE at {site} {when}, says {who}: {Table.Visible(one.Message)}",
            _ => $"On its way to {site} since {when}, says {who}.",
        };
    }
}
