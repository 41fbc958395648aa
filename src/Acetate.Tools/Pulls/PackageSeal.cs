using System.Collections.Immutable;
using Acetate.Compute;
using Acetate.Mhl;
using Acetate.Steps;
using Acetate.Tools.Jobs;

namespace Acetate.Tools.Pulls;

/// <summary>The last steps of every package: each of its files that no step has read back is read back and hashed, the folder is sealed, and only then it gets its name.</summary>
public static class PackageSeal
{
    /// <summary>The name of the step that gives the package its name; when it is done, the pull is delivered.</summary>
    public const string Published = "publish";

    /// <summary>The step that reads everything back and hashes it.</summary>
    internal const string ReadBack = "read-back";

    /// <summary>The steps.</summary>
    /// <param name="package">The package.</param>
    /// <param name="steps">The steps that make what is in it.</param>
    /// <param name="destination">The folder of the store that it gets.</param>
    /// <param name="maker">Who is named in the manifest.</param>
    /// <param name="isPinned">Whether the package is to be the same whenever it is made: then its manifest leaves out when files were written.</param>
    public static ImmutableArray<Step> After(PackageFolder package, ImmutableArray<Step> steps, string destination, MhlCreator maker, bool isPinned = false)
    {
        ArgumentNullException.ThrowIfNull(package);
        // What these have read back, and nobody has touched since, is not read twice.
        ImmutableArray<string> trims = [.. steps.Where(step => step.Function == TrimClips.Name).Select(step => step.Name)];
        return
        [
            .. steps,
            new()
            {
                Name = ReadBack,
                Function = HashFiles.Name,
                Stage = "verifying",
                After = [.. steps.Select(step => step.Name).Except(trims)],
                Uses = trims,
                Weight = Math.Max(1, steps.Sum(step => step.Weight) / 10),
                Request = StepRequest.Of(new HashFilesRequest { Store = package.Target, Prefix = package.Prefix, TakesReadBack = !trims.IsEmpty }),
            },
            new()
            {
                Name = "seal",
                Function = SealFolder.Name,
                Stage = "sealing",
                Uses = [ReadBack],
                Request = StepRequest.Of(new SealFolderRequest { Store = package.Target, Prefix = package.Prefix, RollName = package.Name, Creator = maker, At = package.At, OmitsModified = isPinned }),
            },
            new()
            {
                Name = Published,
                Function = PublishFolder.Name,
                Stage = "publishing",
                After = ["seal"],
                Request = StepRequest.Of(new PublishFolderRequest { Store = package.Target, From = package.Prefix, To = destination }),
            },
        ];
    }
}

/// <summary>A folder that is made out of sight and then sealed.</summary>
/// <param name="Target">URL of the store.</param>
/// <param name="Prefix">Where in it the folder is made.</param>
/// <param name="Name">What the manifest calls it.</param>
/// <param name="At">The moment that the manifest carries.</param>
public sealed record PackageFolder(Uri Target, string Prefix, string Name, DateTimeOffset At);
