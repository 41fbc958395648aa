using Acetate.Cdl;
using Acetate.Imaging.Colour;
using Acetate.Imaging.Colour.Cdl;
using Acetate.Imaging.Colour.Luts;
using Rgb = Acetate.Imaging.Colour.Rgb;

namespace Acetate.Cli.Media;

/// <summary>Colour transforms as people name them: by their name, or as a file.</summary>
internal static class StyleFiles
{
    private static readonly string[] Corrections = [".cc", ".ccc", ".cdl"];

    /// <summary>The transform of a name or a file.</summary>
    /// <param name="style">A name of <c>acetate colour list</c>, or the path of a table, a CLF, a CTF or a CDL.</param>
    /// <param name="correction">Which correction of a CDL file with several; null when there is one.</param>
    /// <param name="isClamped">Whether a CDL cuts to 0 and 1, as the ASC has it.</param>
    /// <exception cref="CommandException">There is neither, or the file cannot be used.</exception>
    public static IColourOperation Read(string style, string? correction, bool isClamped)
    {
        var extension = Path.GetExtension(style).ToLowerInvariant();
        var isCorrection = Corrections.Contains(extension);
        if (!isCorrection && !LutFile.Extensions.Contains(extension))
        {
            return ColourStyles.Find(style)
                ?? throw new CommandException(ExitCode.NotFound, $"There is no transform '{style}'. 'acetate colour list' lists them all.");
        }

        if (!File.Exists(style)) throw new CommandException(ExitCode.NotFound, $"There is no file '{style}'. A transform is a name of 'acetate colour list' or a file that is there.");
        try
        {
            if (isCorrection) return Correction(style, correction, isClamped);
            using var stream = File.OpenRead(style);
            return LutFile.Read(stream, Path.GetFileName(style));
        }
        catch (Exception problem) when (problem is LutException or CdlException)
        {
            throw new CommandException(ExitCode.BadInput, problem.Message);
        }
    }

    private static CdlOperation Correction(string path, string? id, bool isClamped)
    {
        var document = CdlReader.Read(path);
        var all = document.Corrections.ToArray();
        var found = id is not null ? document.Find(id) : all.Length == 1 ? all[0] : null;
        if (found is null)
        {
            var ids = string.Join(", ", all.Select(c => c.Id ?? "(none)").Take(20));
            throw new CommandException(ExitCode.NotFound, id is not null
                ? $"'{path}' has no correction '{id}'. It has: {ids}."
                : $"'{path}' has {all.Length} corrections{(all.Length > 0 ? $"; choose one with --cdl-id. They are: {ids}" : "")}.");
        }

        var values = found.Values;
        if (values.WhyNot() is { } reason) throw new CommandException(ExitCode.BadInput, $"{Path.GetFileName(path)}, line {found.Line}: {reason}");
        return new(Of(values.Slope), Of(values.Offset), Of(values.Power), values.Saturation, isClamped);
    }

    private static Rgb Of(Acetate.Cdl.Rgb three) => new(three.Red, three.Green, three.Blue);
}
