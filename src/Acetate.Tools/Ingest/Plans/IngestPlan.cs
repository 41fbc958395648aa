using System.Collections.Immutable;
using Acetate.Compute;
using Acetate.Hashing;
using Acetate.Media.Formats;
using Acetate.Media.Formats.Sidecars;
using Acetate.Media.Inspect;
using Acetate.Mhl;
using Acetate.Steps;
using Acetate.Steps.Transfer;
using Acetate.Tools.Ingest.Manifests;
using Acetate.Tools.Ingest.Scan;
using Acetate.Tools.Jobs;

namespace Acetate.Tools.Ingest.Plans;

/// <summary>Decides the work that brings a roll from its card into the library. Pure: the same intake gives the same plan.</summary>
/// <remarks>
/// The copy into the archive is a plan of its own (<see cref="ArchivePlan"/>), made when this roll is sealed: only then is it known
/// which manifests travel with it.
/// </remarks>
public static class IngestPlan
{
    /// <summary>The kind of these plans.</summary>
    public const string Kind = "ingest-roll";

    private const int ClipsPerInspection = 20;

    // Smaller files are read whole wherever a part of them must be proven: that takes a tenth of a second.
    private const long BlocksFrom = 128L << 20;

    /// <summary>The plan for a roll, first ingest and repair alike.</summary>
    public static Plan For(RollIntake intake)
    {
        ArgumentNullException.ThrowIfNull(intake);
        var there = intake.Files.Where(f => f.IsThere).ToImmutableArray();
        var only = intake.OnlyCopy?.ToHashSet(StringComparer.Ordinal);
        var copies = Copy(intake, only is null ? there : [.. there.Where(f => only.Contains(f.Path))]);
        // The card's own manifests are proven by their chain when the folder is sealed, which then adds to it.
        var media = there.Where(f => !MhlPath.IsInHistory(f.Path)).ToImmutableArray();
        var verifications = Verify(copies, intake.Store, intake.Prefix, media, intake.Formats, Stages.Verifying, intake.IsOneDisk);
        var seal = Seal("seal", Stages.Sealing, intake.Store, intake.Prefix, intake.Name, intake.Maker, intake.At, [.. verifications.Select(v => v.Name)]);
        var clips = InspectAndRender(intake.Clips, intake.Store, intake.Prefix, intake.Derived, intake.DerivedPrefix, [seal.Name]);
        return new Plan
        {
            Key = $"ingest/{intake.Roll:N}/{intake.Attempt}",
            Kind = Kind,
            Title = intake.Name,
            Show = intake.Show,
            Subject = intake.Roll.ToString(),
            Deadline = intake.Deadline,
            Steps = [.. InTurns(copies, verifications), seal, .. clips],
        };
    }

    /// <summary>
    /// Copies and verifications in the order in which they are to begin: where card and store are two disks, what has arrived is read back
    /// while the next is copied, so each verification stands after the copy that is to run beside it.
    /// </summary>
    internal static IEnumerable<Step> InTurns(ImmutableArray<CopySteps> copies, ImmutableArray<Step> verifications)
    {
        for (var i = 0; i < Math.Max(copies.Length, verifications.Length + 1); i++)
        {
            if (i < copies.Length)
            {
                if (copies[i].First is { } first) yield return first;
                yield return copies[i].Copy;
            }

            if (i > 0 && i <= verifications.Length) yield return verifications[i - 1];
        }
    }

    /// <summary>Copies in batches. A card that nothing proves is first read once for its hashes alone, past the cache.</summary>
    private static ImmutableArray<CopySteps> Copy(RollIntake intake, ImmutableArray<CheckedFile> files) =>
    [
        .. FileBatches.ToCopy(files).Select((batch, i) =>
        {
            var formats = FormatsOf(batch, intake.Formats);
            var bytes = batch.Sum(f => f.Length);
            var first = !intake.ReadTwice ? null : new Step
            {
                Name = $"read/{i + 1:0000}",
                Function = HashFiles.Name,
                Stage = Stages.ManifestCheck,
                Place = intake.Place,
                Weight = Math.Max(1, bytes),
                Request = StepRequest.Of(new HashFilesRequest { Store = intake.Card, Files = [.. batch.Select(f => new HashFile(f.Path, f.Length))], Formats = formats, BypassCache = true }),
            };
            return new CopySteps(batch, first, new Step
            {
                Name = $"copy/{i + 1:0000}",
                Function = CopyFiles.Name,
                Stage = Stages.Uploading,
                Place = intake.Place,
                Weight = Math.Max(1, bytes),
                Uses = first is null ? [] : [first.Name],
                Request = StepRequest.Of(new CopyFilesRequest
                {
                    Source = intake.Card,
                    Target = intake.Upload ?? intake.Store,
                    TargetPrefix = intake.Prefix,
                    Files = CopyOf(batch),
                    Formats = formats,
                }),
            });
        }),
    ];

    /// <summary>Reads stored bytes back past the cache, batch by batch; each batch waits only for the copies of its files, or for all.</summary>
    internal static ImmutableArray<Step> Verify(
        ImmutableArray<CopySteps> copies, Uri store, string prefix, ImmutableArray<CheckedFile> files, ImmutableArray<HashFormat> always, string stage, bool afterAll)
    {
        var copiedBy = copies.SelectMany(c => c.Files.Select(f => (f.Path, c.Copy.Name))).ToDictionary(StringComparer.Ordinal);
        return
        [
            .. FileBatches.Of(files).Select((batch, i) => new Step
            {
                Name = $"verify/{i + 1:0000}",
                Function = HashFiles.Name,
                Stage = stage,
                Weight = Math.Max(1, batch.Sum(f => f.Length)),
                // A repair verifies more than it copies, and only when it has copied.
                After = [.. !afterAll && batch.All(f => copiedBy.ContainsKey(f.Path)) ? batch.Select(f => copiedBy[f.Path]).Distinct() : copies.Select(c => c.Copy.Name)],
                Request = StepRequest.Of(new HashFilesRequest
                {
                    Store = store,
                    Prefix = prefix,
                    Formats = FormatsOf(batch, always),
                    BlocksFrom = BlocksFrom,
                    BypassCache = true,
                    Files = [.. batch.Select(f => new HashFile(f.Path, f.Length) { Expected = DigestText.Of(f.Expected) })],
                }),
            }),
        ];
    }

    internal static Step Seal(
        string name, string stage, Uri store, string prefix, string rollName, MhlCreator maker, DateTimeOffset at, ImmutableArray<string> uses) => new()
        {
            Name = name,
            Function = SealFolder.Name,
            Stage = stage,
            Uses = uses,
            Request = StepRequest.Of(new SealFolderRequest { Store = store, Prefix = prefix, RollName = rollName, Creator = maker, At = at }),
        };

    /// <summary>Inspects clips in small batches when the roll is proven, and makes each one's proxy when its batch was inspected.</summary>
    internal static ImmutableArray<Step> InspectAndRender(
        ImmutableArray<(Guid Id, ScannedClip Clip)> clips, Uri store, string prefix, Uri derived, string derivedPrefix, ImmutableArray<string> after)
    {
        var steps = ImmutableArray.CreateBuilder<Step>();
        var number = 0;
        foreach (var chunk in clips.Chunk(ClipsPerInspection))
        {
            var inspection = $"inspect/{++number:0000}";
            steps.Add(new Step
            {
                Name = inspection,
                Function = InspectClips.Name,
                Stage = Stages.Inspecting,
                After = after,
                Weight = chunk.Length,
                Request = StepRequest.Of(new InspectClipsRequest { Store = store, Prefix = prefix, Clips = [.. chunk.Select(c => FilesOf(c.Clip))] }),
            });
            foreach (var (id, clip) in chunk)
                steps.Add(new Step
                {
                    Name = $"proxy/{id:N}",
                    Function = RenderProxy.Name,
                    Stage = Stages.Proxying,
                    Uses = [inspection],
                    Needs = new StepNeeds { Cores = 1, MemoryMiB = 1024 },
                    Request = StepRequest.Of(new RenderProxyRequest
                    {
                        Store = store,
                        Prefix = prefix,
                        Clip = FilesOf(clip),
                        CameraProxy = CameraProxies.Of([.. clip.MediaFiles()], clip.Sidecars),
                        Target = derived,
                        TargetPrefix = $"{derivedPrefix}/{id:N}",
                    }),
                });
        }

        return steps.ToImmutable();
    }

    internal static ClipFiles FilesOf(ScannedClip clip) => new()
    {
        Name = clip.Name,
        Files = [.. clip.MediaFiles()],
        Sidecars = [.. clip.Sidecars.Where(SidecarReaders.HasName)],
        Kind = clip.Form switch
        {
            ClipForm.Sequence => ClipKind.Sequence,
            ClipForm.Sound => ClipKind.Sound,
            ClipForm.Spanned => ClipKind.Spanned,
            ClipForm.Still => ClipKind.Still,
            _ => ClipKind.Single,
        },
    };

    internal static ImmutableArray<CopyFile> CopyOf(ImmutableArray<CheckedFile> batch) =>
        [.. batch.Select(f => new CopyFile(f.Path, f.Length) { Expected = DigestText.Of(f.Expected) })];

    internal static ImmutableArray<string> FormatsOf(ImmutableArray<CheckedFile> batch, ImmutableArray<HashFormat> always) =>
        [.. batch.SelectMany(f => f.Formats).Concat(always).Distinct().Order().Select(HashFormats.Name)];

    /// <summary>A batch on its way: its files, the first reading of a card that nothing proves, and the copy.</summary>
    internal sealed record CopySteps(ImmutableArray<CheckedFile> Files, Step? First, Step Copy);
}
