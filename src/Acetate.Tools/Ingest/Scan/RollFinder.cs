using System.Text.RegularExpressions;

namespace Acetate.Tools.Ingest.Scan;

/// <summary>Finds the rolls in a tree: the folders that each hold the content of one card.</summary>
/// <remarks>
/// In this order: a folder with a manifest at its root is a roll (the reel name is the folder above the MHL); so is a folder with
/// the layout of a camera; below <c>Camera_Media</c> and its kin every folder is one, with at most one level for the camera
/// format; elsewhere the topmost folder that holds media itself, or clip folders, is one. What is left is loose.
/// </remarks>
public static partial class RollFinder
{
    private const int DeepestRoll = 8;

    /// <summary>The rolls' folders and the files that lie in none of them.</summary>
    public static (IReadOnlyList<CardFolder> Rolls, IReadOnlyList<CardFile> Loose) Find(CardFolder root)
    {
        ArgumentNullException.ThrowIfNull(root);
        var (rolls, loose) = (new List<CardFolder>(), new List<CardFile>());
        Visit(root, 0, inMediaFolder: false, rolls, loose);
        return (rolls, loose);
    }

    private static void Visit(CardFolder folder, int depth, bool inMediaFolder, List<CardFolder> rolls, List<CardFile> loose)
    {
        if (folder.IsEmpty) return;
        var isMedia = MediaFolder().IsMatch(folder.Name);
        if (depth >= DeepestRoll || IsRoll(folder, IsContainer(folder, isMedia)))
        {
            rolls.Add(folder);
            return;
        }

        if (ReportsFolder().IsMatch(folder.Name) || inMediaFolder && !HoldsRolls(folder))
        {
            rolls.Add(folder);
            return;
        }

        loose.AddRange(folder.OwnFiles());
        foreach (var below in folder.Folders) Visit(below, depth + 1, inMediaFolder: isMedia, rolls, loose);
    }

    /// <summary>Whether the folder carries a manifest of its own: an ASC MHL history or a legacy MHL beside the media.</summary>
    public static bool HasManifest(CardFolder folder) =>
        folder.At("ascmhl") is not null || folder.Files.Any(f => MediaNames.Extension(f.Name) == "mhl");

    private static bool IsRoll(CardFolder folder, bool isContainer)
    {
        // A history over a whole drive refers to the histories of its rolls: then those are the rolls.
        if (HasManifest(folder)) return isContainer ? !HoldsManifests(folder) : !HoldsManifests(folder) || CardLayout.ByFolders(folder) is not null;
        if (CardLayout.ByFolders(folder) is not null) return !isContainer || folder.At("DCIM") is not null || folder.At("XDROOT") is not null;
        if (isContainer) return false;
        return HoldsMedia(folder) || folder.Folders.Any(f => IsClipFolder(f) || PartOfCard().IsMatch(f.Name) && f.SelfAndBelow().Any(HoldsMedia));
    }

    /// <summary>Whether a folder sorts rolls (a day, <c>Camera_Media</c>, a drive with such folders) instead of being one.</summary>
    private static bool IsContainer(CardFolder folder, bool isMedia) =>
        folder.Folders.Any(f => !f.IsEmpty && (MediaFolder().IsMatch(f.Name) || DayFolder.TryParse(f.Name, out _)))
        || (isMedia || DayFolder.TryParse(folder.Name, out _)) && folder.Folders.Any(f => f.SelfAndBelow().Any(HoldsMedia));

    private static bool HoldsManifests(CardFolder folder) =>
        folder.Folders.Any(below => !below.Name.Equals("ascmhl", StringComparison.OrdinalIgnoreCase) && (HasManifest(below) || HoldsManifests(below)));

    /// <summary>In a media folder: a level for the camera's format holds rolls itself and is none.</summary>
    private static bool HoldsRolls(CardFolder folder) =>
        !HoldsMedia(folder) && folder.Folders.Any(f => HasManifest(f) || CardLayout.ByFolders(f) is not null || HoldsMedia(f) && !IsClipFolder(f) || f.Folders.Any(IsClipFolder));

    private static bool HoldsMedia(CardFolder folder) =>
        folder.Runs.Count > 0 || folder.Files.Any(f => MediaNames.IsPicture(f.Name) || MediaNames.IsSound(f.Name));

    /// <summary>A folder that a camera makes for one clip: frames under its own name, or RED's .RDC.</summary>
    private static bool IsClipFolder(CardFolder folder) =>
        folder.Name.EndsWith(".RDC", StringComparison.OrdinalIgnoreCase)
        || folder.Runs.Count is > 0 and <= 4 && folder.Runs.All(r => IsNamedAfter(r, folder.Name));

    private static bool IsNamedAfter(FrameRun run, string folder)
    {
        var prefix = run.Name.Prefix.TrimEnd('_', '.', '-');
        return prefix.Length == 0 || prefix.StartsWith(folder, StringComparison.OrdinalIgnoreCase) || folder.StartsWith(prefix, StringComparison.OrdinalIgnoreCase);
    }

    [GeneratedRegex(@"^(Camera|Sound|Audio|Video)[ _-]?(Media|Rolls?|Files|Cards?)$|^(OCF|OPA|OSF)$", RegexOptions.IgnoreCase)]
    private static partial Regex MediaFolder();

    /// <summary>Folders that cameras make inside a card: what they lie in is the roll.</summary>
    [GeneratedRegex(@"^(Clips?|CLIPS\d+|Video|Audio|Media|Sub|Proxy|Proxies|Take|Takes)$", RegexOptions.IgnoreCase)]
    private static partial Regex PartOfCard();

    [GeneratedRegex(@"^((Camera|Sound|Script|Shot)[ _-]?)?(Reports?|Metadata|Paperwork|LUTs?|Looks?|CDLs?|Stills?|Documents?)$", RegexOptions.IgnoreCase)]
    private static partial Regex ReportsFolder();
}
