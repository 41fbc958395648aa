using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Acetate.Compute;
using Acetate.Compute.Hosting;
using Acetate.Cuts;
using Acetate.Hashing;
using Acetate.Library.Matching;
using Acetate.Library.Pulls;
using Acetate.Library.Rolls;
using Acetate.Media.Decode;
using Acetate.Media.Inspect;
using Acetate.Steps;
using Acetate.Storage;
using Acetate.Timing;
using Acetate.Tools.Pulls;
using Acetate.Tools.VfxPulls;
using Acetate.Tools.VfxPulls.Plates;

namespace Acetate.Tools.Tests.VfxPulls;

/// <summary>A turnover of clips of the demo day, planned and made by the very functions that workers run, one after the other.</summary>
internal sealed class DemoTurnover(string folder, string day)
{
    /// <summary>Raw, 48 frames from 10:12:00:06; ProRes, from 10:12:00:00.</summary>
    public const string Raw = "A001_01021012_C001", Movie = "B001C001_260102_R1AC";

    private readonly Dictionary<string, PulledClip> clips = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public string Spaces => Directory.CreateDirectory(Path.Join(folder, "spaces")).FullName;

    /// <summary>Plans a turnover of one event of a clip and gives back its plan and its steps.</summary>
    public async Task<(PlannedPull Plan, ImmutableArray<Step> Steps)> PlanAsync(
        string prefix, string clip, string sourceIn, string sourceOut, VfxPullSettings? settings = null, PullDocument[]? documents = null, (PlannedPull Plan, string Prefix)[]? before = null, int number = 1)
    {
        var pulled = await ClipAsync(clip);
        var list = $"TITLE: DEMO\nFCM: NON-DROP FRAME\n\n001  {clip} V     C        {sourceIn} {sourceOut} 01:00:00:00 01:00:01:00\n* ASC_SOP (1.1 1 0.9)(0.01 0 -0.01)(1 1.05 1)\n* ASC_SAT 0.9\n* LOC: 01:00:00:10 CYAN    DMO_010_020\n";
        using var text = new MemoryStream(Encoding.UTF8.GetBytes(list));
        var cut = CutReader.Read(text, "demo.edl", new() { Rate = FrameRate.Fps23976 });
        var item = cut.Leaves.Single();
        var first = Timecode.Parse(sourceIn, FrameRate.Fps23976).FramesSinceWrapping(Timecode.Parse(pulled.Clip.TimecodeStart, FrameRate.Fps23976));
        var frames = Timecode.Parse(sourceOut, FrameRate.Fps23976).FramesSinceWrapping(Timecode.Parse(sourceIn, FrameRate.Fps23976));
        var outcome = new MatchOutcome.Matched(new() { Id = pulled.Clip.Id, Name = clip, Roll = new(pulled.Roll.Id, pulled.Roll.Name, pulled.Roll.ShootDay) }, new(first, frames), 1) { Event = item.Id, Why = "Reel and timecode agree." };
        var earlier = (before ?? []).SelectMany(one => one.Plan.Plates.Where(plate => plate.IsDelivered).Select(plate => Earlier(plate, one.Prefix))).ToList();
        var order = new VfxPullOrder { Show = "DMO", Recipient = "vendor", Settings = settings ?? new(), Documents = [.. documents ?? []] };
        var plan = VfxPullPlan.For(
            cut, new Dictionary<string, MatchOutcome> { [item.Id] = outcome }, new Dictionary<Guid, Acetate.Library.Clips.Clip> { [pulled.Clip.Id] = pulled.Clip }, new("DMO", "vendor"), order.Settings,
            [.. earlier.Select(one => new DeliveredPlate(one.Plate.Shot, one.Plate.Element, one.Plate.Version, one.Plate.Clip, RangeOf(one.Plate), one.Plate.Recipe) { FirstNumber = one.Plate.FirstNumber })], [],
            order.Documents, new Dictionary<Guid, PulledClip> { [pulled.Clip.Id] = pulled });
        var package = new PullPackage
        {
            Pull = new() { Id = Guid.NewGuid(), Show = "DMO", Kind = PullKind.Vfx, Recipient = "vendor", Number = number, CutName = "demo.edl", Cut = "", Settings = "", Plan = "", CreatedBy = "ann" },
            Cut = cut,
            CutBytes = [.. Encoding.UTF8.GetBytes(list)],
            Clips = new Dictionary<Guid, PulledClip> { [pulled.Clip.Id] = pulled },
            Target = StoreUrl.ForFolder(Spaces),
            Prefix = prefix,
            Name = $"DMO_vendor_{number:0000}",
            At = new(2026, 11, 21, 20, 0, 0, TimeSpan.Zero),
            Author = new("Editorial", "editorial@example.org"),
        };
        return (plan, VfxPullSteps.For(package, order, plan, earlier));
    }

    /// <summary>Runs steps in their order; the first that fails ends it.</summary>
    public async Task<StepResult.Failed?> RunAsync(ImmutableArray<Step> steps)
    {
        var outputs = ImmutableDictionary<string, JsonElement>.Empty;
        foreach (var step in steps)
        {
            var scratch = Directory.CreateDirectory(Path.Join(folder, "scratch")).FullName;
            var context = new StepContext { Outputs = outputs.Where(one => step.Uses.Contains(one.Key)).ToImmutableDictionary(), ScratchFolder = scratch };
            switch ((await StepCatalogue.Functions.RunAsync(step.Function, step.Request, context, Token)).Result)
            {
                case StepResult.Done done: outputs = outputs.Add(step.Name, done.Output); break;
                case StepResult.Failed failed: return failed;
            }
        }

        return null;
    }

    /// <summary>Seals a package as the last steps of a pull do.</summary>
    public async Task SealAsync(string prefix)
    {
        var hashed = await HashFiles.RunAsync(new() { Store = StoreUrl.ForFolder(Spaces), Prefix = prefix }, new(), Token);
        var context = new StepContext { Outputs = ImmutableDictionary<string, JsonElement>.Empty.Add("read-back", JsonSerializer.SerializeToElement(hashed, StepJson.Options)) };
        await SealFolder.RunAsync(new() { Store = StoreUrl.ForFolder(Spaces), Prefix = prefix, RollName = prefix, Creator = new() { HostName = "set", Tool = "test" }, At = DateTimeOffset.UnixEpoch }, context, Token);
    }

    /// <summary>Every file of a package with its bytes' hash.</summary>
    public SortedDictionary<string, string> Files(string prefix)
    {
        var root = Path.Join(Spaces, prefix);
        return new(Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).ToDictionary(path => Path.GetRelativePath(root, path), path => HashOf(File.ReadAllBytes(path))), StringComparer.Ordinal);
    }

    /// <summary>The pictures of a clip's frames, red, green and blue of each pixel in turn.</summary>
    public static async Task<List<float[]>> PicturesAsync(ClipKind kind, string[] paths)
    {
        var source = new ClipSource { Name = "clip", Kind = kind, Files = [.. paths.Select(path => new ClipFile(Path.GetFileName(path), path, new FileInfo(path).Length))] };
        var inspection = await new ClipInspector(TimeProvider.System).InspectAsync(source, Token);
        await using var pictures = await PictureFormats.OpenAsync(source, inspection, new(), Token);
        var all = new List<float[]>();
        await foreach (var frame in pictures.ReadAsync(0, pictures.Description.Frames, Token))
        {
            using (frame)
            {
                var values = new List<float>();
                frame.Develop((_, red, green, blue) =>
                {
                    for (var x = 0; x < red.Length; x++) values.AddRange([red[x], green[x], blue[x]]);
                });
                all.Add([.. values]);
            }
        }

        return all;
    }

    /// <summary>Texts, whole numbers and timecodes of an OpenEXR header, by name.</summary>
    public static Dictionary<string, string> Header(string path)
    {
        using var file = new BinaryReader(File.OpenRead(path));
        Assert.Equal(20000630, file.ReadInt32());
        file.ReadInt32();
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        while (Name() is { Length: > 0 } name)
        {
            var type = Name();
            var value = file.ReadBytes(file.ReadInt32());
            found[name] = type switch
            {
                "string" => Encoding.UTF8.GetString(value),
                "int" => $"{BitConverter.ToInt32(value)}",
                // SMPTE ST 12-1, packed for television: two digits to a byte.
                "timecode" => $"{value[3] & 0x3f:x2}:{value[2] & 0x7f:x2}:{value[1] & 0x7f:x2}:{value[0] & 0x3f:x2}",
                "compression" => $"{value[0]}",
                _ => type,
            };
        }

        return found;

        string Name()
        {
            var bytes = new List<byte>();
            while (file.ReadByte() is not 0 and var letter) bytes.Add(letter);
            return Encoding.UTF8.GetString([.. bytes]);
        }
    }

    public async Task<PulledClip> ClipAsync(string name)
    {
        if (clips.TryGetValue(name, out var known)) return known;
        var roll = name[..4];
        var root = Path.Join(day, "Camera_Media", roll);
        var isRaw = Directory.Exists(Path.Join(root, name));
        string[] files = isRaw
            ? [.. Directory.EnumerateFiles(Path.Join(root, name), "*.dng").Order(StringComparer.Ordinal).Select(path => Path.GetRelativePath(root, path))]
            : [name + ".mov"];
        var media = new ClipFiles { Name = name, Kind = isRaw ? ClipKind.Sequence : ClipKind.Single, Files = [.. files] };
        var store = StoreUrl.ForFolder(Path.Join(day, "Camera_Media"));
        var inspection = Assert.Single((await InspectClips.RunAsync(new() { Store = store, Prefix = roll, Clips = [media] }, new(), Token)).Clips);
        var id = new Guid(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte)name[0]);
        return clips[name] = new()
        {
            Clip = new()
            {
                Id = id,
                Roll = id,
                Name = name,
                Kind = isRaw ? "sequence" : "single",
                Reel = inspection.Reel ?? "",
                Frames = inspection.Frames,
                Rate = inspection.Image!.Rate!,
                TimecodeStart = inspection.Timecode!.Start!,
                Width = inspection.Image.Width,
                Height = inspection.Image.Height,
                Files = [.. files],
                Inspection = JsonSerializer.SerializeToElement(inspection, StepJson.Options),
            },
            Roll = new() { Id = id, Show = "DMO", Name = roll, Kind = RollKind.Camera, ShootDay = new(2026, 1, 2), FoundAt = DateTimeOffset.UnixEpoch },
            Store = store,
            Prefix = roll,
            Media = media,
            Files = [.. files.Select((path, i) => new RollFile { Number = i + 1, Path = path, Length = new FileInfo(Path.Join(root, path)).Length, Digests = [new("xxh128", HashOf(File.ReadAllBytes(Path.Join(root, path))))] })],
        };
    }

    private static string HashOf(byte[] bytes)
    {
        using var hash = new MultiHash(HashFormat.Xxh128);
        hash.Append(bytes);
        return hash.Finish()[0].Text;
    }

    private static PlateRange RangeOf(PullPlate plate) => new(plate.UsedStart, plate.UsedEnd, plate.Start, plate.End, 0, 0);

    private EarlierPlate Earlier(PlannedPlate plate, string prefix) => new()
    {
        Plate = VfxPullDesk.PlateOf(Guid.Empty, 1, plate),
        Store = StoreUrl.ForFolder(Spaces),
        Prefix = prefix,
        Package = "DMO_vendor_0001",
    };
}
