using System.Collections.Immutable;
using Acetate.Compute.Hosting;
using Acetate.Media.Trim;

namespace Acetate.Steps;

/// <summary>Cuts a part out of a clip without decoding it, and publishes the files in a store.</summary>
/// <remarks>A clip that cannot be cut is a result with its reason. Run again it makes the same bytes; what is there already with the same bytes counts as made.</remarks>
public static class TrimClip
{
    /// <summary>The function's name.</summary>
    public const string Name = "trim-clip";

    /// <summary>Trims one clip.</summary>
    public static async Task<TrimClipResult> RunAsync(TrimClipRequest request, StepContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(context);
        await using var run = new TrimRun(context, 1);
        return (await run.RunAsync([request], cancellationToken).ConfigureAwait(false))[0];
    }
}

/// <summary>Which part of which clip to cut out, and where to put it. Exactly one of <see cref="In"/> with <see cref="Out"/>, <see cref="Frames"/> and <see cref="Samples"/> is set.</summary>
public sealed record TrimClipRequest
{
    /// <summary>URL of the store that has the clip.</summary>
    public required Uri Store { get; init; }

    /// <summary>The folder in the store that the clip's files are relative to; empty for the store itself.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>The clip.</summary>
    public required ClipFiles Clip { get; init; }

    /// <summary>Label of the first frame.</summary>
    public string? In { get; init; }

    /// <summary>Label of the frame after the last.</summary>
    public string? Out { get; init; }

    /// <summary>Frames, counted from 0.</summary>
    public TrimSpan? Frames { get; init; }

    /// <summary>Samples of sound, counted from 0.</summary>
    public TrimSpan? Samples { get; init; }

    /// <summary>Frames per second of the labels, for sound that does not say.</summary>
    public string? Rate { get; init; }

    /// <summary>Copy the clip whole when it cannot be cut; the default, false, is to say why not.</summary>
    public bool OrWhole { get; init; }

    /// <summary>Why the clip is to be copied whole, every file unchanged, without trying to cut it; the default, null, is to cut. No part is named then.</summary>
    public string? Whole { get; init; }

    /// <summary>URL of the store that takes the files.</summary>
    public required Uri Target { get; init; }

    /// <summary>The folder in that store.</summary>
    public string TargetPrefix { get; init; } = "";

    /// <summary>Whether the folders of the clip's files are kept below <see cref="TargetPrefix"/>; the default. Else files lie in it side by side.</summary>
    public bool KeepFolders { get; init; } = true;

    /// <summary>What the file is called, without extension; the default, null, is its own name. Clips that give several files keep theirs. What is
    /// written inside the file, reel and tape among it, stays as it was.</summary>
    public string? Name { get; init; }

    /// <summary>What the clip's files were when they came in, by their names in <see cref="Clip"/>: files that go along unchanged (frames of a sequence, whole
    /// clips) are held against it before they are published, others before they are cut. The default is not to.</summary>
    public ImmutableArray<CopyFile> Expected { get; init; } = [];
}

/// <summary>A half-open span.</summary>
/// <param name="Start">The first.</param>
/// <param name="End">The one after the last.</param>
public sealed record TrimSpan(long Start, long End);

/// <summary>What was made.</summary>
public sealed record TrimClipResult
{
    /// <summary>How it was cut; null when it was not.</summary>
    public TrimMethod? Method { get; init; }

    /// <summary>Why it was not cut.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether the files hold exactly the part that was asked for, proved.</summary>
    public bool Exact { get; init; }

    /// <summary>How that was proved.</summary>
    public string? Proof { get; init; }

    /// <summary>The part of the source that the files hold.</summary>
    public TrimmedRange? Range { get; init; }

    /// <summary>The files by their keys.</summary>
    public ImmutableArray<StoredTrimFile> Files { get; init; } = [];

    /// <summary>Frames of the range that the source lacks.</summary>
    public ImmutableArray<long> Missing { get; init; } = [];

    /// <summary>What a person should know.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];
}

/// <summary>A file of a trim in its store, read back past the cache.</summary>
/// <param name="Path">Its key.</param>
/// <param name="Source">The file of the clip that it comes from.</param>
/// <param name="Size">Bytes.</param>
public sealed record StoredTrimFile(string Path, string Source, long Size)
{
    /// <summary>Its xxh128 as read back, 32 lower-case hexadecimal digits; empty in what earlier versions wrote.</summary>
    public string Xxh128 { get; init; } = "";

    /// <summary>The <see cref="Storage.StoredFile.Revision"/> that was read back; null (the default) where the store does not tell.</summary>
    public string? Revision { get; init; }
}
