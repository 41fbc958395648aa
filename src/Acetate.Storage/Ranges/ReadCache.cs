using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Acetate.Storage.Ranges;

/// <summary>Parts of stored files on a disk of this machine, shared by its processes and bounded in bytes.</summary>
/// <remarks>
/// A file has a folder of its own, named by store, key, length and the store's own tag of the content: what was replaced is another file. A part counts when a line
/// says so that was written after its bytes; the name holds the machine's boot as well, so that nothing counts whose bytes may have been lost with the power. What was
/// used longest ago goes first, never what somebody has open.
/// </remarks>
public sealed class ReadCache
{
    /// <summary>The environment variable with the most bytes: <c>20GB</c>, <c>500MB</c>, <c>0</c> to keep nothing.</summary>
    public const string SizeVariable = "ACETATE_READ_CACHE";

    /// <summary>The environment variable with the folder.</summary>
    public const string FolderVariable = "ACETATE_READ_CACHE_FOLDER";

    /// <summary>Bytes that are kept where nothing else is said.</summary>
    public const long UsualBytes = 8_000_000_000;

    internal const string UseFile = "use", NoteFile = "ranges", LockFile = "lock", DataFile = "data";

    private const int MostAttempts = 50;

    private const string EntryPrefix = "file-";

    private static readonly Lazy<string> Boot = new(() => File.Exists("/proc/sys/kernel/random/boot_id") ? File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim() : "");

    /// <summary>A cache in a folder.</summary>
    /// <param name="folder">Nothing else lies in it; it is made for its owner alone.</param>
    /// <param name="mostBytes">What is kept at most when nobody has it open.</param>
    /// <param name="clock">The clock.</param>
    /// <exception cref="IOException">The folder cannot be made.</exception>
    public ReadCache(string folder, long mostBytes, TimeProvider clock)
    {
        (Folder, MostBytes, Clock) = (Path.GetFullPath(folder), mostBytes, clock);
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(Folder);
        else Directory.CreateDirectory(Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>Where it lies.</summary>
    public string Folder { get; }

    /// <summary>What it keeps at most.</summary>
    public long MostBytes { get; }

    internal TimeProvider Clock { get; }

    /// <summary>Whether a line in a note may count after the power was lost: without a boot's name bytes are on the disk before it is written.</summary>
    internal static bool MustFlush => Boot.Value.Length == 0;

    /// <summary>The cache of this machine's user as the environment has it; null where nothing is to be kept or no folder can be had.</summary>
    /// <exception cref="StoreException">The environment says something that is no size.</exception>
    public static ReadCache? OfEnvironment(TimeProvider clock)
    {
        var most = Environment.GetEnvironmentVariable(SizeVariable) is { Length: > 0 } text ? BytesOf(text) : UsualBytes;
        if (most == 0) return null;
        try
        {
            var folder = Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } named ? named
                : Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } caches ? Path.Join(caches, "acetate", "reads")
                : Environment.GetEnvironmentVariable("HOME") is { Length: > 0 } home ? Path.Join(home, ".cache", "acetate", "reads") : null;
            return folder is null ? null : new(folder, most, clock);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The bytes that a text such as <c>20GB</c>, <c>512MiB</c> or <c>0</c> names.</summary>
    /// <exception cref="StoreException">It names none.</exception>
    public static long BytesOf(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        (string Unit, long Bytes)[] units = [("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("TiB", 1L << 40), ("kB", 1000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("TB", 1_000_000_000_000), ("B", 1), ("", 1)];
        foreach (var (unit, bytes) in units)
            if (text.EndsWith(unit, StringComparison.OrdinalIgnoreCase) && decimal.TryParse(text.AsSpan(0, text.Length - unit.Length).Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number * bytes <= long.MaxValue)
                return (long)(number * bytes);
        throw new StoreException(StoreProblem.InvalidName, $"{SizeVariable}='{text}' is no size. Write it as 20GB, 500MB, or 0 to keep nothing.");
    }

    /// <summary>Opens what is kept of a stored file, which may be nothing yet.</summary>
    /// <param name="store">The store.</param>
    /// <param name="file">The file as it was found there, with its tag.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    /// <exception cref="StoreException">The cache's disk failed.</exception>
    public async Task<CachedFile> OpenAsync(IFileStore store, StoredFile file, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(file);
        var identity = string.Create(CultureInfo.InvariantCulture, $"{store.Location}\n{file.Key}\n{file.Length}\n{file.ContentTag}\n{Boot.Value}");
        var folder = Path.Join(Folder, EntryPrefix + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identity)).AsSpan(0, 20)));
        for (var attempt = 1; ; await Task.Delay(TimeSpan.FromMilliseconds(20), Clock, cancellationToken).ConfigureAwait(false))
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                Directory.CreateDirectory(folder);
                // Held as long as the file is used: who makes room leaves such a folder alone.
                if (FileHold.TryTake(Path.Join(folder, UseFile), isAlone: false) is not { } use) continue;
                if (!File.Exists(Path.Join(folder, UseFile)))
                {
                    await use.DisposeAsync().ConfigureAwait(false);
                    continue;
                }

                File.SetLastWriteTimeUtc(Path.Join(folder, UseFile), Clock.GetUtcNow().UtcDateTime);
                return new CachedFile(this, store, file, folder, use);
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
                // Somebody may be removing the folder in this moment; a disk that is full or broken says so to every try.
                if (++attempt <= MostAttempts) continue;
                throw new StoreException(StoreProblem.Full, $"Keeping parts of '{file.Key}' in '{Folder}' failed: {problem.Message.TrimEnd('.')}. Name another folder in {FolderVariable}, or set {SizeVariable}=0.", problem);
            }
        }
    }

    /// <summary>Removes what was used longest ago until no more than <see cref="MostBytes"/> are kept.</summary>
    /// <param name="room">Bytes that are about to come.</param>
    public void MakeRoom(long room)
    {
        var entries = new DirectoryInfo(Folder).EnumerateDirectories(EntryPrefix + "*")
            .Select(folder => (Folder: folder.FullName, Bytes: BytesKept(folder.FullName), Used: File.GetLastWriteTimeUtc(Path.Join(folder.FullName, UseFile)))).OrderBy(entry => entry.Used).ToList();
        var left = entries.Sum(entry => entry.Bytes) + room;
        foreach (var (folder, bytes, _) in entries)
        {
            if (left <= MostBytes) return;
            if (TryRemove(folder)) left -= bytes;
        }
    }

    private static long BytesKept(string folder)
    {
        var kept = CachedFile.NoteOf(folder, long.MaxValue, out _);
        return kept.Length;
    }

    private static bool TryRemove(string folder)
    {
        try
        {
            using var use = FileHold.TryTake(Path.Join(folder, UseFile), isAlone: true);
            if (use is null) return false;
            // The note first: what is left by a crash in between says of itself that nothing is there.
            File.Delete(Path.Join(folder, NoteFile));
            Directory.Delete(folder, recursive: true);
            return true;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
