using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Acetate.Tools.Pulls.Packages;

/// <summary>Writes and reads <c>package.json</c>. The same manifest gives the same bytes.</summary>
public static class PackageJson
{
    /// <summary>The file's name, at the top of the package.</summary>
    public const string FileName = "package.json";

    /// <summary>The most bytes that are read: about a hundred thousand plates.</summary>
    public const int MostBytes = 256 << 20;

    private static readonly JsonSerializerOptions Options = Make();

    /// <summary>The document's bytes: UTF-8 without a mark, indented, lines ended by LF alone.</summary>
    /// <exception cref="ArgumentException">The manifest breaks a rule of <see cref="PackageRules"/>, which a reader would refuse.</exception>
    public static byte[] Write(PackageManifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        if (PackageRules.Check(manifest) is [var first, ..]) throw new ArgumentException($"{first.Element}: {first.Message}", nameof(manifest));
        return [.. JsonSerializer.SerializeToUtf8Bytes(manifest, Options), (byte)'\n'];
    }

    /// <summary>Reads a document. What it says is not checked: <see cref="PackageRules.Check"/> does that.</summary>
    /// <exception cref="InvalidDataException">It is no package's; the message says where and why.</exception>
    public static PackageManifest Read(ReadOnlySpan<byte> json)
    {
        if (json.Length > MostBytes) throw new InvalidDataException($"{FileName} has {json.Length:N0} bytes; no honest one has more than {MostBytes:N0}.");
        if (json.StartsWith((ReadOnlySpan<byte>)[0xef, 0xbb, 0xbf])) json = json[3..];
        if (json.Trim(" \t\r\n"u8).IsEmpty) throw new InvalidDataException($"{FileName} is empty.");
        ThrowIfAnother(json);
        try
        {
            return JsonSerializer.Deserialize<PackageManifest>(json, Options) ?? throw new InvalidDataException($"{FileName} says null.");
        }
        catch (JsonException problem)
        {
            throw new InvalidDataException($"{FileName}{Where(problem)}: {Why(problem)}", problem);
        }
    }

    // A later version may have turned everything round: it is told by its number before a member of it is missed.
    private static void ThrowIfAnother(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = Options.MaxDepth });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw new InvalidDataException($"{FileName} is not a JSON object.");
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isVersion = reader.ValueTextEquals("version"u8);
                reader.Read();
                if (!isVersion)
                {
                    reader.Skip();
                    continue;
                }

                if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt32(out var version)) throw new InvalidDataException($"{FileName} says a version that is no whole number.");
                if (version != PackageManifest.Current) throw new InvalidDataException($"{FileName} is of version {version}; version {PackageManifest.Current} is known here. Use a newer acetate.");
                return;
            }

            throw new InvalidDataException($"{FileName} does not say its version: it is not a package's.");
        }
        catch (JsonException problem)
        {
            throw new InvalidDataException($"{FileName}{Where(problem)}: {Why(problem)}", problem);
        }
    }

    private static string Where(JsonException problem) =>
        (problem.Path is { Length: > 0 } path && path != "$" ? $", {Shown(path.TrimStart('$', '.'))}" : "") + (problem.LineNumber is { } line ? $", line {line + 1}" : "");

    // The serializer's messages name types of ours, which mean nothing to whoever has the file.
    private static string Why(JsonException problem) => problem.InnerException switch
    {
        JsonException text => Sentence(text.Message),
        // The reader's own, about the text, which is of a class that is not public.
        null when problem.GetType() != typeof(JsonException) => Sentence(problem.Message),
        _ when problem.Message.Contains("missing required", StringComparison.Ordinal) => $"it lacks {Shown(problem.Message[(problem.Message.IndexOf("including:", StringComparison.Ordinal) is >= 0 and var at ? at + 10 : problem.Message.LastIndexOf(':') + 1)..].Trim(' ', '.'))}.",
        _ when problem.Message.Contains("uplicate", StringComparison.Ordinal) => "a member stands there twice.",
        _ => "it is not JSON, or what stands there is not of the kind that is needed.",
    };

    private static string Sentence(string message) => Shown((message.IndexOf(" LineNumber", StringComparison.Ordinal) is > 0 and var at ? message[..at] : message).Trim());

    private static string Shown(string text) => string.Concat(text.Take(300).Select(letter => char.IsControl(letter) ? '?' : letter));

    private static JsonSerializerOptions Make()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            WriteIndented = true,
            NewLine = "\n",
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            // Names of shots and people stay readable; this JSON is never placed inside HTML unescaped.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            MaxDepth = 12,
            PropertyNameCaseInsensitive = false,
            NumberHandling = JsonNumberHandling.Strict,
            AllowDuplicateProperties = false,
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
        };
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
