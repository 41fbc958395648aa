using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using Acetate.Imaging.Colour.Encodings;
using Acetate.Imaging.Sensor;
using Acetate.Media.Decode;
using Acetate.Media.Formats.Mxf;
using Acetate.Media.Inspect;

namespace Acetate.Media.Formats.Arri;

/// <summary>ARRIRAW in MXF (SMPTE RDD 54 and 55), 12 bits without compression, in either order of samples.</summary>
public sealed class AriMxfDecoder : IPictureFormat
{
    /// <inheritdoc/>
    public string Name => "ARRIRAW in MXF";

    /// <inheritdoc/>
    public bool Knows(ClipSource clip, ClipInspection inspection)
    {
        ArgumentNullException.ThrowIfNull(clip);
        ArgumentNullException.ThrowIfNull(inspection);
        return clip.Kind == ClipKind.Single && clip.Files is [{ Extension: "mxf" }] && inspection.Image?.Codec == "arriraw" && inspection.Image.Profile is null or "12 bit" or "12 bit reverse";
    }

    /// <inheritdoc/>
    public async Task<PictureSource> OpenAsync(ClipSource clip, ClipInspection inspection, DecodeSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(clip);
        ArgumentNullException.ThrowIfNull(inspection);
        ArgumentNullException.ThrowIfNull(settings);
        var file = clip.Files[0];
        var path = file.LocalPath ?? throw new DecodeException($"'{file.Name}' is not on this machine, so its pictures cannot be made.") { IsPassing = true };
        var pieces = new MxfPictures(path);
        try
        {
            return await OpenAsync(pieces, inspection, settings, cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidDataException problem)
        {
            pieces.Dispose();
            throw new DecodeException($"'{file.Name}': {problem.Message}", problem);
        }
        catch
        {
            pieces.Dispose();
            throw;
        }
    }

    private static async Task<PictureSource> OpenAsync(MxfPictures pieces, ClipInspection inspection, DecodeSettings settings, CancellationToken cancellationToken)
    {
        var (at, length) = pieces.At(0) ?? throw new InvalidDataException("The file has no ARRIRAW picture.");
        var (recorded, reason) = ParametersOf(inspection, settings);
        var parameters = recorded.For(settings);
        var bytes = await pieces.ReadAsync(at, length, parameters.PictureLength, cancellationToken).ConfigureAwait(false);
        try
        {
            _ = new AriDevelopment(parameters, bytes.AsMemory(0, (int)parameters.PictureLength));
            var order = AriSamples.Prove(bytes.AsSpan(0, (int)parameters.PictureLength), parameters.Width, parameters.Height, parameters.Pattern, parameters.Order);
            var proved = parameters with { Order = order };
            // A header can say anything; the file has no more frames than it has room for.
            var isCut = inspection.Frames is > 0 and var said && said > pieces.Bytes / proved.PictureLength;
            var frames = inspection.Frames is > 0 and var whole && !isCut ? whole : pieces.Count();
            var warnings = ImmutableArray.CreateBuilder<string>();
            if (reason is not null) warnings.Add($"The white balance of this ARRIRAW is an approximation: {reason}. Compare with ARRI's own software before plates are made of it.");
            if (parameters.WhiteWarning is { } white) warnings.Add(white);
            if (isCut) warnings.Add($"The file says it has {inspection.Frames} frames; {frames} are there. Look for the clip on the card or in another copy.");
            var mosaic = new MosaicDevelopment(proved.Width, proved.Height, proved.Pattern, settings.Debayer, (0, 0, proved.Width, proved.Height));
            return new AriMxfSource(pieces, proved, mosaic)
            {
                Description = new()
                {
                    Width = mosaic.Width,
                    Height = mosaic.Height,
                    Frames = frames,
                    Reduction = mosaic.Reduction,
                    Encoding = KnownEncodings.Aces,
                    EncodingOrigin = "developed from raw by ARRI's matrices of 2013",
                    Decoder = AcetateDecoders.Version,
                    Steps = AriDevelopment.Steps(proved, "ARRIRAW in MXF", AriDecoder.ReasonOf(parameters.Order, order), reason, mosaic.Step),
                    Warnings = warnings.ToImmutable(),
                },
            };
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private static (AriParameters, string? Reason) ParametersOf(ClipInspection inspection, DecodeSettings settings)
    {
        var image = inspection.Image!;
        if (image.Width is not (>= 16 and <= 16384 and var width) || image.Height is not (>= 16 and <= 16384 and var height) || width % 8 != 0)
            throw new InvalidDataException($"The ARRIRAW header says {image.Width}×{image.Height} pixels, which no camera records.");
        var index = settings.ExposureIndex ?? inspection.Exposure?.Iso ?? throw new InvalidDataException("The file says no exposure index: set one.");
        var kelvin = inspection.Exposure?.WhiteBalance ?? throw new InvalidDataException("The file says no white balance, and without it ARRIRAW has no colours.");
        var (factors, reason) = FactorsOf(inspection, kelvin);
        var model = inspection.Camera?.Model ?? "";
        var isMini = model.Contains("Mini", StringComparison.OrdinalIgnoreCase);
        var isFirst = model.Contains("ALEXA", StringComparison.OrdinalIgnoreCase) && !isMini && !model.Contains("LF", StringComparison.Ordinal) && !model.Contains("65", StringComparison.Ordinal);
        return (new()
        {
            Width = width,
            Height = height,
            Order = image.Profile == "12 bit reverse" ? AriOrder.LittleEndian : AriOrder.SwappedWords,
            Pattern = AriParameters.PatternOf(isFirst ? "ALEXA" : ""),
            WhiteBalance = factors,
            Kelvin = kelvin,
            ExposureIndex = index,
        }, reason);
    }

    private static ((double, double, double), string?) FactorsOf(ClipInspection inspection, double kelvin)
    {
        if (inspection.Facts.FirstOrDefault(fact => fact.Field == "arri.whiteBalanceFactors")?.Value.Split(' ') is [var r, var g, var b]
            && double.TryParse(r, CultureInfo.InvariantCulture, out var red) && double.TryParse(g, CultureInfo.InvariantCulture, out var green) && double.TryParse(b, CultureInfo.InvariantCulture, out var blue))
            return ((red, green, blue), null);
        if (kelvin is not (>= 1700 and <= 25000)) throw new InvalidDataException(FormattableString.Invariant($"The file says a white of {kelvin} K and no factors, so its colours are not known."));
        // Headers of ALEXA give 1.645, 1, 1.367 at 5600 K; for other whites they follow from ARRI's matrices.
        var factors = ArriSensor.FactorsFor(new(1.645, 1, 1.367), 5600, kelvin);
        return ((factors.R, factors.G, factors.B), FormattableString.Invariant($"the file says {kelvin:0} K and no factors, so they are derived from those of an ALEXA's header at 5600 K by ARRI's matrices"));
    }
}

/// <summary>Frames of ARRIRAW out of an MXF file.</summary>
internal sealed class AriMxfSource(MxfPictures pieces, AriParameters parameters, MosaicDevelopment mosaic) : PictureSource
{
    /// <inheritdoc/>
    public override required PictureDescription Description { get; init; }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<SourceFrame> ReadAsync(long first, long count, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ThrowIfOutside(first, count);
        for (var number = first; number < first + count; number++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return await FrameAsync(number, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        pieces.Dispose();
        return base.DisposeAsync();
    }

    private async Task<SourceFrame> FrameAsync(long number, CancellationToken cancellationToken)
    {
        try
        {
            if (pieces.At(number) is not var (at, length)) return new FaultyFrame(number, new($"Frame {number} is not there: the file is cut before it. Look for the clip on the card or in another copy."));
            var bytes = await pieces.ReadAsync(at, length, parameters.PictureLength, cancellationToken).ConfigureAwait(false);
            return new AriFrame(number, bytes, new(parameters, bytes.AsMemory(0, (int)parameters.PictureLength)), mosaic);
        }
        catch (InvalidDataException damage)
        {
            return new FaultyFrame(number, new($"Frame {number} is damaged: {damage.Message} Look for the clip on the card or in another copy.", damage));
        }
    }
}
