using Acetate.Storage;
using Acetate.Storage.Local;

namespace Acetate.Library.Tests.Storage;

public sealed class DiskRoomTests
{
    [Fact]
    public void The_room_is_that_of_the_disk_a_folder_will_lie_on()
    {
        using var disk = MountedFolder.InMemory(8);

        var room = DiskRoom.Of(Path.Join(disk.Path, "not", "made", "yet"))!;

        Assert.Equal((disk.Path, 8L << 20), (room.MountPoint, room.Total));
        Assert.InRange(room.Free, 1, 8 << 20);
        Assert.NotEqual(disk.Path, DiskRoom.Of(Path.GetDirectoryName(disk.Path)!)!.MountPoint);
    }

    [Fact]
    public async Task What_is_there_and_what_has_its_room_reserved_is_not_lacking()
    {
        using var folder = new TempFolder();
        folder.Write("roll/a.mov", 1_000);
        await using var store = LocalStore.Open(folder.Path, StoreAccess.ReadWrite);
        var writer = await store.OpenWriteAsync(StoreKey.Parse("roll/b.mov"), new WriteOptions { Length = 8_000_000, ResumeTag = "t" }, TestContext.Current.CancellationToken);

        var lacking = DiskRoom.Lacking(Path.Join(folder.Path, "roll"), [("a.mov", 1_000), ("b.mov", 8_000_000), ("c.mov", 500)]);

        Assert.Equal(500, lacking);
        Assert.Equal(700, DiskRoom.Lacking(Path.Join(folder.Path, "nowhere"), [("a.mov", 700)]));
        await writer.DisposeAsync();
    }
}
