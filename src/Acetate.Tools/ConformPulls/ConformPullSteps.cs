using System.Collections.Immutable;
using System.Globalization;
using Acetate.Compute;
using Acetate.Steps;
using Acetate.Tools.Jobs;
using Acetate.Tools.Pulls;

namespace Acetate.Tools.ConformPulls;

/// <summary>Turns a conform pull that was approved into the steps that make its package. Pure: the same package gives the same steps, byte for byte.</summary>
/// <remarks>All but the closing ones, which hash, seal and publish. Originals are only ever read.</remarks>
public static class ConformPullSteps
{
    /// <summary>The stage in which a person sees clips being cut.</summary>
    public const string Trimming = "trimming";

    /// <summary>The stage in which a person sees documents being put together.</summary>
    public const string Documents = "documents";

    /// <summary>The step that writes what is known before anything is cut.</summary>
    public const string DocumentsStep = "documents";

    /// <summary>The steps.</summary>
    /// <param name="package">The pull on its way.</param>
    /// <param name="order">What was asked for.</param>
    /// <param name="plan">What was decided.</param>
    /// <exception cref="PullException">A document of the order cannot be used; the message says which and why.</exception>
    public static ImmutableArray<Step> For(PullPackage package, ConformPullOrder order, PlannedConform plan)
    {
        ArgumentNullException.ThrowIfNull(package);
        ArgumentNullException.ThrowIfNull(order);
        ArgumentNullException.ThrowIfNull(plan);
        var checks = ConformCheck.StepsFor(package, order, plan);
        return
        [
            Write(package, order, plan),
            .. Trims(package, plan),
            .. Finals(package, plan),
            .. Sidecars(package, order, plan),
            .. References(package, order),
            .. checks,
            ConformLists.StepOf(package, order, plan, checks),
        ];
    }

    /// <summary>Where the cuts lie in the package, byte for byte as they were handed in, in the order of the programme.</summary>
    public static ImmutableArray<string> CutPaths(PullPackage package, ConformPullOrder order)
    {
        ArgumentNullException.ThrowIfNull(package);
        ArgumentNullException.ThrowIfNull(order);
        ImmutableArray<string> files = [package.Pull.CutName, .. order.Reels.Select(reel => reel.Name)];
        return [.. files.Zip(ReelCut.NamesOf(files)).Select(one => $"cut/{one.Second}{Path.GetExtension(one.First)}")];
    }

    private static Step Write(PullPackage package, ConformPullOrder order, PlannedConform plan) => new()
    {
        Name = DocumentsStep,
        Function = WriteDocuments.Name,
        Stage = Documents,
        Request = StepRequest.Of(new WriteDocumentsRequest
        {
            Store = package.Target,
            Prefix = package.Prefix,
            Documents =
            [
                .. CutPaths(package, order).Zip([[.. package.CutBytes], .. order.Reels.Select(reel => reel.Content)]).Select(cut => new WrittenDocument(cut.First, cut.Second)),
                .. order.Documents.Select(document => new WrittenDocument($"{ConformDocuments.Folder}/{document.Name}", document.Content)),
                new("README.txt", ConformReadme.Of(package, order, plan)),
            ],
        }),
    };

    private static IEnumerable<Step> Trims(PullPackage package, PlannedConform plan)
    {
        var pieces = plan.Clips.Select(piece => (piece.Step, piece.Bytes, Request: Trim(package, piece), package.Clips[piece.Clip].Blocks))
            .Concat(plan.Sound.Select(one => (one.Step, one.Bytes, Request: Sound(package, one), package.Clips[one.Clip].Blocks))).ToDictionary(piece => piece.Step, StringComparer.Ordinal);
        return TrimBatches.Of(plan).Select(batch => new Step
        {
            Name = batch.Step,
            Function = TrimClips.Name,
            Stage = Trimming,
            Weight = batch.Pieces.Sum(piece => Math.Max(1, pieces[piece].Bytes)),
            Request = StepRequest.Of(new TrimClipsRequest { Trims = [.. batch.Pieces.Select(piece => pieces[piece].Request)], Blocks = [.. batch.Pieces.SelectMany(piece => pieces[piece].Blocks).Distinct()] }),
        });
    }

    private static TrimClipRequest Trim(PullPackage package, ConformPiece piece)
    {
        var pulled = package.Clips[piece.Clip];
        return new()
        {
            Store = pulled.Store,
            Prefix = pulled.Prefix,
            Clip = pulled.Media,
            Frames = piece.IsWhole ? null : new(piece.Range.Start, piece.Range.End),
            Whole = piece.IsWhole ? piece.WhyWhole : null,
            OrWhole = !piece.IsWhole,
            Target = package.Target,
            TargetPrefix = $"{package.Prefix}/{piece.Folder}",
            KeepFolders = piece.KeepsFolders,
            Name = piece.Name,
            Expected = pulled.Originals,
        };
    }

    private static TrimClipRequest Sound(PullPackage package, ConformSound sound)
    {
        var pulled = package.Clips[sound.Clip];
        return new()
        {
            Store = pulled.Store,
            Prefix = pulled.Prefix,
            Clip = pulled.Media,
            Samples = sound.Samples is { } samples ? new(samples.Start, samples.End) : null,
            Whole = sound.Samples is null ? "All of the recording was asked for." : null,
            OrWhole = sound.Samples is not null,
            Target = package.Target,
            TargetPrefix = $"{package.Prefix}/{sound.Folder}",
            KeepFolders = sound.KeepsFolders,
            Name = sound.Name,
            Expected = pulled.Originals,
        };
    }

    /// <summary>Approved versions are copied from the library's store, each file as it hashed when it was taken in.</summary>
    private static IEnumerable<Step> Finals(PullPackage package, PlannedConform plan) => plan.Finals.Select(one => new Step
    {
        Name = string.Create(CultureInfo.InvariantCulture, $"final/{one.Place:0000}"),
        Function = CopyFiles.Name,
        Stage = Trimming,
        Weight = Math.Max(1, one.Files.Sum(file => file.Length)),
        Request = StepRequest.Of(new CopyFilesRequest
        {
            Source = package.Library ?? throw new PullException("The package does not say where approved versions lie. Plan the pull again."),
            SourcePrefix = one.Prefix,
            Target = package.Target,
            TargetPrefix = $"{package.Prefix}/{one.Folder}",
            Files = [.. one.Files.Select(file => new CopyFile(file.Path, file.Length) { Expected = [new("xxh128", file.Xxh128)] })],
            RequireAll = true,
        }),
    });

    /// <summary>What cameras and recorders wrote beside the clips that are delivered, and the documents on their rolls that belong to them.</summary>
    private static IEnumerable<Step> Sidecars(PullPackage package, ConformPullOrder order, PlannedConform plan)
    {
        var place = 0;
        foreach (var (roll, folder, files) in ConformDocuments.FromRolls(order, package.Clips, plan))
        {
            place++;
            yield return new()
            {
                Name = string.Create(CultureInfo.InvariantCulture, $"sidecars/{place:0000}"),
                Function = CopyFiles.Name,
                Stage = Documents,
                Weight = Math.Max(1, files.Sum(file => file.Length)),
                Request = StepRequest.Of(new CopyFilesRequest
                {
                    Source = roll.Store,
                    SourcePrefix = roll.Prefix,
                    Target = package.Target,
                    TargetPrefix = $"{package.Prefix}/{folder}",
                    Files = [.. files.Select(PulledClip.AsItCame)],
                    RequireAll = true,
                }),
            };
        }
    }

    private static IEnumerable<Step> References(PullPackage package, ConformPullOrder order) =>
        order.References.Select((movie, i) => new Step
        {
            Name = string.Create(CultureInfo.InvariantCulture, $"reference/{i + 1:0000}"),
            Function = CopyFiles.Name,
            Stage = Documents,
            Weight = Math.Max(1, movie.File.Length ?? 0),
            Request = StepRequest.Of(new CopyFilesRequest
            {
                Source = movie.Store,
                SourcePrefix = movie.Folder,
                Target = package.Target,
                TargetPrefix = $"{package.Prefix}/reference",
                Files = [movie.File],
                RequireAll = true,
            }),
        });
}
