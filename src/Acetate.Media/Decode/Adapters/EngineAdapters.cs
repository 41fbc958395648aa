using System.Collections.Immutable;
using System.Text.Json;

namespace Acetate.Media.Decode.Adapters;

/// <summary>A program that decodes what nobody here can: a maker's software behind the contract of docs/guide/adapters.md.</summary>
/// <param name="Name">As people call it.</param>
/// <param name="Extensions">Of the files that it decodes, in lower case without a dot.</param>
/// <param name="Program">Its name or path.</param>
/// <param name="Arguments">What it is always called with, before the operation.</param>
/// <remarks>It runs in the sandbox (<see cref="Native.Sandbox"/>): it sees the clip and the folder it lies in, and what is named here besides.</remarks>
public sealed record EngineAdapter(string Name, ImmutableArray<string> Extensions, string Program, ImmutableArray<string> Arguments)
{
    /// <summary>Files, folders and devices that it needs: the maker's software, its licence, <c>/dev/nvidia0</c>. The default is none.</summary>
    public ImmutableArray<string> Reads { get; init; } = [];

    /// <summary>Names of our environment's variables that it gets; the default is none.</summary>
    public ImmutableArray<string> Variables { get; init; } = [];

    /// <summary>Whether it reaches the network, for a licence server; the default is that it does not.</summary>
    public bool IsConnected { get; init; }

    /// <summary>How many of it may run at once on all machines together, because there are so many licences; null, the default, for any number.</summary>
    public int? Licences { get; init; }
}

/// <summary>Which adapters a site has set up.</summary>
public static class EngineAdapters
{
    /// <summary>The environment variable that names the file of adapters.</summary>
    public const string FileVariable = "ACETATE_ADAPTERS";

    /// <summary>Before the extension in capitals: the environment variable that names one program, <c>ACETATE_ADAPTER_R3D</c>.</summary>
    public const string ProgramVariable = "ACETATE_ADAPTER_";

    private const int LargestFile = 1 << 20;

    /// <summary>The adapter for files of an extension, or null. A variable of its own goes before the file.</summary>
    /// <exception cref="DecodeException">The file of adapters cannot be read or understood; the message says where.</exception>
    public static EngineAdapter? For(string extension)
    {
        ArgumentNullException.ThrowIfNull(extension);
        if (extension.Length == 0 || !extension.All(char.IsAsciiLetterOrDigit)) return null;
        if (Environment.GetEnvironmentVariable(ProgramVariable + extension.ToUpperInvariant()) is { Length: > 0 } program)
            return new(Path.GetFileName(program), [extension], program, []);
        return Environment.GetEnvironmentVariable(FileVariable) is { Length: > 0 } path ? Read(path).FirstOrDefault(adapter => adapter.Extensions.Contains(extension)) : null;
    }

    /// <summary>Reads a file of adapters.</summary>
    /// <exception cref="DecodeException">It cannot be read or understood.</exception>
    public static ImmutableArray<EngineAdapter> Read(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            if (file.Length > LargestFile) throw new DecodeException($"The file of adapters '{path}' has {file.Length:N0} bytes; it is a short list.");
            using var document = JsonDocument.Parse(file, new() { MaxDepth = 8, CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            return [.. document.RootElement.GetProperty("adapters").EnumerateArray().Select(One)];
        }
        catch (Exception problem) when (problem is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw new DecodeException($"The file of adapters '{path}' (named by {FileVariable}) cannot be understood: {problem.Message} It holds {{\"adapters\": [{{\"name\": …, \"formats\": [\"r3d\"], \"program\": …}}]}}.", problem);
        }
    }

    private static EngineAdapter One(JsonElement adapter) => new(
        adapter.GetProperty("name").GetString() ?? "",
        [.. adapter.GetProperty("formats").EnumerateArray().Select(format => (format.GetString() ?? "").TrimStart('.').ToLowerInvariant())],
        adapter.GetProperty("program").GetString() ?? "",
        Texts(adapter, "arguments"))
    {
        Reads = [.. Texts(adapter, "reads").Select(Path.GetFullPath)],
        Variables = Texts(adapter, "variables"),
        IsConnected = adapter.TryGetProperty("network", out var network) && network.GetBoolean(),
        Licences = !adapter.TryGetProperty("licences", out var licences) ? null
            : licences.ValueKind is JsonValueKind.Number && licences.TryGetInt32(out var count) && count is >= 1 and <= 1_000_000 ? count : throw new ArgumentException($"'licences' is a number from 1 on, and not {licences.GetRawText()}."),
    };

    private static ImmutableArray<string> Texts(JsonElement adapter, string name) =>
        adapter.TryGetProperty(name, out var list) ? [.. list.EnumerateArray().Select(text => text.GetString() ?? "")] : [];
}
