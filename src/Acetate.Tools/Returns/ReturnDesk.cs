using System.Collections.Immutable;
using System.Globalization;
using Acetate.Library;
using Acetate.Library.Pulls;
using Acetate.Library.Returns;
using Acetate.Library.Workspaces;
using Acetate.Mhl.Disk;
using Acetate.Tools.Pulls.Delivery;

namespace Acetate.Tools.Returns;

/// <summary>Takes in what vendors hand in: checked by the rules of deliveries and against its plate, copied, read back, hashed, and only then a version.</summary>
/// <param name="library">The library.</param>
public sealed class ReturnDesk(MediaLibrary library)
{
    private const int MostFindings = 200;

    /// <summary>Takes a folder in. What is in it is only read. Run again after it was stopped it goes on: what is there is compared, not copied anew.</summary>
    /// <param name="order">Whose it is.</param>
    /// <param name="directory">The folder, on this machine.</param>
    /// <param name="actor">Who takes it in.</param>
    /// <param name="progress">Told how many more bytes were hashed by the check.</param>
    /// <param name="cancellationToken">Stops it; nothing half-copied is a version.</param>
    /// <exception cref="ReturnException">The order cannot be fulfilled as it is.</exception>
    /// <exception cref="LibraryException">There is no such show, or the vendor was given no plates.</exception>
    /// <exception cref="Acetate.Storage.StoreException">The library's store cannot take it.</exception>
    public async Task<ReturnReceipt> ReceiveAsync(ReturnOrder order, string directory, string actor, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(order);
        var (turnovers, vendor) = await GivenAsync(order, cancellationToken).ConfigureAwait(false);
        var shots = new TurnedOverShots(turnovers, order.Templates, order.Show, vendor.Name);
        var folder = await MhlFolder.OpenAsync(directory, cancellationToken).ConfigureAwait(false);
        var report = await new DeliveryCheck(library.Clock).RunAsync(folder, new(), progress, cancellationToken).ConfigureAwait(false);
        var files = new DeliveredFiles(folder.Scan);
        var own = new DeliveryFindings();
        var found = FoundReturn.In(files, own);
        var told = report.Problems.Where(one => one.Code != DeliveryReport.Nothing).Concat(own.ToImmutable()).ToList();
        // The longest beginning that fits: names may begin alike.
        var byItem = told.ToLookup(one => found.Where(item => one.Path.StartsWith(item.Beginning, StringComparison.Ordinal) || item.Documents.Contains(one.Path)).MaxBy(item => item.Beginning.Length));
        if (found.IsEmpty) throw new ReturnException($"'{report.Folder}' holds nothing that could be a version of a shot: no OpenEXR or DPX frames with numbers, and no movie. Name the folder that the frames lie in.");
        var intake = new ReturnIntake(library, vendor, folder.Scan.Root, actor);
        var (packages, check) = (new PlatePackages(library), new ReturnCheck(files, library.Clock));
        var items = ImmutableArray.CreateBuilder<ReturnOutcome>();
        foreach (var item in found.OrderBy(one => one.Beginning, StringComparer.Ordinal))
        {
            if (shots.Find(item.Name) is not var (plate, task, version))
            {
                items.Add(new(item.Name, ReturnFate.NotTaken, $"'{item.Name}' was not taken in: its name tells no shot that {vendor.Name} was given, or no version. Name it like its plate, such as '{Sample(turnovers)}', or say the template of its name.", null));
                continue;
            }

            var findings = new DeliveryFindings();
            var facts = await check.RunAsync(item, plate.Plate, await packages.ExpectedAsync(plate, cancellationToken).ConfigureAwait(false), findings, cancellationToken).ConfigureAwait(false);
            var all = Kept([.. byItem[item], .. byItem[null], .. findings.ToImmutable()]);
            items.Add(await intake.TakeAsync(item, new()
            {
                Id = Guid.CreateVersion7(library.Clock.GetUtcNow()),
                Show = vendor.Show,
                Vendor = vendor.Name,
                Shot = plate.Plate.Shot,
                Task = task,
                Version = version,
                Name = item.Name,
                Media = item.Media,
                Prefix = "",
                Pattern = Last(item.Sequence?.Pattern ?? item.Pictures[0]),
                FirstNumber = item.Sequence?.First,
                LastNumber = item.Sequence?.Last,
                Frames = facts.Frames,
                Width = facts.Width,
                Height = facts.Height,
                Content = "",
                Pull = plate.Pull,
                Plate = plate.Plate.Place,
                Findings = all,
                Errors = all.Count(one => one.IsError),
                Warnings = all.Count(one => !one.IsError),
                ReceivedBy = actor,
            }, cancellationToken).ConfigureAwait(false));
        }

        return new(report.Folder, items.ToImmutable(), Kept([.. byItem[null]]));
    }

    private Task<(List<Turnover> Turnovers, Workspace Vendor)> GivenAsync(ReturnOrder order, CancellationToken cancellationToken) => library.ReadAsync(async tx =>
    {
        if (await tx.WorkspaceAsync(order.Show, order.Vendor, cancellationToken) is not { Kind: WorkspaceKind.Vendor } vendor)
            throw new LibraryException(LibraryProblem.NotFound, $"{order.Show} has no vendor '{order.Vendor}': there is no workspace of one of that name.");
        var turnovers = await tx.TurnoversAsync(vendor.Show, null, vendor.Name, cancellationToken);
        return turnovers.Count > 0 ? (turnovers, vendor) : throw new LibraryException(LibraryProblem.NotFound, $"{vendor.Name} was given no plates of {vendor.Show} yet, so nothing can be a version of them.");
    }, cancellationToken);

    private static ImmutableArray<ReturnFinding> Kept(IReadOnlyCollection<DeliveryProblem> problems) =>
        [.. problems.OrderBy(one => one.Severity).Take(MostFindings).Select(one => new ReturnFinding(one.Severity == DeliverySeverity.Error, one.Code, one.Path, one.Message, one.Advice))];

    private static string Sample(List<Turnover> turnovers)
    {
        var plate = turnovers[0].Plate;
        return string.Create(CultureInfo.InvariantCulture, $"{plate.Shot}_comp_v001.{plate.FirstNumber}.exr");
    }

    private static string Last(string path) => path[(path.LastIndexOf('/') + 1)..];
}
