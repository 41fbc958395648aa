using System.Collections.Immutable;
using Acetate.Compute;
using Acetate.Compute.Hosting;
using Acetate.Media.Trim;
using Acetate.Storage;
using Acetate.Timing;

namespace Acetate.Steps;

/// <summary>What a request for a trim means.</summary>
internal static class TrimRequests
{
    /// <summary>The order that it gives. Of a whole clip it names no part that counts.</summary>
    /// <exception cref="StepFailedException">The request contradicts itself.</exception>
    public static TrimOrder Order(TrimClipRequest request)
    {
        var ways = (request.In is null && request.Out is null ? 0 : 1) + (request.Frames is null ? 0 : 1) + (request.Samples is null ? 0 : 1);
        if (ways != (request.Whole is null ? 1 : 0) || request.In is null != request.Out is null)
            throw TrimFailures.Data("The request must name one part: in and out, frames, or samples; or ask for the whole clip.", "Plan the step again.");
        if (request.Name is { } name && (name.Length == 0 || name.Contains('/', StringComparison.Ordinal) || !StoreKey.TryParse(name, out _, out _)))
            throw TrimFailures.Data($"'{name}' cannot be the name of a file.", "Plan the step again.");
        if (request.Whole is not null) return new() { Selection = new TrimSelection.Frames(0, 0) };
        if (request.Rate is { } text && !FrameRate.TryParse(text, out _, out var reason)) throw TrimFailures.Data(reason, "Plan the step again.");
        return new()
        {
            Selection = request.Frames is { } frames ? new TrimSelection.Frames(frames.Start, frames.End)
                : request.Samples is { } samples ? new TrimSelection.Samples(samples.Start, samples.End) : new TrimSelection.Labels(request.In!, request.Out!),
            OrWhole = request.OrWhole,
            Rate = request.Rate is { } rate ? FrameRate.Parse(rate) : default,
        };
    }

    /// <summary>Where files go below the target's folder.</summary>
    /// <exception cref="StepFailedException">Two of them would have one name.</exception>
    public static ImmutableArray<string> NamesOf(ImmutableArray<string> paths, TrimClipRequest request)
    {
        var names = paths.Select(path => request.KeepFolders ? path : path[(path.LastIndexOf('/') + 1)..]);
        if (request.Name is { } given && paths.Length == 1)
            names = names.Select(path => string.Concat(path.AsSpan(0, path.LastIndexOf('/') + 1), given, Path.GetExtension(path)));
        ImmutableArray<string> made = [.. names];
        return made.Distinct(StringComparer.OrdinalIgnoreCase).Count() == made.Length ? made
            : throw TrimFailures.Data("Two files of the clip have the same name in different folders.", "Plan the step again, with the folders kept.");
    }
}

/// <summary>How trims fail.</summary>
internal static class TrimFailures
{
    /// <summary>Something that trying again does not mend.</summary>
    public static StepFailedException Data(string message, string advice, Exception? cause = null) => new(RetryClass.Data, message, advice, cause);

    /// <summary>A file of another content has the name.</summary>
    public static StepFailedException Taken(StoreKey key) => Data($"'{key}' is there already with other bytes, and nothing is overwritten.", "Name another folder, or move that file away.");

    /// <summary>An original is not what it was when it came in.</summary>
    public static StepFailedException Damaged(string file, string how) =>
        Data($"'{file}' {how} when it came in: this copy of it is damaged. Nothing of it was delivered.", "Check the roll, and repair it from its other copy; then try again.");
}
