using System.CommandLine;
using Acetate.Cli.Mhl;
using Acetate.Mhl.Disk;
using Acetate.Tools.Pulls.Delivery;
using Acetate.Steps.Documents;

namespace Acetate.Cli.Pulls;

/// <summary><c>acetate check-delivery</c>: the receiver's own check of a package, without a library and without a network.</summary>
internal static class CheckDeliveryCommand
{
    private const int MostTold = 100;

    private static readonly (ExitCode Code, string Meaning)[] Exits =
    [
        (ExitCode.Done, "nothing is wrong; with warnings, unless --strict is given"),
        (ExitCode.Found, "something is wrong: a missing, changed or unfit file, an invalid package.json, a broken hash list"),
        (ExitCode.BadInput, "DIR is a file, or no package: it holds nothing that could be checked, or packages below it that are named one by one"),
        (ExitCode.NotFound, "there is no such folder"),
    ];

    public static Command Create()
    {
        var folder = new Argument<string>("DIR") { Description = "The package: the folder that has the package.json, or any folder with OpenEXR frames." };
        var deep = new Option<bool>("--deep") { Description = "Decode every frame as well: finds damage within, frames of nothing but zeros, and values that are no numbers." };
        var noHashes = new Option<bool>("--no-hashes") { Description = "Compare names and sizes with the hash lists, but do not read all bytes." };
        var strict = new Option<bool>("--strict") { Description = "Exit with 1 for warnings as well." };
        var json = new Option<bool>("--json") { Description = "Write one JSON document to standard output." };
        var command = new Command("check-delivery", "Checks a received package: names, gaps and headers of its frames, hashes, AMF, FDL and CDL. Needs no library and no network, and changes nothing.") { folder, deep, noHashes, strict, json };
        command.SetAction(async (parsed, token) =>
        {
            var directory = parsed.GetRequiredValue(folder);
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            if (File.Exists(directory)) throw new CommandException(ExitCode.BadInput, $"'{Table.Visible(directory)}' is a file. Name the folder of the package.");
            var opened = await MhlFolder.OpenAsync(directory, token);
            DeliveryReport report;
            using (var progress = new ByteProgress(error, opened.Scan.Files.Sum(file => file.Length), TimeProvider.System))
                report = await new DeliveryCheck(TimeProvider.System).RunAsync(opened, new() { Deep = parsed.GetValue(deep), Hashes = !parsed.GetValue(noHashes) }, progress, token);
            var isFine = report.IsFine && !(parsed.GetValue(strict) && !report.Problems.IsEmpty);
            if (parsed.GetValue(json)) WriteJson(report, isFine, output);
            else Write(report, parsed.GetValue(noHashes), output);
            return (int)(report.IsAnotherMeant ? ExitCode.BadInput : isFine ? ExitCode.Done : ExitCode.Found);
        });
        return command.Explain("acetate check-delivery /incoming/film_north_0002\nacetate check-delivery /incoming/film_north_0002 --deep --strict --json", Exits);
    }

    private static void Write(DeliveryReport report, bool isQuick, TextWriter output)
    {
        foreach (var problem in report.Problems.Take(MostTold))
            output.WriteLine(Table.Visible($"{problem.Severity.ToString().ToLowerInvariant(),-8} {(problem.Path.Length > 0 ? $"{problem.Path}: " : "")}{problem.Message} {problem.Advice}"));
        var more = report.Problems.Length - Math.Min(report.Problems.Length, MostTold) + report.MoreProblems;
        if (more > 0) output.WriteLine($"and {more:N0} more; --json has {(report.MoreProblems > 0 ? $"the first {report.Problems.Length:N0}" : "them all")}.");
        if (!report.Problems.IsEmpty) output.WriteLine();
        output.WriteLine(Table.Visible(report.Package is { } package
            ? $"{package.Name}   {package.Kind} pull{(package.Number > 0 ? $" {package.Number}" : "")} of {package.Show} for {package.Recipient}, made {ReportText.Moment(package.At)} by {package.Tool}"
            : $"{report.Folder}   no package.json that could be used: checked by what its files are"));
        output.WriteLine($"  {"files",-10}{ReportText.Count(report.Files, "file", "files")}, {ReportText.Size(report.Bytes)}");
        if (!report.Plates.IsEmpty) output.WriteLine($"  {(report.Package is null ? "sequences" : "plates"),-10}{report.Plates.Length:N0}, {ReportText.Count(report.Plates.Sum(plate => plate.Frames), "frame", "frames")}");
        if (!report.Clips.IsEmpty) output.WriteLine($"  {"clips",-10}{report.Clips.Length:N0}");
        output.WriteLine($"  {"sealed",-10}{(report.Seal is not { } seal ? "no ASC MHL history" : !seal.IsTrusted ? "the ASC MHL history is broken; nothing was compared with it" : isQuick ? $"by names and sizes alone, {ReportText.Count(seal.Faults, "file", "files")} not as sealed; no hash was compared" : $"{ReportText.Count(seal.Intact, "file", "files")} as sealed, {seal.Faults:N0} not; {ReportText.Count(seal.Generations, "generation", "generations")}")}");
        var errors = report.Problems.Count(problem => problem.Severity == DeliverySeverity.Error);
        var warnings = report.Problems.Length - errors;
        output.WriteLine(report.Problems.IsEmpty ? "Nothing is wrong."
            : $"{ReportText.Count(errors, "error", "errors")}, {ReportText.Count(warnings, "warning", "warnings")}{(report.MoreProblems > 0 ? $" and {report.MoreProblems:N0} that were not kept" : "")}. {(report.IsAnotherMeant ? "This says nothing about a package." : report.IsFine ? "It can be worked with." : "Do not work with what is named above before it is mended.")}");
    }

    private static void WriteJson(DeliveryReport report, bool isFine, TextWriter output) => CliJson.Write(output, new
    {
        verdict = isFine ? "fine" : "failed",
        report.Folder,
        report.Package,
        report.Files,
        report.Bytes,
        report.Seal,
        report.Plates,
        report.Clips,
        report.Problems,
        report.MoreProblems,
    });
}
