using System.Collections.Immutable;
using System.Globalization;
using Acetate.Edl.Ale;
using Acetate.Timing;

namespace Acetate.Media.Editorial;

/// <summary>A clip as it stands in a log.</summary>
/// <param name="Clip">Its names, its place on the tape, and its columns.</param>
/// <param name="SoundTracks">How many tracks of sound it has; the column <c>Tracks</c> says VA1A2 of two.</param>
/// <param name="Height">Lines of its picture, which decide the heading's VIDEO_FORMAT; 0: there is only sound.</param>
public sealed record LoggedClip(EditorialClip Clip, int SoundTracks, int Height)
{
    /// <summary>Pixels across; column <c>Image Size</c>, with the height.</summary>
    public int Width { get; init; }
}

/// <summary>A log, and how its file is named.</summary>
/// <param name="FileName">Ends in <c>.ale</c>.</param>
/// <param name="Scene">The scene it is of; null: the day.</param>
/// <param name="Document">What stands in it.</param>
public sealed record EditorialLog(string FileName, string? Scene, AleDocument Document)
{
    /// <summary>The logs of a day: one of everything, and one for each scene. A log has one frame rate: a day of several has several logs, whose names say it.</summary>
    /// <remarks>Avid merges a log into a bin by name, start and end, so these are those of the media. Scenes that differ in capitals alone are one. Clips without a scene stand in the log of the day.</remarks>
    /// <param name="stem">How the names of the files begin, such as <c>20260504_MAIN</c>.</param>
    /// <param name="clips">The clips, in the order of the log.</param>
    /// <exception cref="EditorialException">A clip has no timecode, or a name is empty or too long.</exception>
    public static ImmutableArray<EditorialLog> OfDay(string stem, IReadOnlyCollection<LoggedClip> clips)
    {
        ArgumentException.ThrowIfNullOrEmpty(stem);
        ArgumentNullException.ThrowIfNull(clips);
        var logs = ImmutableArray.CreateBuilder<EditorialLog>();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        if (clips.FirstOrDefault(one => !one.Clip.Start.IsSet || one.Clip.Frames < 1) is { } none)
            throw new EditorialException($"The clip '{none.Clip.Name}' has no timecode or no length. A log names every clip by its timecode: leave it out, or give it a label.");
        var rates = clips.GroupBy(one => one.Clip.Start.Rate).ToList();
        foreach (var rate in rates)
        {
            var begin = rates.Count == 1 ? stem : $"{stem}_{rate.Key}fps";
            logs.Add(new(NameOf(begin), null, LogOf(rate.Key, [.. rate])));
            foreach (var scene in rate.Where(one => SceneOf(one).Length > 0).GroupBy(SceneOf, StringComparer.OrdinalIgnoreCase))
                logs.Add(new(NameOf($"{begin}_SC{scene.Key}"), scene.Key, LogOf(rate.Key, [.. scene])));
        }

        return logs.ToImmutable();

        string NameOf(string wanted)
        {
            // Scenes 12/A and 12_A have one plain name, and both need a file.
            var plain = FileNames.Plain(wanted);
            for (var number = 1; ; number++)
                if ((number == 1 ? plain : string.Create(CultureInfo.InvariantCulture, $"{plain}-{number}")) is var name && names.Add(name)) return name + ".ale";
        }
    }

    /// <summary>Writes logs into a folder. They appear there when all of them are whole and were read back.</summary>
    /// <param name="logs">As <see cref="OfDay"/> makes them.</param>
    /// <param name="folder">Where to; must be there.</param>
    /// <param name="cancellationToken">Ends it, and takes away what was written.</param>
    /// <returns>Their files, in order.</returns>
    /// <exception cref="EditorialException">A file of such a name is there already.</exception>
    /// <exception cref="IOException">A file cannot be written, or does not read back as it was written.</exception>
    public static Task<ImmutableArray<EditorialFile>> WriteAsync(IReadOnlyCollection<EditorialLog> logs, string folder, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(logs);
        return StagedFiles.WriteAsync(folder, [.. logs.Select(log => (log.FileName, Bytes(log.Document)))], cancellationToken);
    }

    private static byte[] Bytes(AleDocument document)
    {
        using var memory = new MemoryStream();
        AleWriter.Write(document, memory);
        return memory.ToArray();
    }

    private static string SceneOf(LoggedClip one) => one.Clip.Notes.FirstOrDefault(note => string.Equals(note.Column, "Scene", StringComparison.OrdinalIgnoreCase))?.Value.Trim() ?? "";

    private static AleDocument LogOf(FrameRate rate, ImmutableArray<LoggedClip> clips)
    {
        var heights = clips.Select(one => one.Height).Where(height => height > 0).Distinct().ToList();
        return AleDocument.Create(rate, heights is [var only] ? AleDocument.VideoFormat(only) : heights.Count == 0 ? "1080" : "CUSTOM", clips.Select(RowOf));
    }

    private static AleClip RowOf(LoggedClip one)
    {
        var clip = one.Clip.Checked();
        return new()
        {
            Name = clip.Name,
            Tracks = (one.Height > 0 ? "V" : "") + string.Concat(Enumerable.Range(1, one.SoundTracks).Select(track => $"A{track.ToString(CultureInfo.InvariantCulture)}")),
            Start = clip.Start,
            Frames = clip.Frames,
            Reel = clip.Tape,
            Others =
            [
                .. clip.Notes.Select(note => new AleField(note.Column, note.Value)),
                .. one is { Width: > 0, Height: > 0 } ? [new("Image Size", string.Create(CultureInfo.InvariantCulture, $"{one.Width} x {one.Height}"))] : (AleField[])[],
                new("FPS", clip.Start.Rate.ToString()), new("Shoot Date", clip.ShootDay.ToString("yyyyMMdd", CultureInfo.InvariantCulture)),
            ],
        };
    }
}
