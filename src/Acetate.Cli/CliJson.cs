using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Acetate.Cli;

/// <summary>How <c>--json</c> writes: one indented document, camelCase names, enums as kebab-case words.</summary>
internal static class CliJson
{
    /// <summary>Shared by all commands.</summary>
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        // The document goes to a terminal or a file, never into HTML; names of files stay readable.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    /// <summary>Writes the document and a line end.</summary>
    public static void Write<T>(TextWriter output, T document) =>
        output.WriteLine(JsonSerializer.Serialize(document, Options));
}
