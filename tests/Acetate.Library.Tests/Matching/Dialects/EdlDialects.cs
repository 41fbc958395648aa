using System.Globalization;
using System.Text;
using Acetate.Library.Matching;

namespace Acetate.Library.Tests.Matching.Dialects;

/// <summary>CMX 3600 as editing systems write it, line by line.</summary>
internal static class EdlDialects
{
    private static readonly NameOrigin[] Plain = [NameOrigin.Reel, NameOrigin.Tape, NameOrigin.ClipName, NameOrigin.ToClipName, NameOrigin.SourceFile, NameOrigin.Comment];

    public static ListDialect[] All { get; } =
    [
        new("CMX 3600", "reel1.edl", e => Columns(e, 8)),
        new("File_16", "reel1.edl", e => Columns(e, 16)),
        new("File_32", "reel1.edl", e => Columns(e, 32)),
        new("File_129", "reel1.edl", e => Columns(e, 129)),
        new("Premiere", "reel1.edl", Premiere),
        new("FCP 7 EDL", "reel1.edl", FinalCut),
        new("Flame", "reel1.edl", Flame),
        new("Avid table", "reel1.edl", Table),
    ];

    private static IEnumerable<byte[]> Columns(CarriedEvent e, int width)
    {
        if (!e.HasSource || (e.Reel is not null && e.Tape is not null) || Reel(e) is not { } reel || reel.Length > width) yield break;
        if (e is { IsTransition: true, ClipNames: [var other, var own] } && e.HasWholeLines && !e.IsMulticam)
        {
            // Some systems say the two names the wrong way round.
            foreach (var (from, to) in new[] { (other, own), (own, other) })
                yield return List(e, reel, width, [$"* FROM CLIP NAME:  {from}", $"* TO CLIP NAME:  {to}"], isDissolve: true);
            yield break;
        }

        if (e.IsOnly(Plain)) yield return List(e, reel, width, [.. Names(e)]);
    }

    private static IEnumerable<byte[]> Premiere(CarriedEvent e)
    {
        if (e.HasSource && e.Reel is null or "AX" && e.ClipName is not null && e.IsOnly(NameOrigin.Reel, NameOrigin.ClipName, NameOrigin.Comment))
            yield return List(e, "AX", 8, [.. Names(e)]);
    }

    private static IEnumerable<byte[]> FinalCut(CarriedEvent e)
    {
        if (e.HasSource && e.Map is { } map && Reel(e) is { Length: <= 8 } reel && e.IsOnly([.. Plain, NameOrigin.Map]))
            yield return List(e, reel, 8, [.. Names(e), $"FINAL CUT PRO REEL: {map} REPLACED BY: {reel}"]);
    }

    private static IEnumerable<byte[]> Flame(CarriedEvent e)
    {
        if (!e.HasSource || Reel(e) is not { Length: <= 8 } reel || (e.Map ?? e.SourceFile) is not { } file || (e.Map is not null && e.SourceFile is not null)) yield break;
        if (!e.IsOnly(NameOrigin.Reel, NameOrigin.Map, NameOrigin.SourceFile, NameOrigin.ClipName, NameOrigin.Comment)) yield break;
        var slash = file.LastIndexOf('/');
        yield return List(e, reel, 8, [.. Names(e, hasFile: false), .. slash > 0 ? [$"DLEDL: PATH: {file[..slash]}"] : (string[])[], $"DLEDL: EDIT:0 FILENAME: {file[(slash + 1)..]}"]);
    }

    private static IEnumerable<byte[]> Table(CarriedEvent e)
    {
        if (e.HasSource && e.Map is { } map && !map.Any(char.IsWhiteSpace) && Reel(e) is { Length: <= 8 } reel && e.IsOnly([.. Plain, NameOrigin.Map]))
            yield return List(e, reel, 8, [.. Names(e), "", $">>> SOURCE {reel} {map} 060a2b34-00"]);
    }

    /// <summary>What stands in the reel's column; null where nothing can.</summary>
    private static string? Reel(CarriedEvent e) =>
        (e.Reel ?? e.Tape ?? (e.Mangled.Claim.Names.IsEmpty ? null : "AX")) is { Length: > 0 } reel && !reel.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)) ? reel : null;

    private static IEnumerable<string> Names(CarriedEvent e, bool hasFile = true)
    {
        if (e.ClipName is { } clip) yield return $"* FROM CLIP NAME:  {clip}";
        if (e.ToClipName is { } other) yield return $"* TO CLIP NAME:  {other}";
        if (hasFile && e.SourceFile is { } file) yield return $"* SOURCE FILE: {file}";
        for (var i = 0; i < e.Comments.Length; i++) yield return i % 2 == 0 ? $"* LOC: {e.RecordStart} CYAN    {e.Comments[i]}" : $"* COMMENT: {e.Comments[i]}";
    }

    private static byte[] List(CarriedEvent e, string reel, int width, string[] comments, bool isDissolve = false)
    {
        var (number, column) = (width > 8 ? "000001" : "001", Math.Min(width, 32));
        var (source, record) = ($"{e.Start} {e.Start.AddWrapping(e.Frames)}", $"{e.RecordStart} {e.RecordStart.AddWrapping(e.RecordFrames)}");
        var text = new StringBuilder($"TITLE:   REEL 1\nFCM: {(e.IsDrop ? "DROP FRAME" : "NON-DROP FRAME")}\n");
        if (isDissolve) text.Append(CultureInfo.InvariantCulture, $"{number}  {reel.PadRight(column)} V     C        {e.Start} {e.Start} {e.RecordStart} {e.RecordStart}\n");
        text.Append(CultureInfo.InvariantCulture, $"{number}  {reel.PadRight(column)} V     {(isDissolve ? "D    008" : "C       ")} {source} {record}\n");
        if (e.Speed != 1)
        {
            // Backwards, the time is that of the frame that is shown first.
            var time = e is { Speed: < 0, Mangled.IsColumnsOnly: false } ? e.Start.AddWrapping(e.Played - 1) : e.Start;
            text.Append(CultureInfo.InvariantCulture, $"M2   {reel.PadRight(column)} {e.Speed * e.Rate.LabelsPerSecond,11:000.0;-000.0} {time}\n");
        }

        foreach (var comment in comments) text.Append(comment).Append('\n');
        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
