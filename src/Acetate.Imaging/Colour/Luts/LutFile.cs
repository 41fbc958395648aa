using Acetate.Imaging.Colour.Clf;

namespace Acetate.Imaging.Colour.Luts;

/// <summary>Tables and transforms in files, by the file's extension.</summary>
public static class LutFile
{
    /// <summary>The extensions that are read, with their dot.</summary>
    public static IReadOnlyList<string> Extensions { get; } = [".cube", ".3dl", ".spi1d", ".spi3d", ".csp", ".clf", ".ctf"];

    /// <summary>Reads one.</summary>
    /// <param name="source">Read to its end, not closed.</param>
    /// <param name="name">The file's name: its extension says what it is, and messages begin with it.</param>
    /// <exception cref="LutException">It cannot be used, or the extension is none of ours; the message has name and line.</exception>
    public static IColourOperation Read(Stream source, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Path.GetExtension(name).ToLowerInvariant() switch
        {
            ".cube" => CubeFile.Read(source, name),
            ".3dl" => AutodeskFile.Read(source, name),
            ".spi1d" => SonyFiles.Read1D(source, name),
            ".spi3d" => SonyFiles.Read3D(source, name),
            ".csp" => CineSpaceFile.Read(source, name),
            ".clf" or ".ctf" => ClfReader.Read(source, name).Operation,
            var other => throw new LutException($"'{other}' is no table that is read; {string.Join(' ', Extensions)} are. Convert it with the tool that made it.", name),
        };
    }
}
