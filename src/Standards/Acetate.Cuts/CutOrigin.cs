namespace Acetate.Cuts;

/// <summary>A file as it was read, so that a writer knows what was changed since.</summary>
/// <param name="Document">The document of the format's own reader.</param>
/// <param name="Made">The object each event was made from, by the event's id.</param>
/// <param name="AsRead">The cut as it was read.</param>
internal sealed record CutOrigin(object Document, IReadOnlyDictionary<string, object> Made, Cut AsRead)
{
    /// <summary>A cut that remembers what it was read from.</summary>
    public static Cut Remembering(Cut cut, object document, IReadOnlyDictionary<string, object> made) =>
        cut with { Origin = new(document, made, cut) };
}
