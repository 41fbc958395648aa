using System.CommandLine;
using System.Globalization;
using Acetate.Cli.Ingest;
using Acetate.Cli.Serve;
using Acetate.Library;
using Acetate.Library.Rolls;
using Acetate.Steps.Documents;
using Acetate.Storage;
using Acetate.Tools.Ingest.Archive;

namespace Acetate.Cli.Stores;

/// <summary><c>acetate library</c>: where a library keeps its copies, and what to do when a store lies elsewhere.</summary>
internal static class LibraryCommand
{
    public static Command Create() => new Command("library", "Where a library keeps its copies of rolls, moving a store, and taking everything along.") { List(), Move(), LibraryExportCommand.Create() }
        .Explain("acetate library stores --library /raid/film\nacetate library move-store /raid/film/store /mnt/new/film/store --library /mnt/new/film");

    private static Command List()
    {
        var (home, json) = (LibraryOption.Create(), IngestSettings.Json());
        var command = new Command("stores", "The stores in which copies of rolls lie, and those that new copies go to.") { home, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var library = await LibraryOption.OpenAsync(parsed.GetValue(home), cancellationToken);
            var (output, uses) = (parsed.InvocationConfiguration.Output, await library.ReadAsync(tx => tx.StoresOfCopiesAsync(cancellationToken), cancellationToken));
            var rows = uses.ConvertAll(use => new { use.Store, use.Tier, use.Copies, isOfSettings = IsOfSettings(library, use), isThere = IsThere(use) });
            if (parsed.GetValue(json)) CliJson.Write(output, new { stores = rows, store = StoreMove.Shown(library.Options.Store), archive = StoreMove.Shown(library.Options.Archive) });
            else
            {
                var table = new Table("COPIES OF", "LIE IN", "ROLLS", "");
                table.RightAligned.Add(2);
                foreach (var row in rows)
                    table.Add(KebabCase.Of(row.Tier), Shown(row.Store), row.Copies, row.isThere == false ? "not there now" : row.isOfSettings ? "" : "not what the settings name");
                table.Write(output);
                output.WriteLine($"New copies go to {Table.Visible(StoreMove.Shown(library.Options.Store))} and {Table.Visible(StoreMove.Shown(library.Options.Archive))}.");
            }

            return (int)(rows.Exists(row => row.isThere == false) ? ExitCode.Found : ExitCode.Done);
        });
        return command.Explain("acetate library stores --library /raid/film", (ExitCode.Found, "a store's folder is not there now"));
    }

    private static Command Move()
    {
        var (home, json) = (LibraryOption.Create(), IngestSettings.Json());
        var from = new Argument<string>("OLD") { Description = "The folder or address that the library's copies name, as 'acetate library stores' shows it." };
        var to = new Argument<string>("NEW") { Description = "Where it lies now. Its files must be there already: nothing is copied." };
        var quick = new Option<bool>("--quick") { Description = "Compare the lengths of all files and hash only some of each roll. Default: read and hash every byte." };
        var command = new Command("move-store", "Tells the library that a store lies elsewhere now, after every file there was checked. No file is touched.") { from, to, quick, home, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var library = await LibraryOption.OpenAsync(parsed.GetValue(home), cancellationToken);
            var (output, error, old, now) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error, UrlOf(parsed.GetRequiredValue(from)), UrlOf(parsed.GetRequiredValue(to)));
            if (now.IsFile && !Directory.Exists(now.LocalPath)) throw new CommandException(ExitCode.NotFound, $"There is no folder '{Table.Visible(now.LocalPath)}'.");
            try
            {
                var report = await new StoreMove(library).RunAsync(old, now, parsed.GetValue(quick), UsersCommand.Actor, roll => error.WriteLine(Table.Visible(roll)), cancellationToken);
                if (parsed.GetValue(json)) CliJson.Write(output, report);
                else Print(report, library, now, output);
                return (int)(report.IsMoved ? ExitCode.Done : ExitCode.Found);
            }
            catch (Exception problem) when (IngestProblems.Explain(problem) is { } explained)
            {
                throw explained;
            }
        });
        return command.Explain("acetate library move-store /raid/film/store /mnt/new/film/store --library /mnt/new/film\nacetate library move-store /raid/film/archive /mnt/tape/archive --quick",
            (ExitCode.Done, "every file is there as it came in, and the library names the new place"), (ExitCode.Found, "a file is missing or differs; nothing was changed"),
            (ExitCode.NotFound, "there is no such folder, or no copy lies in the old one"), (ExitCode.Unavailable, "work on this library is not finished, or the new place cannot be read now"));
    }

    private static void Print(StoreMoveReport report, MediaLibrary library, Uri now, TextWriter output)
    {
        foreach (var fault in report.Faults) output.WriteLine(Table.Visible(fault));
        if (report.FaultCount > report.Faults.Length) output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{report.FaultCount - report.Faults.Length:N0} more files."));
        if (!report.IsMoved)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{report.FaultCount:N0} of {report.Files:N0} files are not as they came in, so nothing was changed. Copy them again, then run the command again."));
            return;
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{report.Copies:N0} copies of rolls lie in {Table.Visible(StoreMove.Shown(now))} now: {report.Files:N0} files are there, {ReportText.Size(report.HashedBytes)} were read and hashed."));
        if (!StoreMove.Same(now, library.Options.Store) && !StoreMove.Same(now, library.Options.Archive))
            output.WriteLine($"New copies still go to {Table.Visible(StoreMove.Shown(library.Options.Store))} and {Table.Visible(StoreMove.Shown(library.Options.Archive))}: \"store\" and \"archive\" in {Path.Join(library.Options.Home, LibraryOptions.SettingsFile)} say so.");
    }

    private static bool IsOfSettings(MediaLibrary library, StoreUse use) =>
        Uri.TryCreate(use.Store, UriKind.Absolute, out var store) && StoreMove.Same(store, use.Tier == CopyTier.Library ? library.Options.Store : library.Options.Archive);

    private static bool? IsThere(StoreUse use) => Uri.TryCreate(use.Store, UriKind.Absolute, out var store) && store.IsFile ? Directory.Exists(store.LocalPath) : null;

    private static string Shown(string store) => Uri.TryCreate(store, UriKind.Absolute, out var url) ? StoreMove.Shown(url) : store;

    private static Uri UrlOf(string text) =>
        text.Contains("://", StringComparison.Ordinal)
            ? Uri.TryCreate(text, UriKind.Absolute, out var url) && url.UserInfo.Length == 0 ? url : throw new CommandException(ExitCode.Usage, $"'{Table.Visible(text)}' is no address of a store. Write a folder, or an address such as s3://bucket/prefix?endpoint=http://host:port without a password.")
            : StoreUrl.ForFolder(Path.GetFullPath(text));
}
