using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;

namespace Acetate.Mhl;

/// <summary>Which files and folders a history leaves out: gitignore patterns, relative to the scope.</summary>
/// <remarks>
/// The last pattern that matches decides; <c>!</c> takes back; nothing below a hidden folder can be taken back. The folder
/// <c>ascmhl</c> is hidden always. <see cref="PatternReading.Ascmhl11"/> reads them the way version 1.1 of the reference
/// program does, for histories that it wrote.
/// </remarks>
public sealed class IgnorePatterns
{
    private readonly ImmutableArray<Rule> rules;
    private readonly PatternReading reading;

    /// <summary>Compiles patterns; the order counts.</summary>
    public IgnorePatterns(ImmutableArray<string> patterns, PatternReading reading = PatternReading.Git)
    {
        Patterns = patterns;
        this.reading = reading;
        rules = [.. patterns.Select(Rule.Parse).OfType<Rule>()];
    }

    /// <summary>What a new history starts with.</summary>
    public static ImmutableArray<string> Defaults { get; } = [".DS_Store", "ascmhl", "ascmhl/"];

    /// <summary>The patterns as given.</summary>
    public ImmutableArray<string> Patterns { get; }

    /// <summary>The same list with more patterns at its end; those already there are not repeated.</summary>
    public static ImmutableArray<string> Grow(ImmutableArray<string> patterns, IEnumerable<string> more)
    {
        ArgumentNullException.ThrowIfNull(more);
        var grown = patterns.ToBuilder();
        var known = new HashSet<string>(patterns, StringComparer.Ordinal);
        foreach (var pattern in more)
            if (pattern.Length > 0 && known.Add(pattern))
                grown.Add(pattern);
        return grown.ToImmutable();
    }

    /// <summary>Whether an entry is left out, by itself or because a folder above it is.</summary>
    /// <param name="path">Relative to the scope.</param>
    /// <param name="isFolder">Whether it is a folder.</param>
    public bool Hides(string path, bool isFolder)
    {
        ArgumentNullException.ThrowIfNull(path);
        for (var slash = path.IndexOf('/'); slash >= 0; slash = path.IndexOf('/', slash + 1))
            if (HidesItself(path[..slash], isFolder: true))
                return true;
        return HidesItself(path, isFolder);
    }

    /// <summary>Whether an entry is left out, when it is known that no folder above it is.</summary>
    public bool HidesItself(string path, bool isFolder)
    {
        ArgumentNullException.ThrowIfNull(path);
        var name = path.AsSpan(path.LastIndexOf('/') + 1);
        if (isFolder && name is MhlPath.HistoryFolder) return true;
        var hidden = false;
        foreach (var rule in rules)
        {
            if (hidden == !rule.TakesBack) continue;
            if (rule.Matches(path, name, isFolder, reading)) hidden = !rule.TakesBack;
        }

        return hidden;
    }

    private sealed class Rule
    {
        private readonly Regex? regex;
        private readonly string? literal;
        private readonly bool anchored;
        private readonly bool onlyFolders;

        private Rule(string pattern, bool takesBack, bool anchored, bool onlyFolders)
        {
            TakesBack = takesBack;
            this.anchored = anchored;
            this.onlyFolders = onlyFolders;
            if (pattern.AsSpan().IndexOfAny("*?[\\") < 0) literal = pattern;
            else regex = new Regex(Translate(pattern), RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.Singleline);
        }

        public bool TakesBack { get; }

        public static Rule? Parse(string text)
        {
            var pattern = text.EndsWith('\r') ? text[..^1] : text;
            // Blanks at the end do not count unless a backslash holds them.
            while (pattern.EndsWith(' ') && !pattern.EndsWith("\\ ", StringComparison.Ordinal)) pattern = pattern[..^1];
            if (pattern.Length == 0 || pattern[0] == '#') return null;
            var takesBack = pattern[0] == '!';
            if (takesBack) pattern = pattern[1..];
            var onlyFolders = pattern.EndsWith('/');
            if (onlyFolders) pattern = pattern.TrimEnd('/');
            var anchored = pattern.Contains('/');
            pattern = pattern.StartsWith('/') ? pattern[1..] : pattern;
            if (pattern.StartsWith("**/", StringComparison.Ordinal) && !pattern.AsSpan(3).Contains('/'))
            {
                // At any depth is what a pattern without a slash means anyway.
                anchored = false;
                pattern = pattern[3..];
            }

            return pattern.Length == 0 ? null : new Rule(pattern, takesBack, anchored, onlyFolders);
        }

        public bool Matches(string path, ReadOnlySpan<char> name, bool isFolder, PatternReading reading)
        {
            if (reading == PatternReading.Ascmhl11)
            {
                // That program matches absolute paths, so what is bound to the scope's root never matches, and it
                // matches folders without a slash, so a pattern with one hides what is in a folder but not the folder.
                if (anchored && !(regex?.ToString().StartsWith("^(?:.*/)?", StringComparison.Ordinal) ?? false)) return false;
                if (onlyFolders) return MatchesParent(path);
            }

            if (onlyFolders && !isFolder) return false;
            return anchored ? Is(path) : Is(name);
        }

        private bool MatchesParent(string path)
        {
            var slash = path.LastIndexOf('/');
            if (slash < 0) return false;
            var parent = path.AsSpan(0, slash);
            return anchored ? Is(parent) : Is(parent[(parent.LastIndexOf('/') + 1)..]);
        }

        private bool Is(ReadOnlySpan<char> text) => literal is null ? regex!.IsMatch(text) : text.SequenceEqual(literal);

        private static string Translate(string pattern)
        {
            var regex = new StringBuilder("^");
            for (var i = 0; i < pattern.Length; i++)
            {
                var c = pattern[i];
                if (c == '*')
                {
                    var doubled = i + 1 < pattern.Length && pattern[i + 1] == '*';
                    var opens = i == 0 || pattern[i - 1] == '/';
                    if (doubled && opens && i + 2 < pattern.Length && pattern[i + 2] == '/')
                    {
                        regex.Append("(?:.*/)?");
                        i += 2;
                    }
                    else if (doubled && opens && i + 2 == pattern.Length)
                    {
                        regex.Append(".+");
                        i++;
                    }
                    else
                    {
                        while (i + 1 < pattern.Length && pattern[i + 1] == '*') i++;
                        regex.Append("[^/]*");
                    }
                }
                else if (c == '?')
                {
                    regex.Append("[^/]");
                }
                else if (c == '[' && ClassEnd(pattern, i) is var end and > 0)
                {
                    regex.Append(Class(pattern.AsSpan(i + 1, end - i - 1)));
                    i = end;
                }
                else
                {
                    if (c == '\\' && i + 1 < pattern.Length) c = pattern[++i];
                    regex.Append(Regex.Escape(c.ToString()));
                }
            }

            return regex.Append('$').ToString();
        }

        private static int ClassEnd(string pattern, int open)
        {
            var i = open + 1;
            if (i < pattern.Length && pattern[i] is '!' or '^') i++;
            if (i < pattern.Length && pattern[i] == ']') i++;
            for (; i < pattern.Length; i++)
            {
                if (pattern[i] == '\\') i++;
                else if (pattern[i] == ']') return i;
            }

            return -1;
        }

        private static string Class(ReadOnlySpan<char> inside)
        {
            var negated = inside.Length > 0 && inside[0] is '!' or '^';
            var set = new StringBuilder(negated ? "[^/" : "[");
            for (var i = negated ? 1 : 0; i < inside.Length; i++)
            {
                var c = inside[i];
                if (c == '\\' && i + 1 < inside.Length) c = inside[++i];
                else if (c == '-' && i > (negated ? 1 : 0) && i + 1 < inside.Length)
                {
                    // A backward range matches nothing in git; a regex would refuse the whole pattern.
                    if (inside[i - 1] > inside[i + 1]) return "[^\\s\\S]";
                    set.Append('-');
                    continue;
                }

                set.Append(c is '[' or ']' or '\\' or '^' or '-' ? "\\" + c : c.ToString());
            }

            return set.Append(']').ToString();
        }
    }
}

/// <summary>How ignore patterns are read.</summary>
public enum PatternReading
{
    /// <summary>As the specification says: the rules of git, relative to the scope.</summary>
    Git,

    /// <summary>As version 1.1 of the reference program does: patterns with a slash at the front or in the middle hide
    /// nothing, and one with a slash at the end hides what is in a folder but not the folder.</summary>
    Ascmhl11,
}
