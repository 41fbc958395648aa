using Acetate.Media.Inspect;
using Acetate.Media.Native;
using Acetate.Timing;
using Acetate.Tools.Pulls.Packages;

namespace Acetate.Tools.Pulls.Delivery;

/// <summary>Checks the originals of a conform package: they are there, can be read, and are as long and begin where the package says.</summary>
internal sealed class ClipCheck(DeliveredFiles files, DocumentCheck documents, DeliveryFindings findings, TimeProvider clock)
{
    private readonly ClipInspector inspector = new(clock);
    private bool isToolMissed;

    /// <summary>Checks a clip.</summary>
    /// <returns>Frames that its files hold, when they tell.</returns>
    public async Task<long?> RunAsync(PackageClip clip, CancellationToken cancellationToken)
    {
        var isWhole = true;
        foreach (var file in clip.Files)
        {
            isWhole &= documents.IsThere(file.Path, $"A file of the clip {clip.Source.Clip}");
            if (files.Has(file.Path) && file.Length is { } length && files.LengthOf(file.Path) != length)
                findings.Error("length", file.Path, FormattableString.Invariant($"It has {files.LengthOf(file.Path):N0} bytes, and the package says {length:N0}."), "Have it sent again.");
        }

        foreach (var (path, check) in ((string?, Action<string>)[])[(clip.Amf, amf => documents.Amf(amf, null)), (clip.Fdl, documents.Fdl), (clip.Cdl, documents.Cdl), (clip.Lut, documents.Lut)])
            if (path is not null) check(path);
        return isWhole ? await ClipAsync(clip, cancellationToken).ConfigureAwait(false) : null;
    }

    /// <summary>Checks the reference movie of a plate: it can be read, and has as many frames.</summary>
    public async Task ReferenceAsync(string path, ExpectedPlate plate, CancellationToken cancellationToken)
    {
        if (!documents.IsThere(path, $"The reference movie of {plate.Name}") || await InspectAsync(plate.Name, [path], cancellationToken).ConfigureAwait(false) is not { } inspection) return;
        if (inspection.Frames is { } found && found != plate.Frames)
            findings.Warning("reference-length", path, FormattableString.Invariant($"The reference movie has {found:N0} frames, and {plate.Name} has {plate.Frames:N0}."), "Do not count on its frames being those of the plate.");
    }

    private async Task<long?> ClipAsync(PackageClip clip, CancellationToken cancellationToken)
    {
        var first = clip.Files[0].Path;
        if (await InspectAsync(clip.Source.Clip, [.. clip.Files.Select(file => file.Path)], cancellationToken).ConfigureAwait(false) is not { } inspection) return null;
        if (clip.Frames is { } frames && inspection.Frames is { } found && frames != found)
            findings.Error("clip-length", first, FormattableString.Invariant($"It has {found:N0} frames, and the package says {frames:N0}."), "Have the clip sent again.");
        if (clip.Source.TimecodeIn is { } wanted && inspection.Timecode is { Start: { } start } && !IsSame(wanted, start, clip.Source.Rate))
            findings.Error("clip-timecode", first, $"It begins at {start}, and the package says {wanted}.", "A cut would show other frames: have the clip sent again.");
        if (clip is { Width: { } width, Height: { } height } && inspection.Image is { Width: { } wide, Height: { } high } && (wide, high) != (width, height))
            findings.Error("clip-size", first, $"It has {wide}×{high} pixels, and the package says {width}×{height}.", "Have the clip sent again.");
        return inspection.Frames;
    }

    private async Task<ClipInspection?> InspectAsync(string name, string[] paths, CancellationToken cancellationToken)
    {
        var first = paths[0];
        ClipInspection inspection;
        try
        {
            inspection = await inspector.InspectAsync(new()
            {
                Name = name,
                Kind = paths.Length == 1 ? ClipKind.Single : IsOfFrames(first) ? ClipKind.Sequence : ClipKind.Spanned,
                Files = [.. paths.Select(path => ClipFile.At(Path.Join(files.Root, path), path))],
            }, cancellationToken).ConfigureAwait(false);
        }
        catch (ToolMissingException missing)
        {
            if (!isToolMissed) findings.Warning("not-inspected", first, $"It was not looked into. {missing.Message}", "Install FFmpeg and check again; names, sizes and hashes were checked.");
            isToolMissed = true;
            return null;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            findings.Error("unreadable", first, $"It cannot be read: {unreadable.Message}", "Copy the package again, or look at the disk.");
            return null;
        }

        foreach (var problem in inspection.Problems.Where(problem => problem.Severity == ProblemSeverity.Error))
            findings.Error("clip", problem.File ?? first, problem.Message, "Have it sent again, or compare it with the original.");
        return inspection;
    }

    private static bool IsSame(string a, string b, string? ratio) =>
        a == b || (FrameRate.TryParse(ratio, out var rate) && Timecode.TryParse(a, rate, out var one) && Timecode.TryParse(b, rate, out var other) && one == other);

    private static bool IsOfFrames(string path) => Path.GetExtension(path).ToLowerInvariant() is ".ari" or ".arx" or ".dng" or ".dpx" or ".exr" or ".tif" or ".tiff" or ".cri" or ".rmf" or ".jpg" or ".png";
}
