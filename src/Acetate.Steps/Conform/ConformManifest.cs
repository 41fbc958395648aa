using System.Buffers;
using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Acetate.Media.Trim;

namespace Acetate.Steps.Conform;

/// <summary>The package.json of a conform package: as it was planned, with what trimming gave instead of what was foreseen.</summary>
/// <remarks>Its clips stand in the order of the request's media. What the plan says beyond their files stays; the documents that are written beside it are added.</remarks>
internal static class ConformManifest
{
    private static readonly JsonWriterOptions Options = new()
    {
        Indented = true,
        NewLine = "\n",
        // As the plan writes it: names stay readable, and this JSON is never placed inside HTML unescaped.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The document's bytes.</summary>
    /// <param name="request">The request, with the planned document.</param>
    /// <param name="media">What became of its media, in its order.</param>
    /// <param name="documents">Paths and roles of the documents that are written.</param>
    public static byte[] Of(WriteConformListsRequest request, ImmutableArray<DeliveredMedium> media, IEnumerable<(string Path, string Role)> documents)
    {
        var root = JsonNode.Parse(request.Manifest)!.AsObject();
        var clips = root["clips"]?.AsArray() ?? [];
        var missing = root["missing"]?.AsArray() ?? [];
        for (var i = Math.Min(clips.Count, media.Length) - 1; i >= 0; i--)
        {
            if (media[i].IsThere) Fill(clips[i]!.AsObject(), media[i]);
            else clips.RemoveAt(i);
        }

        foreach (var medium in media.Where(medium => !medium.IsThere))
            foreach (var name in medium.Asked.Events)
                if (request.Events.FirstOrDefault(entry => entry.Cut == name.Cut && entry.Id == name.Id) is { } entry)
                    missing.Add((JsonNode)new JsonObject { ["event"] = ConformWords.Name(entry), ["source"] = medium.Clip.Name, ["fate"] = "refused", ["why"] = medium.Result.Reason ?? "Nothing was made." });
        if (missing.Count > 0) root["missing"] = missing.Parent is null ? missing : missing.DeepClone();
        var own = root["documents"]?.AsArray() ?? [];
        var there = own.Select(node => (string?)node?["path"]).ToHashSet(StringComparer.Ordinal);
        foreach (var (path, role) in documents)
            if (there.Add(path)) own.Add((JsonNode)new JsonObject { ["path"] = path, ["role"] = role });
        if (own.Parent is null) root["documents"] = own;
        var bytes = new ArrayBufferWriter<byte>();
        // Workers know the JSON of their requests alone; a tree is written without asking what its types are.
        using (var writer = new Utf8JsonWriter(bytes, Options)) root.WriteTo(writer);
        return [.. bytes.WrittenSpan, (byte)'\n'];
    }

    private static void Fill(JsonObject clip, DeliveredMedium medium)
    {
        // A file that went along unchanged has the hash that it came in with; of one that was cut the ASC MHL has it.
        var isUnchanged = medium.Result.Method is TrimMethod.Whole or TrimMethod.Frames;
        var hashes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in isUnchanged ? (clip["source"]?["files"] as JsonArray)?.OfType<JsonObject>() ?? [] : [])
            if ((string?)file["path"] is { } path && (string?)file["hash"] is { } hash) hashes.TryAdd(path, hash);
        clip["files"] = new JsonArray([.. medium.Files.Select(file =>
        {
            var made = new JsonObject { ["path"] = file.Path, ["length"] = file.Size };
            if (hashes.TryGetValue(file.Source, out var hash)) made["hash"] = hash;
            return (JsonNode)made;
        })]);
        clip["treatment"] = ConformTables.Treatment(medium);
        Put(clip, "whyWhole", medium.IsWhole ? medium.WhyWhole : null, "treatment");
        if (clip["source"] is JsonObject source)
        {
            // Labels cannot be counted on without a rate, and of sound the plan knows none.
            if (!source.ContainsKey("rate")) Put(source, "rate", medium.TimecodeIn.Length > 0 ? medium.Clip.Rate : null, "roll");
            Put(source, "timecodeIn", medium.TimecodeIn.Length > 0 ? medium.TimecodeIn : null, "rate");
            Put(source, "timecodeOut", medium.TimecodeOut.Length > 0 ? medium.TimecodeOut : null, "timecodeIn");
        }

        if (medium.Asked.IsSound || medium.Range is not { } range || range.End <= range.Start) return;
        if (clip["range"] is JsonObject there)
        {
            there["start"] = range.Start;
            there["end"] = range.End;
        }

        Put(clip, "frames", medium.Frames, "range");
        if (medium.Result.Notes.IsEmpty) return;
        var notes = clip["notes"] as JsonArray;
        if (notes is null) Put(clip, "notes", notes = [], clip.Last().Key);
        foreach (var note in medium.Result.Notes) notes.Add((JsonNode?)JsonValue.Create(note));
    }

    private static void Put(JsonObject holder, string name, JsonNode? value, string after)
    {
        if (value is null) holder.Remove(name);
        else if (holder.ContainsKey(name)) holder[name] = value;
        else if (holder.IndexOf(after) is >= 0 and var at) holder.Insert(at + 1, name, value);
        else holder.Add(name, value);
    }
}
