using System.Collections.Immutable;
using System.Net;
using System.Text;

namespace Acetate.Cli.Rehearse;

/// <summary>What a rehearsal found.</summary>
internal sealed record RehearsalReport(ImmutableArray<RehearsedClip> Clips, ImmutableArray<string> Show)
{
    /// <summary>Whether nothing was found.</summary>
    public bool IsGood => Show.IsEmpty && Clips.All(clip => clip.Steps.All(step => step.Verdict == RehearsalVerdict.Good));

    /// <summary>The shape of <c>--json</c> and of report.json.</summary>
    public object Document => new
    {
        good = IsGood,
        show = Show,
        clips = Clips.Select(clip => new
        {
            clip.Name,
            camera = clip.Inspection?.Camera?.Model,
            codec = clip.Inspection?.Image?.Codec,
            clip.Decoder,
            steps = clip.Steps.Select(step => new { step.Name, step.Verdict, step.Message, step.Files, step.Seconds, step.Recipe }),
        }),
    };

    /// <summary>Writes report.json and report.html into the folder of the stills.</summary>
    public async Task WriteAsync(string folder, CancellationToken cancellationToken)
    {
        using var json = new StringWriter();
        CliJson.Write(json, Document);
        await File.WriteAllTextAsync(Path.Join(folder, "report.json"), json.ToString(), cancellationToken).ConfigureAwait(false);
        await File.WriteAllTextAsync(Path.Join(folder, "report.html"), Html(), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>For people at a terminal.</summary>
    public void Print(TextWriter output, string folder)
    {
        var table = new Table("clip", "inspect", "frame", "plate", "proxy", "trim", "decoder");
        foreach (var clip in Clips)
            table.Add([clip.Name, .. ((string[])["inspect", "frame", "plate", "proxy", "trim"]).Select(name => Word(clip.Steps.FirstOrDefault(step => step.Name == name))), clip.Decoder]);
        table.Write(output);
        foreach (var clip in Clips)
            foreach (var step in clip.Steps.Where(step => step.Verdict != RehearsalVerdict.Good)) output.WriteLine($"{Table.Visible(clip.Name)}, {step.Name}: {Table.Visible(step.Message)}");
        foreach (var finding in Show) output.WriteLine($"show: {Table.Visible(finding)}");
        output.WriteLine($"{(IsGood ? "Every step went as it should." : "Look at this before day one.")} The stills and the report lie in {folder}.");
    }

    private static string Word(RehearsedStep? step) => step is null ? "" : step.Verdict switch { RehearsalVerdict.Good => "good", RehearsalVerdict.Odd => "look", _ => "fails" };

    private string Html()
    {
        var page = new StringBuilder("""
            <!doctype html><meta charset="utf-8"><title>Rehearsal</title>
            <style>body{font:15px/1.4 system-ui;margin:2rem;background:#15181c;color:#e6e6e6}table{border-collapse:collapse}td,th{padding:.4rem .7rem;border-bottom:1px solid #333;text-align:left;vertical-align:top}
            img{width:22rem;display:block}.bad{color:#ff8d85}.odd{color:#ffd479}.good{color:#8fd694}small{color:#aaa}</style><h1>Rehearsal</h1>
            """);
        foreach (var finding in Show) page.Append($"<p class=odd>{Text(finding)}</p>");
        page.Append("<table><tr><th>Clip<th>Still<th>Steps");
        foreach (var clip in Clips)
        {
            page.Append($"<tr><td>{Text(clip.Name)}<br><small>{Text(clip.Inspection?.Camera?.Model ?? "")} {Text(clip.Inspection?.Image?.Codec ?? "")}<br>{Text(clip.Decoder ?? "")}</small><td>");
            if (clip.Steps.FirstOrDefault(step => step.Name == "frame") is { Files: [var still, ..] }) page.Append($"<img alt=\"{Text(clip.Name)}\" src=\"{Uri.EscapeDataString(still)}\">");
            page.Append("<td>");
            foreach (var step in clip.Steps)
            {
                page.Append($"<div class={Word(step) switch { "good" => "good", "look" => "odd", _ => "bad" }}>{step.Name}: {Word(step)} <small>{step.Seconds:0.0} s {Text(step.Message)}</small></div>");
                foreach (var line in step.Recipe) page.Append($"<small>{line.Stage.ToString().ToLowerInvariant()}: {Text(line.Name)}</small><br>");
            }
        }

        return page.Append("</table>").ToString();
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
