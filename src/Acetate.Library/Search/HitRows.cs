using System.Collections.Immutable;
using Acetate.Library.Clips;
using Acetate.Library.Database;

namespace Acetate.Library.Search;

/// <summary>Reads what a list shows of clips that were found.</summary>
internal static class HitRows
{
    public static async Task<ImmutableArray<ClipHit>> ReadAsync(LibraryTransaction tx, Guid[] ids, CancellationToken cancellationToken)
    {
        if (ids.Length == 0) return [];
        var rows = await tx.QueryAsync<Row>(
            $"""
            SELECT s.clip_id, s.show, s.roll_id, s.roll, c.name, s.shoot_day, s.kind, s.unit, s.scene, s.take, s.camera, s.glass, s.lens, s.iso, s.stop, s.kelvin, c.rate, c.width, c.height,
                c.codec, c.frames, s.milliseconds, c.timecode_start, c.timecode_end, c.proxy_state, c.proxy_reason, c.proxy, c.problems, s.held, s.archived, s.circled,
                CASE WHEN EXISTS (SELECT 1 FROM copies a WHERE a.roll_id = s.roll_id AND a.tier = 'library' AND a.state = 'verified') THEN 1 ELSE 0 END AS online
            FROM clip_search s JOIN clips c ON c.id = s.clip_id WHERE s.clip_id {tx.AmongIds("texts")}
            """,
            new { texts = ids.Texts() }, cancellationToken);
        var byId = rows.ToDictionary(row => row.ClipId);
        return [.. ids.Select(id => byId[id].ToHit())];
    }

    private sealed class Row
    {
        public Guid ClipId { get; set; }
        public string Show { get; set; } = "";
        public Guid RollId { get; set; }
        public string Roll { get; set; } = "";
        public string Name { get; set; } = "";
        public string ShootDay { get; set; } = "";
        public string Kind { get; set; } = "";
        public string Unit { get; set; } = "";
        public string Scene { get; set; } = "";
        public string Take { get; set; } = "";
        public string Camera { get; set; } = "";
        public string Glass { get; set; } = "";
        public long Lens { get; set; }
        public long Iso { get; set; }
        public long Stop { get; set; }
        public long Kelvin { get; set; }
        public string Rate { get; set; } = "";
        public int? Width { get; set; }
        public int? Height { get; set; }
        public string Codec { get; set; } = "";
        public long? Frames { get; set; }
        public long Milliseconds { get; set; }
        public string TimecodeStart { get; set; } = "";
        public string TimecodeEnd { get; set; } = "";
        public string ProxyState { get; set; } = "";
        public string ProxyReason { get; set; } = "";
        public string? Proxy { get; set; }
        public string Problems { get; set; } = "[]";
        public long Held { get; set; }
        public long Archived { get; set; }
        public long Circled { get; set; }
        public long Online { get; set; }

        public ClipHit ToHit() => new()
        {
            Id = ClipId,
            Show = Show,
            Roll = RollId,
            RollName = Roll,
            Name = Name,
            ShootDay = DateOnly.ParseExact(ShootDay, "O", System.Globalization.CultureInfo.InvariantCulture),
            Kind = Kind,
            Unit = Unit,
            Scene = Scene,
            Take = Take,
            Camera = Camera,
            Glass = Glass,
            Lens = Lens < 0 ? null : Lens / 1000.0,
            Iso = Iso < 0 ? null : Iso,
            Stop = Stop < 0 ? null : Stop / 1000.0,
            Kelvin = Kelvin < 0 ? null : Kelvin,
            Rate = Rate,
            Width = Width,
            Height = Height,
            Codec = Codec,
            Frames = Frames,
            Seconds = Milliseconds < 0 ? null : Milliseconds / 1000.0,
            TimecodeStart = TimecodeStart,
            TimecodeEnd = TimecodeEnd,
            ProxyState = KebabCase.Parse<ProxyState>(ProxyState),
            ProxyReason = ProxyReason,
            Strip = Proxy is null ? null : LibraryJson.Read<ClipProxy>(Proxy).StripGrid,
            Problems = Problems == "[]" ? 0 : LibraryJson.Read<ImmutableArray<string>>(Problems).Length,
            IsHeld = Held == 1,
            IsArchived = Archived == 1,
            IsOnline = Online == 1,
            IsCircled = Circled == 1,
        };
    }
}
