using Acetate.Media.Inspect;

namespace Acetate.Media.Decode;

/// <summary>Opens the clips of one kind for their pictures. A new one is a line in <see cref="PictureFormats"/>.</summary>
public interface IPictureFormat
{
    /// <summary>The decoder's name for people.</summary>
    string Name { get; }

    /// <summary>Whether it is for this clip, judged by what the inspection says alone.</summary>
    bool Knows(ClipSource clip, ClipInspection inspection);

    /// <summary>Opens a clip that it knows.</summary>
    /// <exception cref="DecodeException">Its pictures cannot be had: the message says why and what to do.</exception>
    Task<PictureSource> OpenAsync(ClipSource clip, ClipInspection inspection, DecodeSettings settings, CancellationToken cancellationToken);
}
