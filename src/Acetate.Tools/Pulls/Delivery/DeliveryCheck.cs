using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Acetate.Library;
using Acetate.Library.Pulls;
using Acetate.Mhl;
using Acetate.Mhl.Disk;
using Acetate.Tools.Pulls.Packages;

namespace Acetate.Tools.Pulls.Delivery;

/// <summary>Checks a received package by itself: no library, no network, and nothing outside of its folder.</summary>
/// <remarks>The bytes of every file are read once, for their hashes; of frames the headers are read besides, several at a time.</remarks>
public sealed partial class DeliveryCheck(TimeProvider clock)
{
    /// <summary>Checks a folder: by its <c>package.json</c>, or, where it has none, by what its files are.</summary>
    /// <param name="folder">The folder, opened: nothing in it was read yet but its ASC MHL history.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Told how many more bytes were hashed.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<DeliveryReport> RunAsync(MhlFolder folder, DeliveryOptions options, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(options);
        var findings = new DeliveryFindings();
        var files = new DeliveredFiles(folder.Scan);
        NameCheck.Run(folder.Scan, files, findings);
        var isPackage = files.Has(PackageJson.FileName);
        var package = isPackage ? Manifest(files, findings) : null;
        var (seal, verified) = await SealCheck.RunAsync(folder, isPackage, options, findings, progress, cancellationToken).ConfigureAwait(false);

        var renamed = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in verified.Where(file => file is { Status: FileStatus.Renamed, PreviousPath: not null })) renamed.TryAdd(file.PreviousPath!, file.Path);
        var documents = new DocumentCheck(files, findings);
        var frames = new PlateCheck(files, options, findings, renamed, cancellationToken);
        var clips = new ClipCheck(files, documents, findings, clock);
        var (plates, checkedClips) = package is null
            ? (Plates(FoundSequences.Of(files, findings, frames.Told), frames, findings), [])
            : await PackageAsync(package, documents, frames, clips, findings, cancellationToken).ConfigureAwait(false);
        if (package is null && Loose(files, documents) + plates.Length == 0 && !isPackage && seal is null)
            findings.Error(DeliveryReport.Nothing, "", "There is nothing here that could be checked: no package.json, no OpenEXR frames, no AMF, FDL or CDL, and no hash lists.", "Name the folder of the package.");
        if (!isPackage && seal is null) PackagesBelow(files, findings);
        SealCheck.Tell(verified, frames.Told.Concat(documents.Told).ToHashSet(StringComparer.Ordinal), findings);
        return new()
        {
            Folder = Path.GetFileName(folder.Scan.Root),
            Package = package is null ? null : new(KebabCase.Of(package.Kind), package.Name, package.Show, package.Recipient, package.Number, package.At, package.Tool),
            Files = files.Paths.Count,
            Bytes = files.Bytes,
            Seal = seal,
            Plates = plates,
            Clips = checkedClips,
            Problems = findings.ToImmutable(),
            MoreProblems = findings.More,
        };
    }

    private static PackageManifest? Manifest(DeliveredFiles files, DeliveryFindings findings)
    {
        const string Advice = "Ask whoever made the package for this file anew. Until then only what files say of themselves was checked.";
        PackageManifest manifest;
        try
        {
            if (files.LengthOf(PackageJson.FileName) > PackageJson.MostBytes) throw new InvalidDataException($"It has {files.LengthOf(PackageJson.FileName):N0} bytes; no honest one has more than {PackageJson.MostBytes:N0}.");
            using var content = files.Open(PackageJson.FileName);
            var bytes = new byte[content.Length];
            content.ReadExactly(bytes);
            manifest = PackageJson.Read(bytes);
        }
        catch (Exception unreadable) when (unreadable is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            findings.Error("package", PackageJson.FileName, unreadable.Message, Advice);
            return null;
        }

        var problems = PackageRules.Check(manifest);
        foreach (var problem in problems) findings.Error("package", PackageJson.FileName, $"{problem.Element}: {problem.Message}", "Ask whoever made the package to mend it.");
        if (problems.IsEmpty) return manifest;
        // What is wrong itself is not followed any further; the rest is checked.
        if (problems.Any(problem => !Item().IsMatch(problem.Element))) return null;
        var broken = problems.Select(problem => Item().Match(problem.Element).Value).ToHashSet(StringComparer.Ordinal);
        return manifest with
        {
            Plates = [.. manifest.Plates.Where((_, i) => !broken.Contains($"plates[{i}]"))],
            Clips = [.. manifest.Clips.Where((_, i) => !broken.Contains($"clips[{i}]"))],
            Documents = [.. manifest.Documents.Where((_, i) => !broken.Contains($"documents[{i}]"))],
        };
    }

    private static async Task<(ImmutableArray<CheckedPlate> Plates, ImmutableArray<CheckedClip> Clips)> PackageAsync(
        PackageManifest package, DocumentCheck documents, PlateCheck frames, ClipCheck clips, DeliveryFindings findings, CancellationToken cancellationToken)
    {
        documents.Cut(package.Cut);
        foreach (var document in package.Documents) documents.IsThere(document.Path, "A file that the package names");
        var listed = UnreadableList.Read(package, frames.Files, findings);
        var expected = package.Plates.Select(plate => ExpectedPlate.Of(package, plate) with { Listed = listed.Of(plate.Pattern) }).ToImmutableArray();
        var plates = Plates(expected, frames, findings).ToBuilder();
        for (var i = 0; i < plates.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (plate, wanted, before) = (package.Plates[i], expected[i], findings.Count);
            if (plate.Amf is { } amf) documents.Amf(amf, wanted);
            if (plate.Fdl is { } fdl) documents.Fdl(fdl);
            if (plate.Cdl is { } cdl) documents.Cdl(cdl);
            if (plate.Lut is { } lut) documents.Lut(lut);
            if (plate.Note is { } note) documents.IsThere(note, $"The note of {wanted.Name}");
            if (plate.Thumbnail is { } thumbnail) documents.IsThere(thumbnail, $"The small picture of {wanted.Name}");
            foreach (var still in plate.Stills) documents.IsThere(still, $"A reference still of {wanted.Name}");
            if (plate.Reference is { } reference) await clips.ReferenceAsync(reference, wanted, cancellationToken).ConfigureAwait(false);
            plates[i] = plates[i] with { Problems = plates[i].Problems + findings.Count - before };
        }

        var done = ImmutableArray.CreateBuilder<CheckedClip>(package.Clips.Length);
        foreach (var clip in package.Clips)
        {
            var before = findings.Count;
            var length = await clips.RunAsync(clip, cancellationToken).ConfigureAwait(false);
            done.Add(new(clip.Source.Clip, [.. clip.Files.Select(file => file.Path)], length, findings.Count - before));
        }

        // Originals of a conform may be OpenEXR themselves.
        if (package.Kind == PullKind.Vfx) frames.TellStrays(expected, documents.Named);
        return (plates.ToImmutable(), done.ToImmutable());
    }

    private static ImmutableArray<CheckedPlate> Plates(ImmutableArray<ExpectedPlate> expected, PlateCheck frames, DeliveryFindings findings)
    {
        var plates = ImmutableArray.CreateBuilder<CheckedPlate>(expected.Length);
        foreach (var plate in expected)
        {
            var before = findings.Count;
            var there = frames.Run(plate);
            plates.Add(new(plate.Name, plate.Pattern, plate.First, plate.Last, there, findings.Count - before));
        }

        return plates.ToImmutable();
    }

    // Without a package each document is only what its name says.
    private static int Loose(DeliveredFiles files, DocumentCheck documents)
    {
        var looked = 0;
        foreach (var path in files.Paths.Order(StringComparer.Ordinal))
            switch (Path.GetExtension(path).ToLowerInvariant())
            {
                case ".amf": documents.Amf(path, null); looked++; break;
                case ".fdl": documents.Fdl(path); looked++; break;
                case ".cdl" or ".cc" or ".ccc": documents.Cdl(path); looked++; break;
            }

        return looked;
    }

    // Each package is sealed by itself: of the folder that holds several, nothing would be compared with its hash lists.
    private static void PackagesBelow(DeliveredFiles files, DeliveryFindings findings)
    {
        foreach (var path in files.Paths.Where(path => path.EndsWith($"/{PackageJson.FileName}", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
            findings.Error(DeliveryReport.PackageBelow, path[..^(PackageJson.FileName.Length + 1)], "This is a package of its own, and was not checked against its package.json and its hash lists.", "Check it by naming its own folder.");
    }

    [GeneratedRegex(@"^(plates|clips|documents|standing|missing)\[\d+\]")]
    private static partial Regex Item();
}
