using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Acetate.Hashing;

namespace Acetate.Steps.Transfer;

/// <summary>Reads and writes the entries that requests and results have one of for each file: by hand, because a roll has tens of thousands.</summary>
/// <remarks>The JSON is that of <see cref="StepJson"/>: camelCase, enums in kebab case, members of any other name passed over.</remarks>
internal abstract class FileJson<T> : JsonConverter<T>
{
    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException($"A {typeof(T).Name} is a JSON object.");
        var entry = new FileEntry();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (Is(ref reader, "path"u8)) entry.Path = Text(ref reader);
            else if (Is(ref reader, "as"u8)) entry.As = Text(ref reader);
            else if (Is(ref reader, "length"u8)) entry.Length = Next(ref reader) == JsonTokenType.Null ? null : reader.GetInt64();
            else if (Is(ref reader, "expected"u8) || Is(ref reader, "digests"u8)) entry.Digests = Digests(ref reader);
            else if (Is(ref reader, "modified"u8)) entry.Modified = Next(ref reader) == JsonTokenType.Null ? null : reader.GetDateTimeOffset();
            else if (Is(ref reader, "outcome"u8) || Is(ref reader, "verdict"u8)) entry.Word = Text(ref reader);
            else if (Is(ref reader, "message"u8)) entry.Message = Text(ref reader);
            else if (Is(ref reader, "blocks"u8)) entry.Blocks = Text(ref reader);
            else if (Next(ref reader) is JsonTokenType.StartObject or JsonTokenType.StartArray) reader.Skip();
        }

        if (reader.TokenType != JsonTokenType.EndObject) throw new JsonException($"A {typeof(T).Name} does not end.");
        return entry.Path is null ? throw new JsonException($"A {typeof(T).Name} has no path.") : Of(entry);
    }

    /// <summary>The entry of what was read.</summary>
    protected abstract T Of(FileEntry entry);

    protected static void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> name, ImmutableArray<DigestText> digests)
    {
        writer.WriteStartArray(name);
        foreach (var digest in digests)
        {
            writer.WriteStartObject();
            writer.WriteString("format"u8, digest.Format);
            writer.WriteString("text"u8, digest.Text);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static ImmutableArray<DigestText> Digests(ref Utf8JsonReader reader)
    {
        if (Next(ref reader) != JsonTokenType.StartArray) throw new JsonException("The hashes of a file are a JSON array.");
        DigestText? first = null;
        ImmutableArray<DigestText>.Builder? several = null;
        while (Next(ref reader) != JsonTokenType.EndArray)
        {
            var digest = Digest(ref reader);
            if (first is null) first = digest;
            else (several ??= Begun(first)).Add(digest);
        }

        return several is not null ? several.DrainToImmutable() : first is not null ? [first] : [];

        static ImmutableArray<DigestText>.Builder Begun(DigestText first)
        {
            var builder = ImmutableArray.CreateBuilder<DigestText>();
            builder.Add(first);
            return builder;
        }
    }

    private static DigestText Digest(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("A hash is a JSON object of format and text.");
        string? format = null, text = null;
        while (Next(ref reader) == JsonTokenType.PropertyName)
        {
            if (Is(ref reader, "format"u8)) format = Format(ref reader);
            else if (Is(ref reader, "text"u8)) text = Text(ref reader);
            else if (Next(ref reader) is JsonTokenType.StartObject or JsonTokenType.StartArray) reader.Skip();
        }

        return format is null || text is null ? throw new JsonException("A hash lacks its format or its text.") : new(format, text);
    }

    // One string for each format, not one for each file.
    private static string? Format(ref Utf8JsonReader reader)
    {
        if (Next(ref reader) == JsonTokenType.String)
            foreach (var name in FormatNames)
                if (reader.ValueTextEquals(name)) return name;
        return reader.GetString();
    }

    private static bool Is(ref Utf8JsonReader reader, ReadOnlySpan<byte> name) =>
        reader.ValueTextEquals(name) || (!reader.HasValueSequence && !reader.ValueIsEscaped && System.Text.Ascii.EqualsIgnoreCase(reader.ValueSpan, name));

    private static string? Text(ref Utf8JsonReader reader)
    {
        Next(ref reader);
        return reader.GetString();
    }

    private static JsonTokenType Next(ref Utf8JsonReader reader) => reader.Read() ? reader.TokenType : throw new JsonException("The JSON ends too early.");

    private static readonly ImmutableArray<string> FormatNames = [.. HashFormats.All.Select(HashFormats.Name)];
}

/// <summary>What an entry may have.</summary>
internal record struct FileEntry(string? Path, string? As, long? Length, ImmutableArray<DigestText> Digests, DateTimeOffset? Modified, string? Word, string? Message, string? Blocks)
{
    public readonly ImmutableArray<DigestText> AllDigests => Digests.IsDefault ? [] : Digests;
}

/// <summary>The words of an enum in kebab case.</summary>
internal static class Words<T> where T : struct, Enum
{
    private static readonly FrozenDictionary<T, string> ByValue = Enum.GetValues<T>().ToFrozenDictionary(v => v, v => JsonNamingPolicy.KebabCaseLower.ConvertName(v.ToString()));
    private static readonly FrozenDictionary<string, T> ByWord = ByValue.ToFrozenDictionary(p => p.Value, p => p.Key, StringComparer.OrdinalIgnoreCase);

    public static string Of(T value) => ByValue[value];

    public static T Parse(string? word) => word is not null && ByWord.TryGetValue(word, out var value) ? value : throw new JsonException($"'{word}' is no {typeof(T).Name}.");
}

/// <inheritdoc/>
internal sealed class CopyFileJson : FileJson<CopyFile>
{
    protected override CopyFile Of(FileEntry entry) => new(entry.Path!, entry.Length) { As = entry.As, Expected = entry.AllDigests };

    public override void Write(Utf8JsonWriter writer, CopyFile value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString("path"u8, value.Path);
        if (value.As is { } other) writer.WriteString("as"u8, other);
        if (value.Length is { } length) writer.WriteNumber("length"u8, length);
        Write(writer, "expected"u8, value.Expected);
        writer.WriteEndObject();
    }
}

/// <inheritdoc/>
internal sealed class HashFileJson : FileJson<HashFile>
{
    protected override HashFile Of(FileEntry entry) => new(entry.Path!, entry.Length) { Expected = entry.AllDigests };

    public override void Write(Utf8JsonWriter writer, HashFile value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString("path"u8, value.Path);
        if (value.Length is { } length) writer.WriteNumber("length"u8, length);
        Write(writer, "expected"u8, value.Expected);
        writer.WriteEndObject();
    }
}

/// <inheritdoc/>
internal sealed class CopiedFileJson : FileJson<CopiedFile>
{
    protected override CopiedFile Of(FileEntry entry) => new(entry.Path!, entry.Length ?? 0, Words<CopyOutcome>.Parse(entry.Word), entry.AllDigests, entry.Message ?? "");

    public override void Write(Utf8JsonWriter writer, CopiedFile value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString("path"u8, value.Path);
        writer.WriteNumber("length"u8, value.Length);
        writer.WriteString("outcome"u8, Words<CopyOutcome>.Of(value.Outcome));
        Write(writer, "digests"u8, value.Digests);
        writer.WriteString("message"u8, value.Message);
        writer.WriteEndObject();
    }
}

/// <inheritdoc/>
internal sealed class HashedFileJson : FileJson<HashedFile>
{
    protected override HashedFile Of(FileEntry entry) =>
        new(entry.Path!, entry.Length ?? 0, entry.Modified, Words<HashVerdict>.Parse(entry.Word), entry.AllDigests, entry.Message ?? "") { Blocks = entry.Blocks };

    public override void Write(Utf8JsonWriter writer, HashedFile value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString("path"u8, value.Path);
        writer.WriteNumber("length"u8, value.Length);
        if (value.Modified is { } modified) writer.WriteString("modified"u8, modified);
        writer.WriteString("verdict"u8, Words<HashVerdict>.Of(value.Verdict));
        Write(writer, "digests"u8, value.Digests);
        writer.WriteString("message"u8, value.Message);
        if (value.Blocks is { } blocks) writer.WriteString("blocks"u8, blocks);
        writer.WriteEndObject();
    }
}
