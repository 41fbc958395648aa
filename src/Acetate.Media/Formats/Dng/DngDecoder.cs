using System.Buffers;
using Acetate.Imaging.Colour.Encodings;
using Acetate.Media.Decode;
using Acetate.Media.Inspect;

namespace Acetate.Media.Formats.Dng;

/// <summary>DNG stills and CinemaDNG sequences: raw of one sample a pixel, uncompressed or in lossless JPEG.</summary>
public sealed class DngDecoder : IPictureFormat
{
    /// <inheritdoc/>
    public string Name => "DNG";

    /// <inheritdoc/>
    public bool Knows(ClipSource clip, ClipInspection inspection)
    {
        ArgumentNullException.ThrowIfNull(clip);
        ArgumentNullException.ThrowIfNull(inspection);
        var codec = inspection.Image?.Codec ?? "";
        return clip.Kind != ClipKind.Sound && clip.Kind != ClipKind.Spanned && !clip.Files.IsEmpty
            && (codec.StartsWith("cfa", StringComparison.Ordinal) || codec.StartsWith("linear-raw", StringComparison.Ordinal));
    }

    /// <inheritdoc/>
    public async Task<PictureSource> OpenAsync(ClipSource clip, ClipInspection inspection, DecodeSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(clip);
        ArgumentNullException.ThrowIfNull(settings);
        if (settings.Tint is not null) throw new DecodeException("A tint cannot be set for DNG, which knows a white only: set the white balance alone.");
        var frames = SequenceFrames.Of(clip);
        var (picture, development) = await Task.Run(() => First(frames, settings, cancellationToken), cancellationToken).ConfigureAwait(false);
        var mosaic = new MosaicDevelopment(picture.Active.Width, picture.Active.Height, picture.Pattern, settings.Debayer, picture.Crop);
        return new FileSequence(frames, (number, _, bytes, length) => Frame(number, bytes, length, picture, mosaic, settings))
        {
            Description = new()
            {
                Width = mosaic.Width,
                Height = mosaic.Height,
                Frames = frames.Count,
                Reduction = mosaic.Reduction,
                Encoding = KnownEncodings.Aces,
                EncodingOrigin = "developed from raw by the file's own matrices",
                Decoder = AcetateDecoders.Version,
                Steps = [.. development.Steps(mosaic.Step, settings)],
                Warnings = picture.Warnings,
            },
        };
    }

    /// <summary>The first frame that can be understood says what all are.</summary>
    private static (DngPicture, DngDevelopment) First(SequenceFrames frames, DecodeSettings settings, CancellationToken cancellationToken)
    {
        string? reason = null;
        for (var number = 0L; number < Math.Min(frames.Count, 100); number++)
        {
            if (frames.FileOf(number, out var fault) is not { } file)
            {
                reason ??= fault!.Message;
                continue;
            }

            try
            {
                cancellationToken.ThrowIfCancellationRequested();
                using var content = new FileStream(file.LocalPath!, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
                var picture = DngPicture.Read(content);
                return (picture, new(picture, settings));
            }
            catch (InvalidDataException problem)
            {
                reason ??= $"'{file.Name}': {problem.Message}";
                // What is not decoded here is so in every frame; a frame that is cut is one's own misfortune.
                if (frames.Count == 1) break;
            }
        }

        throw new DecodeException(reason ?? "The clip has no frames.");
    }

    private static DngFrame Frame(long number, byte[] bytes, int length, DngPicture first, MosaicDevelopment mosaic, DecodeSettings settings)
    {
        using var content = new MemoryStream(bytes, 0, length, writable: false);
        var picture = DngPicture.Read(content);
        if ((picture.Active, picture.Crop, picture.Pattern) != (first.Active, first.Crop, first.Pattern))
            throw new InvalidDataException($"The frame's picture is {picture.Crop.Width}×{picture.Crop.Height} {picture.Pattern}, the first frame's {first.Crop.Width}×{first.Crop.Height} {first.Pattern}: a clip has one size.");
        return new(number, bytes, length, new(picture, settings), mosaic) { Timecode = picture.Timecode };
    }

    private sealed class DngFrame(long number, byte[] rented, int length, DngDevelopment development, MosaicDevelopment mosaic) : SourceFrame(number)
    {
        private byte[]? bytes = rented;

        public override void Develop(PictureRow row)
        {
            ObjectDisposedException.ThrowIf(bytes is null, this);
            try
            {
                development.Run(bytes.AsMemory(0, length), mosaic, row);
            }
            catch (InvalidDataException damage)
            {
                throw new DecodeException($"Frame {Number} is damaged. {damage.Message} Look for it on the card or in another copy.", damage);
            }
        }

        protected override void Dispose(bool disposing)
        {
            if (Interlocked.Exchange(ref bytes, null) is { } mine) ArrayPool<byte>.Shared.Return(mine);
            base.Dispose(disposing);
        }
    }
}
