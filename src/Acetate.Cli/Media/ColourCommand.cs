using System.CommandLine;
using System.Globalization;
using Acetate.Imaging.Colour;

namespace Acetate.Cli.Media;

/// <summary><c>acetate colour</c>.</summary>
internal static class ColourCommand
{
    private static readonly Argument<string> Style = new("STYLE") { Description = "The transform's name: one of 'acetate colour list', or 'ENCODING to ACES2065-1' and back." };

    private static readonly Argument<string[]> Components = new("R G B") { Description = "The colour's three components.", Arity = new(3, 3) };

    private static readonly Option<bool> Json = new("--json") { Description = "Write one JSON document." };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var apply = new Command("apply", "Sends one colour through a transform, exactly, and tells every step.") { Style, Components, Json };
        apply.SetAction(Apply);
        var list = new Command("list", "Lists the transforms by name.") { Json };
        list.SetAction(List);
        return new Command("colour", "Camera encodings, gamuts, displays and ACES transforms.")
        {
            apply.Explain("acetate colour apply ARRI_LOGC4_to_ACES2065-1 0.278 0.278 0.278\nacetate colour apply 'ARRI LogC3 EI 1280 to ACES2065-1' 0.39 0.39 0.39"),
            list.Explain("acetate colour list"),
        }.Explain("acetate colour apply ARRI_LOGC4_to_ACES2065-1 0.278 0.278 0.278");
    }

    private static int Apply(ParseResult parsed)
    {
        var name = parsed.GetRequiredValue(Style);
        var operation = ColourStyles.Find(name)
            ?? throw new CommandException(ExitCode.NotFound, $"There is no transform '{name}'. 'acetate colour list' lists them all.");
        var components = parsed.GetRequiredValue(Components).Select(Number).ToArray();
        var (steps, colour) = (operation is ColourChain chain ? chain.Steps : [operation], new Rgb(components[0], components[1], components[2]));
        var result = operation.Apply(colour);
        var output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(Json))
        {
            CliJson.Write(output, new { style = name, input = components, output = (double[])[result.R, result.G, result.B], steps = steps.Select(step => step.Name) });
            return (int)ExitCode.Done;
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{result.R:G9} {result.G:G9} {result.B:G9}"));
        foreach (var step in steps) output.WriteLine($"  {step.Name}");
        return (int)ExitCode.Done;
    }

    private static int List(ParseResult parsed)
    {
        var output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(Json)) CliJson.Write(output, new { styles = ColourStyles.Names });
        else foreach (var name in ColourStyles.Names) output.WriteLine(name);
        return (int)ExitCode.Done;
    }

    private static double Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? value
            : throw new CommandException(ExitCode.Usage, $"'{text}' is not a number. Write the components as 0.18 or -0.02.");
}
