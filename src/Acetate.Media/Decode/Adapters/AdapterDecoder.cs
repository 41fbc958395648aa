using System.Text.Json.Nodes;
using Acetate.Media.Inspect;
using Acetate.Media.Native;

namespace Acetate.Media.Decode.Adapters;

/// <summary>Clips of formats for which a site has plugged in a program of its own. It goes before every decoder here.</summary>
public sealed class AdapterDecoder : IPictureFormat
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    public string Name => "engine adapter";

    /// <inheritdoc/>
    public bool Knows(ClipSource clip, ClipInspection inspection)
    {
        ArgumentNullException.ThrowIfNull(clip);
        return clip.Kind != ClipKind.Sound && !clip.Files.IsEmpty && EngineAdapters.For(clip.Files[0].Extension) is not null;
    }

    /// <inheritdoc/>
    public async Task<PictureSource> OpenAsync(ClipSource clip, ClipInspection inspection, DecodeSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(clip);
        ArgumentNullException.ThrowIfNull(settings);
        var adapter = EngineAdapters.For(clip.Files[0].Extension) ?? throw new DecodeException($"No engine adapter is set up for '{clip.Files[0].Name}'.");
        if (ChildProcess.Find(adapter.Program) is null)
            throw new DecodeException($"The program '{adapter.Program}' of the engine adapter '{adapter.Name}' is not there. Mend the configuration or install it.") { IsPassing = true };
        foreach (var file in clip.Files)
            if (file.LocalPath is null) throw new DecodeException($"'{file.Name}' is not on this machine, so its pictures cannot be made.") { IsPassing = true };
        var described = await Process(adapter, "describe", clip, Request(clip, settings)).RunAsync(TimeProvider.System, cancellationToken).ConfigureAwait(false);
        if (!described.IsSuccess) throw new DecodeException($"The engine adapter '{adapter.Name}' cannot open '{clip.Name}': {described.Complaint}");
        var answer = AdapterAnswer.Read(described.Output, adapter);
        return new AdapterSource(adapter, answer, clip, settings) { Description = answer.Description };
    }

    /// <summary>What is asked of a clip.</summary>
    internal static JsonObject Request(ClipSource clip, DecodeSettings settings) => new()
    {
        ["contract"] = AdapterAnswer.Contract,
        ["clip"] = new JsonObject
        {
            ["name"] = clip.Name,
            ["kind"] = clip.Kind.ToString().ToLowerInvariant(),
            ["files"] = new JsonArray([.. clip.Files.Select(file => (JsonNode)Path.GetFullPath(file.LocalPath!))]),
        },
        ["settings"] = new JsonObject
        {
            ["debayer"] = settings.Debayer.ToString().ToLowerInvariant(),
            ["exposureIndex"] = settings.ExposureIndex,
            ["whiteBalance"] = settings.WhiteBalance,
            ["tint"] = settings.Tint,
            ["encoding"] = settings.Encoding?.Name,
            ["threads"] = settings.Threads,
        },
    };

    /// <summary>The program with a request on its standard input.</summary>
    internal static ChildProcess Process(EngineAdapter adapter, string operation, ClipSource clip, JsonObject request) => new()
    {
        Program = adapter.Program,
        Arguments = [.. adapter.Arguments, operation],
        Reads = [.. Bubblewrap.Fewer([.. clip.Files.Select(file => file.LocalPath!)]), .. adapter.Reads],
        Writes = [],
        IsConnected = adapter.IsConnected,
        HasScratch = true,
        Variables = adapter.Variables.Where(name => Environment.GetEnvironmentVariable(name) is not null).Distinct(StringComparer.Ordinal)
            .ToDictionary(name => name, name => Environment.GetEnvironmentVariable(name)!, StringComparer.Ordinal),
        TimeLimit = Patience,
        StallLimit = Patience,
        OutputLimit = 1 << 20,
        MemoryLimit = 64L << 30,
        Input = async (stream, cancellationToken) => await stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(request.ToJsonString() + "\n"), cancellationToken).ConfigureAwait(false),
    };
}
