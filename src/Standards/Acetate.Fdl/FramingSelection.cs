using System.Collections.Immutable;

namespace Acetate.Fdl;

/// <summary>Which framing decision of a list is meant. What is null is not asked for.</summary>
/// <param name="Context">Label of the context.</param>
/// <param name="Canvas">Id of the canvas.</param>
/// <param name="Intent">Id of the framing intent.</param>
public sealed record FramingSelection(string? Context = null, string? Canvas = null, string? Intent = null)
{
    /// <summary>Finds the framing decision.</summary>
    /// <param name="list">The list.</param>
    /// <remarks>
    /// A canvas with several framing decisions, none of which was asked for, gives the one of the list's default intent.
    /// </remarks>
    public FramingChoice In(FramingDecisionList list)
    {
        ArgumentNullException.ThrowIfNull(list);
        var contexts = list.Contexts.Where(context => Context is null || context.Label == Context).ToList();
        if (contexts.Count == 0)
            return Missing(Context is null ? "The list has no context." : $"The list has no context '{Context}'.", "contexts", list.Contexts.Select(context => context.Label ?? "(without label)"));
        var canvases = (from context in contexts from canvas in context.Canvases where Canvas is null || canvas.Id == Canvas select (context, canvas)).ToList();
        var where = Context is null ? "The list" : $"Context '{Context}'";
        if (canvases.Count == 0)
            return Missing(Canvas is null ? $"{where} has no canvas." : $"{where} has no canvas '{Canvas}'.", "canvases", contexts.SelectMany(context => context.Canvases).Select(canvas => canvas.Id));
        var decisions = (
            from pair in canvases
            from decision in pair.canvas.FramingDecisions
            where Intent is null || decision.FramingIntentId == Intent
            select new FramingChoice.Found(pair.context, pair.canvas, decision)).ToList();
        var which = canvases.Count == 1 ? $"Canvas '{canvases[0].canvas.Id}'" : where;
        if (decisions.Count == 0)
            return Missing(Intent is null ? $"{which} has no framing decision." : $"{which} has no framing decision for the intent '{Intent}'.", "intents", canvases.SelectMany(pair => pair.canvas.FramingDecisions).Select(decision => decision.FramingIntentId));
        var owners = decisions.Select(found => found.Canvas).Distinct().ToList();
        if (owners.Count > 1)
            return Several($"{where} has {owners.Count} canvases that it could be. Name one", "canvases", owners.Select(canvas => canvas.Id));
        if (decisions.Count > 1 && Intent is null && decisions.Where(found => found.Decision.FramingIntentId == list.DefaultFramingIntent).ToList() is [var usual])
            return usual;
        return decisions is [var only]
            ? only
            : Several($"{which} has {decisions.Count} framing decisions, and none of them is the list's default. Name the intent", "intents", decisions.Select(found => found.Decision.FramingIntentId));
    }

    private static FramingChoice.Missing Missing(string sentence, string kind, IEnumerable<string> known)
    {
        var names = Names(known);
        return new(names.Length == 0 ? sentence : $"{sentence} It has the {kind} {names}.");
    }

    private static FramingChoice.Ambiguous Several(string sentence, string kind, IEnumerable<string> known) => new($"{sentence}: the {kind} are {Names(known)}.");

    private static string Names(IEnumerable<string> known)
    {
        var names = known.Distinct(StringComparer.Ordinal).ToImmutableArray();
        return string.Join(", ", names.Take(20)) + (names.Length > 20 ? $" and {names.Length - 20:N0} more" : "");
    }
}

/// <summary>What a <see cref="FramingSelection"/> found.</summary>
public abstract record FramingChoice
{
    private FramingChoice() { }

    /// <summary>One framing decision.</summary>
    /// <param name="Context">Its context.</param>
    /// <param name="Canvas">Its canvas.</param>
    /// <param name="Decision">The framing decision.</param>
    public sealed record Found(FramingContext Context, Canvas Canvas, FramingDecision Decision) : FramingChoice;

    /// <summary>Nothing that was asked for.</summary>
    /// <param name="Message">A sentence that names what there is.</param>
    public sealed record Missing(string Message) : FramingChoice;

    /// <summary>More than one.</summary>
    /// <param name="Message">A sentence that names them.</param>
    public sealed record Ambiguous(string Message) : FramingChoice;
}
