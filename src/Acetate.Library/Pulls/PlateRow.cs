namespace Acetate.Library.Pulls;

/// <summary>A row of pull_plates.</summary>
internal class PlateRow
{
    /// <summary>Its columns.</summary>
    public const string Columns =
        "pull_id, place, shot, element, version, clip_id, used_start, used_end, start_frame, end_frame, recipe, pattern, first_number, made, failed";

    public Guid PullId { get; set; }
    public int Place { get; set; }
    public string Shot { get; set; } = "";
    public string Element { get; set; } = "";
    public int Version { get; set; }
    public Guid ClipId { get; set; }
    public long UsedStart { get; set; }
    public long UsedEnd { get; set; }
    public long StartFrame { get; set; }
    public long EndFrame { get; set; }
    public string Recipe { get; set; } = "";
    public string Pattern { get; set; } = "";
    public long FirstNumber { get; set; }
    public long Made { get; set; }
    public string Failed { get; set; } = "";

    /// <summary>Its columns where the table has another name.</summary>
    public static string ColumnsOf(string table) => string.Join(", ", Columns.Split(", ").Select(column => $"{table}.{column}"));

    public PullPlate ToPlate() => new()
    {
        Pull = PullId,
        Place = Place,
        Shot = Shot,
        Element = Element,
        Version = Version,
        Clip = ClipId,
        UsedStart = UsedStart,
        UsedEnd = UsedEnd,
        Start = StartFrame,
        End = EndFrame,
        Recipe = Recipe,
        Pattern = Pattern,
        FirstNumber = FirstNumber,
        Made = Made,
        Failed = Failed,
    };
}
