using System.Collections.Immutable;
using System.Text;
using Acetate.Edl.Cmx3600;

namespace Acetate.Cuts.Cmx;

/// <summary>Every name that an event of a list gives to its source.</summary>
internal sealed class EdlNames
{
    private readonly List<SourceName> names = [];

    public ImmutableArray<SourceName> Of(EdlEvent e)
    {
        names.Clear();
        Add(SourceNameKind.Reel, e.Reel, "reel column", e.Line);
        foreach (var reel in e.ReelNames) Add(reel.Origin == EdlReelOrigin.ReelIsClip ? SourceNameKind.ClipName : SourceNameKind.LongReel, reel.Name, Origin(reel.Origin), reel.Line);
        foreach (var reel in e.ReelNames)
            if (reel.Id is { } id) Add(SourceNameKind.MediaId, id, Origin(reel.Origin), reel.Line);
        foreach (var comment in e.Comments)
        {
            var (kind, origin) = comment.Kind switch
            {
                EdlCommentKind.FromClipName => (comment.Value.Trim() == e.ClipName ? SourceNameKind.ClipName : SourceNameKind.OtherSideClipName, "* FROM CLIP NAME"),
                EdlCommentKind.ToClipName => (comment.Value.Trim() == e.ClipName ? SourceNameKind.ClipName : SourceNameKind.OtherSideClipName, "* TO CLIP NAME"),
                EdlCommentKind.KeyClipName => (SourceNameKind.OtherSideClipName, "* KEY CLIP NAME"),
                EdlCommentKind.FromClip => (SourceNameKind.MediaPath, "* FROM CLIP"),
                EdlCommentKind.ToClip => (SourceNameKind.MediaPath, "* TO CLIP"),
                EdlCommentKind.FromFile => (SourceNameKind.MediaPath, "* FROM FILE"),
                EdlCommentKind.ToFile => (SourceNameKind.MediaPath, "* TO FILE"),
                EdlCommentKind.OtioReference => (SourceNameKind.MediaPath, "* OTIO REFERENCE FROM"),
                EdlCommentKind.SourceFile => (SourceNameKind.SourceFile, "* SOURCE FILE"),
                EdlCommentKind.Reel => (SourceNameKind.LongReel, "* REEL"),
                EdlCommentKind.AmfName => (SourceNameKind.AmfName, "* AMF_NAME"),
                EdlCommentKind.AmfUuid => (SourceNameKind.AmfUuid, "* AMF_UUID"),
                EdlCommentKind.FdlUuid => (SourceNameKind.FdlUuid, "* FDL-UUID"),
                EdlCommentKind.FdlFramingDecision => (SourceNameKind.FdlFramingDecision, "* FDL-FRAMING-DECISION-ID"),
                _ => ((SourceNameKind?)null, ""),
            };
            if (kind is { } known) Add(known, comment.Kind is EdlCommentKind.AmfUuid or EdlCommentKind.FdlUuid ? Plain(comment.Value) : comment.Value, origin, comment.Line);
        }

        // The name may stand at the other line of the transition.
        if (e.ClipName is { } clip && !names.Exists(name => name.Kind == SourceNameKind.ClipName)) Add(SourceNameKind.ClipName, clip, "clip name", e.Line);
        if (e.Flame is not { } flame) return [.. names];
        foreach (var file in flame.Files) Add(SourceNameKind.SourceFile, file, "DLEDL FILENAME", e.Line);
        if (flame.Path is { } path) Add(SourceNameKind.MediaPath, path, "DLEDL PATH", e.Line);
        return [.. names];

        void Add(SourceNameKind kind, string value, string origin, int line)
        {
            if (value.Trim() is { Length: > 0 } text) names.Add(new(kind, text, origin, line));
        }
    }

    /// <summary>Whether a comment says what nothing else of the model holds.</summary>
    public static bool IsFree(EdlCommentKind kind) => kind is EdlCommentKind.Other or EdlCommentKind.Comment or EdlCommentKind.FrameCount or EdlCommentKind.Timewarp;

    /// <summary><c>MissingReel</c> as <c>missing-reel</c>.</summary>
    public static string Kebab(string name)
    {
        var text = new StringBuilder();
        foreach (var c in name)
        {
            if (char.IsUpper(c) && text.Length > 0) text.Append('-');
            text.Append(char.ToLowerInvariant(c));
        }

        return text.ToString();
    }

    private static string Plain(string id) => id.Trim() is var text && text.StartsWith("urn:uuid:", StringComparison.OrdinalIgnoreCase) ? text[9..] : text;

    private static string Origin(EdlReelOrigin origin) => origin switch
    {
        EdlReelOrigin.FinalCut => "FINAL CUT PRO REEL … REPLACED BY",
        EdlReelOrigin.Flame => "DLEDL REEL",
        EdlReelOrigin.SourceTable => ">>> SOURCE",
        EdlReelOrigin.OpenTimelineIO => "* OTIO TRUNCATED REEL NAME FROM",
        _ => "REEL … IS CLIP",
    };
}
