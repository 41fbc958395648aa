using System.Globalization;
using Acetate.Library;
using Acetate.Library.Pulls;
using Acetate.Library.Workspaces;
using Acetate.Tools.Pulls.Packages;
using Acetate.Tools.Tests.Pulls.Delivery;
using Acetate.Tools.Tests.Pulls.Packages;

namespace Acetate.Tools.Tests.Returns;

/// <summary>Plates that a vendor was given, and versions that the vendor makes of them.</summary>
internal static class GivenPlates
{
    /// <summary>Frames 993 to 996, of which the cut shows 994 to 996.</summary>
    public static PackagePlate Plate { get; } = SamplePackages.Plate();

    /// <summary>Frames 1001 and 1002; the cut shows the second.</summary>
    public static PackagePlate Other { get; } = SamplePackages.Plate("film_020", 1001, 2);

    /// <summary>A pull of these plates that was delivered, with its package.</summary>
    public static async Task<(Workspace Workspace, WorkspaceFolder Folder)> GiveAsync(MediaLibrary library, string show, string vendor, params PackagePlate[] plates)
    {
        if (plates.Length == 0) plates = [Plate, Other];
        var (workspace, folder) = await library.WriteAsync(async tx =>
        {
            var workspace = await tx.EnsureWorkspaceAsync(show, vendor, WorkspaceKind.Vendor, "ann", default);
            var folder = await tx.AddWorkspaceFolderAsync(workspace, "vfx-0001", "vfx-pull", "ann", default);
            folder = folder with { State = WorkspaceFolderState.Ready, Files = 1, Bytes = 100, ReadyAt = tx.Now };
            await tx.PutWorkspaceFolderAsync(folder, default);
            var id = Guid.CreateVersion7(tx.Now);
            var pull = await tx.AddPullAsync(new()
            {
                Id = id,
                Show = show,
                Kind = PullKind.Vfx,
                Recipient = vendor,
                Number = 0,
                CutName = "reel1.edl",
                Cut = "",
                Settings = "{}",
                Plan = "{}",
                CreatedBy = "ann",
            }, [.. plates.Select((plate, i) => new PullPlate
            {
                Pull = id,
                Place = i + 1,
                Shot = plate.Shot,
                Element = plate.Element,
                Version = plate.Version,
                Clip = Guid.CreateVersion7(),
                UsedStart = plate.Range.UsedStart,
                UsedEnd = plate.Range.UsedEnd,
                Start = plate.Range.Start,
                End = plate.Range.End,
                Recipe = "Aces2065",
                Pattern = plate.Pattern,
                FirstNumber = plate.FirstNumber,
            })], default);
            await tx.PutPullAsync(pull with { State = PullState.Ready, Folder = folder.Id, EndedAt = tx.Now }, default);
            return (workspace, folder);
        }, default);
        var root = Directory.CreateDirectory(Path.Join(library.Options.Workspaces.LocalPath, folder.Prefix)).FullName;
        await File.WriteAllBytesAsync(Path.Join(root, PackageJson.FileName), PackageJson.Write(SamplePackages.Vfx(plates)));
        return (workspace, folder);
    }

    /// <summary>Frames of a version into a folder; <paramref name="seed"/> makes other pictures of the same numbers.</summary>
    public static void Make(string folder, PackagePlate plate, string name, int first = 0, int? count = null, int seed = 0, int leaveOut = -1)
    {
        Directory.CreateDirectory(folder);
        for (var i = first; i < first + (count ?? (int)(plate.Range.End - plate.Range.Start)); i++)
            if (i != leaveOut)
                File.WriteAllBytes(Path.Join(folder, $"{name}.{(plate.FirstNumber + i).ToString("0000", CultureInfo.InvariantCulture)}.exr"), DeliveredSample.Frame(plate, i, one => one with { Clip = $"{one.Clip}{seed}" }));
    }
}
