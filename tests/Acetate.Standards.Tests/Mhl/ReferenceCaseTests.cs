using System.Text.Json;
using Acetate.Mhl;

namespace Acetate.Standards.Tests.Mhl;

/// <summary>Every recorded case of the reference program gives its verdict and its manifests here, except where the table says why not.</summary>
public sealed class ReferenceCaseTests
{
    public static TheoryData<string> Cases() => [.. ReferenceCase.Ids()];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_case_of_the_reference_program_gives_its_verdict_and_its_manifests(string id)
    {
        using var recorded = new ReferenceCase(id);

        var runs = await recorded.ReplayAsync();

        foreach (var run in runs)
        {
            var expected = Divergences.ExitCode(id, run.Number) ?? run.MappedExitCode;
            Assert.True(expected == run.Ours.ExitCode, $"{id} run {run.Number} ({run.Command}): expected {expected}, got {run.Ours.ExitCode}: {run.Ours.Detail}");
            OfficialSchema.AssertValid(run.Written);
            if (Divergences.SkipsWrites(id, run.Number)) continue;
            Compare(id, run);
        }
    }

    private static void Compare(string id, Run run)
    {
        var expectedPaths = run.ExpectedWrites.Select(w => w.GetProperty("path").GetString()!).Order(StringComparer.Ordinal);
        Assert.Equal(expectedPaths, run.Written.Keys.Order(StringComparer.Ordinal));
        foreach (var write in run.ExpectedWrites)
        {
            var path = write.GetProperty("path").GetString()!;
            var bytes = run.Written[path];
            if (write.TryGetProperty("manifest", out var manifest))
            {
                var ours = Lines(ManifestReader.Read(new MemoryStream(bytes), path));
                var theirs = Lines(manifest);
                if (ours[0] == "process Flatten") Divergences.AdjustPackingList(id, theirs, ours);
                Assert.True(theirs.SequenceEqual(ours), $"{id} run {run.Number} {path}\nexpected:\n{string.Join('\n', theirs)}\ngot:\n{string.Join('\n', ours)}");
            }
            else
            {
                var chain = ChainReader.Read(new MemoryStream(bytes));
                var theirs = write.GetProperty("chain").EnumerateArray().Select(e => $"{e.GetProperty("sequencenr")} {e.GetProperty("path").GetString()}");
                Assert.Equal(theirs, chain.Entries.Select(e => $"{e.Number} {e.FileName}"));
            }
        }
    }

    /// <summary>What counts in a manifest: everything but host, tool, dates of the process, the order of references, and their C4, whose bytes differ.</summary>
    private static List<string> Lines(MhlManifest manifest)
    {
        var lines = new List<string> { $"process {manifest.Process}" };
        if (manifest.RootHash is { } root) lines.Add($"root {Text(root.Content)} | {Text(root.Structure)}");
        lines.AddRange(manifest.IgnorePatterns.Select(p => $"ignore {p}"));
        lines.AddRange(manifest.Creator.Authors.Select(a => $"author {a.Name} {a.Email} {a.Phone} {a.Role}"));
        lines.Add($"at {manifest.Creator.Location} {manifest.Creator.Comment}");
        foreach (var entry in manifest.Entries)
        {
            lines.Add(entry switch
            {
                MhlFileEntry file => $"file {file.Path} {(file.Size is null or 0 ? "" : file.Size)} {(manifest.Process == MhlProcess.Flatten ? null : file.Modified?.UtcDateTime):s} {Text(file.Hashes)} < {file.PreviousPath}",
                MhlDirectoryEntry folder => $"folder {folder.Path} {Text(folder.Hashes.Content)} | {Text(folder.Hashes.Structure)} < {folder.PreviousPath}",
                _ => throw new InvalidOperationException(),
            });
        }

        lines.AddRange(manifest.References.Select(r => $"reference {r.Path}").Order(StringComparer.Ordinal));
        return lines;

        static string Text(IEnumerable<MhlHash> hashes) =>
            string.Join(' ', hashes.Select(h => $"{MhlFormats.Name(h.Digest.Format)}:{h.Digest}:{h.Action?.ToString().ToLowerInvariant()}"));
    }

    private static List<string> Lines(JsonElement manifest)
    {
        var process = manifest.GetProperty("processinfo");
        var lines = new List<string> { $"process {process.GetProperty("process").GetString() switch { "in-place" => "InPlace", "transfer" => "Transfer", _ => "Flatten" }}" };
        if (process.TryGetProperty("roothash", out var root)) lines.Add($"root {Text(root, "content")} | {Text(root, "structure")}");
        if (process.TryGetProperty("ignore", out var ignore)) lines.AddRange(ignore.EnumerateArray().Select(p => $"ignore {p.GetString()}"));
        var creator = manifest.GetProperty("creatorinfo");
        if (creator.TryGetProperty("authors", out var authors))
            lines.AddRange(authors.EnumerateArray().Select(a => $"author {Get(a, "name")} {Get(a, "email")} {Get(a, "phone")} {Get(a, "role")}"));
        lines.Add($"at {Get(creator, "location")} {Get(creator, "comment")}");
        foreach (var entry in manifest.TryGetProperty("hashes", out var hashes) ? hashes.EnumerateArray() : [])
        {
            if (entry.GetProperty("kind").GetString() == "hash")
            {
                var date = Get(entry, "lastmodificationdate") is { Length: > 0 } text ? DateTimeOffset.Parse(text).UtcDateTime.ToString("s") : "";
                lines.Add($"file {Get(entry, "path")} {(entry.TryGetProperty("size", out var size) ? size.ToString() : "")} {date} {Text(entry, "hashes")} < {Get(entry, "previousPath")}");
            }
            else
            {
                lines.Add($"folder {Get(entry, "path")} {Text(entry, "content")} | {Text(entry, "structure")} < {Get(entry, "previousPath")}");
            }
        }

        if (manifest.TryGetProperty("references", out var references))
            lines.AddRange(references.EnumerateArray().Select(r => $"reference {Get(r, "path")}").Order(StringComparer.Ordinal));
        return lines;

        static string Get(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";
        static string Text(JsonElement element, string name) => element.TryGetProperty(name, out var hashes)
            ? string.Join(' ', hashes.EnumerateArray().Select(h => $"{Get(h, "format")}:{Get(h, "value")}:{Get(h, "action")}"))
            : "";
    }
}
