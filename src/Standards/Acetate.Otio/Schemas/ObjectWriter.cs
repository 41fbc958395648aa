using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using System.Text;
using Acetate.Otio.Json;

namespace Acetate.Otio.Schemas;

/// <summary>Writes objects with their members in the reference's order.</summary>
internal sealed class ObjectWriter(JsonOutput output, OtioWriteOptions options)
{
    private const int MostTold = 1000;
    private readonly ImmutableArray<OtioProblem>.Builder leftOut = ImmutableArray.CreateBuilder<OtioProblem>();
    private readonly List<(string? Name, int Index)> path = [];

    /// <summary>What the release cannot hold.</summary>
    public ImmutableArray<OtioProblem> LeftOut => leftOut.ToImmutable();

    /// <summary>Writes the outermost value.</summary>
    public void Write(OtioValue value)
    {
        try
        {
            Value(value);
        }
        catch (EncoderFallbackException)
        {
            throw Refusal(OtioRule.CannotWrite, "A text has half of a surrogate pair, which is no character and cannot be written.");
        }
    }

    /// <summary>Writes any value. What calls itself by content has small methods, so that the levels that are allowed fit on a small stack.</summary>
    private void Value(OtioValue? value)
    {
        if (output.Level >= OtioReader.MostLevels)
            throw Refusal(OtioRule.TooLarge, $"The object is nested deeper than {OtioReader.MostLevels} levels, and nobody could read it. Flatten the compositions within it.");
        switch (value)
        {
            case OtioValue.List list: List(list.Values); break;
            case OtioValue.Dictionary map: Dictionary(map.Members); break;
            case OtioObject made: Object(made); break;
            default: Simple(value); break;
        }
    }

    private void Simple(OtioValue? value)
    {
        switch (value)
        {
            case null or OtioValue.Null: output.Plain("null"); break;
            case OtioValue.Bool flag: output.Plain(flag.Value ? "true" : "false"); break;
            case OtioValue.Whole whole: Integer(whole.Value); break;
            case OtioValue.Real { Written: { } written } when !options.AsReference: output.Plain(written); break;
            case OtioValue.Real real: output.Number(real.Value); break;
            case OtioValue.Text text: output.Text(text.Value); break;
            case OtioValue.Time time: Time(time.Value); break;
            case OtioValue.Range range: Range(range.Value); break;
            case Color color: WriteColor(color); break;
            case V2d point: Point(point); break;
            case TimeTransform transform:
                Open("TimeTransform", 1);
                TimeMember("offset", transform.Offset);
                Number("rate", transform.Rate);
                Number("scale", transform.Scale);
                output.Close('}');
                break;
            case Box2d box:
                Open("Box2d", 1);
                output.Name("min");
                Point(box.Min);
                output.Name("max");
                Point(box.Max);
                output.Close('}');
                break;
            default: throw new InvalidOperationException($"{value.GetType()} is not known to the writer.");
        }
    }

    private void Object(OtioObject made)
    {
        Begin(made);
        switch (made)
        {
            case Item item: ItemMembers(item); break;
            case Timeline timeline:
                TimeMember("global_start_time", timeline.GlobalStartTime);
                Member("tracks", timeline.Tracks);
                break;
            case SerializableCollection collection:
                Objects("children", collection.Children, static _ => true);
                break;
            default: OtherMembers(made); break;
        }

        output.Close('}');
    }

    /// <summary>The schema, what the schema does not know, metadata and name.</summary>
    private void Begin(OtioObject made)
    {
        if (made is UnknownSchema unknown && (unknown.Name.Length == 0 || ObjectMaker.IsKnown(unknown.Name)))
            throw Refusal(OtioRule.WrongObject, $"An object of unknown schema must not be called '{SchemaWords.Shown(unknown.Name)}'.");
        Open(made.SchemaName, made switch
        {
            UnknownSchema other => other.Version,
            Clip => options.Release == OtioRelease.V014 ? 1 : 2,
            Marker => options.Release == OtioRelease.V019 ? 3 : 2,
            _ => 1,
        });
        foreach (var (name, _) in made.OtherMembers.Entries)
            if (SchemaWords.Owns(made, name)) throw Refusal(OtioRule.CannotWrite, $"Among the other members of a {made.SchemaName} is '{SchemaWords.Shown(name)}', which its schema has itself. Set it there.");
        // What was no media reference of an old clip must not stand before the one that is written.
        Members(made is Clip && options.Release == OtioRelease.V014 ? made.OtherMembers.Without("media_reference") : made.OtherMembers);
        if (made is not NamedObject named) return;
        Map("metadata", named.Metadata);
        Text("name", named.Name);
    }

    /// <summary>Members of objects that hold no other objects but in their metadata.</summary>
    private void OtherMembers(OtioObject made)
    {
        switch (made)
        {
            case MediaReference media: MediaMembers(media); break;
            case Effect effect:
                Text("effect_name", effect.EffectName);
                Flag("enabled", effect.Enabled);
                if (effect is TimeWarp warp) Number("time_scalar", warp.TimeScalar);
                break;
            case Transition transition:
                TimeMember("in_offset", transition.InOffset);
                TimeMember("out_offset", transition.OutOffset);
                Text("transition_type", transition.TransitionType);
                // Older releases keep what they do not know, but do not act on it.
                if (options.Release == OtioRelease.V019 || !transition.Enabled) Flag("enabled", transition.Enabled);
                break;
            case Marker marker:
                Member("color", options.Release == OtioRelease.V019 || marker.Color is null ? marker.Color?.ToObject() : new OtioValue.Text(marker.Color.ToName()));
                RangeMember("marked_range", marker.MarkedRange);
                Text("comment", marker.Comment);
                break;
        }
    }

    private void ItemMembers(Item item)
    {
        RangeMember("source_range", item.SourceRange);
        Objects("effects", item.Effects, static effect => effect is Effect);
        Objects("markers", item.Markers, static marker => marker is Marker);
        Flag("enabled", item.Enabled);
        Member("color", item.Color);
        if (item is Composition composition) Objects("children", composition.Children, static child => child is Item or Transition);
        if (item is Track track) Text("kind", track.Kind);
        if (item is Clip clip) ClipMembers(clip);
    }

    private void ClipMembers(Clip clip)
    {
        if (options.Release == OtioRelease.V014)
        {
            var active = clip.MediaReferences[clip.ActiveMediaReferenceKey];
            if (clip.MediaReferences.Count > (active is null ? 0 : 1) && leftOut.Count < MostTold)
            {
                var kept = active is null ? "none, as none is active," : $"'{SchemaWords.Shown(clip.ActiveMediaReferenceKey)}'";
                leftOut.Add(new(OtioRule.LeftOut, Pointer(), 0, $"The clip '{SchemaWords.Shown(clip.Name)}' has the media references {string.Join(", ", clip.MediaReferences.Names.Take(8).Select(SchemaWords.Shown))}. Release 0.14 knows one for each clip: {kept} was written."));
            }

            Member("media_reference", active ?? new MissingReference());
            return;
        }

        output.Name("media_references");
        output.Open('{');
        foreach (var (key, media) in Ordered(clip.MediaReferences))
        {
            if (media is not (MediaReference or UnknownSchema)) throw Refusal(OtioRule.WrongObject, $"A {media.SchemaName} is no media reference.");
            Member(key, media);
        }

        output.Close('}');
        Text("active_media_reference_key", clip.ActiveMediaReferenceKey);
    }

    private void MediaMembers(MediaReference media)
    {
        RangeMember("available_range", media.AvailableRange);
        Member("available_image_bounds", media.AvailableImageBounds);
        switch (media)
        {
            case ExternalReference external: Text("target_url", external.TargetUrl); break;
            case GeneratorReference generator:
                Text("generator_kind", generator.GeneratorKind);
                Map("parameters", generator.Parameters);
                break;
            case ImageSequenceReference sequence:
                Text("target_url_base", sequence.TargetUrlBase);
                Text("name_prefix", sequence.NamePrefix);
                Text("name_suffix", sequence.NameSuffix);
                Integer("start_frame", sequence.StartFrame);
                Integer("frame_step", sequence.FrameStep);
                Number("rate", sequence.Rate);
                Integer("frame_zero_padding", sequence.FrameZeroPadding);
                Text("missing_frame_policy", sequence.MissingFramePolicy switch { MissingFramePolicy.Hold => "hold", MissingFramePolicy.Black => "black", _ => "error" });
                break;
        }
    }

    private void Open(string schema, int version)
    {
        output.Open('{');
        Text(SchemaWords.Schema, $"{schema}.{version}");
    }

    private void Time(RationalTime time)
    {
        Open("RationalTime", 1);
        Number("rate", time.Rate);
        Number("value", time.Value);
        output.Close('}');
    }

    private void Range(TimeRange range)
    {
        Open("TimeRange", 1);
        output.Name("duration");
        Time(range.Duration);
        output.Name("start_time");
        Time(range.StartTime);
        output.Close('}');
    }

    private void Point(V2d point)
    {
        Open("V2d", 1);
        Number("x", point.X);
        Number("y", point.Y);
        output.Close('}');
    }

    private void WriteColor(Color color)
    {
        Open("Color", 1);
        Number("r", color.R);
        Number("g", color.G);
        Number("b", color.B);
        Number("a", color.A);
        Text("name", color.Name);
        output.Close('}');
    }

    private void List(ImmutableArray<OtioValue> values)
    {
        output.Open('[');
        path.Add((null, 0));
        for (var i = 0; !values.IsDefault && i < values.Length; i++)
        {
            path[^1] = (null, i);
            Value(values[i]);
        }

        path.RemoveAt(path.Count - 1);
        output.Close(']');
    }

    private void Objects(string name, ImmutableArray<OtioObject> objects, Func<OtioObject, bool> belongs)
    {
        output.Name(name);
        output.Open('[');
        path.Add((name, 0));
        path.Add((null, 0));
        for (var i = 0; !objects.IsDefault && i < objects.Length; i++)
        {
            path[^1] = (null, i);
            if (objects[i] is not UnknownSchema && !belongs(objects[i])) throw Refusal(OtioRule.WrongObject, $"A {objects[i].SchemaName} does not belong into '{name}'.");
            Value(objects[i]);
        }

        path.RemoveRange(path.Count - 2, 2);
        output.Close(']');
    }

    private void Dictionary(OtioDictionary<OtioValue> members)
    {
        if (members[SchemaWords.Schema] is not null) throw Refusal(OtioRule.WrongObject, $"A dictionary must not have a member '{SchemaWords.Schema}': it would be read as an object.");
        output.Open('{');
        Members(members);
        output.Close('}');
    }

    private void Members(OtioDictionary<OtioValue> members)
    {
        foreach (var (name, value) in Ordered(members)) Member(name, value);
    }

    /// <summary>The reference sorts dictionaries by the bytes of their names.</summary>
    private ReadOnlySpan<KeyValuePair<string, T>> Ordered<T>(OtioDictionary<T> members) where T : class =>
        options.AsReference && members.Count > 1 ? members.OrderBy(member => Encoding.UTF8.GetBytes(member.Key), ByteOrder.Instance).ToArray() : members.Entries;

    private void Member(string name, OtioValue? value)
    {
        output.Name(name);
        path.Add((name, 0));
        Value(value);
        path.RemoveAt(path.Count - 1);
    }

    private void Map(string name, OtioDictionary<OtioValue> members)
    {
        output.Name(name);
        path.Add((name, 0));
        Dictionary(members);
        path.RemoveAt(path.Count - 1);
    }

    private void TimeMember(string name, RationalTime? time)
    {
        output.Name(name);
        if (time is { } known) Time(known);
        else output.Plain("null");
    }

    private void RangeMember(string name, TimeRange? range)
    {
        output.Name(name);
        if (range is { } known) Range(known);
        else output.Plain("null");
    }

    private void Text(string name, string text)
    {
        output.Name(name);
        output.Text(text);
    }

    private void Number(string name, double value)
    {
        output.Name(name);
        output.Number(value);
    }

    private void Integer(string name, long value)
    {
        output.Name(name);
        output.Plain(value.ToString(CultureInfo.InvariantCulture));
    }

    private void Flag(string name, bool value)
    {
        output.Name(name);
        output.Plain(value ? "true" : "false");
    }

    /// <summary>The reference holds 64 bits with a sign: up to 2^64 it cuts, beyond it takes a double.</summary>
    private void Integer(BigInteger value)
    {
        if (!options.AsReference || (value >= long.MinValue && value <= long.MaxValue)) output.Plain(value.ToString(CultureInfo.InvariantCulture));
        else if (value > 0 && value <= ulong.MaxValue) output.Plain("9223372036854775807");
        else output.Number(AsTheReferenceReads(value));
    }

    /// <summary>The double that the reference makes of a large whole number: digit after digit once 64 bits are full, rounding each time.</summary>
    private static double AsTheReferenceReads(BigInteger value)
    {
        var most = value.Sign < 0 ? 1UL << 63 : ulong.MaxValue;
        var (whole, read) = (0UL, 0.0);
        var isFull = false;
        foreach (var letter in BigInteger.Abs(value).ToString(CultureInfo.InvariantCulture))
        {
            var digit = (uint)(letter - '0');
            if (!isFull && (whole > most / 10 || (whole == most / 10 && digit > most % 10))) (isFull, read) = (true, whole);
            if (isFull) read = read * 10 + digit;
            else whole = whole * 10 + digit;
        }

        return value.Sign < 0 ? -read : read;
    }

    private OtioException Refusal(OtioRule rule, string message) => new(new OtioProblem(rule, Pointer(), 0, message));

    private string Pointer() => path.Count == 0 ? "/" : string.Concat(path.Select(step =>
        "/" + (step.Name is null ? step.Index.ToString(CultureInfo.InvariantCulture) : SchemaWords.Shown(step.Name).Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal))));

    /// <summary>Order of bytes.</summary>
    private sealed class ByteOrder : IComparer<byte[]>
    {
        public static readonly ByteOrder Instance = new();

        public int Compare(byte[]? x, byte[]? y) => x.AsSpan().SequenceCompareTo(y);
    }
}
