using System.CommandLine;
using System.Globalization;
using System.Text;
using Acetate.Imaging.Colour;
using Acetate.Imaging.Colour.Clf;
using Acetate.Imaging.Colour.Encodings;
using Acetate.Imaging.Colour.Luts;
using Acetate.Storage.Local;

namespace Acetate.Cli.Media;

/// <summary><c>acetate colour</c>.</summary>
internal static class ColourCommand
{
    private const string StyleHelp = "The transform: a name of 'acetate colour list', 'ENCODING to ACES2065-1' and back, or a file (.cube .3dl .spi1d .spi3d .csp .clf .ctf .cc .ccc .cdl).";

    private static readonly Argument<string> Style = new("STYLE") { Description = StyleHelp };

    private static readonly Argument<string[]> Chain = new("STYLE") { Description = $"{StyleHelp} Several go one after the other.", Arity = ArgumentArity.OneOrMore };

    private static readonly Argument<string[]> Components = new("R G B") { Description = "The colour's three components.", Arity = new(3, 3) };

    private static readonly Option<string?> CdlId = new("--cdl-id") { Description = "The correction's id, where a CDL file has several." };

    private static readonly Option<bool> NoClamp = new("--no-clamp") { Description = "Apply a CDL as ACES and CLF do, without cutting to 0 and 1 as the ASC does." };

    private static readonly Option<FileInfo> Output = new("--output", "-o") { Description = "The file to write, .cube or .clf; nothing is overwritten.", Required = true };

    private static readonly Option<int?> Size = new("--size") { Description = "Entries along the table's edge, 2 to 129. Without it a .clf keeps its steps where CLF has nodes for them; tables are of 65." };

    private static readonly Option<string?> Over = new("--over") { Description = "For a transform that takes ACES2065-1, into .clf: the encoding over whose codes of 0 to 1 the table is spread, such as ACEScct." };

    private static readonly Option<bool> Json = new("--json") { Description = "Write one JSON document." };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var apply = new Command("apply", "Sends one colour through a transform, exactly, and tells every step.") { Style, Components, CdlId, NoClamp, Json };
        apply.SetAction(Apply);
        var bake = new Command("bake", "Writes transforms as a table that other programs read.") { Chain, Output, Size, Over, CdlId, NoClamp, Json };
        bake.SetAction(Bake);
        var list = new Command("list", "Lists the transforms by name.") { Json };
        list.SetAction(List);
        return new Command("colour", "Camera encodings, gamuts, displays, ACES transforms, and tables in files.")
        {
            apply.Explain("acetate colour apply ARRI_LOGC4_to_ACES2065-1 0.278 0.278 0.278\nacetate colour apply 'ARRI LogC3 EI 1280 to ACES2065-1' 0.39 0.39 0.39\nacetate colour apply look.cube 0.4 0.5 0.6\nacetate colour apply day3.ccc 0.4 0.5 0.6 --cdl-id A012"),
            bake.Explain("acetate colour bake 'ARRI LogC4 to ACES2065-1' 'ACES2065-1 to ACEScct' look.clf -o camera-to-look.cube\nacetate colour bake 'ACES-OUTPUT - ACES2065-1_to_CIE-XYZ-D65 - SDR-100nit-REC709_2.0' 'DISPLAY - CIE-XYZ-D65_to_REC.1886-REC.709' --over ACEScct -o sdr.clf"),
            list.Explain("acetate colour list"),
            CompareCommand.Create(),
        }.Explain("acetate colour apply ARRI_LOGC4_to_ACES2065-1 0.278 0.278 0.278");
    }

    private static int Apply(ParseResult parsed)
    {
        var name = parsed.GetRequiredValue(Style);
        var operation = StyleFiles.Read(name, parsed.GetValue(CdlId), !parsed.GetValue(NoClamp));
        var components = parsed.GetRequiredValue(Components).Select(Number).ToArray();
        var (steps, colour) = (operation is ColourChain chain ? chain.Steps : [operation], new Rgb(components[0], components[1], components[2]));
        var result = operation.Apply(colour);
        // JSON has no word for it, and a recipe no use.
        if (!double.IsFinite(result.R) || !double.IsFinite(result.G) || !double.IsFinite(result.B))
            throw new CommandException(ExitCode.Usage, $"'{name}' makes no finite colour of {string.Join(' ', parsed.GetRequiredValue(Components))}. Codes go from 0 to 1, light is about 0.18 for grey.");
        var output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(Json))
        {
            CliJson.Write(output, new { style = name, input = components, output = (double[])[result.R, result.G, result.B], steps = steps.Select(step => step.Name) });
            return (int)ExitCode.Done;
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{result.R:G9} {result.G:G9} {result.B:G9}"));
        foreach (var step in steps) output.WriteLine($"  {Table.Visible(step.Name)}");
        return (int)ExitCode.Done;
    }

    private static int Bake(ParseResult parsed)
    {
        var (target, size, over) = (parsed.GetRequiredValue(Output), parsed.GetValue(Size), parsed.GetValue(Over));
        var names = parsed.GetRequiredValue(Chain);
        var isClf = target.Extension.Equals(".clf", StringComparison.OrdinalIgnoreCase);
        if (!isClf && !target.Extension.Equals(".cube", StringComparison.OrdinalIgnoreCase)) throw new CommandException(ExitCode.Usage, $"'{target.Name}' is neither a .cube nor a .clf; those two are written.");
        if (size is < 2 or > CubeTable.MaxSize) throw new CommandException(ExitCode.Usage, $"A table has 2 to {CubeTable.MaxSize} entries along its edge, not {size}.");
        if (over is not null && !isClf) throw new CommandException(ExitCode.Usage, "A .cube holds a table alone and has no place for the encoding of --over. Write a .clf, or put 'ENCODING to ACES2065-1' before the other transforms.");
        var beside = target.Directory is { Exists: true } folder ? folder.FullName : throw new CommandException(ExitCode.NotFound, $"There is no folder '{target.DirectoryName}'.");
        if (Path.Exists(target.FullName)) throw Taken(target);
        var parts = names.Select(name => StyleFiles.Read(name, parsed.GetValue(CdlId), !parsed.GetValue(NoClamp))).ToArray();
        IColourOperation operation = parts.Length == 1 ? parts[0] : new ColourChain(string.Join(", ", parts.Select(part => part.Name)), [.. parts]);
        var edge = size ?? 65;
        if (over is not null)
        {
            var encoding = KnownEncodings.All.FirstOrDefault(e => e.Name.Equals(over, StringComparison.OrdinalIgnoreCase))
                ?? throw new CommandException(ExitCode.NotFound, $"There is no encoding '{over}'. ACEScct is the usual one for --over.");
            operation = Baked.Over(operation, encoding, edge);
        }
        else if (isClf && size is not null)
        {
            operation = CubeTable.Of(operation, edge);
        }

        var beginning = Path.Join(beside, $".acetate-bake-{Guid.CreateVersion7():N}");
        try
        {
            using (var text = new StreamWriter(beginning, false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)))
            {
                if (isClf) ClfWriter.Write(operation, Guid.CreateVersion7(), names[0], names[^1], text);
                else CubeFile.Write(operation, edge, text);
            }

            if (!FinalName.TryTake(beginning, target.FullName)) throw Taken(target);
        }
        catch (ArgumentException problem)
        {
            var sentence = problem.Message.Split(" (Parameter", 2)[0];
            throw new CommandException(ExitCode.Usage, isClf && size is null ? $"{sentence} --size or --over does." : sentence);
        }
        finally
        {
            File.Delete(beginning);
        }

        var output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(Json)) CliJson.Write(output, new { file = target.FullName, transform = operation.Name });
        else output.WriteLine($"{target.FullName}: {Table.Visible(operation.Name)}");
        return (int)ExitCode.Done;
    }

    private static CommandException Taken(FileInfo target) =>
        new(ExitCode.BadInput, $"'{target.FullName}' is there already, and nothing is overwritten. Name another file with -o, or move that one away.");

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
