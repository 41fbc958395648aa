using System.Collections.Immutable;
using System.Globalization;

namespace Acetate.Otio.Schemas;

/// <summary>Makes objects of their members, upgrading older versions on the way.</summary>
internal static class ObjectMaker
{
    /// <summary>The newest version that is read of each schema; older ones are upgraded.</summary>
    private static readonly Dictionary<string, int> Newest = new(
        from versions in new[]
        {
            (1, "Timeline Stack Track Sequence Gap Filler Transition Effect TimeEffect LinearTimeWarp FreezeFrame SerializableCollection SerializeableCollection"),
            (1, "ExternalReference MissingReference GeneratorReference ImageSequenceReference"),
            (1, "RationalTime TimeRange TimeTransform Color V2d Box2d SerializableObjectRef"),
            (2, "Clip"),
            (3, "Marker"),
        }
        from name in versions.Item2.Split(' ')
        select KeyValuePair.Create(name, versions.Item1), StringComparer.Ordinal);

    /// <summary>Makes an object.</summary>
    /// <param name="members">Its members.</param>
    /// <param name="at">Which of them names the schema.</param>
    /// <param name="depth">How deep it lies: the outermost is 1.</param>
    /// <exception cref="SchemaSlip">It is not as its schema wants it.</exception>
    public static OtioValue Make(MemberSet members, int at, int depth)
    {
        var written = members.TakeText(at);
        var (name, version) = Split(written, ref members);
        if (!Newest.TryGetValue(name, out var newest)) return new UnknownSchema(name, version) { OtherMembers = members.Rest() };
        members.Schema = name;
        if (version > newest)
            throw members.Slip(OtioRule.UnsupportedVersion, $"{name}.{version} is newer than the newest known version, {name}.{newest}. Have the program that wrote the file write for an older release of OpenTimelineIO.", SchemaWords.Schema);
        return name switch
        {
            "Timeline" => new Timeline { Tracks = members.Of<Stack>("tracks"), GlobalStartTime = members.OptionalTime("global_start_time") }.ReadName(ref members),
            "Stack" => new Stack { Children = Children(ref members) }.ReadItem(ref members),
            "Track" or "Sequence" => new Track { Children = Children(ref members), Kind = members.Text("kind") }.ReadItem(ref members),
            "Clip" => version < 2 ? OldClip(ref members) : NewClip(ref members),
            "Gap" or "Filler" => new Gap().ReadItem(ref members),
            "Transition" => new Transition
            {
                InOffset = members.Time("in_offset"),
                OutOffset = members.Time("out_offset"),
                TransitionType = members.Text("transition_type"),
                Enabled = members.Bool("enabled", true),
            }.ReadName(ref members),
            "Marker" => MakeMarker(ref members, version),
            "Effect" => new PlainEffect().ReadEffect(ref members),
            "TimeEffect" => new TimeEffect().ReadEffect(ref members),
            "LinearTimeWarp" => new LinearTimeWarp { TimeScalar = members.Number("time_scalar") }.ReadEffect(ref members),
            "FreezeFrame" => new FreezeFrame { TimeScalar = members.Number("time_scalar") }.ReadEffect(ref members),
            "ExternalReference" => new ExternalReference { TargetUrl = members.Text("target_url") }.ReadMedia(ref members),
            "MissingReference" => new MissingReference().ReadMedia(ref members),
            "GeneratorReference" => new GeneratorReference { GeneratorKind = members.Text("generator_kind"), Parameters = members.Map("parameters", required: true) }.ReadMedia(ref members),
            "ImageSequenceReference" => Sequence(ref members),
            "SerializableCollection" or "SerializeableCollection" =>
                new SerializableCollection { Children = members.List("children", static _ => true, "an object with a schema", required: true) }.ReadName(ref members),
            "RationalTime" => new OtioValue.Time(new(Rate: members.Number("rate"), Value: members.Number("value"))),
            "TimeRange" => new OtioValue.Range(new(Duration: members.Time("duration"), StartTime: members.Time("start_time"))),
            "TimeTransform" => new TimeTransform(members.Time("offset"), Rate: members.Number("rate"), Scale: members.Number("scale")),
            "Color" => new Color(members.Number("r"), members.Number("g"), members.Number("b"), members.Number("a"), members.Text("name")),
            "V2d" => new V2d(members.Number("x"), members.Number("y")),
            "Box2d" => new Box2d(members.Of<V2d>("min"), members.Of<V2d>("max")),
            _ => throw members.Slip(OtioRule.Reference, "The file shares objects by reference (SerializableObjectRef), which no release of OpenTimelineIO writes. Have each object written where it is used."),
        };
    }

    /// <summary>Name and version of a schema: the version stands after the last point.</summary>
    private static (string Name, int Version) Split(string written, ref MemberSet members)
    {
        var point = written.LastIndexOf('.');
        return point > 0 && int.TryParse(written.AsSpan(point + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var version)
            ? (written[..point], version)
            : throw members.Slip(OtioRule.BadSchema, $"'{SchemaWords.Shown(written)}' is no schema. A schema has a name and a version, such as Clip.2.", SchemaWords.Schema);
    }

    /// <summary>Whether a schema is one that is read into objects of its own.</summary>
    public static bool IsKnown(string schema) => Newest.ContainsKey(schema);

    private static Clip NewClip(ref MemberSet members) => (Clip)new Clip
    {
        MediaReferences = members.Objects("media_references", static media => media is MediaReference, "a media reference"),
        ActiveMediaReferenceKey = members.Text("active_media_reference_key"),
    }.ReadItem(ref members);

    /// <summary>Clip.1 had one media reference; a missing one where nothing stands, or no object.</summary>
    private static Clip OldClip(ref MemberSet members)
    {
        var media = members.Object("media_reference");
        // What newer names stand for in an older object is nobody's; the reference writes over it too.
        members.Any("media_references");
        members.Any("active_media_reference_key");
        if (media is not (null or MediaReference or UnknownSchema))
            throw members.Slip(OtioRule.WrongObject, $"'media_reference' of a Clip should be a media reference or null, but is {SchemaWords.Kind(media)}.", "media_reference");
        return (Clip)new Clip { MediaReferences = [new(Clip.DefaultMediaKey, media ?? new MissingReference())] }.ReadItem(ref members);
    }

    /// <summary>Marker.1 called its range otherwise; up to Marker.2 the colour is a name, from Marker.3 on an object.</summary>
    private static Marker MakeMarker(ref MemberSet members, int version)
    {
        var range = members.Range(version < 2 ? "range" : "marked_range");
        if (version < 2) members.Any("marked_range");
        var marker = new Marker { MarkedRange = range, Comment = members.Text("comment", "") };
        marker = members.Any("color") switch
        {
            null => marker,
            OtioValue.Null => marker with { Color = null },
            Color color => marker with { Color = color },
            OtioValue.Text name => marker with { Color = Color.Named(name.Value) },
            var other => throw members.Slip(OtioRule.WrongType, $"'color' of a Marker should be {(version < 3 ? "text" : "a Color")}, but is {SchemaWords.Kind(other)}.", "color"),
        };
        return (Marker)marker.ReadName(ref members);
    }

    private static MediaReference Sequence(ref MemberSet members)
    {
        var sequence = new ImageSequenceReference
        {
            TargetUrlBase = members.Text("target_url_base"),
            NamePrefix = members.Text("name_prefix"),
            NameSuffix = members.Text("name_suffix"),
            StartFrame = members.Integer("start_frame"),
            FrameStep = members.Integer("frame_step"),
            Rate = members.Number("rate"),
            FrameZeroPadding = members.Integer("frame_zero_padding"),
        };
        var policy = members.Text("missing_frame_policy");
        return (sequence with
        {
            MissingFramePolicy = policy switch
            {
                "error" => MissingFramePolicy.Error,
                "hold" => MissingFramePolicy.Hold,
                "black" => MissingFramePolicy.Black,
                _ => throw members.Slip(OtioRule.WrongType, $"'missing_frame_policy' is '{SchemaWords.Shown(policy)}'; there are error, hold and black.", "missing_frame_policy"),
            },
        }).ReadMedia(ref members);
    }

    private static ImmutableArray<OtioObject> Children(ref MemberSet members) =>
        members.List("children", static child => child is Item or Transition, "a clip, a gap, a transition, a track or a stack", required: true);

    private static MediaReference ReadMedia(this MediaReference media, ref MemberSet members) =>
        (MediaReference)(media with { AvailableRange = members.OptionalRange("available_range"), AvailableImageBounds = members.Optional<Box2d>("available_image_bounds") }).ReadName(ref members);

    private static Effect ReadEffect(this Effect effect, ref MemberSet members) =>
        (Effect)(effect with { EffectName = members.Text("effect_name"), Enabled = members.Bool("enabled", true) }).ReadName(ref members);

    private static Item ReadItem(this Item item, ref MemberSet members) => (Item)(item with
    {
        SourceRange = members.OptionalRange("source_range", item.SourceRange),
        Effects = members.List("effects", static effect => effect is Effect, "an effect"),
        Markers = members.List("markers", static marker => marker is Marker, "a marker"),
        Enabled = members.Bool("enabled", true),
        Color = members.Optional<Color>("color"),
    }).ReadName(ref members);

    /// <summary>Name, metadata, and what is left.</summary>
    private static NamedObject ReadName(this NamedObject made, ref MemberSet members)
    {
        made = made with { Metadata = members.Map("metadata"), Name = members.Text("name", "") };
        return made with { OtherMembers = members.Rest() };
    }
}
