using Acetate.Library;

namespace Acetate.Tools.Exchange;

/// <summary>Where another program finds the footage of a list: in a folder for each roll, within one folder.</summary>
internal sealed class MediaAddress
{
    private readonly string before;

    /// <summary>A folder's path or address; empty for the folder that the list lies in.</summary>
    /// <exception cref="LibraryException">It is none.</exception>
    public MediaAddress(string folder)
    {
        if (folder.Length > 2000 || folder.Any(char.IsControl)) throw new LibraryException(LibraryProblem.Settings, "The folder of the footage has a control character in it, or is longer than 2,000 letters. Name it as the other program does.");
        var path = folder.Replace('\\', '/').TrimEnd('/');
        before = folder.Length == 0 ? "./"
            : path.Length == 0 ? "file:///"
            : path.Contains("://", StringComparison.Ordinal) ? $"{path}/"
            : path is [var letter, ':', ..] && char.IsAsciiLetter(letter) ? $"file:///{letter}:{Escaped(path[2..])}/"
            : path.StartsWith("//", StringComparison.Ordinal) ? $"file:{Escaped(path)}/"
            : path[0] == '/' ? $"file://{Escaped(path)}/"
            : $"./{Escaped(path)}/";
    }

    /// <summary>The address of a file or of a pattern of files.</summary>
    public string Of(ListedClip clip, string file) => before + Escaped($"{clip.Roll.Name}/{file}");

    private static string Escaped(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
}
