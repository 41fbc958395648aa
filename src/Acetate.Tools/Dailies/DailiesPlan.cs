using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Acetate.Amf;
using Acetate.Compute;
using Acetate.Library.Clips;
using Acetate.Library.Dailies;
using Acetate.Library.Shows;
using Acetate.Media.Check;
using Acetate.Media.Editorial;
using Acetate.Media.Inspect;
using Acetate.Steps;
using Acetate.Steps.Compare;
using Acetate.Steps.Render;
using Acetate.Steps.Sound;
using Acetate.Tools.Jobs;
using Acetate.Tools.Pulls;

namespace Acetate.Tools.Dailies;

/// <summary>All that the dailies of a roll are made of. The same input gives the same plan.</summary>
public sealed record DailiesInput
{
    /// <summary>The roll.</summary>
    public required Library.Rolls.Roll Roll { get; init; }

    /// <summary>What the show says of its dailies.</summary>
    public required ShowDailies Settings { get; init; }

    /// <summary>The show's frame rate as a ratio; empty when it is not said.</summary>
    public required string FrameRate { get; init; }

    /// <summary>The clips with a picture, in their order, with their files.</summary>
    public required ImmutableArray<PulledClip> Clips { get; init; }

    /// <summary>The sound of the same shoot day.</summary>
    public required ImmutableArray<SoundRoll> Sounds { get; init; }

    /// <summary>Pictures of the same shoot day that may be stills of the clips.</summary>
    public ImmutableArray<DayStill> Stills { get; init; } = [];

    /// <summary>Looks and framing decision lists of the show.</summary>
    public required ImmutableArray<PullDocument> Documents { get; init; }

    /// <summary>Clips whose slates were looked for before.</summary>
    public IReadOnlySet<Guid> SlatesRead { get; init; } = ImmutableHashSet<Guid>.Empty;

    /// <summary>How the clips stood before, by their ids.</summary>
    public required IReadOnlyDictionary<Guid, ClipDaily> Before { get; init; }

    /// <summary>Number of this attempt, from 1.</summary>
    public required int Attempt { get; init; }

    /// <summary>URL of the store of what is derived from footage.</summary>
    public required Uri Derived { get; init; }
}

/// <summary>What is to be made of a clip.</summary>
/// <param name="Daily">How the clip stands while it waits.</param>
/// <param name="Sync">The step that finds its sound; null where it cannot be made.</param>
/// <param name="Make">The step that makes it; null where it cannot be made.</param>
/// <param name="Slate">The step that reads its slate; null where that is not needed, or was done.</param>
public sealed record PlannedDaily(ClipDaily Daily, Step? Sync, Step? Make, Step? Slate = null);

/// <summary>Decides how the dailies of a roll are made. Pure.</summary>
public static class DailiesPlan
{
    /// <summary>The kind of plans that make dailies.</summary>
    public const string Kind = "dailies-roll";

    /// <summary>The steps of a clip are named so, followed by its place in four digits.</summary>
    public const string Sync = "sync/", Make = "make/", Slate = "slate/";

    private const string DocumentsStep = "documents";

    private static readonly StepNeeds Needs = new() { Cores = 1, MemoryMiB = 2048, Stall = TimeSpan.FromMinutes(30) };

    /// <summary>Decides for each clip.</summary>
    public static ImmutableArray<PlannedDaily> For(DailiesInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var settings = DailiesSettings.Of(input.Settings);
        var template = input.Settings.Framing is { TemplateFile.Length: > 0 } framing ? framing.TemplateFile : null;
        var documents = new ClipDocuments(input.Documents, input.Clips.Select(NamesOf), template is null ? [] : [template]);
        var marks = ClipLook.FolderOf(input.Documents);
        var stems = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var stills = DayStills.Of([.. input.Clips.Select(clip => clip.Clip)], input.Stills);
        return [.. input.Clips.Select((clip, i) => One(input, settings, documents, marks, clip, i + 1, stems, stills.GetValueOrDefault(clip.Clip.Id, [])))];
    }

    /// <summary>The work that makes those clips that are asked for; null when there is none.</summary>
    /// <param name="input">What they are made of.</param>
    /// <param name="planned">What was decided.</param>
    /// <param name="deadline">When they are due; null for never.</param>
    public static Plan? PlanOf(DailiesInput input, IReadOnlyCollection<PlannedDaily> planned, DateTimeOffset? deadline)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(planned);
        ImmutableArray<Step> steps = [.. planned.Where(one => one.Make is not null).SelectMany(one => ((Step?[])[one.Sync, one.Make, one.Slate]).OfType<Step>())];
        if (steps.IsEmpty) return null;
        if (!input.Documents.IsEmpty)
            steps =
            [
                new()
                {
                    Name = DocumentsStep,
                    Function = WriteDocuments.Name,
                    Stage = "documents",
                    Request = StepRequest.Of(new WriteDocumentsRequest
                    {
                        Store = input.Derived,
                        Prefix = $"{Folder(input.Roll.Id)}/{ClipLook.FolderOf(input.Documents)}",
                        Documents = [.. input.Documents.Select(document => new WrittenDocument(document.Name, document.Content))],
                    }),
                },
                .. steps.Select(step => step.Name.StartsWith(Make, StringComparison.Ordinal) ? step with { After = [DocumentsStep] } : step),
            ];
        return new()
        {
            Key = string.Create(CultureInfo.InvariantCulture, $"dailies/{input.Roll.Id:N}/{input.Attempt}"),
            Kind = Kind,
            Title = $"Dailies of {input.Roll.Name}",
            Show = input.Roll.Show,
            Subject = input.Roll.Id.ToString(),
            Deadline = deadline,
            Steps = steps,
        };
    }

    /// <summary>The folder of a roll's dailies in the derived store.</summary>
    public static string Folder(Guid roll) => $"dailies/{roll:N}";

    /// <summary>The folder of one clip's media in the derived store: each attempt has one of its own, so that nothing is overwritten.</summary>
    public static string Folder(ClipDaily daily)
    {
        ArgumentNullException.ThrowIfNull(daily);
        return string.Create(CultureInfo.InvariantCulture, $"{Folder(daily.Roll)}/{daily.Attempt:000}/{daily.Place:0000}");
    }

    /// <summary>Whether a clip would come out otherwise than it was made: by another look, framing or setting, by sound that was not there, or held against other stills.</summary>
    /// <param name="before">As it was made.</param>
    /// <param name="now">As it would be.</param>
    /// <param name="hasSound">Whether its sound is settled.</param>
    /// <param name="withStills">Whether stills count: its media would be the same, so only who asks for it gets it made again for that.</param>
    public static bool IsStale(ClipDaily before, ClipDaily now, bool hasSound, bool withStills)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(now);
        var (was, @is) = (before.Recipe.Split(' '), now.Recipe.Split(' '));
        return was.Length is < 2 or > 3 || was[0] != @is[0] || before.Decision != now.Decision || (was[1] != @is[1] && !hasSound) || (withStills && was.ElementAtOrDefault(2) != @is.ElementAtOrDefault(2));
    }

    private static string? Said(PulledClip clip, string field) => DailyFacts.Of(clip.Clip, field) is { Length: > 0 } value ? value : null;

    private static DocumentNames NamesOf(PulledClip clip) => new() { For = clip.Clip.Name, Clip = clip.Clip.Name, Reel = clip.Clip.Reel, Roll = clip.Roll.Name };

    private static PlannedDaily One(DailiesInput input, DailiesSettings settings, ClipDocuments documents, string marks, PulledClip clip, int place, HashSet<string> stems, ImmutableArray<ComparedStill> stills)
    {
        var before = input.Before.GetValueOrDefault(clip.Clip.Id);
        var stem = settings.StemOf(clip.Clip, input.Roll);
        if (!stems.Add(stem)) stems.Add(stem = string.Create(CultureInfo.InvariantCulture, $"{stem}_{place:0000}"));
        var daily = new ClipDaily
        {
            Clip = clip.Clip.Id,
            Roll = input.Roll.Id,
            Show = input.Roll.Show,
            Place = place,
            Attempt = input.Attempt,
            State = DailyState.Waiting,
            Decision = before?.Decision ?? "",
            Note = before?.Note ?? "",
            DecidedBy = before?.DecidedBy ?? "",
            DecidedAt = before?.DecidedAt,
            Delivered = before?.Delivered ?? 0,
            DeliveredAt = before?.DeliveredAt,
        };
        try
        {
            var defaults = ImmutableArray.CreateBuilder<string>();
            var look = LookOf(input, settings, documents, marks, clip, defaults);
            if (input.Sounds.IsEmpty) defaults.Add("No sound roll of the day is there: the clip keeps its own sound.");
            var sync = SyncOf(input, clip, daily);
            var make = MakeOf(input, settings, clip, daily, stem, look, stills);
            daily = daily with { Recipe = $"{PictureOf(make, marks, look)} {Hash(input.Sounds)}{(stills.IsEmpty ? "" : $" {Hash(stills)}")}", Defaults = defaults.ToImmutable() };
            var number = place.ToString("0000", CultureInfo.InvariantCulture);
            return new(daily,
                new() { Name = Sync + number, Function = SyncSound.Name, Stage = "syncing", Needs = Needs with { MemoryMiB = 1024 }, Request = StepRequest.Of(sync) },
                new() { Name = Make + number, Function = RenderFrames.Name, Stage = "rendering", Weight = Math.Max(1, clip.Clip.Frames ?? 1), Uses = [Sync + number], Needs = Needs, Request = StepRequest.Of(make) },
                SlatePlan.Of(input, clip, daily, make));
        }
        catch (PullException problem)
        {
            return new(daily with { State = DailyState.Failed, Doubts = [new("made", problem.Message)] }, null, null);
        }
    }

    private static SyncSoundRequest SyncOf(DailiesInput input, PulledClip clip, ClipDaily daily) => new()
    {
        Store = clip.Store,
        Prefix = clip.Prefix,
        Clip = clip.Media,
        Sounds = input.Sounds,
        NoTimecode = input.Settings.NoTimecode,
        Scene = Said(clip, "slate.scene"),
        Take = Said(clip, "slate.take"),
        WithUnconfirmed = true,
        Decision = daily.Decision.Length > 0 ? JsonSerializer.Deserialize<SoundDecision>(daily.Decision, StepJson.Options) : null,
        Target = input.Derived,
        TargetPrefix = Folder(daily),
    };

    private static RenderFramesRequest MakeOf(DailiesInput input, DailiesSettings settings, PulledClip clip, ClipDaily daily, string stem, Look look, ImmutableArray<ComparedStill> stills) => new()
    {
        Store = clip.Store,
        Prefix = clip.Prefix,
        Clip = clip.Media,
        Expected = clip.Media.Kind == ClipKind.Sequence ? [] : clip.Originals,
        Blocks = clip.Blocks,
        CameraProxy = ProxyOf(input, settings, clip, stem),
        Development = new() { Debayer = Media.Decode.DebayerQuality.Half },
        Outputs = [.. settings.Deliverables.Select(one => OutputOf(input, settings, clip, stem, look, one))],
        Check = new() { Limits = LimitsOf(input.Settings), ExpectedRate = input.FrameRate.Length > 0 ? input.FrameRate : null, Stills = stills },
        SoundOf = Sync + daily.Place.ToString("0000", CultureInfo.InvariantCulture),
        Threads = 1,
        Target = input.Derived,
        TargetPrefix = Folder(daily),
    };

    // It shows what the camera showed: no look of the show is meant for it, and no framing decision was drawn on it.
    private static CameraProxy? ProxyOf(DailiesInput input, DailiesSettings settings, PulledClip clip, string stem) => clip.CameraProxy.IsEmpty ? null : new()
    {
        Clip = new() { Name = clip.Media.Name, Kind = clip.CameraProxy.Length > 1 ? ClipKind.Spanned : ClipKind.Single, Files = [.. clip.CameraProxy.Select(file => file.Path)] },
        Expected = [.. clip.CameraProxy.Select(PulledClip.AsItCame)],
        Outputs = [.. settings.Deliverables.Select(one => OutputOf(input, settings, clip, stem, new(null, null, new() { Width = one.Width, Height = one.Height }, null, []), one))],
    };

    private static FrameOutputRequest OutputOf(DailiesInput input, DailiesSettings settings, PulledClip clip, string stem, Look look, DailyDeliverable one) => new()
    {
        Name = $"{one.Name}/{stem}{(one.Use == DailyUse.Avid ? ".mxf" : one.Use == DailyUse.Review && one.Codec.StartsWith("h26", StringComparison.Ordinal) ? ".mp4" : ".mov")}",
        File = new() { Kind = one.Codec, OpAtom = one.Use == DailyUse.Avid },
        Use = AmfUse.Proxies,
        ByTable = true,
        Amf = look.Amf,
        Grade = look.Grade,
        Framing = look.Framing ?? Fitted(clip.Clip, one),
        BurnInTemplate = one.BurnIns ? settings.BurnInsOf(clip.Clip, input.Roll) : null,
        Editorial = new()
        {
            Name = clip.Clip.Name,
            Tape = clip.Clip.Reel.Length > 0 ? clip.Clip.Reel : clip.Clip.Name,
            ShootDay = input.Roll.ShootDay,
            Notes = NotesOf(input, clip, look),
        },
    };

    /// <summary>From where on something is told of the clips of a show.</summary>
    /// <exception cref="PullException">The show's thresholds cannot be read.</exception>
    internal static CheckLimits LimitsOf(ShowDailies settings)
    {
        if (settings.Limits.Length == 0) return new();
        try
        {
            return CheckLimits.Parse(settings.Limits);
        }
        catch (FormatException wrong)
        {
            throw new PullException($"The show's thresholds of quality control cannot be used: {wrong.Message} Correct them in the show's settings, then have the dailies made again.");
        }
    }

    private static FramingRequest Fitted(Clip clip, DailyDeliverable one) =>
        clip is { Width: { } width, Height: { } height } ? FramingRequest.Within(width, height, one.Width, one.Height) : new() { Width = one.Width, Height = one.Height };

    private static ImmutableArray<EditorialNote> NotesOf(DailiesInput input, PulledClip clip, Look look)
    {
        var fact = (string field) => Said(clip, field);
        return new EditorialSlate
        {
            Scene = fact("slate.scene"),
            Take = fact("slate.take"),
            IsCircled = fact("slate.circled") is "true" or "yes",
            Camera = clip.Clip.Camera.Length > 0 ? clip.Clip.Camera : null,
            Camroll = input.Roll.Name,
            SourceFile = clip.Media.Files is [var first, ..] ? first[(first.LastIndexOf('/') + 1)..] : null,
            Look = look.Name,
            Comments = fact("slate.note"),
            Episode = input.Roll.Episode.Length > 0 ? input.Roll.Episode : null,
            Unit = input.Roll.Unit.Length > 0 ? input.Roll.Unit : null,
        }.ToNotes();
    }

    private sealed record Look(StoredDocument? Amf, GradeRequest? Grade, FramingRequest? Framing, string? Name, ImmutableArray<PullDocument> Used);

    private static Look LookOf(DailiesInput input, DailiesSettings settings, ClipDocuments documents, string marks, PulledClip clip, ImmutableArray<string>.Builder defaults)
    {
        var names = NamesOf(clip);
        var look = ClipLook.Of(documents, names, clip);
        var (amf, grade) = look.RequestOf(one => Stored(input, marks, clip, one), settings.GradedIn);
        if (look.Name is null) defaults.Add("No AMF, CDL or look-up table belongs to the clip: its own encoding by ACES to Rec.709.");
        FramingRequest? framing = null;
        var fdl = input.Settings.Framing is null ? null : documents.Of(DocumentKind.Fdl, names, clip);
        if (input.Settings.Framing is { } wanted && fdl is not null)
            framing = new()
            {
                Fdl = Stored(input, marks, clip, fdl),
                TemplateFile = wanted.TemplateFile.Length > 0 ? new(input.Derived, $"{Folder(input.Roll.Id)}/{marks}/{wanted.TemplateFile}") : null,
                Template = Said(wanted.Template),
                Context = Said(wanted.Context),
                Canvas = Said(wanted.Canvas),
                Intent = Said(wanted.Intent),
            };
        else defaults.Add(input.Settings.Framing is null ? "The show applies no framing decision: the full frame." : "No framing decision list belongs to the clip: the full frame.");
        return new(
            amf,
            grade,
            framing,
            look.Name,
            [.. ((BoundDocument?[])[look.Amf, look.Cdl, look.Lut, fdl]).Select(one => one?.Handed).OfType<PullDocument>().SelectMany(one => PartsOf(input, one)),
                .. input.Documents.Where(one => framing is not null && one.Name.Equals(input.Settings.Framing!.TemplateFile, StringComparison.OrdinalIgnoreCase))]);

        static string? Said(string text) => text.Length == 0 ? null : text;
    }

    private static StoredDocument Stored(DailiesInput input, string marks, PulledClip clip, BoundDocument document) => document.Handed is { } handed
        ? new(input.Derived, $"{Folder(input.Roll.Id)}/{marks}/{handed.Name}")
        : new(clip.Store, clip.Prefix.Length == 0 ? document.OnRoll!.Path : $"{clip.Prefix}/{document.OnRoll!.Path}");

    // An AMF is what it says and what the files say that it names.
    private static IEnumerable<PullDocument> PartsOf(DailiesInput input, PullDocument document)
    {
        if (ClipDocuments.KindOf(document.Name) != DocumentKind.Amf) return [document];
        var named = ShowDefaults.PartsOf(document).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return input.Documents.Where(one => named.Contains(one.Name)).Prepend(document);
    }

    // Of the documents only those count that the clip uses, by what they say: where they lie is another place each time one of them changes.
    private static string PictureOf(RenderFramesRequest make, string marks, Look look)
    {
        var request = StepRequest.Of(make with { TargetPrefix = "", SoundOf = null, CameraProxy = null, Check = make.Check! with { Stills = [] } }).GetRawText().Replace(marks, "", StringComparison.Ordinal);
        return Hash($"{request}\n{ClipLook.FolderOf(look.Used)}");
    }

    private static string Hash<T>(T value) => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(StepRequest.Of(value)))[..12]);
}
