using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using Acetate.Media.Editorial.Mxf;
using Acetate.Media.Encode;
using Acetate.Timing;

namespace Acetate.Media.Editorial;

/// <summary>Media as Avid Media Composer keeps it: MXF OP-Atom, a file for the pictures and one for each track of sound.</summary>
/// <remarks>
/// <para>The essence is what FFmpeg made, byte for byte; the files around it are ours. All files of a clip name one material package, whose name, notes and tracks
/// become the master clip in Avid's bin, and one tape.</para>
/// <para>The numbers of packages (UMIDs) are made of the essence and the names, dates are given: the same clip gives the same bytes. docs/decisions/0226.</para>
/// </remarks>
public static class AvidMedia
{
    private const int BlockBytes = 1 << 20, MostSounds = 64;

    /// <summary>Writes the files of a clip into a folder. They appear there when all of them are whole and were read back.</summary>
    /// <param name="clip">What they say of themselves.</param>
    /// <param name="picture">An OP-Atom file with DNxHD or DNxHR of as many frames, as <see cref="Encode.Movies.MovieWriter"/> writes it; null where there is only sound.</param>
    /// <param name="sounds">The tracks of sound, in order; up to 64.</param>
    /// <param name="folder">Where to; must be there.</param>
    /// <param name="stem">How the names of the files begin; <c>_V1.mxf</c>, <c>_A1.mxf</c> and so on follow. What is no plain letter, digit, point or dash becomes an underscore.</param>
    /// <param name="colour">What the numbers of the pictures mean; null: Rec.709.</param>
    /// <param name="progress">Called with bytes done and all bytes; null asks for none.</param>
    /// <param name="cancellationToken">Ends it, and takes away what was written.</param>
    /// <exception cref="EditorialException">There can be no such media, or a file of such a name is there already: the message says which.</exception>
    /// <exception cref="InvalidDataException">The pictures are damaged.</exception>
    /// <exception cref="IOException">A file cannot be read or written, or does not read back as it was written.</exception>
    public static async Task<AvidMediaReport> WriteAsync(
        EditorialClip clip, string? picture, ImmutableArray<EditorialSound> sounds, string folder, string stem, PictureColour? colour, Action<long, long>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(clip);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentException.ThrowIfNullOrEmpty(stem);
        clip = Checked(clip, picture, sounds);
        var essence = picture is null ? null : DnxEssence.Read(picture, clip.Frames);
        var tracks = TracksOf(clip, essence, sounds);
        var names = tracks.Select(track => $"{FileNames.Plain(stem)}_{track.Letter}.mxf").ToImmutableArray();
        StagedFiles.ThrowIfThere(folder, names);
        // Everything is written and read back.
        var (done, total) = (0L, tracks.Sum(track => track.Length * track.UnitBytes) * 2);
        var staged = names.Select(name => Path.Join(folder, name + ".partial")).ToImmutableArray();
        // What another run is writing is not ours to take away.
        var begun = new List<string>();
        try
        {
            var hashes = new List<string>();
            var clipped = 0L;
            for (var i = 0; i < tracks.Length; i++)
            {
                var source = tracks[i].IsPicture ? null : new SoundBytes(sounds[tracks[i].NumberOfSort - 1]);
                hashes.Add(await EssenceAsync(tracks[i], source, staged[i], begun, Count, cancellationToken).ConfigureAwait(false));
                clipped += source?.Clipped ?? 0;
            }

            // The numbers name the essence and where it stands; notes may be corrected without media becoming other media.
            var label = clip.Start.ToString();
            var tape = Umid.Of("tape", clip.Tape, clip.Start.Rate.ToRatio(), clip.Start.IsDrop ? "drop" : "", string.Join(' ', tracks.Select(track => track.Letter)));
            tracks = [.. tracks.Select((track, i) => track with { Umid = Umid.Of("file", hashes[i], track.Letter, tape.ToString(), label, track.Rate.ToRatio()) })];
            var material = Umid.Of("material", [clip.Name, clip.Tape, label, .. tracks.Select(track => track.Umid.ToString())]);
            var files = ImmutableArray.CreateBuilder<AvidMediaFile>();
            for (var i = 0; i < tracks.Length; i++)
            {
                var track = tracks[i];
                var (before, behind) = (AvidFile.Before(track, AvidHeader.Of(clip, tracks, track, material, tape, colour ?? PictureColour.Rec709)), AvidFile.Behind(track));
                await AroundAsync(track, before, behind, staged[i], cancellationToken).ConfigureAwait(false);
                var sha256 = await ReadBackAsync(track, before, behind, hashes[i], staged[i], names[i], Count, cancellationToken).ConfigureAwait(false);
                files.Add(new(names[i], track.Letter, track.Name, new FileInfo(staged[i]).Length, sha256, track.Umid));
            }

            StagedFiles.Publish(folder, names);
            return new(material, tape, files.ToImmutable(), clipped) { Picture = essence is null ? null : AvidPicture.Of(essence, CodePoints.Of(colour ?? PictureColour.Rec709)) };
        }
        catch
        {
            foreach (var path in begun) File.Delete(path);
            throw;
        }

        void Count(long bytes) => progress?.Invoke(done += bytes, total);
    }

    private static EditorialClip Checked(EditorialClip clip, string? picture, ImmutableArray<EditorialSound> sounds)
    {
        if (picture is null && sounds.IsDefaultOrEmpty) throw new EditorialException($"The clip '{clip.Name}' has neither pictures nor sound.");
        if (sounds.Length > MostSounds) throw new EditorialException($"The clip '{clip.Name}' has {sounds.Length} tracks of sound; media for Avid has at most {MostSounds}.");
        return clip.Checked();
    }

    private static ImmutableArray<AvidTrack> TracksOf(EditorialClip clip, DnxEssence? picture, ImmutableArray<EditorialSound> sounds)
    {
        var tracks = ImmutableArray.CreateBuilder<AvidTrack>();
        if (picture is not null) tracks.Add(new() { Number = 1, NumberOfSort = 1, Name = "V1", Picture = picture, Length = clip.Frames, Rate = clip.Start.Rate, Start = clip.Start.Frame });
        foreach (var (i, sound) in (sounds.IsDefault ? [] : sounds).Index())
        {
            tracks.Add(new()
            {
                Number = tracks.Count + 1,
                NumberOfSort = i + 1,
                Name = EditorialText.Of(sound.Name is { Length: > 0 } name ? name : $"A{(i + 1).ToString(CultureInfo.InvariantCulture)}", 64, "The name of a track"),
                // The first sample of each frame, so that readers who count back come to the frame.
                Length = AudioSamples.FirstOf(clip.Frames, AvidTrack.SampleRate, clip.Start.Rate),
                Rate = new(AvidTrack.SampleRate),
                Start = AudioSamples.FirstOf(clip.Start.Frame, AvidTrack.SampleRate, clip.Start.Rate),
            });
        }

        return tracks.ToImmutable();
    }

    /// <summary>Writes the essence to the place it has in the finished file, and tells its hash.</summary>
    private static async Task<string> EssenceAsync(AvidTrack track, SoundBytes? sound, string target, List<string> begun, Action<long> count, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var file = new FileStream(target, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.Asynchronous);
        begun.Add(target);
        file.Position = AvidFile.EssenceAt(track);
        var all = track.Length * track.UnitBytes;
        var block = new byte[sound is null ? track.UnitBytes * Math.Max(1, BlockBytes / track.UnitBytes) : 3 * AvidTrack.SampleRate];
        await using var source = track.Picture is { } pictures ? new FileStream(pictures.Path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.Asynchronous | FileOptions.SequentialScan) : null;
        source?.Position = track.Picture!.At;
        for (var at = 0L; at < all;)
        {
            var part = block.AsMemory(0, (int)Math.Min(block.Length, all - at));
            cancellationToken.ThrowIfCancellationRequested();
            if (source is not null) await source.ReadExactlyAsync(part, cancellationToken).ConfigureAwait(false);
            else sound!.Read(at / 3, part.Span);
            track.Picture?.Check(part.Span, at / track.UnitBytes);
            hash.AppendData(part.Span);
            await file.WriteAsync(part, cancellationToken).ConfigureAwait(false);
            at += part.Length;
            count(part.Length);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static async Task AroundAsync(AvidTrack track, byte[] before, byte[] behind, string path, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.None, 1, FileOptions.Asynchronous);
        await file.WriteAsync(before, cancellationToken).ConfigureAwait(false);
        file.Position = AvidFile.EssenceAt(track) + (track.Length * track.UnitBytes);
        await file.WriteAsync(behind, cancellationToken).ConfigureAwait(false);
        file.Flush(flushToDisk: true);
    }

    /// <summary>Reads a finished file from end to end and holds each part against what was written.</summary>
    /// <returns>The hash of the whole file.</returns>
    private static async Task<string> ReadBackAsync(AvidTrack track, byte[] before, byte[] behind, string essence, string path, string name, Action<long> count, CancellationToken cancellationToken)
    {
        using var whole = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var inner = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.Asynchronous | FileOptions.SequentialScan);
        var edges = new byte[before.Length + behind.Length];
        await file.ReadExactlyAsync(edges.AsMemory(0, before.Length), cancellationToken).ConfigureAwait(false);
        whole.AppendData(edges, 0, before.Length);
        var block = new byte[BlockBytes];
        for (var left = track.Length * track.UnitBytes; left > 0;)
        {
            var part = block.AsMemory(0, (int)Math.Min(block.Length, left));
            await file.ReadExactlyAsync(part, cancellationToken).ConfigureAwait(false);
            whole.AppendData(part.Span);
            inner.AppendData(part.Span);
            left -= part.Length;
            count(part.Length);
        }

        await file.ReadExactlyAsync(edges.AsMemory(before.Length), cancellationToken).ConfigureAwait(false);
        whole.AppendData(edges, before.Length, behind.Length);
        if (file.Position != file.Length || Convert.ToHexStringLower(inner.GetHashAndReset()) != essence || !edges.AsSpan(0, before.Length).SequenceEqual(before) || !edges.AsSpan(before.Length).SequenceEqual(behind))
            throw StagedFiles.DoesNotReadBack(name);
        return Convert.ToHexStringLower(whole.GetHashAndReset());
    }
}

/// <summary>The media of a clip as it was written.</summary>
/// <param name="Material">The number of the clip, which all its files name.</param>
/// <param name="Tape">The number of the tape.</param>
/// <param name="Files">The files, pictures first.</param>
/// <param name="ClippedSamples">Samples of sound above full scale, which were held at it.</param>
public sealed record AvidMediaReport(Umid Material, Umid Tape, ImmutableArray<AvidMediaFile> Files, long ClippedSamples)
{
    /// <summary>What the pictures are, as their file says it; null: there are none.</summary>
    public AvidPicture? Picture { get; init; }
}

/// <summary>A file of a clip's media.</summary>
/// <param name="Name">In the folder.</param>
/// <param name="Track">V1, A1, A2, …</param>
/// <param name="TrackName">What an editor reads on the track.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Its hash, read back, in hexadecimal.</param>
/// <param name="Umid">The number of what it holds.</param>
public sealed record AvidMediaFile(string Name, string Track, string TrackName, long Bytes, string Sha256, Umid Umid);
