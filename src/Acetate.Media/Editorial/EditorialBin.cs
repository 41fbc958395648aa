using System.Collections.Immutable;
using System.Globalization;
using Acetate.Aaf;
using Acetate.Aaf.Bins;
using Acetate.Media.Editorial.Mxf;
using Acetate.Timing;

namespace Acetate.Media.Editorial;

/// <summary>A clip of a bin: what its media says of it, and the numbers by which its files are found.</summary>
public sealed record BinnedClip
{
    /// <summary>Names, label, length and notes, as they were written into the media.</summary>
    public required EditorialClip Clip { get; init; }

    /// <summary>The number of the clip: of the material package that its files name.</summary>
    public required Umid Material { get; init; }

    /// <summary>The number of the tape.</summary>
    public required Umid Tape { get; init; }

    /// <summary>What the file of pictures says of them; null: there are none.</summary>
    public AvidPicture? Picture { get; init; }

    /// <summary>The files, pictures first.</summary>
    public required ImmutableArray<BinnedFile> Files { get; init; }
}

/// <summary>A file of a clip of a bin.</summary>
/// <param name="Track">V1, A1, A2, …</param>
/// <param name="TrackName">What an editor reads on the track.</param>
/// <param name="Umid">The number of what it holds.</param>
/// <param name="Path">Where it lies, from the bin's own folder on, with slashes: <c>../avid/A001C002_V1.mxf</c>.</param>
public sealed record BinnedFile(string Track, string TrackName, Umid Umid, string Path);

/// <summary>Bins of media for Avid, as AAF: a master clip for each clip, linked to its OP-Atom files by their numbers and by their places, and to its tape by label.</summary>
/// <remarks>
/// Everything is what <see cref="AvidMedia"/> wrote into the files: names, numbers, tracks, label, notes. The file's own moment is the latest shoot day in it: no clock is asked, and
/// the same clips give the same bytes. docs/decisions/0229.
/// </remarks>
public static class EditorialBin
{
    private const string ShootDate = "Shoot Date";

    /// <summary>Writes a bin into a folder: <c>STEM.aaf</c>; clips of several frame rates have a bin for each, whose names say it. They appear there when all are whole and were read back.</summary>
    /// <param name="stem">How the names of the files begin.</param>
    /// <param name="clips">The clips, in order. One that cannot stand in a bin is left out, and told.</param>
    /// <param name="folder">Where to; must be there.</param>
    /// <param name="cancellationToken">Ends it, and takes away what was written.</param>
    /// <returns>The files, in the order in which rates appear; none where no clip is left.</returns>
    /// <exception cref="EditorialException">A file of this name is there already, or the name is too long.</exception>
    /// <exception cref="IOException">The file cannot be written, or does not read back as it was written.</exception>
    public static async Task<EditorialListsReport> WriteAsync(string stem, IReadOnlyCollection<BinnedClip> clips, string folder, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(stem);
        ArgumentNullException.ThrowIfNull(clips);
        var notices = ImmutableArray.CreateBuilder<string>();
        var rates = Fitting(clips, notices).GroupBy(clip => clip.Start.Rate).ToList();
        var bins = rates.Select(rate => ($"{FileNames.Plain(rates.Count == 1 ? stem : $"{stem}_{rate.Key}fps")}.aaf", AafBinWriter.ToBytes(new() { Clips = [.. rate], Modified = rate.Max(clip => clip.Created), Product = "AAF bin 1" })));
        return new(rates.Count == 0 ? [] : await StagedFiles.WriteAsync(folder, [.. bins], cancellationToken).ConfigureAwait(false), notices.ToImmutable());
    }

    /// <summary>Those clips that can stand in a bin; each other is told.</summary>
    private static List<AafBinClip> Fitting(IReadOnlyCollection<BinnedClip> clips, ImmutableArray<string>.Builder notices)
    {
        var binned = new List<AafBinClip>();
        var taken = new HashSet<Umid>();
        var tapes = new Dictionary<Umid, (string, FrameRate, bool)>();
        foreach (var one in clips)
        {
            try
            {
                var clip = one.Clip.Checked();
                var made = ClipOf(one, clip);
                Umid[] numbers = [one.Material, .. one.Files.Select(file => file.Umid)];
                var tape = (clip.Tape, clip.Start.Rate, clip.Start.IsDrop);
                if (taken.Contains(one.Material)) throw new EditorialException("It is in the bin already: the same pictures and sound of the same tape and label.");
                if (numbers.Distinct().Count() != numbers.Length || numbers.Any(taken.Contains) || numbers.Append(one.Tape).Any(number => number == default) || taken.Contains(one.Tape) || numbers.Any(tapes.ContainsKey) || numbers.Contains(one.Tape)
                    || (tapes.TryGetValue(one.Tape, out var known) && known != tape))
                    throw new EditorialException("A number (UMID) of its media is that of something else. Have the clip made again.");
                taken.UnionWith(numbers);
                tapes[one.Tape] = tape;
                binned.Add(made);
            }
            catch (EditorialException unusable)
            {
                notices.Add($"'{one.Clip.Name}' is not in the bin. {unusable.Message}");
            }
        }

        return binned;
    }

    private static AafBinClip ClipOf(BinnedClip one, EditorialClip clip)
    {
        if (one.Files.IsDefaultOrEmpty) throw new EditorialException("It has no files of media.");
        var hasDate = clip.Notes.Any(note => string.Equals(note.Column, ShootDate, StringComparison.OrdinalIgnoreCase));
        return new()
        {
            Id = IdOf(one.Material),
            Name = clip.Name,
            Tape = new(IdOf(one.Tape), clip.Tape),
            Start = clip.Start,
            Frames = clip.Frames,
            Created = Midnight(clip.ShootDay),
            Comments =
            [
                .. clip.Notes.Select(note => KeyValuePair.Create(note.Column, note.Value)),
                .. hasDate ? [] : (KeyValuePair<string, string>[])[new(ShootDate, clip.ShootDay.ToString("yyyyMMdd", CultureInfo.InvariantCulture))],
            ],
            Tracks = [.. one.Files.Select(file => TrackOf(one, clip, file))],
        };
    }

    private static AafBinTrack TrackOf(BinnedClip one, EditorialClip clip, BinnedFile file)
    {
        var isPicture = file.Track.StartsWith('V');
        if (file.Track.Length < 2 || file.Track[0] is not ('V' or 'A') || !int.TryParse(file.Track.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < 1)
            throw new EditorialException($"Its track '{file.Track}' is none of V1, A1, A2 and so on.");
        if (isPicture && one.Picture is null) throw new EditorialException("It is not known what its pictures are. Have the clip made again.");
        if (one.Files.Count(other => other.Track == file.Track) > 1) throw new EditorialException($"It has two tracks {file.Track}.");
        return new()
        {
            File = IdOf(file.Umid),
            Number = number,
            Name = file.TrackName.Length > 0 ? EditorialText.Of(file.TrackName, 64, "The name of a track") : file.Track,
            Locations = file.Path.Length > 0 ? [string.Join('/', file.Path.Split('/').Select(Uri.EscapeDataString))] : [],
            Essence = isPicture ? PictureOf(one.Picture!) : new AafBinEssence.Sound(AvidTrack.SampleRate, 24, AudioSamples.FirstOf(clip.Frames, AvidTrack.SampleRate, clip.Start.Rate)),
        };
    }

    private static AafBinEssence.Picture PictureOf(AvidPicture picture) => new()
    {
        Width = Sane(picture.Width),
        Height = Sane(picture.Height),
        Layout = picture.Layout is >= 0 and <= 4 ? picture.Layout : 0,
        Lines = (picture.FirstLine, picture.SecondLine),
        AspectRatio = new(picture.AspectWidth, picture.AspectHeight),
        Bits = Sane(picture.Bits),
        HorizontalSubsampling = Sane(picture.HorizontalSubsampling),
        VerticalSubsampling = Sane(picture.VerticalSubsampling),
        ColourSiting = picture.ColourSiting is >= 0 and <= 255 ? picture.ColourSiting : 255,
        BlackLevel = Sane(picture.Black),
        WhiteLevel = Sane(picture.White),
        ColourRange = Sane(picture.ColourRange),
        Alignment = picture.Alignment > 0 ? picture.Alignment : null,
        Coding = LabelOf(picture.Coding),
        Transfer = LabelOf(picture.Transfer),
        Primaries = LabelOf(picture.Primaries),
        Equations = LabelOf(picture.Equations),
    };

    private static int Sane(int value) => value >= 0 ? value : throw new EditorialException("What is noted of its pictures cannot be. Have the clip made again.");

    /// <summary>A label of SMPTE as AAF has it: its halves change places.</summary>
    private static Guid? LabelOf(string? label)
    {
        if (label is null) return null;
        Span<byte> bytes = stackalloc byte[16];
        if (label.Length != 32 || Convert.FromHexString(label, bytes, out _, out _) != System.Buffers.OperationStatus.Done) throw new EditorialException("What is noted of its pictures cannot be. Have the clip made again.");
        return new([.. bytes[8..], .. bytes[..8]], bigEndian: true);
    }

    private static AafMobId IdOf(Umid umid) => AafMobId.Of(umid.ToArray(), bigEndian: true);

    private static DateTime Midnight(DateOnly day) => day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);
}
