using System.Globalization;
using Acetate.Mhl;
using Acetate.Mhl.Disk;

namespace Acetate.Tools.Pulls.Delivery;

/// <summary>Holds a package against its ASC MHL history.</summary>
internal static class SealCheck
{
    private const string SendAgain = "Have this file sent again.";

    /// <summary>Reads and hashes every file once.</summary>
    /// <returns>What each file is; empty where there is no history, or none that can be trusted.</returns>
    public static async Task<(DeliveredSeal? Seal, IReadOnlyCollection<FileFinding> Files)> RunAsync(
        MhlFolder folder, bool isPackage, DeliveryOptions options, DeliveryFindings findings, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var history = folder.History;
        if (!history.Root.Exists)
        {
            if (isPackage) findings.Error("not-sealed", MhlPath.HistoryFolder, "The package has no ASC MHL history: nothing proves that its files are those that were sent.", "Ask for the 'ascmhl' folder, or for the package anew.");
            else findings.Warning("not-sealed", MhlPath.HistoryFolder, "There is no ASC MHL history: nothing proves that these files are those that were sent.", "Hash lists (ASC MHL) that are made where the files are and sent with them would prove it.");
            return (null, []);
        }

        var generations = history.Root.Generations.Length;
        if (!history.IsTrusted)
        {
            foreach (var broken in history.Findings.Where(finding => finding.BreaksTrust))
                findings.Error("seal-broken", MhlPath.Join(broken.Scope, MhlPath.HistoryFolder), broken.Message, "The hash lists themselves were changed or lost: have the 'ascmhl' folder sent again. No file was compared with them.");
            return (new(generations, false, 0, 0), []);
        }

        if (!options.Hashes)
        {
            var quick = folder.Diff();
            return (new(generations, true, 0, quick.Comparison.Files.Count(file => !file.IsGood)), quick.Comparison.Files);
        }

        var report = await folder.VerifyAsync(new(), progress, cancellationToken).ConfigureAwait(false);
        foreach (var missing in report.Comparison.MissingFolders) findings.Error("missing", missing, "The folder was sealed and is not there.", "Have it sent again.");
        var faults = report.Comparison.Files.Count(file => !file.IsGood);
        return (new(generations, true, report.Comparison.Count(FileStatus.Intact), faults), report.Comparison.Files);
    }

    /// <summary>Says what differs, but for files of which more was said already.</summary>
    public static void Tell(IEnumerable<FileFinding> files, IReadOnlySet<string> told, DeliveryFindings findings)
    {
        foreach (var file in files.Where(file => !file.IsGood && !(file.Status is FileStatus.Missing or FileStatus.Unlisted && told.Contains(file.Path))))
            switch (file.Status)
            {
                case FileStatus.Mismatch:
                    findings.Error("mismatch", file.Path, Different(file), SendAgain);
                    break;
                case FileStatus.Missing:
                    findings.Error("missing", file.Path, "It was sealed and is not there.", SendAgain);
                    break;
                case FileStatus.Unlisted:
                    findings.Error("unlisted", file.Path, "It is not in the hash lists: it was put here after the package was sealed.", "Move it out of the package, or ask who sent it.");
                    break;
                case FileStatus.Renamed:
                    findings.Error("renamed", file.Path, $"It was sealed as '{file.PreviousPath}' and has another name now.", "Give it its name back.");
                    break;
                case FileStatus.Unreadable:
                    findings.Error("unreadable", file.Path, file.Message ?? "It cannot be read.", "Copy the package again, or look at the disk.");
                    break;
            }
    }

    private static string Different(FileFinding file) => (file.ExpectedLength, file.Length) switch
    {
        ({ } sealedLength, { } length) when sealedLength != length => string.Create(CultureInfo.InvariantCulture, $"It has {length:N0} bytes and had {sealedLength:N0} when it was sealed."),
        _ when file.Expected is { } expected && file.Found is { } found => $"Its bytes are not those that were sealed: {expected.Format.ToString().ToLowerInvariant()} is {found}, and was {expected}.",
        _ => file.Message ?? "Its bytes are not those that were sealed.",
    };
}
