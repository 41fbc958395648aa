using Acetate.Steps.Documents;
using Acetate.Storage.Local;

namespace Acetate.Tools.Pulls;

/// <summary>How large a package will be.</summary>
/// <param name="Bytes">Bytes of pictures and sound.</param>
/// <param name="IsAtMost">Whether files are compressed, so that it may well be less; otherwise it is about so much.</param>
internal readonly record struct PackageSize(long Bytes, bool IsAtMost);

/// <summary>Holds the size of a package against the room on the disk of the workspaces, before anything is made.</summary>
internal static class PackageRoom
{
    /// <summary>Bytes that are free where the workspaces lie; null where they lie in no folder of this machine, or the system does not say.</summary>
    public static long? FreeIn(Uri workspaces) => workspaces.IsFile ? DiskRoom.Of(workspaces.LocalPath)?.Free : null;

    /// <summary>What is said of a package for which there may not be room, with a way out; null when it fits or nobody can tell.</summary>
    public static string? Shortage(PackageSize size, long? free)
    {
        if (free is not { } there || size.Bytes <= there) return null;
        return $"It needs {(size.IsAtMost ? "at most" : "about")} {ReportText.Size(size.Bytes)}, and the disk of the workspaces has {ReportText.Size(there)} free: {ReportText.Size(size.Bytes - there)} too few{(size.IsAtMost ? " if nothing can be compressed" : "")}. "
            + "Make room there, ask for shorter handles or fewer shots or reels, or name another folder for \"workspaces\" in the library's settings.";
    }
}
