using System.Globalization;
using System.Text;
using Acetate.Media.Inspect;
using Acetate.Tools.Pulls;

namespace Acetate.Tools.ConformPulls;

/// <summary>Where a piece is put, so that no two share a name on any file system and finishing systems find what they look for.</summary>
/// <param name="Folder">The folder below the package's.</param>
/// <param name="KeepsFolders">Whether the roll's folders are kept below it.</param>
/// <param name="Name">Its file's name without extension; null for its own.</param>
/// <param name="Path">Where its first file will lie.</param>
internal sealed record PiecePlace(string Folder, bool KeepsFolders, string? Name, string Path);

/// <summary>Gives pieces their places, one after the other: what comes first keeps its own name.</summary>
/// <remarks>Names count as the same whatever their case and their Unicode form: drives of finishing houses are formatted for any system.</remarks>
internal sealed class PieceNames
{
    /// <summary>The folder of pictures.</summary>
    public const string Media = "media";

    private readonly ConformLayout layout;
    private readonly Dictionary<string, Guid> taken = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<Guid, string> rolls = [];
    private readonly HashSet<string> rollNames = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Begins with what the recipient has already, whose names are not given again.</summary>
    public PieceNames(ConformLayout layout, IEnumerable<DeliveredPiece> delivered)
    {
        this.layout = layout;
        foreach (var piece in delivered) taken.TryAdd(Key(piece.Path), piece.Clip);
    }

    /// <summary>The place of a picture.</summary>
    /// <param name="pulled">The clip.</param>
    /// <param name="tape">The tape that finishing systems look for.</param>
    /// <param name="reel">The cut that shows it first.</param>
    /// <param name="first">The first frame of the piece.</param>
    public PiecePlace Of(PulledClip pulled, string tape, string reel, long first)
    {
        var files = pulled.Media.Files;
        if (layout == ConformLayout.Rolls) return InRoll(pulled, Media, files[FirstFile(pulled, first)], files.Length == 1);
        var folder = layout switch
        {
            ConformLayout.Reels => $"{Media}/{Plain(reel)}",
            ConformLayout.Resolve => $"{Media}/{Plain(tape)}",
            ConformLayout.Baselight => $"{Media}/{Plain(tape)}/{Plain(pulled.Clip.Name)}",
            ConformLayout.Flame when files.Length > 1 => $"{Media}/{Plain(tape)}",
            _ => Media,
        };
        if (files.Length == 1)
        {
            var (stem, extension) = Split(files[0]);
            var name = Free(stem, pulled, candidate => $"{folder}/{candidate}{extension}");
            return new(folder, false, name == stem ? null : name, $"{folder}/{name}{extension}");
        }

        // Frames and parts keep their names; the folder tells their clip.
        var clip = Plain(pulled.Clip.Name);
        if (layout == ConformLayout.Baselight) folder = folder[..folder.LastIndexOf('/')];
        folder = $"{folder}/{Free(clip, pulled, candidate => $"{folder}/{candidate}")}";
        var keeps = DirectoryOf(files) is null;
        var file = files[FirstFile(pulled, first)];
        return new(folder, keeps, null, $"{folder}/{(keeps ? file : Short(file))}");
    }

    /// <summary>The place of production sound: always by its roll.</summary>
    public PiecePlace OfSound(PulledClip pulled) => InRoll(pulled, "sound", pulled.Media.Files[0], pulled.Media.Files.Length == 1);

    /// <summary>The folder of a roll below another one, with its name; rolls of the same name are numbered.</summary>
    public string RollFolder(PulledClip pulled)
    {
        if (rolls.TryGetValue(pulled.Roll.Id, out var known)) return known;
        var name = Plain(pulled.Roll.Name);
        for (var number = 2; !rollNames.Add(Key(name)); number++) name = string.Create(CultureInfo.InvariantCulture, $"{Plain(pulled.Roll.Name)}_{number}");
        return rolls[pulled.Roll.Id] = name;
    }

    /// <summary>A name that every file system takes: what some forbid becomes an underscore.</summary>
    public static string Plain(string name)
    {
        var plain = new StringBuilder(name.Length);
        foreach (var letter in name.Trim()) plain.Append(char.IsControl(letter) || "/\\:*?\"<>|".Contains(letter, StringComparison.Ordinal) ? '_' : letter);
        while (plain.Length > 0 && plain[^1] is '.' or ' ') plain.Length--;
        var text = plain.ToString();
        return text.Length == 0 || text[0] == '.' ? "_" + text : text;
    }

    private PiecePlace InRoll(PulledClip pulled, string below, string file, bool isSingle)
    {
        var folder = $"{below}/{RollFolder(pulled)}";
        if (DirectoryOf(pulled.Media.Files) is not { } directory) return new(Unshared(folder, file), true, null, $"{folder}/{file}");
        if (directory.Length > 0) folder = $"{folder}/{directory}";
        if (!isSingle) return new(folder = Unshared(folder, Short(file)), false, null, $"{folder}/{Short(file)}");
        var (stem, extension) = Split(file);
        var name = Free(stem, pulled, candidate => $"{folder}/{candidate}{extension}", withRoll: false);
        return new(folder, false, name == stem ? null : name, $"{folder}/{name}{extension}");

        // Frames of one clip may lie together; those of another clip may not come between them.
        string Unshared(string folder, string file)
        {
            var free = folder;
            for (var number = 2; taken.TryGetValue(Key($"{free}/{file}"), out var owner) && owner != pulled.Clip.Id; number++) free = string.Create(CultureInfo.InvariantCulture, $"{folder}_{number}");
            taken.TryAdd(Key($"{free}/{file}"), pulled.Clip.Id);
            return free;
        }
    }

    /// <summary>The first name that is free: its own, then with the roll in front where another clip has it and the folder does not tell the roll, then numbered.</summary>
    private string Free(string stem, PulledClip pulled, Func<string, string> path, bool withRoll = true)
    {
        if (taken.TryAdd(Key(path(stem)), pulled.Clip.Id)) return stem;
        var roll = Plain(pulled.Roll.Name);
        if (withRoll && taken[Key(path(stem))] != pulled.Clip.Id && !stem.StartsWith(roll, StringComparison.OrdinalIgnoreCase))
        {
            stem = $"{roll}_{stem}";
            if (taken.TryAdd(Key(path(stem)), pulled.Clip.Id)) return stem;
        }

        for (var number = 2; ; number++)
        {
            var numbered = string.Create(CultureInfo.InvariantCulture, $"{stem}_{number}");
            if (taken.TryAdd(Key(path(numbered)), pulled.Clip.Id)) return numbered;
        }
    }

    /// <summary>The file that holds a frame of a sequence, by the numbers in its names; 0 for any other clip.</summary>
    private static int FirstFile(PulledClip pulled, long frame)
    {
        var files = pulled.Media.Files;
        if (pulled.Media.Kind != ClipKind.Sequence || frame <= 0) return 0;
        if (NumberOf(files[0]) is not { } first) return (int)Math.Min(frame, files.Length - 1);
        // Numbers only grow, so that the frame lies at its place or, where frames are lacking, before it.
        var at = (int)Math.Min(frame, files.Length - 1);
        while (at > 0 && NumberOf(files[at - 1]) is { } before && before - first >= frame) at--;
        return at;
    }

    /// <summary>The frame number in a name: its last digits before the extension; null when it has none.</summary>
    private static long? NumberOf(string file)
    {
        var (stem, _) = Split(file);
        var digits = stem.Length;
        while (digits > 0 && char.IsAsciiDigit(stem[digits - 1])) digits--;
        return long.TryParse(stem.AsSpan(digits), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    /// <summary>The folder that all files lie in; null when they do not share one.</summary>
    private static string? DirectoryOf(IReadOnlyList<string> files)
    {
        var directory = files[0][..Math.Max(0, files[0].LastIndexOf('/'))];
        return files.All(file => file.LastIndexOf('/') is var slash && (slash < 0 ? directory.Length == 0 : slash == directory.Length && file.StartsWith(directory, StringComparison.Ordinal))) ? directory : null;
    }

    private static string Short(string file) => file[(file.LastIndexOf('/') + 1)..];

    private static (string Stem, string Extension) Split(string file) => (Path.GetFileNameWithoutExtension(Short(file)), Path.GetExtension(Short(file)));

    private static string Key(string path) => path.Normalize(NormalizationForm.FormC);
}
