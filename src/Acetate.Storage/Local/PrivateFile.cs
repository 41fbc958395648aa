using System.Text;

namespace Acetate.Storage.Local;

/// <summary>A small file that holds a secret: a token, a link, a key. At no moment can anybody but this user read it, and it is there whole or not at all.</summary>
public static class PrivateFile
{
    /// <summary>Writes it in place of an older one; who reads meanwhile sees the old text or the new.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(string path, string text) => File.Move(Fresh(path, text), path, overwrite: true);

    /// <summary>Writes it unless there is one: of several who try at once, one has its text kept.</summary>
    /// <returns>Whether it was this one.</returns>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static bool TryCreate(string path, string text)
    {
        var fresh = Fresh(path, text);
        if (FinalName.TryTake(fresh, path)) return true;
        File.Delete(fresh);
        return false;
    }

    /// <summary>The text under a name of its own beside the final one, on disk, and made for its owner alone from its first byte on.</summary>
    private static string Fresh(string path, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var fresh = $"{path}.{Guid.CreateVersion7():N}.new";
        using var file = new FileStream(fresh, options);
        file.Write(Encoding.UTF8.GetBytes(text));
        file.Flush(flushToDisk: true);
        return fresh;
    }
}
