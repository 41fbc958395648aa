using System.Text.Json.Serialization;
using Acetate.Library;
using Acetate.Tools.Pulls.Work;

namespace Acetate.Tools.ConformPulls;

/// <summary>What a show and a finishing house agreed on: how much is delivered, and how it lies. Every member has a default.</summary>
public sealed record ConformPullSettings
{
    /// <summary>Frames before the cut, in the time of the cut; 8, the field's usual least.</summary>
    public int HeadHandle { get; init; } = 8;

    /// <summary>Frames after the cut, in the time of the cut.</summary>
    public int TailHandle { get; init; } = 8;

    /// <summary>Stretches of one clip that lie so many frames apart or less become one file; the default, 0, joins those that touch or overlap, handles included.</summary>
    public int MergeGap { get; init; }

    /// <summary>How the files lie in the package.</summary>
    public ConformLayout Layout { get; init; } = ConformLayout.Rolls;

    /// <summary>Copy every clip whole; the default is to cut out what is shown, with handles.</summary>
    public bool WholeClips { get; init; }

    /// <summary>Deliver the production sound of what is shown; the default is not to.</summary>
    public bool IncludeSound { get; init; }

    /// <summary>Deliver originals also for shots of which a version is approved; the default is to deliver the latest approved version in their place.</summary>
    public bool PreferOriginals { get; init; }

    /// <summary>What a core-hour costs, for the estimate; null, the default: nothing is said of money.</summary>
    public CoreHourPrice? CoreHour { get; init; }
}

/// <summary>How files lie in a package: by the cards they come from, or as a finishing system looks for them.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<ConformLayout>))]
public enum ConformLayout
{
    /// <summary>A folder for each roll, with the folders of the card below it.</summary>
    Rolls,

    /// <summary>All files in one folder; a folder for the frames of a sequence.</summary>
    Flat,

    /// <summary>A folder for each cut of the programme; what several of them show lies with the first.</summary>
    Reels,

    /// <summary>For FilmLight Baselight: a folder for each tape and in it one for each clip.</summary>
    Baselight,

    /// <summary>For Blackmagic DaVinci Resolve: a folder for each tape, whose name Resolve can take the reel from.</summary>
    Resolve,

    /// <summary>For Autodesk Flame: files in one folder that its search looks through; sequences as <c>tape/clip</c>, which it can take the tape from.</summary>
    Flame,
}
