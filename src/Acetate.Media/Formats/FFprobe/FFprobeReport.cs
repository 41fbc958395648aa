using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;
using System.Text.Json;

namespace Acetate.Media.Formats.FFprobe;

/// <summary>FFprobe's own words, as far as we use them.</summary>
/// <remarks>Its serialiser is made when the program is built and writes nothing into members that the JSON leaves out: those look after themselves.</remarks>
public sealed record FFprobeReport
{
    private static readonly MediaJsonContext Json = new(new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = JsonNumberHandling.AllowReadingFromString,
        MaxDepth = 16,
    });

    public ImmutableArray<FFprobeStream> Streams { get; init => field = value.IsDefault ? [] : value; } = [];

    public FFprobeFormat? Format { get; init; }

    public FFprobeError? Error { get; init; }

    /// <summary>The report without what depends on the file's length.</summary>
    internal FFprobeReport WithoutDurations() => this with { Streams = [.. Streams.Select(stream => stream with { DurationTs = null, Duration = null, NbFrames = null })] };

    /// <summary>Reads a report; null when the text is none.</summary>
    public static FFprobeReport? Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, Json.FFprobeReport);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>The container.</summary>
public sealed record FFprobeFormat
{
    public string FormatName { get; init => field = value ?? ""; } = "";

    public string? Duration { get; init; }

    /// <summary>The earliest time of all streams, in seconds.</summary>
    public string? StartTime { get; init; }

    public ImmutableDictionary<string, string> Tags { get; init => field = value ?? field; } = ImmutableDictionary<string, string>.Empty;
}

/// <summary>Why FFprobe could not open a file.</summary>
public sealed record FFprobeError
{
    public int Code { get; init; }

    [JsonPropertyName("string")]
    public string Text { get; init => field = value ?? ""; } = "";
}

/// <summary>One stream.</summary>
public sealed record FFprobeStream
{
    public int Index { get; init; }

    public string? CodecName { get; init; }

    public string? CodecTagString { get; init; }

    public string? Profile { get; init; }

    public string? CodecType { get; init; }

    public int? Width { get; init; }

    public int? Height { get; init; }

    public string? SampleAspectRatio { get; init; }

    public string? PixFmt { get; init; }

    public string? FieldOrder { get; init; }

    /// <summary>Where samples of colour lie: <c>left</c>, <c>center</c>, <c>topleft</c>.</summary>
    public string? ChromaLocation { get; init; }

    /// <summary>The time of the first frame in units of <see cref="TimeBase"/>.</summary>
    public long? StartPts { get; init; }

    public string? ColorRange { get; init; }

    public string? ColorSpace { get; init; }

    public string? ColorTransfer { get; init; }

    public string? ColorPrimaries { get; init; }

    public string? RFrameRate { get; init; }

    public string? AvgFrameRate { get; init; }

    public string? TimeBase { get; init; }

    public long? DurationTs { get; init; }

    public string? Duration { get; init; }

    public string? BitsPerRawSample { get; init; }

    public int? BitsPerSample { get; init; }

    public string? NbFrames { get; init; }

    public string? NbReadPackets { get; init; }

    public string? SampleRate { get; init; }

    public int? Channels { get; init; }

    public string? ChannelLayout { get; init; }

    public ImmutableDictionary<string, int> Disposition { get; init => field = value ?? field; } = ImmutableDictionary<string, int>.Empty;

    public ImmutableDictionary<string, string> Tags { get; init => field = value ?? field; } = ImmutableDictionary<string, string>.Empty;

    public ImmutableArray<FFprobeSideData> SideDataList { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>A still picture that comes with a movie (a cover) is no footage.</summary>
    [JsonIgnore]
    public bool IsPicture => CodecType == "video" && Disposition.GetValueOrDefault("attached_pic") == 0;
}

/// <summary>What stands beside a stream.</summary>
public sealed record FFprobeSideData
{
    public string? SideDataType { get; init; }

    /// <summary>The profile of Dolby Vision.</summary>
    public int? DvProfile { get; init; }

    /// <summary>Where a point of the picture is shown, as FFprobe draws it: three rows of a number, a colon, and three numbers.</summary>
    [JsonPropertyName("displaymatrix")]
    public string? DisplayMatrix { get; init; }

    /// <summary>The nine numbers of the matrix; fewer when there is none.</summary>
    [JsonIgnore]
    public ImmutableArray<int> Matrix =>
        [.. (DisplayMatrix ?? "").Split('\n').Take(8).SelectMany(row => row[(row.IndexOf(':', StringComparison.Ordinal) + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(8))
            .Select(word => int.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : 0)];
}
