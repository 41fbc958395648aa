using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Acetate.Library.Shows;
using Acetate.Tools.Pulls;

namespace Acetate.Tools.VfxPulls.Plates;

/// <summary>How plates are named: text with tokens in braces, such as <c>{shot}_{element}_v{version:3}/{shot}_{element}_v{version:3}.{frame}.exr</c>.</summary>
/// <remarks>
/// Tokens: show, episode, sequence, shot, element, vendor, version, clip, reel, event, width, height and frame; <c>:3</c> gives numbers that
/// many digits. A slash makes a folder. Names hold letters, digits, <c>_</c>, <c>-</c> and <c>.</c> alone, as ETC and Netflix ask for, and
/// none that Windows keeps for itself, so that each system of each vendor can store them.
/// </remarks>
public sealed class PlateTemplate
{
    private static readonly ImmutableArray<string> Tokens = ["show", "episode", "sequence", "shot", "element", "vendor", "version", "clip", "reel", "event", "width", "height", "frame"];

    private readonly string _text;
    private readonly ImmutableArray<(string Text, string? Token, int Digits)> _parts;

    private PlateTemplate(string text, ImmutableArray<(string Text, string? Token, int Digits)> parts) => (_text, _parts) = (text, parts);

    /// <summary>The template of a show that has none: the shot, which plate of it, its version, the frame.</summary>
    public const string Usual = "{shot}_{element}_v{version:3}/{shot}_{element}_v{version:3}.{frame}.exr";

    /// <summary>Reads a template.</summary>
    /// <exception cref="PullException">It is none; the message says where.</exception>
    public static PlateTemplate Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length is 0 or > 500) throw new PullException("A template of names has 1 to 500 characters.");
        var parts = ImmutableArray.CreateBuilder<(string, string?, int)>();
        for (var at = 0; at < text.Length;)
        {
            if (text[at] == '{')
            {
                var end = text.IndexOf('}', at);
                if (end < 0) throw Bad(text, at, "the brace is not closed");
                var (name, digits) = text[(at + 1)..end].Split(':') switch
                {
                    [var bare] => (bare, 0),
                    [var sized, var width] when int.TryParse(width, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n is >= 1 and <= 10 => (sized, n),
                    _ => throw Bad(text, at, "after the colon a number of digits from 1 to 10 is needed"),
                };
                if (!Tokens.Contains(name)) throw Bad(text, at, $"there is no token '{name}'; there are {string.Join(", ", Tokens)}");
                if (digits > 0 && name is not ("version" or "frame" or "event" or "width" or "height")) throw Bad(text, at, $"'{name}' is no number that digits could be given to");
                parts.Add(("", name, digits));
                at = end + 1;
                continue;
            }

            var next = text.IndexOf('{', at);
            var literal = text[at..(next < 0 ? text.Length : next)];
            if (literal.FirstOrDefault(c => !IsPlain(c) && c != '/') is var odd && odd != default) throw Bad(text, at + literal.IndexOf(odd), $"'{odd}' does not belong into names of plates: use letters, digits, _ - and . alone");
            parts.Add((literal, null, 0));
            at += literal.Length;
        }

        var template = new PlateTemplate(text, parts.ToImmutable());
        template.CheckWhole();
        return template;
    }

    /// <summary>The name of a plate's frames, with <c>#</c> in the place of each digit of the frame's number.</summary>
    /// <exception cref="PullException">A value is missing or cannot be part of a name.</exception>
    public string Pattern(PlateNaming values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var name = new StringBuilder();
        foreach (var (text, token, digits) in _parts)
            name.Append(token is null ? text : token == "frame" ? new string('#', Math.Max(digits, values.FrameDigits)) : Value(token, digits, values));
        var whole = name.ToString();
        foreach (var part in whole.Split('/'))
        {
            if (part.Trim('.').Length == 0 || part.EndsWith('.')) throw new PullException($"The template {_text} makes the name '{whole}', which has an empty part, one of dots, or one that ends with a dot.");
            if (Show.IsKeptByWindows(part)) throw new PullException($"The template {_text} makes the name '{whole}': '{part}' is a name that Windows keeps for itself.");
            if (part.Length > 200) throw new PullException($"The template {_text} makes the name '{part}' of {part.Length} characters; 200 are the most.");
        }

        return whole;
    }

    /// <summary>The template as it was written.</summary>
    public override string ToString() => _text;

    private string Value(string token, int digits, PlateNaming values)
    {
        string Number(long number) => number.ToString($"D{Math.Max(1, digits)}", CultureInfo.InvariantCulture);
        var value = token switch
        {
            "show" => values.Show,
            "episode" => values.Episode,
            "sequence" => values.Sequence,
            "shot" => values.Shot,
            "element" => values.Element,
            "vendor" => values.Vendor,
            "version" => Number(values.Version),
            "clip" => values.Clip,
            "reel" => values.Reel,
            "event" => long.TryParse(values.Event, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Number(number) : values.Event,
            "width" => Number(values.Width),
            _ => Number(values.Height),
        };
        if (value.Length == 0) throw new PullException($"The template {_text} asks for the {token}, and plate {values.Shot} has none. Give it one, or leave {{{token}}} out of the template.");
        if (value.FirstOrDefault(c => !IsPlain(c)) is var odd && odd != default)
            throw new PullException($"The {token} '{value}' has a character ({(char.IsControl(odd) || char.IsWhiteSpace(odd) ? $"U+{(int)odd:X4}" : $"'{odd}'")}) that does not belong into names of plates: letters, digits, _ - and . do. Change it in the cut, or let a shot rule's pattern take the right part.");
        return value;
    }

    private void CheckWhole()
    {
        var folders = _parts.ToList().FindLastIndex(part => part.Token is null && part.Text.Contains('/'));
        var file = folders < 0 ? _parts : _parts[folders..];
        if (!file.Any(part => part.Token == "frame")) throw new PullException($"The template {_text} gives all frames one name. Put {{frame}} into the file's name, such as {{shot}}_{{element}}_v{{version:3}}.{{frame}}.exr.");
        if (_parts.Count(part => part.Token == "frame") > 1) throw new PullException($"The template {_text} has {{frame}} more than once: once, in the file's name, is meant.");
        foreach (var token in (string[])["shot", "element", "version"])
            if (_parts.All(part => part.Token != token)) throw new PullException($"The template {_text} leaves out {{{token}}}: two plates would have one name.");
        if (_parts.Any(part => part is { Token: "version", Digits: not (3 or 4) })) throw new PullException($"Versions have three or four digits: write {{version:3}} in {_text}.");
        if (!_text.EndsWith(".exr", StringComparison.OrdinalIgnoreCase)) throw new PullException($"Plates are OpenEXR: the template {_text} must end with .exr.");
        if (_text.StartsWith('/')) throw new PullException($"The template {_text} begins with a slash; names are relative to the package.");
    }

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.';

    private static PullException Bad(string text, int at, string why) => new($"The template {text} cannot be used: at character {at + 1}, {why}.");
}

/// <summary>What the tokens of a template stand for in one plate.</summary>
public sealed record PlateNaming
{
    /// <summary>The show's short name.</summary>
    public string Show { get; init; } = "";

    /// <summary>The episode, where there is one.</summary>
    public string Episode { get; init; } = "";

    /// <summary>The sequence as it stands in the shot's name, the part before its number: <c>010</c> in <c>LUP_010_0200</c>, <c>SQ010</c> in <c>SQ010-SH0200</c>; empty in a name of one part.</summary>
    public string Sequence => Shot.Split('_', '-', '.') is [.., { Length: > 0 } sequence, { Length: > 0 }] ? sequence : "";

    /// <summary>The shot.</summary>
    public required string Shot { get; init; }

    /// <summary>Which plate of the shot: <c>PL01</c>.</summary>
    public required string Element { get; init; }

    /// <summary>Who gets it.</summary>
    public string Vendor { get; init; } = "";

    /// <summary>From 1.</summary>
    public required int Version { get; init; }

    /// <summary>The clip's name.</summary>
    public string Clip { get; init; } = "";

    /// <summary>The clip's reel.</summary>
    public string Reel { get; init; } = "";

    /// <summary>The event's number.</summary>
    public string Event { get; init; } = "";

    /// <summary>Width of the plate, pixels.</summary>
    public int Width { get; init; }

    /// <summary>Height of the plate, pixels.</summary>
    public int Height { get; init; }

    /// <summary>Digits of a frame's number.</summary>
    public int FrameDigits { get; init; } = 4;
}
