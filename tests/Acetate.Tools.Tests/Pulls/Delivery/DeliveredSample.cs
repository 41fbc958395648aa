using System.Security.Cryptography;
using System.Text;
using Acetate.Amf;
using Acetate.Cdl;
using Acetate.Fdl;
using Acetate.Fdl.Authoring;
using Acetate.Media.Encode;
using Acetate.Media.Formats.Exr.Writing;
using Acetate.Mhl.Disk;
using Acetate.Timing;
using Acetate.Tools.Pulls.Delivery;
using Acetate.Tools.Pulls.Packages;
using Acetate.Tools.Tests.Pulls.Packages;

namespace Acetate.Tools.Tests.Pulls.Delivery;

/// <summary>A small package of two plates, as a pull delivers it, to be spoilt in one place.</summary>
internal sealed class DeliveredSample : IDisposable
{
    public const string Frames = "plates/film_010_PL01_v001/film_010_PL01_v001.";

    private readonly TempFolder temp = new();

    public DeliveredSample()
    {
        var cut = Encoding.UTF8.GetBytes("TITLE: REEL1\nFCM: NON-DROP FRAME\n");
        var first = SamplePackages.Plate() with
        {
            Amf = Frames + "amf",
            Fdl = Frames + "fdl",
            Cdl = Frames + "cc",
            Lut = Frames + "cube",
            Note = Frames + "txt",
            Thumbnail = "thumbnails/film_010_PL01_v001.jpg",
        };
        Manifest = SamplePackages.Vfx(first, SamplePackages.Plate("film_020", 1001, 2)) with { PullTag = "film_north_0002" };
        Manifest = Manifest with { Cut = Manifest.Cut with { Sha256 = Convert.ToHexStringLower(SHA256.HashData(cut)) } };
        Write(Manifest.Cut.Path, cut);
        Write(Manifest.Cut.Otio!, "{}"u8);
        foreach (var document in Manifest.Documents) Write(document.Path, "text"u8);
        foreach (var path in new[] { first.Note, first.Thumbnail }) Write(path!, "text"u8);
        Write(first.Amf!, Amf("film_010_PL01_v001.####.exr", 993, 996));
        Write(first.Fdl!, FdlWriter.ToBytes(FramingAuthor.Author(new() { Uuid = "3f0c7f4e-2d56-4c86-9a2e-3f9e2c1f5f11", Mode = new() { Canvas = new(64, 36) }, Intents = [new() { Id = "FI239", AspectRatio = new(239, 100) }] })));
        using (var cdl = new MemoryStream())
        {
            CdlWriter.Write(CdlDocument.Of(CdlDocumentKind.Correction, ColorCorrection.Of("film_010", new())), cdl);
            Write(first.Cdl!, cdl.ToArray());
        }

        Write(first.Lut!, "LUT_1D_SIZE 2\n0 0 0\n1 1 1\n"u8);
        foreach (var plate in Manifest.Plates)
            for (var i = 0; i < plate.Range.End - plate.Range.Start; i++) Write(PathOf(plate, i), Frame(plate, i));
        Put(Manifest);
    }

    /// <summary>The package's folder.</summary>
    public string Folder => Path.Join(temp.Path, "film_north_0002");

    public PackageManifest Manifest { get; }

    public PackagePlate Plate => Manifest.Plates[0];

    public static string PathOf(PackagePlate plate, int index) => plate.Pattern.Replace("####", $"{plate.FirstNumber + index:0000}", StringComparison.Ordinal);

    public static string FrameAt(int number) => $"{Frames}{number:0000}.exr";

    public void Dispose() => temp.Dispose();

    public void Put(PackageManifest manifest) => Write(PackageJson.FileName, PackageJson.Write(manifest));

    public string Write(string path, ReadOnlySpan<byte> bytes) => temp.Write($"film_north_0002/{path}", bytes);

    public string At(string path) => Path.Join(Folder, path);

    /// <summary>A frame's file, as our own renders write it; the picture says which frame it is.</summary>
    public static byte[] Frame(PackagePlate plate, int index, Func<FrameDescription, FrameDescription>? change = null, FrameFileSettings.Exr? settings = null)
    {
        var description = new FrameDescription
        {
            DataWindow = PixelWindow.Of(plate.Width, plate.Height),
            Colour = PictureColour.Aces,
            Timecode = Timecode.Parse(plate.Source.TimecodeIn!, FrameRate.Fps24).Add(index),
            Rate = FrameRate.Fps24,
            Number = plate.FirstNumber + index,
            Reel = plate.Source.Reel,
            Clip = plate.Source.Clip,
            Attributes = [ExrAttribute.Text("acetate.pull", "film_north_0002")],
        };
        description = change?.Invoke(description) ?? description;
        using var file = new MemoryStream();
        using (var writer = FrameFiles.Create(file, settings ?? new(), description))
        {
            var row = new float[description.DataWindow.Width];
            for (var y = 0; y < description.DataWindow.Height; y++)
            {
                for (var x = 0; x < row.Length; x++) row[x] = (x * 7 + y * 13 + index) % 32 / 32f;
                writer.Row(row, row, row);
            }

            writer.Complete();
        }

        return file.ToArray();
    }

    /// <summary>An AMF for frames of ACES2065-1.</summary>
    public static byte[] Amf(string pattern, long first, long last)
    {
        var info = new AmfInfo { Authors = [new("Zoë", "zoe@film.example")], Created = SamplePackages.At, Modified = SamplePackages.At, Uuid = new("0197a7c2-1f0e-7c3a-9d51-3f6c0e8b2a47") };
        using var file = new MemoryStream();
        AmfWriter.Write(new()
        {
            Version = AmfVersion.V2,
            Info = info,
            Clip = new() { Name = pattern.Split('.')[0], Sequence = new(pattern, "#", first, last) },
            Pipeline = new() { Info = info with { Uuid = new("0197a7c2-1f0e-7c3a-9d51-3f6c0e8b2a48") }, System = new AcesVersion(2, 0, 0) },
        }, file);
        return file.ToArray();
    }

    public async Task SealAsync()
    {
        var folder = await MhlFolder.OpenAsync(Folder, TestContext.Current.CancellationToken);
        await folder.SealAsync(new() { At = SamplePackages.At, Creator = new() { HostName = "test", Tool = "acetate", ToolVersion = "1" } }, null, TestContext.Current.CancellationToken);
    }

    public async Task<DeliveryReport> CheckAsync(DeliveryOptions? options = null) =>
        await new DeliveryCheck(TimeProvider.System).RunAsync(await MhlFolder.OpenAsync(Folder, TestContext.Current.CancellationToken), options ?? new(), null, TestContext.Current.CancellationToken);

    /// <summary>Spoils the package before it is sealed: its sender did not notice.</summary>
    public async Task<DeliveryReport> SpoiltBeforeSealingAsync(Action<DeliveredSample> spoil)
    {
        spoil(this);
        await SealAsync();
        return await CheckAsync();
    }

    /// <summary>Spoils the package after it was sealed: it was hurt on its way.</summary>
    public async Task<DeliveryReport> SpoiltAfterSealingAsync(Action<DeliveredSample> spoil)
    {
        await SealAsync();
        spoil(this);
        return await CheckAsync();
    }
}
