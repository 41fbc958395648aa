using System.Text;
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

    /// <summary>Writes the document and a line end, piece by piece: lists may be as long as a roll has files.</summary>
    public static void Write<T>(TextWriter output, T document)
    {
        using (var stream = new Utf8ToText(output)) JsonSerializer.Serialize(stream, document, Options);
        output.WriteLine();
    }

    /// <summary>Turns the serializer's bytes into a writer's characters.</summary>
    private sealed class Utf8ToText(TextWriter output) : Stream
    {
        private readonly Decoder decoder = Encoding.UTF8.GetDecoder();
        private readonly char[] characters = new char[4096];

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            while (!buffer.IsEmpty)
            {
                decoder.Convert(buffer, characters, flush: false, out var used, out var made, out _);
                output.Write(characters.AsSpan(0, made));
                buffer = buffer[used..];
            }
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));
        public override bool CanRead => false;
        public override bool CanSeek => false;
        public override bool CanWrite => true;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
        public override void Flush() { }
        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
