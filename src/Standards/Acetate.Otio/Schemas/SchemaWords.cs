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

    /// <summary>Text from a file, short enough for a sentence.</summary>
    public static string Shown(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
