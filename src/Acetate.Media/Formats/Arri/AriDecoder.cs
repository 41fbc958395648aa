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
        var frames = SequenceFrames.Of(clip);
        var (header, recorded, reason) = await Task.Run(() => frames.FirstOf(First, cancellationToken), cancellationToken).ConfigureAwait(false);
        var parameters = recorded.For(settings);
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
                Warnings = [.. WarningsOf(header), .. parameters.WhiteWarning is { } white ? (string[])[white] : []],
            },
        };
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

    /// <summary>What a frame says, and the order of samples that it proves.</summary>
    private static (AriHeader, AriParameters, string) First(ClipFile file)
    {
        using var content = file.Open();
        if (content.Length > FileSequence.LargestFile) throw new InvalidDataException($"The file has {content.Length:N0} bytes; a frame has at most {FileSequence.LargestFile:N0}.");
        var bytes = ArrayPool<byte>.Shared.Rent((int)content.Length);
        try
        {
            var length = content.ReadAtLeast(bytes.AsSpan(0, (int)content.Length), (int)content.Length, throwOnEndOfStream: false);
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
        return new(number, bytes, new(own.For(settings) with { Order = first.Order }, PictureOf(header, bytes, length)), mosaic) { Timecode = TimecodeBytes.Label(header.Bytes(0x1A8, 4)) };
    }
}
