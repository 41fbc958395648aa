using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Acetate.Amf;
using Acetate.Compute;
using Acetate.Library;
using Acetate.Library.Clips;
using Acetate.Library.Jobs;
using Acetate.Library.Shows;
using Acetate.Media.Inspect;
using Acetate.Steps;
using Acetate.Steps.Render;
using Acetate.Storage;
using Acetate.Tools.Jobs;
using Acetate.Tools.Pulls;

namespace Acetate.Tools.Stills;

/// <summary>Has single frames of camera originals rendered at full size, for people to look at. A frame that somebody had rendered the same way that day is not rendered again.</summary>
/// <param name="library">The library.</param>
public sealed class StillDesk(MediaLibrary library)
{
    /// <summary>The kind of plan.</summary>
    public const string PlanKind = "still";

    /// <summary>The folder of the store of derived files that holds them.</summary>
    public const string Folder = "stills";

    /// <summary>For how long a still is kept: it can always be made again.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    private const string StepName = "still", DocumentsStep = "documents";

    // Whoever waits looks at it now.
    private const int Priority = 10;

    /// <summary>Has a frame rendered, or gives the one that is there. Wake the runner afterwards.</summary>
    /// <param name="id">The clip.</param>
    /// <param name="order">What is wanted.</param>
    /// <param name="actor">Who wants it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="PullException">It cannot be made as it was asked for; the message says why.</exception>
    /// <exception cref="LibraryException">There is no such clip, or no whole copy of its roll.</exception>
    public Task<Still> OrderAsync(Guid id, StillOrder order, string actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(order);
        return library.WriteAsync(async tx =>
        {
            var clip = await tx.ClipAsync(id, cancellationToken) ?? throw new LibraryException(LibraryProblem.NotFound, $"There is no clip '{id}'.");
            if ((await tx.PulledClipsAsync([id], cancellationToken)).GetValueOrDefault(id) is not { } pulled)
                throw new LibraryException(LibraryProblem.Conflict, await tx.WhyNotPulledAsync(id, clip.Name, cancellationToken));
            if (WhyNot(clip, pulled, order) is { } reason) throw new PullException(reason);
            var show = await tx.RequireShowAsync(pulled.Roll.Show, cancellationToken);
            var (look, documents) = order.Look is { } named ? await LookAsync(tx, pulled, named, cancellationToken) : (null, []);
            var marks = $"{Folder}/{id:N}/{ClipLook.FolderOf(documents)}";
            var request = RequestOf(pulled, order, look?.RequestOf(one => StoredIn(pulled, one, marks), show.Settings.Dailies.GradedIn is { Length: > 0 } space ? space : new GradeRequest().In) ?? default, tx.Now);
            var step = new Step { Name = StepName, Function = RenderFrames.Name, Weight = 1, Needs = new StepNeeds { Cores = 1, MemoryMiB = 2048 }, Request = StepRequest.Of(request) };
            var (job, isNew) = await tx.SubmitAsync(
                new Plan
                {
                    Key = $"{PlanKind}/{request.TargetPrefix}",
                    Kind = PlanKind,
                    Title = string.Create(CultureInfo.InvariantCulture, $"{clip.Name}, frame {order.Frame}"),
                    Show = pulled.Roll.Show,
                    Subject = id.ToString(),
                    Steps = documents.IsEmpty ? [step] :
                    [
                        new Step
                        {
                            Name = DocumentsStep,
                            Function = WriteDocuments.Name,
                            Request = StepRequest.Of(new WriteDocumentsRequest { Store = library.Options.Derived, Prefix = marks, Documents = [.. documents.Select(one => new WrittenDocument(one.Name, one.Content))] }),
                        },
                        step with { After = [DocumentsStep] },
                    ],
                },
                actor, cancellationToken);
            if (isNew) await tx.SetPriorityAsync(job.Id, Priority, cancellationToken);
            else if (job.State is JobState.Held) await tx.ReplayJobAsync(job.Id, actor, cancellationToken);
            return (await ViewAsync(tx, id, job.Id, cancellationToken))!;
        }, cancellationToken);
    }

    /// <summary>A still of a clip; null when there is none of this id.</summary>
    public Task<Still?> FindAsync(Guid clip, Guid still, CancellationToken cancellationToken) => library.ReadAsync(tx => ViewAsync(tx, clip, still, cancellationToken), cancellationToken);

    /// <summary>Removes the stills that were made too long ago.</summary>
    /// <returns>How many.</returns>
    /// <exception cref="StoreException">The store cannot be reached, or something in it cannot be removed.</exception>
    public async Task<int> TidyAsync(CancellationToken cancellationToken)
    {
        await using var store = await StoreUrl.OpenAsync(library.Options.Derived, StoreAccess.ReadWrite, cancellationToken);
        var old = new List<StoreKey>();
        await foreach (var file in store.ListAsync(StoreKey.Parse(Folder), cancellationToken))
            if (library.Clock.GetUtcNow() - file.Modified > Kept) old.Add(file.Key);
        foreach (var key in old) await store.DeleteAsync(key, cancellationToken);
        return old.Count;
    }

    private static string? WhyNot(Clip clip, PulledClip pulled, StillOrder order)
    {
        if (clip is not { Width: not null, Frames: { } frames }) return $"Clip {clip.Name} has no picture whose frames are known: look at its inspection.";
        if (order.Frame < 0 || order.Frame >= frames) return string.Create(CultureInfo.InvariantCulture, $"Clip {clip.Name} has {frames} frames, counted from 0; there is no frame {order.Frame}.");
        if (order.ExposureIndex is not (null or >= 1 and <= 1_000_000)) return "An exposure index is a number from 1 to 1000000.";
        if (order.WhiteBalance is not (null or >= 1000 and <= 50_000)) return "A white is given in kelvin, 1000 to 50000.";
        if (order.To is { } to && !OutputEncodings.Names.Contains(to, StringComparer.OrdinalIgnoreCase)) return $"No encoding is called '{to}'. 'acetate colour list' has their names, such as Rec.709 or ACEScg.";
        if (order is { Amf: not null, Look: not null }) return "An AMF of the roll and a look both say what the frame looks like: name one of them.";
        var documents = pulled.Documents.Select(document => document.Path).Where(path => path.EndsWith(".amf", StringComparison.OrdinalIgnoreCase)).ToList();
        return order.Amf is null || documents.Contains(order.Amf, StringComparer.Ordinal) ? null
            : $"Roll {pulled.Roll.Name} has no AMF '{order.Amf}'. {(documents.Count == 0 ? "It has none." : $"It has {string.Join(", ", documents.Take(20))}.")}";
    }

    /// <summary>The look that is asked for, and the show's documents that it is made of.</summary>
    private static async Task<(ClipLook Look, ImmutableArray<PullDocument> Documents)> LookAsync(LibraryTransaction tx, PulledClip pulled, string named, CancellationToken cancellationToken)
    {
        var isOfShow = named == StillOrder.LookOfShow;
        var names = new DocumentNames { For = pulled.Clip.Name, Clip = pulled.Clip.Name, Reel = pulled.Clip.Reel, Roll = pulled.Roll.Name };
        var documents = await tx.ShowDocumentsOfAsync(pulled.Roll.Show, names.All.Select(one => one.Name).ToHashSet(StringComparer.OrdinalIgnoreCase), isOfShow ? [] : [named], cancellationToken);
        if (isOfShow) return (ClipLook.Of(new ClipDocuments(documents, [names]), names, pulled), documents);
        return documents.FirstOrDefault(one => one.Name.Equals(named, StringComparison.OrdinalIgnoreCase)) is { } chosen ? (ClipLook.Chosen(chosen), documents)
            : throw new PullException($"The show has no look '{named}'. 'Looks and names' in its settings has all of them.");
    }

    private StoredDocument StoredIn(PulledClip pulled, BoundDocument document, string marks) => document.OnRoll is { } own
        ? new(pulled.Store, pulled.Prefix.Length == 0 ? own.Path : $"{pulled.Prefix}/{own.Path}") : new(library.Options.Derived, $"{marks}/{document.Name}");

    private RenderFramesRequest RequestOf(PulledClip pulled, StillOrder order, (StoredDocument? Amf, GradeRequest? Grade) look, DateTimeOffset now)
    {
        var (extension, isWork) = (ExtensionOf(order.Kind), order.Kind == StillKind.Exr);
        var request = new RenderFramesRequest
        {
            Store = pulled.Store,
            Prefix = pulled.Prefix,
            Clip = pulled.Media,
            Frames = new() { Start = order.Frame, End = order.Frame + 1 },
            IsOneFrame = true,
            RequireAll = true,
            SourceHashes = pulled.HashesOf(order.Frame, order.Frame + 1),
            Expected = pulled.Media.Kind == ClipKind.Sequence ? [] : pulled.Originals,
            Blocks = pulled.Blocks,
            Development = new() { ExposureIndex = order.ExposureIndex, WhiteBalance = order.WhiteBalance },
            Outputs =
            [
                new()
                {
                    Name = string.Create(CultureInfo.InvariantCulture, $"frame-{order.Frame}.{extension}"),
                    Start = order.Frame,
                    File = new() { Kind = order.Kind == StillKind.Jpeg ? "jpeg" : extension },
                    Use = isWork ? AmfUse.Plates : AmfUse.Proxies,
                    To = order.To,
                    Amf = order.Amf is { } amf ? new(pulled.Store, pulled.Prefix.Length == 0 ? amf : $"{pulled.Prefix}/{amf}") : look.Amf,
                    Grade = look.Grade,
                },
            ],
            Target = library.Options.Derived,
            Threads = 1,
        };
        // The day is in its place: what is tidied away is not taken for what is there.
        var way = Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(request, StepJson.Options)))[..16];
        return request with { TargetPrefix = string.Create(CultureInfo.InvariantCulture, $"{Folder}/{pulled.Clip.Id:N}/{now.UtcDateTime:yyyyMMdd}-{way}") };
    }

    private static async Task<Still?> ViewAsync(LibraryTransaction tx, Guid clip, Guid id, CancellationToken cancellationToken)
    {
        if (await tx.JobAsync(id, cancellationToken) is not { Kind: PlanKind } job || job.Subject != clip.ToString()
            || (await tx.StepsAsync(id, cancellationToken)).FirstOrDefault(one => one.Name == StepName) is not { } step || await tx.RequestAsync(step.Id, cancellationToken) is not { } text
            || JsonSerializer.Deserialize<RenderFramesRequest>(text, StepJson.Options) is not { Outputs: [var output] } request) return null;
        var made = step.State == StepState.Done && await tx.OutputAsync(step.Id, cancellationToken) is { } result ? JsonSerializer.Deserialize<RenderFramesResult>(result, StepJson.Options) : null;
        var name = (await tx.ClipAsync(clip, cancellationToken))?.Name ?? "clip";
        return new()
        {
            Id = id,
            Clip = clip,
            Frame = request.Frames!.Start!.Value,
            Kind = Enum.GetValues<StillKind>().First(kind => output.Name.EndsWith("." + ExtensionOf(kind), StringComparison.Ordinal)),
            State = made is not null ? StillState.Made : step.State is StepState.Held or StepState.Cancelled || job.State is JobState.Held ? StillState.Failed : StillState.Waiting,
            FileName = $"{name}.{output.Name["frame-".Length..]}",
            Reason = made is null ? step.Problem : "",
            Advice = made is null ? step.Advice : "",
            Recipe = made is { Recipes: [var recipe, ..] } ? [.. recipe.Steps.Select(one => new StillStep(KebabCase.Of(one.Stage), one.Name, one.Parameters, one.Reason))] : [],
            Warnings = made?.Warnings ?? [],
            Key = $"{request.TargetPrefix}/{output.Name}",
        };
    }

    private static string ExtensionOf(StillKind kind) => kind switch { StillKind.Exr => "exr", StillKind.Jpeg => "jpg", _ => "png" };
}
