using System.Text;

namespace Acetate.Library;

/// <summary>Secrets that settings name by a file, so that they stand in none that is shown or copied.</summary>
public static class SecretFile
{
    /// <summary>What a file holds, without the end of its last line.</summary>
    /// <param name="file">The full path.</param>
    /// <param name="noun">What it is called in a message, such as <c>password file</c>.</param>
    /// <exception cref="LibraryException">It cannot be read, or everybody on this machine can read it.</exception>
    public static string Read(string file, string noun)
    {
        try
        {
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & (UnixFileMode.OtherRead | UnixFileMode.OtherWrite)) != 0)
                throw new LibraryException(LibraryProblem.Settings, $"The {noun} {file} can be read by everybody on this machine. Run: chmod 600 '{file}'");
            return File.ReadAllText(file, Encoding.UTF8).TrimEnd('\r', '\n');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LibraryException(e is UnauthorizedAccessException ? LibraryProblem.NotPermitted : LibraryProblem.Settings, $"The {noun} {file} cannot be read: {e.Message}", e);
        }
    }
}
