using System.Collections.Immutable;

namespace Acetate.Otio;

/// <summary>A cut: tracks above each other, and the time at which the first frame plays.</summary>
public sealed record Timeline : NamedObject
{
    /// <inheritdoc/>
    public override string SchemaName => "Timeline";

    /// <summary>The time of the first frame, usually the record timecode such as 01:00:00:00; null when it is not said.</summary>
    public RationalTime? GlobalStartTime { get; init; }

    /// <summary>The tracks, lowest first.</summary>
    public Stack Tracks { get; init; } = new() { Name = "tracks" };

    /// <summary>The tracks with pictures, lowest first.</summary>
    public IEnumerable<Track> VideoTracks => Tracks.Children.OfType<Track>().Where(track => track.Kind == Track.Video);

    /// <summary>The tracks with sound.</summary>
    public IEnumerable<Track> AudioTracks => Tracks.Children.OfType<Track>().Where(track => track.Kind == Track.Audio);
}

/// <summary>Something that takes room on a track: a clip, a gap, or a composition within a composition.</summary>
public abstract record Item : NamedObject
{
    private protected Item()
    {
    }

    /// <summary>The part that is used, in the time of the media (or of the composition itself); null when it is all that is available.</summary>
    public TimeRange? SourceRange { get; init; }

    /// <summary>Effects in the order they apply: <see cref="Effect"/>, or an <see cref="UnknownSchema"/>.</summary>
    public ImmutableArray<OtioObject> Effects { get; init; } = [];

    /// <summary>Locators: <see cref="Marker"/>, or an <see cref="UnknownSchema"/>.</summary>
    public ImmutableArray<OtioObject> Markers { get; init; } = [];

    /// <summary>Whether it is switched on. What is off keeps its room, and shows the track below.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>The colour of its label in the timeline; null for none.</summary>
    public Color? Color { get; init; }
}

/// <summary>A piece of media in a cut.</summary>
public sealed record Clip : Item
{
    /// <summary>The key of the media that a clip usually has.</summary>
    public const string DefaultMediaKey = "DEFAULT_MEDIA";

    /// <inheritdoc/>
    public override string SchemaName => "Clip";

    /// <summary>The media it can stand for, such as the original and a proxy: <see cref="Otio.MediaReference"/>, or an <see cref="UnknownSchema"/>.</summary>
    public OtioDictionary<OtioObject> MediaReferences { get; init; } = [new(DefaultMediaKey, new MissingReference())];

    /// <summary>Which of the media is shown.</summary>
    public string ActiveMediaReferenceKey { get; init; } = DefaultMediaKey;

    /// <summary>The media that is shown; null when the key names none, or it is of an unknown schema.</summary>
    public MediaReference? MediaReference => MediaReferences[ActiveMediaReferenceKey] as MediaReference;

    /// <summary>The same clip showing other media, under the active key.</summary>
    public Clip WithMedia(MediaReference media) => this with { MediaReferences = MediaReferences.With(ActiveMediaReferenceKey, media) };
}

/// <summary>Room without anything: black on the lowest track, the track below elsewhere.</summary>
public sealed record Gap : Item
{
    /// <summary>A gap without length.</summary>
    public Gap() => SourceRange = new TimeRange(RationalTime.Zero, RationalTime.Zero);

    /// <inheritdoc/>
    public override string SchemaName => "Gap";

    /// <summary>A gap of this length.</summary>
    public static Gap Of(RationalTime duration) => new() { SourceRange = new TimeRange(new(0, duration.Rate), duration) };
}

/// <summary>An item made of other items.</summary>
public abstract record Composition : Item
{
    private protected Composition()
    {
    }

    /// <summary>What it is made of: <see cref="Item"/>, <see cref="Transition"/>, or an <see cref="UnknownSchema"/>, which takes no room.</summary>
    public ImmutableArray<OtioObject> Children { get; init; } = [];
}

/// <summary>Items one after the other.</summary>
public sealed record Track : Composition
{
    /// <summary>The kind of a track with pictures.</summary>
    public const string Video = "Video";

    /// <summary>The kind of a track with sound.</summary>
    public const string Audio = "Audio";

    /// <inheritdoc/>
    public override string SchemaName => "Track";

    /// <summary><see cref="Video"/>, <see cref="Audio"/>, or any other word.</summary>
    public string Kind { get; init; } = Video;
}

/// <summary>Items above each other, the last one on top; all begin at the same time.</summary>
public sealed record Stack : Composition
{
    /// <inheritdoc/>
    public override string SchemaName => "Stack";
}

/// <summary>A transition between the items before and after it. It takes no room: it lies over the cut.</summary>
public sealed record Transition : NamedObject
{
    /// <summary>The type of a dissolve.</summary>
    public const string Dissolve = "SMPTE_Dissolve";

    /// <summary>The type of anything else, which the metadata tell.</summary>
    public const string Custom = "Custom_Transition";

    /// <inheritdoc/>
    public override string SchemaName => "Transition";

    /// <summary>How long before the cut it begins.</summary>
    public RationalTime InOffset { get; init; } = RationalTime.Zero;

    /// <summary>How long after the cut it ends.</summary>
    public RationalTime OutOffset { get; init; } = RationalTime.Zero;

    /// <summary><see cref="Dissolve"/>, <see cref="Custom"/>, or any other word.</summary>
    public string TransitionType { get; init; } = "";

    /// <summary>Whether it is switched on; said by files of 0.19 and later.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>From its beginning to its end.</summary>
    public RationalTime Duration => InOffset + OutOffset;
}
