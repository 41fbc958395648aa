using System.CommandLine;
using System.Text.Json;
using Acetate.Fdl;
using Acetate.Fdl.Geometry;

namespace Acetate.Cli.Fdl;

/// <summary><c>acetate fdl apply</c>.</summary>
internal static class FdlApplyCommand
{
    private static readonly Argument<string> Source = FdlFile.Argument();

    private static readonly Option<string> TemplateFile = new("--template-file") { Description = "The list that holds the canvas template; it may be FILE itself.", HelpName = "FILE", Required = true };

    private static readonly Option<string?> Template = new("--template") { Description = "Id of the template; not needed when there is only one.", HelpName = "ID" };

    private static readonly FramingOptions Framing = new();

    private static readonly Option<string> Output = new("--output", "-o") { Description = "The new list to write. Nothing is ever overwritten.", HelpName = "FILE", Required = true };

    private static readonly Option<bool> Json = FdlFile.Json();

    public static Command Create()
    {
        var command = new Command("apply", "Applies a canvas template to a framing decision and writes a list with the new canvas.")
        {
            Source, TemplateFile, Template, Framing.Context, Framing.Canvas, Framing.Intent, Output, Json,
        };
        command.SetAction(RunAsync);
        return command.Explain(
            "acetate fdl apply A001.fdl --template-file vfx.fdl -o A001_vfx.fdl\nacetate fdl apply A001.fdl --template-file vfx.fdl --template VX220310 --canvas CV1 --intent FI1 -o A001_vfx.fdl --json",
            (ExitCode.Done, "the new list is written"),
            (ExitCode.Usage, "the command line is wrong, or leaves open which canvas, intent or template is meant"),
            (ExitCode.BadInput, "a list is not valid, the template cannot be applied, or the file to write is there already"),
            (ExitCode.NotFound, "there is no such file, context, canvas, intent or template"));
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        var path = parsed.GetRequiredValue(Output);
        NewFile.Check(path);
        var source = await FdlFile.ReadAsync(parsed.GetRequiredValue(Source), cancellationToken);
        var templates = await FdlFile.ReadAsync(parsed.GetRequiredValue(TemplateFile), cancellationToken);
        FdlFile[] files = SameFile(source, templates) ? [source] : [source, templates];
        foreach (var file in files) file.Print(error);
        if (!files.All(file => file.IsUsable))
        {
            await error.WriteLineAsync("Nothing was written. 'acetate fdl validate' shows what is wrong with a list.");
            if (parsed.GetValue(Json)) CliJson.Write(output, new { output = (string?)null, problems = files.SelectMany(file => file.Rows), fdl = (object?)null });
            return (int)ExitCode.BadInput;
        }

        var chosen = Framing.In(parsed, source);
        var made = ReframedList.Of(source.Reading.List!, chosen, ChooseTemplate(templates, parsed.GetValue(Template)), new() { Creator = FdlFile.Creator });
        var bytes = FdlWriter.ToBytes(made.List);
        await NewFile.WriteAsync(path, stream => stream.WriteAsync(bytes, cancellationToken).AsTask());

        var result = new FdlFile(path, FdlReader.Read(bytes));
        result.Print(error);
        if (parsed.GetValue(Json))
            CliJson.Write(output, new { output = path, problems = files.Append(result).SelectMany(file => file.Rows), canvas = made.Canvas.Id, placement = Row(made.Geometry), fdl = JsonElement.Parse(bytes) });
        else
            Print(output, path, chosen, made);
        return (int)ExitCode.Done;
    }

    private static bool SameFile(FdlFile first, FdlFile second) => Path.GetFullPath(first.Path) == Path.GetFullPath(second.Path);

    private static CanvasTemplate ChooseTemplate(FdlFile file, string? id)
    {
        var all = file.Reading.List!.CanvasTemplates;
        var ids = string.Join(", ", all.Select(template => template.Id));
        var name = Table.Visible(file.Path);
        if (all.IsEmpty) throw new CommandException(ExitCode.NotFound, $"{name} has no canvas template.");
        if (id is not null) return all.FirstOrDefault(template => template.Id == id) ?? throw new CommandException(ExitCode.NotFound, $"{name} has no canvas template '{Table.Visible(id)}'. It has {Table.Visible(ids)}.");
        return all is [var only] ? only : throw new CommandException(ExitCode.Usage, $"{name} has {all.Length} canvas templates. Name one with --template: {Table.Visible(ids)}.");
    }

    private static object Row(Reframing geometry) => new
    {
        geometry.ScaleFactor,
        geometry.Placement.HorizontalScale,
        geometry.Placement.VerticalScale,
        source = Row(geometry.Placement.SourceArea),
        target = Row(geometry.Placement.TargetArea),
    };

    private static object Row(FrameRect area) => new { area.X, area.Y, area.Width, area.Height };

    private static void Print(TextWriter output, string path, FramingChoice.Found chosen, ReframedList made)
    {
        var (before, after) = (FrameLayers.Of(chosen.Canvas, chosen.Decision), made.Geometry.Layers);
        var table = new Table("", $"canvas {chosen.Canvas.Id}", $"canvas {made.Canvas.Id}");
        table.Add("canvas", before.Canvas, after.Canvas);
        table.Add("squeeze", before.Squeeze, after.Squeeze);
        foreach (var layer in (FrameLayer[])[FrameLayer.Effective, FrameLayer.Protection, FrameLayer.Framing])
            if (before[layer] is not null || after[layer] is not null)
                table.Add(layer.ToString().ToLowerInvariant(), before[layer], after[layer]);
        var placement = made.Geometry.Placement;
        table.Add("pixels", placement.SourceArea, placement.TargetArea);
        table.Write(output);
        output.WriteLine($"scaled by {placement.HorizontalScale:0.######} horizontally and {placement.VerticalScale:0.######} vertically");
        output.WriteLine($"written to {Table.Visible(path)}");
    }
}
