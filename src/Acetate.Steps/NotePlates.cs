using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Acetate.Compute;
using Acetate.Compute.Hosting;
using Acetate.Steps.Render;

namespace Acetate.Steps;

/// <summary>Which plates to write notes about. What was done to their pictures comes from the outputs of the render-frames steps that are used.</summary>
public sealed record NotePlatesRequest
{
    /// <summary>The store that takes the notes.</summary>
    public required Uri Store { get; init; }

    /// <summary>The folder in it; empty for the store itself.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>A note for each plate.</summary>
    public required ImmutableArray<PlateNote> Notes { get; init; }
}

/// <summary>A note beside a plate, for the artist who opens it.</summary>
/// <param name="Path">The note's path below the prefix.</param>
/// <param name="Heading">Lines that come first: shot, clip, range.</param>
/// <param name="Steps">The steps that rendered it.</param>
/// <param name="Output">The output's name in their requests.</param>
/// <param name="Remaining">What is not in the picture and still to be done by whoever looks at it, a line each.</param>
public sealed record PlateNote(string Path, ImmutableArray<string> Heading, ImmutableArray<string> Steps, string Output, ImmutableArray<string> Remaining);

/// <summary>Writes a readable note for each plate: what it is, what is applied to the picture, and what is not.</summary>
public static class NotePlates
{
    /// <summary>The name of the function.</summary>
    public const string Name = "note-plates";

    /// <summary>Runs the step.</summary>
    /// <exception cref="StepFailedException">The steps that made one plate do not agree on how: they must not be delivered as one.</exception>
    public static Task<WriteDocumentsResult> RunAsync(NotePlatesRequest request, StepContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(context);
        return WriteDocuments.RunAsync(
            new() { Store = request.Store, Prefix = request.Prefix, Documents = [.. request.Notes.Select(note => new WrittenDocument(note.Path, Encoding.UTF8.GetBytes(TextOf(note, context))))] },
            context, cancellationToken);
    }

    private static string TextOf(PlateNote note, StepContext context)
    {
        var results = note.Steps.Select(step => context.Output<RenderFramesResult>(step)).ToList();
        var recipes = results.Select(result => result.Recipes.Single(recipe => recipe.Name == note.Output)).ToList();
        var applied = recipes[0].Steps.Select(PreparedOutput.Line).ToList();
        if (recipes.Skip(1).FirstOrDefault(recipe => !recipe.Steps.Select(PreparedOutput.Line).SequenceEqual(applied)) is { } other)
            throw new StepFailedException(RetryClass.Data,
                $"Parts of '{note.Output}' were not made in the same way: by {recipes[0].Decoder} and by {other.Decoder}.",
                "Let workers of one version make the whole plate: cancel the pull and start it again.");
        var text = new StringBuilder();
        foreach (var line in note.Heading) text.Append(line).Append('\n');
        text.Append("\nApplied to the picture, in this order:\n");
        for (var place = 0; place < applied.Count; place++) text.Append(CultureInfo.InvariantCulture, $"  {place + 1}. {applied[place]}\n");
        text.Append("\nNot applied, and still to be done to see what editorial saw:\n");
        if (note.Remaining.IsEmpty) text.Append("  nothing that is known\n");
        foreach (var line in note.Remaining) text.Append(CultureInfo.InvariantCulture, $"  - {line}\n");
        var standIns = results.SelectMany(result => result.StandIns).ToList();
        if (standIns.Count > 0) text.Append("\nFrames that could not be read:\n");
        foreach (var one in standIns) text.Append(CultureInfo.InvariantCulture, $"  - {one.Number}: {(one.By == UnreadableFrames.Skip ? "left out" : StandIns.WordOf(one.By))}. {one.Reason}\n");
        var warnings = results.SelectMany(result => result.Warnings).Distinct(StringComparer.Ordinal).Where(warning => !standIns.Any(one => warning.StartsWith($"Frame {one.Number} could not be read", StringComparison.Ordinal))).ToList();
        if (warnings.Count > 0) text.Append("\nTo know:\n");
        foreach (var warning in warnings) text.Append(CultureInfo.InvariantCulture, $"  - {warning}\n");
        return text.ToString();
    }
}
