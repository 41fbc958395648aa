using System.Collections.Immutable;
using Acetate.Tools.Delimited;
using Acetate.Tools.Ingest.Expected;
using Acetate.Tools.Ingest.Manifests;
using Acetate.Tools.Ingest.Scan;

namespace Acetate.Tools.Ingest;

/// <summary>What somebody wants to bring in: made beside the card, taken in by the library, perhaps on another machine.</summary>
public sealed record IngestOffer
{
    /// <summary>What lies on the card.</summary>
    public required CardScan Scan { get; init; }

    /// <summary>What the manifest of each roll says, in the order of the rolls.</summary>
    public required ImmutableArray<ManifestCheck> Checks { get; init; }

    /// <summary>The camera and sound reports that lie on the drive.</summary>
    public ImmutableArray<FoundReport> Reports { get; init; } = [];

    /// <summary>The drive, as far as the machine knows it.</summary>
    public DriveIdentity? Drive { get; init; }

    /// <summary>Reads a card: its tree, its manifests and its reports. Clip files are not opened.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="IOException">The card cannot be read.</exception>
    public static async Task<IngestOffer> ReadAsync(string path, TimeProvider clock, CancellationToken cancellationToken)
    {
        var scan = CardScan.Read(path, clock, cancellationToken);
        var checks = ImmutableArray.CreateBuilder<ManifestCheck>();
        foreach (var roll in scan.Rolls) checks.Add(await ManifestChecker.CheckAsync(roll.FolderIn(scan.Source), roll, cancellationToken).ConfigureAwait(false));
        return new IngestOffer { Scan = scan, Checks = checks.ToImmutable(), Reports = [.. ReportsOn(scan)], Drive = DriveIdentity.Of(scan.Source) };
    }

    private static IEnumerable<FoundReport> ReportsOn(CardScan scan)
    {
        var files = scan.Loose.Concat(scan.Rolls.SelectMany(r => r.Files.Select(f => f with { Path = r.Path.Length == 0 ? f.Path : $"{r.Path}/{f.Path}" })));
        foreach (var file in files.Where(f => MediaNames.Extension(f.Name) == "csv" && f.Length is > 0 and <= CsvText.MaximumBytes).Take(50))
        {
            ProductionReport report;
            try
            {
                report = ProductionReportReader.Read(File.ReadAllBytes(Path.Join(scan.Source, file.Path)), file.Name);
            }
            catch (FormatException)
            {
                // Not every table on a drive is a report; one that should be one is imported by name and then says what is wrong.
                continue;
            }

            yield return new FoundReport(file.Path, report);
        }
    }
}

/// <summary>A report that lies on the drive.</summary>
public sealed record FoundReport(string Path, ProductionReport Report);

/// <summary>What a person says about an offer; what is left open is taken from the folder's name, else proposed.</summary>
public sealed record IngestTags
{
    /// <summary>The show.</summary>
    public required string Show { get; init; }

    /// <summary>The shoot day; null: from the folder, else the day of the scan.</summary>
    public DateOnly? ShootDay { get; init; }

    /// <summary>The number of the shoot day; null: from the folder.</summary>
    public int? DayNumber { get; init; }

    /// <summary>The unit; empty: from the folder.</summary>
    public string Unit { get; init; } = "";

    /// <summary>The episode or block; empty: from the folder.</summary>
    public string Episode { get; init; } = "";

    /// <summary>Who brought the drive.</summary>
    public string CarriedBy { get; init; } = "";

    /// <summary>The site where the card is read, by which its uploads and its work are governed; empty for none.</summary>
    public string Site { get; init; } = "";

    /// <summary>A note.</summary>
    public string Note { get; init; } = "";

    /// <summary>The tags as they are kept: the unit in its usual form. Worth asking before a card is read, which can take long.</summary>
    /// <exception cref="IngestException">The unit or the episode is not one.</exception>
    public IngestTags Checked()
    {
        OfferCheck.Refuse(this);
        return Unit.Length == 0 ? this : this with
        {
            Unit = DayFolder.UsualUnit(Unit) ?? throw new IngestException(IngestProblem.Invalid, $"'{Unit}' is not a unit. Use one of {string.Join(", ", DayFolder.KnownUnits)}."),
        };
    }
}

/// <summary>What became of an offer.</summary>
/// <param name="Submission">The library's id of it.</param>
/// <param name="Rolls">One entry per roll of the offer.</param>
/// <param name="Findings">What concerns the whole offer.</param>
public sealed record IngestReceipt(Guid Submission, ImmutableArray<RollReceipt> Rolls, ImmutableArray<Finding> Findings);

/// <summary>What became of one roll of an offer.</summary>
/// <param name="Roll">The library's id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Outcome">What happens with it.</param>
/// <param name="Job">The work; null when there is none.</param>
/// <param name="Message">Why, when it is held or was there already; empty otherwise.</param>
public sealed record RollReceipt(Guid Roll, string Name, RollOutcome Outcome, Guid? Job, string Message = "");

/// <summary>What happens with an offered roll.</summary>
[System.Text.Json.Serialization.JsonConverter(typeof(Library.KebabCaseEnumConverter<RollOutcome>))]
public enum RollOutcome
{
    /// <summary>It is new, and work on it begins.</summary>
    Accepted,

    /// <summary>It waits for a person.</summary>
    Held,

    /// <summary>It is being worked on already; that goes on.</summary>
    Resumed,

    /// <summary>It is in the library, complete.</summary>
    AlreadyThere,
}
