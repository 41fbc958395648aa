using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Acetate.Compute;

/// <summary>Reads and writes the first line that a worker gets: by hand, because every worker waits for it.</summary>
/// <remarks>The JSON is that of <see cref="ComputeJson"/>. Made by the serializer it takes a new process 20 ms of compiling.</remarks>
internal sealed class WorkerRequestJson : JsonConverter<WorkerRequest>
{
    public override WorkerRequest Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("A worker's request is a JSON object.");
        var request = new WorkerRequest(null!, null!, default);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (Member.Is(ref reader, "attempt"u8)) request = request with { Attempt = Member.Text(ref reader)! };
            else if (Member.Is(ref reader, "function"u8)) request = request with { Function = Member.Text(ref reader)! };
            else if (Member.Is(ref reader, "request"u8)) request = request with { Request = Member.Json(ref reader) };
            else if (Member.Is(ref reader, "outputs"u8)) request = request with { Outputs = Outputs(ref reader) };
            else if (Member.Is(ref reader, "traceParent"u8)) request = request with { TraceParent = Member.Text(ref reader) ?? "" };
            else if (Member.Is(ref reader, "scratch"u8)) request = request with { Scratch = Member.Text(ref reader) ?? "" };
            else if (Member.Is(ref reader, "throttleBytesPerSecond"u8)) request = request with { ThrottleBytesPerSecond = Member.Next(ref reader) == JsonTokenType.Null ? null : reader.GetInt64() };
            else if (Member.Is(ref reader, "more"u8)) request = request with { More = Member.Next(ref reader) == JsonTokenType.True };
            else Member.Pass(ref reader);
        }

        return request;
    }

    public override void Write(Utf8JsonWriter writer, WorkerRequest value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString("attempt"u8, value.Attempt);
        writer.WriteString("function"u8, value.Function);
        Member.Write(writer, "request"u8, value.Request);
        if (value.Outputs is { } outputs)
        {
            writer.WriteStartObject("outputs"u8);
            foreach (var (name, output) in outputs) Member.Write(writer, Encoding.UTF8.GetBytes(name), output);
            writer.WriteEndObject();
        }

        writer.WriteString("traceParent"u8, value.TraceParent);
        writer.WriteString("scratch"u8, value.Scratch);
        if (value.ThrottleBytesPerSecond is { } rate) writer.WriteNumber("throttleBytesPerSecond"u8, rate);
        if (value.More) writer.WriteBoolean("more"u8, true);
        writer.WriteEndObject();
    }

    private static ImmutableDictionary<string, JsonElement>? Outputs(ref Utf8JsonReader reader)
    {
        if (Member.Next(ref reader) == JsonTokenType.Null) return null;
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("The outputs of earlier steps are a JSON object.");
        var outputs = ImmutableDictionary.CreateBuilder<string, JsonElement>();
        while (Member.Next(ref reader) == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            outputs[name] = Member.Json(ref reader);
        }

        return outputs.ToImmutable();
    }
}

/// <summary>Reads and writes the lines that a worker says; what every worker says is written by hand.</summary>
internal sealed class WorkerReplyJson : JsonConverter<WorkerReply>
{
    public override WorkerReply Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("What a worker says is a JSON object.");
        var reply = new WorkerReply();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (Member.Is(ref reader, "progress"u8)) reply = reply with { Progress = Next<StepProgress>(ref reader, options) };
            else if (Member.Is(ref reader, "result"u8)) reply = reply with { Result = Next<StepResult>(ref reader, options) };
            else if (Member.Is(ref reader, "more"u8)) reply = reply with { More = Member.Next(ref reader) == JsonTokenType.True };
            else Member.Pass(ref reader);
        }

        return reply;
    }

    public override void Write(Utf8JsonWriter writer, WorkerReply value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        if (value.Progress is { } progress)
        {
            writer.WriteStartObject("progress"u8);
            writer.WriteNumber("done"u8, progress.Done);
            writer.WriteNumber("total"u8, progress.Total);
            if (progress.Detail is { } detail) Member.Write(writer, "detail"u8, detail);
            writer.WriteEndObject();
        }

        if (value.Result is StepResult.Done done)
        {
            writer.WriteStartObject("result"u8);
            writer.WriteString("$type"u8, "done"u8);
            Member.Write(writer, "output"u8, done.Output);
            if (done.Usage is { } usage)
            {
                writer.WriteStartObject("usage"u8);
                writer.WriteNumber("cpuSeconds"u8, usage.CpuSeconds);
                writer.WriteNumber("peakMiB"u8, usage.PeakMiB);
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }
        else if (value.Result is { } other)
        {
            writer.WritePropertyName("result"u8);
            JsonSerializer.Serialize(writer, other, options);
        }

        if (value.More) writer.WriteBoolean("more"u8, true);
        writer.WriteEndObject();
    }

    private static T? Next<T>(ref Utf8JsonReader reader, JsonSerializerOptions options) where T : class
    {
        Member.Next(ref reader);
        return JsonSerializer.Deserialize<T>(ref reader, options);
    }
}

/// <summary>The pieces of JSON objects.</summary>
file static class Member
{
    public static bool Is(ref Utf8JsonReader reader, ReadOnlySpan<byte> name) =>
        reader.ValueTextEquals(name) || (!reader.HasValueSequence && !reader.ValueIsEscaped && Ascii.EqualsIgnoreCase(reader.ValueSpan, name));

    public static JsonTokenType Next(ref Utf8JsonReader reader) => reader.Read() ? reader.TokenType : throw new JsonException("The JSON ends too early.");

    public static string? Text(ref Utf8JsonReader reader) =>
        Next(ref reader) is JsonTokenType.String or JsonTokenType.Null ? reader.GetString() : throw new JsonException("There should be a text.");

    public static JsonElement Json(ref Utf8JsonReader reader)
    {
        Next(ref reader);
        return JsonElement.ParseValue(ref reader);
    }

    public static void Pass(ref Utf8JsonReader reader)
    {
        if (Next(ref reader) is JsonTokenType.StartObject or JsonTokenType.StartArray) reader.Skip();
    }

    public static void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> name, JsonElement value)
    {
        writer.WritePropertyName(name);
        RawJson.Write(writer, value);
    }
}
