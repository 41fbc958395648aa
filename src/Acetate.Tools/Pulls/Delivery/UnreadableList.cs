using System.Text.Json;
using Acetate.Tools.Pulls.Packages;

namespace Acetate.Tools.Pulls.Delivery;

/// <summary>What a package lists of frames that could not be read. It is somebody else's file: nothing of it is taken on trust.</summary>
internal sealed class UnreadableList
{
    private const long MostBytes = 64 << 20;
    private const int MostFrames = 1_000_000, LongestText = 2000;
    private const string Advice = "Ask whoever made the package for this file anew.";

    private readonly Dictionary<string, Dictionary<long, (string Stands, string Why)>> byPattern = new(StringComparer.Ordinal);

    /// <summary>The list that says nothing.</summary>
    public static UnreadableList None { get; } = new();

    /// <summary>What stands for the frames of a plate, by their numbers; empty where nothing is listed.</summary>
    public IReadOnlyDictionary<long, (string Stands, string Why)> Of(string pattern) => byPattern.TryGetValue(pattern, out var frames) ? frames : new();

    /// <summary>Reads the list that a package names; what is wrong with it is told, and then it says nothing.</summary>
    public static UnreadableList Read(PackageManifest package, DeliveredFiles files, DeliveryFindings findings)
    {
        if (package.Unreadable is not { } path) return None;
        if (!files.Has(path))
        {
            findings.Error("unreadable-list", path, "The list of frames that could not be read is not there.", Advice);
            return None;
        }

        try
        {
            if (files.LengthOf(path) > MostBytes) throw new InvalidDataException($"It has {files.LengthOf(path):N0} bytes; no honest list has more than {MostBytes:N0}.");
            using var content = files.Open(path);
            using var json = JsonDocument.Parse(content, new() { MaxDepth = 8 });
            return Of(json.RootElement, package, path, findings);
        }
        catch (Exception unreadable) when (unreadable is InvalidDataException or JsonException or IOException or UnauthorizedAccessException)
        {
            findings.Error("unreadable-list", path, $"The list of frames that could not be read is no such list: {unreadable.Message}", Advice);
            return None;
        }
    }

    private static UnreadableList Of(JsonElement root, PackageManifest package, string path, DeliveryFindings findings)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("frames", out var frames) || frames.ValueKind != JsonValueKind.Array) throw new InvalidDataException("It has no 'frames'.");
        var list = new UnreadableList();
        var plates = package.Plates.ToDictionary(plate => plate.Pattern, StringComparer.Ordinal);
        var count = 0;
        foreach (var frame in frames.EnumerateArray())
        {
            if (++count > MostFrames) throw new InvalidDataException($"It has more than {MostFrames:N0} frames.");
            if (frame.ValueKind != JsonValueKind.Object || Text(frame, "pattern") is not { } pattern || Text(frame, "standsThere") is not ("black" or "chequer" or "nothing") || Text(frame, "standsThere") is not { } stands
                || !frame.TryGetProperty("number", out var element) || element.ValueKind != JsonValueKind.Number || !element.TryGetInt64(out var number))
                throw new InvalidDataException($"Entry {count:N0} lacks its pattern, its number, or what stands there (black, chequer or nothing).");
            if (!plates.TryGetValue(pattern, out var plate) || number < plate.FirstNumber || number > plate.LastNumber)
            {
                findings.Error("unreadable-list", path, $"It lists frame {number} of '{pattern}', which is no frame of this package.", Advice);
                continue;
            }

            if (!list.byPattern.TryGetValue(pattern, out var known)) list.byPattern[pattern] = known = [];
            known[number] = (stands, Text(frame, "why") ?? "");
        }

        return list;
    }

    private static string? Text(JsonElement frame, string name) =>
        frame.TryGetProperty(name, out var element) && element.ValueKind == JsonValueKind.String && element.GetString() is { Length: <= LongestText } text ? text : null;
}
