using System.Collections.Immutable;
using System.Text.Json;
using Acetate.Compute;
using Acetate.Hashing;
using Acetate.Media.Inspect;
using Acetate.Mhl;
using Acetate.Steps;
using Acetate.Steps.Transfer;
using Acetate.Tools.Ingest.Manifests;
using Acetate.Tools.Ingest.Scan;

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

    /// <summary>The plan for a roll, first ingest and repair alike.</summary>
    public static Plan For(RollIntake intake)
    {
        ArgumentNullException.ThrowIfNull(intake);
        var steps = ImmutableArray.CreateBuilder<Step>();
        var there = intake.Files.Where(f => f.IsThere).ToImmutableArray();
        var only = intake.OnlyCopy?.ToHashSet(StringComparer.Ordinal);
        var copies = Copy(steps, intake, only is null ? there : [.. there.Where(f => only.Contains(f.Path))]);
        // The card's own manifests are proven by their chain when the folder is sealed, which then adds to it.
        var media = there.Where(f => !ManifestChecker.IsHistory(f.Path)).ToImmutableArray();
        var verifications = Verify(steps, intake.Store, intake.Prefix, media, intake.Formats, Stages.Verifying, "verify", copies);
        steps.Add(Seal("seal", Stages.Sealing, intake.Store, intake.Prefix, intake.Name, intake.Maker, intake.At, verifications));
        steps.AddRange(InspectAndRender(intake.Clips, intake.Store, intake.Prefix, intake.Derived, intake.DerivedPrefix, verifications));
        return new Plan
        {
            Key = $"ingest/{intake.Roll:N}/{intake.Attempt}",
            Kind = Kind,
            Title = intake.Name,
            Show = intake.Show,
            Subject = intake.Roll.ToString(),
            Deadline = intake.Deadline,
            Steps = steps.ToImmutable(),
        };
    }

    /// <summary>Copies in batches. A card that nothing proves is first read once for its hashes alone, past the cache.</summary>
    private static ImmutableArray<string> Copy(ImmutableArray<Step>.Builder steps, RollIntake intake, ImmutableArray<CheckedFile> files)
    {
        var names = ImmutableArray.CreateBuilder<string>();
        var number = 0;
        foreach (var batch in FileBatches.Of(files))
        {
            number++;
            var formats = FormatsOf(batch, intake.Formats);
            var bytes = batch.Sum(f => f.Length);
            var first = intake.ReadTwice ? $"read/{number:0000}" : null;
            if (first is not null)
                steps.Add(new Step
                {
                    Name = first,
                    Function = HashFiles.Name,
                    Stage = Stages.ManifestCheck,
                    Place = intake.Place,
                    Weight = Math.Max(1, bytes),
                    Request = Json(new HashFilesRequest { Store = intake.Card, Files = [.. batch.Select(f => new HashFile(f.Path, f.Length))], Formats = formats, BypassCache = true }),
                });
            steps.Add(new Step
            {
                Name = $"copy/{number:0000}",
                Function = CopyFiles.Name,
                Stage = Stages.Uploading,
                Place = intake.Place,
                Weight = Math.Max(1, bytes),
                Uses = first is null ? [] : [first],
                Request = Json(new CopyFilesRequest
                {
                    Source = intake.Card,
                    Target = intake.Upload ?? intake.Store,
                    TargetPrefix = intake.Prefix,
                    Files = CopyOf(batch),
                    Formats = formats,
                }),
            });
            names.Add($"copy/{number:0000}");
        }

        return names.ToImmutable();
    }

    /// <summary>Reads stored bytes back past the cache, batch by batch; each batch waits only for the copies before it.</summary>
    internal static ImmutableArray<string> Verify(
        ImmutableArray<Step>.Builder steps, Uri store, string prefix, ImmutableArray<CheckedFile> files, ImmutableArray<HashFormat> always,
        string stage, string name, ImmutableArray<string> after)
    {
        var names = ImmutableArray.CreateBuilder<string>();
        var batches = FileBatches.Of(files);
        for (var i = 0; i < batches.Length; i++)
        {
            var batch = batches[i];
            steps.Add(new Step
            {
                Name = $"{name}/{i + 1:0000}",
                Function = HashFiles.Name,
                Stage = stage,
                Weight = Math.Max(1, batch.Sum(f => f.Length)),
                // When every copy has its own verification they match one to one; a repair verifies more than it copies.
                After = after.Length == batches.Length ? [after[i]] : after,
                Request = Json(new HashFilesRequest
                {
                    Store = store,
                    Prefix = prefix,
                    Formats = FormatsOf(batch, always),
                    BypassCache = true,
                    Files = [.. batch.Select(f => new HashFile(f.Path, f.Length) { Expected = DigestText.Of(f.Expected) })],
                }),
            });
            names.Add($"{name}/{i + 1:0000}");
        }

        return names.ToImmutable();
    }

    internal static Step Seal(
        string name, string stage, Uri store, string prefix, string rollName, MhlCreator maker, DateTimeOffset at, ImmutableArray<string> uses) => new()
        {
            Name = name,
            Function = SealFolder.Name,
            Stage = stage,
            Uses = uses,
            Request = Json(new SealFolderRequest { Store = store, Prefix = prefix, RollName = rollName, Creator = maker, At = at }),
        };

    /// <summary>Inspects clips in small batches, and makes each one's proxy when its batch was inspected.</summary>
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
                Request = Json(new InspectClipsRequest { Store = store, Prefix = prefix, Clips = [.. chunk.Select(c => FilesOf(c.Clip))] }),
            });
            foreach (var (id, clip) in chunk)
                steps.Add(new Step
                {
                    Name = $"proxy/{id:N}",
                    Function = RenderProxy.Name,
                    Stage = Stages.Proxying,
                    Uses = [inspection],
                    Needs = new StepNeeds { Cores = 1, MemoryMiB = 1024 },
                    Request = Json(new RenderProxyRequest
                    {
                        Store = store,
                        Prefix = prefix,
                        Clip = FilesOf(clip),
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

    internal static JsonElement Json<T>(T request) => JsonSerializer.SerializeToElement(request, StepJson.Options);
}
