using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Acetate.Storage.Native;
using Microsoft.Win32.SafeHandles;

namespace Acetate.Storage.Local;

/// <summary>A folder on disk and what is done beneath it: system calls, with their errors turned into <see cref="StoreException"/>.</summary>
/// <remarks>Every path is opened relative to the root's handle and must stay beneath it, so a link can never lead out of the
/// store, not even one that is swapped in while we look.</remarks>
internal sealed class Disk : IDisposable
{
    private readonly Action<DiskCall>? _trace;
    private readonly SafeFileHandle _root;
    private readonly ConcurrentDictionary<string, bool> _durableFolders = new(StringComparer.Ordinal);
    private readonly Lock _making = new();
    private readonly Dictionary<string, EnteredFolder> _entered = new(StringComparer.Ordinal);

    // Folders that did not exist before this store made them, each with the names (their hash codes) that were written in it since.
    private readonly ConcurrentDictionary<string, HashSet<int>> _newFolders = new(StringComparer.Ordinal);

    private Disk(string root, SafeFileHandle handle, Action<DiskCall>? trace) => (Root, _root, _trace) = (root, handle, trace);

    public string Root { get; }

    /// <summary>A handle by which the file system as a whole is meant.</summary>
    public SafeFileHandle RootHandle => _root;

    public static Disk Open(string root, bool create, Action<DiskCall>? trace)
    {
        if (!OperatingSystem.IsLinux())
            throw new PlatformNotSupportedException("Folders on disk are used as stores on Linux only.");
        var opened = Linux.OpenRoot(root);
        if (opened < 0 && create && Marshal.GetLastPInvokeError() == Errno.NoEntry) opened = MakeRoot(root);
        if (opened < 0)
        {
            var error = Marshal.GetLastPInvokeError();
            throw error == Errno.NoEntry
                ? new StoreException(StoreProblem.NotFound, $"The folder '{root}' does not exist. Is its disk or card connected and mounted?")
                : Errno.ToException(error, "opening the folder", root);
        }

        return new Disk(root, new SafeFileHandle(opened, ownsHandle: true), trace);
    }

    public string FullPath(string path) => path.Length == 0 ? Root : System.IO.Path.Join(Root, path);

    /// <summary>Opens a file or folder beneath the root.</summary>
    public SafeFileHandle OpenAt(string path, int flags, string doing)
    {
        var opened = Linux.OpenBeneath(_root, path.Length == 0 ? "." : path, flags);
        return opened < 0 ? throw Failure(doing, path) : new SafeFileHandle(opened, ownsHandle: true);
    }

    /// <summary>What lies at a path; null when nothing does.</summary>
    public Linux.FileFacts? Find(string path)
    {
        var opened = Linux.OpenBeneath(_root, path, Linux.PathOnly);
        if (opened < 0)
            return Marshal.GetLastPInvokeError() is Errno.NoEntry or Errno.NotFolder ? null : throw Failure("looking for", path);
        using var handle = new SafeFileHandle(opened, ownsHandle: true);
        return FactsOf(handle, path);
    }

    public Linux.FileFacts FactsOf(SafeFileHandle handle, string path) =>
        Linux.Facts(handle, out var facts) == 0 ? facts : throw Failure("looking at", path);

    /// <summary>Opens a folder, making it and those above it when they are missing; when this returns, their names are durable.</summary>
    /// <remarks>Writers of one folder share a handle for as long as any of them is at work; each gives it back by <see cref="LeaveFolder"/>.</remarks>
    public SafeFileHandle EnterFolder(string path)
    {
        if (!_durableFolders.ContainsKey(path)) MakeDurable(path);
        lock (_entered)
        {
            if (!_entered.TryGetValue(path, out var entered))
                _entered.Add(path, entered = new EnteredFolder(OpenAt(path, Linux.ReadOnly | Linux.Directory, "opening the folder")));
            entered.Writers++;
            return entered.Handle;
        }
    }

    /// <summary>Ends one writer's use of a folder.</summary>
    public void LeaveFolder(string path)
    {
        lock (_entered)
        {
            if (--_entered[path].Writers > 0) return;
            _entered.Remove(path, out var left);
            left!.Handle.Dispose();
        }
    }

    /// <summary>Whether a name is written for the first time in a folder that this store has made: nothing of it can have been left
    /// there before. Where it cannot be told, the answer is no.</summary>
    public bool IsFirstUse(string folder, string name)
    {
        if (!_newFolders.TryGetValue(folder, out var names)) return false;
        lock (names) return names.Add(name.GetHashCode(StringComparison.Ordinal));
    }

    private void MakeDurable(string path)
    {
        lock (_making)
        {
            for (var end = path.Length == 0 ? -1 : path.IndexOf('/', StringComparison.Ordinal); path.Length > 0;)
            {
                var folder = end < 0 ? path : path[..end];
                if (!_durableFolders.ContainsKey(folder))
                {
                    MakeOne(folder);
                    _durableFolders[folder] = true;
                }

                if (end < 0) break;
                end = path.IndexOf('/', end + 1);
            }

            _durableFolders[path] = true;
        }
    }

    private void MakeOne(string folder)
    {
        var split = folder.LastIndexOf('/');
        var parentPath = split < 0 ? "" : folder[..split];
        using var parent = OpenAt(parentPath, Linux.ReadOnly | Linux.Directory, "opening the folder");
        if (Linux.MakeFolder(parent, folder[(split + 1)..]) == 0)
        {
            _trace?.Invoke(new DiskCall.MakeFolder(folder));
            _newFolders[folder] = [];
        }
        else if (Marshal.GetLastPInvokeError() != Errno.Exists)
            throw Failure("making the folder", folder);
        // Also when somebody else made it just now: their sync may be still to come.
        SyncFolder(parent, parentPath);
    }

    /// <summary>Makes a file, or opens the one that is there, for writing.</summary>
    public SafeFileHandle OpenForWriting(SafeFileHandle folder, string path, string name, bool direct, out bool isNew)
    {
        var flags = Linux.ReadWrite | Linux.NoFollow | Linux.NonBlocking | (direct ? Linux.Direct : 0);
        isNew = true;
        var opened = Linux.OpenBeneath(folder, name, flags | Linux.Create | Linux.Exclusive, 0x1B6);
        if (opened < 0 && Marshal.GetLastPInvokeError() == Errno.Exists)
        {
            isNew = false;
            opened = Linux.OpenBeneath(folder, name, flags);
        }

        if (opened < 0) throw Failure("writing", path);
        if (isNew) _trace?.Invoke(new DiskCall.MakeFile(path));
        return new SafeFileHandle(opened, ownsHandle: true);
    }

    public void Write(SafeFileHandle file, string path, ReadOnlySpan<byte> bytes, long offset)
    {
        try
        {
            RandomAccess.Write(file, bytes, offset);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw Failure(problem, "writing", path);
        }

        _trace?.Invoke(new DiskCall.Write(path, offset, bytes.ToArray()));
    }

    public void Truncate(SafeFileHandle file, string path, long length)
    {
        if (Linux.Truncate(file, length) < 0) throw Failure("cutting", path);
        _trace?.Invoke(new DiskCall.Truncate(path, length));
    }

    public void Sync(SafeFileHandle file, string path, bool dataOnly = false)
    {
        if ((dataOnly ? Linux.SyncData(file) : Linux.Sync(file)) < 0) throw Failure("syncing", path);
        _trace?.Invoke(new DiskCall.Sync(path));
    }

    /// <summary>Syncs the whole file system; false when it did not work, or would not say so if it had not.</summary>
    public bool TrySyncEverything()
    {
        // Before Linux 5.8 the call did not report that writing back had failed.
        if (!OperatingSystem.IsOSPlatformVersionAtLeast("Linux", 5, 8) || Linux.SyncFileSystem(_root) < 0) return false;
        _trace?.Invoke(new DiskCall.SyncEverything());
        return true;
    }

    public void SyncFolder(SafeFileHandle folder, string path)
    {
        EnteredFolder? shared;
        lock (_entered) shared = _entered.TryGetValue(path, out var entered) && entered.Handle == folder ? entered : null;
        if (shared is null)
        {
            SyncFolderItself(folder, path);
            return;
        }

        // The system tells a handle once what it lost: whoever shares the handle must hear of it, too.
        lock (shared)
        {
            if (shared.Lost is { } lost) throw new StoreException(lost.Problem, lost.Message, lost);
            try
            {
                SyncFolderItself(folder, path);
            }
            catch (StoreException problem)
            {
                shared.Lost = problem;
                throw;
            }
        }
    }

    private void SyncFolderItself(SafeFileHandle folder, string path)
    {
        // Some network and removable file systems cannot sync a folder and say so; their renames are synchronous or unprotected anyway.
        if (Linux.Sync(folder) < 0 && Marshal.GetLastPInvokeError() is not (Errno.Invalid or Errno.NotSupported))
            throw Failure("syncing the folder", path);
        _trace?.Invoke(new DiskCall.SyncFolder(path));
    }

    /// <summary>Gives a file its final name; without <paramref name="replace"/> only if that is free.</summary>
    public void Rename(SafeFileHandle folder, string folderPath, string from, string to, bool replace)
    {
        var (fromPath, toPath) = (Below(folderPath, from), Below(folderPath, to));
        if (replace)
        {
            if (Linux.Rename(folder, from, to) < 0) throw Failure("publishing", toPath);
        }
        else if (Linux.RenameNew(folder, from, to) < 0)
        {
            if (Marshal.GetLastPInvokeError() is not (Errno.Invalid or Errno.NoSuchCall or Errno.NotSupported)) throw Failure("publishing", toPath);
            // A file system without RENAME_NOREPLACE: a second name fails just as surely when it is taken.
            if (Linux.Link(folder, from, to) < 0) throw Failure("publishing", toPath);
            if (Linux.Unlink(folder, from) < 0) throw Failure("publishing", toPath);
        }

        _trace?.Invoke(new DiskCall.Rename(fromPath, toPath));
    }

    /// <summary>Gives a folder another place, if that is free; when this returns, both folders that knew of it have been synced.</summary>
    public void MoveFolder(StoreKey from, StoreKey to)
    {
        var (fromPath, toPath, fromParent, toParent) = (from.ToString(), to.ToString(), from.Parent.ToString(), to.Parent.ToString());
        var target = EnterFolder(toParent);
        try
        {
            using var source = OpenAt(fromParent, Linux.ReadOnly | Linux.Directory, "opening the folder");
            // Where the system has no RENAME_NOREPLACE, a rename of a folder is refused all the same when there are files under the new name.
            if (Linux.RenameNew(source, from.Name, target, to.Name) < 0
                && (Marshal.GetLastPInvokeError() is not (Errno.Invalid or Errno.NoSuchCall or Errno.NotSupported) || Linux.Rename(source, from.Name, target, to.Name) < 0))
                throw Failure("moving", toPath);
            _trace?.Invoke(new DiskCall.Rename(fromPath, toPath));
            Forget(_durableFolders);
            Forget(_newFolders);
            SyncFolder(target, toParent);
            if (fromParent != toParent) SyncFolder(source, fromParent);
        }
        finally
        {
            LeaveFolder(toParent);
        }

        if (fromParent != toParent) RemoveIfEmpty(fromParent);

        // Under the old name there is nothing any more that is known.
        void Forget<T>(ConcurrentDictionary<string, T> folders) => ForgetBelow(folders, fromPath);
    }

    /// <summary>Removes a folder that nothing is in, and says nothing where something is: a store has files, and folders only to hold them.</summary>
    public void RemoveIfEmpty(string path)
    {
        if (path.Length == 0) return;
        var split = path.LastIndexOf('/');
        var parentPath = split < 0 ? "" : path[..split];
        using var parent = OpenAt(parentPath, Linux.ReadOnly | Linux.Directory, "opening the folder");
        lock (_entered)
        {
            // Somebody is about to write into it.
            if (_entered.ContainsKey(path) || Linux.RemoveFolder(parent, path[(split + 1)..]) < 0) return;
            ForgetBelow(_durableFolders, path);
            ForgetBelow(_newFolders, path);
        }

        _trace?.Invoke(new DiskCall.Remove(path));
        SyncFolder(parent, parentPath);
    }

    /// <summary>Removes a folder with all that is in it, partial writes too; links are removed and not followed. False when there is none.</summary>
    public bool RemoveFolder(string path)
    {
        if (Find(path) is not { IsFolder: true }) return false;
        var split = path.LastIndexOf('/');
        var parentPath = split < 0 ? "" : path[..split];
        using var parent = OpenAt(parentPath, Linux.ReadOnly | Linux.Directory, "opening the folder");
        try
        {
            // Through the handle, not the path: what was opened beneath the root is what is emptied.
            Directory.Delete($"/proc/self/fd/{parent.DangerousGetHandle()}/{path[(split + 1)..]}", recursive: true);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw Failure(problem, "removing", path);
        }

        ForgetBelow(_durableFolders, path);
        ForgetBelow(_newFolders, path);
        _trace?.Invoke(new DiskCall.Remove(path));
        SyncFolder(parent, parentPath);
        return true;
    }

    private static void ForgetBelow<T>(ConcurrentDictionary<string, T> folders, string path)
    {
        foreach (var (known, _) in folders)
            if (known == path || known.StartsWith(path + "/", StringComparison.Ordinal)) folders.TryRemove(known, out _);
    }

    /// <summary>Removes a file; false when there was none.</summary>
    public bool Remove(SafeFileHandle folder, string folderPath, string name)
    {
        var path = Below(folderPath, name);
        if (Linux.Unlink(folder, name) < 0)
            return Marshal.GetLastPInvokeError() == Errno.NoEntry ? false : throw Failure("removing", path);
        _trace?.Invoke(new DiskCall.Remove(path));
        return true;
    }

    public StoreException Failure(string doing, string path) => Errno.ToException(Marshal.GetLastPInvokeError(), doing, FullPath(path));

    /// <summary>The same for what .NET throws; on Linux its IOException carries the error number.</summary>
    public StoreException Failure(Exception problem, string doing, string path)
    {
        var error = problem switch
        {
            UnauthorizedAccessException => Errno.Access,
            IOException { HResult: > 0 and < 4096 } => problem.HResult,
            _ => Errno.InputOutput,
        };
        return Errno.ToException(error, doing, FullPath(path));
    }

    public static string Below(string folder, string name) => folder.Length == 0 ? name : $"{folder}/{name}";

    public void Dispose() => _root.Dispose();

    /// <summary>A folder in which writers are at work.</summary>
    private sealed class EnteredFolder(SafeFileHandle handle)
    {
        public SafeFileHandle Handle { get; } = handle;

        public int Writers { get; set; }

        public StoreException? Lost { get; set; }
    }

    private static int MakeRoot(string root)
    {
        // Only the last folder: a missing parent is more likely a disk that is not mounted than a wish.
        if (System.IO.Path.GetDirectoryName(root) is not { } parent) return -1;
        var opened = Linux.OpenRoot(parent);
        if (opened < 0) return -1;
        using var handle = new SafeFileHandle(opened, ownsHandle: true);
        if (Linux.MakeFolder(handle, System.IO.Path.GetFileName(root)) < 0 && Marshal.GetLastPInvokeError() != Errno.Exists) return -1;
        return Linux.Sync(handle) < 0 ? -1 : Linux.OpenRoot(root);
    }
}
