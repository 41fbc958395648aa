using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Acetate.Compute;
using Acetate.Cuts;
using Acetate.Library.Matching;
using Acetate.Library.Pulls;
using Acetate.Library.Rolls;
using Acetate.Media.Inspect;
using Acetate.Steps;
using Acetate.Steps.Render;
using Acetate.Timing;
using Acetate.Tools.Pulls;
using Acetate.Tools.Pulls.Packages;
using Acetate.Tools.VfxPulls;
using Acetate.Tools.VfxPulls.Packages;
using Acetate.Tools.VfxPulls.Plates;

namespace Acetate.Tools.Tests.VfxPulls;

/// <summary>A turnover of clips that are only described, for what is decided before a frame is made.</summary>
internal static class PaperTurnover
{
    public const string List =
        """
        TITLE: REEL 1
        FCM: NON-DROP FRAME

        001  A001C001 V     C        01:00:10:00 01:00:12:00 01:00:00:00 01:00:02:00
        * ASC_SOP (1.1 1 0.9)(0.01 0 -0.01)(1 1.05 1)
        * ASC_SAT 0.9
        * LOC: 01:00:01:00 CYAN    S010_010
        002  A001C002 V     C        01:01:00:00 01:01:01:00 01:00:02:00 01:00:03:00
        * LOC: 01:00:02:10 CYAN    S010_020
        003  TITLE    V     C        00:00:00:00 00:00:01:00 01:00:03:00 01:00:04:00
        * LOC: 01:00:03:10 CYAN    S010_030

        """;

    public static readonly Roll Roll = new() { Id = new("00000000-0000-0000-0000-0000000000ff"), Show = "AGM", Name = "A001", Kind = RollKind.Camera, ShootDay = new(2026, 1, 2), FoundAt = DateTimeOffset.UnixEpoch };
    public static readonly Uri LibraryStore = new("file:///library"), Spaces = new("file:///spaces");

    public static RollFile OnRoll(byte number, string path) =>
        new() { Number = number, Path = path, Length = 5, Digests = [new("xxh128", number.ToString("D32", System.Globalization.CultureInfo.InvariantCulture))] };

    public static PullDocument FdlDoc(string name) => new(name, Encoding.UTF8.GetBytes("""
        {
          "uuid": "9a1e3c5f-0000-4000-8000-00000000000a", "version": { "major": 2, "minor": 0 }, "default_framing_intent": "FI1",
          "framing_intents": [ { "id": "FI1", "aspect_ratio": { "width": 12, "height": 5 } } ],
          "contexts": [ { "label": "A camera", "canvases": [
            { "label": "Open gate", "id": "CV1", "source_canvas_id": "CV1", "dimensions": { "width": 4096, "height": 2160 },
              "framing_decisions": [ { "id": "CV1-FI1", "framing_intent_id": "FI1", "dimensions": { "width": 3840.0, "height": 1600.0 }, "anchor_point": { "x": 128.0, "y": 280.0 } } ] }
          ] } ],
          "canvas_templates": [
            { "label": "Half", "id": "HALF", "target_dimensions": { "width": 1920, "height": 800 }, "target_anamorphic_squeeze": 1.0, "fit_source": "framing_decision.dimensions", "fit_method": "fit_all" },
            { "label": "Large", "id": "LARGE", "target_dimensions": { "width": 4800, "height": 2000 }, "target_anamorphic_squeeze": 1.0, "fit_source": "framing_decision.dimensions", "fit_method": "fit_all" }
          ]
        }
        """));

    public static ImmutableArray<Step> StepsOf(string list = List, VfxPullSettings? settings = null, DeliveredPlate[]? delivered = null, EarlierPlate[]? earlier = null, PullDocument[]? documents = null, CutBefore? before = null)
    {
        settings = (settings ?? new()) with { FramesPerStep = settings?.FramesPerStep ?? 24 };
        var order = new VfxPullOrder { Show = "AGM", Recipient = "vendor", Settings = settings, Documents = [.. documents ?? []] };
        return VfxPullSteps.For(Package(list), order, Plan(settings, list, delivered, documents, before), earlier ?? [], before);
    }

    /// <summary>What a vendor has of a list, as the turnover after it is told.</summary>
    public static (DeliveredPlate[] Delivered, EarlierPlate[] Earlier, CutBefore Before) Given(string list = List)
    {
        var plan = Plan(new(), list);
        return ([.. plan.Plates.Select(plate => new DeliveredPlate(plate.Shot, plate.Element, plate.Version, plate.Clip, plate.Range, plate.Recipe) { FirstNumber = plate.FirstNumber })],
            [.. plan.Plates.Select(Earlier)], new("AGM_vendor_0001", Cut(list), plan.Events));
    }

    public static PlannedPull Plan(VfxPullSettings settings, string list = List, DeliveredPlate[]? delivered = null, PullDocument[]? documents = null, CutBefore? before = null)
    {
        var cut = Cut(list);
        var outcomes = cut.Leaves.ToDictionary(one => one.Id, one => Outcome(one));
        return VfxPullPlan.For(cut, outcomes, Footage.ToDictionary(one => one.Clip.Id, one => one.Clip), new("AGM", "vendor"), settings, delivered ?? [], [], documents, Footage.ToDictionary(one => one.Clip.Id), before?.Events.Select(one => one.Shot).OfType<string>().ToHashSet())
            with
        { Since = before is null ? null : new(Guid.Empty, before.Package, "reel 0.edl", IsSameCut: false) };
    }

    public static MatchOutcome Outcome(CutEvent one)
    {
        if (one.Source.Reel == "TITLE") return new MatchOutcome.NotCameraMedia(MediaKind.Title) { Event = one.Id, Why = "It is a title." };
        var clip = Footage.Single(known => known.Clip.Name == one.Source.Reel).Clip;
        var start = one.Source.Range!.Value.Start.Floor - Timecode.Parse(clip.TimecodeStart, FrameRate.Fps24).Frame;
        return new MatchOutcome.Matched(new() { Id = clip.Id, Name = clip.Name, Roll = new(Roll.Id, Roll.Name, Roll.ShootDay) }, new(start, one.Source.Range.Value.Length.Floor), 1) { Event = one.Id, Why = "Reel and timecode agree." };
    }

    public static Cut Cut(string list)
    {
        using var text = new MemoryStream(Encoding.UTF8.GetBytes(list));
        return CutReader.Read(text, "reel 1.edl", new() { Rate = FrameRate.Fps24 });
    }

    public static PullPackage Package(string list) => new()
    {
        Pull = new() { Id = Guid.NewGuid(), Show = "AGM", Kind = PullKind.Vfx, Recipient = "vendor", Number = 1, CutName = "reel 1.edl", Cut = "", Settings = "", Plan = "", CreatedBy = "ann" },
        Cut = Cut(list),
        CutBytes = [.. Encoding.UTF8.GetBytes(list)],
        Clips = Footage.ToDictionary(one => one.Clip.Id),
        Target = Spaces,
        Prefix = ".arriving/AGM_vendor_0001",
        Name = "AGM_vendor_0001",
        At = new(2026, 11, 21, 20, 0, 0, TimeSpan.Zero),
        Author = new("Editorial", "editorial@example.org"),
    };

    public static PulledClip[] Footage { get; } = [NewClip(1, "A001C001", "01:00:00:00"), NewClip(2, "A001C002", "01:01:00:00")];

    public static PulledClip NewClip(byte number, string name, string start) => new()
    {
        Clip = new() { Id = new Guid(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, number), Roll = Roll.Id, Name = name, Kind = "single", Frames = 1000, Rate = "24", TimecodeStart = start, Width = 4096, Height = 2160, Files = [name + ".mov"] },
        Roll = Roll,
        Store = LibraryStore,
        Prefix = "rolls/A001",
        Media = new() { Name = name, Kind = ClipKind.Single, Files = [name + ".mov"] },
        Files = [new() { Number = number, Path = name + ".mov", Length = 1_000_000, Digests = [new("xxh128", number.ToString("D32", System.Globalization.CultureInfo.InvariantCulture))] }],
    };

    public static EarlierPlate Earlier(PlannedPlate plate) => new()
    {
        Plate = VfxPullDesk.PlateOf(Guid.Empty, 1, plate),
        Store = Spaces,
        Prefix = "ready/AGM_vendor_0001",
        Package = "AGM_vendor_0001",
    };

    public static PullDocument Doc(string name) => new(name, Encoding.UTF8.GetBytes(name));

    public static PullDocument AmfDoc(string name, byte number)
    {
        Acetate.Amf.AmfInfo Info() => new() { Authors = [new("A", "a@example.org")], Created = DateTimeOffset.UnixEpoch, Modified = DateTimeOffset.UnixEpoch, Uuid = new Guid(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, number) };
        using var bytes = new MemoryStream();
        Acetate.Amf.AmfWriter.Write(new() { Info = Info(), Pipeline = new() { Info = Info(), System = new(1, 3, 0) } }, bytes);
        return new(name, bytes.ToArray());
    }

    public static T Request<T>(ImmutableArray<Step> steps, string name) => steps.Single(step => step.Name == name).Request.Deserialize<T>(StepJson.Options)!;

    public static List<RenderFramesRequest> Renders(ImmutableArray<Step> steps, int place) =>
        [.. steps.Where(step => step.Name.StartsWith($"render/{place:0000}/", StringComparison.Ordinal)).Select(step => step.Request.Deserialize<RenderFramesRequest>(StepJson.Options)!)];

    public static Dictionary<string, byte[]> Documents(ImmutableArray<Step> steps) =>
        Request<WriteDocumentsRequest>(steps, "documents").Documents.ToDictionary(document => document.Path, document => document.Content);

    public static PackageManifest Manifest(ImmutableArray<Step> steps) => PackageJson.Read(Documents(steps)["package.json"]);
}
