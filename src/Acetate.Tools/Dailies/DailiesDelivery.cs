using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Acetate.Compute;
using Acetate.Library.Dailies;
using Acetate.Library.Rolls;
using Acetate.Library.Workspaces;
using Acetate.Steps;
using Acetate.Steps.Editorial;
using Acetate.Steps.Render;
using Acetate.Tools.Jobs;
using Acetate.Tools.Pulls;

namespace Acetate.Tools.Dailies;

/// <summary>The work that brings made dailies into a workspace: media is copied and read back, lists and the report are written beside it, the folder is sealed, and only then it gets its name. Pure.</summary>
public static class DailiesDelivery
{
    /// <summary>The kind of plans that deliver dailies.</summary>
    public const string Kind = "deliver-dailies-roll";

    /// <summary>The kind of workspace folders that hold them.</summary>
    public const string FolderKind = "dailies";

    private const string Lists = "lists";

    /// <summary>The name of the step that copies a clip's media.</summary>
    public static string StepOf(ClipDaily clip)
    {
        ArgumentNullException.ThrowIfNull(clip);
        return string.Create(CultureInfo.InvariantCulture, $"copy/{clip.Place:0000}");
    }

    /// <summary>The plan of a delivery.</summary>
    /// <param name="roll">The roll.</param>
    /// <param name="clips">The clips that are delivered, in their order.</param>
    /// <param name="report">What is told of them.</param>
    /// <param name="folder">The workspace's folder.</param>
    /// <param name="derived">URL of the store that has what was made.</param>
    /// <param name="target">URL of the workspaces' store.</param>
    /// <param name="at">The moment that documents carry.</param>
    /// <param name="actor">Who delivers.</param>
    public static Plan PlanOf(Roll roll, ImmutableArray<ClipDaily> clips, DailiesReport report, WorkspaceFolder folder, Uri derived, Uri target, DateTimeOffset at, string actor)
    {
        ArgumentNullException.ThrowIfNull(roll);
        ArgumentNullException.ThrowIfNull(folder);
        var steps = ImmutableArray.CreateBuilder<Step>();
        var records = ImmutableArray.CreateBuilder<EditorialClipRecord>();
        var avid = new List<EditorialMedia>();
        foreach (var clip in clips)
        {
            var made = PictureOf(clip);
            steps.Add(new()
            {
                Name = StepOf(clip),
                Function = CopyFiles.Name,
                Stage = "copying",
                Request = StepRequest.Of(new CopyFilesRequest
                {
                    Source = derived,
                    SourcePrefix = DailiesPlan.Folder(clip),
                    Target = target,
                    TargetPrefix = folder.ArrivingPrefix,
                    Files = [.. FilesOf(made).Select(file => new CopyFile(file, null))],
                    RequireAll = true,
                }),
            });
            if (made.Media is [var media, ..]) records.Add(media.Clip);
            // OP-Atom has a file for each track.
            avid.AddRange(made.Media.Where(one => one.Files.Any(file => file.Letter.Length > 0)));
        }

        var stem = $"{roll.Show}_{roll.ShootDay.ToString("yyyyMMdd", CultureInfo.InvariantCulture)}_{roll.Name}";
        steps.Add(new()
        {
            Name = "documents",
            Function = WriteDailiesReport.Name,
            Stage = "documents",
            Request = StepRequest.Of(new WriteDailiesReportRequest { Store = target, Prefix = folder.ArrivingPrefix, Stem = "report", Report = report, Pictures = derived }),
        });
        if (records.Count > 0)
            steps.Add(new()
            {
                Name = Lists,
                Function = WriteEditorialLists.Name,
                Stage = "documents",
                Request = StepRequest.Of(new WriteEditorialListsRequest { Store = target, Prefix = $"{folder.ArrivingPrefix}/lists", Stem = stem, Clips = records.ToImmutable(), Bins = BinsOf(avid) }),
            });
        var maker = ManifestMaker.For(actor) with { Date = at };
        return new()
        {
            Key = $"deliver-dailies/{folder.Id:N}",
            Kind = Kind,
            Title = $"Delivery of the dailies of {roll.Name}",
            Show = roll.Show,
            Subject = roll.Id.ToString(),
            Steps = PackageSeal.After(new(target, folder.ArrivingPrefix, folder.Name, at), steps.ToImmutable(), folder.Prefix, maker),
        };
    }

    /// <summary>A bin for each deliverable that is media for Avid. Lists lie in a folder beside those of the deliverables.</summary>
    private static ImmutableArray<EditorialBinRequest> BinsOf(IEnumerable<EditorialMedia> media) =>
        [.. media.GroupBy(one => one.Output.Split('/')[0], StringComparer.Ordinal).Select(one => new EditorialBinRequest { Name = one.Key, Media = [.. one], MediaPath = "../" })];

    /// <summary>What was made of a clip, by paths below its folder.</summary>
    public static IEnumerable<string> FilesOf(DailyPicture made)
    {
        ArgumentNullException.ThrowIfNull(made);
        return made.Movies.Select(movie => movie.Name).Concat(made.Media.SelectMany(media => media.Files.Select(file => file.Name))).Distinct(StringComparer.Ordinal);
    }

    /// <summary>What can be seen of a clip: what was made, and what is looked at and never delivered.</summary>
    public static IEnumerable<string> ShownOf(DailyPicture made) => FilesOf(made).Concat(made.Stills.Select(still => still.Map).OfType<string>());

    /// <summary>What was made of a clip; nothing before.</summary>
    public static DailyPicture PictureOf(ClipDaily clip)
    {
        ArgumentNullException.ThrowIfNull(clip);
        return clip.Picture.Length == 0 ? new() : JsonSerializer.Deserialize<DailyPicture>(clip.Picture, DailiesJson.Options)!;
    }
}
