using System.Collections.Immutable;
using System.Globalization;
using Acetate.Compute.Hosting;
using Acetate.Imaging.Colour.Gamuts;
using Acetate.Media.Encode;
using Acetate.Media.Encode.Movies;
using Acetate.Media.Inspect;
using Acetate.Timing;

namespace Acetate.Steps.Render;

/// <summary>A movie that is to be made, decided.</summary>
/// <param name="Settings">What kind.</param>
/// <param name="Movie">What it says of itself.</param>
/// <param name="Editorial">What it says of its clip as media for editing; null: it is none.</param>
/// <param name="Warnings">What a person should know, in sentences.</param>
internal sealed record MoviePlan(MovieSettings Settings, MovieDescription Movie, EditorialPlan? Editorial, ImmutableArray<string> Warnings)
{
    // What nobody knows the meaning of gets no marks.
    private static readonly PictureColour Unknown = new("not known", KnownGamuts.Ap0, PictureTransfer.Other);

    /// <summary>Whether it becomes media for Avid: a file for the pictures and one for each track of sound.</summary>
    public bool IsAvid => Editorial is not null && Settings.Container == MovieContainer.MxfOpAtom;

    /// <summary>Decides.</summary>
    /// <param name="output">Its colours and framing.</param>
    /// <param name="settings">What kind.</param>
    /// <param name="sound">It goes with the picture.</param>
    /// <param name="first">The first frame, counted from 0.</param>
    /// <param name="end">The frame after the last.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="StepFailedException">There can be no such movie; the message says why and what to do.</exception>
    public static async Task<MoviePlan> OfAsync(PreparedOutput output, MovieSettings settings, RenderSound sound, long first, long end, CancellationToken cancellationToken)
    {
        var warnings = ImmutableArray.CreateBuilder<string>();
        var inspection = output.Inspection;
        var own = FrameRate.TryParse(inspection.Image?.Rate ?? inspection.Timecode?.Rate, out var said) ? said.ToKnown() : default;
        var rate = RateOf(output.Wanted.File.Rate) ?? own;
        if (!rate.IsSet) throw RenderFrames.Refused("Nothing says how many frames a second the clip has, and a movie must.", "Say it with --rate, such as 24000/1001.");
        var label = LabelOf(inspection, first, rate);
        if (label is null && inspection.Timecode?.Start is { } start) warnings.Add($"The clip's label {start} at {inspection.Timecode.Rate} cannot be counted at {rate}: the movie has no timecode.");
        var movie = new MovieDescription
        {
            Width = EvenFrame.Even(output.Canvas.Width),
            Height = EvenFrame.Even(output.Canvas.Height),
            Rate = rate,
            Frames = end - first,
            PixelAspect = RatioOf(output.Framing.PixelAspect),
            Timecode = label,
            Reel = settings.Container switch
            {
                // MOV keeps the reel with the label, and FFmpeg's MP4 has no place for it.
                MovieContainer.Mp4 => null,
                MovieContainer.Mov when label is null => null,
                _ => Clean(inspection.Reel),
            },
            Clip = Clean(inspection.Name),
            Colour = output.Colour.Result?.Colour ?? Unknown,
        };
        if (MovieArguments.WhyNot(settings, movie) is { } reason) throw RenderFrames.Refused($"'{output.Wanted.Name}': {reason}");
        var editorial = output.Wanted.Editorial is { } asked ? EditorialPlan.Of(output, asked, sound, movie, first) : null;
        if (editorial is not null)
        {
            if (label is null) warnings.Add($"The clip has no timecode that counts its frames: '{output.Wanted.Name}' is labelled from {editorial.Clip.Start}, frames counted from the clip's first. Agree with editing how it is found.");
            var told = editorial.Clip.ToMovie(movie.Width, movie.Height, []);
            movie = movie with { Timecode = told.Timecode, Clip = told.Clip, Reel = settings.Container == MovieContainer.Mp4 ? null : told.Reel };
        }

        if (settings.Container == MovieContainer.MxfOpAtom && editorial is null)
        {
            if (sound.IsThere) warnings.Add("An OP-Atom file holds the picture alone: the clip's sound is not in it.");
        }
        else if (own.IsSet && own != rate)
        {
            if (sound.IsThere) warnings.Add($"The clip runs at {own} and the movie at {rate}: the clip's sound would not fit, and is not in it.");
        }
        else
        {
            var found = await sound.StreamsAsync(settings.Container, first, rate, cancellationToken).ConfigureAwait(false);
            // Media for Avid has a file for each track.
            if (settings.Container == MovieContainer.MxfOpAtom) editorial = editorial! with { Tracks = found.Streams };
            else movie = movie with { Sound = found.Streams };
            warnings.AddRange(found.Warnings);
        }

        return new(settings, movie, editorial, warnings.ToImmutable());
    }

    private static FrameRate? RateOf(string? text) => text is null ? null
        : FrameRate.TryParse(text, out var rate, out var reason) ? rate : throw RenderFrames.Refused($"'{text}' is no frame rate: {reason}", "Write it as 24, 25 or 24000/1001.");

    // Labels that count as many frames a second, or half or a third of them, are counted at the picture's rate.
    private static Timecode? LabelOf(ClipInspection inspection, long first, FrameRate rate)
    {
        if (inspection.Timecode is not { Start: { } text, Rate: { } ratio } || !FrameRate.TryParse(ratio, out var counted) || !Timecode.TryParse(text, counted, out var start, out _)) return null;
        var (each, rest) = Math.DivRem(rate.LabelsPerSecond, counted.LabelsPerSecond);
        return each < 1 || rest != 0 || (start.IsDrop && !rate.CanDropFrames) ? null : Timecode.Wrapping(start.Frame * each + first, rate, start.IsDrop);
    }

    // Pixels are a small ratio wide: 2 to 1, 4 to 3, 9 to 5.
    private static FrameAspect RatioOf(double aspect)
    {
        for (var down = 1; down < 1000; down++)
        {
            var across = Math.Round(aspect * down);
            if (across >= 1 && Math.Abs(across / down - aspect) < 1e-6) return new((int)across, down);
        }

        return new((int)Math.Round(aspect * 1000), 1000);
    }

    private static string? Clean(string? text) => text is null ? null : string.Concat(text.Where(letter => !char.IsControl(letter))).Trim() is { Length: > 0 } clean ? clean : null;

    /// <summary>The movie as a line of a recipe says it.</summary>
    public string Marks => string.Create(CultureInfo.InvariantCulture, $"{Movie.Width}×{Movie.Height} at {Movie.Rate}, {Movie.Colour.Name}");
}
