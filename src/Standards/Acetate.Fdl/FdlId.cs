namespace Acetate.Fdl;

/// <summary>The two kinds of ids (schema 2.0.1, <c>fdl_id</c> and <c>fdl_id_framing_decision</c>).</summary>
public static class FdlId
{
    private const int Most = 32;

    /// <summary>Whether a text can be an id.</summary>
    /// <param name="id">The text.</param>
    /// <param name="ofDecision">Whether the id is a framing decision's.</param>
    public static bool IsValid(string id, bool ofDecision = false)
    {
        ArgumentNullException.ThrowIfNull(id);
        if (!ofDecision) return id.Length is >= 1 and <= Most && IsPlain(id);
        var hyphen = id.IndexOf('-', StringComparison.Ordinal);
        return id.Length <= (2 * Most) + 1 && hyphen > 0 && hyphen < id.Length - 1 && IsPlain(id.AsSpan(0, hyphen)) && IsPlain(id.AsSpan(hyphen + 1));
    }

    /// <summary>The id that a framing decision must have.</summary>
    /// <param name="canvasId">Its canvas.</param>
    /// <param name="intentId">Its intent.</param>
    public static string OfDecision(string canvasId, string intentId) => $"{canvasId}-{intentId}";

    internal static string Rule(bool ofDecision) => ofDecision
        ? "A framing decision's id is its canvas's id, a hyphen and its intent's id, at most 65 characters."
        : "An id has 1 to 32 letters (A to Z, a to z), digits and underscores.";

    private static bool IsPlain(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
            if (!char.IsAsciiLetterOrDigit(c) && c != '_')
                return false;
        return true;
    }
}
