using System.Collections.Immutable;
using Acetate.Cuts;
using Acetate.Media.Demo;
using Acetate.Timing;

namespace Acetate.Cli.Demo;

/// <summary>A file of the demo's cuts.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="Meaning">What it is, for people.</param>
/// <param name="Edits">What it must say.</param>
/// <param name="Content">Its bytes.</param>
internal sealed record DemoCutList(string Name, string Meaning, ImmutableArray<DemoEdit> Edits, ReadOnlyMemory<byte> Content)
{
    /// <summary>The first version as Avid writes it.</summary>
    public const string Avid = "DEMO_v01.edl";

    /// <summary>The first version as Premiere writes it.</summary>
    public const string Premiere = "DEMO_v01_premiere.edl";

    private static FrameRate Rate => DemoDay.Rate;

    /// <summary>Every list of the demo.</summary>
    public static ImmutableArray<DemoCutList> All(ulong seed)
    {
        var cut = new DemoCut(seed);
        return
        [
            List(Avid, "version 1, as Avid's File_129: whole names as reels, slates as clip names, shots in locators", cut.First, Whole, CutFormat.Edl, EdlForm.AvidFile129),
            List("DEMO_v01_8.edl", "the same with reels of 8 letters, which CMX 3600 leaves of them", cut.First, Short, CutFormat.Edl, EdlForm.Cmx3600),
            List(Premiere, "the same as Premiere writes it: all reels AX, files as clip names", cut.First, Auxiliary, CutFormat.Edl, EdlForm.Premiere),
            List("DEMO_v01.otio", "the same as an OpenTimelineIO timeline", cut.First, Linked, CutFormat.Otio),
            List("DEMO_v01.xml", "the same as Final Cut Pro 7 XML", cut.First, Linked, CutFormat.FcpXml),
            List("DEMO_v02.edl", "version 2: shots extended, shortened, slipped, moved, retimed, omitted and new", cut.Second, Whole, CutFormat.Edl, EdlForm.AvidFile129),
            .. cut.Reels.Select((reel, i) => List($"DEMO_locked_R{i + 1}.edl", $"the locked cut, reel {i + 1}", reel, Whole, CutFormat.Edl, EdlForm.AvidFile129, i + 1)),
        ];
    }

    /// <summary>The name of the file that a take was recorded into, as an editing system shows it.</summary>
    public static string FileOf(DemoTake take) => $"{take.Clip}.mov";

    private static DemoCutList List(
        string name, string meaning, ImmutableArray<DemoEdit> edits, Func<DemoTake, IEnumerable<SourceName>> names, CutFormat format, EdlForm form = EdlForm.AvidFile129, int hour = 1)
    {
        var cut = Cut(Path.GetFileNameWithoutExtension(name), edits, names, format, hour);
        return new(name, meaning, edits, CutWriter.Convert(cut, format, new() { Edl = form }).Documents[0].Content);
    }

    private static Cut Cut(string name, ImmutableArray<DemoEdit> edits, Func<DemoTake, IEnumerable<SourceName>> names, CutFormat format, int hour)
    {
        var start = Timecode.Parse($"{hour:00}:00:00:00", Rate).Frame;
        var at = start;
        var events = new List<CutEvent>();
        foreach (var edit in edits)
        {
            events.Add(Event(edit, $"{events.Count + 1}", at, names));
            at += edit.Frames;
        }

        for (var i = 1; i < events.Count; i++)
        {
            if (edits[i].Dissolve == 0) continue;
            var mix = new CutTransition { Kind = TransitionKind.Dissolve, Name = "CROSS DISSOLVE", OutOffset = edits[i].Dissolve, From = events[i - 1].Id, To = events[i].Id };
            (events[i - 1], events[i]) = (events[i - 1] with { TransitionOut = mix }, events[i] with { TransitionIn = mix });
        }

        return new()
        {
            Name = name,
            Format = format,
            Rate = Rate,
            RecordStart = start,
            Tracks = [new() { Id = "V1", Kind = TrackKind.Video, Order = 1 }],
            Events = [.. events],
        };
    }

    private static CutEvent Event(DemoEdit edit, string id, long at, Func<DemoTake, IEnumerable<SourceName>> names)
    {
        var source = edit.Take switch
        {
            { } take => new CutSource
            {
                Names = [.. names(take)],
                Range = new(take.At(edit.From).Frame, edit.SourceFrames, Rate),
                Used = new(take.At(edit.From).Frame, edit.SourceFrames, Rate),
                Available = new(take.Start.Frame, take.Frames, Rate),
            },
            null when edit.Title.Length > 0 => new() { Names = [new(SourceNameKind.Reel, "AX", ""), new(SourceNameKind.ClipName, edit.Title, "")], Range = new(0, edit.Frames, Rate) },
            null => new() { Range = new(0, edit.Frames, Rate) },
        };
        return new()
        {
            Id = id,
            Number = id,
            Name = source.ClipName ?? "",
            Kind = edit.Take is not null ? CutEventKind.Clip : edit.Title.Length > 0 ? CutEventKind.Title : CutEventKind.Black,
            Tracks = ["V1"],
            Source = source,
            Record = new(at, edit.Frames, Rate),
            Speed = CutSpeed.Of(edit.Speed),
            Markers = edit.Shot.Length == 0 ? [] : [new() { Name = edit.Shot, Color = "CYAN", At = new(at + edit.Frames / 2, 0, Rate) }],
        };
    }

    /// <summary>The slate, as an assistant names clips in a bin.</summary>
    private static string Slate(DemoTake take) => $"{take.Scene}-{take.Take} {take.Camera}CAM";

    private static IEnumerable<SourceName> Whole(DemoTake take) =>
        [new(SourceNameKind.Reel, take.Clip, ""), new(SourceNameKind.ClipName, Slate(take), ""), new(SourceNameKind.SourceFile, FileOf(take), "")];

    private static IEnumerable<SourceName> Short(DemoTake take) =>
        [new(SourceNameKind.Reel, new([.. take.Clip.Where(char.IsLetterOrDigit).Take(8)]), ""), new(SourceNameKind.ClipName, Slate(take), "")];

    private static IEnumerable<SourceName> Auxiliary(DemoTake take) => [new(SourceNameKind.Reel, "AX", ""), new(SourceNameKind.ClipName, FileOf(take), "")];

    private static IEnumerable<SourceName> Linked(DemoTake take) => [.. Whole(take), new(SourceNameKind.MediaPath, $"file:///Volumes/Editorial/DEMO/{FileOf(take)}", "")];
}
