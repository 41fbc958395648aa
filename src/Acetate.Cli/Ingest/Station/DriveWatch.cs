using System.Text;

namespace Acetate.Cli.Ingest.Station;

/// <summary>Which drives are plugged in at this moment. Nothing is kept awake for it: a list of mounts is read, not the drives.</summary>
internal sealed class DriveWatch
{
    private static readonly string[] LinuxRoots = ["/media/", "/run/media/", "/mnt/"];

    private readonly Func<IEnumerable<string>> look;

    private DriveWatch(Func<IEnumerable<string>> look) => this.look = look;

    /// <summary>Watches what the system mounts: what lies below /media, /run/media and /mnt on Linux, /Volumes on macOS, removable drives on Windows.</summary>
    public static DriveWatch OfMounts() => new(OperatingSystem.IsLinux() ? static () => Mounted(File.ReadAllText("/proc/self/mountinfo")) : OtherMounts);

    /// <summary>Watches folders whose subfolders count as drives.</summary>
    public static DriveWatch OfFolders(IReadOnlyCollection<string> folders) => new(() => folders.Where(Directory.Exists)
        .SelectMany(f => Directory.EnumerateDirectories(Path.GetFullPath(f))).Where(d => !Path.GetFileName(d).StartsWith('.')));

    /// <summary>The mount points of this moment, in the order of their names.</summary>
    public IReadOnlyList<string> Now()
    {
        try
        {
            return [.. look().Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A drive that goes away while the list is read: the next look tells.
            return [];
        }
    }

    /// <summary>The mount points in a text of the form of /proc/self/mountinfo at which people plug drives in.</summary>
    internal static IEnumerable<string> Mounted(string mountInfo) => mountInfo.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => line.Split(' ')).Where(fields => fields.Length > 5).Select(fields => Unescape(fields[4]))
        .Where(path => LinuxRoots.Any(root => path.StartsWith(root, StringComparison.Ordinal))).Distinct(StringComparer.Ordinal);

    /// <summary>Of the drives that a system names, those that people plug in: what lies below /Volumes on macOS, removable ones on Windows.</summary>
    internal static IEnumerable<string> Polled(IEnumerable<(string Root, DriveType Type, bool IsReady)> drives, bool isMac) => drives
        .Where(d => d.IsReady && (isMac ? d.Root.StartsWith("/Volumes/", StringComparison.Ordinal) : d.Type == DriveType.Removable))
        .Select(d => isMac ? d.Root.TrimEnd('/') : d.Root);

    private static IEnumerable<string> OtherMounts() =>
        Polled(DriveInfo.GetDrives().Select(d => (d.RootDirectory.FullName, d.DriveType, d.IsReady)), OperatingSystem.IsMacOS());

    /// <summary>Blanks and the like stand as octal numbers there: <c>\040</c>. They count bytes, not characters.</summary>
    private static string Unescape(string text)
    {
        if (!text.Contains('\\', StringComparison.Ordinal)) return text;
        var source = Encoding.UTF8.GetBytes(text);
        var bytes = new List<byte>(source.Length);
        for (var i = 0; i < source.Length; i++)
        {
            if (source[i] == '\\' && i + 3 < source.Length && source.AsSpan(i + 1, 3).IndexOfAnyExceptInRange((byte)'0', (byte)'7') < 0)
            {
                bytes.Add((byte)((source[i + 1] - '0') * 64 + (source[i + 2] - '0') * 8 + (source[i + 3] - '0')));
                i += 3;
            }
            else
            {
                bytes.Add(source[i]);
            }
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }
}
