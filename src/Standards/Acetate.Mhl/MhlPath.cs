namespace Acetate.Mhl;

/// <summary>The rules for paths in manifests.</summary>
public static class MhlPath
{
    /// <summary>The folder that holds a history; it is never listed itself.</summary>
    public const string HistoryFolder = "ascmhl";

    /// <summary>Characters a path may have at most; longer ones are refused.</summary>
    public const int MaxLength = 32 * 1024;

    /// <summary>Says why a text cannot be a path of a manifest, or null when it can.</summary>
    /// <remarks>
    /// Relative, separated by <c>/</c>, without empty parts, <c>.</c> and <c>..</c>. Forms that would leave the scope
    /// on another system are refused everywhere: a drive letter, a leading backslash, <c>..</c> between backslashes.
    /// Otherwise a backslash is an ordinary character, as POSIX has it.
    /// </remarks>
    public static string? WhyNot(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (path.Length == 0) return "The path is empty.";
        if (path.Length > MaxLength) return $"The path is {path.Length} characters long; {MaxLength} are the limit.";
        if (path.Contains('\0')) return "The path contains a NUL character.";
        if (path[0] is '/' or '\\') return $"The path '{path}' is absolute; paths are relative to the scope.";
        if (path.Length >= 2 && path[1] == ':' && char.IsAsciiLetter(path[0]) && (path.Length == 2 || path[2] is '/' or '\\'))
            return $"The path '{path}' begins with a drive letter; paths are relative to the scope.";
        foreach (var range in path.AsSpan().Split('/'))
        {
            var part = path.AsSpan(range);
            if (part.IsEmpty) return $"The path '{path}' has an empty part.";
            if (part is "." or "..") return $"The path '{path}' contains '{part}', which could leave the scope.";
            if (part.Contains('\\'))
            {
                foreach (var inner in part.Split('\\'))
                    if (part[inner] is "..") return $"The path '{path}' contains '..', which could leave the scope.";
            }
        }

        return null;
    }

    /// <summary>The folder part of a path; empty for a path directly in the scope.</summary>
    public static string FolderOf(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var slash = path.LastIndexOf('/');
        return slash < 0 ? "" : path[..slash];
    }

    /// <summary>The last part of a path.</summary>
    public static string NameOf(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return path[(path.LastIndexOf('/') + 1)..];
    }

    /// <summary>One path below another; an empty folder stands for the scope itself.</summary>
    public static string Join(string folder, string path)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return folder.Length == 0 ? path : $"{folder}/{path}";
    }

    /// <summary>Whether a path lies in a folder, at any depth; everything lies in the empty folder.</summary>
    public static bool IsBelow(string path, string folder)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(folder);
        return folder.Length == 0
            || (path.Length > folder.Length && path[folder.Length] == '/' && path.StartsWith(folder, StringComparison.Ordinal));
    }

    /// <summary>Whether a path lies in an <see cref="HistoryFolder"/>, at any depth.</summary>
    public static bool IsInHistory(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return path.StartsWith(HistoryFolder + "/", StringComparison.Ordinal) || path.Contains($"/{HistoryFolder}/", StringComparison.Ordinal);
    }

    /// <summary>Code point order, in which manifests list their entries.</summary>
    /// <remarks>UTF-16 order differs from it for characters beyond the basic plane, hence the comparison by UTF-8's rule.</remarks>
    public static int Compare(string left, string right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        var shared = left.AsSpan().CommonPrefixLength(right);
        if (shared == left.Length || shared == right.Length) return left.Length.CompareTo(right.Length);
        char a = left[shared], b = right[shared];
        // Surrogates stand for higher code points than every other character.
        if (char.IsSurrogate(a) != char.IsSurrogate(b)) return char.IsSurrogate(a) ? 1 : -1;
        return a.CompareTo(b);
    }
}
