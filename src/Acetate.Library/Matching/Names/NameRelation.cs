namespace Acetate.Library.Matching.Names;

/// <summary>How a name in a list stands to a clip, the strongest first.</summary>
internal enum NameRelation
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>The unique id of the file.</summary>
    Umid,

    /// <summary>The clip's name, to the letter.</summary>
    Exact,

    /// <summary>The clip's name but for case, punctuation and suffixes.</summary>
    Letters,

    /// <summary>One of the clip's files.</summary>
    File,

    /// <summary>The clip's name with letters that look alike.</summary>
    Alike,

    /// <summary>The clip's name with something after it.</summary>
    NameAndMore,

    /// <summary>Another chapter of the same recording.</summary>
    Chapter,

    /// <summary>First and last letters: a tape name.</summary>
    Ends,

    /// <summary>Camera, roll and clip number, written otherwise.</summary>
    Tokens,

    /// <summary>The beginning of the clip's name.</summary>
    Stub,

    /// <summary>The reel that the camera wrote.</summary>
    Reel,

    /// <summary>The roll's name.</summary>
    Roll,

    /// <summary>The beginning of the roll's name, or camera and roll number.</summary>
    RollStub,

    /// <summary>The clip's name with a typing mistake.</summary>
    Typing,
}
