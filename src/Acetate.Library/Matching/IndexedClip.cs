using System.Collections.Immutable;
using Acetate.Library.Matching.Names;

namespace Acetate.Library.Matching;

/// <summary>A candidate with the keys that names are compared with, worked out once.</summary>
internal sealed class IndexedClip(FilmedClip clip)
{
    private CameraName? camera;
    private bool isCameraRead;

    public FilmedClip Clip { get; } = clip;

    public string Key { get; } = LetterKey.Of(clip.Name);

    public string Folded => field ??= LetterKey.Folded(Key);

    public ImmutableArray<string> FileKeys { get; } = [.. clip.Files.Select(f => LetterKey.Of(f))];

    public string RollKey => field ??= LetterKey.Of(Clip.Roll.Name);

    public string FoldedRoll => field ??= LetterKey.Folded(RollKey);

    public string ReelKey => field ??= LetterKey.Of(Clip.Reel);

    public string FoldedReel => field ??= LetterKey.Folded(ReelKey);

    /// <summary>The tape name as the clip's own name tells it, where cameras have one; else empty.</summary>
    public string TapeKey => field ??= Camera is { RollKey.Length: >= 8 } name ? name.RollKey : "";

    public string FoldedTape => field ??= LetterKey.Folded(TapeKey);

    public CameraName? Camera
    {
        get
        {
            if (isCameraRead) return camera;
            camera = CameraName.Parse(Key);
            isCameraRead = true;
            return camera;
        }
    }
}
