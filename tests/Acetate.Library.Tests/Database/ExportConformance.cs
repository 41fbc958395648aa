using System.Text;
using System.Text.Json;
using Acetate.Library.Audit;
using Acetate.Library.Export;
using Acetate.Library.Search;
using Dapper;

namespace Acetate.Library.Tests.Database;

public abstract partial class LibraryConformance
{
    [Fact]
    public async Task Every_table_and_column_is_exported_or_left_out_for_a_reason()
    {
        await using var library = await OpenAsync();
        await using var tx = await library.ReadAsync(Token);
        var columns = (await tx.Connection.QueryAsync<(string Table, string Column)>(tx.IsPostgres
            ? "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema()"
            : "SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE 'clip_parts%'", transaction: tx.Transaction)).ToLookup(pair => pair.Table, pair => pair.Column);

        // A new table is exported, or says why it is not; a name that is no longer one goes.
        Assert.Equal(columns.Select(table => table.Key).Order(StringComparer.Ordinal).Except(OfOneDatabase), ExportedTable.All.Select(table => table.Name).Concat(ExportedTable.LeftOut.Keys).Order(StringComparer.Ordinal).Except(OfOneDatabase));
        foreach (var table in ExportedTable.All)
        {
            Assert.Empty(table.Json.Union(table.Secret).Except(columns[table.Name]));
            // What opens a door is called a hash or a secret.
            Assert.All(columns[table.Name].Where(column => (column.EndsWith("hash", StringComparison.Ordinal) && !PlainHashes.Contains($"{table.Name}.{column}")) || column.Contains("secret", StringComparison.Ordinal)), column => Assert.Contains(column, table.Secret));
        }
    }

    [Fact]
    public async Task An_export_holds_what_the_library_knows_and_no_secret()
    {
        await using var library = await ShotAsync(await OpenAsync());
        await library.WriteAsync(tx => tx.AuditAsync("maria", "roll.seen", "A001", "film", new { why = "a\nline" }, Token), Token);

        var files = new Dictionary<string, MemoryStream>();
        var told = await library.ReadAsync(tx => tx.ExportAsync(name => files[name] = new MemoryStream(), Token), Token);

        var lines = files.ToDictionary(file => file.Key, file => Encoding.UTF8.GetString(file.Value.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<JsonElement>(line)).ToList());
        Assert.All(told, file => Assert.Equal(file.Rows, lines[file.File].Count));
        var found = (await library.SearchClipsAsync(ClipQuery.Everything, Film, Order("name"), "", 0, 500, Token)).Clips;
        Assert.Equal(found.Select(clip => (clip.Id.ToString("D"), clip.Name)).Order(), lines["clips.jsonl"].Select(clip => (clip.GetProperty("id").GetString()!, clip.GetProperty("name").GetString()!)).Order());
        var scene = lines["clips.jsonl"].Single(clip => clip.GetProperty("name").GetString() == "B001_C001_260103_R1AB");
        Assert.Equal("Regen über Zürich", scene.GetProperty("facts").EnumerateArray().Single(fact => fact.GetProperty("field").GetString() == "slate.note").GetProperty("value").GetString());
        Assert.Equal("2026-01-03", lines["rolls.jsonl"].Single(roll => roll.GetProperty("name").GetString() == "B001R1AB").GetProperty("shoot_day").GetString());
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$", lines["audit.jsonl"][^1].GetProperty("at").GetString());
        Assert.Equal(JsonValueKind.String, lines["audit.jsonl"][^1].GetProperty("detail").ValueKind);
        Assert.DoesNotContain("passwords.jsonl", files.Keys);
    }

    /// <summary>Tables that only one of the databases has.</summary>
    private static readonly string[] OfOneDatabase = ["write_marks"];

    /// <summary>Hashes that open nothing: of media, and of the audit's chain.</summary>
    private static readonly string[] PlainHashes = ["audit.hash", "audit.previous_hash", "roll_receipts.manifest_hash", "folder_receipts.manifest_hash", "workspace_files.hash", "assets.hash", "cut_offlines.hash"];
}
