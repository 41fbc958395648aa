using System.Collections.Immutable;
using System.Globalization;
using Acetate.Imaging.Resample;
using Acetate.Media.Decode;
using Acetate.Media.Encode.Movies;
using Acetate.Media.Inspect;
using Acetate.Media.Native;
using Acetate.Media.Render;
using Acetate.Timing;

namespace Acetate.Media.Encode;

/// <summary>The picture of a proxy of raw or of a camera's logarithm: decoded, developed and scaled here, encoded by FFmpeg.</summary>
internal sealed class DevelopedProxy(TimeProvider clock, ProxyLooks looks)
{
    private static readonly TimeSpan Stall = TimeSpan.FromMinutes(3);

    /// <summary>Makes it.</summary>
    /// <returns>How FFmpeg ended, the job as it was done (the decoder knows the size of what is shown), and how many frames there are.</returns>
    /// <exception cref="DecodeException">The clip cannot be decoded.</exception>
    public async Task<(ChildResult Result, PictureJob Job, long Frames)> RunAsync(
        ClipSource clip, ClipInspection inspection, PictureJob job, ImmutableArray<string>.Builder notes,
        ImmutableArray<string>.Builder faults, Action<long, long?> progress, CancellationToken cancellationToken)
    {
        // One pixel of each four is enough where the proxy has no more.
        var turn = PictureRotation.Of(inspection);
        var settings = new DecodeSettings { Debayer = inspection.Image?.Width >= 2 * (turn is 90 or 270 ? job.Height : job.Width) ? DebayerQuality.Half : DebayerQuality.Quick };
        await using var source = await PictureFormats.OpenAsync(clip, inspection, settings, cancellationToken).ConfigureAwait(false);
        var picture = source.Description;
        var look = looks(picture);
        var (width, height) = ProxyPlan.Fit(picture.Width * picture.Reduction, picture.Height * picture.Reduction, inspection.Image?.Squeeze, turn is 90 or 270);
        var (across, down) = turn is 90 or 270 ? (height, width) : (width, height);
        job = job with { Width = width, Height = height };
        notes.AddRange(look.Notes);
        var (missing, named) = (0, new List<string>());
        var result = await new ChildProcess
        {
            Program = "ffmpeg",
            Arguments = FFmpegArguments.Picture(job),
            Reads = job.Inputs,
            Writes = [job.Output],
            TimeLimit = TimeSpan.FromHours(24),
            StallLimit = Stall,
            OutputLimit = 256 << 20,
            OnLine = static _ => { },
            Input = async (input, token) =>
            {
                var sink = new Sink(input, job);
                var output = new RenderOutput
                {
                    ToLight = look.ToLight,
                    Placement = Placement.Fill(picture.Width, picture.Height, across, down),
                    // Reduced pictures are means of what they show; a proxy's edges need no more.
                    Filter = picture.Width >= 2 * across ? ResampleFilter.Area : ResampleFilter.CatmullRom,
                    ToDelivery = look.ToDisplay,
                    Turn = turn,
                    Mirror = PictureRotation.IsMirrored(inspection),
                    Sink = sink,
                };
                var done = 0L;
                await foreach (var frame in new FrameRun(source, [output], Environment.ProcessorCount).RunAsync(0, picture.Frames, token).ConfigureAwait(false))
                {
                    if (frame.Verdict != FrameVerdict.Made && ++missing <= ProxyFaults.Most)
                        named.Add($"Frame {frame.Number.ToString(CultureInfo.InvariantCulture)}: {frame.Reason}");
                    progress(++done, picture.Frames);
                }
            },
        }.RunAsync(clock, cancellationToken).ConfigureAwait(false);
        ProxyFaults.Add(faults, named, missing);
        return (result, job, picture.Frames);
    }

    /// <summary>Hands pictures to FFmpeg in their order; one that cannot be had shows the one before it, so that the others keep their place.</summary>
    private sealed class Sink(Stream input, PictureJob job) : FrameSink
    {
        private static readonly ComponentLayout Layout = new(8, 2, 2);

        private readonly MovieDescription _movie = new() { Width = job.Width, Height = job.Height, Rate = new FrameRate(25), Frames = 1 };
        private byte[]? _last;

        public override ValueTask<FrameWriter> BeginAsync(SourceFrame frame, CancellationToken cancellationToken)
        {
            var picture = new byte[Layout.Bytes(job.Width, job.Height)];
            return ValueTask.FromResult<FrameWriter>(new Held(new ComponentFrame(_movie, Layout, picture, static _ => { }), picture));
        }

        public override async ValueTask<string?> TakeAsync(SourceFrame frame, FrameWriter writer, CancellationToken cancellationToken)
        {
            _last = ((Held)writer).Picture;
            await input.WriteAsync(_last, cancellationToken).ConfigureAwait(false);
            return null;
        }

        public override async ValueTask MissAsync(long number, CancellationToken cancellationToken) =>
            await input.WriteAsync(_last ?? Black(), cancellationToken).ConfigureAwait(false);

        private byte[] Black()
        {
            var picture = new byte[Layout.Bytes(job.Width, job.Height)];
            Layout.Blacken(picture, job.Width, job.Height);
            return picture;
        }

        private sealed class Held(ComponentFrame inner, byte[] picture) : FrameWriter
        {
            public byte[] Picture => picture;

            public override void Row(ReadOnlySpan<float> red, ReadOnlySpan<float> green, ReadOnlySpan<float> blue) => inner.Row(red, green, blue);

            public override void Complete() => inner.Complete();

            protected override void Dispose(bool disposing)
            {
                inner.Dispose();
                base.Dispose(disposing);
            }
        }
    }
}
