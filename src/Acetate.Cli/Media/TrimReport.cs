using System.CommandLine;
using Acetate.Media.Inspect;
using Acetate.Media.Trim;

namespace Acetate.Cli.Media;

/// <summary>Says what became of a trim.</summary>
internal static class TrimReport
{
    /// <summary>Writes it, and gives the exit code.</summary>
    public static ExitCode Write(ParseResult parsed, ClipSource clip, TrimOutcome outcome, bool isJson)
    {
        var output = parsed.InvocationConfiguration.Output;
        if (outcome is TrimOutcome.Refused refused)
        {
            if (isJson) CliJson.Write(output, new { clip = clip.Name, files = Array.Empty<TrimmedFile>(), method = "refused", exact = false, reason = refused.Reason });
            else output.WriteLine($"{Table.Visible(clip.Name)}: not cut. {Table.Visible(refused.Reason)} With --whole it is copied whole.");
            return ExitCode.Found;
        }

        var made = (TrimOutcome.Made)outcome;
        if (isJson)
            CliJson.Write(output, new { clip = clip.Name, made.Files, method = made.Method, made.Exact, made.Proof, made.Range, made.Sidecars, made.Missing, made.Notes });
        else Sentences(output, made);
        return made.Exact ? ExitCode.Done : ExitCode.Found;
    }

    private static void Sentences(TextWriter output, TrimOutcome.Made made)
    {
        var range = made.Range;
        var (first, last) = (made.Files[0], made.Files[^1]);
        output.WriteLine($"{Table.Visible(first.Path)}{(made.Files.Length > 1 ? $" to {Table.Visible(last.Path)}" : "")}: "
            + (made.Method == TrimMethod.Whole ? "the whole clip" : $"{range.End - range.Start:N0} {range.Unit}, from {range.In ?? $"{range.Start}"} up to, without, {range.Out ?? $"{range.End}"}")
            + $". {char.ToUpperInvariant(made.Proof[0])}{made.Proof[1..]}.");
        foreach (var sidecar in made.Sidecars) output.WriteLine($"{Table.Visible(sidecar.Path)}: copied along unchanged; it describes the whole clip.");
        foreach (var note in made.Notes) output.WriteLine($"note: {Table.Visible(note)}");
        if (made.Missing.Length > 0) output.WriteLine($"missing: frames {string.Join(", ", made.Missing.Take(20))}{(made.Missing.Length > 20 ? " and more" : "")}");
    }
}
