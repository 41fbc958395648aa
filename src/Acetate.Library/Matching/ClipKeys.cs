using System.Collections.Immutable;
using Acetate.Library.Clips;
using Acetate.Library.Database;
using Acetate.Library.Matching.Names;

namespace Acetate.Library.Matching;

/// <summary>The keys that clips of the library are found by, kept beside them.</summary>
internal static class ClipKeys
{
    /// <summary>PostgreSQL's index takes no more; nobody names a clip in so many letters.</summary>
    private const int Longest = 400;

    /// <summary>Stands before a unique id; no folded name has it.</summary>
    private const char UmidMark = '~';

    extension(LibraryTransaction tx)
    {
        /// <summary>Keeps the keys of clips that were just kept. The clips' own ids do not count: roll and name say which they are.</summary>
        public async Task PutClipKeysAsync(IReadOnlyCollection<Clip> clips, CancellationToken cancellationToken)
        {
            BulkColumn<Clip>[] which = [new("roll_id", BulkKind.Id, c => c.Roll), new("name", BulkKind.Text, c => c.Name)];
            await tx.BulkAsync("DELETE FROM clip_keys WHERE clip_id IN (SELECT c.id FROM {rows} JOIN clips c ON c.roll_id = v.roll_id AND c.name = v.name)", clips, which, cancellationToken);
            await tx.BulkAsync(
                "INSERT INTO clip_keys (key, clip_id) SELECT v.key, c.id FROM {rows} JOIN clips c ON c.roll_id = v.roll_id AND c.name = v.name WHERE true ON CONFLICT DO NOTHING",
                clips.SelectMany(c => Of(c).Select(key => (Key: key, c.Roll, c.Name))),
                [new("key", BulkKind.Text, k => k.Key), new("roll_id", BulkKind.Id, k => k.Roll), new("name", BulkKind.Text, k => k.Name)],
                cancellationToken);
        }

        /// <summary>Whether the keys were made by this program's folding.</summary>
        public async Task<bool> HasClipKeysAsync(CancellationToken cancellationToken) =>
            await tx.ScalarAsync<long?>("SELECT MAX(version) FROM clip_key_folding", null, cancellationToken) == LetterKey.FoldVersion;

        /// <summary>Makes the keys of all clips anew.</summary>
        public async Task RemakeClipKeysAsync(CancellationToken cancellationToken)
        {
            const int Page = 5000;
            await tx.ExecuteAsync("DELETE FROM clip_keys", null, cancellationToken);
            for (var after = Guid.Empty; ;)
            {
                var rows = await tx.QueryAsync<Row>(
                    "SELECT id, name, reel, files, CASE WHEN facts LIKE '%clip.umid%' THEN facts ELSE '[]' END AS facts FROM clips WHERE id > @after ORDER BY id LIMIT @Page",
                    new { after, Page }, cancellationToken);
                await tx.BulkAsync(
                    "INSERT INTO clip_keys (key, clip_id) SELECT v.key, v.clip_id FROM {rows} WHERE true ON CONFLICT DO NOTHING",
                    rows.SelectMany(r => Of(r.Name, r.Reel, LibraryJson.Read<ImmutableArray<string>>(r.Files), LibraryJson.Read<ImmutableArray<ClipFact>>(r.Facts)).Select(key => (Key: key, r.Id))),
                    [new("key", BulkKind.Text, k => k.Key), new("clip_id", BulkKind.Id, k => k.Id)],
                    cancellationToken);
                if (rows.Count < Page) break;
                after = rows[^1].Id;
            }

            await tx.ExecuteAsync("DELETE FROM clip_key_folding", null, cancellationToken);
            await tx.ExecuteAsync("INSERT INTO clip_key_folding (version) VALUES (@FoldVersion)", new { LetterKey.FoldVersion }, cancellationToken);
        }
    }

    /// <summary>The key of a unique id.</summary>
    public static string OfUmid(string key) => $"{UmidMark}{key}";

    /// <summary>The unique id in a key, or an empty text.</summary>
    public static string UmidIn(string key) => key.StartsWith(UmidMark) ? key[1..] : "";

    /// <summary>The names of files without folder, extension and frame numbers, where they differ from the clip's name.</summary>
    public static ImmutableArray<string> FileNames(string clip, ImmutableArray<string> files)
    {
        var names = ImmutableArray.CreateBuilder<string>();
        foreach (var file in files)
        {
            var name = file.AsSpan(file.LastIndexOf('/') + 1);
            if (name.LastIndexOf('.') is > 0 and var dot) name = name[..dot];
            // A sequence is kept as its pattern: A001C001.[0000001-0000240] or A001C001.#######.
            if (name.IndexOfAny('[', '#', '%') is > 0 and var pattern) name = name[..pattern].TrimEnd("._-");
            if (!name.SequenceEqual(clip) && names.Count < 200 && !names.Contains(name.ToString())) names.Add(name.ToString());
        }

        return names.ToImmutable();
    }

    private static IEnumerable<string> Of(Clip clip) => Of(clip.Name, clip.Reel, clip.Files, clip.Facts);

    private static IEnumerable<string> Of(string name, string reel, ImmutableArray<string> files, ImmutableArray<ClipFact> facts)
    {
        var clip = new FilmedClip { Id = Guid.Empty, Name = name, Roll = NoRoll, Reel = reel, Files = FileNames(name, files) };
        foreach (var key in ClipIndex.KeysOf(clip)) yield return key.Length <= Longest ? key : key[..Longest];
        foreach (var fact in facts)
            if (fact.Field == "clip.umid" && LetterKey.Of(fact.Value) is { Length: >= 16 and <= Longest } umid) yield return OfUmid(umid);
    }

    private static readonly FilmedRoll NoRoll = new(Guid.Empty, "", default);

    private sealed class Row
    {
        public Guid Id { get; set; }
        public string Name { get; set; } = "";
        public string Reel { get; set; } = "";
        public string Files { get; set; } = "[]";
        public string Facts { get; set; } = "[]";
    }
}
