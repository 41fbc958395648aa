namespace Acetate.Otio.Schemas;

/// <summary>Names that many places need.</summary>
internal static class SchemaWords
{
    /// <summary>The member that names an object's schema.</summary>
    public const string Schema = "OTIO_SCHEMA";

    /// <summary>Text without characters.</summary>
    public static readonly OtioValue.Text EmptyText = new("");

    /// <summary>What a value is, for a sentence.</summary>
    public static string Kind(OtioValue value) => value switch
    {
        OtioValue.Null => "null",
        OtioValue.Bool => "true or false",
        OtioValue.Whole => "a whole number",
        OtioValue.Real => "a number",
        OtioValue.Text => "text",
        OtioValue.List => "a list",
        OtioValue.Dictionary => "a dictionary",
        OtioValue.Time => "a RationalTime",
        OtioValue.Range => "a TimeRange",
        OtioObject known => $"a {Shown(known.SchemaName)}",
        _ => $"a {value.GetType().Name}",
    };

    /// <summary>Whether a name is one that the schema of an object has itself: among its other members it would be read in place of the true one.</summary>
    public static bool Owns(OtioObject made, string name) => name == Schema || (made is NamedObject && name is "metadata" or "name") || made switch
    {
        Timeline => name is "global_start_time" or "tracks",
        Item => name is "source_range" or "effects" or "markers" or "enabled" or "color" || made switch
        {
            Track => name is "children" or "kind",
            Stack => name is "children",
            Clip => name is "media_references" or "active_media_reference_key",
            _ => false,
        },
        Transition => name is "in_offset" or "out_offset" or "transition_type" or "enabled",
        Marker => name is "color" or "marked_range" or "comment",
        Effect => name is "effect_name" or "enabled" || (made is TimeWarp && name is "time_scalar"),
        MediaReference => name is "available_range" or "available_image_bounds" || made switch
        {
            ExternalReference => name is "target_url",
            GeneratorReference => name is "generator_kind" or "parameters",
            ImageSequenceReference => name is "target_url_base" or "name_prefix" or "name_suffix" or "start_frame" or "frame_step" or "rate" or "frame_zero_padding" or "missing_frame_policy",
            _ => false,
        },
        SerializableCollection => name is "children",
        _ => false,
    };

    /// <summary>Text from a file, short enough for a sentence.</summary>
    public static string Shown(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
