using System.CommandLine;
using Acetate.Cuts;
using Acetate.Timing;

namespace Acetate.Cli.Cuts;

/// <summary>The options with which a cut is read.</summary>
internal sealed class CutInput
{
    private static readonly (string Word, CutFormat Value)[] Words =
    [
        ("edl", CutFormat.Edl), ("otio", CutFormat.Otio), ("fcpxml7", CutFormat.FcpXml), ("fcpxml", CutFormat.FcpXmlX), ("ale", CutFormat.Ale), ("shotlist", CutFormat.ShotList),
    ];

    private readonly Option<string?> rate = new("--rate") { Description = "Frame rate of lists that do not say theirs, such as 23.976, 25 or 30000/1001. Without it one that fits is taken, and said.", HelpName = "R" };
    private readonly Option<string?> name = new("--name") { Description = "The cut to take of a file that holds several; the first by default.", HelpName = "NAME" };
    private readonly Option<CutFormat?> format = WordOption.Of<CutFormat>("--format", "The format, where content and extension do not tell it.", Words);
    private readonly Option<string[]> column = new("--column") { Description = "A column of a shot list, such as reel=Tape or source-in=In; those that are not named are found by their usual names.", HelpName = "FIELD=NAME", AllowMultipleArgumentsPerToken = false };
    private readonly Option<string?> delimiter = new("--delimiter") { Description = "What stands between cells of a shot list: comma, semicolon, tab or bar; found out by default.", HelpName = "WORD" };
    private readonly Option<bool> inclusive = new("--out-inclusive") { Description = "The outs of a shot list are last frames and belong to their ranges." };

    public static Argument<string> File(string word, string description) => new(word) { Description = description };

    public static Option<bool> Json() => new("--json") { Description = "Write one JSON document to standard output." };

    public void AddTo(Command command)
    {
        command.Add(rate);
        command.Add(name);
        command.Add(format);
        command.Add(column);
        command.Add(delimiter);
        command.Add(inclusive);
    }

    /// <summary>Reads the cut that a file holds.</summary>
    public Cut Read(ParseResult parsed, string path)
    {
        if (Directory.Exists(path)) throw new CommandException(ExitCode.BadInput, $"'{Table.Visible(path)}' is a folder. Name a list or a timeline in it.");
        return CutReader.Read(path, Options(parsed));
    }

    /// <summary>The word of a format.</summary>
    public static string Word(CutFormat format) => Words.FirstOrDefault(pair => pair.Value == format).Word ?? "aaf";

    private CutReadOptions Options(ParseResult parsed)
    {
        FrameRate? known = null;
        if (parsed.GetValue(rate) is { } text)
        {
            if (!FrameRate.TryParse(text, out var given, out var reason)) throw new CommandException(ExitCode.Usage, reason);
            known = given;
        }

        var columns = new ShotListColumns { IsOutInclusive = parsed.GetValue(inclusive), Delimiter = Delimiter(parsed.GetValue(delimiter)) };
        foreach (var pair in parsed.GetValue(column) ?? []) columns = With(columns, pair);
        return new() { Rate = known, Name = parsed.GetValue(name), Format = parsed.GetValue(format), Columns = columns };
    }

    private static char? Delimiter(string? word) => word switch
    {
        null => null,
        "comma" => ',',
        "semicolon" => ';',
        "tab" => '\t',
        "bar" => '|',
        _ => throw new CommandException(ExitCode.Usage, $"--delimiter takes comma, semicolon, tab or bar, not '{Table.Visible(word)}'."),
    };

    private static ShotListColumns With(ShotListColumns columns, string pair)
    {
        var at = pair.IndexOf('=', StringComparison.Ordinal);
        var value = at < 0 ? "" : pair[(at + 1)..];
        return value.Length == 0 ? throw Wrong() : pair[..at] switch
        {
            "shot" => columns with { Shot = value },
            "number" => columns with { Number = value },
            "reel" => columns with { Reel = value },
            "clip" => columns with { ClipName = value },
            "file" => columns with { SourceFile = value },
            "source-in" => columns with { SourceIn = value },
            "source-out" => columns with { SourceOut = value },
            "record-in" => columns with { RecordIn = value },
            "record-out" => columns with { RecordOut = value },
            "duration" => columns with { Duration = value },
            "speed" => columns with { Speed = value },
            "track" => columns with { Track = value },
            "comment" => columns with { Comment = value },
            "rate" => columns with { Rate = value },
            _ => throw Wrong(),
        };

        CommandException Wrong() => new(ExitCode.Usage,
            $"--column takes FIELD=NAME with shot, number, reel, clip, file, source-in, source-out, record-in, record-out, duration, speed, track, comment or rate, not '{Table.Visible(pair)}'.");
    }
}
