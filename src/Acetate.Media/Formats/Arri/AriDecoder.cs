using System.Buffers;
using System.Collections.Immutable;
using Acetate.Imaging.Colour.Encodings;
using Acetate.Media.Decode;
using Acetate.Media.Inspect;

namespace Acetate.Media.Formats.Arri;

/// <summary>ARRIRAW in files of one frame each (.ari), 12 bits without compression.</summary>
public sealed class AriDecoder : IPictureFormat
{
    /// <inheritdoc/>
    public string Name => "ARRIRAW";

    /// <inheritdoc/>
    public bool Knows(ClipSource clip, ClipInspection inspection)
    {
        ArgumentNullException.ThrowIfNull(clip);
        ArgumentNullException.ThrowIfNull(inspection);
        return !clip.Files.IsEmpty && clip.Files[0].Extension == "ari" && inspection.Image?.Codec == "arriraw";
    }

    /// <inheritdoc/>
    public async Task<PictureSource> OpenAsync(ClipSource clip, ClipInspection inspection, DecodeSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(clip);
        ArgumentNullException.ThrowIfNull(settings);
        RefuseWhite(settings);
        var frames = SequenceFrames.Of(clip);
        var (header, parameters, reason) = await FirstAsync(frames, cancellationToken).ConfigureAwait(false);
        if (settings.ExposureIndex is { } index) parameters = parameters with { ExposureIndex = index };
        var mosaic = new MosaicDevelopment(parameters.Width, parameters.Height, parameters.Pattern, settings.Debayer, (0, 0, parameters.Width, parameters.Height));
        return new FileSequence(frames, (number, _, bytes, length) => Frame(number, bytes, length, parameters, mosaic, settings))
        {
            Description = new()
            {
                Width = mosaic.Width,
                Height = mosaic.Height,
                Frames = frames.Count,
                Reduction = mosaic.Reduction,
                Encoding = KnownEncodings.Aces,
                EncodingOrigin = "developed from raw by ARRI's matrices of 2013",
                Decoder = AcetateDecoders.Version,
                Steps = AriDevelopment.Steps(parameters, "ARRIRAW", reason, null, mosaic.Step),
                Warnings = WarningsOf(header),
            },
        };
    }

    /// <summary>No table of the factors that a white of one's own needs is public, so none is made up.</summary>
    internal static void RefuseWhite(DecodeSettings settings)
    {
        if (settings.WhiteBalance is not null || settings.Tint is not null)
            throw new DecodeException("The white balance of ARRIRAW is that of the recording: ARRI publishes no factors for others. Leave it and balance in the grade, or use an engine adapter with ARRI's software (docs/guide/adapters.md).");
    }

    /// <summary>Why samples are read in the order in which they are.</summary>
    internal static string ReasonOf(AriOrder expected, AriOrder proved) => proved == expected
        ? "the camera's order, and the picture's two greens are alike in it" : $"the picture's two greens are alike in this order, not in the camera's ({expected})";

    private static ImmutableArray<string> WarningsOf(AriHeader header)
    {
        var warnings = ImmutableArray.CreateBuilder<string>();
        if (header.Family is not ("ALEXA" or "")) warnings.Add($"ARRI's newer matrices for {header.Model} are not public; those of ALEXA are used, and hues differ a little from ARRI's own.");
        if (header.U32(0xC8) is 1 or 12) warnings.Add("The header asks for the picture to be turned or mirrored; it is as the sensor saw it.");
        return warnings.ToImmutable();
    }

    /// <summary>The first frame that can be read says what all are, and proves the order of samples.</summary>
    private static async Task<(AriHeader, AriParameters, string)> FirstAsync(SequenceFrames frames, CancellationToken cancellationToken)
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
                var (bytes, length) = await FileSequence.ReadAsync(file, cancellationToken).ConfigureAwait(false);
                try
                {
                    var header = AriHeader.Read(bytes.AsSpan(0, length));
                    var parameters = AriParameters.Of(header);
                    var picture = PictureOf(header, bytes, length);
                    _ = new AriDevelopment(parameters, picture);
                    var order = AriSamples.Prove(picture.Span, parameters.Width, parameters.Height, parameters.Pattern, parameters.Order);
                    return (header, parameters with { Order = order }, ReasonOf(parameters.Order, order));
                }
                finally
                {
                    ArrayPool<byte>.Shared.Return(bytes);
                }
            }
            catch (InvalidDataException problem)
            {
                reason ??= $"'{file.Name}': {problem.Message}";
            }
        }

        throw new DecodeException(reason ?? "The clip has no frames.");
    }

    internal static ReadOnlyMemory<byte> PictureOf(AriHeader header, byte[] bytes, int length)
    {
        var start = Math.Min(header.PictureOffset, length);
        return bytes.AsMemory((int)start, (int)Math.Min(header.PictureLength, length - start));
    }

    private static AriFrame Frame(long number, byte[] bytes, int length, AriParameters first, MosaicDevelopment mosaic, DecodeSettings settings)
    {
        var header = AriHeader.Read(bytes.AsSpan(0, length));
        var own = AriParameters.Of(header);
        if ((own.Width, own.Height, own.Pattern) != (first.Width, first.Height, first.Pattern))
            throw new InvalidDataException($"The frame's picture is {own.Width}×{own.Height} {own.Pattern}, the first frame's {first.Width}×{first.Height} {first.Pattern}: a clip has one size.");
        own = own with { Order = first.Order, ExposureIndex = settings.ExposureIndex ?? own.ExposureIndex };
        return new(number, bytes, new(own, PictureOf(header, bytes, length)), mosaic) { Timecode = TimecodeBytes.Label(header.Bytes(0x1A8, 4)) };
    }
}
