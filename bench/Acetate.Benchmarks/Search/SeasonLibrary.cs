using System.Data.Common;
using System.Globalization;
using Acetate.Benchmarks.Matching;
using Acetate.Library;
using Acetate.Library.Clips;
using Acetate.Library.Rolls;
using Acetate.Library.Shows;
using Acetate.Timing;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Acetate.Benchmarks.Search;

/// <summary>A library of a long season, with as many clips on a roll and rolls in a day as shoots have: written straight into the database, because its footage would fill a machine room.</summary>
internal static class SeasonLibrary
{
    public const string Show = "film";
    public const int PerRoll = 40, PerDay = 24;
    internal static readonly string[] Cameras = ["ARRI ALEXA 35", "ARRI ALEXA Mini LF", "Sony VENICE 2", "RED KOMODO-X"];
    internal static readonly int[] Isos = [400, 500, 640, 800, 1000, 1280, 1600, 2000, 2560, 3200, 6400], Lenses = [15, 18, 21, 25, 29, 35, 40, 47, 58, 75, 95, 125];

    /// <summary>Makes it in a library that has no show yet.</summary>
    /// <param name="library">The library.</param>
    /// <param name="postgres">The connection to its schema; null where it is in SQLite.</param>
    /// <param name="clips">How many; one or more.</param>
    public static async Task MakeAsync(MediaLibrary library, string? postgres, int clips)
    {
        var stores = new Dictionary<CopyTier, Uri> { [CopyTier.Library] = library.Options.Store, [CopyTier.Archive] = library.Options.Archive };
        // A server does not start on a store that has none of its rolls.
        foreach (var store in stores.Values) Directory.CreateDirectory(Path.Join(store.LocalPath, "0"));
        await library.WriteAsync(tx => BeginAsync(tx, stores), CancellationToken.None);
        // No pool keeps the file open.
        await FillAsync(postgres is null ? new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = library.Options.Database.File, Pooling = false }.ConnectionString) : new NpgsqlConnection(postgres), clips, stores);
    }

    public static DateOnly Day(int roll) => new DateOnly(2010, 1, 4).AddDays(roll / PerDay);

    public static string Id(int roll) => new([(char)('A' + roll * 7 % 26), (char)('A' + roll / 7 % 26), (char)('A' + roll * 3 % 26)]);

    public static string RollName(int roll) => string.Create(CultureInfo.InvariantCulture, $"{(char)('A' + roll % 26)}{roll / 26 % 1000:000}R{Id(roll)}");

    public static string ClipName(int roll, int clip) =>
        string.Create(CultureInfo.InvariantCulture, $"{(char)('A' + roll % 26)}{roll / 26 % 1000:000}C{clip + 1:000}_{Day(roll):yyMMdd}_R{Id(roll)}");

    public static Timecode Start(int roll, int clip) => new(((8 * 3600) + roll % PerDay / 4 * 6000 + clip * 150 + roll % 4 * 3) * 24L, FrameRate.Fps24);

    /// <summary>The show, and the one roll and clip that all others are made like.</summary>
    private static async Task BeginAsync(LibraryTransaction tx, Dictionary<CopyTier, Uri> stores)
    {
        await tx.AddShowAsync(new Show { Name = Show, Title = "A Film" }, CancellationToken.None);
        var id = Guid.CreateVersion7();
        await tx.AddRollAsync(new Roll { Id = id, Show = Show, Name = RollName(0), Kind = RollKind.Camera, ShootDay = Day(0), Unit = "MU", Fingerprint = "0", StorePrefix = "0", FoundAt = DateTimeOffset.UnixEpoch, Stage = RollStage.Complete, Manifest = ManifestState.Intact, Files = PerRoll, Bytes = PerRoll * 27_000_000_000L }, CancellationToken.None);
        foreach (var tier in Enum.GetValues<CopyTier>())
            await tx.PutCopyAsync(new RollCopy { Id = Guid.CreateVersion7(), Roll = id, Tier = tier, Store = stores[tier].ToString(), Prefix = "0", State = CopyState.Verified, VerifiedAt = DateTimeOffset.UnixEpoch, Place = KebabCase.Of(tier) }, CancellationToken.None);
        await tx.PutStagesAsync(id, Enum.GetValues<RollStage>().Select(stage => new StageProgress { Stage = stage, State = StageState.Done, Done = 40, Total = 40, Since = DateTimeOffset.UnixEpoch, EndedAt = DateTimeOffset.UnixEpoch }), CancellationToken.None);
        await tx.PutClipsAsync(
        [
            new Clip
            {
                Id = Guid.CreateVersion7(), Roll = id, Name = ClipName(0, 0), Kind = "single", Files = [$"{RollName(0)}/{ClipName(0, 0)}.mxf"], Frames = 1440, Rate = "24", TimecodeStart = Start(0, 0).ToString(),
                Width = 4608, Height = 3164, Codec = "arriraw", Camera = Cameras[0], State = ClipState.Inspected, ProxyState = ProxyState.Made,
            },
        ], CancellationToken.None);
    }

    private static async Task FillAsync(DbConnection connection, int clips, Dictionary<CopyTier, Uri> stores)
    {
        await using var _ = connection;
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        if (connection is SqliteConnection)
        {
            command.CommandText = "PRAGMA synchronous = OFF";
            await command.ExecuteNonQueryAsync();
        }

        command.CommandText = "SELECT id FROM rolls";
        var first = Guid.Parse((await command.ExecuteScalarAsync())!.ToString()!);
        var rolls = Enumerable.Range(0, (clips + PerRoll - 1) / PerRoll).Select(r => r == 0 ? first : Guid.CreateVersion7()).ToArray();
        await BulkRows.AddAsync(connection, "rolls", ["id", "name", "shoot_day", "fingerprint", "store_prefix"],
            Enumerable.Range(1, rolls.Length - 1).Select(r => new object[] { rolls[r], RollName(r), Day(r), $"{r}", $"{r}" }));
        await BulkRows.AddAsync(connection, "roll_stages", ["roll_id", "stage"],
            rolls.Skip(1).SelectMany(roll => Enum.GetValues<RollStage>().Select(stage => new object[] { roll, KebabCase.Of(stage) })));
        foreach (var (tier, store) in stores)
            await BulkRows.AddAsync(connection, "copies", ["id", "roll_id", "tier", "store", "prefix"],
                Enumerable.Range(1, rolls.Length - 1).Select(r => new object[] { Guid.CreateVersion7(), rolls[r], KebabCase.Of(tier), store.ToString(), $"{r}" }));
        await BulkRows.AddAsync(connection, "clips", ["id", "roll_id", "name", "files", "timecode_start", "camera", "facts", "frames"],
            Enumerable.Range(1, clips - 1).Select(i => (Roll: i / PerRoll, Clip: i % PerRoll)).Select(at => new object[]
            {
                Guid.CreateVersion7(), rolls[at.Roll], ClipName(at.Roll, at.Clip), $"[\"{RollName(at.Roll)}/{ClipName(at.Roll, at.Clip)}.mxf\"]", Start(at.Roll, at.Clip).ToString(),
                Cameras[at.Roll % 4], Facts(at.Roll, at.Clip), 240L + (at.Roll * 7 + at.Clip * 131) % 2800,
            }));
    }

    private static string Facts(int roll, int clip)
    {
        var pick = new Pick((ulong)(roll * PerRoll + clip + 1));
        var day = roll / PerDay;
        var scene = $"{1 + (day * 3 + clip / 14) % 250}{(char)('A' + clip / 5 % 3)}";
        return System.Text.Json.JsonSerializer.Serialize(new ClipFact[]
        {
            new("exposure.iso", $"{pick.Of(Isos)}", "", "header"), new("lens.focalLength", $"{pick.Of(Lenses)}", "", "header"), new("lens.model", $"Signature Prime {pick.Of(Lenses)}", "", "header"),
            new("lens.iris", "T2.8", "", "header"), new("exposure.whiteBalance", "5600", "", "header"), new("slate.scene", scene, "", "sidecar"), new("slate.take", $"{1 + clip % 5}", "", "sidecar"),
            new("slate.circled", clip % 9 == 0 ? "true" : "false", "", "sidecar"),
        }, LibraryJson.Options);
    }
}
