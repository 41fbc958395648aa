using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Acetate.Amf;
using Acetate.Compute;
using Acetate.Hashing;
using Acetate.Media.Inspect;
using Acetate.Steps;
using Acetate.Steps.Render;
using Acetate.Steps.Transfer;
using Acetate.Tools.Jobs;
using Acetate.Tools.Pulls;
using Acetate.Tools.VfxPulls.Packages;
using Acetate.Tools.VfxPulls.Plates;

namespace Acetate.Tools.VfxPulls;

/// <summary>The work that makes a VFX package, all but sealing and publishing it. Pure: the same package gives the same steps, byte for byte.</summary>
/// <remarks>
/// <c>documents</c> writes what is known before; <c>beside/…</c> puts documents beside the plates they belong to; <c>render/PLACE/CHUNK</c> makes
/// frames, each chunk by whichever worker is free, and fails when a frame could not be made, so that only those are made again; <c>reuse/PLACE/RUN</c>
/// copies frames of an earlier version; <c>reference/PLACE</c> and <c>thumbnail/PLACE</c> follow when a plate is whole; <c>note/PLACE</c> writes down
/// what was done to that plate and those after it. PLACE counts the plates of the plan from 1.
/// </remarks>
public static class VfxPullSteps
{
    /// <summary>Stages that people see.</summary>
    public const string Documents = "documents", Rendering = "rendering", Reusing = "reusing", Viewing = "viewing", Noting = "noting";

    // Pictures to look at need no more than this across and down.
    private const int ReferenceWidth = 1920, ReferenceHeight = 1080, ThumbnailSide = 480;

    // A clip with a file per frame names them all in each step: so many steps at most name them.
    private const int MostChunksOfSequence = 50;

    // While a step begins, and while its last frames are written, it leaves threads idle: another step's frames fill them, so each has one.
    private const int RenderThreads = 1;

    private const int MostNotes = 64, MostNotedFrames = 20_000;

    internal static readonly StepNeeds Rendered = new() { Cores = RenderThreads, MemoryMiB = 2048 };

    /// <summary>The steps.</summary>
    /// <param name="package">The approved pull.</param>
    /// <param name="order">What was asked for.</param>
    /// <param name="plan">What was decided and approved.</param>
    /// <param name="earlier">Plates that were delivered before, for frames that are needed again.</param>
    /// <param name="before">The cut that this one follows; null for none.</param>
    /// <param name="sizes">How many frames each step makes; null: as the settings say, or by the size of clips alone.</param>
    /// <exception cref="PullException">A document cannot be used, or a clip is no longer known.</exception>
    public static ImmutableArray<Step> For(PullPackage package, VfxPullOrder order, PlannedPull plan, IReadOnlyList<EarlierPlate> earlier, CutBefore? before = null, ChunkSizes? sizes = null)
    {
        ArgumentNullException.ThrowIfNull(package);
        ArgumentNullException.ThrowIfNull(order);
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(earlier);
        order.Settings.ThrowIfImpossible();
        sizes ??= ChunkSizes.Unmeasured(order.Settings);
        var plates = DeliveredDocuments.Of(package, order, plan, earlier);
        var (steps, notes) = (ImmutableArray.CreateBuilder<Step>(), new List<PlateNote>());
        steps.Add(new()
        {
            Name = "documents",
            Function = WriteDocuments.Name,
            Stage = Documents,
            Request = StepRequest.Of(new WriteDocumentsRequest { Store = package.Target, Prefix = package.Prefix, Documents = VfxPackageDocuments.Of(new(package, order, plan, plates, earlier, before)) }),
        });
        steps.AddRange(Beside(package, plates));
        foreach (var plate in plates)
        {
            var chunks = Chunks(package, order.Settings, plate, sizes).ToImmutableArray();
            steps.AddRange(chunks);
            var copies = Copies(package, plate).ToImmutableArray();
            steps.AddRange(copies);
            ImmutableArray<string> rendered = [.. chunks.Select(step => step.Name)];
            if (order.Settings.Reference)
            {
                steps.Add(Looking("reference", Reference(package, order.Settings, plate), rendered, plate));
                steps.Add(Looking("thumbnail", Thumbnail(package, order.Settings, plate), rendered, plate));
            }

            notes.Add(PlateNotes.Of(package, plate, rendered));
        }

        steps.AddRange(Notes(package, plates, notes));

        if (order.Settings.Unreadable != UnreadableFrames.Fail) steps.Add(Unreadable(package, order.Settings, plates, steps));
        return steps.ToImmutable();
    }

    /// <summary>Notes are written in a moment, and a process for each takes longer: many plates share one. What their steps told is read with it, so there is an end to how many.</summary>
    private static IEnumerable<Step> Notes(PullPackage package, ImmutableArray<DeliveredPlateFacts> plates, List<PlateNote> notes)
    {
        var from = 0;
        while (from < notes.Count)
        {
            var (end, frames) = (from, 0L);
            while (end < notes.Count && (end == from || (end - from < MostNotes && frames + plates[end].Plate.Range.Frames <= MostNotedFrames))) frames += plates[end++].Plate.Range.Frames;
            ImmutableArray<PlateNote> batch = [.. notes[from..end]];
            yield return new()
            {
                Name = Named("note", plates[from]),
                Function = NotePlates.Name,
                Stage = Noting,
                Weight = batch.Length,
                Uses = [.. batch.SelectMany(note => note.Steps)],
                Request = StepRequest.Of(new NotePlatesRequest { Store = package.Target, Prefix = package.Prefix, Notes = batch }),
            };
            from = end;
        }
    }

    private static Step Unreadable(PullPackage package, VfxPullSettings settings, ImmutableArray<DeliveredPlateFacts> plates, IEnumerable<Step> steps)
    {
        var rendered = steps.Where(step => step.Stage == Rendering).ToLookup(step => PlaceOf(step.Name), step => step.Name);
        return new()
        {
            Name = "unreadable",
            Function = ListUnreadable.Name,
            Stage = Noting,
            Uses = [.. rendered.SelectMany(names => names)],
            Request = StepRequest.Of(new ListUnreadableRequest
            {
                Store = package.Target,
                Prefix = package.Prefix,
                Path = VfxPackageDocuments.Unreadable,
                Policy = settings.Unreadable,
                Plates = [.. plates.Select(plate => new RenderedPlate($"{plate.Plate.Shot} {plate.Plate.Element} v{plate.Plate.Version.ToString("000", CultureInfo.InvariantCulture)}", plate.Paths.Frames, [.. rendered[plate.Place]]))],
            }),
        };
    }

    /// <summary>The place in the plan, from 1, of the plate that a step works on; null for steps that work on all.</summary>
    public static int? PlaceOf(string step)
    {
        ArgumentNullException.ThrowIfNull(step);
        return step.Split('/') is [not "beside", var place, ..] && int.TryParse(place, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    private static IEnumerable<Step> Beside(PullPackage package, ImmutableArray<DeliveredPlateFacts> plates)
    {
        var handed = ImmutableArray.CreateBuilder<CopyFile>();
        var onRolls = new SortedDictionary<string, (PulledClip Clip, List<CopyFile> Files)>(StringComparer.Ordinal);
        foreach (var plate in plates)
        {
            foreach (var document in ((BoundDocument?[])[plate.Fdl, plate.Cdl, plate.Lut]).OfType<BoundDocument>())
            {
                if (document.Handed is { } own)
                {
                    handed.Add(Copied(own, plate.BesideOf(document)));
                    continue;
                }

                var key = $"{plate.Clip.Store} {plate.Clip.Prefix}";
                if (!onRolls.TryGetValue(key, out var roll)) onRolls[key] = roll = (plate.Clip, []);
                var file = document.OnRoll!;
                roll.Files.Add(new(file.Path, file.Length) { As = plate.BesideOf(document), Expected = [.. file.Digests.Select(digest => new DigestText(digest.Format, digest.Text))] });
            }

            foreach (var (still, path) in plate.StillPaths) handed.Add(Copied(still, path));
        }

        if (handed.Count > 0)
            yield return Copy("beside/documents", Documents, ["documents"], new()
            {
                Source = package.Target,
                SourcePrefix = $"{package.Prefix}/{PlatePaths.Documents}",
                Target = package.Target,
                TargetPrefix = package.Prefix,
                Files = handed.ToImmutable(),
                RequireAll = true,
            });
        var number = 0;
        foreach (var (clip, files) in onRolls.Values)
            yield return Copy($"beside/roll/{Number(++number)}", Documents, [], new()
            {
                Source = clip.Store,
                SourcePrefix = clip.Prefix,
                Target = package.Target,
                TargetPrefix = package.Prefix,
                Files = [.. files],
                RequireAll = true,
            });
    }

    private static CopyFile Copied(PullDocument document, string target)
    {
        using var hash = new MultiHash(HashFormat.Xxh128);
        hash.Append(document.Content);
        return new(document.Name, document.Content.Length) { As = target, Expected = DigestText.Of(hash.Finish()) };
    }

    private static IEnumerable<Step> Chunks(PullPackage package, VfxPullSettings settings, DeliveredPlateFacts plate, ChunkSizes sizes)
    {
        var files = plate.Clip.Media.Files.Length;
        var most = Math.Max(sizes.Of(VfxPullWork.PlatesOf(plate.Plate, plate.Clip.Clip, settings), plate.Clip.Clip), plate.Clip.Media.Kind == ClipKind.Sequence ? (files + MostChunksOfSequence - 1) / MostChunksOfSequence : 0);
        var number = 0;
        foreach (var run in plate.Render)
        {
            for (var at = run.Start; at < run.End; at += most)
            {
                var part = new FrameRun(at, Math.Min(run.End, at + most));
                yield return new()
                {
                    Name = $"{Named("render", plate)}/{Number(++number)}",
                    Function = RenderFrames.Name,
                    Stage = Rendering,
                    Weight = part.End - part.Start,
                    // An AMF or a framing that was handed in is read from the package.
                    After = plate.Amf?.Handed is not null || (settings.Framing is not null && plate.Fdl?.Handed is not null) ? ["documents"] : [],
                    Needs = Rendered,
                    Request = StepRequest.Of(Request(package, settings, plate, Plate(package, settings, plate)) with
                    {
                        Part = new() { Start = part.Start, End = part.End },
                        SourceHashes = plate.Clip.HashesOf(part.Start, part.End),
                        Expected = plate.Clip.Media.Kind == ClipKind.Sequence ? [] : plate.Clip.Originals,
                        Blocks = plate.Clip.Blocks,
                        TargetPrefix = $"{package.Prefix}/{PlatePaths.Plates}",
                        RequireAll = true,
                        Unreadable = settings.Unreadable,
                    }),
                };
            }
        }
    }

    private static RenderFramesRequest Request(PullPackage package, VfxPullSettings settings, DeliveredPlateFacts plate, FrameOutputRequest output) => new()
    {
        Store = plate.Clip.Store,
        Prefix = plate.Clip.Prefix,
        Clip = plate.Clip.Media,
        Frames = new() { Start = plate.Plate.Range.Start, End = plate.Plate.Range.End },
        Development = settings.Development,
        Outputs = [output],
        Target = package.Target,
        TargetPrefix = package.Prefix,
        Threads = RenderThreads,
    };

    private static FrameOutputRequest Plate(PullPackage package, VfxPullSettings settings, DeliveredPlateFacts plate) => new()
    {
        Name = plate.Plate.Pattern,
        Start = plate.Plate.FirstNumber,
        File = new() { Kind = "exr", Compression = settings.Strict ? null : settings.Compression, Strict = settings.Strict },
        To = settings.Encoding == PlateEncoding.Aces2065 ? null : VfxPackageDocuments.EncodingOf(plate.Plate, settings),
        Amf = AmfOf(package, plate),
        Framing = FramingOf(package, settings, plate) ?? ((settings.Width ?? settings.Height) is null ? null : new() { Width = plate.Plate.Width, Height = plate.Plate.Height }),
        WriteAmf = package.Author,
        Stamp = new(package.At, IdOf(package, plate, "document"), IdOf(package, plate, "pipeline")),
        Attributes = ImmutableSortedDictionary<string, string>.Empty.Add("acetate.pull", VfxPackageDocuments.TagOf(package)).Add("acetate.shot", $"{plate.Plate.Shot} {plate.Plate.Element} v{plate.Plate.Version.ToString("000", CultureInfo.InvariantCulture)}"),
    };

    private static StoredDocument? AmfOf(PullPackage package, DeliveredPlateFacts plate) => plate.Amf is { } amf ? Stored(package, plate, amf) : null;

    private static FramingRequest? FramingOf(PullPackage package, VfxPullSettings settings, DeliveredPlateFacts plate) => settings.Framing is not { } framing || plate.Fdl is not { } fdl ? null : new()
    {
        Fdl = Stored(package, plate, fdl),
        TemplateFile = framing.TemplateFile is { } file ? new(package.Target, $"{package.Prefix}/{PlatePaths.Documents}/{file}") : null,
        Template = framing.Template,
        Context = framing.Context,
        Canvas = framing.Canvas,
        Intent = framing.Intent,
    };

    private static StoredDocument Stored(PullPackage package, DeliveredPlateFacts plate, BoundDocument document) => document.Handed is { } handed
        ? new(package.Target, $"{package.Prefix}/{PlatePaths.Documents}/{handed.Name}")
        : new(plate.Clip.Store, plate.Clip.Prefix.Length == 0 ? document.OnRoll!.Path : $"{plate.Clip.Prefix}/{document.OnRoll!.Path}");

    private static IEnumerable<Step> Copies(PullPackage package, DeliveredPlateFacts plate)
    {
        var number = 0;
        foreach (var (from, run) in plate.Reused)
        {
            var earlier = from.Plate;
            var files = ImmutableArray.CreateBuilder<CopyFile>();
            for (var frame = run.Start; frame < run.End; frame++)
            {
                var path = PlatePaths.FrameOf($"{PlatePaths.Plates}/{earlier.Pattern}", earlier.FirstNumber + frame - earlier.Start);
                files.Add(new(path, null)
                {
                    As = PlatePaths.FrameOf(plate.Paths.Frames, plate.Plate.FirstNumber + frame - plate.Plate.Range.Start),
                });
            }

            yield return Copy($"{Named("reuse", plate)}/{Number(++number)}", Reusing, [],
                new() { Source = from.Store, SourcePrefix = from.Prefix, Target = package.Target, TargetPrefix = package.Prefix, Files = files.ToImmutable(), AsSealed = true, RequireAll = true });
        }
    }

    private static RenderFramesRequest Reference(PullPackage package, VfxPullSettings settings, DeliveredPlateFacts plate) => Request(package, settings, plate, new()
    {
        Name = plate.Paths.Reference,
        Start = plate.Plate.FirstNumber,
        File = new() { Kind = settings.ReferenceCodec },
        Use = AmfUse.Proxies,
        Amf = AmfOf(package, plate),
        Framing = FramingOf(package, settings, plate) ?? FramingRequest.Within(plate.Plate.Width, plate.Plate.Height, ReferenceWidth, ReferenceHeight),
        BurnInTemplate = BurnIn(plate),
    });

    private static RenderFramesRequest Thumbnail(PullPackage package, VfxPullSettings settings, DeliveredPlateFacts plate)
    {
        var middle = plate.Plate.Range.UsedStart + ((plate.Plate.Range.UsedEnd - plate.Plate.Range.UsedStart) / 2);
        return Request(package, settings, plate, new()
        {
            Name = plate.Paths.Thumbnail,
            File = new() { Kind = "jpeg" },
            Use = AmfUse.Proxies,
            Amf = AmfOf(package, plate),
            Framing = FramingRequest.Within(plate.Plate.Width, plate.Plate.Height, ThumbnailSide, ThumbnailSide),
        }) with
        { Frames = new() { Start = middle, End = middle + 1 }, IsOneFrame = true, RequireAll = true, Unreadable = settings.Unreadable == UnreadableFrames.Skip ? UnreadableFrames.Black : settings.Unreadable };
    }

    private static string BurnIn(DeliveredPlateFacts plate)
    {
        static string Plain(string text) => text.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal);
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteStartArray("items");
            foreach (var (text, at) in ((string, string)[])
            [
                ($"{Plain(plate.Plate.Shot)} {Plain(plate.Plate.Element)} v{plate.Plate.Version.ToString("000", CultureInfo.InvariantCulture)}", "top-left"),
                ("{clip}", "top-right"), ("{frame}", "bottom-left"), ("{timecode}", "bottom-right"),
            ])
            {
                json.WriteStartObject();
                json.WriteString("text", text);
                json.WriteString("at", at);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static Step Looking(string what, RenderFramesRequest request, ImmutableArray<string> rendered, DeliveredPlateFacts plate) => new()
    {
        Name = Named(what, plate),
        Function = RenderFrames.Name,
        Stage = Viewing,
        Weight = request.IsOneFrame ? 1 : plate.Plate.Range.Frames,
        // A plate that is whole has no frame that could be black in its movie.
        After = rendered,
        Needs = Rendered,
        Request = StepRequest.Of(request),
    };

    private static Step Copy(string name, string stage, ImmutableArray<string> after, CopyFilesRequest request) => new()
    {
        Name = name,
        Function = CopyFiles.Name,
        Stage = stage,
        Weight = request.Files.Length,
        After = after,
        Request = StepRequest.Of(request),
    };

    internal static string NameOf(string what, int place) => $"{what}/{Number(place)}";

    private static string Named(string what, DeliveredPlateFacts plate) => NameOf(what, plate.Place);

    private static string Number(int number) => number.ToString("0000", CultureInfo.InvariantCulture);

    // RFC 9562, version 8: from what makes the document, so that it has the same id whenever it is written.
    private static Guid IdOf(PullPackage package, DeliveredPlateFacts plate, string what)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{VfxPackageDocuments.TagOf(package)}\n{package.At:O}\n{plate.Paths.Frames}\n{plate.Plate.Recipe}\n{what}");
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes(text))[..16];
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
