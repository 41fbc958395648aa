using System.Collections.Immutable;
using Acetate.Compute;
using Acetate.Hashing;
using Acetate.Mhl;
using Acetate.Steps;
using Acetate.Tools.Ingest.Manifests;
using Acetate.Tools.Jobs;

namespace Acetate.Tools.Ingest.Plans;

/// <summary>Copies between two stores that both belong to the library: to the archive, and back from it.</summary>
public static class ArchivePlan
{
    /// <summary>The kind of plans that make copy 2.</summary>
    public const string Kind = "archive-roll";

    /// <summary>The kind of plans that bring a roll or some of its clips back.</summary>
    public const string RestoreKind = "restore-roll";

    /// <summary>The plan that makes copy 2 of a roll: copy, read back, seal.</summary>
    /// <param name="from">What is archived.</param>
    public static Plan For(StoreTransfer from)
    {
        ArgumentNullException.ThrowIfNull(from);
        return Make(from, Kind, "archive", Stages.Archiving, Stages.VerifyingArchive, Stages.SealingArchive);
    }

    /// <summary>The plan that restores a roll, or only some of its files, and verifies what came back.</summary>
    public static Plan Restore(StoreTransfer from)
    {
        ArgumentNullException.ThrowIfNull(from);
        return Make(from, RestoreKind, "restore", "restoring", "verifying-restore", "sealing-restore");
    }

    private static Plan Make(StoreTransfer from, string kind, string key, string copying, string verifying, string sealing)
    {
        var only = from.OnlyCopy?.ToHashSet(StringComparer.Ordinal);
        var copies = FileBatches.ToCopy([.. from.Files.Concat(from.History).Where(f => only is null || only.Contains(f.Path))]).Select((batch, i) => new IngestPlan.CopySteps(batch, null, new Step
        {
            Name = $"copy/{i + 1:0000}",
            Function = CopyFiles.Name,
            Stage = copying,
            Weight = Math.Max(1, batch.Sum(f => f.Length)),
            Request = StepRequest.Of(new CopyFilesRequest
            {
                Source = from.Source,
                SourcePrefix = from.SourcePrefix,
                Target = from.Target,
                TargetPrefix = from.TargetPrefix,
                Replace = from.Replaces,
                Files = IngestPlan.CopyOf(batch),
                Formats = IngestPlan.FormatsOf(batch, from.Formats),
            }),
        })).ToImmutableArray();
        var verifications = IngestPlan.Verify(copies, from.Target, from.TargetPrefix, from.Files, from.Formats, verifying, from.IsOneDisk);
        var steps = IngestPlan.InTurns(copies, verifications);
        if (from.Seals)
            steps = steps.Append(IngestPlan.Seal("seal", sealing, from.Target, from.TargetPrefix, from.Name, from.Maker, from.At, [.. verifications.Select(v => v.Name)]));
        return new Plan
        {
            Key = $"{key}/{from.Roll:N}/{from.Attempt}",
            Kind = kind,
            Title = from.Name,
            Show = from.Show,
            Subject = from.Roll.ToString(),
            Deadline = from.Deadline,
            Steps = [.. steps.Select(s => s with { Place = from.Place })],
        };
    }
}

/// <summary>What is to be copied from one store to another.</summary>
public sealed record StoreTransfer
{
    /// <summary>Whether both ends lie on one disk, which reads and writes faster one after the other than at once; false by default.</summary>
    public bool IsOneDisk { get; init; }

    /// <summary>The station beside the target that does all of it; empty for anywhere.</summary>
    public string Place { get; init; } = "";

    /// <summary>The library's id of the roll.</summary>
    public required Guid Roll { get; init; }

    /// <summary>Distinguishes this plan from earlier ones of its kind for the roll; part of its key.</summary>
    public required string Attempt { get; init; }

    /// <summary>The show that is charged.</summary>
    public required string Show { get; init; }

    /// <summary>The roll's name.</summary>
    public required string Name { get; init; }

    /// <summary>The store to read.</summary>
    public required Uri Source { get; init; }

    /// <summary>The roll's folder there.</summary>
    public required string SourcePrefix { get; init; }

    /// <summary>The store to write.</summary>
    public required Uri Target { get; init; }

    /// <summary>The roll's folder there.</summary>
    public required string TargetPrefix { get; init; }

    /// <summary>The files that must be there in the end, with the digests they must give.</summary>
    public required ImmutableArray<CheckedFile> Files { get; init; }

    /// <summary>The files of the history, copied first time only and sealed rather than hashed.</summary>
    public ImmutableArray<CheckedFile> History { get; init; } = [];

    /// <summary>Paths that need copying; null for all.</summary>
    public ImmutableArray<string>? OnlyCopy { get; init; }

    /// <summary>Whether files that are there with other bytes give way to the right ones.</summary>
    public bool Replaces { get; init; }

    /// <summary>Whether a generation is written beside the copy.</summary>
    public bool Seals { get; init; } = true;

    /// <summary>The formats every file is hashed in.</summary>
    public ImmutableArray<HashFormat> Formats { get; init; } = [HashFormat.Xxh128];

    /// <summary>When the work is due.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>The moment that new manifests carry.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who is named in new manifests.</summary>
    public required MhlCreator Maker { get; init; }
}
