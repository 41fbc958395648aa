using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;
using Acetate.Library.Rolls;

namespace Acetate.Library.Downloads;

/// <summary>A roll that can be fetched: its first copy was read back and is right.</summary>
public sealed record OfferedRoll
{
    /// <summary>The library's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The show's short name.</summary>
    public required string Show { get; init; }

    /// <summary>The roll's name, such as <c>A001R2EC</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Camera, sound or other.</summary>
    public required RollKind Kind { get; init; }

    /// <summary>The shoot day.</summary>
    public required DateOnly ShootDay { get; init; }

    /// <summary>The unit; empty when not known.</summary>
    public string Unit { get; init; } = "";

    /// <summary>The episode or block; empty for features.</summary>
    public string Episode { get; init; } = "";

    /// <summary>The number of the shoot day, when known.</summary>
    public int? DayNumber { get; init; }

    /// <summary>The letters of the cameras whose clips it holds.</summary>
    public ImmutableArray<string> Cameras { get; init; } = [];

    /// <summary>Number of files as shot.</summary>
    public long Files { get; init; }

    /// <summary>Their bytes.</summary>
    public long Bytes { get; init; }

    /// <summary>The ASC MHL generation that seals the first copy; null when it is not sealed.</summary>
    public int? Generation { get; init; }

    /// <summary>When the first copy was read back and right: the order in which rolls are offered.</summary>
    public required DateTimeOffset VerifiedAt { get; init; }

    /// <summary>When somebody at the production moved it to the front for the site that asks, or for all; null when nobody did.</summary>
    public DateTimeOffset? PutFirstAt { get; init; }
}

/// <summary>Which rolls somebody wants. Empty fields want everything.</summary>
public sealed record DownloadFilter
{
    /// <summary>Only rolls of these units.</summary>
    public ImmutableArray<string> Units { get; init; } = [];

    /// <summary>Only rolls of this shoot day.</summary>
    public DateOnly? Day { get; init; }

    /// <summary>Only rolls of these kinds.</summary>
    public ImmutableArray<RollKind> Kinds { get; init; } = [];

    /// <summary>Only rolls with clips of one of these cameras.</summary>
    public ImmutableArray<string> Cameras { get; init; } = [];

    /// <summary>The filter in words that go on from those of a show: <c>, unit MU, camera A</c>; empty for everything.</summary>
    [JsonIgnore]
    public string Words => string.Concat(
        Units.IsEmpty ? "" : $", unit {string.Join(" or ", Units)}", Day is { } day ? $", {day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}" : "",
        Kinds.IsEmpty ? "" : $", {string.Join(" or ", Kinds.Select(KebabCase.Of))}", Cameras.IsEmpty ? "" : $", camera {string.Join(" or ", Cameras)}");

    /// <summary>Whether a roll is wanted. Units and cameras are compared without regard to case.</summary>
    public bool Wants(OfferedRoll roll)
    {
        ArgumentNullException.ThrowIfNull(roll);
        return (Units.IsEmpty || Units.Contains(roll.Unit, StringComparer.OrdinalIgnoreCase))
            && (Day is null || Day == roll.ShootDay)
            && (Kinds.IsEmpty || Kinds.Contains(roll.Kind))
            && (Cameras.IsEmpty || roll.Cameras.Any(camera => Cameras.Contains(camera, StringComparer.OrdinalIgnoreCase)));
    }
}

/// <summary>What of a roll is fetched.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<DownloadAsset>))]
public enum DownloadAsset
{
    /// <summary>Everything that was on the card, with its ASC MHL history.</summary>
    Originals,

    /// <summary>The playable proxies.</summary>
    Proxies,

    /// <summary>What was on the card besides picture and sound: metadata, reports, looks, stills.</summary>
    Sidecars,
}
