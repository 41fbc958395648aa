using System.Collections.Immutable;
using Acetate.Media.Decode;
using Acetate.Media.Decode.Samples;
using Acetate.Media.Formats.FFmpeg;
using Acetate.Media.Inspect;
using Acetate.Media.Render;

namespace Acetate.Media.Formats.Exr;

/// <summary>OpenEXR in lines and in tiles, compressed in any way but DWA, is read here; DWA is left to FFmpeg.</summary>
public sealed class ExrDecoder : IPictureFormat
{
    private const int HeaderBytes = 1 << 20;

    /// <inheritdoc/>
    public string Name => "OpenEXR";

    /// <inheritdoc/>
    public bool Knows(ClipSource clip, ClipInspection inspection)
    {
        ArgumentNullException.ThrowIfNull(clip);
        ArgumentNullException.ThrowIfNull(inspection);
        return !clip.Files.IsEmpty && clip.Kind != ClipKind.Sound && inspection.Image?.Codec == "exr";
    }

    /// <inheritdoc/>
    public async Task<PictureSource> OpenAsync(ClipSource clip, ClipInspection inspection, DecodeSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(clip);
        ArgumentNullException.ThrowIfNull(settings);
        var frames = SequenceFrames.Of(clip);
        var first = frames.FirstOf(Read, cancellationToken);
        var encoding = settings.Encoding is { } named ? new SourceEncoding(named, "named by the caller") : ExrPicture.EncodingOf(first.Chromaticities.AsSpan());
        if (first.Other is { } other)
        {
            // FFmpeg 5 to 7 takes the display window's size and not where it begins.
            if ((first.Display.Left, first.Display.Top) != (0, 0))
                throw new DecodeException($"The OpenEXR picture is {other}, and its display window does not begin at 0,0, which FFmpeg misplaces. Save it with ZIP compression.");
            if (first.LongAttribute is { } name)
                throw new DecodeException($"The OpenEXR picture is {other}, and FFmpeg, which would read it, loses its way after the long attribute '{name}'. Save it with ZIP compression, or without the attribute.");
            // With one thread its complaints stand before the frame that they are about.
            return await FFmpegDecoder.OpenAsync(clip, inspection, encoding, settings with { Threads = 1 }, cancellationToken).ConfigureAwait(false);
        }

        return new FileSequence(frames, (number, _, bytes, length) => Frame(number, bytes, length, first))
        {
            Description = new()
            {
                Width = first.Display.Width,
                Height = first.Display.Height,
                Frames = frames.Count,
                Encoding = encoding.Encoding,
                EncodingOrigin = encoding.Origin,
                Decoder = AcetateDecoders.Version,
                Steps =
                [
                    new RecipeStep(RecipeStage.Decode, $"OpenEXR, {first.Kind}; beyond the data window black") { Tool = AcetateDecoders.Version }
                        .With("channels", string.Join(' ', first.Channels.Select(channel => $"{channel.Name}:{channel.Type switch { 0 => "uint", 1 => "half", _ => "float" }}")))
                        .With("data", Text(first.Data)).With("display", Text(first.Display)),
                ],
                Warnings = encoding.Warning is { } warning ? [warning] : [],
            },
        };
    }

    private static string Text(Writing.PixelWindow window) => FormattableString.Invariant($"{window.Width}×{window.Height} at {window.Left},{window.Top}");

    private static ExrPicture Read(ClipFile file)
    {
        using var content = file.Open();
        var head = new byte[Math.Min(content.Length, HeaderBytes)];
        var picture = ExrPicture.Read(head.AsSpan(0, content.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)));
        if (picture.Other is null) picture.Colours();
        return picture;
    }

    private static ExrFrame Frame(long number, byte[] bytes, int length, ExrPicture first)
    {
        var picture = ExrPicture.Read(bytes.AsSpan(0, length));
        if (picture.Other is { } other) throw new InvalidDataException($"The frame is {other}, the first one is not: a clip is of one kind.");
        if ((picture.Display.Width, picture.Display.Height) != (first.Display.Width, first.Display.Height))
            throw new InvalidDataException($"The frame is {picture.Display.Width}×{picture.Display.Height}, the first one {first.Display.Width}×{first.Display.Height}: a clip has one size.");
        return new(number, bytes, length, picture, picture.Colours()) { Timecode = picture.Timecode };
    }

    private sealed class ExrFrame(long number, byte[] rented, int length, ExrPicture picture, ImmutableArray<(int At, SampleKind Kind, bool IsWhole)> colours) : HeldFrame(number, rented)
    {
        protected override void Make(byte[] bytes, PictureRow row)
        {
            var chunks = new ExrLines(picture, bytes, length);
            var (data, display) = (picture.Data, picture.Display);
            float[][] rows = [new float[display.Width], new float[display.Width], new float[display.Width]];
            var (left, right) = (Math.Max(data.Left, display.Left), Math.Min(data.Right, display.Right));
            for (var y = display.Top; y < display.Bottom; y++)
            {
                foreach (var values in rows) Array.Clear(values);
                if (y >= data.Top && y < data.Bottom && left < right)
                {
                    var line = chunks.Line(y - data.Top);
                    for (var c = 0; c < 3; c++)
                    {
                        var (at, kind, isWhole) = colours[c];
                        var into = rows[c].AsSpan(left - display.Left, right - left);
                        var from = line[(at + (left - data.Left) * SampleRows.BytesOf(kind))..];
                        if (isWhole)
                            for (var x = 0; x < into.Length; x++) into[x] = System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(from[(4 * x)..]);
                        else SampleRows.Read(from, into, kind);
                    }
                }

                row(y - display.Top, rows[0], rows[1], rows[2]);
            }
        }
    }
}
