using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Acetate.Library;
using Acetate.Tools.Pulls;

namespace Acetate.Tools.VfxPulls.Shots;

/// <summary>One place where a cut may say which VFX shot an event belongs to. Rules are data: the first that finds a shot decides.</summary>
public sealed record ShotRule
{
    /// <summary>Where the text stands.</summary>
    public required ShotText From { get; init; }

    /// <summary>A regular expression; what its group <c>shot</c> holds is the name (without that group: all that matched). Groups
    /// <c>element</c> and <c>vendor</c> are read too; without the first, an element at the name's end (<c>_BG01</c>) is taken off it. Back references and look-around are not allowed: the time to match grows with the text alone.</summary>
    public string Pattern { get; init; } = CommonPattern;

    /// <summary>Only markers of this colour, such as <c>cyan</c>; empty for all.</summary>
    public string Color { get; init; } = "";

    /// <summary>Names of shots as productions write them: letters and numbers in at least two parts joined by underscores, one of them with a
    /// digit, such as <c>AGM_104_065_010</c>, <c>208_050_E05</c> or <c>sq001_s010</c>.</summary>
    public const string CommonPattern = @"(?:^|[\s/(,;:])(?<shot>(?:[A-Za-z]{1,8}_)?[A-Za-z]{0,8}[0-9]{1,5}[A-Za-z]?(?:_[A-Za-z]{0,8}[0-9]{1,5}[A-Za-z]?){1,5})(?:$|[\s/),;:])";

    /// <summary>The rules of a show that has none of its own: a shot list's column, then markers, then comments.</summary>
    /// <remarks>Names of clips are not among them: a camera's clip name looks like a shot's.</remarks>
    public static IReadOnlyList<ShotRule> Usual { get; } =
    [
        new() { From = ShotText.ShotColumn, Pattern = @"(?<shot>.+)" },
        new() { From = ShotText.Marker },
        new() { From = ShotText.Comment },
    ];

    /// <summary>The pattern, compiled.</summary>
    /// <exception cref="PullException">It is no regular expression, or one that is not allowed.</exception>
    internal Regex Compile()
    {
        if (Pattern.Length > 2_000) throw new PullException($"The pattern of a shot rule has {Pattern.Length} characters; 2,000 are the most.");
        try
        {
            return new Regex(Pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture);
        }
        catch (Exception problem) when (problem is ArgumentException or NotSupportedException)
        {
            throw new PullException($"The shot rule's pattern '{Pattern}' cannot be used: {problem.Message.TrimEnd('.')}. Write a regular expression without back references and look-around, with a group (?<shot>…).");
        }
    }
}

/// <summary>Places in a cut where the name of a shot may stand.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<ShotText>))]
public enum ShotText
{
    /// <summary>The shot column of a shot list.</summary>
    ShotColumn,

    /// <summary>The event's markers and locators.</summary>
    Marker,

    /// <summary>The event's comments.</summary>
    Comment,

    /// <summary>The name of the clip in the cut.</summary>
    ClipName,

    /// <summary>The name of the source file.</summary>
    SourceFile,
}
