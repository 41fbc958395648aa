using Acetate.Storage.Local;

namespace Acetate.Library.Tests.Storage;

/// <summary>A disk that remembers only what it must: it replays recorded calls up to a power cut and forgets what was not synced.</summary>
/// <remarks>
/// The rules are those that POSIX leaves a file system: bytes are durable after fsync of their file, names after fsync of their
/// folder. What was not synced may be there or not, each piece for itself, in any order: bytes may survive without the ones
/// before them, a rename without its bytes, a length without its content (then zeros are read). <c>chance</c> decides.
/// </remarks>
internal sealed class PowerCut(Func<int, int> chance)
{
    private sealed class Node
    {
        public byte[] Durable { get; set; } = [];
        public byte[] Now { get; set; } = [];
        public List<DiskCall> Pending { get; } = [];
    }

    /// <summary>A change to the names of a folder that was not synced yet.</summary>
    private sealed record NameChange(string Folder, Action<SortedDictionary<string, Node>> Apply);

    private readonly SortedDictionary<string, Node> _now = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, Node> _durable = new(StringComparer.Ordinal);
    private readonly HashSet<string> _durableFolders = [""];
    private readonly HashSet<string> _folders = [""];
    private readonly List<NameChange> _changes = [];

    /// <summary>What the disk holds after the calls and a power cut.</summary>
    public static PowerCut After(IEnumerable<DiskCall> calls, Func<int, int> chance)
    {
        var disk = new PowerCut(chance);
        foreach (var call in calls) disk.Do(call);
        disk.Cut();
        return disk;
    }

    /// <summary>Writes what survived into a real folder.</summary>
    public void WriteTo(string root)
    {
        foreach (var folder in _durableFolders.Where(folder => folder.Length > 0)) Directory.CreateDirectory(Path.Join(root, folder));
        foreach (var (path, node) in _durable)
            if (_durableFolders.Contains(FolderOf(path))) File.WriteAllBytes(Path.Join(root, path), node.Durable);
    }

    private void Do(DiskCall call)
    {
        switch (call)
        {
            case DiskCall.MakeFolder made:
                _folders.Add(made.Path);
                break;
            case DiskCall.MakeFile made:
                var created = new Node();
                _now[made.Path] = created;
                Change(made.Path, names => names[made.Path] = created);
                break;
            case DiskCall.Write write:
                _now[write.Path].Now = Applied(_now[write.Path].Now, write);
                _now[write.Path].Pending.Add(write);
                break;
            case DiskCall.Truncate cut:
                _now[cut.Path].Now = Applied(_now[cut.Path].Now, cut);
                _now[cut.Path].Pending.Add(cut);
                break;
            case DiskCall.Sync sync:
                SyncNode(_now[sync.Path]);
                break;
            case DiskCall.SyncEverything:
                foreach (var node in _now.Values) SyncNode(node);
                foreach (var folder in _folders) _durableFolders.Add(folder);
                foreach (var change in _changes) change.Apply(_durable);
                _changes.Clear();
                break;
            case DiskCall.SyncFolder sync:
                foreach (var change in _changes.Where(change => change.Folder == sync.Path).ToList())
                {
                    change.Apply(_durable);
                    _changes.Remove(change);
                }

                foreach (var folder in _folders.Where(folder => folder.Length > 0 && FolderOf(folder) == sync.Path)) _durableFolders.Add(folder);
                break;
            case DiskCall.Rename rename:
                var moved = _now[rename.From];
                _now.Remove(rename.From);
                _now[rename.To] = moved;
                // A rename is one entry of the journal: both names change or neither.
                Change(rename.To, names =>
                {
                    names.Remove(rename.From);
                    names[rename.To] = moved;
                });
                break;
            case DiskCall.Remove removed:
                _now.Remove(removed.Path);
                Change(removed.Path, names => names.Remove(removed.Path));
                break;
        }
    }

    private void Change(string path, Action<SortedDictionary<string, Node>> apply) => _changes.Add(new NameChange(FolderOf(path), apply));

    private static void SyncNode(Node node)
    {
        node.Durable = node.Now;
        node.Pending.Clear();
    }

    /// <summary>Each unsynced change survives or not.</summary>
    private void Cut()
    {
        foreach (var change in _changes)
            if (chance(2) == 0) change.Apply(_durable);
        foreach (var folder in _folders.Where(folder => !_durableFolders.Contains(folder)).Order(StringComparer.Ordinal).ToList())
            if (chance(2) == 0 && _durableFolders.Contains(FolderOf(folder))) _durableFolders.Add(folder);
        foreach (var node in _durable.Values.Distinct())
            foreach (var pending in node.Pending)
                if (chance(2) == 0) node.Durable = Applied(node.Durable, pending);
                else if (pending is DiskCall.Write lost && chance(2) == 0 && node.Durable.Length < lost.Offset + lost.Bytes.Length)
                    // The length got through and the bytes did not.
                    node.Durable = Resized(node.Durable, lost.Offset + lost.Bytes.Length);
    }

    private static byte[] Applied(byte[] bytes, DiskCall call)
    {
        if (call is DiskCall.Truncate cut) return Resized(bytes, cut.Length);
        var write = (DiskCall.Write)call;
        var changed = Resized(bytes, Math.Max(bytes.Length, write.Offset + write.Bytes.Length));
        write.Bytes.CopyTo(changed, (int)write.Offset);
        return changed;
    }

    private static byte[] Resized(byte[] bytes, long length)
    {
        var resized = new byte[length];
        bytes.AsSpan(0, (int)Math.Min(length, bytes.Length)).CopyTo(resized);
        return resized;
    }

    private static string FolderOf(string path) => path.LastIndexOf('/') is > 0 and var end ? path[..end] : "";
}
