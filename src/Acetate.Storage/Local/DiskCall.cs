namespace Acetate.Storage.Local;

/// <summary>One change to the disk, as it is made. The power-cut simulation replays them with everything forgotten that was not synced.</summary>
/// <remarks>Paths are relative to the store's root. An fsync makes the bytes of a file durable; only the sync of its folder makes its name so.</remarks>
internal abstract record DiskCall
{
    private DiskCall()
    {
    }

    public sealed record MakeFolder(string Path) : DiskCall;

    public sealed record MakeFile(string Path) : DiskCall;

    public sealed record Write(string Path, long Offset, byte[] Bytes) : DiskCall;

    public sealed record Truncate(string Path, long Length) : DiskCall;

    public sealed record Sync(string Path) : DiskCall;

    public sealed record SyncFolder(string Path) : DiskCall;

    public sealed record SyncEverything : DiskCall;

    public sealed record Rename(string From, string To) : DiskCall;

    public sealed record Remove(string Path) : DiskCall;
}
