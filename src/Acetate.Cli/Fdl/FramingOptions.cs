using System.CommandLine;
using Acetate.Fdl;

namespace Acetate.Cli.Fdl;

/// <summary>The options that say which framing decision of a list is meant.</summary>
internal sealed class FramingOptions
{
    public Option<string?> Context { get; } = new("--context") { Description = "Label of the context of the source canvas.", HelpName = "LABEL" };

    public Option<string?> Canvas { get; } = new("--canvas") { Description = "Id of the source canvas; not needed when there is only one.", HelpName = "ID" };

    public Option<string?> Intent { get; } = new("--intent") { Description = "Id of the framing intent; the list's default when the canvas has several.", HelpName = "ID" };

    /// <summary>The framing decision, or a sentence on why it is left open or not there.</summary>
    public FramingChoice.Found In(ParseResult parsed, FdlFile source) =>
        new FramingSelection(parsed.GetValue(Context), parsed.GetValue(Canvas), parsed.GetValue(Intent)).In(source.Reading.List!) switch
        {
            FramingChoice.Found found => found,
            FramingChoice.Missing missing => throw new CommandException(ExitCode.NotFound, $"{Table.Visible(source.Path)}: {Table.Visible(missing.Message)}"),
            FramingChoice.Ambiguous several => throw new CommandException(ExitCode.Usage, $"{Table.Visible(source.Path)}: {Table.Visible(several.Message)} (--context, --canvas and --intent name them.)"),
            var other => throw new InvalidOperationException($"{other} is no choice."),
        };
}
